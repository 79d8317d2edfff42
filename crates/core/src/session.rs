//! A conversation so far: a plain value that the host keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The format of a stored session; another one is refused.
const VERSION: u32 = 1;

/// What the engine needs to remember of a conversation. The engine keeps
/// nothing itself: it takes a session and gives back the next one.
///
/// A default session is a new conversation. The stored form carries a format
/// version; deserialising another version is an error, never a guess.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Session {
    pub(crate) turns: u32,
    pub(crate) last_intent: Option<String>,
    pub(crate) answered: BTreeMap<String, u32>,
    pub(crate) used: BTreeMap<String, u32>,
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

    /// How often a reply was offered first in this conversation.
    pub(crate) fn used(&self, reply: &str) -> u32 {
        self.used.get(reply).copied().unwrap_or(0)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    turns: u32,
    last_intent: Option<String>,
    answered: BTreeMap<String, u32>,
    used: BTreeMap<String, u32>,
}

impl From<Session> for Stored {
    fn from(s: Session) -> Self {
        let Session {
            turns,
            last_intent,
            answered,
            used,
        } = s;
        Self {
            version: VERSION,
            turns,
            last_intent,
            answered,
            used,
        }
    }
}

impl TryFrom<Stored> for Session {
    type Error = String;

    fn try_from(s: Stored) -> Result<Self, String> {
        if s.version != VERSION {
            return Err(format!("session format {} is not {VERSION}", s.version));
        }
        let Stored {
            turns,
            last_intent,
            answered,
            used,
            ..
        } = s;
        Ok(Self {
            turns,
            last_intent,
            answered,
            used,
        })
    }
}
