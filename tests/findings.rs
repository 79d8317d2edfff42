//! What is wrong in a pack is found when it loads: a table of small packs,
//! each with the findings it has to give, `file:line:column code`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use huashu::{Engine, Input, Pack, Session, Source};

const MANIFEST: (&str, &str) = (
    "pack.yaml",
    "name: t\nversion: '1'\nfacts: {order.eta: text, n: [1, 2]}\n",
);
const HI: (&str, &str) = (
    "intents/hi.yaml",
    "id: hi\ntitle: {zh: 问候, en: Hello}\nexamples: [在吗, 你好]\n",
);
const HI_REPLY: (&str, &str) = (
    "replies/hi.yaml",
    "- {id: hi.a, intent: hi, variants: [您好]}\n",
);

/// The findings of a pack made of a sound base and one more file.
fn findings(name: &str, text: &str) -> Vec<String> {
    let mut files = vec![MANIFEST, HI, HI_REPLY];
    files.retain(|(known, _)| *known != name);
    files.push((name, text));
    let layer = files
        .iter()
        .map(|(name, text)| Source::new(*name, *text))
        .collect();
    let (_, findings) = Pack::check(&[layer]);
    findings
        .iter()
        .map(|f| format!("{}:{}:{} {}", f.file, f.place.line, f.place.column, f.code))
        .collect()
}

