//! Evidence: why a suggestion is offered.

use serde::Serialize;

use crate::engine::{Engine, Reading, rounded};
use crate::pack::Reply;

/// At most this many similar examples and features are named.
const MAX_EACH: usize = 2;

/// Neighbours less similar than this say nothing.
const LEAST_SIMILARITY: f32 = 0.3;

/// One reason for a suggestion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// `rule` (an author's rule held), `example` (a similar example
    /// question), `feature` (a word, class or run of characters the scorer
    /// weighed) or `condition` (a condition of the reply that holds).
    pub kind: &'static str,
    /// The rule's id, the example, the feature or the fact.
    pub detail: String,
    /// How much it counts: log-odds for rules and features, similarity from
    /// 0 to 1 for examples, 1 for conditions.
    pub weight: f64,
}

pub(crate) fn evidence(engine: &Engine, reading: &Reading, reply: &Reply) -> Vec<Evidence> {
    let mut out = Vec::new();
    let Some(intent) = engine.pack.intent_index(&reply.intent) else { return out };
    for fired in reading.ranking.fired.iter().filter(|f| f.intent == intent) {
        let detail = engine.pack.intents[intent].rules[fired.number].id.clone();
        out.push(Evidence { kind: "rule", detail, weight: rounded(fired.weight) });
    }
    let neighbours = reading.ranking.neighbours.iter();
    for neighbour in neighbours
        .filter(|n| n.intent == intent && n.similarity >= LEAST_SIMILARITY)
        .take(MAX_EACH)
    {
        if let Some((_, text)) = engine.examples.get(neighbour.example) {
            let weight = rounded(neighbour.similarity);
            out.push(Evidence { kind: "example", detail: text.to_owned(), weight });
        }
    }
    let contributions = engine.recognizer.contributions(&reading.analysis, intent);
    for (name, weight) in contributions.into_iter().filter(|(_, w)| *w > 0.0).take(MAX_EACH) {
        out.push(Evidence { kind: "feature", detail: name, weight: rounded(weight) });
    }
    for condition in &reply.when {
        out.push(Evidence { kind: "condition", detail: condition.path.clone(), weight: 1.0 });
    }
    out
}
