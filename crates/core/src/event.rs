//! Events: what happens in a conversation beside messages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Something that happened and may call for a word from the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The customer opened the chat.
    Entered,
    /// A customer who bought before opened the chat.
    Returning,
    /// The customer asked and leaves without ordering.
    AskedButLeft,
    /// An order was placed and is not paid yet.
    Unpaid,
    /// An order was paid.
    Paid,
    /// The parcel left.
    Shipped,
    /// The parcel arrived.
    Delivered,
    /// The customer has been silent for a while.
    Idle,
    /// The agent is slow because many customers write.
    Busy,
    /// The customer waits in a queue for an agent.
    Queue,
    /// The shop opens a conversation or a call.
    Opening,
    /// The shop ends it.
    Closing,
    /// A caller cannot be heard; comes once for every pause.
    Silence,
    /// Few pieces are left of what the customer looks at.
    LowStock,
}

impl Event {
    /// All events with the names used in packs and on the wire.
    pub const NAMES: [(&'static str, Event); 14] = [
        ("entered", Event::Entered),
        ("returning", Event::Returning),
        ("asked_but_left", Event::AskedButLeft),
        ("unpaid", Event::Unpaid),
        ("paid", Event::Paid),
        ("shipped", Event::Shipped),
        ("delivered", Event::Delivered),
        ("idle", Event::Idle),
        ("busy", Event::Busy),
        ("queue", Event::Queue),
        ("opening", Event::Opening),
        ("closing", Event::Closing),
        ("silence", Event::Silence),
        ("low_stock", Event::LowStock),
    ];

    /// The name used in packs and on the wire.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, e)| *e == self)
            .map_or("", |(name, _)| name)
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is said of a name that no event has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEvent(String);

impl fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = Event::NAMES.iter().map(|(name, _)| *name).collect();
        write!(f, "unknown event `{}`; known: {}", self.0, known.join(", "))
    }
}

impl std::error::Error for UnknownEvent {}

impl FromStr for Event {
    type Err = UnknownEvent;

    fn from_str(name: &str) -> Result<Self, UnknownEvent> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, event)| *event)
            .ok_or_else(|| UnknownEvent(name.to_owned()))
    }
}