#[test]
fn every_mistake_is_found_in_its_place() {
    let rule = |rule: &str| {
        format!("id: hi\ntitle: {{zh: 问候, en: Hello}}\nexamples: [在吗]\nrules:\n  - {rule}\n")
    };
    let reply = |rest: &str| {
        format!(
            "- {{id: hi.a, intent: hi, variants: [您好]}}\n- {{id: hi.b, intent: hi, {rest}}}\n"
        )
    };
    let cases: Vec<(&str, String, &[&str])> = vec![
        (
            "intents/hi.yaml",
            rule("{all: [\"\\u200b\"], weight: 9}"),
            &[
                "intents/hi.yaml:5:12 empty-text",
                "intents/hi.yaml:5:5 empty-rule",
            ],
        ),
        (
            "intents/hi.yaml",
            rule("{any: [好], weight: 1e39}"),
            &["intents/hi.yaml:5:24 out-of-range"],
        ),
        (
            "intents/hi.yaml",
            rule("{any: [好], near: -5}"),
            &["intents/hi.yaml:5:22 out-of-range"],
        ),
        (
            "intents/hi.yaml",
            rule("{all: [好], none: [好]}"),
            &["intents/hi.yaml:5:5 impossible-rule"],
        ),
        (
            "intents/hi.yaml",
            rule("{regex: '催|'}"),
            &["intents/hi.yaml:5:13 bad-regex"],
        ),
        (
            "intents/hi.yaml",
            rule("{regex: 發貨}"),
            &["intents/hi.yaml:5:13 bad-regex"],
        ),
        (
            "intents/hi.yaml",
            rule("{regex: 'SF'}"),
            &["intents/hi.yaml:5:13 bad-regex"],
        ),
        (
            "intents/hi.yaml",
            rule("{regex: '<nope>x'}"),
            &["intents/hi.yaml:5:13 bad-regex"],
        ),
        (
            "intents/hi.yaml",
            "id: \"h i\"\nexamples: [在吗]\n".into(),
            &[
                "intents/hi.yaml:1:5 bad-id",
                "replies/hi.yaml:1:22 unknown-intent",
                "pack.yaml:1:1 no-intents",
            ],
        ),
        (
            "intents/hi.yaml",
            "id: hi\nexamples: [在吗]\ncounter_examples: {hi: [你好]}\n".into(),
            &["intents/hi.yaml:3:20 own-counter-example"],
        ),
        (
            "intents/hi.yaml",
            "id: hi\nrules: [{any: [好], weight: -2}]\n".into(),
            &["intents/hi.yaml:1:5 unreachable-intent"],
        ),
        (
            "intents/hi.yaml",
            "id: hi\nexamples: [在吗]\nkind: fun\npriority: 99\n".into(),
            &[
                "intents/hi.yaml:3:7 unknown-kind",
                "intents/hi.yaml:4:11 out-of-range",
            ],
        ),
        (
            "lexicon.yaml",
            "classes: {x: []}\n".into(),
            &["lexicon.yaml:1:11 empty-class"],
        ),
        (
            "lexicon.yaml",
            "classes: {x: [好, \"\\u200b\"], Y: [好]}\n".into(),
            &["lexicon.yaml:1:18 empty-text", "lexicon.yaml:1:29 bad-id"],
        ),
        (
            "lexicon.yaml",
            "typos: {发货: \"\\u200b\"}\n".into(),
            &["lexicon.yaml:1:13 empty-text"],
        ),
        (
            "lexicon.yaml",
            "typos: {\"\\u200b\": 发货}\n".into(),
            &["lexicon.yaml:1:9 empty-text"],
        ),
        (
            "lexicon.yaml",
            "entities: [{kind: a, pattern: 'a*'}]\n".into(),
            &["lexicon.yaml:1:31 bad-regex"],
        ),
        (
            "replies/hi.yaml",
            reply("when: {order.eta: {}}, variants: [好]"),
            &["replies/hi.yaml:2:44 bad-condition"],
        ),
        (
            "replies/hi.yaml",
            reply("when: {order.eta: {exists: false, min: 3}}, variants: [好]"),
            &["replies/hi.yaml:2:44 bad-condition"],
        ),
        (
            "replies/hi.yaml",
            reply("when: {order.eta: []}, variants: [好]"),
            &["replies/hi.yaml:2:44 impossible-condition"],
        ),
        (
            "replies/hi.yaml",
            reply("when: {now.hour: abc}, variants: [好]"),
            &["replies/hi.yaml:2:33 impossible-condition"],
        ),
        (
            "replies/hi.yaml",
            reply("when: {n: 1}, variants: [好]"),
            &[],
        ),
        (
            "replies/hi.yaml",
            reply("when: {n: 3}, variants: [好]"),
            &["replies/hi.yaml:2:33 impossible-condition"],
        ),
        (
            "replies/hi.yaml",
            reply("variants: [\"\\u200b\"]"),
            &[
                "replies/hi.yaml:2:36 no-variant",
                "replies/hi.yaml:2:37 empty-text",
            ],
        ),
        (
            "pack.yaml",
            "name: t\nversion: '1'\ndefaults: {policy.x: 1, 店名: 茶}\n".into(),
            &["pack.yaml:3:12 bad-default", "pack.yaml:3:25 bad-default"],
        ),
        (
            "pack.yaml",
            "name: t\nversion: '1'\nextends: {a: b}\n".into(),
            &["pack.yaml:3:10 wrong-type"],
        ),
        (
            "pack.yaml",
            "name: t\nversion: '1'\ndecisions: {auto: 0.1, suggest: 0.9}\n".into(),
            &["pack.yaml:3:12 out-of-order"],
        ),
        (
            "policies.yaml",
            "a: 1\n".into(),
            &["policies.yaml:1:1 unused-file"],
        ),
        ("policy.yml", "a_days: 1\n".into(), &[]),
        (
            "intents/pack.yaml",
            "id: two\ntitle: {zh: 二, en: Two}\nexamples: [二]\n".into(),
            &["intents/pack.yaml:1:5 unanswered-intent"],
        ),
        (
            "pack.yaml",
            "\u{FEFF}name: t\nversion: '1'\ncolour: 1\n".into(),
            &["pack.yaml:3:1 unknown-key"],
        ),
        (
            "pack.yaml",
            "name: t\r\nversion: '1'\r\ncolour: 1\r\n".into(),
            &["pack.yaml:3:1 unknown-key"],
        ),
    ];
    let mut wrong = Vec::new();
    for (name, text, expected) in cases {
        let mut found = findings(name, &text);
        let mut expected: Vec<String> = expected.iter().map(|e| (*e).to_owned()).collect();
        found.sort();
        expected.sort();
        if found != expected {
            wrong.push(format!(
                "{name}: {text}\n  wanted {expected:?}\n  found  {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_place_behind_a_byte_order_mark_counts_it() {
    let text = "\u{FEFF}name: t\nversion: '1'\ncolour: 1\n";
    let (_, findings) = Pack::check(&[vec![Source::new("pack.yaml", text)]]);
    let unknown = findings.iter().find(|f| f.code == "unknown-key").unwrap();
    assert_eq!(&text[unknown.place.start..unknown.place.end], "colour");
}

#[test]
fn an_unreadable_file_hides_nothing_else_and_blames_nobody_else() {
    let found = findings("lexicon.yaml", "classes: [\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with(" yaml"), "{found:?}");
}

#[test]
fn too_many_intents_are_refused() {
    let mut layer = vec![Source::new(MANIFEST.0, MANIFEST.1)];
    for n in 0..300 {
        let text = format!("id: i{n}\ntitle: {{zh: 甲, en: A}}\nexamples: [例{n}]\n");
        layer.push(Source::new(format!("intents/{n}.yaml"), text));
    }
    let (pack, findings) = Pack::check(&[layer]);
    assert!(pack.is_none());
    assert!(findings.iter().any(|f| f.code == "too-many-intents"));
}

/// What is shown to customers is what its author wrote.
#[test]
fn figures_are_shown_as_written() {
    let layer = vec![
        Source::new(
            "pack.yaml",
            "name: t\nversion: '1'\ndefaults: {a: &x 9.90, b: *x}\nfacts: {id: text}\n",
        ),
        Source::new(
            "policy.yaml",
            "price_yuan: 12.50\ncode_times: 0123456\nopen: yes\n",
        ),
        Source::new(HI.0, HI.1),
        Source::new(
            "replies/hi.yaml",
            "- {id: hi.a, intent: hi, when: {id: {exists: true}}, variants: ['{a} {b} {policy.price_yuan} {policy.code_times} {policy.open} {id}']}\n- {id: hi.b, intent: hi, variants: [您好]}\n",
        ),
    ];
    let engine = Engine::new(Pack::parse(&[layer]).unwrap()).unwrap();
    let facts = serde_json::from_str(r#"{"id": 4037239485837465849}"#).unwrap();
    let input = Input {
        text: "在吗".into(),
        facts,
        event: None,
        now: None,
        top: None,
    };
    let outcome = engine.suggest(&Session::default(), &input);
    assert_eq!(
        outcome.suggestions[0].text,
        "9.90 9.90 12.50 0123456 yes 4037239485837465849"
    );
}
