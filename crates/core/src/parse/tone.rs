//! Tone rules and the sources they cite.

use std::collections::BTreeMap;

use super::values::{named, named_text, required, title};
use super::{Draft, Kind as FileKind, Origin};
use crate::diagnostic::{Diagnostic, Message, Place, Severity};
use crate::pack::FactType;
use crate::text::fold;
use crate::tone::{Datum, Fixtures, Kind, Lines, Rewrite, Similar, Stage, Tone, ToneRule, proof};
use crate::yaml::{Fields, Node, Reader, Value};

impl Draft {
    pub(super) fn sources(&mut self, r: &mut Reader<'_>, _file: &str, node: &Node) {
        let Some(fields) = r.fields(node) else { return };
        for (key, node) in fields.all() {
            let Some(mut source) = r.fields(node) else {
                continue;
            };
            for part in ["title", "kind", "note"] {
                required(r, &mut source, part);
            }
            source.take("article").and_then(|n| r.text(n));
            r.finish(source);
            self.sources.insert(key.name.clone());
        }
    }

    pub(super) fn tone_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        for node in r.list(node) {
            self.tone_rule(r, file, node);
        }
    }

    fn tone_rule(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let code = required(r, &mut fields, "code");
        let name = fields.take("title").and_then(|n| title(r, n));
        let why = fields.take("why").and_then(|n| title(r, n));
        let severity = fields
            .take("severity")
            .and_then(|n| named(r, n, "unknown-kind", ("严重程度", "severity"), &SEVERITIES));
        let kind = fields
            .take("kind")
            .and_then(|n| named(r, n, "unknown-kind", ("种类", "kind"), &KINDS));
        let words = fields.take("match").map(|n| r.texts(n)).unwrap_or_default();
        let parameters = kind.and_then(|kind| self.parameters(r, &mut fields, file, kind, &words));
        let strict = match kind {
            Some(Name::Phrase | Name::OffPlatform) | None => fields
                .take("strict")
                .and_then(|n| r.boolean(n))
                .unwrap_or(false),
            // Other kinds read whole clauses, which strict reading has not.
            Some(_) => false,
        };
        let context = fields
            .take("context")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        let unless = folded_list(r, &mut fields, "unless");
        let hedges = folded_list(r, &mut fields, "hedges");
        let rewrite = fields.take("rewrite").and_then(|n| rewrite(r, n));
        let safe = fields
            .take("safe")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        let source = required(r, &mut fields, "source");
        let fires = examples(r, &mut fields, "fires");
        let quiet = examples(r, &mut fields, "quiet");
        for (key, present) in [
            ("title", name.is_some()),
            ("why", why.is_some()),
            ("severity", severity.is_some()),
            ("kind", kind.is_some()),
            ("fires", !fires.is_empty()),
        ] {
            if !present && !fields.has(key) {
                r.missing(&fields, key);
            }
        }
        r.finish(fields);
        let (Some((code, place)), Some(title), Some(why), Some(severity), Some(kind), Some(source)) =
            (code, name, why, severity, parameters, source)
        else {
            return;
        };
        let origin = self.origin(file, place);
        self.source_uses
            .push((source.0.to_owned(), self.origin(file, source.1)));
        let mut words = self.words(r, file, &kind, &words);
        if words.is_empty() && needs_words(&kind) {
            r.error(
                "empty-rule",
                place,
                Message::new("这条规则没有要找的词", "the rule has nothing to look for"),
                Message::new(
                    "请在 match 里写上词或正则",
                    "write words or patterns under `match`",
                ),
            );
        }
        if kind == Kind::Similar {
            // The lines teach; what is learned from them is kept, not they.
            self.violating
                .insert(code.to_owned(), std::mem::take(&mut words));
        }
        let rule = ToneRule {
            code: code.to_owned(),
            title,
            why,
            severity,
            kind,
            words,
            strict,
            context,
            unless,
            hedges,
            rewrite,
            safe,
            source: source.0.to_owned(),
            fires: fires.iter().map(|(t, _)| t.clone()).collect(),
            quiet: quiet.iter().map(|(t, _)| t.clone()).collect(),
        }
        .squeezed();
        let places = fires
            .into_iter()
            .chain(quiet)
            .map(|(_, place)| place)
            .collect();
        match self.tone.get(code) {
            Some((_, other, _)) if other.layer == origin.layer => {
                let other = other.clone();
                super::values::duplicate(r, place, code, &other);
            }
            _ => {
                self.tone.insert(code.to_owned(), (rule, origin, places));
            }
        }
    }

    /// The kind with the keys that only it has.
    fn parameters(
        &mut self,
        r: &mut Reader<'_>,
        fields: &mut Fields<'_>,
        file: &str,
        kind: Name,
        words: &[(&str, Place)],
    ) -> Option<Kind> {
        Some(match kind {
            Name::Phrase => Kind::Phrase,
            Name::Pattern => Kind::Pattern,
            Name::Pronoun => Kind::Pronoun,
            Name::Rhetorical => Kind::Rhetorical,
            Name::Superlative => Kind::Superlative,
            Name::OffPlatform => Kind::OffPlatform {
                disguised: folded_list(r, fields, "disguised"),
            },
            Name::Similar => Kind::Similar,
            Name::Promise => Kind::Promise {
                about: folded_list(r, fields, "about"),
            },
            Name::Require => Kind::Require {
                when: folded_list(r, fields, "when"),
                stage: fields
                    .take("stage")
                    .and_then(|n| named(r, n, "unknown-kind", ("阶段", "stage"), &Stage::NAMES)),
            },
            Name::Length => Kind::Length {
                max: count(r, fields)?,
            },
            Name::Particle => Kind::Particle {
                max: count(r, fields)?,
            },
            Name::Commitment => {
                let (figure, place) = required(r, fields, "policy")?;
                self.figure_uses
                    .push((figure.to_owned(), self.origin(file, place)));
                Kind::Commitment {
                    policy: figure.to_owned(),
                }
            }
            Name::Privacy => Kind::Privacy {
                data: words
                    .iter()
                    .filter_map(|(name, place)| {
                        named_text(
                            r,
                            name,
                            *place,
                            ("个人信息", "personal data"),
                            "unknown-kind",
                            &Datum::NAMES,
                        )
                    })
                    .collect(),
            },
        })
    }

    /// The texts of `match`, as the kind reads them.
    fn words(
        &mut self,
        r: &mut Reader<'_>,
        file: &str,
        kind: &Kind,
        words: &[(&str, Place)],
    ) -> Vec<String> {
        match kind {
            Kind::Pattern | Kind::Commitment { .. } => {
                for (pattern, place) in words {
                    if matches!(kind, Kind::Commitment { .. }) && !pattern.contains(FIGURE) {
                        r.error(
                            "no-figure",
                            *place,
                            Message::new(
                                "这条正则没有名为 figure 的组",
                                "the pattern has no group named `figure`",
                            ),
                            Message::new(
                                "请把数字写成 (?<figure>[0-9]+)",
                                "write the number as (?<figure>[0-9]+)",
                            ),
                        );
                    }
                    self.patterns
                        .push(((*pattern).to_owned(), self.origin(file, *place)));
                }
                words.iter().map(|(w, _)| (*w).to_owned()).collect()
            }
            Kind::Similar => words.iter().map(|(w, _)| (*w).to_owned()).collect(),
            _ => folded(words),
        }
    }

    /// `clean/*.yaml`: lines that are fine to say.
    pub(super) fn clean(&mut self, r: &mut Reader<'_>, _file: &str, node: &Node) {
        self.clean
            .extend(r.texts(node).iter().map(|(t, _)| (*t).to_owned()));
    }

    /// The rules, fitted and checked.
    pub(super) fn checked_tone(&self, out: &mut Vec<Diagnostic>) -> Tone {
        let tone = self.fitted_tone();
        self.check_tone(&tone, out);
        tone
    }

    /// The rules with everything they need, fitted.
    fn fitted_tone(&self) -> Tone {
        let rules: Vec<ToneRule> = self
            .tone
            .values()
            .map(|(rule, _, _)| rule.clone())
            .collect();
        // What the pack itself says is fine to say.
        let said: Vec<String> = self
            .replies
            .values()
            .flat_map(|(reply, _)| &reply.variants)
            .map(crate::template::literal)
            .collect();
        let mut lines = Lines::default();
        for (number, rule) in rules.iter().enumerate() {
            for line in self.violating.get(&rule.code).into_iter().flatten() {
                lines.of_rules.push((number, line));
            }
            if rule.severity >= Severity::Warning {
                lines.marked.extend(rule.fires.iter().map(String::as_str));
                lines.clean.extend(rule.quiet.iter().map(String::as_str));
            }
        }
        lines
            .clean
            .extend(self.clean.iter().chain(&said).map(String::as_str));
        let similar = Similar::fit(&lines, &self.thresholds);
        Tone::new(
            rules,
            self.lexicon.words.clone(),
            self.policy.figures.clone(),
            self.all_fixtures(),
            similar,
        )
    }

    /// What every place of a reply may be filled with.
    fn all_fixtures(&self) -> Fixtures {
        let mut all = Fixtures::new();
        for (name, kind) in &self.facts {
            if let FactType::OneOf(values) = kind {
                all.insert(name.clone(), values.clone());
            }
        }
        for (name, value) in &self.defaults {
            all.insert(name.clone(), vec![value.clone()]);
        }
        for (name, figure) in &self.policy.figures {
            all.insert(format!("policy.{name}"), vec![figure.clone()]);
        }
        all.extend(self.fixtures.clone());
        all
    }

    /// Every rule has to report its `fires` and leave its `quiet` alone. This
    /// is asked only of rules without other mistakes.
    fn check_tone(&self, tone: &Tone, out: &mut Vec<Diagnostic>) {
        for (figure, origin) in &self.figure_uses {
            if !self.policy.figures.contains_key(figure)
                && !self.unreadable.contains(&FileKind::Policy)
            {
                super::uses::push(
                    out,
                    "unknown-figure",
                    origin,
                    Message::new(
                        format!("policy.yaml 里没有“{figure}”"),
                        format!("policy.yaml has no `{figure}`"),
                    ),
                    Message::new(
                        "请改用 policy.yaml 里有的名字",
                        "use a name from policy.yaml",
                    ),
                );
            }
        }
        for (key, origin) in &self.source_uses {
            if !self.sources.contains(key) {
                super::uses::push(
                    out,
                    "unknown-source",
                    origin,
                    Message::new(
                        format!("sources.yaml 里没有出处“{key}”"),
                        format!("sources.yaml has no source `{key}`"),
                    ),
                    Message::new("请在 sources.yaml 里加上它", "add it to sources.yaml"),
                );
            }
        }
        if out.iter().any(|d| d.severity == Severity::Error) {
            return;
        }
        let entries: Vec<&(ToneRule, Origin, Vec<Place>)> = self.tone.values().collect();
        for (number, line, fires) in proof(tone) {
            let (rule, origin, places) = entries[number];
            let place = places.get(line).copied().unwrap_or(origin.place);
            let origin = Origin {
                place,
                ..origin.clone()
            };
            let message = if fires {
                Message::new(
                    format!("规则 {} 没有报告这个例子", rule.code),
                    format!("rule {} does not report this example", rule.code),
                )
            } else {
                Message::new(
                    format!("规则 {} 不该报告这个例子", rule.code),
                    format!("rule {} reports this example and should not", rule.code),
                )
            };
            let help = Message::new(
                "请改 match、unless 或例子；词要和分词边界对齐，除非 strict: true",
                "change `match`, `unless` or the example; words align with segmentation unless `strict: true`",
            );
            super::uses::push(out, "tone-example", &origin, message, help);
        }
    }
}

