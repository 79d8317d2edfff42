//! Tone: wording that a good shop does not use, found by a pack's rules.
//!
//! A [`Checker`] folds a text once, finds the words that any rule waits for in
//! one pass, and asks only the rules that have one. A rule's kind says how it
//! looks; each kind is a file of this folder and its first comment is the
//! documentation authors read.

mod commitment;
mod length;
mod off_platform;
mod particle;
mod pattern;
mod phrase;
mod privacy;
mod promise;
mod pronoun;
mod proof;
mod rendering;
mod require;
mod rhetorical;
mod rule;
mod similar;
mod squeezed;
mod superlative;
mod view;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use once_cell::sync::OnceCell;
use serde::{Deserialize, Serialize};

pub(crate) use privacy::Datum;
pub(crate) use proof::proof;
pub use rule::Stage;
pub(crate) use rule::{Kind, Rewrite, ToneRule};
use similar::Likeness;
pub(crate) use similar::{Lines, Similar};

use crate::diagnostic::{Message, Severity};
use crate::letters::{Letters, decode};
use crate::segment::{Dictionary, Segmenter};
pub(crate) use rendering::Fixtures;
use rendering::renderings;
use view::View;
use words::{Forms, Found, Seen};

/// Wording that a rule found in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's code, such as `HS-B012`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// First byte in the text as given.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The text found, as given.
    pub matched: String,
    /// What the rule is about and why it matters.
    pub message: Message,
    /// What could stand in its place.
    pub rewrite: Option<String>,
    /// Whether the rewrite is right in any sentence.
    pub safe: bool,
    /// The key of the source the rule follows.
    pub source: String,
}

/// What to look for; everything unless said otherwise.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// Only rules whose code begins with one of these; empty means all.
    pub select: Vec<String>,
    /// No rules whose code begins with one of these.
    pub ignore: Vec<String>,
    /// Only findings at least this bad.
    pub severity: Option<Severity>,
    /// Where in a conversation the text stands, if that is known.
    pub stage: Option<Stage>,
}

impl CheckOptions {
    fn wants(&self, rule: &ToneRule) -> bool {
        let begins = |codes: &[String]| codes.iter().any(|c| rule.code.starts_with(c.as_str()));
        (self.select.is_empty() || begins(&self.select))
            && !begins(&self.ignore)
            && self.severity.is_none_or(|least| rule.severity >= least)
    }
}

/// Everything a checker is made of, fitted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Tone {
    pub(crate) rules: Vec<ToneRule>,
    /// What segmentation knows.
    pub(crate) dictionary: Dictionary,
    /// Words that it keeps whole.
    words: Vec<String>,
    /// The shop's figures.
    policy: BTreeMap<String, String>,
    /// What places of replies may be filled with.
    fixtures: Fixtures,
    similar: Similar,
    /// What the rules wait for; a lean bundle leaves it out.
    forms: Option<Forms>,
}

impl Tone {
    pub(crate) fn new(
        rules: Vec<ToneRule>,
        words: Vec<String>,
        policy: BTreeMap<String, String>,
        fixtures: Fixtures,
        similar: Similar,
    ) -> Self {
        Self {
            forms: Some(Forms::new(&rules)),
            dictionary: Dictionary::builtin(),
            rules,
            words,
            policy,
            fixtures,
            similar,
        }
    }

    /// Whether all numbers lie within what they point into.
    pub(crate) fn is_sound(&self) -> bool {
        let rules = self.rules.len();
        let forms = self.forms.as_ref();
        self.similar.is_sound(rules) && forms.is_none_or(|forms| forms.is_sound(rules))
    }
}

impl Tone {
    /// Leaves out what can be worked out again, what only people read, and the
    /// least telling weights.
    pub(crate) fn trim(&mut self, dictionary: Dictionary, runs: usize) {
        self.dictionary = dictionary;
        self.forms = None;
        self.similar.keep_strongest(runs);
        for rule in &mut self.rules {
            rule.fires.clear();
            rule.quiet.clear();
            if rule.kind == Kind::Similar {
                rule.words.clear();
            }
        }
    }
}

/// Checks texts with a pack's tone rules. Immutable, and apart from the
/// [`Engine`](crate::Engine) because it loads in a fraction of the time.
pub struct Checker {
    tone: Tone,
    forms: OnceCell<Forms>,
    /// By rule; empty for rules without patterns.
    compiled: Vec<pattern::Compiled>,
    segmenter: Segmenter,
}

