//! Intent files and the lexicon's items in rules.

use super::Draft;
use super::values::{duplicate, id, named, title};
use crate::diagnostic::{Message, Place};
use crate::pack::{Decision, Intent, IntentKind, Item, Rule};
use crate::text::fold;
use crate::yaml::{Node, Reader};

/// A rule without a weight adds this to the log-odds of its intent: it
/// outweighs weak evidence and loses against several strong features.
const DEFAULT_RULE_WEIGHT: f64 = 2.5;

/// Log-odds beyond this say nothing that this does not say.
const MAX_WEIGHT: f64 = 20.0;

/// No message is longer than this.
const MAX_NEAR: f64 = 2_000.0;

/// The hits of a rule lie within this many characters unless it says
/// otherwise: about one clause.
const DEFAULT_NEAR: f64 = 16.0;

impl Draft {
    pub(super) fn intent_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let id = id(r, &mut fields);
        let title = fields.take("title").and_then(|n| title(r, n));
        fields.take("about");
        let decision = fields.take("decision").and_then(|n| {
            named(
                r,
                n,
                "unknown-decision",
                ("决策", "decision"),
                &Decision::NAMES,
            )
        });
        let kind = fields
            .take("kind")
            .and_then(|n| named(r, n, "unknown-kind", ("种类", "kind"), &IntentKind::NAMES));
        let priority = fields
            .take("priority")
            .and_then(|n| r.number_within(n, -MAX_WEIGHT, MAX_WEIGHT));
        let example_node = fields.take("examples");
        let counter_node = fields.take("counter_examples");
        let rule_node = fields.take("rules");
        let Some((id, place)) = id else {
            r.finish(fields);
            return;
        };
        let id = id.to_owned();
        let origin = self.origin(file, place);
        let mut examples = Vec::new();
        for (text, place) in example_node.map(|n| r.texts(n)).unwrap_or_default() {
            if self.example_is_new(r, file, (&id, false), text, place) {
                examples.push(text.to_owned());
            }
        }
        let mut counter_examples = Vec::new();
        if let Some(counter) = counter_node.and_then(|n| r.fields(n)) {
            for (key, node) in counter.all() {
                if key.name == id {
                    r.error(
                        "own-counter-example",
                        key.place,
                        Message::new(
                            format!("反例的归属写成了意图 {id} 自己"),
                            format!("these counter-examples belong to {id} itself"),
                        ),
                        Message::new(
                            "请写它们真正所属的意图",
                            "name the intent they really belong to",
                        ),
                    );
                    continue;
                }
                self.intent_uses
                    .push((key.name.clone(), self.origin(file, key.place)));
                for (text, place) in r.texts(node) {
                    if self.example_is_new(r, file, (&key.name, true), text, place) {
                        counter_examples.push((key.name.clone(), text.to_owned()));
                    }
                }
            }
        }
        let mut rules = Vec::new();
        for node in rule_node.map(|n| r.list(n)).unwrap_or_default() {
            if let Some(mut rule) = self.rule(r, file, node) {
                rule.id = format!("{id}#{}", rules.len() + 1);
                rules.push(rule);
            }
        }
        r.finish(fields);

