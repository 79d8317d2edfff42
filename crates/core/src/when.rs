//! Conditions: which replies hold for the facts of the moment.

use jiff::civil::DateTime;

use crate::facts::{Facts, Value};
use crate::pack::{Condition, Reply, Test};

/// Prices, days and sizes are less.
const LONG_NUMBER: f64 = 1e7;

/// What conditions are judged by.
pub(crate) struct Situation<'a> {
    pub(crate) facts: &'a Facts,
    /// What the engine worked out.
    pub(crate) derived: &'a Facts,
    pub(crate) now: Option<DateTime>,
}

impl Situation<'_> {
    /// What is known of a path: what the engine worked out, then the host's
    /// facts.
    pub(crate) fn value(&self, path: &str) -> Option<&Value> {
        self.derived.get(path).or_else(|| self.facts.get(path))
    }

    /// Whether what is known of a path is text as others told it. Small numbers
    /// are no text; large ones may be anybody's telephone number.
    pub(crate) fn is_told(&self, path: &str) -> bool {
        let value = if path.starts_with("slot.") {
            self.value(path)
        } else {
            let worked_out = self.derived.get(path).is_some();
            self.facts.get(path).filter(|_| !worked_out)
        };
        match value {
            None | Some(Value::Boolean(_)) => false,
            Some(Value::Number(n)) => n.abs() >= LONG_NUMBER,
            Some(Value::Text(_)) => true,
        }
    }

    /// Whether one condition holds. A fact that is not known meets only
    /// `exists: false`.
    fn meets(&self, condition: &Condition, value: Option<&Value>) -> bool {
        match (&condition.test, value) {
            (Test::Exists(wanted), value) => value.is_some() == *wanted,
            (_, None) => false,
            (Test::In(values), Some(value)) => values.iter().any(|v| v.reads_like(value)),
            (Test::Range(min, max), Some(Value::Number(n))) => {
                min.is_none_or(|m| *n >= m) && max.is_none_or(|m| *n <= m)
            }
            (Test::Range(..), Some(_)) => false,
        }
    }

    /// The first reason why a reply does not hold, if there is one.
    /// `repeats` is how often the session got an answer to the reply's intent.
    pub(crate) fn obstacle(&self, reply: &Reply, repeats: u32) -> Option<Obstacle> {
        if let Some(now) = self.now {
            let today = now.date();
            if reply.valid_from.is_some_and(|from| today < from) {
                return Some(Obstacle::NotYetValid);
            }
            if reply.valid_to.is_some_and(|to| today > to) {
                return Some(Obstacle::NoLongerValid);
            }
        } else if reply.valid_from.is_some() || reply.valid_to.is_some() {
            // Without a date nobody can say that a dated offer still stands.
            return Some(Obstacle::DateUnknown);
        }
        reply.when.iter().find_map(|condition| {
            let repeats = Value::Number(f64::from(repeats));
            let value = match condition.path.as_str() {
                "session.repeats" => Some(&repeats),
                path => self.value(path),
            };
            (!self.meets(condition, value))
                .then(|| Obstacle::Condition(condition.path.clone(), value.cloned()))
        })
    }
}

/// Why a reply does not hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Obstacle {
    NotYetValid,
    NoLongerValid,
    DateUnknown,
    /// A fact and the value it has, if it is known.
    Condition(String, Option<Value>),
}
