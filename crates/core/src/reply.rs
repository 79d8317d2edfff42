//! From an intent to texts that may be sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{Analysis, Analyzer};
use crate::event::Event;
use crate::pack::{Pack, Reply, Template, Trigger};
use crate::rule::{Wanted, wanted};
use crate::session::Session;
use crate::text::{fold, is_alphanumeric};
use crate::unsayable::Unsayable;
use crate::when::{Obstacle, Situation};

/// Placeholders the engine fills itself: the titles of the likeliest intents,
/// for a question back.
pub(crate) const ENGINE_PLACEHOLDERS: [&str; 1] = ["choices"];

/// A reply that can be sent.
#[derive(Debug, Clone)]
pub(crate) struct Rendered<'p> {
    pub(crate) reply: &'p Reply,
    pub(crate) text: String,
}

/// The replies of a pack, ready to be looked up.
pub(crate) struct ReplyIndex {
    /// For every intent the numbers of its replies, the most specific first,
    /// equal ones in the order of ids; likewise for the others.
    by_intent: Vec<Vec<usize>>,
    by_event: BTreeMap<Event, Vec<usize>>,
    by_signal: BTreeMap<(String, String), Vec<usize>>,
    /// For every intent the kinds of slots that its replies are about.
    slots: Vec<BTreeSet<String>>,
    /// For every reply what the message has to mention.
    mentions: Vec<Vec<Wanted>>,
}

impl ReplyIndex {
    pub(crate) fn new(pack: &Pack, analyzer: &Analyzer) -> Self {
        let mut by_intent = vec![Vec::new(); pack.intents.len()];
        let mut by_event: BTreeMap<Event, Vec<usize>> = BTreeMap::new();
        let mut by_signal: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        let mut slots = vec![BTreeSet::new(); pack.intents.len()];
        let mut mentions = Vec::new();
        for (number, reply) in pack.replies.iter().enumerate() {
            match &reply.trigger {
                Trigger::Intent(id) => {
                    if let Some(intent) = pack.intent_index(id) {
                        by_intent[intent].push(number);
                        slots[intent].extend(kinds_of(reply));
                    }
                }
                Trigger::Event(event) => by_event.entry(*event).or_default().push(number),
                Trigger::Signal(group, id) => {
                    let signal = (group.clone(), id.clone());
                    by_signal.entry(signal).or_default().push(number);
                }
            }
            mentions.push(wanted(&reply.mentions, &analyzer.matcher, &pack.lexicon));
        }
        let lists = by_intent.iter_mut().chain(by_event.values_mut());
        for list in lists.chain(by_signal.values_mut()) {
            list.sort_by_key(|number| std::cmp::Reverse(specificity(&pack.replies[*number])));
        }
        Self {
            by_intent,
            by_event,
            by_signal,
            slots,
            mentions,
        }
    }

    /// Whether replies of an intent are about a kind of slot.
    pub(crate) fn uses(&self, intent: usize, kind: &str) -> bool {
        self.slots
            .get(intent)
            .is_some_and(|kinds| kinds.contains(kind))
    }
}

/// The kinds of slots that a reply asks for or depends on.
fn kinds_of(reply: &Reply) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = reply.asks.iter().cloned().collect();
    for condition in &reply.when {
        match condition.path.split_once('.') {
            Some(("slot", kind)) => {
                out.insert(kind.to_owned());
            }
            Some(("size", _)) => {
                let body = [
                    "height",
                    "weight",
                    "waist",
                    "bust",
                    "hip",
                    "foot",
                    "usual_size",
                ];
                out.extend(body.map(str::to_owned));
            }
            _ => {}
        }
    }
    out
}

/// What replies are chosen and filled by.
pub(crate) struct Chooser<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) index: &'a ReplyIndex,
    /// The message, if there is one.
    pub(crate) analysis: Option<&'a Analysis>,
    pub(crate) situation: Situation<'a>,
    pub(crate) session: &'a Session,
    pub(crate) unsayable: &'a Unsayable,
    pub(crate) choices: Option<String>,
}

