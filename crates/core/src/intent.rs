//! From a message to ranked intents: the scorer's judgement, similar example
//! questions and the author's rules, added up as log-odds.

use std::ops::Range;

use crate::analysis::{Analysis, Analyzer};
use crate::error::Error;
use crate::features::{FeatureId, feature_id, feature_names, features};
use crate::index::{ExampleIndex, IndexFiles, build, terms};
use crate::lean::{self, Size};
use crate::pack::{IntentKind, Pack};
use crate::rule::{Fired, Rules};
use crate::scorer::{Labelled, Scorer};
use crate::text::fold;
use crate::unsayable::{Unsayable, unsayable};

/// How many similar examples vote.
const NEIGHBOURS: usize = 6;

/// What a neighbour with the very same text adds to the log-odds.
const VOTE: f32 = 0.5;

/// A clause with fewer characters is no ask of its own.
const MIN_ASK_CHARS: usize = 3;

/// Knows which intent a message has.
pub(crate) struct Recognizer {
    pub(crate) analyzer: Analyzer,
    rules: Rules,
    scorer: Scorer,
    index: ExampleIndex,
}

/// What the conversation so far adds to an intent, as log-odds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) intent: usize,
    pub(crate) weight: f32,
}

/// An example question like the message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Neighbour {
    /// Its number in [`Pack::examples`].
    pub(crate) example: usize,
    pub(crate) intent: usize,
    /// Shared pairs of characters, 0 to 1.
    pub(crate) similarity: f32,
}

/// What speaks for which intent.
#[derive(Debug, Clone)]
pub(crate) struct Ranking {
    /// Log-odds by intent, all evidence added.
    pub(crate) scores: Vec<f32>,
    pub(crate) probabilities: Vec<f32>,
    pub(crate) fired: Vec<Fired>,
    pub(crate) neighbours: Vec<Neighbour>,
    /// Whether the scorer judged the message without its courtesies.
    pub(crate) content_only: bool,
}

impl Ranking {
    /// The intents, the best first, equal ones in the order of ids.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.scores.len()).collect();
        order.sort_by(|a, b| self.scores[*b].total_cmp(&self.scores[*a]).then(a.cmp(b)));
        order
    }
}

/// What is fitted from a pack's examples and stored in a bundle.
pub(crate) struct Fitted {
    pub(crate) scorer: Scorer,
    pub(crate) index: IndexFiles,
    pub(crate) unsayable: Unsayable,
    pub(crate) signals: Scorer,
}

/// Fits the scorers and builds the index of a pack. For a lean bundle the pack
/// and what is fitted are trimmed.
pub(crate) fn fit(pack: &mut Pack, size: Size) -> Result<Fitted, Error> {
    if size == Size::Lean {
        pack.tone.dictionary = pack.tone.dictionary.common(lean::WORD);
    }
    let analyzer = Analyzer::new(pack)?;
    let mut labelled = Vec::new();
    for (class, text) in pack.examples() {
        let analysis = analyzer.analyze(text)?;
        labelled.push(Labelled {
            features: analysis.features(&analyzer).to_vec(),
            class,
        });
    }
    let scorer = Scorer::fit(&labelled, pack.intents.len(), size.intent_entries());
    let signals = crate::signal::fit(pack, &analyzer, size)?;
    let unsayable = unsayable(pack)?;
    if size == Size::Lean {
        lean::trim(pack);
    }
    let mut documents = Vec::new();
    for (_, text) in pack.examples() {
        documents.push(terms(&analyzer, &analyzer.analyze(text)?.stream));
    }
    Ok(Fitted {
        scorer,
        index: build(documents.into_iter())?,
        unsayable,
        signals,
    })
}

impl Recognizer {
    pub(crate) fn new(pack: &Pack, fitted: Fitted) -> Result<Self, Error> {
        let analyzer = Analyzer::new(pack)?;
        let rules = Rules::new(pack, &analyzer.matcher)?;
        let index = ExampleIndex::open(&fitted.index)?;
        Ok(Self {
            analyzer,
            rules,
            scorer: fitted.scorer,
            index,
        })
    }

    /// Ranks the intents of a whole message.
    pub(crate) fn rank(
        &self,
        pack: &Pack,
        examples: &Examples,
        analysis: &Analysis,
        conversation: (Option<Context>, Option<&str>),
    ) -> Result<Ranking, Error> {
        let (mut scores, content_only) = self.linear(pack, analysis);
        let (context, last) = conversation;
        let fired = self.rules.fire(analysis, last);
        let neighbours = self.neighbours(pack, examples, analysis)?;
        for (score, intent) in scores.iter_mut().zip(&pack.intents) {
            *score += intent.priority;
        }
        for rule in &fired {
            scores[rule.intent] += rule.weight;
        }
        for neighbour in &neighbours {
            scores[neighbour.intent] += VOTE * neighbour.similarity * neighbour.similarity;
        }
        if let Some(context) = context {
            scores[context.intent] += context.weight;
        }
        let probabilities = self.scorer.probabilities(&scores);
        Ok(Ranking {
            scores,
            probabilities,
            fired,
            neighbours,
            content_only,
        })
    }

    /// The scorer's judgement. Courtesies around an ask must not outvote it:
    /// when what is left without them is a topic, that decides.
    fn linear(&self, pack: &Pack, analysis: &Analysis) -> (Vec<f32>, bool) {
        if let Some(content) = &analysis.content {
            let scores = self.scorer.scores(&features(&self.analyzer, content));
            if best(&scores).is_some_and(|i| pack.intents[i].kind == IntentKind::Business) {
                return (scores, true);
            }
        }
        (self.scorer.scores(analysis.features(&self.analyzer)), false)
    }

