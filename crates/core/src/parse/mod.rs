//! From the files of a pack to a validated [`Pack`]: the YAML format itself.

mod charts;
mod intents;
mod manifest;
mod policy;
mod replies;
mod signals;
mod tone;
mod uses;
mod values;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::chart::SizeChart;
use crate::diagnostic::{Diagnostic, Message, Place, Severity};
use crate::pack::Script;
use crate::pack::{Condition, FactType, Intent, Item, Lexicon, Pack, Reply, Source, Thresholds};
use crate::policy::Policy;
use crate::remark::RemarkFormat;
use crate::signal::{Group, Signal};
use crate::tone::{Fixtures, Stage, ToneRule};
use crate::yaml::{self, Node, Reader};
use values::one_or_many;

/// The packs a manifest extends.
pub(crate) fn extends(manifest: &Source) -> Vec<String> {
    let mut ignored = Vec::new();
    let Some(node) = yaml::parse(&manifest.file, &manifest.text, &mut ignored) else {
        return Vec::new();
    };
    let mut reader = Reader::new(&manifest.file, &mut ignored);
    let Some(mut fields) = reader.fields(&node) else {
        return Vec::new();
    };
    match fields.take("extends") {
        Some(node) => one_or_many(&mut reader, node)
            .into_iter()
            .map(|(t, _)| t)
            .collect(),
        None => Vec::new(),
    }
}

/// The scripts of a YAML file: every text in a list under the key `variants`,
/// wherever it stands.
pub(crate) fn scripts(source: &Source) -> Result<Vec<Script>, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let mut out = Vec::new();
    if let Some(node) = yaml::parse(&source.file, &source.text, &mut findings) {
        collect_scripts(&node, &Script::default(), &mut out);
    }
    if findings.is_empty() {
        Ok(out)
    } else {
        Err(findings)
    }
}

/// Collects the scripts of a node that stands in the reply `of`.
fn collect_scripts(node: &Node, of: &Script, out: &mut Vec<Script>) {
    match &node.value {
        yaml::Value::Scalar { .. } => {}
        yaml::Value::List(items) => items.iter().for_each(|item| collect_scripts(item, of, out)),
        yaml::Value::Map(entries) => {
            let value = |name: &str| {
                let entry = entries.iter().find(|(key, _)| key.name == name);
                match entry.map(|(_, node)| &node.value) {
                    Some(yaml::Value::Scalar { text, .. }) => Some(text.as_str()),
                    _ => None,
                }
            };
            let own = Script {
                id: value("id").unwrap_or(&of.id).to_owned(),
                stage: value("intent").and_then(stage).or(of.stage),
                ..of.clone()
            };
            for (key, node) in entries {
                match &node.value {
                    yaml::Value::List(items) if key.name == "variants" => {
                        for item in items {
                            if let yaml::Value::Scalar { text, .. } = &item.value {
                                out.push(Script {
                                    text: text.clone(),
                                    place: item.place,
                                    ..own.clone()
                                });
                            }
                        }
                    }
                    _ => collect_scripts(node, &own, out),
                }
            }
        }
    }
}

/// Replies to a greeting open a conversation, those to a farewell close it.
fn stage(intent: &str) -> Option<Stage> {
    match intent {
        "greeting" => Some(Stage::Opening),
        "goodbye" => Some(Stage::Closing),
        _ => None,
    }
}

/// Reads all layers, the base first. What is returned beside errors is only
/// good for finding more errors.
pub(crate) fn pack(layers: &[Vec<Source>], out: &mut Vec<Diagnostic>) -> Pack {
    let mut draft = Draft::default();
    if layers.is_empty() {
        out.push(no_manifest(&[]));
    }
    for (layer, sources) in layers.iter().enumerate() {
        let mut sources: Vec<&Source> = sources.iter().collect();
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        draft.layer = layer;
        draft.manifest = None;
        for source in &sources {
            draft.read(source, out);
        }
        if draft.manifest.is_none() {
            out.push(no_manifest(&sources));
        }
    }
    draft.finish(out)
}