/// What a rule's kind is asked: its rule, the text in the form it reads, and
/// which of its words are there.
pub(crate) struct Ask<'a> {
    rule: &'a ToneRule,
    view: &'a View<'a>,
    text: &'a str,
    seen: &'a [Seen],
    stage: Option<Stage>,
}

/// A place where a rule found something, in bytes of the text it was asked
/// about.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    range: Range<usize>,
    /// The part of it that the rule names; exceptions are about this one.
    core: Range<usize>,
    /// The word of the rule that was found.
    word: Option<String>,
    /// A rewrite that the kind itself knows.
    rewrite: Option<String>,
}

impl Hit {
    fn at(range: Range<usize>) -> Self {
        Self {
            core: range.clone(),
            range,
            word: None,
            rewrite: None,
        }
    }
}

impl Checker {
    pub(crate) fn new(mut tone: Tone) -> Self {
        let compiled = tone
            .rules
            .iter()
            .map(|rule| {
                let patterns = rule.words.iter().filter(|_| rule.has_patterns());
                patterns.map(|_| OnceCell::new()).collect()
            })
            .collect();
        let segmenter = Segmenter::new(tone.dictionary.clone(), tone.words.clone());
        Self {
            forms: tone
                .forms
                .take()
                .map(OnceCell::with_value)
                .unwrap_or_default(),
            tone,
            compiled,
            segmenter,
        }
    }

    /// Everything the rules find in a text an agent may send, in the order of
    /// places, then codes.
    ///
    /// ```
    /// # use huashu_core::{CheckOptions, Engine, Pack, Source};
    /// # let layer = vec![
    /// #     Source::new("pack.yaml", "name: demo\nversion: '1'\n"),
    /// #     Source::new("intents/hi.yaml", "id: hi\ntitle: {zh: 问候, en: Hello}\nexamples: [在吗]\n"),
    /// #     Source::new("replies/hi.yaml", "- {id: hi.any, intent: hi, variants: [您好]}\n"),
    /// #     Source::new("sources.yaml", "house: {title: House rule, kind: house rule, note: Say 您.}\n"),
    /// #     Source::new("tone/a.yaml", "- {code: HS-Z001, title: {zh: 你, en: You}, severity: warning, kind: pronoun, why: {zh: 用您, en: say 您}, source: house, fires: [你好], quiet: [您好]}\n"),
    /// # ];
    /// # let engine = Engine::new(Pack::parse(&[layer])?)?;
    /// let found = engine.checker().check("请你稍等", &CheckOptions::default());
    /// assert_eq!((found[0].start, found[0].end), (3, 6));
    /// assert_eq!(found[0].rewrite.as_deref(), Some("您"));
    /// # Ok::<(), huashu_core::Error>(())
    /// ```
    pub fn check(&self, text: &str, options: &CheckOptions) -> Vec<Finding> {
        let view = View::new(text, &self.segmenter);
        let likeness = self.tone.similar.read(view.letters());
        let mut hits = Vec::new();
        let plain = self.ask_all(false, &view, &likeness, options, &mut hits);
        if self.forms().is_worth_squeezing(view.letters(), &plain) {
            self.ask_all(true, &view, &likeness, options, &mut hits);
        }
        self.learned(&view, &likeness, &mut hits);
        // Only now: what a rule that nobody asked for says is said all the
        // same, and no reason to say it in other words.
        hits.retain(|(rule, _)| options.wants(rule));
        let mut findings: Vec<Finding> = hits
            .into_iter()
            .map(|(rule, mut hit)| {
                hit.range = view.folded().origin(hit.range);
                self.finding(text, rule, hit)
            })
            .collect();
        findings.sort_by(|a, b| (a.start, &a.code, b.end).cmp(&(b.start, &b.code, a.end)));
        // Of hits of one rule that overlap, the first and longest is told.
        let mut reach: BTreeMap<String, usize> = BTreeMap::new();
        findings.retain(|f| {
            let end = reach.entry(f.code.clone()).or_default();
            let new = f.start >= *end;
            *end = f.end.max(*end);
            new
        });
        findings
    }

