//! Slots: the data a message holds, such as an order number.

use serde::Serialize;

use crate::analysis::Analysis;
use crate::pack::Pack;

/// A piece of data found in a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// What it is, e.g. `order_id`, `phone`, `courier`.
    pub kind: String,
    /// The value, folded.
    pub value: String,
    /// The unit of the value, where it has one.
    pub unit: Option<String>,
    /// First byte in the message as typed.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The slots of a message in the order of their places.
pub(crate) fn slots(pack: &Pack, analysis: &Analysis, original: &str) -> Vec<Slot> {
    analysis
        .entities
        .iter()
        .filter_map(|hit| {
            let entity = pack.lexicon.entities.get(hit.entity).filter(|e| e.slot)?;
            let origin = analysis.folded.origin(hit.range.clone());
            let end = origin.end.min(original.len());
            Some(Slot {
                kind: entity.kind.clone(),
                value: analysis.text()[hit.range.clone()].to_owned(),
                unit: None,
                start: origin.start.min(end),
                end,
            })
        })
        .collect()
}
