//! What customers tell: a table of lines with their slots.
//!
//! `tests/slots/table.jsonl` has a line each: `text` and `slots` (kind, value,
//! unit, and `approx` and `refused` where they hold). It was written before
//! the engine read any of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

use huashu::{Input, Session, Shown};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    text: String,
    slots: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    kind: String,
    value: serde_json::Value,
    unit: Option<String>,
    #[serde(default)]
    approx: bool,
    #[serde(default)]
    refused: bool,
}

fn rows() -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slots/table.jsonl");
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

/// A slot is found when kind, value, unit and marks agree.
#[test]
fn nearly_every_slot_is_found_and_nothing_else() {
    let engine = huashu::builtin().unwrap();
    let rows = rows();
    assert!(rows.len() >= 400);
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    let mut differences = Vec::new();
    for row in &rows {
        let outcome = engine.suggest(&Session::default(), &Input::text(&row.text));
        // The tactic belongs to the whole message and has its own test.
        let slots: Vec<_> = outcome
            .slots
            .iter()
            .filter(|s| !matches!(s.kind.as_str(), "tactic" | "wish"))
            .collect();
        let mut rest = slots.clone();
        for want in &row.slots {
            let at = rest.iter().position(|s| {
                s.kind == want.kind
                    && close(
                        &serde_json::to_value(Shown(s.value.clone())).unwrap(),
                        &want.value,
                    )
                    && (want.unit.is_none() || s.unit == want.unit)
                    && s.approx == want.approx
                    && s.refused == want.refused
            });
            match at {
                Some(at) => {
                    rest.remove(at);
                    right += 1;
                }
                None => differences.push(format!(
                    "{}: {} {} is missing",
                    row.text, want.kind, want.value
                )),
            }
        }
        differences.extend(
            rest.iter()
                .map(|s| format!("{}: {} {} is too much", row.text, s.kind, s.value)),
        );
        found += slots.len();
        wanted += row.slots.len();
    }
    let f1 = 2.0 * f64::from(right) / (found + wanted) as f64;
    assert!(f1 >= 0.97, "F1 {f1:.4}\n{}", differences.join("\n"));
}

/// Numbers to a tenth.
fn close(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 0.11,
        _ => a == b,
    }
}
