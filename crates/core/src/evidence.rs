//! Evidence: why a suggestion is offered.

use serde::Serialize;

use crate::answer::conditions;
use crate::engine::{Engine, Reading, rounded};
use crate::intent::NamedFeatures;
use crate::pack::{Reply, Trigger};

/// At most this many similar examples and features are named.
const MAX_EACH: usize = 2;

/// Neighbours less similar than this say nothing.
const LEAST_SIMILARITY: f32 = 0.3;

/// One reason for a suggestion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// `rule` (an author's rule held), `example` (a similar example
    /// question), `feature` (a word, class or run of characters the scorer
    /// weighed), `signal` (the signal that the reply answers) or `condition` (a
    /// condition of the reply that holds).
    pub kind: &'static str,
    /// The rule's id, the example, the feature or the fact.
    pub detail: String,
    /// How much it counts: log-odds for rules and features, similarity from
    /// 0 to 1 for examples, 1 for conditions.
    pub weight: f64,
}

/// Collects evidence for the suggestions of one message.
pub(crate) struct Collector<'a> {
    engine: &'a Engine,
    reading: &'a Reading,
    /// The message's features, made once for all suggestions.
    features: NamedFeatures,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(engine: &'a Engine, reading: &'a Reading) -> Self {
        let features = engine
            .recognizer
            .named_features(&reading.analysis, reading.ranking.content_only);
        Self {
            engine,
            reading,
            features,
        }
    }

    /// The reasons to offer a reply: those for its intent, then its own
    /// conditions.
    pub(crate) fn for_reply(&self, reply: &Reply) -> Vec<Evidence> {
        let intent = reply
            .intent()
            .and_then(|id| self.engine.pack.intent_index(id));
        let mut out = match intent {
            Some(intent) => self.for_intent(intent, MAX_EACH, LEAST_SIMILARITY),
            None => self.for_signal(reply),
        };
        out.retain(|evidence| evidence.weight > 0.0);
        out.extend(conditions(reply));
        out
    }

    /// The signal that a reply answers.
    fn for_signal(&self, reply: &Reply) -> Vec<Evidence> {
        let Trigger::Signal(group, id) = &reply.trigger else {
            return Vec::new();
        };
        let signals = self.reading.signals.iter();
        let found = signals.filter(|(n, _)| {
            let signal = &self.engine.pack.signals[*n];
            signal.group == *group && signal.id == *id
        });
        let evidence = |confidence: f32| Evidence {
            kind: "signal",
            detail: format!("{group}.{id}"),
            weight: rounded(confidence),
        };
        found.map(|(_, confidence)| evidence(*confidence)).collect()
    }

    /// What speaks for an intent: its rules, then at most `max` examples and
    /// as many features.
    pub(crate) fn for_intent(&self, intent: usize, max: usize, least: f32) -> Vec<Evidence> {
        let mut out = Vec::new();
        let ranking = &self.reading.ranking;
        for fired in ranking.fired.iter().filter(|f| f.intent == intent) {
            let detail = self.engine.pack.intents[intent].rules[fired.number]
                .id
                .clone();
            out.push(Evidence {
                kind: "rule",
                detail,
                weight: rounded(fired.weight),
            });
        }
        let like = ranking
            .neighbours
            .iter()
            .filter(|n| n.intent == intent && n.similarity >= least);
        for neighbour in like.take(max) {
            if let Some((_, text)) = self
                .engine
                .examples
                .get(&self.engine.pack, neighbour.example)
            {
                let weight = rounded(neighbour.similarity);
                out.push(Evidence {
                    kind: "example",
                    detail: text.to_owned(),
                    weight,
                });
            }
        }
        let contributions = self
            .engine
            .recognizer
            .contributions(&self.features, intent, max);
        for (name, weight) in contributions {
            out.push(Evidence {
                kind: "feature",
                detail: name.to_owned(),
                weight: rounded(weight),
            });
        }
        out
    }
}
