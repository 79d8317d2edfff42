//! `pack.yaml` and `lexicon.yaml`.

use std::collections::BTreeMap;

use super::values::{fact_type, one_or_many, required, title};
use super::{Draft, Origin};
use crate::diagnostic::Message;
use crate::pack::{Entity, SlotPattern};
use crate::template::is_name;
use crate::text::fold;
use crate::yaml::{Fields, Node, Reader};

impl Draft {
    pub(super) fn manifest(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        match fields.take("name") {
            Some(node) => self.name = r.text(node).unwrap_or_default().to_owned(),
            None => r.missing(&fields, "name"),
        }
        match fields.take("version") {
            Some(node) => self.version = r.text(node).unwrap_or_default().to_owned(),
            None => r.missing(&fields, "version"),
        }
        fields.take("title").and_then(|n| title(r, n));
        fields.take("locale").and_then(|n| r.text(n));
        fields.take("extends").map(|n| one_or_many(r, n));
        if let Some(node) = fields.take("decisions") {
            self.decisions(r, node);
        }
        if let Some(defaults) = fields.take("defaults").and_then(|n| r.fields(n)) {
            for (key, node) in defaults.all() {
                if !is_name(&key.name) || key.name.starts_with("policy.") || key.name == "choices" {
                    r.error(
                        "bad-default",
                        key.place,
                        Message::new(
                            format!("“{}”不能当占位符的名字", key.name),
                            format!("`{}` cannot be the name of a placeholder", key.name),
                        ),
                        Message::new(
                            "名字用英文字母、数字和 _，不能是 choices 或以 policy. 开头",
                            "use letters, digits and _, neither `choices` nor `policy.…`",
                        ),
                    );
                } else if let Some(text) = r.visible(node) {
                    self.defaults.insert(key.name.clone(), text.to_owned());
                }
            }
        }
        if let Some(facts) = fields.take("facts").and_then(|n| r.fields(n)) {
            for (key, node) in facts.all() {
                if let Some(kind) = fact_type(r, node) {
                    self.facts.insert(key.name.clone(), kind);
                }
            }
        }
        if let Some(groups) = fields.take("signals").and_then(|n| r.fields(n)) {
            for (key, node) in groups.all() {
                self.group(r, file, key, node);
            }
        }
        if let Some(node) = fields.take("remarks") {
            self.remark_format(r, file, node);
        }
        if let Some(fields) = fields.take("fixtures").and_then(|n| r.fields(n)) {
            for (key, node) in fields.all() {
                let worked_out = key.name.starts_with("slot.")
                    || crate::dialogue::fact_type(&key.name, &BTreeMap::new()).is_some();
                if !self.facts.contains_key(&key.name) && !worked_out {
                    r.error(
                        "unknown-fact",
                        key.place,
                        Message::new(
                            format!("facts 里没有“{}”", key.name),
                            format!("`facts` has no `{}`", key.name),
                        ),
                        Message::new(
                            "fixtures 是 facts 的例子：请改名，或在 facts 里加上它",
                            "`fixtures` are examples of `facts`: rename it, or add it there",
                        ),
                    );
                }
                let values = r.texts(node).into_iter().map(|(t, _)| t.to_owned());
                self.fixtures.insert(key.name.clone(), values.collect());
            }
        }
        r.finish(fields);
    }

    pub(super) fn decisions(&mut self, r: &mut Reader<'_>, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let t = &mut self.thresholds;
        for (key, value) in [
            ("auto", &mut t.auto),
            ("auto_statement", &mut t.auto_statement),
            ("margin", &mut t.margin),
            ("suggest", &mut t.suggest),
            ("similar", &mut t.similar),
            ("context", &mut t.context),
        ] {
            let Some(node) = fields.take(key) else {
                continue;
            };
            match r.number(node) {
                Some(n) if (0.0..=1.0).contains(&n) => *value = n as f32,
                Some(n) => r.error(
                    "out-of-range",
                    node.place,
                    Message::new(
                        format!("{n} 不在 0 到 1 之间"),
                        format!("{n} is not within 0 to 1"),
                    ),
                    Message::new("请填 0 到 1 的小数", "write a number from 0 to 1"),
                ),
                None => {}
            }
        }
        if t.suggest > t.auto || t.auto > t.auto_statement {
            r.error(
                "out-of-order",
                node.place,
                Message::new(
                    "应有 suggest ≤ auto ≤ auto_statement",
                    "it has to be suggest <= auto <= auto_statement",
                ),
                Message::new("请调整这几个数", "adjust the numbers"),
            );
        }
        r.finish(fields);
    }