        match self.intents.get_mut(&id) {
            Some((_, other)) if other.layer == origin.layer => {
                let other = other.clone();
                duplicate(r, place, &id, &other);
            }
            Some((known, _)) => {
                // A layer above adds to what the base knows.
                if let Some(title) = title {
                    known.title = title;
                }
                known.decision = decision.unwrap_or(known.decision);
                known.kind = kind.unwrap_or(known.kind);
                known.priority = priority.map_or(known.priority, |p| p as f32);
                known.examples.extend(examples);
                known.counter_examples.extend(counter_examples);
                let before = known.rules.len();
                for (n, mut rule) in rules.into_iter().enumerate() {
                    rule.id = format!("{id}#{}", before + n + 1);
                    known.rules.push(rule);
                }
            }
            None => {
                let intent = Intent {
                    title: title.unwrap_or_else(|| Message::new(id.clone(), id.clone())),
                    decision: decision.unwrap_or(Decision::Auto),
                    kind: kind.unwrap_or(IntentKind::Business),
                    priority: priority.unwrap_or(0.0) as f32,
                    id: id.clone(),
                    examples,
                    counter_examples,
                    rules,
                };
                self.intents.insert(id, (intent, origin));
            }
        }
    }

    pub(super) fn example_is_new(
        &mut self,
        r: &mut Reader<'_>,
        file: &str,
        (intent, counter): (&str, bool),
        text: &str,
        place: Place,
    ) -> bool {
        let key = fold(text).as_str().to_owned();
        let origin = self.origin(file, place);
        match self.examples.get(&key) {
            None => {
                self.examples
                    .insert(key, (intent.to_owned(), counter, origin));
                true
            }
            // One intent may name as a counter-example what another lists, and
            // a layer may repeat what its base knows.
            Some((other, other_counter, at))
                if other == intent && (counter || *other_counter || at.layer != self.layer) =>
            {
                false
            }
            Some((other, _, at)) => {
                let at = format!("{}:{}", at.file, at.place.line);
                let message = if other == intent {
                    Message::new(
                        format!("问法“{text}”重复了（{at} 已有）"),
                        format!("the example `{text}` is there already ({at})"),
                    )
                } else {
                    Message::new(
                        format!("问法“{text}”已属于意图 {other}（{at}）"),
                        format!("the example `{text}` belongs to {other} already ({at})"),
                    )
                };
                r.warning(
                    "duplicate-example",
                    place,
                    message,
                    Message::new("请删掉其中一处", "remove one of them"),
                );
                false
            }
        }
    }

    pub(super) fn rule(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) -> Option<Rule> {
        let mut fields = r.fields(node)?;
        let weight = fields
            .take("weight")
            .and_then(|n| r.number_within(n, -MAX_WEIGHT, MAX_WEIGHT))
            .unwrap_or(DEFAULT_RULE_WEIGHT);
        let all = self.items(r, file, fields.take("all"));
        let any = self.items(r, file, fields.take("any"));
        let none = self.items(r, file, fields.take("none"));
        let near = fields
            .take("near")
            .and_then(|n| r.number_within(n, 0.0, MAX_NEAR))
            .unwrap_or(DEFAULT_NEAR);
        let regex = fields.take("regex").and_then(|n| {
            let text = r.text(n)?.to_owned();
            self.patterns
                .push((text.clone(), self.origin(file, n.place)));
            Some(text)
        });
        let after = self.uses(r, file, fields.take("after"));
        self.intent_uses.extend(after.iter().cloned());
        let place = fields.place;
        r.finish(fields);
        if all.is_empty() && any.is_empty() && regex.is_none() {
            r.error(
                "empty-rule",
                place,
                Message::new(
                    "这条规则没有条件，永远不会生效",
                    "the rule has no condition and can never hold",
                ),
                Message::new(
                    "请写上 all、any 或 regex",
                    "give it `all`, `any` or `regex`",
                ),
            );
            return None;
        }
        if none.iter().any(|item| all.contains(item)) {
            r.error(
                "impossible-rule",
                place,
                Message::new(
                    "all 和 none 里有同一个词",
                    "the same item is in `all` and `none`",
                ),
                Message::new("请删掉其中一处", "remove one of them"),
            );
        }
        let id = String::new();
        Some(Rule {
            id,
            weight: weight as f32,
            all,
            any,
            none,
            near: near as u32,
            regex,
            after: after.into_iter().map(|(intent, _)| intent).collect(),
        })
    }

    pub(super) fn items(
        &mut self,
        r: &mut Reader<'_>,
        file: &str,
        node: Option<&Node>,
    ) -> Vec<Item> {
        let Some(node) = node else { return Vec::new() };
        let mut items = Vec::new();
        for (text, place) in r.texts(node) {
            match text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
                Some(class) => {
                    self.class_uses
                        .push((class.to_owned(), self.origin(file, place)));
                    items.push(Item::Class(class.to_owned()));
                }
                None => items.push(Item::Literal(fold(text).as_str().to_owned())),
            }
        }
        items
    }
}
