//! The wording check: laws of fixing, and how much it finds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;
use std::sync::OnceLock;

use huashu::{CheckOptions, Checker, Severity};
use proptest::prelude::*;
use serde::Deserialize;

fn checker() -> &'static Checker {
    static CHECKER: OnceLock<Checker> = OnceLock::new();
    CHECKER.get_or_init(|| huashu::builtin_checker().unwrap())
}

fn warnings() -> CheckOptions {
    CheckOptions {
        severity: Some(Severity::Warning),
        ..CheckOptions::default()
    }
}

#[derive(Deserialize)]
struct Line {
    text: String,
}

fn lines(name: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tone")
        .join(name);
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Line>(line).unwrap().text)
        .collect()
}

fn share_found(lines: &[String]) -> f64 {
    let found = lines
        .iter()
        .filter(|l| !checker().check(l, &warnings()).is_empty())
        .count();
    found as f64 / lines.len() as f64
}

/// No line of these sets is learned from.
#[test]
fn violations_are_found_and_near_misses_left_alone() {
    let (violating, clean) = (lines("violating.jsonl"), lines("clean.jsonl"));
    assert!(violating.len() >= 1_000 && clean.len() >= 1_000);
    let (recall, false_alarms) = (share_found(&violating), share_found(&clean));
    assert!(recall >= 0.95, "recall {recall}");
    assert!(false_alarms <= 0.02, "false alarms {false_alarms}");
}

#[test]
fn evasions_are_seen_through() {
    for text in [
        "卧 槽，又漏发了",
        "这不 關 我 的 事",
        "ＱＱ号发您",
        "加我薇❤聊",
        "催什麼催催催催催，等著",
        "加微信",
        "加 微 信",
        "加微❤信",
        "加微\u{200B}信",
        "加微-信聊",
    ] {
        let found = checker().check(text, &warnings());
        assert!(!found.is_empty(), "{text}");
    }
}

#[test]
fn words_inside_other_words_are_left_alone() {
    for text in [
        "二二号楼",
        "路口交通比较堵",
        "这款是女装",
        "保证金会原路退回给您",
    ] {
        let found = checker().check(text, &warnings());
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

proptest! {
    #[test]
    fn findings_lie_in_the_text_and_fixing_ends(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "你", "您", "机子", "不关我的事", "加 微信", "，", "绝对", "😀", "\u{202E}", "ＱＱ", "第一", "明天一定到",
        ]), 0..10),
        noise in any::<String>(),
    ) {
        let mut text = pieces.concat() + &noise;
        let all = CheckOptions::default();
        for finding in checker().check(&text, &all) {
            prop_assert_eq!(text.get(finding.start..finding.end), Some(finding.matched.as_str()));
            prop_assert!(!finding.matched.is_empty());
        }
        for _ in 0..20 {
            let fixed = checker().fix(&text, &all, false);
            if fixed == text {
                break;
            }
            text = fixed;
        }
        let safe_left = checker().check(&text, &all).iter().filter(|f| f.safe && f.rewrite.is_some()).count();
        prop_assert_eq!(safe_left, 0);
    }
}

#[test]
fn the_shop_pack_says_nothing_it_warns_of() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let layers = huashu::load_layers(&root.join("knowledge/shop")).unwrap();
    let mut checked = 0;
    for source in layers
        .iter()
        .flatten()
        .filter(|s| s.name.starts_with("replies/"))
    {
        for script in source.scripts().unwrap() {
            let found = checker().check_template(
                &script.text,
                &CheckOptions {
                    stage: script.stage,
                    ..warnings()
                },
            );
            assert!(found.is_empty(), "{}: {found:?}", script.id);
            checked += 1;
        }
    }
    assert!(checked > 1_000, "{checked}");
}
