//! What the engine sees in a message before it thinks about intents.

use std::ops::Range;

use crate::patterns::Patterns;
use once_cell::sync::OnceCell;

use crate::error::Error;
use crate::features::{FeatureId, features};
use crate::matcher::{Hit, Matcher};
use crate::pack::{Item, Pack};
use crate::segment::Segmenter;
use crate::text::{Folded, clauses, fold};

/// The first of the private-use characters that stand for entities in
/// [`Analysis::stream`]; one for each entity of the lexicon.
const ENTITY_BASE: u32 = 0xE000;

/// What is left of a clause after its courtesies counts from this many
/// characters on; less is a particle.
const LEAST_CONTENT: usize = 2;

/// A message, folded, corrected, cut and searched.
#[derive(Debug, Clone)]
pub(crate) struct Analysis {
    /// Folded, and with the lexicon's typos corrected.
    pub(crate) folded: Folded,
    /// The clauses of the folded text.
    pub(crate) clauses: Vec<Range<usize>>,
    pub(crate) entities: Vec<EntityHit>,
    /// The folded text with one character in the place of every entity, cut
    /// into clauses and words.
    pub(crate) stream: Vec<Clause>,
    /// The stream without courtesies, when there are some beside something
    /// else: "hello", "I would like to ask", "thanks" around a question.
    pub(crate) content: Option<Vec<Clause>>,
    /// Every word of lexicon and rules.
    pub(crate) hits: Vec<Hit>,
    /// The words of the lexicon's classes that lie within no longer one.
    pub(crate) class_hits: Vec<ClassHit>,
    features: OnceCell<Vec<FeatureId>>,
}

impl Analysis {
    /// The features of the stream, which several scorers read.
    pub(crate) fn features(&self, analyzer: &Analyzer) -> &[FeatureId] {
        self.features
            .get_or_init(|| features(analyzer, &self.stream))
    }

    pub(crate) fn text(&self) -> &str {
        self.folded.as_str()
    }
}

/// A clause of the stream.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub(crate) text: String,
    pub(crate) words: Vec<String>,
    /// The classes in it, ordered and without repetition.
    pub(crate) classes: Vec<u16>,
}

/// A thing recognised by its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntityHit {
    /// Its index in the lexicon.
    pub(crate) entity: usize,
    pub(crate) range: Range<usize>,
}

/// A word of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassHit {
    /// The index of the class in the order of names.
    pub(crate) class: u16,
    pub(crate) range: Range<usize>,
}

/// Looks at messages with a pack's lexicon.
pub(crate) struct Analyzer {
    segmenter: Segmenter,
    typos: Matcher,
    corrections: Vec<String>,
    entities: Patterns,
    pub(crate) matcher: Matcher,
    /// For every word of the matcher: the classes it belongs to.
    classes_of: Vec<Vec<u16>>,
    pub(crate) class_names: Vec<String>,
    /// For every class: whether its words are courtesies.
    courtesies: Vec<bool>,
    /// For every class: whether its words mark a question or a wish.
    asks: Vec<bool>,
    pub(crate) entity_names: Vec<String>,
}

impl Analyzer {
    pub(crate) fn new(pack: &Pack) -> Result<Self, Error> {
        let lexicon = &pack.lexicon;
        let class_words = lexicon.classes.values().flatten().map(String::as_str);
        let rules = pack.intents.iter().flat_map(|i| &i.rules);
        let items = rules.flat_map(|rule| rule.all.iter().chain(&rule.any).chain(&rule.none));
        let mentions = pack.replies.iter().flat_map(|r| &r.mentions);
        let literals = items.chain(mentions).filter_map(|item| match item {
            Item::Literal(text) => Some(text.as_str()),
            Item::Class(_) => None,
        });
        let matcher = Matcher::new(class_words.chain(literals));
        let mut classes_of = vec![Vec::new(); matcher.len()];
        for (n, words) in lexicon.classes.values().enumerate() {
            for id in words.iter().filter_map(|w| matcher.id(w)) {
                classes_of[id as usize].push(n as u16);
            }
        }
        let typos = Matcher::new(lexicon.typos.keys().map(String::as_str));
        let patterns: Vec<String> = lexicon
            .entities
            .iter()
            .map(|e| crate::rule::expand(&e.pattern, lexicon))
            .collect::<Result<_, _>>()
            .map_err(|e| Error::internal("entity pattern", e))?;
        Ok(Self {
            segmenter: Segmenter::new(pack.tone.dictionary.clone(), lexicon.words.clone()),
            typos,
            corrections: lexicon.typos.values().cloned().collect(),
            entities: Patterns::new(patterns),
            matcher,
            classes_of,
            class_names: lexicon.classes.keys().cloned().collect(),
            courtesies: lexicon
                .classes
                .keys()
                .map(|c| lexicon.courtesies.contains(c))
                .collect(),
            asks: lexicon
                .classes
                .keys()
                .map(|c| lexicon.asks.contains(c))
                .collect(),
            entity_names: lexicon.entities.iter().map(|e| e.kind.clone()).collect(),
        })
    }

