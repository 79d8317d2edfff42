//! A conversation so far: a plain value that the host keeps.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::event::Event;
use crate::facts::Value;
use crate::outcome::Suggestion;
use crate::pack::Decision;
use crate::slot::{PlainValue, Slot, outweighs};

/// The format of a stored session; another one is refused.
const VERSION: u32 = 2;

/// A question of the shop waits for so many turns.
const PATIENCE: u32 = 3;

/// No conversation is longer, has more kinds of anything, or longer texts: a
/// stored session beyond this was not written by the engine.
const MAX_COUNT: u32 = 1_000_000;
const MAX_KINDS: usize = 4_000;
const MAX_TEXT: usize = 32_000;

/// What the engine needs to remember of a conversation. The engine keeps
/// nothing itself: it takes a session and gives back the next one.
///
/// A default session is a new conversation. The stored form carries a format
/// version; deserialising another version, or values that no engine wrote, is
/// an error, never a guess. No price is stored: what may be conceded is worked
/// out from the policy every time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Session {
    version: Version,
    pub(crate) turns: u32,
    pub(crate) last_intent: Option<String>,
    pub(crate) answered: BTreeMap<String, u32>,
    pub(crate) used: BTreeMap<String, u32>,
    /// What the customer told, by kind.
    pub(crate) slots: BTreeMap<String, PlainValue>,
    /// The slot that the shop asked for last, and about which intent.
    pub(crate) asked: Option<Asked>,
    /// The last message, and how often it came in a row.
    pub(crate) last_text: String,
    pub(crate) repeated: u32,
    /// How many messages in a row the engine could make nothing of.
    pub(crate) misses: u32,
    pub(crate) events: BTreeMap<Event, u32>,
    /// Whether a person was called.
    pub(crate) handed_over: bool,
}

/// A question of the shop that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    pub(crate) slot: String,
    pub(crate) intent: String,
    /// The turn in which it was asked.
    pub(crate) turn: u32,
}

impl Session {
    /// How many messages the customer has sent.
    pub fn turns(&self) -> u32 {
        self.turns
    }

    /// The intent of the last message that was answered, or for which replies
    /// were suggested.
    pub fn last_intent(&self) -> Option<&str> {
        self.last_intent.as_deref()
    }

    /// How often an intent was answered in this conversation.
    pub fn answered(&self, intent: &str) -> u32 {
        self.answered.get(intent).copied().unwrap_or(0)
    }

    /// What the customer told so far, by kind of slot.
    pub fn slots(&self) -> BTreeMap<String, Value> {
        let plain = |value: &PlainValue| match value {
            PlainValue::Number(n) => Value::Number(*n),
            PlainValue::Text(t) => Value::Text(t.clone()),
        };
        let slots = self.slots.iter();
        slots.map(|(kind, v)| (kind.clone(), plain(v))).collect()
    }

    /// How often an event came in this conversation.
    pub fn events(&self, event: Event) -> u32 {
        self.events.get(&event).copied().unwrap_or(0)
    }

    /// What this conversation adds to the day's figures.
    pub fn counters(&self) -> Counters {
        let flag = u32::from;
        Counters {
            served: flag(self.turns > 0 || !self.events.is_empty()),
            asked: flag(self.turns > 0),
            ordered: flag(self.events(Event::Paid) > 0),
            handed_over: flag(self.handed_over),
        }
    }

    /// How often a reply was offered first in this conversation.
    pub(crate) fn used(&self, reply: &str) -> u32 {
        self.used.get(reply).copied().unwrap_or(0)
    }

    /// Remembers which size chart the conversation is about.
    pub(crate) fn remember_chart(&mut self, id: &str) {
        let chart = PlainValue::Text(id.to_owned());
        self.slots
            .insert(crate::dialogue::sizing::CHART.to_owned(), chart);
    }

    /// Forgets a slot.
    pub(crate) fn forget(&mut self, kind: &str) {
        self.slots.remove(kind);
    }

    /// Remembers what a message told. A value that is refused is not wanted
    /// any more.
    pub(crate) fn remember(&mut self, slots: &[Slot]) {
        for slot in slots {
            if slot.refused {
                self.slots.remove(&slot.kind);
                continue;
            }
            // A tactic is of its moment.
            if slot.kind == "tactic" {
                continue;
            }
            let value = match &slot.value {
                Value::Number(n) => PlainValue::Number(*n),
                other => PlainValue::Text(other.to_string()),
            };
            let stands = self.slots.get(&slot.kind).is_some_and(|before| {
                matches!((before, &value), (PlainValue::Text(before), PlainValue::Text(now))
                    if outweighs(&slot.kind, before, now))
            });
            if !stands {
                self.slots.insert(slot.kind.clone(), value);
            }
        }
    }
}

