//! The note that goes with a conversation to the person who takes it over.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pack::Pack;
use crate::session::Session;
use crate::slot::{Shown, told};

/// What the next person has to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Handover {
    /// What the customer asked about, the most often first: intent ids.
    pub topics: Vec<String>,
    /// What the customer told, by kind of slot.
    pub slots: BTreeMap<String, Shown>,
    /// The signals of the last message, `group.id`.
    pub signals: Vec<String>,
    /// The last message.
    pub last_message: String,
    /// How many messages the customer sent.
    pub turns: u32,
    /// The same in one Chinese line.
    pub text: String,
}

pub(crate) fn handover(
    pack: &Pack,
    session: &Session,
    signals: Vec<String>,
    message: &str,
) -> Handover {
    let mut topics: Vec<(&String, u32)> = session.answered.iter().map(|(t, n)| (t, *n)).collect();
    topics.sort_by_key(|(topic, times)| (std::cmp::Reverse(*times), (*topic).clone()));
    let topics: Vec<String> = topics
        .into_iter()
        .map(|(topic, _)| topic.clone())
        .filter(|topic| pack.intent_index(topic).is_some())
        .collect();
    let slots = session.slots();
    let title = |id: &String| {
        let found = pack
            .intent_index(id)
            .map(|i| pack.intents[i].title.zh.clone());
        found.unwrap_or_else(|| id.clone())
    };
    let mut parts = Vec::new();
    if !topics.is_empty() {
        let titles: Vec<String> = topics.iter().map(title).collect();
        parts.push(format!("聊过：{}", titles.join("、")));
    }
    if !slots.is_empty() {
        let known: Vec<String> = slots
            .iter()
            .map(|(kind, value)| told(pack, kind, value))
            .collect();
        parts.push(format!("已知：{}", known.join("，")));
    }
    let titles: Vec<&str> = signals
        .iter()
        .filter_map(|name| {
            let (group, id) = name.split_once('.')?;
            let found = pack.signals.iter().find(|s| s.group == group && s.id == id);
            found.map(|s| s.title.zh.as_str())
        })
        .collect();
    if !titles.is_empty() {
        parts.push(format!("注意：{}", titles.join("、")));
    }
    if !message.trim().is_empty() {
        parts.push(format!("最后一句：{}", crate::text::truncated(message, 60)));
    }
    Handover {
        topics,
        slots: slots
            .into_iter()
            .map(|(kind, value)| (kind, Shown(value)))
            .collect(),
        signals,
        last_message: message.to_owned(),
        turns: session.turns,
        text: parts.join("；"),
    }
}