const SEVERITIES: [(&str, Severity); 3] = [
    ("error", Severity::Error),
    ("warning", Severity::Warning),
    ("info", Severity::Info),
];

/// The kinds by the names authors write.
#[derive(Debug, Clone, Copy)]
enum Name {
    Phrase,
    Pattern,
    Pronoun,
    Rhetorical,
    Promise,
    Superlative,
    Privacy,
    OffPlatform,
    Require,
    Commitment,
    Length,
    Particle,
    Similar,
}

const KINDS: [(&str, Name); 13] = [
    ("phrase", Name::Phrase),
    ("pattern", Name::Pattern),
    ("pronoun", Name::Pronoun),
    ("rhetorical", Name::Rhetorical),
    ("promise", Name::Promise),
    ("superlative", Name::Superlative),
    ("privacy", Name::Privacy),
    ("off_platform", Name::OffPlatform),
    ("require", Name::Require),
    ("commitment", Name::Commitment),
    ("length", Name::Length),
    ("particle", Name::Particle),
    ("similar", Name::Similar),
];

/// How a pattern of kind `commitment` names its number.
const FIGURE: &str = "(?<figure>";

fn needs_words(kind: &Kind) -> bool {
    !matches!(kind, Kind::Pronoun | Kind::Length { .. })
}