    /// What is like marked lines where no other rule says so already.
    fn learned<'c>(
        &'c self,
        view: &View<'_>,
        likeness: &Likeness,
        out: &mut Vec<(&'c ToneRule, Hit)>,
    ) {
        let told = out.iter().filter(|(r, _)| r.severity >= Severity::Warning);
        let mut told: Vec<(usize, usize)> =
            told.map(|(_, h)| (h.range.start, h.range.end)).collect();
        told.sort_unstable();
        // Each with the end that any up to it reaches.
        let mut reach = 0;
        for (_, end) in &mut told {
            reach = reach.max(*end);
            *end = reach;
        }
        for place in &likeness.places {
            let range = &place.range;
            let before = told.partition_point(|(start, _)| *start < range.end);
            if before > 0 && told[before - 1].1 > range.start {
                continue;
            }
            let rule = &self.tone.rules[self.tone.similar.rule(place)];
            let excepted = rule
                .unless
                .iter()
                .any(|u| stands_around(view.text(), u, range));
            if !excepted && !is_hedged(view, &rule.hedges, range.start) {
                out.push((rule, Hit::at(range.clone())));
            }
        }
    }

    /// Asks the rules that read one form of the text; the hits come out in
    /// bytes of the folded text.
    fn ask_all<'c>(
        &'c self,
        squeezed: bool,
        view: &View<'_>,
        likeness: &Likeness,
        options: &CheckOptions,
        out: &mut Vec<(&'c ToneRule, Hit)>,
    ) -> Found {
        let forms = self.forms();
        let words = if squeezed {
            &forms.squeezed
        } else {
            &forms.plain
        };
        let squeezed_letters;
        let letters = if squeezed {
            let text = view.squeezed().text();
            squeezed_letters = decode(text);
            Letters {
                text,
                all: &squeezed_letters,
            }
        } else {
            view.letters()
        };
        let text = letters.text;
        let in_folded = |range: Range<usize>| {
            if squeezed {
                view.squeezed().in_folded(&range, view.text())
            } else {
                range
            }
        };
        let found = words.find(letters, |range| likeness.agrees(&in_folded(range)));
        let waiting = found.seen.chunk_by(|a, b| a.rule == b.rule);
        let always = words.always.iter().map(|rule| (*rule as usize, &[][..]));
        for (number, seen) in waiting.map(|seen| (seen[0].rule, seen)).chain(always) {
            let rule = &self.tone.rules[number];
            if options.severity.is_some_and(|least| rule.severity < least) {
                continue;
            }
            let ask = Ask {
                rule,
                view,
                text,
                seen,
                stage: options.stage,
            };
            let mut hits = Vec::new();
            self.ask(number, &ask, &mut hits);
            for mut hit in hits {
                if rule
                    .unless
                    .iter()
                    .any(|u| stands_around(text, u, &hit.core))
                {
                    continue;
                }
                hit.range = in_folded(hit.range);
                if rule.context && !likeness.agrees(&hit.range) {
                    continue;
                }
                if !is_hedged(view, &rule.hedges, hit.range.start) {
                    out.push((rule, hit));
                }
            }
        }
        found
    }

    /// What the rules wait for, worked out now if the bundle left it out.
    fn forms(&self) -> &Forms {
        self.forms.get_or_init(|| Forms::new(&self.tone.rules))
    }

    fn ask(&self, number: usize, ask: &Ask<'_>, out: &mut Vec<Hit>) {
        match &ask.rule.kind {
            Kind::Phrase => phrase::find(ask, out),
            Kind::Pattern => pattern::find(ask, &self.compiled[number], out),
            Kind::Pronoun => pronoun::find(ask, out),
            Kind::Rhetorical => rhetorical::find(ask, out),
            Kind::Promise { .. } => promise::find(ask, out),
            Kind::Superlative => superlative::find(ask, out),
            Kind::Privacy { data } => privacy::find(ask, data, out),
            Kind::OffPlatform { .. } => off_platform::find(ask, out),
            Kind::Require { stage, .. } => require::find(ask, *stage, out),
            Kind::Commitment { policy } => {
                if let Some(figure) = self.tone.policy.get(policy) {
                    commitment::find(ask, &self.compiled[number], figure, out);
                }
            }
            Kind::Length { max } => length::find(ask, *max, out),
            Kind::Particle { max } => particle::find(ask, *max, out),
            // Asked about all its rules at once, after the others.
            Kind::Similar => {}
        }
    }

