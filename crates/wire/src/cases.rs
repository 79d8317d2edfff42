//! Conversations with what is expected of them, as in `tests/cases`: data that
//! every language runs alike.
//!
//! A file is a list of conversations: `name`, `pack`, `facts`, `now`, and
//! `turns`. In a turn the customer says something (`say`), or something happens
//! (`event`), and it states any of: `decision`, `intent` (the first), `intents`
//! (all of them are among those found), `reply` (the first one's id), `text`
//! (the first one's text), `says` (parts of that text), `not_says` (parts that
//! it does not have), `not_reply` (no suggestion has this id), `slots` (kind:
//! value), `signals` (`group.id`), `asks` (the slot asked for), `remark` (its
//! text), `flag` (its colour), `problems` (facts that are wrong).

use std::collections::BTreeMap;

use huashu_core::{Error, ErrorKind, Event};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A conversation.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Conversation {
    /// What it shows.
    pub name: String,
    /// The pack that it is about; which one that is, whoever runs it knows.
    #[serde(default)]
    pub pack: Option<String>,
    /// What is known in turns that say nothing of it.
    #[serde(default)]
    pub facts: Option<Value>,
    /// The time in the shop.
    #[serde(default)]
    pub now: Option<String>,
    /// What is said, in order.
    pub turns: Vec<Turn>,
}

/// A message or an event, and what is expected of the outcome.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Turn {
    /// What the customer types.
    pub say: String,
    /// What happens instead.
    pub event: Option<Event>,
    /// What is known now.
    pub facts: Option<Value>,
    decision: Option<String>,
    intent: Option<String>,
    intents: Vec<String>,
    reply: Option<String>,
    text: Option<String>,
    not_reply: Option<String>,
    slots: BTreeMap<String, Value>,
    signals: Vec<String>,
    says: Vec<String>,
    not_says: Vec<String>,
    asks: Option<String>,
    remark: Option<String>,
    flag: Option<String>,
    problems: Option<Vec<String>>,
}

/// The conversations of a YAML text; `file` is its name in messages.
///
/// # Errors
/// [`ErrorKind::Input`] if it cannot be read.
pub fn conversations(file: &str, yaml: &str) -> Result<Vec<Conversation>, Error> {
    serde_yaml::from_str(yaml).map_err(|e| {
        Error::new(
            ErrorKind::Input,
            format!("{file}：对话用例读不出来：{e}"),
            format!("{file}: the conversations cannot be read: {e}"),
        )
    })
}

impl Conversation {
    /// What a turn puts into the engine, as [`suggest`](crate::suggest) reads
    /// it.
    pub fn input(&self, turn: &Turn) -> String {
        let facts = turn.facts.as_ref().or(self.facts.as_ref());
        let input = json!({
            "text": turn.say,
            "event": turn.event,
            "facts": facts,
            "now": self.now,
        });
        input.to_string()
    }
}

impl Turn {
    /// A message of which nothing is expected.
    pub fn saying(text: impl Into<String>) -> Self {
        Self {
            say: text.into(),
            ..Self::default()
        }
    }

    /// What an outcome, as [`suggest`](crate::suggest) writes it, has otherwise
    /// than the turn expects: one line for each.
    ///
    /// ```
    /// let yaml = "- {name: a, turns: [{say: 在吗, intent: greeting, decision: ask}]}";
    /// let read = huashu_wire::conversations("a.yaml", yaml)?;
    /// let (conversation, turn) = (&read[0], &read[0].turns[0]);
    /// let input = conversation.input(turn);
    /// let unit = huashu_wire::Unit::Byte;
    /// let outcome = huashu_wire::suggest(&huashu::builtin()?, "", &input, unit)?;
    /// assert_eq!(turn.differences(&outcome)?, ["decision: expected \"ask\", found \"auto\""]);
    /// # Ok::<(), huashu::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if the outcome is none.
    pub fn differences(&self, outcome: &str) -> Result<Vec<String>, Error> {
        let found: Found = serde_json::from_str(outcome).map_err(|e| {
            Error::new(
                ErrorKind::Input,
                format!("结果读不出来：{e}"),
                format!("the outcome cannot be read: {e}"),
            )
        })?;
        let mut out = Vec::new();
        self.compare_first(&found, &mut out);
        self.compare_all(&found, &mut out);
        Ok(out)
    }

