//! What can only be checked when every file has been read: uses of intents,
//! classes, facts and placeholders, patterns, and what nothing leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::values::mismatch;
use super::{Draft, Kind, Origin};
use crate::diagnostic::{Diagnostic, Message, Place, Severity};
use crate::dialogue::fact_type;
use crate::expression::Regex;
use crate::pack::Decision;
use crate::reply::ENGINE_PLACEHOLDERS;
use crate::slot::KINDS;
use crate::text::fold;
use crate::yaml::Reader;

/// The scorer numbers intents with one byte.
const MAX_INTENTS: usize = 256;

impl Draft {
    pub(super) fn check_uses(&self, out: &mut Vec<Diagnostic>) {
        let unreadable = |kind| self.unreadable.contains(&kind);
        for (id, origin) in &self.intent_uses {
            if !self.intents.contains_key(id) && !unreadable(Kind::Intents) {
                push(
                    out,
                    "unknown-intent",
                    origin,
                    Message::new(
                        format!("没有叫“{id}”的意图"),
                        format!("there is no intent `{id}`"),
                    ),
                    Message::new(
                        "请在 intents/ 里加上它，或改正拼写",
                        "add it under intents/, or correct the spelling",
                    ),
                );
            }
        }
        for (name, origin) in &self.class_uses {
            if !self.lexicon.classes.contains_key(name) && !unreadable(Kind::Lexicon) {
                push(
                    out,
                    "unknown-class",
                    origin,
                    Message::new(
                        format!("词典里没有词类“{name}”"),
                        format!("the lexicon has no class `{name}`"),
                    ),
                    Message::new(
                        "请在 lexicon.yaml 的 classes 里加上它",
                        "add it to `classes` in lexicon.yaml",
                    ),
                );
            }
        }
        for (name, text, origin) in &self.placeholder_uses {
            let unknown = if name.starts_with("policy.") {
                Kind::Policy
            } else {
                Kind::Manifest
            };
            if self.is_filled(name) || unreadable(unknown) {
                continue;
            }
            let help = if self.facts.contains_key(name) {
                Message::new(
                    format!("这个事实可能没有传入：请在 when 里加上“{name}: {{exists: true}}”"),
                    format!(
                        "the host may not pass this fact: add `{name}: {{exists: true}}` to `when`"
                    ),
                )
            } else {
                Message::new(
                    "请改用 pack.yaml 的 defaults 或 facts、policy.yaml 里有的名字",
                    "use a name from `defaults` or `facts` in pack.yaml or from policy.yaml",
                )
            };
            let text = crate::text::truncated(text, 12);
            push(
                out,
                "unfilled-placeholder",
                origin,
                Message::new(
                    format!("“{text}”里的占位符 {{{name}}} 没有内容可填"),
                    format!("nothing fills the placeholder {{{name}}} in `{text}`"),
                ),
                help,
            );
        }
    }

    pub(super) fn is_filled(&self, name: &str) -> bool {
        match name.strip_prefix("policy.") {
            Some(figure) => self.policy.figures.contains_key(figure),
            None => ENGINE_PLACEHOLDERS.contains(&name) || self.defaults.contains_key(name),
        }
    }

    /// Whether the engine or the lexicon finds slots of this kind.
    fn check_slot(&self, kind: &str, origin: &Origin, out: &mut Vec<Diagnostic>) {
        let listed = self.lexicon.slots.iter().any(|s| s.kind == kind);
        let entity = self
            .lexicon
            .entities
            .iter()
            .any(|e| e.slot && e.kind == kind);
        if listed || entity || KINDS.contains(&kind) || self.unreadable.contains(&Kind::Lexicon) {
            return;
        }
        push(
            out,
            "unknown-slot",
            origin,
            Message::new(
                format!("没有槽位“{kind}”"),
                format!("there is no slot `{kind}`"),
            ),
            Message::new(
                format!(
                    "可用：{}，以及 lexicon.yaml 的 slots 和 entities",
                    KINDS.join("、")
                ),
                format!(
                    "known: {}, and those of `slots` and `entities` in lexicon.yaml",
                    KINDS.join(", ")
                ),
            ),
        );
    }

    pub(super) fn check_facts(&self, out: &mut Vec<Diagnostic>) {
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (group, id) in self.signals.keys() {
            groups.entry(group.clone()).or_default().push(id.clone());
        }
        for (kind, origin) in &self.slot_uses {
            self.check_slot(kind, origin, out);
        }
        for (condition, origin) in &self.fact_uses {
            let path = &condition.path;
            if let Some(kind) = path
                .strip_prefix("slot.")
                .or_else(|| path.strip_prefix("refused."))
            {
                // Any text or number may be told.
                self.check_slot(kind, origin, out);
                continue;
            }
            let engine_fact = fact_type(path, &groups);
            if self.unreadable.contains(&Kind::Manifest) && engine_fact.is_none() {
                continue;
            }
            let Some(kind) = engine_fact.as_ref().or_else(|| self.facts.get(path)) else {
                push(
                    out,
                    "unknown-fact",
                    origin,
                    Message::new(
                        format!("没有声明过事实“{path}”"),
                        format!("the fact `{path}` is not declared"),
                    ),
                    Message::new(
                        "请在 pack.yaml 的 facts 里声明它，或改正拼写",
                        "declare it in `facts` of pack.yaml, or correct the spelling",
                    ),
                );
                continue;
            };
            if let Some(expected) = mismatch(kind, &condition.test) {
                push(
                    out,
                    "impossible-condition",
                    origin,
                    Message::new(
                        format!("“{path}”永远不会满足这个条件"),
                        format!("`{path}` can never meet this condition"),
                    ),
                    Message::new(
                        format!("它可以是：{expected}"),
                        format!("it can be: {expected}"),
                    ),
                );
            }
        }
    }