    pub(super) fn lexicon(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        if let Some(node) = fields.take("words") {
            let words = r.texts(node);
            self.lexicon
                .words
                .extend(words.into_iter().map(|(w, _)| fold(w).as_str().to_owned()));
        }
        if let Some(classes) = fields.take("classes").and_then(|n| r.fields(n)) {
            for (key, node) in classes.all() {
                let name = key.name.as_bytes();
                if !name
                    .iter()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_')
                {
                    r.error(
                        "bad-id",
                        key.place,
                        Message::new(
                            format!("词类名“{}”不能用", key.name),
                            format!("`{}` cannot be the name of a class", key.name),
                        ),
                        Message::new(
                            "词类名用小写英文字母、数字和 _",
                            "use small letters, digits and _",
                        ),
                    );
                }
                let words = r.texts(node);
                if words.is_empty() {
                    r.error(
                        "empty-class",
                        key.place,
                        Message::new(
                            format!("词类“{}”里没有词", key.name),
                            format!("the class `{}` has no words", key.name),
                        ),
                        Message::new("请写上词，或删掉这个词类", "give it words, or remove it"),
                    );
                }
                let class = self.lexicon.classes.entry(key.name.clone()).or_default();
                class.extend(words.into_iter().map(|(w, _)| fold(w).as_str().to_owned()));
            }
        }
        let courtesies = self.class_names(r, file, fields.take("courtesies"));
        self.lexicon.courtesies.extend(courtesies);
        let asks = self.class_names(r, file, fields.take("asks"));
        self.lexicon.asks.extend(asks);
        if let Some(typos) = fields.take("typos").and_then(|n| r.fields(n)) {
            for (key, node) in typos.all() {
                let Some(meant) = r.visible(node) else {
                    continue;
                };
                let typo = fold(&key.name).as_str().to_owned();
                if typo.trim().is_empty() {
                    r.error(
                        "empty-text",
                        key.place,
                        Message::new(
                            "错字里只有看不见的字符",
                            "the typo has only invisible characters",
                        ),
                        Message::new(
                            "请写出错字，或删掉这一行",
                            "write the typo, or remove the line",
                        ),
                    );
                    continue;
                }
                let meant = fold(meant).as_str().to_owned();
                if meant.contains(&typo) {
                    r.error(
                        "endless-typo",
                        key.place,
                        Message::new(
                            format!("“{typo}”的正确写法“{meant}”里又包含它自己"),
                            format!("the correction `{meant}` contains the typo `{typo}` itself"),
                        ),
                        Message::new(
                            "请写长一点的错字上下文，例如“优惠卷: 优惠券”",
                            "give the typo more context, for example `优惠卷: 优惠券`",
                        ),
                    );
                    continue;
                }
                self.lexicon.typos.insert(typo, meant);
            }
        }
        if let Some(node) = fields.take("entities") {
            for node in r.list(node) {
                self.entity(r, file, node);
            }
        }
        if let Some(node) = fields.take("slots") {
            for node in r.list(node) {
                self.slot_pattern(r, file, node);
            }
        }
        r.finish(fields);
    }

    fn slot_pattern(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let kind = required(r, &mut fields, "kind");
        let pattern = self.pattern(r, &mut fields, file, "pattern");
        if pattern.is_none() && !fields.has("pattern") {
            r.missing(&fields, "pattern");
        }
        let value = fields
            .take("value")
            .and_then(|n| r.visible(n))
            .map(str::to_owned);
        let unless = self.pattern(r, &mut fields, file, "unless");
        let upper = fields
            .take("upper")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        let asked = fields
            .take("asked")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        let title = fields
            .take("title")
            .and_then(|n| r.visible(n))
            .map(str::to_owned);
        r.finish(fields);
        if let (Some((kind, _)), Some(pattern)) = (kind, pattern) {
            self.lexicon.slots.push(SlotPattern {
                kind: kind.to_owned(),
                pattern,
                value,
                unless,
                upper,
                asked,
                title,
            });
        }
    }

    /// A pattern, to be compiled when the whole lexicon is known.
    fn pattern(
        &mut self,
        r: &mut Reader<'_>,
        fields: &mut Fields<'_>,
        file: &str,
        key: &'static str,
    ) -> Option<String> {
        let node = fields.take(key)?;
        let text = r.visible(node)?.to_owned();
        self.patterns
            .push((text.clone(), self.origin(file, node.place)));
        Some(text)
    }

    /// A list of names of classes, to be checked when all are known.
    pub(super) fn class_names(
        &mut self,
        r: &mut Reader<'_>,
        file: &str,
        node: Option<&Node>,
    ) -> Vec<String> {
        let uses = self.uses(r, file, node);
        self.class_uses.extend(uses.iter().cloned());
        uses.into_iter().map(|(name, _)| name).collect()
    }

    /// Names of a list, each with where it stands.
    pub(super) fn uses(
        &self,
        r: &mut Reader<'_>,
        file: &str,
        node: Option<&Node>,
    ) -> Vec<(String, Origin)> {
        let names = node.map(|n| r.texts(n)).unwrap_or_default().into_iter();
        names
            .map(|(name, place)| (name.to_owned(), self.origin(file, place)))
            .collect()
    }

    pub(super) fn entity(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let kind = required(r, &mut fields, "kind");
        let pattern = required(r, &mut fields, "pattern");
        let slot = fields
            .take("slot")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        r.finish(fields);
        if let (Some((kind, _)), Some((pattern, place))) = (kind, pattern) {
            self.patterns
                .push((pattern.to_owned(), self.origin(file, place)));
            let (kind, pattern) = (kind.to_owned(), pattern.to_owned());
            self.lexicon.entities.push(Entity {
                kind,
                pattern,
                slot,
            });
        }
    }
}