fn no_manifest(sources: &[&Source]) -> Diagnostic {
    let folder = sources
        .first()
        .and_then(|s| s.file.strip_suffix(s.name.as_str()));
    Diagnostic {
        code: "no-manifest",
        severity: Severity::Error,
        file: format!("{}pack.yaml", folder.unwrap_or_default()),
        place: Place {
            line: 1,
            column: 1,
            ..Place::default()
        },
        message: Message::new("缺少 pack.yaml", "there is no pack.yaml"),
        help: Message::new(
            "知识包的文件夹里要有 pack.yaml，至少写上 name 和 version",
            "a pack's folder holds a pack.yaml with at least `name` and `version`",
        ),
    }
}

fn unused_file(file: &str, out: &mut Vec<Diagnostic>) {
    out.push(Diagnostic {
        code: "unused-file",
        severity: Severity::Warning,
        file: file.to_owned(),
        place: Place { line: 1, column: 1, ..Place::default() },
        message: Message::new("知识包用不到这个文件", "a pack has no use for this file"),
        help: Message::new(
            "认识的文件有 pack、policy、lexicon、sources，以及 intents/、replies/、signals/、size_charts/、tone/、clean/ 里的；请改名或移走",
            "the files known are pack, policy, lexicon, sources and those in intents/, replies/, signals/, size_charts/, tone/ and clean/; rename or move it",
        ),
    });
}

/// What a file of a pack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Manifest,
    Policy,
    Lexicon,
    Intents,
    Replies,
    Signals,
    SizeCharts,
    Tone,
    Clean,
    Sources,
}

