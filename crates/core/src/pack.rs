//! A pack: everything one kind of shop knows, validated and immutable.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chart::SizeChart;
use crate::diagnostic::{Diagnostic, Message, Place, Severity};
use crate::error::Error;
use crate::event::Event;
use crate::facts::Value;
use crate::parse;
use crate::policy::Policy;
use crate::remark::RemarkFormat;
use crate::signal::{Group, Signal};
use crate::tone::{Stage, Tone};

/// One file of a pack: its name relative to the pack's folder, with `/`
/// between folders, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name within the pack, which tells what the file is.
    pub name: String,
    /// The name messages show.
    pub file: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A source from its name within the pack, such as `intents/size.yaml`,
    /// and its text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            file: name.clone(),
            name,
            text: text.into(),
        }
    }

    /// The same source with another name for messages, such as its path.
    #[must_use]
    pub fn shown_as(mut self, file: impl Into<String>) -> Self {
        self.file = file.into();
        self
    }
}

/// A scripted text in a YAML file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// The id of the reply it is a variant of; empty if there is none.
    pub id: String,
    /// The text.
    pub text: String,
    /// Where it stands; a quoted text with its quotes.
    pub place: Place,
    /// Where in a conversation it is said, if its intent tells.
    pub stage: Option<Stage>,
}

impl Source {
    /// The scripts of a YAML file: every text in a list under `variants`.
    ///
    /// # Errors
    /// The findings of a file that is no YAML.
    pub fn scripts(&self) -> Result<Vec<Script>, Vec<Diagnostic>> {
        parse::scripts(self)
    }
}

/// Everything one kind of shop knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pack {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) thresholds: Thresholds,
    pub(crate) defaults: BTreeMap<String, String>,
    pub(crate) facts: BTreeMap<String, FactType>,
    pub(crate) policy: Policy,
    pub(crate) lexicon: Lexicon,
    /// Ordered by id.
    pub(crate) intents: Vec<Intent>,
    /// Ordered by id.
    pub(crate) replies: Vec<Reply>,
    /// Ordered by name.
    pub(crate) groups: Vec<Group>,
    /// Ordered by group and id.
    pub(crate) signals: Vec<Signal>,
    /// Ordered by id.
    pub(crate) size_charts: Vec<SizeChart>,
    pub(crate) remarks: RemarkFormat,
    pub(crate) tone: Tone,
}

impl Pack {
    /// Reads and validates a pack from the files of its layers, the base
    /// first (a pack that extends nothing has one layer).
    ///
    /// Files are told apart by name: `pack.yaml`, `policy.yaml`,
    /// `lexicon.yaml`, `sources.yaml`, `intents/*.yaml`, `replies/*.yaml`,
    /// `signals/*.yaml`, `size_charts/*.yaml`, `tone/*.yaml`. Files of other
    /// folders are left alone; other YAML files beside `pack.yaml` are warned
    /// of.
    ///
    /// # Errors
    /// [`ErrorKind::Pack`](crate::ErrorKind::Pack) with every finding when at
    /// least one of them is an error.
    pub fn parse(layers: &[Vec<Source>]) -> Result<Pack, Error> {
        let (pack, findings) = Self::check(layers);
        match pack {
            Some(pack) => Ok(pack),
            None => Err(Error::pack(findings)),
        }
    }

    /// Like [`parse`](Pack::parse), with the findings of a usable pack
    /// (warnings) beside it. The pack is `None` when a finding is an error.
    pub fn check(layers: &[Vec<Source>]) -> (Option<Pack>, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let pack = parse::pack(layers, &mut findings);
        crate::diagnostic::sort(&mut findings);
        let usable = findings.iter().all(|f| f.severity < Severity::Error);
        (usable.then_some(pack), findings)
    }

    /// The packs that a `pack.yaml` says it extends, in order; empty when the
    /// file is not readable (parsing the pack then says why).
    pub fn extends(manifest: &Source) -> Vec<String> {
        parse::extends(manifest)
    }

    /// The pack's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The pack's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The intents, ordered by id.
    pub fn intents(&self) -> &[Intent] {
        &self.intents
    }

    /// The replies, ordered by id.
    pub fn replies(&self) -> &[Reply] {
        &self.replies
    }

    /// The index of an intent in [`intents`](Pack::intents).
    pub fn intent_index(&self, id: &str) -> Option<usize> {
        self.intents
            .binary_search_by(|i| i.id.as_str().cmp(id))
            .ok()
    }

    /// Whether what is looked up by order is in order.
    pub(crate) fn is_sound(&self) -> bool {
        let ordered = self.intents.windows(2).all(|pair| pair[0].id < pair[1].id);
        let weights = self
            .intents
            .iter()
            .flat_map(|i| &i.rules)
            .map(|rule| rule.weight);
        let priorities = self.intents.iter().map(|i| i.priority);
        ordered && weights.chain(priorities).all(f32::is_finite)
    }

