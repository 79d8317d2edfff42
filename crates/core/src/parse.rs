//! From the files of a pack to a validated [`Pack`]: the YAML format itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Message, Place, Severity};
use crate::facts::Value as Fact;
use crate::pack::{
    Condition, Decision, Entity, FactType, Intent, Item, Lexicon, Pack, Reply, Rule, Source,
    Template, Test, Thresholds,
};
use crate::reply::ENGINE_PLACEHOLDERS;
use crate::template::Fault;
use crate::text::fold;
use crate::when::ENGINE_FACTS;
use crate::yaml::{self, Node, Plain, Reader, Value};

const INTENT_KEYS: [&str; 9] = [
    "id",
    "title",
    "about",
    "decision",
    "social",
    "priority",
    "examples",
    "counter_examples",
    "rules",
];
const REPLY_KEYS: [&str; 7] = [
    "id",
    "intent",
    "when",
    "mentions",
    "variants",
    "valid_from",
    "valid_to",
];
const RULE_KEYS: [&str; 6] = ["weight", "all", "any", "none", "near", "regex"];
const MANIFEST_KEYS: [&str; 8] = [
    "name",
    "version",
    "title",
    "extends",
    "locale",
    "decisions",
    "defaults",
    "facts",
];

/// A rule without a weight adds this to the log-odds of its intent: it
/// outweighs weak evidence and loses against several strong features.
const DEFAULT_RULE_WEIGHT: f64 = 2.5;

/// The hits of a rule lie within this many characters unless it says
/// otherwise: about one clause.
const DEFAULT_NEAR: f64 = 16.0;

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

/// Reads all layers, the base first. What is returned beside errors is only
/// good for finding more errors.
pub(crate) fn pack(layers: &[Vec<Source>], out: &mut Vec<Diagnostic>) -> Pack {
    let mut draft = Draft::default();
    for (layer, sources) in layers.iter().enumerate() {
        let mut sources: Vec<&Source> = sources.iter().collect();
        sources.sort_by(|a, b| a.file.cmp(&b.file));
        draft.layer = layer;
        draft.manifest = None;
        for source in sources {
            draft.read(source, out);
        }
        if draft.manifest.is_none() {
            out.push(no_manifest());
        }
    }
    draft.finish(out)
}

