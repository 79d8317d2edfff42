//! Tone rules and the sources they cite.

use std::collections::BTreeMap;

use super::values::{named, required, title};
use super::{Draft, Origin};
use crate::diagnostic::{Diagnostic, Message, Place, Severity};
use crate::text::fold;
use crate::tone::{Kind, Rewrite, ToneRule, proof};
use crate::yaml::{Node, Reader, Value};

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
            .and_then(|n| named(r, n, "unknown-kind", ("种类", "kind"), &Kind::NAMES));
        let words = fields.take("match").map(|n| r.texts(n)).unwrap_or_default();
        let strict = fields
            .take("strict")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        let unless = fields
            .take("unless")
            .map(|n| folded(&r.texts(n)))
            .unwrap_or_default();
        let hedges = fields
            .take("hedges")
            .map(|n| folded(&r.texts(n)))
            .unwrap_or_default();
        let rewrite = fields.take("rewrite").and_then(|n| rewrite(r, n));
        let safe = fields
            .take("safe")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        let source = required(r, &mut fields, "source");
        let mut examples = |key| {
            let lines = fields.take(key).map(|n| r.texts(n)).unwrap_or_default();
            lines
                .into_iter()
                .map(|(t, p)| (t.to_owned(), p))
                .collect::<Vec<_>>()
        };
        let fires = examples("fires");
        let quiet = examples("quiet");
        for (key, present) in [
            ("title", name.is_some()),
            ("why", why.is_some()),
            ("severity", severity.is_some()),
            ("kind", kind.is_some()),
            ("fires", !fires.is_empty()),
        ] {
            if !present {
                r.missing(&fields, key);
            }
        }
        r.finish(fields);
        let (Some((code, place)), Some(title), Some(why), Some(severity), Some(kind), Some(source)) =
            (code, name, why, severity, kind, source)
        else {
            return;
        };
        let origin = self.origin(file, place);
        self.source_uses
            .push((source.0.to_owned(), self.origin(file, source.1)));
        let words: Vec<String> = match kind {
            Kind::Pattern => {
                for (pattern, place) in &words {
                    self.patterns
                        .push(((*pattern).to_owned(), self.origin(file, *place)));
                }
                words.into_iter().map(|(w, _)| w.to_owned()).collect()
            }
            Kind::Phrase | Kind::Pronoun => folded(&words),
        };
        if words.is_empty() && kind != Kind::Pronoun {
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
        let rule = ToneRule {
            code: code.to_owned(),
            title,
            why,
            severity,
            kind,
            words,
            strict,
            unless,
            hedges,
            rewrite,
            safe,
            source: source.0.to_owned(),
            fires: fires.iter().map(|(t, _)| t.clone()).collect(),
            quiet: quiet.iter().map(|(t, _)| t.clone()).collect(),
        };
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

    /// Every rule has to report its `fires` and leave its `quiet` alone. This
    /// is asked only of rules without other mistakes.
    pub(super) fn check_tone(&self, out: &mut Vec<Diagnostic>) {
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
        let rules: Vec<ToneRule> = entries.iter().map(|(rule, _, _)| rule.clone()).collect();
        let Ok(wrong) = proof(&rules, self.lexicon.words.clone()) else {
            return;
        };
        for (number, line, fires) in wrong {
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
