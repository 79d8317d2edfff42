//! Reply files.

use super::Draft;
use super::values::{date, duplicate, id, named, test};
use crate::diagnostic::Message;
use crate::event::Event;
use crate::pack::{Condition, Decision, Reply, Template, Test, Trigger};
use crate::template::Fault;
use crate::yaml::{Fields, Node, Reader};

impl Draft {
    pub(super) fn reply_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        for node in r.list(node) {
            self.reply(r, file, node);
        }
    }

    pub(super) fn reply(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let id = id(r, &mut fields);
        let trigger = self.trigger(r, &mut fields, file);
        let when = fields
            .take("when")
            .map(|n| self.conditions(r, file, n))
            .unwrap_or_default();
        let mentions = self.items(r, file, fields.take("mentions"));
        let asks = fields.take("asks").and_then(|n| {
            let kind = r.visible(n)?.to_owned();
            self.slot_uses
                .push((kind.clone(), self.origin(file, n.place)));
            Some(kind)
        });
        let decision = fields.take("decision").and_then(|n| {
            let what = ("决策", "decision");
            named(r, n, "unknown-decision", what, &Decision::NAMES)
        });
        let valid_from = fields.take("valid_from").and_then(|n| date(r, n));
        let valid_to = fields.take("valid_to").and_then(|n| date(r, n));
        let variants = match fields.take("variants") {
            Some(node) => self.variants(r, file, node, &when),
            None => {
                r.missing(&fields, "variants");
                Vec::new()
            }
        };
        r.finish(fields);
        let (Some((id, place)), Some(trigger)) = (id, trigger) else {
            return;
        };
        let origin = self.origin(file, place);
        if let Some((_, other)) = self.replies.get(id)
            && other.layer == origin.layer
        {
            let other = other.clone();
            duplicate(r, place, id, &other);
            return;
        }
        if let (Some(from), Some(to)) = (valid_from, valid_to)
            && to < from
        {
            r.error(
                "never-valid",
                place,
                Message::new(
                    format!("有效期到 {to} 早于开始 {from}"),
                    format!("it ends ({to}) before it begins ({from})"),
                ),
                Message::new(
                    "请检查 valid_from 和 valid_to",
                    "check valid_from and valid_to",
                ),
            );
        }
        let id = id.to_owned();
        let reply = Reply {
            id: id.clone(),
            trigger,
            when,
            mentions,
            variants,
            asks,
            decision,
            valid_from,
            valid_to,
        };
        self.replies.insert(id, (reply, origin));
    }

    /// What the reply answers: exactly one of `intent`, `event` and `signal`.
    fn trigger(
        &mut self,
        r: &mut Reader<'_>,
        fields: &mut Fields<'_>,
        file: &str,
    ) -> Option<Trigger> {
        let intent = fields.take("intent");
        let event = fields.take("event");
        let signal = fields.take("signal");
        match (intent, event, signal) {
            (Some(node), None, None) => {
                let id = r.visible(node)?.to_owned();
                self.intent_uses
                    .push((id.clone(), self.origin(file, node.place)));
                Some(Trigger::Intent(id))
            }
            (None, Some(node), None) => {
                let what = ("事件", "event");
                named(r, node, "unknown-event", what, &Event::NAMES).map(Trigger::Event)
            }
            (None, None, Some(node)) => {
                let text = r.visible(node)?;
                let (group, id) = text.split_once('.').unwrap_or((text, ""));
                let name = (group.to_owned(), id.to_owned());
                self.signal_uses
                    .push((name.clone(), self.origin(file, node.place)));
                Some(Trigger::Signal(name.0, name.1))
            }
            (None, None, None) => {
                r.missing(fields, "intent");
                None
            }
            (Some(node), ..) | (None, Some(node), Some(_)) => {
                r.error(
                    "two-triggers",
                    node.place,
                    Message::new(
                        "一条话术只能回应 intent、event、signal 中的一个",
                        "a reply answers one of `intent`, `event` and `signal`",
                    ),
                    Message::new("请拆成几条话术", "make several replies of it"),
                );
                None
            }
        }
    }

    pub(super) fn variants(
        &mut self,
        r: &mut Reader<'_>,
        file: &str,
        node: &Node,
        when: &[Condition],
    ) -> Vec<Template> {
        let mut variants = Vec::new();
        for (text, place) in r.texts(node) {
            match Template::parse(text) {
                Ok(template) => {
                    for name in template.placeholders() {
                        let known = when
                            .iter()
                            .any(|c| c.path == name && c.test != Test::Exists(false));
                        if !known {
                            let origin = self.origin(file, place);
                            self.placeholder_uses
                                .push((name.to_owned(), text.to_owned(), origin));
                        }
                    }
                    variants.push(template);
                }
                Err(fault) => {
                    let message = match fault {
                        Fault::Unbalanced => Message::new("花括号不成对", "a brace has no partner"),
                        Fault::BadName(name) => Message::new(
                            format!("“{{{name}}}”不是有效的占位符"),
                            format!("`{{{name}}}` is no valid placeholder"),
                        ),
                    };
                    let help = Message::new(
                        "占位符写成 {order.eta} 的样子；要显示花括号请写 {{ 和 }}",
                        "placeholders look like {order.eta}; for the braces themselves write {{ and }}",
                    );
                    r.error("bad-placeholder", place, message, help);
                }
            }
        }
        if variants.is_empty() {
            r.error(
                "no-variant",
                node.place,
                Message::new("这条话术没有可用的说法", "the reply has no usable variant"),
                Message::new("请至少写一种说法", "write at least one variant"),
            );
        }
        variants
    }

    pub(super) fn conditions(
        &mut self,
        r: &mut Reader<'_>,
        file: &str,
        node: &Node,
    ) -> Vec<Condition> {
        let Some(fields) = r.fields(node) else {
            return Vec::new();
        };
        let mut conditions = Vec::new();
        for (key, node) in fields.all() {
            if let Some(test) = test(r, node) {
                let condition = Condition {
                    path: key.name.clone(),
                    test,
                };
                self.fact_uses
                    .push((condition.clone(), self.origin(file, key.place)));
                conditions.push(condition);
            }
        }
        conditions
    }
}
