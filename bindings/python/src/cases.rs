//! Conversations with what is expected of them, as in `tests/cases`: read
//! from YAML with the reader of packs, so that both mean the same by it.

use std::collections::BTreeMap;

use huashu::{Error, ErrorKind, Event};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Conversation {
    name: String,
    #[serde(default)]
    pack: Option<String>,
    #[serde(default)]
    facts: Option<Value>,
    #[serde(default)]
    now: Option<String>,
    turns: Vec<Turn>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    #[serde(default)]
    say: String,
    #[serde(default)]
    event: Option<Event>,
    #[serde(default)]
    facts: Option<Value>,
    // What is expected, as `tests/conformance.rs` explains it.
    decision: Option<String>,
    intent: Option<String>,
    #[serde(default)]
    intents: Vec<String>,
    reply: Option<String>,
    text: Option<String>,
    not_reply: Option<String>,
    #[serde(default)]
    slots: BTreeMap<String, Value>,
    #[serde(default)]
    signals: Vec<String>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    not_says: Vec<String>,
    asks: Option<String>,
    remark: Option<String>,
    flag: Option<String>,
    problems: Option<Vec<String>>,
}

/// The conversations of a file as JSON.
pub(crate) fn read(file: &str, yaml: &str) -> Result<String, Error> {
    let read: Vec<Conversation> = serde_yaml::from_str(yaml).map_err(|e| {
        Error::new(
            ErrorKind::Input,
            format!("{file}：对话用例读不出来：{e}"),
            format!("{file}: the conversations cannot be read: {e}"),
        )
    })?;
    serde_json::to_string(&read).map_err(|e| crate::internal(&e))
}
