//! What the engine works out from slots, facts and policy: which size fits,
//! whether goods can be returned, how far a price may go.
//!
//! The results are facts like those of the host: replies name them in `when`
//! and in placeholders, so what is said about them stays in the pack.

mod calendar;
mod delivery;
mod haggling;
mod returns;
pub(crate) mod sizing;

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::facts::{Facts, Value};
use crate::pack::{FactType, Pack};
use crate::session::Session;
use crate::slot::{Slot, outweighs};
use crate::text::fold;

/// What is known when a message or an event is answered.
pub(crate) struct Known<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) facts: &'a Facts,
    pub(crate) session: &'a Session,
    /// Slots of the conversation, those of this message over earlier ones.
    pub(crate) slots: BTreeMap<String, Value>,
    /// Kinds of slots of which the customer refused the value.
    pub(crate) refused: Vec<String>,
    /// Kinds of slots of this message.
    pub(crate) told: Vec<String>,
    /// The folded message.
    pub(crate) text: &'a str,
    /// The signal of each group.
    pub(crate) signals: Vec<(&'a str, &'a str)>,
    pub(crate) now: Option<DateTime>,
}

impl<'a> Known<'a> {
    /// Everything known: earlier slots, and those of this message over them.
    pub(crate) fn new(
        pack: &'a Pack,
        facts: &'a Facts,
        session: &'a Session,
        found: &[Slot],
        text: &'a str,
        now: Option<DateTime>,
    ) -> Self {
        let mut slots = session.slots();
        let mut refused = Vec::new();
        for slot in found {
            if slot.refused {
                refused.push(slot.kind.clone());
            }
            let stands = slots.get(&slot.kind).is_some_and(|before| {
                outweighs(&slot.kind, &before.to_string(), &slot.value.to_string())
            });
            if !stands {
                slots.insert(slot.kind.clone(), slot.value.clone());
            }
        }
        Self {
            pack,
            facts,
            session,
            slots,
            refused,
            told: found.iter().map(|slot| slot.kind.clone()).collect(),
            text,
            signals: Vec::new(),
            now,
        }
    }

    fn number(&self, slot: &str) -> Option<f64> {
        match self.slots.get(slot) {
            Some(Value::Number(n)) => Some(*n),
            _ => None,
        }
    }

    fn word(&self, slot: &str) -> Option<&str> {
        match self.slots.get(slot) {
            Some(Value::Text(t)) => Some(t.as_str()),
            _ => None,
        }
    }

    fn fact_number(&self, path: &str) -> Option<f64> {
        match self.facts.get(path) {
            Some(Value::Number(n)) => Some(*n),
            _ => None,
        }
    }

    fn fact_text(&self, path: &str) -> Option<&str> {
        match self.facts.get(path) {
            Some(Value::Text(t)) => Some(t.as_str()),
            _ => None,
        }
    }

    /// The message, and what the host says of the goods, folded.
    fn goods(&self) -> Vec<String> {
        let named = [self.fact_text("item.name"), self.fact_text("item.category")];
        let named = named.into_iter().flatten();
        std::iter::once(self.text)
            .chain(named)
            .map(|name| fold(name).as_str().to_owned())
            .collect()
    }

    fn signal(&self, group: &str) -> Option<&str> {
        let found = self.signals.iter().find(|(g, _)| *g == group);
        found.map(|(_, id)| *id)
    }
}

/// What is worked out.
pub(crate) fn derive(known: &Known<'_>) -> Facts {
    let mut out = Facts::default();
    for (kind, value) in &known.slots {
        out.set(format!("slot.{kind}"), value.clone());
    }
    for kind in &known.refused {
        out.set(format!("refused.{kind}"), Value::Boolean(true));
    }
    for (group, id) in &known.signals {
        out.set(format!("signal.{group}"), text(id));
    }
    sizing::derive(known, &mut out);
    haggling::derive(known, &mut out);
    returns::derive(known, &mut out);
    delivery::derive(known, &mut out);
    calendar::derive(known, &mut out);
    out
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// A price as people write it: 98, 98.5.
fn yuan(value: f64) -> Value {
    Value::Number((value * 100.0).round() / 100.0)
}

/// The facts that are worked out here, with what they can be.
const FACTS: [(&str, &[&str]); 30] = [
    ("size.outcome", &["fits", "between", "outside", "missing"]),
    ("size.missing", &[]),
    ("size.recommended", &[]),
    ("size.smaller", &[]),
    ("size.larger", &[]),
    ("size.chart", &[]),
    ("size.basis", &["body", "measures", "usual"]),
    ("haggle.round", NUMBER),
    ("haggle.step", &["value", "bundle", "concede", "end"]),
    (
        "haggle.offer",
        &["none", "unknown", "reasonable", "unreasonable"],
    ),
    ("haggle.price", NUMBER),
    ("haggle.pieces", NUMBER),
    ("haggle.bundle_quantity", NUMBER),
    ("haggle.bundle_discount", &[]),
    (
        "return.verdict",
        &[
            "eligible",
            "in_time",
            "too_late",
            "condition",
            "excluded",
            "fault",
        ],
    ),
    ("return.remedy", &["return", "exchange", "repair", "none"]),
    ("return.freight_payer", &["buyer", "shop", "insurance"]),
    (
        "exchange.verdict",
        &[
            "eligible",
            "in_time",
            "too_late",
            "condition",
            "excluded",
            "fault",
        ],
    ),
    (
        "courier.status",
        &["default", "optional", "unavailable", "refused"],
    ),
    ("courier.surcharge", NUMBER),
    ("region.status", &["near", "remote", "unserved"]),
    ("warranty.verdict", &["covered", "expired"]),
    ("stock.low", BOOLEAN),
    ("unpaid.due", BOOLEAN),
    ("now.hour", NUMBER),
    ("now.weekday", NUMBER),
    ("now.weekend", BOOLEAN),
    ("now.holiday", &[]),
    ("now.open", BOOLEAN),
    ("session.repeats", NUMBER),
];

/// Marks a fact as a number, and as true or false.
const NUMBER: &[&str] = &["#"];
const BOOLEAN: &[&str] = &["?"];

/// More facts about the session than the list above holds.
const SESSION: [&str; 3] = ["session.turns", "session.misses", "session.silences"];

/// What a fact of the engine's own can be; `None` if it has no such fact.
pub(crate) fn fact_type(path: &str, groups: &BTreeMap<String, Vec<String>>) -> Option<FactType> {
    if SESSION.contains(&path) {
        return Some(FactType::Number);
    }
    if let Some(group) = path.strip_prefix("signal.") {
        return groups.get(group).cloned().map(FactType::OneOf);
    }
    if path.strip_prefix("refused.").is_some() {
        return Some(FactType::Boolean);
    }
    let (_, values) = FACTS.iter().find(|(known, _)| *known == path)?;
    Some(match *values {
        [] => FactType::Text,
        NUMBER => FactType::Number,
        BOOLEAN => FactType::Boolean,
        values => FactType::OneOf(values.iter().map(|v| (*v).to_owned()).collect()),
    })
}
