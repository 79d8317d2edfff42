//! Order remarks: what the customer wished, in the order and with the flag
//! that the shop's people agreed on.

use serde::{Deserialize, Serialize};

use crate::facts::Value;
use crate::slot::Slot;

/// How remarks are written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct RemarkFormat {
    /// Intents of messages that are about an order.
    pub(crate) within: Vec<String>,
    /// The flag of an order without wishes.
    pub(crate) standard: String,
    /// Colours from the most urgent on: of several the first is the flag.
    pub(crate) urgency: Vec<String>,
    /// The fields in the order in which they are written.
    pub(crate) fields: Vec<RemarkField>,
}

/// A field of a remark.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RemarkField {
    /// The kind of slot.
    pub(crate) slot: String,
    /// Only this value of it, if there is one here.
    pub(crate) value: Option<String>,
    /// What is written; `{}` stands for the value.
    pub(crate) text: String,
    /// What is written when the customer does not want the value.
    pub(crate) refused: Option<String>,
    pub(crate) flag: String,
}

/// A remark for an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The colour of its flag.
    pub flag: String,
    /// The fields in the agreed order.
    pub fields: Vec<String>,
    /// The fields in one line.
    pub text: String,
}

impl RemarkFormat {
    /// The remark for the wishes of some slots, after the agent's name;
    /// `None` if there is nothing to be remarked.
    pub(crate) fn remark(&self, agent: Option<&str>, slots: &[Slot]) -> Option<Remark> {
        let mut wishes = Vec::new();
        let mut flags = Vec::new();
        for field in &self.fields {
            for slot in slots.iter().filter(|slot| field.is_about(slot)) {
                let text = match (&field.refused, slot.refused) {
                    (Some(refused), true) => refused,
                    (None, true) => continue,
                    (_, false) => &field.text,
                };
                let wish = text.replace("{}", &slot.value.to_string());
                if !wishes.contains(&wish) {
                    wishes.push(wish);
                    flags.push(field.flag.as_str());
                }
            }
        }
        if wishes.is_empty() {
            return None;
        }
        let urgent = self
            .urgency
            .iter()
            .find(|colour| flags.contains(&colour.as_str()));
        let flag = urgent.cloned().unwrap_or_else(|| self.standard.clone());
        let mut fields: Vec<String> = agent.map(str::to_owned).into_iter().collect();
        fields.extend(wishes);
        Some(Remark {
            flag,
            text: fields.join(" / "),
            fields,
        })
    }
}

impl RemarkField {
    fn is_about(&self, slot: &Slot) -> bool {
        let value = |wanted: &String| Value::Text(wanted.clone()) == slot.value;
        self.slot == slot.kind && self.value.as_ref().is_none_or(value)
    }
}