    /// The pack without one of `folds` parts of its example questions, and
    /// that part, each line with its intent.
    pub(crate) fn split(&self, fold: usize, folds: usize) -> (Pack, Vec<(String, String)>) {
        let mut rest = self.clone();
        let mut left_out = Vec::new();
        let mut number = 0;
        for intent in &mut rest.intents {
            let id = intent.id.clone();
            intent.examples.retain(|text| {
                number += 1;
                let stays = number % folds != fold;
                if !stays {
                    left_out.push((id.clone(), text.clone()));
                }
                stays
            });
        }
        (rest, left_out)
    }

    /// Every example question with the intent it speaks for, counter-examples
    /// included, in the order of the intents.
    pub(crate) fn examples(&self) -> impl Iterator<Item = (usize, &str)> {
        self.intents
            .iter()
            .enumerate()
            .flat_map(move |(own, intent)| {
                let counter = intent
                    .counter_examples
                    .iter()
                    .filter_map(move |(other, text)| {
                        self.intent_index(other).map(|index| (index, text.as_str()))
                    });
                intent
                    .examples
                    .iter()
                    .map(move |text| (own, text.as_str()))
                    .chain(counter)
            })
    }
}

/// When the engine may answer on its own.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Thresholds {
    /// Least confidence of an `auto` decision, 0 to 1.
    pub(crate) auto: f32,
    /// The same for a message that neither asks nor wishes for anything: most
    /// statements need no answer, so more confidence is called for.
    pub(crate) auto_statement: f32,
    /// Least distance to the second intent of an `auto` decision, 0 to 1.
    pub(crate) margin: f32,
    /// Least confidence to suggest anything, 0 to 1.
    pub(crate) suggest: f32,
    /// Least confidence that wording is like marked lines, 0 to 1.
    pub(crate) similar: f32,
    /// Least such confidence for hits of rules with `context`, 0 to 1.
    pub(crate) context: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            auto: 0.9,
            auto_statement: 0.98,
            margin: 0.4,
            suggest: 0.25,
            similar: 0.8,
            context: 0.2,
        }
    }
}

/// What the engine decides about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The first suggestion can be sent as it is.
    Auto,
    /// A person should choose among the suggestions.
    Suggest,
    /// The engine does not know enough; the suggestion is a question back.
    Ask,
    /// A person should take over; the suggestion bridges the wait.
    Handoff,
    /// Nothing needs to be said.
    Silent,
}

impl Decision {
    pub(crate) const NAMES: [(&'static str, Decision); 5] = [
        ("auto", Decision::Auto),
        ("suggest", Decision::Suggest),
        ("ask", Decision::Ask),
        ("handoff", Decision::Handoff),
        ("silent", Decision::Silent),
    ];

    /// The name used in packs and on the wire.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, d)| *d == self)
            .map_or("", |(n, _)| n)
    }
}

/// What kind of wish an intent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntentKind {
    /// Something the shop deals with.
    Business,
    /// A greeting, thanks, a goodbye: answered, but never a topic.
    Courtesy,
    /// Nothing that should get an answer of the engine's own.
    None,
}

impl IntentKind {
    pub(crate) const NAMES: [(&'static str, IntentKind); 3] = [
        ("business", IntentKind::Business),
        ("courtesy", IntentKind::Courtesy),
        ("none", IntentKind::None),
    ];
}

/// The type of a fact that the host may pass in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum FactType {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// One of these texts.
    OneOf(Vec<String>),
}

/// The words of the trade.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Lexicon {
    /// Words the segmenter should keep whole.
    pub(crate) words: Vec<String>,
    /// Groups of words that mean the same to an intent, by name.
    pub(crate) classes: BTreeMap<String, Vec<String>>,
    /// The classes whose words are courtesies around what is wanted.
    pub(crate) courtesies: Vec<String>,
    /// The classes whose words mark a question or a wish.
    pub(crate) asks: Vec<String>,
    /// Wrong spellings and what is meant.
    pub(crate) typos: BTreeMap<String, String>,
    /// Things recognised by their shape, such as order numbers.
    pub(crate) entities: Vec<Entity>,
    /// Slots that are a matter of words, such as colours.
    pub(crate) slots: Vec<SlotPattern>,
}

