//! Stored sessions: a format that is checked, never guessed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use huashu::Session;

#[test]
fn the_stored_form_is_stable() {
    let stored = serde_json::to_string(&Session::default()).unwrap();
    assert_eq!(
        stored,
        r#"{"version":1,"turns":0,"last_intent":null,"answered":{},"used":{}}"#
    );
}

#[test]
fn other_versions_and_tampered_sessions_are_refused() {
    let cases = [
        (
            r#"{"version":0,"turns":0,"last_intent":null,"answered":{},"used":{}}"#,
            "format 0",
        ),
        (
            r#"{"version":1,"turns":-1,"last_intent":null,"answered":{},"used":{}}"#,
            "invalid value",
        ),
        (
            r#"{"version":1,"turns":0,"last_intent":null,"answered":{},"used":{},"floor":1}"#,
            "floor",
        ),
        (r#"{"turns":0}"#, "missing field"),
        ("[]", "invalid"),
    ];
    for (stored, words) in cases {
        let error = serde_json::from_str::<Session>(stored)
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{stored}: {error}");
    }
}
