//! Runs the conformance cases of `tests/cases`, as `crates/wire/src/cases.rs`
//! explains them. The cases are data, so that Python and JavaScript run the very
//! same ones. `pack` is a folder under `tests/packs`, `apparel`, or `shop`, the
//! built-in one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::HashMap;
use std::path::Path;

use huashu::{Engine, Event};
use huashu_wire::{Unit, conversations, suggest};
use serde_json::Value;

#[test]
fn every_case_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut engines: HashMap<String, Engine> = HashMap::new();
    let mut failures = Vec::new();
    let mut turns = 0;
    let mut files: Vec<_> = std::fs::read_dir(root.join("cases"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        for conversation in conversations(&file.display().to_string(), &text).unwrap() {
            let pack = conversation.pack.as_deref().unwrap_or("shop").to_owned();
            let engine = engines
                .entry(pack)
                .or_insert_with_key(|name| match name.as_str() {
                    "shop" => huashu::builtin().unwrap(),
                    "apparel" => huashu::from_dir(&root.join("../knowledge/apparel")).unwrap(),
                    _ => huashu::from_dir(&root.join("packs").join(name)).unwrap(),
                });
            let mut session = String::new();
            for turn in &conversation.turns {
                let outcome =
                    suggest(engine, &session, &conversation.input(turn), Unit::Byte).unwrap();
                for difference in turn.differences(&outcome).unwrap() {
                    failures.push(format!(
                        "{} / {}{}: {difference}",
                        conversation.name,
                        turn.say,
                        turn.event.map_or("", Event::name),
                    ));
                }
                let outcome: Value = serde_json::from_str(&outcome).unwrap();
                session = outcome["session"].to_string();
                turns += 1;
            }
        }
    }
    assert!(turns > 0, "there are no cases");
    assert!(
        failures.is_empty(),
        "{} of {turns} turns:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