fn no_manifest() -> Diagnostic {
    Diagnostic {
        code: "no-manifest",
        severity: Severity::Error,
        file: "pack.yaml".into(),
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
    policy: BTreeMap<String, Fact>,
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
}

impl Draft {
    fn read(&mut self, source: &Source, out: &mut Vec<Diagnostic>) {
        let name = source.file.as_str();
        // Packs may be read from several folders; only the last two parts of
        // a name tell what a file is.
        let mut parts = name.rsplit('/');
        let base = parts.next().unwrap_or_default();
        let folder = parts.next().unwrap_or_default();
        if !(base.ends_with(".yaml") || base.ends_with(".yml")) {
            return;
        }
        let read: fn(&mut Self, &mut Reader<'_>, &str, &Node) = match (folder, base) {
            ("intents", _) => Self::intent_file,
            ("replies", _) => Self::reply_file,
            (_, "pack.yaml") => Self::manifest,
            (_, "policy.yaml") => Self::policy,
            (_, "lexicon.yaml") => Self::lexicon,
            _ => return,
        };
        if base == "pack.yaml" {
            self.manifest = Some(name.to_owned());
        }
        let Some(node) = yaml::parse(name, &source.text, out) else {
            return;
        };
        read(self, &mut Reader::new(name, out), name, &node);
    }

    fn origin(&self, file: &str, place: Place) -> Origin {
        Origin {
            file: file.to_owned(),
            place,
            layer: self.layer,
        }
    }

    fn manifest(&mut self, r: &mut Reader<'_>, _file: &str, node: &Node) {
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
        fields.take("title");
        fields.take("locale");
        fields.take("extends");
        if let Some(node) = fields.take("decisions") {
            self.decisions(r, node);
        }
        if let Some(defaults) = fields.take("defaults").and_then(|n| r.fields(n)) {
            for (key, node) in defaults.all() {
                if let Some(text) = r.text(node) {
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
        r.finish(fields, &MANIFEST_KEYS);
    }

    fn decisions(&mut self, r: &mut Reader<'_>, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let t = &mut self.thresholds;
        for (key, value) in [
            ("auto", &mut t.auto),
            ("auto_statement", &mut t.auto_statement),
            ("margin", &mut t.margin),
            ("suggest", &mut t.suggest),
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
        r.finish(fields, &["auto", "auto_statement", "margin", "suggest"]);
    }

    fn policy(&mut self, r: &mut Reader<'_>, _file: &str, node: &Node) {
        let Some(fields) = r.fields(node) else { return };
        for (key, node) in fields.all() {
            if let Some(value) = fact(r, node) {
                self.policy.insert(key.name.clone(), value);
            }
        }
    }

    fn lexicon(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
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
                let words = r.texts(node);
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
                let Some(meant) = r.text(node) else { continue };
                let typo = fold(&key.name).as_str().to_owned();
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
        r.finish(
            fields,
            &[
                "words",
                "classes",
                "courtesies",
                "asks",
                "typos",
                "entities",
            ],
        );
    }

    /// A list of names of classes, to be checked when all are known.
    fn class_names(&mut self, r: &mut Reader<'_>, file: &str, node: Option<&Node>) -> Vec<String> {
        let names = node.map(|n| r.texts(n)).unwrap_or_default();
        for (name, place) in &names {
            self.class_uses
                .push(((*name).to_owned(), self.origin(file, *place)));
        }
        names.into_iter().map(|(name, _)| name.to_owned()).collect()
    }

    fn entity(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let kind = required(r, &mut fields, "kind");
        let pattern = required(r, &mut fields, "pattern");
        let slot = fields
            .take("slot")
            .and_then(|n| r.boolean(n))
            .unwrap_or(false);
        r.finish(fields, &["kind", "pattern", "slot"]);
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

    fn intent_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let id = required(r, &mut fields, "id");
        let title = fields.take("title").and_then(|n| title(r, n));
        fields.take("about");
        let decision = fields.take("decision").and_then(|n| decision(r, n));
        let social = fields.take("social").and_then(|n| r.boolean(n));
        let priority = fields.take("priority").and_then(|n| r.number(n));
        let example_node = fields.take("examples");
        let counter_node = fields.take("counter_examples");
        let rule_node = fields.take("rules");
        let Some((id, place)) = id else {
            r.finish(fields, &INTENT_KEYS);
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
        r.finish(fields, &INTENT_KEYS);

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
                known.social = social.unwrap_or(known.social);
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
                    social: social.unwrap_or(false),
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

    fn example_is_new(
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
            // One intent may name as a counter-example what another lists.
            Some((other, other_counter, _)) if other == intent && (counter || *other_counter) => {
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

    fn rule(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) -> Option<Rule> {
        let mut fields = r.fields(node)?;
        let weight = fields
            .take("weight")
            .and_then(|n| r.number(n))
            .unwrap_or(DEFAULT_RULE_WEIGHT);
        let all = self.items(r, file, fields.take("all"));
        let any = self.items(r, file, fields.take("any"));
        let none = self.items(r, file, fields.take("none"));
        let near = fields
            .take("near")
            .and_then(|n| r.number(n))
            .unwrap_or(DEFAULT_NEAR);
        let regex = fields.take("regex").and_then(|n| {
            let text = r.text(n)?.to_owned();
            self.patterns
                .push((text.clone(), self.origin(file, n.place)));
            Some(text)
        });
        let place = fields.place;
        r.finish(fields, &RULE_KEYS);
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
        let id = String::new();
        Some(Rule {
            id,
            weight: weight as f32,
            all,
            any,
            none,
            near: near.max(0.0) as usize,
            regex,
        })
    }

    fn items(&mut self, r: &mut Reader<'_>, file: &str, node: Option<&Node>) -> Vec<Item> {
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

    fn reply_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        for node in r.list(node) {
            self.reply(r, file, node);
        }
    }

    fn reply(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let id = required(r, &mut fields, "id");
        let intent = required(r, &mut fields, "intent");
        let when = fields
            .take("when")
            .map(|n| self.conditions(r, file, n))
            .unwrap_or_default();
        let mentions = self.items(r, file, fields.take("mentions"));
        let valid_from = fields.take("valid_from").and_then(|n| date(r, n));
        let valid_to = fields.take("valid_to").and_then(|n| date(r, n));
        let variants = match fields.take("variants") {
            Some(node) => self.variants(r, file, node, &when),
            None => {
                r.missing(&fields, "variants");
                Vec::new()
            }
        };
        r.finish(fields, &REPLY_KEYS);
        let (Some((id, place)), Some((intent, intent_place))) = (id, intent) else {
            return;
        };
        self.intent_uses
            .push((intent.to_owned(), self.origin(file, intent_place)));
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
        let (id, intent) = (id.to_owned(), intent.to_owned());
        let reply = Reply {
            id: id.clone(),
            intent,
            when,
            mentions,
            variants,
            valid_from,
            valid_to,
        };
        self.replies.insert(id, (reply, origin));
    }

    fn variants(
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

    fn conditions(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) -> Vec<Condition> {
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

    fn finish(self, out: &mut Vec<Diagnostic>) -> Pack {
        self.check_uses(out);
        self.check_facts(out);
        self.check_patterns(out);
        self.check_replies(out);
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
        }
    }

    fn check_uses(&self, out: &mut Vec<Diagnostic>) {
        for (id, origin) in &self.intent_uses {
            if !self.intents.contains_key(id) {
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
            if !self.lexicon.classes.contains_key(name) {
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
            if self.is_filled(name) {
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

    fn is_filled(&self, name: &str) -> bool {
        self.defaults.contains_key(name)
            || ENGINE_PLACEHOLDERS.contains(&name)
            || name
                .strip_prefix("policy.")
                .is_some_and(|n| self.policy.contains_key(n))
    }

    fn check_facts(&self, out: &mut Vec<Diagnostic>) {
        for (condition, origin) in &self.fact_uses {
            let path = &condition.path;
            if ENGINE_FACTS.contains(&path.as_str()) {
                continue;
            }
            let Some(kind) = self.facts.get(path) else {
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

    fn check_patterns(&self, out: &mut Vec<Diagnostic>) {
        for (pattern, origin) in &self.patterns {
            if let Err(cause) = crate::rule::expand(pattern, &self.lexicon).and_then(|p| {
                regex::Regex::new(&p).map(|_| ()).map_err(|e| {
                    e.to_string()
                        .lines()
                        .last()
                        .unwrap_or_default()
                        .trim_start_matches("error: ")
                        .to_owned()
                })
            }) {
                push(
                    out,
                    "bad-regex",
                    origin,
                    Message::new(
                        format!("正则表达式有误：{cause}"),
                        format!("bad regular expression: {cause}"),
                    ),
                    Message::new(
                        "请改正；词类写成 <名字>",
                        "correct it; classes are written <name>",
                    ),
                );
            }
        }
    }

    fn check_replies(&self, out: &mut Vec<Diagnostic>) {
        if let Some(file) = self.manifest.clone().filter(|_| self.intents.is_empty()) {
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
        let answered: BTreeSet<&str> = self
            .replies
            .values()
            .filter(|(reply, _)| reply.is_general())
            .map(|(reply, _)| reply.intent.as_str())
            .collect();
        for (intent, origin) in self.intents.values() {
            if intent.examples.is_empty() && intent.rules.is_empty() {
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

fn push(
    out: &mut Vec<Diagnostic>,
    code: &'static str,
    origin: &Origin,
    message: Message,
    help: Message,
) {
    let (file, place) = (origin.file.clone(), origin.place);
    out.push(Diagnostic {
        code,
        severity: Severity::Error,
        file,
        place,
        message,
        help,
    });
}

fn duplicate(r: &mut Reader<'_>, place: Place, id: &str, other: &Origin) {
    let at = format!("{}:{}", other.file, other.place.line);
    r.error(
        "duplicate-id",
        place,
        Message::new(
            format!("编号“{id}”已经用过（{at}）"),
            format!("the id `{id}` is taken already ({at})"),
        ),
        Message::new("请换一个编号", "choose another id"),
    );
}

fn required<'n>(
    r: &mut Reader<'_>,
    fields: &mut yaml::Fields<'n>,
    key: &str,
) -> Option<(&'n str, Place)> {
    match fields.take(key) {
        Some(node) => r.text(node).map(|text| (text, node.place)),
        None => {
            r.missing(fields, key);
            None
        }
    }
}

fn one_or_many(r: &mut Reader<'_>, node: &Node) -> Vec<(String, Place)> {
    match &node.value {
        Value::List(_) => r
            .texts(node)
            .into_iter()
            .map(|(t, p)| (t.to_owned(), p))
            .collect(),
        _ => r
            .text(node)
            .map(|t| (t.to_owned(), node.place))
            .into_iter()
            .collect(),
    }
}

fn title(r: &mut Reader<'_>, node: &Node) -> Option<Message> {
    let mut fields = r.fields(node)?;
    let zh = required(r, &mut fields, "zh").map(|(t, _)| t.to_owned());
    let en = required(r, &mut fields, "en").map(|(t, _)| t.to_owned());
    r.finish(fields, &["zh", "en"]);
    Some(Message::new(zh?, en?))
}

fn decision(r: &mut Reader<'_>, node: &Node) -> Option<Decision> {
    let text = r.text(node)?;
    let found = Decision::NAMES.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let known = Decision::NAMES.map(|(n, _)| n).join(", ");
        r.error(
            "unknown-decision",
            node.place,
            Message::new(
                format!("不认识的决策“{text}”"),
                format!("unknown decision `{text}`"),
            ),
            Message::new(format!("可用：{known}"), format!("known: {known}")),
        );
    }
    found.map(|(_, d)| *d)
}

fn date(r: &mut Reader<'_>, node: &Node) -> Option<Date> {
    let text = r.text(node)?;
    match text.parse::<Date>() {
        Ok(date) => Some(date),
        Err(_) => {
            r.error(
                "bad-date",
                node.place,
                Message::new(format!("“{text}”不是日期"), format!("`{text}` is no date")),
                Message::new("请写成 2026-11-22 的样子", "write it like 2026-11-22"),
            );
            None
        }
    }
}

fn fact(r: &mut Reader<'_>, node: &Node) -> Option<Fact> {
    match &node.value {
        Value::Scalar {
            plain: Some(Plain::Bool(b)),
            ..
        } => Some(Fact::Boolean(*b)),
        Value::Scalar {
            plain: Some(Plain::Number(n)),
            ..
        } => Some(Fact::Number(*n)),
        _ => r.text(node).map(|t| Fact::Text(t.to_owned())),
    }
}

fn fact_type(r: &mut Reader<'_>, node: &Node) -> Option<FactType> {
    if let Value::List(_) = node.value {
        let values = r
            .texts(node)
            .into_iter()
            .map(|(t, _)| t.to_owned())
            .collect();
        return Some(FactType::OneOf(values));
    }
    match r.text(node)? {
        "text" => Some(FactType::Text),
        "number" => Some(FactType::Number),
        "boolean" => Some(FactType::Boolean),
        other => {
            r.error(
                "unknown-type",
                node.place,
                Message::new(
                    format!("不认识的类型“{other}”"),
                    format!("unknown type `{other}`"),
                ),
                Message::new(
                    "可用：text、number、boolean，或列出全部取值 [a, b]",
                    "known: text, number, boolean, or the list of all values [a, b]",
                ),
            );
            None
        }
    }
}

fn test(r: &mut Reader<'_>, node: &Node) -> Option<Test> {
    match &node.value {
        Value::List(items) => Some(Test::In(items.iter().filter_map(|n| fact(r, n)).collect())),
        Value::Scalar { .. } => fact(r, node).map(|f| Test::In(vec![f])),
        Value::Map(_) => {
            let mut fields = r.fields(node)?;
            let exists = fields.take("exists").and_then(|n| r.boolean(n));
            let min = fields.take("min").and_then(|n| r.number(n));
            let max = fields.take("max").and_then(|n| r.number(n));
            r.finish(fields, &["exists", "min", "max"]);
            match (exists, min, max) {
                (Some(exists), _, _) => Some(Test::Exists(exists)),
                (None, None, None) => None,
                (None, Some(min), Some(max)) if min > max => {
                    r.error(
                        "impossible-condition",
                        node.place,
                        Message::new(
                            format!("min {min} 大于 max {max}"),
                            format!("min {min} is above max {max}"),
                        ),
                        Message::new("请对调或改正", "swap or correct them"),
                    );
                    None
                }
                (None, min, max) => Some(Test::Range(min, max)),
            }
        }
    }
}

/// What the fact can be, when the condition can never hold.
fn mismatch(kind: &FactType, test: &Test) -> Option<String> {
    let fits = match (kind, test) {
        (_, Test::Exists(_)) | (FactType::Number, Test::Range(..)) => true,
        (_, Test::Range(..)) => false,
        (FactType::Text, Test::In(_)) => true,
        (FactType::Number, Test::In(values)) => values.iter().all(|v| matches!(v, Fact::Number(_))),
        (FactType::Boolean, Test::In(values)) => {
            values.iter().all(|v| matches!(v, Fact::Boolean(_)))
        }
        (FactType::OneOf(known), Test::In(values)) => values
            .iter()
            .all(|v| matches!(v, Fact::Text(t) if known.contains(t))),
    };
    let name = match kind {
        FactType::Text => "text".to_owned(),
        FactType::Number => "number".to_owned(),
        FactType::Boolean => "true, false".to_owned(),
        FactType::OneOf(values) => values.join(", "),
    };
    (!fits).then_some(name)
}