/// Reads one kind of file into a draft.
type ReadFile = fn(&mut Draft, &mut Reader<'_>, &str, &Node);

/// Where something was defined, for messages about its other uses.
#[derive(Debug, Clone)]
struct Origin {
    file: String,
    place: Place,
    layer: usize,
}

#[derive(Default)]
struct Draft {
    layer: usize,
    /// The `pack.yaml` of the layer being read.
    manifest: Option<String>,
    name: String,
    version: String,
    thresholds: Thresholds,
    defaults: BTreeMap<String, String>,
    facts: BTreeMap<String, FactType>,
    fixtures: Fixtures,
    policy: Policy,
    policy_places: BTreeMap<String, Origin>,
    groups: BTreeMap<String, Group>,
    signals: BTreeMap<(String, String), (Signal, Origin)>,
    size_charts: BTreeMap<String, (SizeChart, Origin)>,
    remarks: RemarkFormat,
    /// Kinds of files of which one could not be read: what it would have
    /// defined is not reported as missing.
    unreadable: Vec<Kind>,
    lexicon: Lexicon,
    intents: BTreeMap<String, (Intent, Origin)>,
    replies: BTreeMap<String, (Reply, Origin)>,
    /// Example (folded) -> for which intent, whether as a counter-example, and
    /// where it stands.
    examples: HashMap<String, (String, bool, Origin)>,
    /// Uses to be checked when everything is known.
    intent_uses: Vec<(String, Origin)>,
    class_uses: Vec<(String, Origin)>,
    placeholder_uses: Vec<(String, String, Origin)>,
    fact_uses: Vec<(Condition, Origin)>,
    patterns: Vec<(String, Origin)>,
    /// By code, with the places of `fires` and then `quiet`.
    tone: BTreeMap<String, (ToneRule, Origin, Vec<Place>)>,
    /// Lines that teach rules of kind `similar`, by code.
    violating: BTreeMap<String, Vec<String>>,
    /// Lines that are fine to say.
    clean: Vec<String>,
    figure_uses: Vec<(String, Origin)>,
    signal_uses: Vec<((String, String), Origin)>,
    slot_uses: Vec<(String, Origin)>,
    sources: BTreeSet<String>,
    source_uses: Vec<(String, Origin)>,
}

impl Draft {
    fn read(&mut self, source: &Source, out: &mut Vec<Diagnostic>) {
        let file = source.file.as_str();
        let Some(stem) = source
            .name
            .strip_suffix(".yaml")
            .or_else(|| source.name.strip_suffix(".yml"))
        else {
            return;
        };
        let (kind, read): (Kind, ReadFile) = match stem.split_once('/') {
            Some(("intents", _)) => (Kind::Intents, Self::intent_file),
            Some(("replies", _)) => (Kind::Replies, Self::reply_file),
            Some(("signals", _)) => (Kind::Signals, Self::signal_file),
            Some(("size_charts", _)) => (Kind::SizeCharts, Self::chart_file),
            Some(("tone", _)) => (Kind::Tone, Self::tone_file),
            Some(("clean", _)) => (Kind::Clean, Self::clean),
            None if stem == "pack" => (Kind::Manifest, Self::manifest),
            None if stem == "policy" => (Kind::Policy, Self::policy_file),
            None if stem == "sources" => (Kind::Sources, Self::sources),
            None if stem == "lexicon" => (Kind::Lexicon, Self::lexicon),
            // Cases that a pack is tested with are for others.
            Some(("tests", _)) => return,
            Some(_) | None => {
                unused_file(file, out);
                return;
            }
        };
        if kind == Kind::Manifest {
            self.manifest = Some(file.to_owned());
        }
        let Some(node) = yaml::parse(file, &source.text, out) else {
            self.unreadable.push(kind);
            return;
        };
        read(self, &mut Reader::new(file, out), file, &node);
    }

    fn origin(&self, file: &str, place: Place) -> Origin {
        Origin {
            file: file.to_owned(),
            place,
            layer: self.layer,
        }
    }

    fn finish(mut self, out: &mut Vec<Diagnostic>) -> Pack {
        self.correct_words();
        self.check_uses(out);
        self.check_signals(out);
        self.check_policy(out);
        self.check_facts(out);
        self.check_patterns(out);
        self.check_replies(out);
        let tone = self.checked_tone(out);
        Pack {
            name: self.name,
            version: self.version,
            thresholds: self.thresholds,
            defaults: self.defaults,
            facts: self.facts,
            policy: self.policy,
            lexicon: self.lexicon,
            intents: self.intents.into_values().map(|(i, _)| i).collect(),
            replies: self.replies.into_values().map(|(r, _)| r).collect(),
            groups: self.groups.into_values().collect(),
            signals: self.signals.into_values().map(|(s, _)| s).collect(),
            size_charts: self.size_charts.into_values().map(|(c, _)| c).collect(),
            remarks: self.remarks,
            tone,
        }
    }

    /// Typos of messages are corrected before anything looks for words, so a
    /// word of the pack that holds a typo has to be corrected too.
    fn correct_words(&mut self) {
        let typos = self.lexicon.typos.clone();
        let correct = |word: &mut String| {
            for (typo, meant) in &typos {
                if word.contains(typo.as_str()) {
                    *word = word.replace(typo.as_str(), meant);
                }
            }
        };
        self.lexicon
            .classes
            .values_mut()
            .flatten()
            .for_each(correct);
        for words in self.lexicon.classes.values_mut() {
            words.sort();
            words.dedup();
        }
        let rules = self
            .intents
            .values_mut()
            .flat_map(|(intent, _)| &mut intent.rules);
        let items = rules.flat_map(|rule| {
            rule.all
                .iter_mut()
                .chain(&mut rule.any)
                .chain(&mut rule.none)
        });
        let mentions = self
            .replies
            .values_mut()
            .flat_map(|(reply, _)| &mut reply.mentions);
        for item in items.chain(mentions) {
            if let Item::Literal(word) = item {
                correct(word);
            }
        }
    }
}
