//! Errors as JSON.

use huashu_core::{Diagnostic, Error, ErrorKind, Lang};
use serde::Serialize;

#[derive(Serialize)]
struct Failure<'a> {
    kind: &'a str,
    message: Text<'a>,
    diagnostics: &'a [Diagnostic],
}

#[derive(Serialize)]
struct Text<'a> {
    zh: &'a str,
    en: &'a str,
}

/// The name of an error's kind on the wire.
pub(crate) fn name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Pack => "pack",
        ErrorKind::Bundle => "bundle",
        ErrorKind::Io => "io",
        ErrorKind::Input => "input",
        // The list may grow; what this crate does not know is a bug anyway.
        _ => "internal",
    }
}

/// An error as `{kind, message: {zh, en}, diagnostics}`.
pub fn failure(error: &Error) -> String {
    let failure = Failure {
        kind: name(error.kind()),
        message: Text {
            zh: error.message(Lang::Zh),
            en: error.message(Lang::En),
        },
        diagnostics: error.diagnostics(),
    };
    serde_json::to_string(&failure).unwrap_or_else(|_| r#"{"kind":"internal"}"#.to_owned())
}
