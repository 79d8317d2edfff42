//! Input that cannot be written into a recorded run: bytes that are no text,
//! long lines, files that change.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::io::Write;
use std::process::{Command, Stdio};

use common::{Folder, check, lines, root, run, told};

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

const CHECK: [&str; 5] = ["check", "--pack", "tests/packs/tea", "--format", "jsonl"];

fn check_stdin(args: &[&str], input: &[u8]) -> std::process::Output {
    run(&[&CHECK, args].concat(), input)
}

#[test]
fn a_line_longer_than_is_held_is_checked_in_pieces() {
    let filler = "好的呢".repeat(400_000);
    let text = format!("{filler}。这不关我的事\n{filler}不关我的事{filler}\n爱买不买\n");
    let folder = Folder::new("pieces");
    folder.write("a.txt", &text);
    let output = check(&folder.0, &["--format", "jsonl", "a.txt"]);
    let found = lines(&output);
    let places: Vec<(u64, u64)> = found
        .iter()
        .map(|f| (f["line"].as_u64().unwrap(), f["column"].as_u64().unwrap()))
        .collect();
    assert_eq!(places, [(1, 1_200_003), (2, 1_200_001), (3, 1)]);
    // A piece is shown around the finding, not whole.
    let output = check(&folder.0, &["a.txt"]);
    assert!(output.stdout.len() < 3_000);
    let output = check(&folder.0, &["--unsafe-fixes", "a.txt"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        folder.read("a.txt"),
        text.replace("不关我的事", "我来帮您问")
    );
}

#[test]
fn gbk_is_cut_between_characters_too() {
    let text = format!("{}不关我的事", "a好的呢".repeat(300_000));
    let (gbk, _, _) = encoding_rs::GBK.encode(&text);
    let output = check_stdin(&[], &gbk);
    assert_eq!(lines(&output).len(), 1, "{}", told(&output));
    assert_eq!(lines(&output)[0]["column"], 1_200_001);
}

#[test]
fn standard_input_is_read_as_its_name_tells() {
    let line = "{\"sender\":\"seller\",\"text\":\"不关我的事\"}\n";
    let output = check_stdin(&["--stdin-name", "log.jsonl"], line.as_bytes());
    assert_eq!(lines(&output)[0]["cell"], "/text");
    assert_eq!(lines(&output)[0]["file"], "log.jsonl");
    let output = check_stdin(&["--stdin-name", "a.xlsx"], b"");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_stream_that_stops_being_text_is_told_with_its_line() {
    let mut input = "不关我的事\n".repeat(20_000).into_bytes();
    input.extend(b"\xFF\xFE\xFF\n");
    let output = check_stdin(&[], &input);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("-:20001: "), "{}", told(&output));
    assert_eq!(lines(&output).len(), 20_000);
}

#[test]
fn what_is_longer_than_is_held_is_told_and_the_rest_is_checked() {
    let folder = Folder::new("long");
    let long = "不关我的事".repeat(100_000);
    folder.write(
        "a.jsonl",
        format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"爱买不买\"}}\n"),
    );
    folder.write(
        "a.csv",
        format!("text,id\n{long},1\n爱买不买,2\n\"{long}\",3\n"),
    );
    let output = check(&folder.0, &["--format", "jsonl", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(lines(&output).len(), 2);
    for place in ["a.jsonl:1:1: ", "a.csv:2:1: ", "a.csv:4:1: "] {
        assert!(told(&output).contains(place), "{place}\n{}", told(&output));
    }
}

#[test]
fn lines_of_a_conversation_have_a_stage() {
    let log = "session,role,text\n1,agent,爱买不买\n1,buyer,好\n1,agent,爱买不买\n1,agent,爱买不买\n2,agent,爱买不买\n";
    let output = check_stdin(&["--stdin-name", "log.csv"], log.as_bytes());
    let found = lines(&output);
    let stages: Vec<Option<&str>> = found.iter().map(|f| f["stage"].as_str()).collect();
    assert_eq!(
        stages,
        [Some("opening"), None, Some("closing"), Some("opening")]
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once() {
    let folder = Folder::new("pipe");
    let pipe = folder.0.join("pipe.jsonl");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let writer = std::thread::spawn(move || {
        std::fs::write(pipe, "{\"text\":\"不关我的事\"}\n").unwrap();
    });
    let output = check(&folder.0, &["--format", "jsonl", "pipe.jsonl"]);
    writer.join().unwrap();
    assert_eq!(lines(&output).len(), 1, "{}", told(&output));
    let output = check(&folder.0, &["--fix", "/dev/null"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn damaged_numbers_of_a_workbook_are_no_panic() {
    let output = run(
        &[&CHECK[..], &["tests/fixtures/numbers.xlsx"]].concat(),
        b"",
    );
    assert!(!told(&output).contains("panicked"), "{}", told(&output));
    // The other sheets are checked.
    let found = lines(&output);
    let cells: Vec<&str> = found.iter().map(|f| f["cell"].as_str().unwrap()).collect();
    assert!(cells.contains(&"记录!B3"), "{cells:?}");
}
