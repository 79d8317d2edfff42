//! Tone: wording that a good shop does not use, found by a pack's rules.
//!
//! A [`Checker`] folds a text once, finds the words of all rules in one pass,
//! and then asks every rule that has a hit whether it stands. A rule's kind
//! says how it looks; each kind is a file of this folder and its first
//! comment is the documentation authors read.

mod phrase;
mod pronoun;
mod rule;
mod view;

use std::collections::BTreeMap;

use once_cell::sync::OnceCell;
use regex::RegexSet;
use serde::Serialize;

pub(crate) use rule::{Kind, Rewrite, ToneRule, proof};

use crate::diagnostic::{Message, Severity};
use crate::error::Error;
use crate::matcher::Matcher;
use crate::rule::pattern_set;
use crate::segment::Segmenter;
use phrase::Words;
use view::View;

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
}

impl CheckOptions {
    fn wants(&self, rule: &ToneRule) -> bool {
        let begins = |codes: &[String]| codes.iter().any(|c| rule.code.starts_with(c.as_str()));
        (self.select.is_empty() || begins(&self.select))
            && !begins(&self.ignore)
            && self.severity.is_none_or(|least| rule.severity >= least)
    }
}

/// Checks texts with a pack's tone rules. Immutable, and apart from the
/// [`Engine`](crate::Engine) because it loads in a fraction of the time.
pub struct Checker {
    rules: Vec<ToneRule>,
    /// Words looked for in the folded text, and in the text without what
    /// evaders put between characters.
    plain: Words,
    squeezed: Words,
    /// The rule of each pattern, the pattern, and its own form, compiled when
    /// a text first has it.
    patterns: Vec<(usize, String, OnceCell<Option<regex::Regex>>)>,
    any_pattern: RegexSet,
    segmenter: Segmenter,
}

impl Checker {
    pub(crate) fn new(rules: Vec<ToneRule>, words: Vec<String>) -> Result<Self, Error> {
        let plain = Words::new(&rules, false)?;
        let squeezed = Words::new(&rules, true)?;
        let mut patterns = Vec::new();
        for (number, rule) in rules
            .iter()
            .enumerate()
            .filter(|(_, r)| r.kind == Kind::Pattern)
        {
            for pattern in &rule.words {
                patterns.push((number, pattern.clone(), OnceCell::new()));
            }
        }
        let texts: Vec<String> = patterns.iter().map(|(_, p, _)| p.clone()).collect();
        let any_pattern = pattern_set(&texts).map_err(|e| Error::internal("tone patterns", e))?;
        let segmenter = Segmenter::new(words);
        Ok(Self {
            rules,
            plain,
            squeezed,
            patterns,
            any_pattern,
            segmenter,
        })
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
    /// let found = engine.checker()?.check("请你稍等", &CheckOptions::default());
    /// assert_eq!((found[0].start, found[0].end), (3, 6));
    /// assert_eq!(found[0].rewrite.as_deref(), Some("您"));
    /// # Ok::<(), huashu_core::Error>(())
    /// ```
    pub fn check(&self, text: &str, options: &CheckOptions) -> Vec<Finding> {
        let view = View::new(text, &self.segmenter);
        let mut hits: Vec<view::Hit> = Vec::new();
        self.plain.find(&view, view.folded(), &mut hits);
        self.squeezed.find(&view, view.squeezed(), &mut hits);
        let folded = view.folded().as_str();
        for n in self.any_pattern.matches(folded) {
            let (rule, text, compiled) = &self.patterns[n];
            let pattern = compiled.get_or_init(|| regex::Regex::new(text).ok());
            let Some(pattern) = pattern else { continue };
            phrase::find_pattern(*rule, &self.rules[*rule], pattern, &view, &mut hits);
        }
        for (number, rule) in self.rules.iter().enumerate() {
            if rule.kind == Kind::Pronoun {
                pronoun::find(number, &view, &mut hits);
            }
        }
        let mut findings: Vec<Finding> = hits
            .into_iter()
            .filter(|hit| options.wants(&self.rules[hit.rule]))
            .map(|hit| self.finding(text, hit))
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
        self.rules.iter().map(|rule| RuleInfo { rule })
    }

    fn finding(&self, text: &str, hit: view::Hit) -> Finding {
        let rule = &self.rules[hit.rule];
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
            rewrite: hit.rewrite.or_else(|| rule.rewrite_of(&hit.word)),
            safe: rule.safe,
            source: rule.source.clone(),
        }
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

/// Words with what each of them stands for.
pub(crate) fn matcher_of(words: &[&str]) -> Result<Matcher, Error> {
    Matcher::new(words.iter().copied())
}
