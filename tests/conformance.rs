//! Runs the conformance cases of `tests/cases`. The cases are data, so that
//! Python and JavaScript run the very same ones.
//!
//! A file is a list of conversations: `name`, `pack` (a folder under
//! `tests/packs`, `apparel`, or `shop`, the built-in one), `facts`, `now`, and
//! `turns`. In a turn the customer says something (`say`), or something happens
//! (`event`), and it states any of: `decision`, `intent` (the first), `intents`
//! (all of them are among those found), `reply` (the first one's id), `text`
//! (the first one's text), `says` (parts of that text), `not_says` (parts that
//! it does not have), `not_reply` (no suggestion has this id), `slots` (kind:
//! value), `signals` (`group.id`), `asks` (the slot asked for), `remark` (its
//! text), `flag` (its colour), `problems` (facts that are wrong).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use huashu::{DateTime, Engine, Event, Facts, Input, Outcome, Session, Shown};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversation {
    name: String,
    #[serde(default = "shop")]
    pack: String,
    #[serde(default)]
    facts: Option<Facts>,
    #[serde(default)]
    now: Option<String>,
    turns: Vec<Turn>,
}

fn shop() -> String {
    "shop".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    #[serde(default)]
    say: String,
    #[serde(default)]
    event: Option<Event>,
    #[serde(default)]
    facts: Option<Facts>,
    decision: Option<String>,
    intent: Option<String>,
    #[serde(default)]
    intents: Vec<String>,
    reply: Option<String>,
    text: Option<String>,
    not_reply: Option<String>,
    #[serde(default)]
    slots: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    signals: Vec<String>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    not_says: Vec<String>,
    asks: Option<String>,
    remark: Option<String>,
    flag: Option<String>,
    #[serde(default)]
    problems: Option<Vec<String>>,
}

impl Turn {
    /// What the outcome does otherwise than the turn states.
    fn differences(&self, outcome: &Outcome) -> Vec<String> {
        let mut out = Vec::new();
        let mut same = |what: &str, wanted: &Option<String>, found: Option<&str>| {
            if let Some(wanted) = wanted
                && Some(wanted.as_str()) != found
            {
                out.push(format!("{what}: wanted {wanted:?}, found {found:?}"));
            }
        };
        let first = outcome.suggestions.first();
        same("decision", &self.decision, Some(outcome.decision.name()));
        same(
            "intent",
            &self.intent,
            outcome.intents.first().map(|i| i.id.as_str()),
        );
        same("reply", &self.reply, first.map(|s| s.reply_id.as_str()));
        same("text", &self.text, first.map(|s| s.text.as_str()));
        same("asks", &self.asks, outcome.asks.as_deref());
        let remark = outcome.remark.as_ref();
        same("remark", &self.remark, remark.map(|r| r.text.as_str()));
        same("flag", &self.flag, remark.map(|r| r.flag.as_str()));
        let said = first.map_or("", |s| s.text.as_str());
        for part in self.says.iter().filter(|p| !said.contains(p.as_str())) {
            out.push(format!("says: {part:?} is missing in {said:?}"));
        }
        for part in self.not_says.iter().filter(|p| said.contains(p.as_str())) {
            out.push(format!("not_says: {part:?} stands in {said:?}"));
        }
        for wanted in &self.signals {
            let mut found = outcome
                .signals
                .iter()
                .map(|s| format!("{}.{}", s.group, s.id));
            if !found.any(|name| name == *wanted) {
                out.push(format!(
                    "signals: {wanted} is missing in {:?}",
                    outcome.signals
                ));
            }
        }
        if let Some(wanted) = &self.problems {
            let found: Vec<&String> = outcome.problems.iter().flat_map(|p| &p.facts).collect();
            if found.len() != wanted.len() || wanted.iter().any(|w| !found.contains(&w)) {
                out.push(format!("problems: wanted {wanted:?}, found {found:?}"));
            }
        }
        for wanted in &self.intents {
            if !outcome.intents.iter().any(|i| i.id == *wanted) {
                out.push(format!("intents: {wanted} is missing"));
            }
        }
        if let Some(unwanted) = &self.not_reply
            && outcome.suggestions.iter().any(|s| s.reply_id == *unwanted)
        {
            out.push(format!("not_reply: {unwanted} is suggested"));
        }
        for (kind, value) in &self.slots {
            if !outcome
                .slots
                .iter()
                .any(|s| s.kind == *kind && json(&s.value) == *value)
            {
                out.push(format!(
                    "slots: {kind}={value} is missing in {:?}",
                    outcome.slots
                ));
            }
        }
        out
    }
}

/// A value as it stands on the wire.
fn json(value: &huashu::Value) -> serde_json::Value {
    serde_json::to_value(Shown(value.clone())).unwrap()
}

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
        let conversations: Vec<Conversation> =
            serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for conversation in conversations {
            let engine = engines
                .entry(conversation.pack.clone())
                .or_insert_with_key(|name| match name.as_str() {
                    "shop" => huashu::builtin().unwrap(),
                    "apparel" => huashu::from_dir(&root.join("../knowledge/apparel")).unwrap(),
                    _ => huashu::from_dir(&root.join("packs").join(name)).unwrap(),
                });
            let now: Option<DateTime> = conversation.now.as_ref().map(|t| t.parse().unwrap());
            let mut session = Session::default();
            for turn in &conversation.turns {
                let facts = turn
                    .facts
                    .clone()
                    .or_else(|| conversation.facts.clone())
                    .unwrap_or_default();
                let input = Input {
                    text: turn.say.clone(),
                    event: turn.event,
                    facts,
                    now,
                    top: None,
                };
                let outcome = engine.suggest(&session, &input);
                for difference in turn.differences(&outcome) {
                    failures.push(format!(
                        "{} / {}{}: {difference}",
                        conversation.name,
                        turn.say,
                        turn.event.map_or("", Event::name),
                    ));
                }
                session = outcome.session;
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
