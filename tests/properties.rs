//! Laws that hold for any input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use huashu::text::{MAX_BYTES, MAX_GRAPHEMES, bounded, clauses, fold};
use huashu::{Engine, Facts, Input, Outcome, Session};
use proptest::prelude::*;
use std::sync::OnceLock;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| huashu::builtin().unwrap())
}

/// Texts as customers and attackers write them: any characters at all, or
/// pieces of Chinese with digits, invisible marks, emoji and query syntax.
fn message() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "退货",
        "发货",
        "多少钱",
        "什么时候",
        "吗",
        "你好",
        "，",
        " ",
        "！！！",
        "165",
        "１２３",
        "ＡＢ",
        "謝謝",
        "顺丰",
        "13812345678",
        "\u{200B}",
        "\u{202E}",
        "\u{FEFF}",
        "😀",
        "👨\u{200D}👩\u{200D}👧",
        "e\u{301}",
        "\"",
        "+(a OR b)*:",
        "~\\",
        "\0",
        "\r\n",
        "{order.id}",
        "[订单x]",
        "[数字",
        "\u{10FFFF}",
        "ﷺ",
        "İ",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece, 0..12).prop_map(|p| p.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn folding_is_stable_and_keeps_offsets(text in message()) {
        let folded = fold(&text);
        let again = fold(folded.as_str());
        prop_assert_eq!(again.as_str(), folded.as_str());
        for (at, c) in folded.as_str().char_indices() {
            let origin = folded.origin(at..at + c.len_utf8());
            prop_assert!(text.get(origin.clone()).is_some_and(|o| !o.is_empty()), "{:?}", origin);
        }
        let whole = folded.origin(0..folded.as_str().len());
        prop_assert!(whole.end <= text.len());
    }

    #[test]
    fn clauses_are_in_order_and_not_empty(text in message()) {
        let folded = fold(&text);
        let mut end = 0;
        for clause in clauses(folded.as_str()) {
            prop_assert!(clause.start >= end && clause.start < clause.end);
            prop_assert!(folded.as_str().get(clause.clone()).is_some());
            end = clause.end;
        }
    }

    #[test]
    fn reading_is_bounded(text in message(), times in 1usize..400) {
        let long = text.repeat(times);
        let read = bounded(&long);
        prop_assert!(long.starts_with(read));
        prop_assert!(read.len() <= MAX_BYTES.max(MAX_GRAPHEMES));
    }

    #[test]
    fn any_text_gets_the_same_answer_twice(text in message()) {
        let input = Input::text(&text);
        let first = engine().suggest(&Session::default(), &input);
        let second = engine().suggest(&Session::default(), &input);
        prop_assert_eq!(bytes(&first), bytes(&second));
        prop_assert!(first.intents.iter().all(|i| (0.0..=1.0).contains(&i.confidence)));
        for slot in &first.slots {
            prop_assert!(text.get(slot.start..slot.end).is_some());
        }
        for suggestion in &first.suggestions {
            let unfilled = suggestion.text.contains(['{', '}']);
            prop_assert!(!suggestion.text.is_empty() && !unfilled);
        }
    }

    #[test]
    fn sessions_survive_storage(texts in prop::collection::vec(message(), 0..6)) {
        let mut session = Session::default();
        for text in texts {
            session = engine().suggest(&session, &Input::text(text)).session;
            let stored = serde_json::to_string(&session).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Session>(&stored).unwrap(), &session);
        }
    }

    #[test]
    fn any_yaml_is_read_or_refused(text in message(), keys in prop::collection::vec("[a-z_]{1,8}", 0..4)) {
        let mut source = keys.iter().map(|k| format!("{k}: ")).collect::<String>();
        source.push_str(&text);
        let layer = vec![
            huashu::Source::new("pack.yaml", source.clone()),
            huashu::Source::new("intents/a.yaml", source.clone()),
            huashu::Source::new("replies/a.yaml", source.clone()),
            huashu::Source::new("lexicon.yaml", source),
        ];
        let (pack, findings) = huashu::Pack::check(&[layer]);
        prop_assert!(pack.is_some() || !findings.is_empty());
    }
}

fn bytes(outcome: &Outcome) -> String {
    serde_json::to_string(outcome).unwrap()
}

#[test]
fn a_megabyte_is_answered_from_its_beginning() {
    let long = "什么时候发货呀 ".repeat(50_000);
    let cut = bounded(&long).to_owned();
    let input = |text: &str| Input {
        text: text.to_owned(),
        event: None,
        facts: Facts::default(),
        now: None,
        top: None,
    };
    let whole = engine().suggest(&Session::default(), &input(&long));
    let beginning = engine().suggest(&Session::default(), &input(&cut));
    assert_eq!(whole.intents, beginning.intents);
    assert_eq!(whole.intents[0].id, "ship_time");
}

#[test]
fn engines_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Engine>();
    shared::<Session>();
    shared::<Outcome>();
}