    pub(super) fn check_patterns(&self, out: &mut Vec<Diagnostic>) {
        let mut expanded = Vec::new();
        let mut last = None;
        for (pattern, origin) in &self.patterns {
            let problem = match crate::rule::expand(pattern, &self.lexicon) {
                Err(_) if self.unreadable.contains(&Kind::Lexicon) => continue,
                Err(class) => Some(Message::new(
                    format!("词典里没有词类“{class}”"),
                    format!("the lexicon has no class `{class}`"),
                )),
                Ok(full) => {
                    let problem = pattern_problem(pattern, &full);
                    if problem.is_none() {
                        expanded.push(full);
                        last = Some(origin);
                    }
                    problem
                }
            };
            if let Some(message) = problem {
                let help = Message::new(
                    "请改正；词类写成 <名字>，文字写归一后的样子（小写、半角、简体）",
                    "correct it; classes are written <name>, text the way it is folded (small, half width, simplified)",
                );
                push(out, "bad-regex", origin, message, help);
            }
        }
        if let (Err(_), Some(origin)) = (crate::rule::pattern_set(&expanded), last) {
            push(
                out,
                "too-many-patterns",
                origin,
                Message::new(
                    "正则表达式合起来太大",
                    "the patterns are too large together",
                ),
                Message::new(
                    "请改用 all、any、none",
                    "use `all`, `any` and `none` instead",
                ),
            );
        }
    }

    pub(super) fn check_replies(&self, out: &mut Vec<Diagnostic>) {
        let none = self.intents.is_empty() && !self.unreadable.contains(&Kind::Intents);
        if let Some(file) = self.manifest.clone().filter(|_| none) {
            let place = Place {
                line: 1,
                column: 1,
                ..Place::default()
            };
            push(
                out,
                "no-intents",
                &Origin {
                    file,
                    place,
                    layer: self.layer,
                },
                Message::new("知识包里没有任何意图", "the pack has no intents"),
                Message::new(
                    "请在 intents/ 里至少放一个意图文件",
                    "put at least one file into intents/",
                ),
            );
        }
        if let Some((_, origin)) = self.intents.values().nth(MAX_INTENTS) {
            push(
                out,
                "too-many-intents",
                origin,
                Message::new(
                    format!("意图超过 {MAX_INTENTS} 个"),
                    format!("there are more than {MAX_INTENTS} intents"),
                ),
                Message::new("请合并相近的意图", "merge intents that are alike"),
            );
        }
        let answered: BTreeSet<&str> = self
            .replies
            .values()
            .filter(|(reply, _)| reply.is_general())
            .filter_map(|(reply, _)| reply.intent())
            .collect();
        for (intent, origin) in self.intents.values() {
            if intent.examples.is_empty() && intent.rules.iter().all(|rule| rule.weight <= 0.0) {
                push(
                    out,
                    "unreachable-intent",
                    origin,
                    Message::new(
                        format!("意图 {} 没有问法也没有规则，永远认不出来", intent.id),
                        format!(
                            "intent {} has no examples and no rules and can never be found",
                            intent.id
                        ),
                    ),
                    Message::new("请写上 examples 或 rules", "give it `examples` or `rules`"),
                );
            }
            if !answered.contains(intent.id.as_str()) && intent.decision != Decision::Silent {
                out.push(Diagnostic {
                    code: "unanswered-intent",
                    severity: Severity::Warning,
                    file: origin.file.clone(),
                    place: origin.place,
                    message: Message::new(
                        format!("意图 {} 没有无条件的话术", intent.id),
                        format!("intent {} has no reply without conditions", intent.id),
                    ),
                    help: Message::new(
                        "请在 replies/ 里加一条没有 when 的话术，免得无话可说",
                        "add a reply without `when` under replies/, so that something can always be said",
                    ),
                });
            }
        }
    }
}

/// What is wrong with a pattern: its syntax, that it matches nothing at all,
/// or that it can never match folded text.
fn pattern_problem(pattern: &str, full: &str) -> Option<Message> {
    let regex = match Regex::new(full) {
        Ok(regex) => regex,
        Err(problem) => return Some(problem),
    };
    if regex.is_match("") {
        return Some(Message::new(
            "这个正则连空文字也匹配，会处处生效",
            "the pattern matches even empty text and would hold everywhere",
        ));
    }
    let mut escaped = false;
    for c in pattern.chars() {
        if !escaped && c != '\\' && fold(c.encode_utf8(&mut [0; 4])).as_str() != c.to_string() {
            return Some(Message::new(
                format!("“{c}”在归一后的文字里不会出现"),
                format!("`{c}` never occurs in folded text"),
            ));
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

pub(super) fn push(
    out: &mut Vec<Diagnostic>,
    code: &'static str,
    origin: &Origin,
    message: Message,
    help: Message,
) {
    Reader::new(&origin.file, out).error(code, origin.place, message, help);
}