/// Why a reply of the right intent was not offered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// A condition or the dates do not hold.
    Obstacle(Obstacle),
    /// The message has none of the words the reply is for.
    NotMentioned,
    /// It asks for a slot that is known.
    Known(String),
    /// Nothing fills this placeholder.
    Unfilled(String),
    /// Every variant has wording that must never be sent.
    Unsayable,
}

impl<'a> Chooser<'a> {
    /// The replies of an intent that hold, the most specific first, equal
    /// ones in the order of ids. Each is filled when it is asked for.
    pub(crate) fn replies(&self, intent: usize) -> impl Iterator<Item = Rendered<'a>> {
        self.rendered(&self.index.by_intent[intent])
    }

    /// The same for an event.
    pub(crate) fn event_replies(&self, event: Event) -> impl Iterator<Item = Rendered<'a>> {
        let numbers = self.index.by_event.get(&event);
        self.rendered(numbers.map(Vec::as_slice).unwrap_or_default())
    }

    /// The same for a signal.
    pub(crate) fn signal_replies(
        &self,
        group: &str,
        id: &str,
    ) -> impl Iterator<Item = Rendered<'a>> {
        let signal = (group.to_owned(), id.to_owned());
        let numbers = self.index.by_signal.get(&signal);
        self.rendered(numbers.map(Vec::as_slice).unwrap_or_default())
    }

    fn rendered(&self, numbers: &[usize]) -> impl Iterator<Item = Rendered<'a>> {
        numbers.iter().filter_map(|&number| {
            let reply = &self.pack.replies[number];
            let text = self.render(number).ok()?;
            Some(Rendered { reply, text })
        })
    }

    /// The text of a reply, given by its number, or why it cannot be sent.
    pub(crate) fn render(&self, number: usize) -> Result<String, Refusal> {
        let reply = &self.pack.replies[number];
        let repeats = reply.intent().map_or(0, |id| self.session.answered(id));
        if let Some(obstacle) = self.situation.obstacle(reply, repeats) {
            return Err(Refusal::Obstacle(obstacle));
        }
        let mentions = &self.index.mentions[number];
        let mentioned = self.analysis.is_some_and(|analysis| {
            let mut wanted = mentions.iter();
            wanted.any(|w| w.ranges(analysis).next().is_some())
        });
        if !mentions.is_empty() && !mentioned {
            return Err(Refusal::NotMentioned);
        }
        // What is known already is not asked again.
        if let Some(kind) = &reply.asks
            && self.situation.value(&format!("slot.{kind}")).is_some()
        {
            return Err(Refusal::Known(kind.clone()));
        }
        // A reply used before in this conversation takes its next wording.
        let first = self.session.used(&reply.id) as usize % reply.variants.len().max(1);
        let mut refusal = Refusal::Unsayable;
        for n in 0..reply.variants.len() {
            let n = (first + n) % reply.variants.len();
            if self.unsayable.contains(&(number as u32, n as u32)) {
                continue;
            }
            match self.fill(&reply.variants[n]) {
                Ok(text) if shows_something(&text) => return Ok(text),
                Ok(_) => refusal = Refusal::Unfilled("…".to_owned()),
                Err(name) => refusal = Refusal::Unfilled(name.to_owned()),
            }
        }
        Err(refusal)
    }

    fn fill<'t>(&self, template: &'t Template) -> Result<String, &'t str> {
        template.render(|name| {
            if name == "choices" {
                return self.choices.clone();
            }
            if let Some(figure) = name.strip_prefix("policy.") {
                return self.pack.policy.get(figure).cloned();
            }
            match self.situation.value(name) {
                Some(value) => Some(value.to_string()),
                None => self.pack.defaults.get(name).cloned(),
            }
        })
    }
}

/// Whether there is anything to see in a text.
fn shows_something(text: &str) -> bool {
    text.chars().any(is_alphanumeric) || !fold(text).as_str().trim().is_empty()
}

/// A reply written for this very situation beats a general one.
fn specificity(reply: &Reply) -> usize {
    let asks_back = reply
        .variants
        .iter()
        .any(|v| v.placeholders().any(|p| p == "choices"));
    2 * reply.when.len()
        + 2 * usize::from(!reply.mentions.is_empty())
        + usize::from(reply.valid_from.is_some() || reply.valid_to.is_some())
        + usize::from(asks_back)
}
