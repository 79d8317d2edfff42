//! What messages carry beside their intent, on lines nobody learned from.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

use huashu::{Decision, Engine, Input, Outcome, Session};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    text: String,
    tactic: Option<String>,
    guard: Option<String>,
}

fn rows(name: &str) -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signals");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    text.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

fn outcome(engine: &Engine, text: &str) -> Outcome {
    engine.suggest(&Session::default(), &Input::text(text))
}

#[test]
fn haggling_tactics_are_told_apart() {
    let engine = huashu::builtin().unwrap();
    let rows = rows("tactics.jsonl");
    assert!(rows.len() >= 200);
    let right = rows.iter().filter(|row| {
        let outcome = outcome(&engine, &row.text);
        let tactic = outcome.slots.iter().find(|s| s.kind == "tactic");
        tactic.map(|s| s.value.to_string()) == row.tactic
    });
    let share = right.count() as f64 / rows.len() as f64;
    assert!(share >= 0.92, "{share:.3}");
}

/// Whatever happens, no machine answers these alone.
#[test]
fn what_a_person_must_answer_is_never_answered_alone() {
    let engine = huashu::builtin().unwrap();
    let rows = rows("guards.jsonl");
    let mut answered = Vec::new();
    let mut false_alarms = Vec::new();
    for row in &rows {
        let outcome = outcome(&engine, &row.text);
        let guarded = outcome.signals.iter().any(|s| s.group == "guard");
        match &row.guard {
            Some(_) if outcome.decision == Decision::Auto => answered.push(row.text.as_str()),
            None if guarded => false_alarms.push(row.text.as_str()),
            _ => {}
        }
    }
    assert!(rows.len() >= 700);
    assert!(answered.is_empty(), "{}", answered.join("\n"));
    let share = false_alarms.len() as f64 / rows.len() as f64;
    assert!(share <= 0.03, "{share:.3}\n{}", false_alarms.join("\n"));
}