    /// What there is one of.
    fn compare_first(&self, found: &Found, out: &mut Vec<String>) {
        let first = found.suggestions.first();
        let remark = found.remark.as_ref();
        let pairs = [
            ("decision", &self.decision, Some(&found.decision)),
            ("intent", &self.intent, found.intents.first().map(|i| &i.id)),
            ("reply", &self.reply, first.map(|s| &s.reply_id)),
            ("text", &self.text, first.map(|s| &s.text)),
            ("asks", &self.asks, found.asks.as_ref()),
            ("remark", &self.remark, remark.map(|r| &r.text)),
            ("flag", &self.flag, remark.map(|r| &r.flag)),
        ];
        for (what, expected, found) in pairs {
            if let Some(expected) = expected.as_ref().filter(|e| Some(*e) != found) {
                let found = found.map_or("nothing".to_owned(), |found| format!("{found:?}"));
                out.push(format!("{what}: expected {expected:?}, found {found}"));
            }
        }
        let said = first.map_or("", |s| s.text.as_str());
        let is_said = |part: &&String| said.contains(part.as_str());
        let missing = self.says.iter().filter(|part| !is_said(part));
        out.extend(missing.map(|part| format!("says: {part:?} is missing in {said:?}")));
        let unwanted = self.not_says.iter().filter(is_said);
        out.extend(unwanted.map(|part| format!("not_says: {part:?} stands in {said:?}")));
    }

    /// What there may be several of.
    fn compare_all(&self, found: &Found, out: &mut Vec<String>) {
        let names = |s: &Signal| format!("{}.{}", s.group, s.id);
        let signals: Vec<String> = found.signals.iter().map(names).collect();
        let missing = self.signals.iter().filter(|s| !signals.contains(s));
        out.extend(missing.map(|s| format!("signals: {s} is missing in {signals:?}")));
        let intents: Vec<&String> = found.intents.iter().map(|i| &i.id).collect();
        let missing = self.intents.iter().filter(|i| !intents.contains(i));
        out.extend(missing.map(|i| format!("intents: {i} is missing in {intents:?}")));
        if let Some(expected) = &self.problems {
            let mut facts: Vec<&String> = found.problems.iter().flat_map(|p| &p.facts).collect();
            let mut expected: Vec<&String> = expected.iter().collect();
            facts.sort();
            expected.sort();
            if facts != expected {
                out.push(format!("problems: expected {expected:?}, found {facts:?}"));
            }
        }
        if let Some(unwanted) = &self.not_reply
            && found.suggestions.iter().any(|s| s.reply_id == *unwanted)
        {
            out.push(format!("not_reply: {unwanted} is suggested"));
        }
        for (kind, value) in &self.slots {
            let is_there = |s: &Slot| s.kind == *kind && s.value == *value;
            if !found.slots.iter().any(is_there) {
                let told = |s: &Slot| format!("{}={}", s.kind, s.value);
                let slots: Vec<String> = found.slots.iter().map(told).collect();
                out.push(format!("slots: {kind}={value} is missing in {slots:?}"));
            }
        }
    }
}

/// What is compared of an outcome.
#[derive(Deserialize)]
struct Found {
    decision: String,
    intents: Vec<Intent>,
    suggestions: Vec<Suggestion>,
    slots: Vec<Slot>,
    signals: Vec<Signal>,
    asks: Option<String>,
    remark: Option<Remark>,
    #[serde(default)]
    problems: Vec<Problem>,
}

#[derive(Deserialize)]
struct Intent {
    id: String,
}

#[derive(Deserialize)]
struct Suggestion {
    reply_id: String,
    text: String,
}

#[derive(Deserialize)]
struct Slot {
    kind: String,
    value: Value,
}

#[derive(Deserialize)]
struct Signal {
    group: String,
    id: String,
}

#[derive(Deserialize)]
struct Remark {
    text: String,
    flag: String,
}

#[derive(Deserialize)]
struct Problem {
    facts: Vec<String>,
}
