//! Stored sessions: a format that is checked, never guessed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use huashu::Session;

#[test]
fn the_stored_form_is_stable() {
    let stored = serde_json::to_string(&Session::default()).unwrap();
    assert_eq!(
        stored,
        concat!(
            r#"{"version":2,"turns":0,"last_intent":null,"answered":{},"used":{},"slots":{},"#,
            r#""asked":null,"last_text":"","repeated":0,"misses":0,"events":{},"handed_over":false}"#
        )
    );
}

#[test]
fn other_versions_and_tampered_sessions_are_refused() {
    let stored = serde_json::to_string(&Session::default()).unwrap();
    let with = |from: &str, to: &str| {
        assert!(stored.contains(from), "{from}");
        stored.replace(from, to)
    };
    let cases = [
        (with("\"version\":2", "\"version\":1"), "format 1"),
        (with("\"turns\":0", "\"turns\":-1"), "invalid value"),
        (with("\"turns\":0", "\"turns\":0,\"floor\":1"), "floor"),
        (with("\"turns\":0", "\"turns\":4000000000"), "above"),
        (
            with("\"slots\":{}", "\"slots\":{\"height\":-5}"),
            "slots.height",
        ),
        (with("\"events\":{}", "\"events\":{\"born\":1}"), "born"),
        (
            r#"{"version":1,"turns":0,"last_intent":null,"answered":{},"used":{}}"#.to_owned(),
            "missing field",
        ),
        (r#"{"turns":0}"#.to_owned(), "missing field"),
        ("[]".to_owned(), "invalid"),
    ];
    for (stored, words) in cases {
        let error = serde_json::from_str::<Session>(&stored)
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{stored}: {error}");
    }
}