impl Session {
    /// Takes up a message.
    pub(crate) fn heard(&mut self, text: &str, slots: &[Slot]) {
        self.events.remove(&Event::Silence);
        self.turns = self.turns.saturating_add(1);
        if self.last_text == text {
            self.repeated = self.repeated.saturating_add(1);
        } else {
            self.last_text = text.to_owned();
            self.repeated = 1;
        }
        self.remember(slots);
    }

    /// Takes up an event.
    pub(crate) fn happened(&mut self, event: Event) {
        let times = self.events.entry(event).or_default();
        *times = times.saturating_add(1);
    }

    /// Takes up what the shop answers.
    pub(crate) fn said(
        &mut self,
        top: Option<&str>,
        decision: Decision,
        suggestions: &[Suggestion],
        asks: Option<&str>,
    ) {
        // A question waits for its answer while other things are asked.
        let waits = |asked: &Asked| {
            !self.slots.contains_key(&asked.slot)
                && self.turns < asked.turn.saturating_add(PATIENCE)
        };
        self.asked = self.asked.take().filter(waits);
        if let Some(first) = suggestions.first().filter(|_| decision != Decision::Silent) {
            let used = self.used.entry(first.reply_id.clone()).or_default();
            *used = used.saturating_add(1);
            if let Some(intent) = &first.intent {
                let answered = self.answered.entry(intent.clone()).or_default();
                *answered = answered.saturating_add(1);
                if let Some(slot) = asks {
                    self.asked = Some(Asked {
                        slot: slot.to_owned(),
                        intent: intent.clone(),
                        turn: self.turns,
                    });
                }
            }
        }
        let understood = matches!(decision, Decision::Auto | Decision::Suggest) || asks.is_some();
        if let Some(top) = top.filter(|_| understood) {
            self.last_intent = Some(top.to_owned());
        }
        if top.is_some() {
            let missed = decision == Decision::Ask && asks.is_none();
            self.misses = if missed {
                self.misses.saturating_add(1)
            } else {
                0
            };
        }
        self.handed_over |= decision == Decision::Handoff;
    }
}

/// Figures of service: add those of all sessions of a day or an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counters {
    /// Conversations with a message or an event.
    pub served: u32,
    /// Conversations in which the customer wrote.
    pub asked: u32,
    /// Conversations in which an order was paid.
    pub ordered: u32,
    /// Conversations for which a person was called.
    pub handed_over: u32,
}

impl Counters {
    /// Adds the figures of another conversation.
    pub fn add(&mut self, other: Counters) {
        self.served = self.served.saturating_add(other.served);
        self.asked = self.asked.saturating_add(other.asked);
        self.ordered = self.ordered.saturating_add(other.ordered);
        self.handed_over = self.handed_over.saturating_add(other.handed_over);
    }

    /// The share of conversations that led to a paid order, 0 to 1; `None`
    /// without conversations.
    pub fn conversion(&self) -> Option<f64> {
        (self.served > 0).then(|| f64::from(self.ordered) / f64::from(self.served))
    }
}

/// The format in which a session is stored.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Version(u32);

impl Default for Version {
    fn default() -> Self {
        Self(VERSION)
    }
}

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What serde derives reads the fields; the engine's own bounds hold
        // for all that is read.
        let session = Self::deserialize(deserializer)?;
        session.check().map_err(D::Error::custom)?;
        Ok(session)
    }
}

impl Session {
    /// Whether an engine can have written this.
    fn check(&self) -> Result<(), String> {
        if self.version.0 != VERSION {
            return Err(format!(
                "session format {} is not {VERSION}",
                self.version.0
            ));
        }
        let counts = self.answered.values().chain(self.used.values());
        let counts = counts.chain(self.events.values());
        let single = [&self.turns, &self.repeated, &self.misses];
        if counts.chain(single).any(|n| *n > MAX_COUNT) {
            return Err(format!("a count is above {MAX_COUNT}"));
        }
        let sizes = [self.answered.len(), self.used.len(), self.slots.len()];
        if sizes.iter().any(|size| *size > MAX_KINDS) {
            return Err(format!("there are more than {MAX_KINDS} entries of a kind"));
        }
        if self.last_text.len() > MAX_TEXT {
            return Err(format!("last_text is longer than {MAX_TEXT} bytes"));
        }
        for (kind, value) in &self.slots {
            match value {
                PlainValue::Number(n) if !n.is_finite() || *n < 0.0 => {
                    return Err(format!("slots.{kind} cannot be {n}"));
                }
                PlainValue::Text(text) if text.len() > MAX_TEXT => {
                    return Err(format!("slots.{kind} is longer than {MAX_TEXT} bytes"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
