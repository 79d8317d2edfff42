//! Input that cannot be written into a recorded run: bytes that are no text,
//! long lines, files that change.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huashu"))
        .args(args)
        .current_dir(root())
        .env("LC_ALL", "zh_CN.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may end before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn lines(output: &Output) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const JSON: [&str; 4] = ["suggest", "--json", "--pack", "tests/packs/tea"];

#[test]
fn one_object_comes_out_for_each_line_in_order() {
    let output = run(&JSON, "几时发货\n\n茶苦不苦\r\n好的".as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let texts: Vec<String> = lines(&output)
        .iter()
        .map(|l| l["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts, ["几时发货", "", "茶苦不苦", "好的"]);
}

#[test]
fn bytes_that_are_no_text_are_told_and_the_rest_is_answered() {
    let output = run(&JSON, b"\xE5\x87\xA0\xE6\x97\xB6\xE5\x8F\x91\xE8\xB4\xA7\n\xFF\xFE\xE5\n\xE5\xA5\xBD\xE7\x9A\x84\n");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(lines(&output).len(), 3);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("第 2 行"), "{told}");
}

#[test]
fn a_megabyte_in_one_line_is_answered() {
    let long = "什么时候发货".repeat(60_000);
    let output = run(&JSON, long.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(lines(&output)[0]["intents"][0]["id"], "ship_time");
}

#[test]
fn a_reader_who_has_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huashu"))
        .args(JSON)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    let _ = stdin.write_all("几时发货\n".repeat(2_000).as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_session_file_continues_the_conversation() {
    let folder = std::env::temp_dir().join(format!("huashu-session-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("session.json");
    let path = file.to_str().unwrap();
    let args = [
        "suggest",
        "--json",
        "--pack",
        "tests/packs/tea",
        "--session",
        path,
        "几时发货",
    ];
    let first = lines(&run(&args, b""));
    let second = lines(&run(&args, b""));
    assert_eq!(first[0]["session"]["turns"], 1);
    assert_eq!(second[0]["session"]["turns"], 2);
    assert_ne!(
        first[0]["suggestions"][0]["text"],
        second[0]["suggestions"][0]["text"]
    );

    std::fs::write(&file, r#"{"version":7}"#).unwrap();
    let refused = run(&args, b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("session.json:1:"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), r#"{"version":7}"#);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn two_runs_print_the_same_bytes() {
    let input = "几时发货\n这个呢\n茶苦不苦，几时寄出\n".as_bytes();
    assert_eq!(run(&JSON, input).stdout, run(&JSON, input).stdout);
}