/// `max`: how many are fine.
fn count(r: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<usize> {
    match fields.take("max") {
        Some(node) => r.number_within(node, 1.0, 100_000.0).map(|n| n as usize),
        None => {
            r.missing(fields, "max");
            None
        }
    }
}

fn examples(
    r: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Vec<(String, Place)> {
    let lines = fields.take(key).map(|n| r.texts(n)).unwrap_or_default();
    lines
        .into_iter()
        .map(|(text, place)| (text.to_owned(), place))
        .collect()
}

fn folded_list(r: &mut Reader<'_>, fields: &mut Fields<'_>, key: &'static str) -> Vec<String> {
    fields
        .take(key)
        .map(|n| folded(&r.texts(n)))
        .unwrap_or_default()
}

fn folded(words: &[(&str, Place)]) -> Vec<String> {
    words
        .iter()
        .map(|(w, _)| fold(w).as_str().to_owned())
        .collect()
}

fn rewrite(r: &mut Reader<'_>, node: &Node) -> Option<Rewrite> {
    let Value::Map(_) = node.value else {
        return r.visible(node).map(|t| Rewrite::One(t.to_owned()));
    };
    let fields = r.fields(node)?;
    let mut by_word = BTreeMap::new();
    for (key, node) in fields.all() {
        if let Some(text) = r.visible(node) {
            by_word.insert(fold(&key.name).as_str().to_owned(), text.to_owned());
        }
    }
    Some(Rewrite::ByWord(by_word))
}
