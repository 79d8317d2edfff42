//! `huashu.toml` and baselines: how a shop with many scripts begins.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Folder, check, lines, root, run_in, shown, told};

#[test]
fn the_settings_of_a_project_are_found_above() {
    let folder = Folder::new("config");
    let pack = root().join("tests/packs/tea");
    folder.write(
        "huashu.toml",
        format!(
            "[check]\npack = {pack:?}\nseverity = \"info\"\ncolumn = \"话\"\nignore = [\"HS-T001\"]\n\
             [check.per-file-ignores]\n\"old/**\" = [\"HS-T\"]\n"
        ),
    );
    folder.write("new/a.csv", "话,text\n不关我的事你,您好\n");
    folder.write("old/a.txt", "爱买不买\n");
    let codes = |args: &[&str]| -> Vec<String> {
        let mut all = vec!["check", "--format", "jsonl"];
        all.extend(args);
        let output = run_in(&folder.0.join("new"), &all, b"");
        assert_ne!(output.status.code(), Some(2), "{}", told(&output));
        let found = lines(&output);
        found
            .iter()
            .map(|f| f["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(codes(&["a.csv", "../old"]), ["HS-T003"]);
    assert_eq!(codes(&["--severity", "error", "a.csv"]), [""; 0]);
    assert_eq!(
        codes(&["--ignore", "HS-T003", "a.csv", "../old"]),
        ["HS-T001"]
    );
    assert_eq!(codes(&["--column", "text", "a.csv"]), [""; 0]);
}

#[test]
fn mistakes_in_the_settings_are_told_together() {
    let folder = Folder::new("mistakes");
    folder.write(
        "huashu.toml",
        "[check]\nseverity = \"bad\"\nselect = \"HS\"\ncolour = 1\n[chek]\n",
    );
    let output = check(&folder.0, &["."]);
    assert_eq!(output.status.code(), Some(2));
    let told = told(&output);
    for place in [
        "huashu.toml:2:12",
        "huashu.toml:3:10",
        "huashu.toml:4:1",
        "huashu.toml:5:2",
    ] {
        assert!(told.contains(place), "{place}\n{told}");
    }
    folder.write("huashu.toml", "[check]\nignore = [\"HS-T001\", \"HS-X\"]\n");
    let output = check(&folder.0, &["."]);
    assert!(common::told(&output).contains("huashu.toml:2:22: 没有规则 HS-X"));
    folder.write("huashu.toml", "[check\n");
    assert!(common::told(&check(&folder.0, &["."])).contains("huashu.toml:1:"));
}

#[test]
fn an_old_collection_starts_clean() {
    let folder = Folder::new("baseline");
    let base = ["--baseline", "base.json"];
    let with = |args: &[&str]| check(&folder.0, &[&base, args].concat());
    folder.write("a.txt", "不关我的事\n爱买不买\n爱买不买\n");
    folder.write("b.yaml", "- id: x.any\n  variants: [爱买不买]\n");
    assert_eq!(with(&["."]).status.code(), Some(2));
    let output = with(&["--write-baseline", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let written = folder.read("base.json");
    assert_eq!(written.lines().count(), 5, "{written}");
    assert!(written.contains(r#""id":"x.any""#) && written.contains(r#""count":2"#));
    assert_eq!(with(&["."]).status.code(), Some(0));

    // Lines may move; a script that came again is new.
    folder.write("a.txt", "您好\n爱买不买\n不关我的事\n爱买不买\n爱买不买\n");
    let output = with(&["--format", "jsonl", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output).len(), 1);
    assert_eq!(lines(&output)[0]["line"], 5);

    folder.write("a.txt", "您好\n");
    let output = with(&["a.txt"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        told(&output).contains("2 项已经不再出现"),
        "{}",
        told(&output)
    );
    // Files that are not checked keep their entries.
    with(&["--write-baseline", "a.txt"]);
    assert_eq!(folder.read("base.json").lines().count(), 3);
    assert_eq!(with(&["."]).status.code(), Some(0));
    with(&["--write-baseline", "."]);
    assert_eq!(folder.read("base.json").lines().count(), 3);
}

#[test]
fn a_file_that_is_no_baseline_is_told() {
    let folder = Folder::new("no-baseline");
    folder.write("a.txt", "您好\n");
    for (text, message) in [
        ("{\n\"version\":1,\"entries\":[{}]}", "base.json:2:25"),
        ("{\"version\":9,\"entries\":[]}", "基线的版本是 9"),
    ] {
        folder.write("base.json", text);
        let output = check(&folder.0, &["--baseline", "base.json", "a.txt"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(told(&output).contains(message), "{}", told(&output));
    }
    let output = check(&folder.0, &["--write-baseline", "a.txt"]);
    assert!(
        told(&output).contains("--baseline FILE"),
        "{}",
        shown(&output)
    );
}

#[test]
fn folders_are_walked_without_what_is_ignored() {
    let folder = Folder::new("walk");
    folder.write(".ignore", "old/\n");
    for name in ["a.txt", "old/b.txt", "c.bin", ".hidden/d.txt", "~$e.xlsx"] {
        folder.write(name, "不关我的事\n");
    }
    // Of a pack only the replies are scripts.
    folder.write("pack/pack.yaml", "name: x\n");
    folder.write("pack/intents/a.yaml", "variants: [不关我的事]\n");
    folder.write("pack/replies/a.yaml", "variants: [不关我的事]\n");
    let output = check(&folder.0, &["--format", "jsonl", "."]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let found = lines(&output);
    let files: Vec<&str> = found.iter().map(|f| f["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["./a.txt", "./pack/replies/a.yaml"]);
}