/// Words that are a slot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SlotPattern {
    pub(crate) kind: String,
    /// What to look for, `<class>` expanded; a group `v` is the value.
    pub(crate) pattern: String,
    /// The value of every hit; else it is what was found.
    pub(crate) value: Option<String>,
    /// No hit where this one overlaps it.
    pub(crate) unless: Option<String>,
    /// Whether the value is shown in capitals.
    pub(crate) upper: bool,
    /// Whether a hit only counts when the shop asked for this kind in the turn
    /// before: 都在 says something then, and nothing else.
    pub(crate) asked: bool,
    /// What people call the value, or the kind if it has no fixed value.
    pub(crate) title: Option<String>,
}

/// A thing recognised by its shape.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entity {
    pub(crate) kind: String,
    pub(crate) pattern: String,
    /// Whether a hit is reported as a slot.
    pub(crate) slot: bool,
}

/// What a customer may want.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Intent {
    pub(crate) id: String,
    pub(crate) title: Message,
    /// The most the engine may do about it on its own.
    pub(crate) decision: Decision,
    pub(crate) kind: IntentKind,
    /// Added to the log-odds of the intent.
    pub(crate) priority: f32,
    pub(crate) examples: Vec<String>,
    /// Lines that look like this intent and belong to another: (that
    /// intent's id, line).
    pub(crate) counter_examples: Vec<(String, String)>,
    pub(crate) rules: Vec<Rule>,
}

impl Intent {
    /// The stable name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name people read.
    pub fn title(&self) -> &Message {
        &self.title
    }

    /// The most the engine may do about it on its own.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// What kind of wish it is.
    pub fn kind(&self) -> IntentKind {
        self.kind
    }

    /// The example questions.
    pub fn examples(&self) -> &[String] {
        &self.examples
    }

    /// Lines that look like this intent and belong to another, with that
    /// intent's id first.
    pub fn counter_examples(&self) -> &[(String, String)] {
        &self.counter_examples
    }
}

/// An author's rule: evidence for (or, with a negative weight, against) an
/// intent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule {
    /// `intent#n`, n from 1.
    pub(crate) id: String,
    /// Added to the log-odds of the intent when the rule holds.
    pub(crate) weight: f32,
    pub(crate) all: Vec<Item>,
    pub(crate) any: Vec<Item>,
    pub(crate) none: Vec<Item>,
    /// The hits of `all` and `any` lie within this many characters.
    pub(crate) near: u32,
    /// A pattern the folded text has to match as well, `<class>` expanded.
    pub(crate) regex: Option<String>,
    /// If not empty, it only holds right after a message with one of these
    /// intents.
    pub(crate) after: Vec<String>,
}

/// One thing a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Item {
    /// A piece of text.
    Literal(String),
    /// Any word of a class of the lexicon.
    Class(String),
}

/// A scripted reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reply {
    pub(crate) id: String,
    pub(crate) trigger: Trigger,
    pub(crate) when: Vec<Condition>,
    /// The message has to hold at least one of these, if there are any.
    pub(crate) mentions: Vec<Item>,
    pub(crate) variants: Vec<Template>,
    /// The slot it asks for.
    pub(crate) asks: Option<String>,
    /// The most the engine may do with it.
    pub(crate) decision: Option<Decision>,
    /// First day it may be used, `YYYY-MM-DD`.
    pub(crate) valid_from: Option<jiff::civil::Date>,
    /// Last day it may be used.
    pub(crate) valid_to: Option<jiff::civil::Date>,
}

impl Reply {
    /// The stable name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The intent it answers; `None` if it answers an event or a signal.
    pub fn intent(&self) -> Option<&str> {
        match &self.trigger {
            Trigger::Intent(id) => Some(id),
            Trigger::Event(_) | Trigger::Signal(..) => None,
        }
    }

    /// The event it answers.
    pub fn event(&self) -> Option<Event> {
        match self.trigger {
            Trigger::Event(event) => Some(event),
            Trigger::Intent(_) | Trigger::Signal(..) => None,
        }
    }

    /// Whether it can be used whatever the facts, the date and the words of
    /// the message are.
    pub(crate) fn is_general(&self) -> bool {
        self.when.is_empty()
            && self.mentions.is_empty()
            && self.asks.is_none()
            && self.valid_from.is_none()
            && self.valid_to.is_none()
    }
}

/// What a reply answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Trigger {
    /// An intent, by its id.
    Intent(String),
    Event(Event),
    /// A signal, by its group and id.
    Signal(String, String),
}

/// A condition on a fact; see [`Test`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub(crate) path: String,
    pub(crate) test: Test,
}

/// What a fact has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Test {
    /// Equal to one of these.
    In(Vec<Value>),
    /// Known (or not known).
    Exists(bool),
    /// A number within these bounds, both included.
    Range(Option<f64>, Option<f64>),
}

/// A text with places to fill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Template {
    pub(crate) parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Part {
    /// Sent as it is.
    Text(String),
    /// `{name}`: filled from facts, policy, defaults or the engine.
    Placeholder(String),
}
