//! `--fix`: what is rewritten, what stays, and what is never touched.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::{Folder, check, root, shown, told};

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % n
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn text(&mut self, parts: &[&str]) -> String {
        let text: String = (0..1 + self.below(6)).map(|_| self.pick(parts)).collect();
        // Three in a row are one stammer and would be rewritten as one.
        text.replace("你你", "你好")
    }
}

const WORDS: [&str; 8] = ["你", "好的", "您", "请你稍等", "，", " ", "😀", "ok"];

fn text_file(n: &mut Numbers, end: &str) -> String {
    let lines = (0..8).map(|_| n.text(&WORDS) + n.pick(&["", "# 注", "\t"]) + end);
    let lines: String = lines.collect();
    format!("{}{lines}{}", n.pick(&["", "\u{FEFF}"]), n.text(&WORDS))
}

fn csv_file(n: &mut Numbers, end: &str) -> String {
    let mut out = format!("{}编号,话术,备注{end}", n.pick(&["", "\u{FEFF}"]));
    for row in 0..8 {
        let bare = n.text(&WORDS);
        let quoted = n.text(&["你", "\"\"", ",", "\r\n", "\n", "好"]);
        let cell = if n.below(2) == 0 {
            bare
        } else {
            format!("\"{quoted}\"")
        };
        out += &format!("{row},{cell},\"你\"\"{}\"{end}", n.text(&WORDS));
    }
    out
}

fn jsonl_file(n: &mut Numbers, end: &str) -> String {
    let parts = [
        "你",
        "\\n",
        "\\\"",
        "\\u597d",
        "\\ud83d\\ude00",
        "好",
        "\\/",
        "您",
    ];
    let lines = (0..8).map(|_| {
        let (text, space) = (n.text(&parts), n.pick(&["", " ", "  "]));
        format!("{space}{{\"id\":{space}\"你\",\"text\"{space}:{space}\"{text}\"}}{space}{end}")
    });
    lines.collect()
}

fn yaml_file(n: &mut Numbers, end: &str) -> String {
    let mut out = format!("# 你{end}- id: 你{end}  variants:{end}");
    for _ in 0..8 {
        let text = n.text(&["你", "好的", "您，", "您好 你", "你#", "x", ", "]);
        let item = match n.below(7) {
            0 => format!("'{text}''{text}'  # 你"),
            1 => format!("\"{text}\\n\\u597d\\\"{text}\""),
            2 => format!("|{end}      {text}{end}{end}       {text}"),
            3 => format!(">-{end}      {text}{end}      {text}{end}{end}      {text}"),
            4 => format!("好{text}{end}      {text}"),
            5 => format!("\"{text}{end}      {text}\""),
            _ => format!("好{text}"),
        };
        out += &format!("    - {item}{end}");
    }
    out + &format!("- variants: [你, \"你\", '你' ,你好]  # 你{end}")
}

#[test]
fn bytes_outside_of_rewrites_stay() {
    let folder = Folder::new("bytes");
    let mut n = Numbers(7);
    let mut before = Vec::new();
    for case in 0..60 {
        let end = ["\n", "\r\n"][case % 2];
        for (ending, text) in [
            ("txt", text_file(&mut n, end)),
            ("csv", csv_file(&mut n, end)),
            ("jsonl", jsonl_file(&mut n, end)),
            ("yaml", yaml_file(&mut n, end)),
        ] {
            let name = format!("{case}.{ending}");
            folder.write(&name, &text);
            before.push((name, text));
        }
    }
    let output = check(&folder.0, &["--fix", "--severity", "info", "."]);
    assert!(!told(&output).contains("错误"), "{}", told(&output));
    let mut changed = 0;
    for (name, old) in &before {
        let new = folder.read(name);
        changed += usize::from(new != *old);
        // The only rewrite of this pack is 您 for 你.
        assert_eq!(new.len(), old.len(), "{name}\n{old}\n{new}");
        for ((at, a), b) in old.char_indices().zip(new.chars()) {
            assert!(
                a == b || (a, b) == ('你', '您'),
                "{name} {at}\n{old}\n{new}"
            );
        }
    }
    assert!(changed > 200, "{changed}");
    let again = check(&folder.0, &["--diff", "."]);
    assert_eq!(shown(&again), "");
    let left = check(
        &folder.0,
        &["--severity", "info", "--select", "HS-T003", "."],
    );
    assert_eq!(shown(&left), "没有发现问题\n");
}