    /// Everything the rules find in a reply of a pack, as a customer would read
    /// it: its places (`{order.eta}`) are filled with the pack's examples, each
    /// in turn. Places are told in the text as written.
    pub fn check_template(&self, template: &str, options: &CheckOptions) -> Vec<Finding> {
        let Some(renderings) = renderings(template, &self.tone.fixtures) else {
            return self.check(template, options);
        };
        let mut findings: BTreeMap<(usize, String, usize), Finding> = BTreeMap::new();
        for rendering in renderings {
            for mut finding in self.check(&rendering.text, options) {
                let range = rendering.written(&(finding.start..finding.end));
                (finding.start, finding.end) = (range.start, range.end);
                finding.matched = template.get(range).unwrap_or_default().to_owned();
                let key = (finding.start, finding.code.clone(), finding.end);
                findings.entry(key).or_insert(finding);
            }
        }
        findings.into_values().collect()
    }

    /// The text with rewrites in the place of what was found: the safe ones,
    /// or with `all` the others too. Where findings overlap, the first is
    /// rewritten; checking and fixing again reaches the others.
    pub fn fix(&self, text: &str, options: &CheckOptions, all: bool) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for finding in self.check(text, options) {
            let Some(rewrite) = finding.rewrite.as_ref().filter(|_| finding.safe || all) else {
                continue;
            };
            if finding.start < done {
                continue;
            }
            out.push_str(&text[done..finding.start]);
            out.push_str(rewrite);
            done = finding.end;
        }
        out.push_str(&text[done..]);
        out
    }

    /// The rules, in the order of codes.
    pub fn rules(&self) -> impl Iterator<Item = RuleInfo<'_>> {
        self.tone.rules.iter().map(|rule| RuleInfo { rule })
    }

    fn finding(&self, text: &str, rule: &ToneRule, hit: Hit) -> Finding {
        let end = hit.range.end.min(text.len());
        let start = hit.range.start.min(end);
        let join = |title: &str, why: &str, colon: &str| format!("{title}{colon}{why}");
        Finding {
            code: rule.code.clone(),
            severity: rule.severity,
            start,
            end,
            matched: text.get(start..end).unwrap_or_default().to_owned(),
            message: Message::new(
                join(&rule.title.zh, &rule.why.zh, "："),
                join(&rule.title.en, &rule.why.en, ": "),
            ),
            rewrite: hit
                .rewrite
                .or_else(|| rule.rewrite_of(hit.word.as_deref().unwrap_or_default())),
            safe: rule.safe,
            source: rule.source.clone(),
        }
    }
}

/// Whether `longer` stands in the text around the range.
fn stands_around(text: &str, longer: &str, range: &Range<usize>) -> bool {
    let far = longer.len();
    let mut from = range.start.saturating_sub(far);
    let mut to = (range.end + far).min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    text[from..to]
        .match_indices(longer)
        .any(|(at, found)| from + at <= range.start && from + at + found.len() >= range.end)
}

/// Whether one of the words begins before a place of its clause. It may reach
/// into what is found there: 没有 denies 有微信群 in 我们没有微信群.
fn is_hedged(view: &View<'_>, hedges: &[String], at: usize) -> bool {
    !hedges.is_empty() && {
        let clause = view.clause(at);
        let text = view.text().get(clause.clone()).unwrap_or_default();
        let begins_before = |hedge: &String| {
            let first = text.match_indices(hedge.as_str()).next();
            first.is_some_and(|(start, _)| clause.start + start < at)
        };
        hedges.iter().any(begins_before)
    }
}

/// What people may want to know about a rule.
pub struct RuleInfo<'a> {
    rule: &'a ToneRule,
}

impl RuleInfo<'_> {
    /// The code, such as `HS-B012`.
    pub fn code(&self) -> &str {
        &self.rule.code
    }

    /// What it is about.
    pub fn title(&self) -> &Message {
        &self.rule.title
    }

    /// Why it matters.
    pub fn why(&self) -> &Message {
        &self.rule.why
    }

    /// How bad a finding is.
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// The key of its source.
    pub fn source(&self) -> &str {
        &self.rule.source
    }

    /// Lines it reports.
    pub fn fires(&self) -> &[String] {
        &self.rule.fires
    }

    /// Near misses it leaves alone.
    pub fn quiet(&self) -> &[String] {
        &self.rule.quiet
    }

    /// The words or patterns it looks for.
    pub fn words(&self) -> &[String] {
        &self.rule.words
    }
}