    /// The wishes that single clauses have, each with its confidence.
    /// Courtesies and clauses too short to be an ask are left out.
    pub(crate) fn asks(
        &self,
        pack: &Pack,
        analysis: &Analysis,
    ) -> Result<Vec<(usize, f32)>, Error> {
        let mut asks = Vec::new();
        let long = |range: &&Range<usize>| {
            analysis.text()[(*range).clone()].chars().count() >= MIN_ASK_CHARS
        };
        let clauses: Vec<&Range<usize>> = analysis.clauses.iter().filter(long).collect();
        // A single ask is what the whole message was judged by.
        if clauses.len() < 2 {
            return Ok(asks);
        }
        for range in clauses {
            let text = &analysis.text()[range.clone()];
            let clause = self.analyzer.analyze(text)?;
            let mut scores = self.scorer.scores(clause.features(&self.analyzer));
            for rule in self.rules.fire(&clause, None) {
                scores[rule.intent] += rule.weight;
            }
            let probabilities = self.scorer.probabilities(&scores);
            if let Some(best) = best(&scores)
                && pack.intents[best].kind != IntentKind::Courtesy
            {
                asks.push((best, probabilities[best]));
            }
        }
        Ok(asks)
    }

    fn neighbours(
        &self,
        pack: &Pack,
        examples: &Examples,
        analysis: &Analysis,
    ) -> Result<Vec<Neighbour>, Error> {
        let terms = terms(&self.analyzer, &analysis.stream);
        let pairs = pairs(analysis.text());
        let mut found: Vec<Neighbour> = self
            .index
            .search(&terms, NEIGHBOURS)?
            .into_iter()
            .filter_map(|n| {
                let (intent, text) = examples.get(pack, n as usize)?;
                let similarity = dice(&pairs, &self::pairs(fold(text).as_str()));
                Some(Neighbour {
                    example: n as usize,
                    intent,
                    similarity,
                })
            })
            .collect();
        found.sort_by(|a, b| {
            b.similarity
                .total_cmp(&a.similarity)
                .then(a.example.cmp(&b.example))
        });
        Ok(found)
    }

    /// The features of a message that the scorer knows, with their names.
    pub(crate) fn named_features(&self, analysis: &Analysis, content_only: bool) -> NamedFeatures {
        let judged = match &analysis.content {
            Some(content) if content_only => content,
            _ => &analysis.stream,
        };
        let mut named: Vec<(FeatureId, String)> = feature_names(&self.analyzer, judged)
            .into_iter()
            .map(|name| (feature_id(&name), name))
            .filter(|(id, _)| self.scorer.knows(*id))
            .collect();
        named.sort();
        NamedFeatures(named)
    }

    /// The `max` weightiest features that spoke for or against an intent, with
    /// what they added, the weightiest first.
    pub(crate) fn contributions<'n>(
        &self,
        features: &'n NamedFeatures,
        intent: usize,
        max: usize,
    ) -> Vec<(&'n str, f32)> {
        let known = features.0.len();
        let mut out: Vec<(&str, f32)> = features
            .0
            .iter()
            .map(|(id, name)| (name.as_str(), self.scorer.contribution(*id, intent, known)))
            .filter(|(_, weight)| *weight != 0.0)
            .collect();
        let weightiest =
            |a: &(&str, f32), b: &(&str, f32)| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0));
        if out.len() > max {
            out.select_nth_unstable_by(max, weightiest);
            out.truncate(max);
        }
        out.sort_by(weightiest);
        out
    }
}

/// Features with their readable names.
pub(crate) struct NamedFeatures(Vec<(FeatureId, String)>);

/// The highest score's place; of equal ones the first.
fn best(scores: &[f32]) -> Option<usize> {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))
}

/// Where the example questions stand in the pack, by number.
pub(crate) struct Examples(Vec<Place>);

/// An example's place: the intent it speaks for, the intent it is listed
/// under, and its number among that one's examples and counter-examples.
struct Place {
    speaks_for: usize,
    listed_under: usize,
    number: usize,
}

impl Examples {
    pub(crate) fn new(pack: &Pack) -> Self {
        let mut places = Vec::new();
        for (listed_under, intent) in pack.intents.iter().enumerate() {
            let own = std::iter::repeat_n(Some(listed_under), intent.examples.len());
            let counter = intent
                .counter_examples
                .iter()
                .map(|(other, _)| pack.intent_index(other));
            for (number, speaks_for) in own.chain(counter).enumerate() {
                if let Some(speaks_for) = speaks_for {
                    places.push(Place {
                        speaks_for,
                        listed_under,
                        number,
                    });
                }
            }
        }
        Self(places)
    }

    /// The intent an example speaks for, and its text.
    pub(crate) fn get<'p>(&self, pack: &'p Pack, number: usize) -> Option<(usize, &'p str)> {
        let place = self.0.get(number)?;
        let intent = &pack.intents[place.listed_under];
        let text = match intent.examples.get(place.number) {
            Some(text) => text,
            None => &intent.counter_examples[place.number - intent.examples.len()].1,
        };
        Some((place.speaks_for, text))
    }
}

/// Neighbouring characters, ordered; a single character pairs with nothing.
fn pairs(text: &str) -> Vec<(char, char)> {
    let chars: Vec<char> = text
        .chars()
        .filter(|c| !crate::text::is_separator(*c))
        .collect();
    let mut pairs: Vec<(char, char)> = match chars[..] {
        [single] => vec![(single, '\0')],
        _ => chars.windows(2).map(|w| (w[0], w[1])).collect(),
    };
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Dice's coefficient of two ordered sets.
fn dice(a: &[(char, char)], b: &[(char, char)]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let shared = a
        .iter()
        .filter(|pair| b.binary_search(pair).is_ok())
        .count();
    2.0 * shared as f32 / (a.len() + b.len()) as f32
}