#[test]
fn escapes_are_rewritten_too() {
    let folder = Folder::new("escapes");
    folder.write("a.jsonl", r#"{"text":"\u4f60\u597d"}"#);
    folder.write("a.yaml", "- variants: [\"\\u4f60\\u597d\"]\n");
    check(&folder.0, &["--fix", "."]);
    assert_eq!(folder.read("a.jsonl"), r#"{"text":"您\u597d"}"#);
    assert_eq!(folder.read("a.yaml"), "- variants: [\"您\\u597d\"]\n");
}

#[test]
fn safe_rewrites_are_made_alone_unless_asked() {
    let folder = Folder::new("unsafe");
    folder.write("a.txt", "这不关我的事，你问\n");
    let output = check(&folder.0, &["--fix", "a.txt"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("a.txt: 改写了 1 条话术"));
    assert_eq!(folder.read("a.txt"), "这不关我的事，您问\n");
    let output = check(&folder.0, &["--unsafe-fixes", "a.txt"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(folder.read("a.txt"), "这我来帮您问，您问\n");
}

#[test]
fn a_diff_writes_nothing() {
    let folder = Folder::new("diff");
    folder.write("a.txt", "好\n你好\n");
    let output = check(&folder.0, &["--diff", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        shown(&output),
        "--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n 好\n-你好\n+您好\n"
    );
    assert_eq!(folder.read("a.txt"), "好\n你好\n");
    assert_eq!(check(&folder.0, &["--fix", "."]).status.code(), Some(0));
    assert_eq!(check(&folder.0, &["--diff", "."]).status.code(), Some(0));
}

#[test]
fn comments_keep_scripts_as_they_are() {
    let folder = Folder::new("comments");
    let text = "你好 # huashu: ignore HS-T003 口语\n你好 # 你\n";
    folder.write("a.txt", text);
    check(&folder.0, &["--fix", "a.txt"]);
    assert_eq!(
        folder.read("a.txt"),
        "你好 # huashu: ignore HS-T003 口语\n您好 # 您\n"
    );
}

#[test]
fn a_file_with_problems_is_not_written() {
    let folder = Folder::new("problems");
    let fixtures = root().join("tests/fixtures/check");
    let files = [
        "chat.csv",
        "chat.jsonl",
        "gbk.txt",
        "damaged.txt",
        "scripts.xlsx",
    ];
    for name in files {
        fs::copy(fixtures.join(name), folder.0.join(name)).unwrap();
    }
    folder.write("broken.yaml", "- variants: [你\n");
    folder.write("good.txt", "你好\n");
    let output = check(&folder.0, &["--fix", "."]);
    assert_eq!(output.status.code(), Some(2));
    for name in files {
        let old = fs::read(fixtures.join(name)).unwrap();
        assert_eq!(fs::read(folder.0.join(name)).unwrap(), old, "{name}");
    }
    assert_eq!(folder.read("broken.yaml"), "- variants: [你\n");
    assert_eq!(folder.read("good.txt"), "您好\n");
    let told = told(&output);
    for message in [
        "gbk.txt: 是 GBK",
        "scripts.xlsx: xlsx 不会被改写",
        "chat.csv:4:1",
    ] {
        assert_eq!(told.matches(message).count(), 1, "{message}\n{told}");
    }
    assert_eq!(
        folder.names().len(),
        files.len() + 2,
        "{:?}",
        folder.names()
    );
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("links");
    folder.write("real/a.txt", "你好\n");
    let real = folder.0.join("real/a.txt");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, folder.0.join("b.txt")).unwrap();
    assert_eq!(check(&folder.0, &["--fix", "b.txt"]).status.code(), Some(0));
    assert!(
        fs::symlink_metadata(folder.0.join("b.txt"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(folder.read("real/a.txt"), "您好\n");
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn standard_input_is_not_rewritten() {
    let folder = Folder::new("stdin");
    let output = check(&folder.0, &["--fix"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("标准输入不能改写"));
}

/// A pack with one rewrite that holds the signs of the formats.
fn pack_with_signs(folder: &Folder) -> String {
    folder.write("pack/pack.yaml", "name: signs\nversion: '1'\n");
    folder.write(
        "pack/intents/a.yaml",
        "id: hi\ntitle: {zh: 问候, en: Hello}\nexamples: [在吗]\n",
    );
    folder.write(
        "pack/replies/a.yaml",
        "- {id: hi.any, intent: hi, variants: [您好]}\n",
    );
    folder.write(
        "pack/sources.yaml",
        "house: {title: House, kind: house rule, note: x}\n",
    );
    folder.write(
        "pack/tone/a.yaml",
        "- {code: HS-Z001, title: {zh: 话, en: x}, severity: error, kind: phrase, strict: true, match: [爱买不买], \
         why: {zh: 话, en: x}, rewrite: '请看: \"甲\", ''乙'' #1', safe: true, source: house, fires: [爱买不买], quiet: [您好]}\n",
    );
    folder.0.join("pack").display().to_string()
}

#[test]
fn a_rewrite_with_signs_is_quoted_as_its_format_wants() {
    let folder = Folder::new("signs");
    let pack = pack_with_signs(&folder);
    folder.write("s/a.csv", "id,text\n1,爱买不买\n2,\"爱买不买\"\n");
    folder.write("s/a.tsv", "id\ttext\n1\t爱买不买\n");
    folder.write("s/a.jsonl", "{\"text\":\"爱买不买\"}\n");
    folder.write(
        "s/a.yaml",
        "- variants: [爱买不买, '爱买不买', \"爱买不买\"]\n- variants:\n  - |\n    爱买不买\n  - 爱买不买 # x\n",
    );
    let args = ["check", "--pack", &pack, "--fix", "s"];
    let output = common::run_in(&folder.0, &args, b"");
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let new = "请看: \"甲\", '乙' #1";
    let doubled = new.replace('"', "\"\"");
    assert_eq!(
        folder.read("s/a.csv"),
        format!("id,text\n1,\"{doubled}\"\n2,\"{doubled}\"\n")
    );
    assert_eq!(folder.read("s/a.tsv"), format!("id\ttext\n1\t{new}\n"));
    let escaped = new.replace('"', "\\\"");
    assert_eq!(
        folder.read("s/a.jsonl"),
        format!("{{\"text\":\"{escaped}\"}}\n")
    );
    let single = new.replace('\'', "''");
    assert_eq!(
        folder.read("s/a.yaml"),
        format!(
            "- variants: ['{single}', '{single}', \"{escaped}\"]\n- variants:\n  - |\n    {new}\n  - '{single}' # x\n"
        )
    );
}
