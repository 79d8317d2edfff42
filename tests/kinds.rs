//! Every kind of wording rule, by a table of rules and texts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;

use huashu::{CheckOptions, Checker, Engine, Pack, Source, Stage};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    rule: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    stage: Option<String>,
    finds: BTreeMap<String, Vec<String>>,
}

/// A checker with one rule. JSON is YAML, so the table's rule is written as
/// it is, with what every rule has to have.
fn checker(rule: &BTreeMap<String, serde_json::Value>, fires: &str) -> Checker {
    let mut rule = rule.clone();
    for (key, value) in [
        ("code", serde_json::json!("HS-Z001")),
        ("title", serde_json::json!({"zh": "题", "en": "Title"})),
        ("why", serde_json::json!({"zh": "因", "en": "why"})),
        ("severity", serde_json::json!("warning")),
        ("source", serde_json::json!("house")),
        ("fires", serde_json::json!([fires])),
    ] {
        rule.insert(key.to_owned(), value);
    }
    let tone = serde_json::to_string(&[rule]).unwrap();
    let layer = vec![
        Source::new("pack.yaml", "name: t\nversion: '1'\n"),
        Source::new("policy.yaml", "days: 7\n"),
        Source::new(
            "sources.yaml",
            "house: {title: t, kind: house rule, note: n}\n",
        ),
        Source::new(
            "intents/hi.yaml",
            "id: hi\ntitle: {zh: 好, en: Hi}\nexamples: [在吗]\n",
        ),
        Source::new(
            "replies/hi.yaml",
            "- {id: hi.any, intent: hi, variants: [您好]}\n",
        ),
        Source::new("tone/a.yaml", tone),
    ];
    let pack = Pack::parse(&[layer]).unwrap_or_else(|e| panic!("{rule:?}: {e}", rule = fires));
    Engine::new(pack).unwrap().into_checker()
}

#[test]
fn rules_of_every_kind_find_what_they_are_for() {
    let table = include_str!("tone/kinds.yaml");
    let cases: Vec<Case> = serde_yaml::from_str(table).unwrap();
    let mut kinds: Vec<String> = Vec::new();
    for case in &cases {
        let kind = case.rule["kind"].as_str().unwrap();
        kinds.push(kind.to_owned());
        let stage = case.stage.as_deref().map(|_| Stage::Opening);
        // A rule has to show a text that it reports.
        let fires = case.finds.iter().find(|(_, found)| !found.is_empty());
        let fires = fires.map_or("好的，已经登记", |(text, _)| text.as_str());
        let checker = checker(&case.rule, fires);
        let options = CheckOptions {
            stage,
            ..CheckOptions::default()
        };
        for (text, wanted) in &case.finds {
            let found: Vec<String> = checker
                .check(text, &options)
                .into_iter()
                .map(|finding| finding.matched)
                .collect();
            assert_eq!(&found, wanted, "{kind}: {text}");
        }
    }
    kinds.dedup();
    assert_eq!(kinds.len(), 12, "{kinds:?}");
}

#[test]
fn a_figure_is_rewritten_to_the_policys() {
    let rule = serde_json::json!({
        "kind": "commitment", "policy": "days", "match": ["(?<figure>[0-9]+)天无理由"],
    });
    let rule = serde_json::from_value(rule).unwrap();
    let checker = checker(&rule, "15天无理由");
    let fixed = checker.fix("支持15天无理由退货", &CheckOptions::default(), true);
    assert_eq!(fixed, "支持7天无理由退货");
}
