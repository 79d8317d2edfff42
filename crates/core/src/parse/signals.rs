//! Signals, their groups, and the format of order remarks.

use super::Draft;
use super::uses::push;
use super::values::{duplicate, id, named, required, title};
use crate::diagnostic::{Diagnostic, Message};
use crate::pack::Decision;
use crate::remark::{RemarkField, RemarkFormat};
use crate::signal::{Group, Signal};
use crate::yaml::{Key, Node, Reader};

/// The confidence from which a signal is told unless its group says otherwise.
const LEAST: f64 = 0.5;

impl Draft {
    pub(super) fn group(&mut self, r: &mut Reader<'_>, file: &str, key: &Key, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let within = self.intents_named(r, file, fields.take("within"));
        let besides = self.intents_named(r, file, fields.take("besides"));
        let least = fields
            .take("least")
            .and_then(|n| r.number_within(n, 0.0, 1.0))
            .unwrap_or(LEAST);
        let doubt = fields
            .take("doubt")
            .and_then(|n| r.number_within(n, 0.0, 1.0))
            .unwrap_or(1.0);
        r.finish(fields);
        let group = Group {
            name: key.name.clone(),
            within,
            besides,
            least: least as f32,
            doubt: doubt as f32,
        };
        self.groups.insert(key.name.clone(), group);
    }

    /// A list of intents, to be checked when all are known.
    fn intents_named(
        &mut self,
        r: &mut Reader<'_>,
        file: &str,
        node: Option<&Node>,
    ) -> Vec<String> {
        let uses = self.uses(r, file, node);
        self.intent_uses.extend(uses.iter().cloned());
        uses.into_iter().map(|(name, _)| name).collect()
    }

    pub(super) fn signal_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let id = id(r, &mut fields);
        let group = required(r, &mut fields, "group");
        let title = fields.take("title").and_then(|n| title(r, n));
        fields.take("about");
        let decision = fields.take("decision").and_then(|n| {
            let what = ("决策", "decision");
            named(r, n, "unknown-decision", what, &Decision::NAMES)
        });
        let examples = texts(r, fields.take("examples"));
        let counter_examples = texts(r, fields.take("counter_examples"));
        let patterns = self.pattern_list(r, file, fields.take("patterns"));
        let unless = self.pattern_list(r, file, fields.take("unless"));
        let priority = fields
            .take("priority")
            .and_then(|n| r.number_within(n, -1e3, 1e3))
            .unwrap_or(0.0);
        let foreign = fields
            .take("foreign")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        if title.is_none() && !fields.has("title") {
            r.missing(&fields, "title");
        }
        r.finish(fields);
        let (Some((id, place)), Some((group, group_place)), Some(title)) = (id, group, title)
        else {
            return;
        };
        let origin = self.origin(file, place);
        let key = (group.to_owned(), id.to_owned());
        if let Some((_, other)) = self.signals.get(&key)
            && other.layer == origin.layer
        {
            let other = other.clone();
            duplicate(r, place, id, &other);
            return;
        }
        if examples.is_empty() && patterns.is_empty() && !foreign {
            r.error(
                "unreachable-signal",
                place,
                Message::new(
                    format!("信号 {id} 没有例句也没有模式，永远认不出来"),
                    format!("signal {id} has no examples and no patterns and can never be found"),
                ),
                Message::new(
                    "请写上 examples 或 patterns",
                    "give it `examples` or `patterns`",
                ),
            );
        }
        self.signal_uses.push((
            (group.to_owned(), String::new()),
            self.origin(file, group_place),
        ));
        let signal = Signal {
            id: id.to_owned(),
            group: group.to_owned(),
            title,
            decision,
            priority: priority as f32,
            examples,
            counter_examples,
            patterns,
            unless,
            foreign,
        };
        self.signals.insert(key, (signal, origin));
    }

    fn pattern_list(&mut self, r: &mut Reader<'_>, file: &str, node: Option<&Node>) -> Vec<String> {
        let patterns = node.map(|n| r.texts(n)).unwrap_or_default();
        for (pattern, place) in &patterns {
            self.patterns
                .push(((*pattern).to_owned(), self.origin(file, *place)));
        }
        patterns.into_iter().map(|(p, _)| p.to_owned()).collect()
    }

    pub(super) fn remark_format(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let standard = required(r, &mut fields, "standard").map(|(t, _)| t.to_owned());
        let within = self.intents_named(r, file, fields.take("within"));
        let urgency = texts(r, fields.take("urgency"));
        let nodes = fields.take("fields").map(|n| r.list(n)).unwrap_or_default();
        let mut listed = Vec::new();
        for node in nodes {
            listed.extend(self.remark_field(r, file, node));
        }
        r.finish(fields);
        self.remarks = RemarkFormat {
            within,
            standard: standard.unwrap_or_default(),
            urgency,
            fields: listed,
        };
    }

    fn remark_field(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) -> Option<RemarkField> {
        let mut fields = r.fields(node)?;
        let slot = required(r, &mut fields, "slot");
        let value = fields
            .take("value")
            .and_then(|n| r.visible(n))
            .map(str::to_owned);
        let text = required(r, &mut fields, "text").map(|(t, _)| t.to_owned());
        let refused = fields
            .take("refused")
            .and_then(|n| r.visible(n))
            .map(str::to_owned);
        let flag = required(r, &mut fields, "flag").map(|(t, _)| t.to_owned());
        r.finish(fields);
        let (slot, place) = slot?;
        self.slot_uses
            .push((slot.to_owned(), self.origin(file, place)));
        Some(RemarkField {
            slot: slot.to_owned(),
            value,
            text: text?,
            refused,
            flag: flag?,
        })
    }

    /// Whether all groups and signals that are named exist.
    pub(super) fn check_signals(&self, out: &mut Vec<Diagnostic>) {
        for ((group, id), origin) in &self.signal_uses {
            let known = if id.is_empty() {
                self.groups.contains_key(group)
            } else {
                self.signals.contains_key(&(group.clone(), id.clone()))
            };
            if known || self.unreadable.contains(&super::Kind::Manifest) {
                continue;
            }
            let name = if id.is_empty() {
                group.clone()
            } else {
                format!("{group}.{id}")
            };
            push(
                out,
                "unknown-signal",
                origin,
                Message::new(
                    format!("没有信号“{name}”"),
                    format!("there is no signal `{name}`"),
                ),
                Message::new(
                    "组写在 pack.yaml 的 signals 里，信号写在 signals/ 里",
                    "groups are listed in `signals` of pack.yaml, signals stand in signals/",
                ),
            );
        }
    }
}

fn texts(r: &mut Reader<'_>, node: Option<&Node>) -> Vec<String> {
    let texts = node.map(|n| r.texts(n)).unwrap_or_default();
    texts.into_iter().map(|(text, _)| text.to_owned()).collect()
}