    pub(crate) fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    pub(crate) fn analyze(&self, text: &str) -> Result<Analysis, Error> {
        let folded = self.corrected(fold(text));
        let entities = self.find_entities(folded.as_str());
        let hits = self.matcher.find(folded.as_str());
        let class_hits = self.class_hits(&hits);
        let clauses = clauses(folded.as_str());
        let stream = clauses
            .iter()
            .map(|range| self.clause(folded.as_str(), range, &entities, &class_hits))
            .collect::<Result<_, _>>()?;
        let content = self
            .content_ranges(folded.as_str(), &clauses, &class_hits)
            .map(|ranges| {
                ranges
                    .iter()
                    .map(|range| self.clause(folded.as_str(), range, &entities, &class_hits))
                    .collect::<Result<_, _>>()
            })
            .transpose()?;
        Ok(Analysis {
            folded,
            clauses,
            entities,
            stream,
            content,
            hits,
            class_hits,
            features: OnceCell::new(),
        })
    }

    /// The clauses less the courtesies they begin with, and without those that
    /// are nothing else; `None` when that leaves nothing or everything.
    fn content_ranges(
        &self,
        text: &str,
        clauses: &[Range<usize>],
        class_hits: &[ClassHit],
    ) -> Option<Vec<Range<usize>>> {
        let mut out = Vec::new();
        for clause in clauses {
            let mut start = clause.start;
            for hit in class_hits
                .iter()
                .filter(|h| self.courtesies[usize::from(h.class)])
            {
                if hit.range.start <= start && hit.range.end > start && hit.range.end <= clause.end
                {
                    start = hit.range.end;
                }
            }
            let rest = text[start..clause.end].chars().count();
            if rest >= LEAST_CONTENT || (rest > 0 && start == clause.start) {
                out.push(start..clause.end);
            }
        }
        (!out.is_empty() && out != clauses).then_some(out)
    }

    fn corrected(&self, folded: Folded) -> Folded {
        let hits = self.typos.find_leftmost_longest(folded.as_str());
        if hits.is_empty() {
            return folded;
        }
        let edits: Vec<(Range<usize>, &str)> = hits
            .into_iter()
            .map(|h| (h.range, self.corrections[h.word as usize].as_str()))
            .collect();
        folded.replaced(&edits)
    }

    /// Entities do not overlap; the one listed first in the lexicon wins.
    fn find_entities(&self, text: &str) -> Vec<EntityHit> {
        let mut found: Vec<EntityHit> = Vec::new();
        let tried = self.entities.on(text);
        for entity in 0..self.entities.len() {
            let Some(pattern) = tried.get(entity) else {
                continue;
            };
            let entity = entity as usize;
            for hit in pattern.find_iter(text) {
                let range = hit.range();
                let free = found
                    .iter()
                    .all(|f| f.range.end <= range.start || range.end <= f.range.start);
                if free && !range.is_empty() {
                    found.push(EntityHit { entity, range });
                }
            }
        }
        found.sort_by_key(|f| f.range.start);
        found
    }

    fn class_hits(&self, hits: &[Hit]) -> Vec<ClassHit> {
        let of_classes: Vec<&Hit> = hits
            .iter()
            .filter(|h| !self.classes_of[h.word as usize].is_empty())
            .collect();
        let mut out = Vec::new();
        let mut reach = 0;
        for (n, hit) in of_classes.iter().enumerate() {
            // Hits are ordered by start, then end: a longer one around this
            // one either started before, or starts here and comes later.
            let inside_earlier = hit.range.end <= reach && n > 0;
            let inside_later = of_classes[n + 1..]
                .iter()
                .take_while(|o| o.range.start == hit.range.start)
                .any(|o| o.range.end > hit.range.end);
            if !inside_earlier && !inside_later {
                for class in &self.classes_of[hit.word as usize] {
                    out.push(ClassHit {
                        class: *class,
                        range: hit.range.clone(),
                    });
                }
            }
            reach = reach.max(hit.range.end);
        }
        out
    }

    fn clause(
        &self,
        text: &str,
        range: &Range<usize>,
        entities: &[EntityHit],
        class_hits: &[ClassHit],
    ) -> Result<Clause, Error> {
        let mut stream = String::new();
        let mut done = range.start;
        for hit in entities {
            if hit.range.end <= done || hit.range.start >= range.end {
                continue;
            }
            stream.push_str(&text[done..hit.range.start.max(done)]);
            stream.extend(char::from_u32(ENTITY_BASE + hit.entity as u32));
            done = hit.range.end.min(range.end);
        }
        stream.push_str(&text[done..range.end]);
        let words = self
            .segmenter
            .cut(&stream)?
            .into_iter()
            .map(|w| self.word_name(w))
            .collect();
        let mut classes: Vec<u16> = class_hits
            .iter()
            .filter(|h| h.range.start >= range.start && h.range.end <= range.end)
            .map(|h| h.class)
            .collect();
        classes.sort_unstable();
        classes.dedup();
        Ok(Clause {
            text: stream,
            words,
            classes,
        })
    }

    /// Whether the message has a word that marks a question or a wish.
    pub(crate) fn asks(&self, analysis: &Analysis) -> bool {
        analysis
            .class_hits
            .iter()
            .any(|hit| self.asks[usize::from(hit.class)])
    }

    /// The word itself, or `<kind>` for the character of an entity.
    fn word_name(&self, word: &str) -> String {
        let entity = word
            .chars()
            .next()
            .and_then(|c| (c as u32).checked_sub(ENTITY_BASE))
            .and_then(|n| self.entity_names.get(n as usize));
        match entity {
            Some(kind) => format!("<{kind}>"),
            None => word.to_owned(),
        }
    }
}
