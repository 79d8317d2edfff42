//! Code Quality of GitLab.

use std::collections::HashMap;

use huashu::Severity;
use serde_json::{Value, json};

use super::Found;
use crate::hash::{hex, of_parts};
use crate::lang::LANG;

/// How often each finding came, so that equal ones are told apart.
#[derive(Default)]
pub(super) struct Fingerprints(HashMap<u64, usize>);

impl Fingerprints {
    /// The same for the same wording in the same script, wherever it moves.
    fn of(&mut self, found: &Found<'_>) -> String {
        let f = &found.finding;
        let script = hex(found.unit.hash());
        let path = found.path();
        let base = of_parts(&[&f.code, &path, &found.unit.id, &script, &f.matched]);
        let times = self.0.entry(base).or_default();
        *times += 1;
        hex(of_parts(&[&hex(base), &times.to_string()]))
    }
}

pub(super) fn issue(found: &Found<'_>, fingerprints: &mut Fingerprints) -> Value {
    let f = &found.finding;
    let severity = match f.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    json!({
        "description": f.message.text(*LANG),
        "check_name": f.code,
        "fingerprint": fingerprints.of(found),
        "severity": severity,
        "location": {"path": found.path(), "lines": {"begin": found.place.line}},
    })
}
