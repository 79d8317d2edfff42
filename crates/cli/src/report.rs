//! Findings of `huashu check`, written as people or programs want them.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anyhow::Result;
use huashu::{Checker, Finding, Severity};
use serde_json::{Value, json};

use crate::args::Format;
use crate::check::severity;
use crate::lang::{LANG, tr};
use crate::scripts::Unit;
use crate::show::printable;
use crate::table::{Align, table};

/// A finding with its place.
pub(crate) struct Found<'a> {
    pub(crate) file: &'a Path,
    pub(crate) unit: &'a Unit,
    pub(crate) finding: Finding,
}

impl Found<'_> {
    fn column(&self) -> usize {
        let before = self.unit.text.get(..self.finding.start).unwrap_or_default();
        self.unit.column + before.chars().count()
    }

    /// One object of the JSON formats.
    fn json(&self) -> Value {
        let f = &self.finding;
        json!({
            "code": f.code,
            "severity": f.severity,
            "file": self.file.display().to_string(),
            "line": self.unit.line,
            "column": self.column(),
            "start": f.start,
            "end": f.end,
            "matched": f.matched,
            "message": f.message.text(*LANG),
            "rewrite": f.rewrite,
            "safe": f.safe,
            "source": f.source,
        })
    }
}

/// Writes findings as they come; formats that are one document keep them
/// until the end.
pub(crate) struct Report {
    format: Format,
    statistics: bool,
    out: BufWriter<io::Stdout>,
    renderer: Renderer,
    kept: Vec<Value>,
    counts: BTreeMap<String, usize>,
}

impl Report {
    pub(crate) fn new(format: Format, statistics: bool) -> Self {
        let colours = io::stdout().is_terminal();
        let renderer = if colours {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        Self {
            format,
            statistics,
            out: BufWriter::new(io::stdout()),
            renderer: renderer.decor_style(DecorStyle::Ascii),
            kept: Vec::new(),
            counts: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, found: Found<'_>) -> Result<()> {
        *self.counts.entry(found.finding.code.clone()).or_default() += 1;
        if self.statistics {
            return Ok(());
        }
        match self.format {
            Format::Text => writeln!(self.out, "{}\n", snippet(&self.renderer, &found))?,
            Format::Jsonl => writeln!(self.out, "{}", found.json())?,
            Format::Github => writeln!(self.out, "{}", github(&found))?,
            Format::Json => self.kept.push(found.json()),
            Format::Sarif => self.kept.push(sarif_result(&found)),
        }
        Ok(())
    }

    /// Writes what is left and tells how many findings there were.
    pub(crate) fn finish(mut self, checker: &Checker) -> Result<usize> {
        let total = self.counts.values().sum();
        match self.format {
            _ if self.statistics => self.count(checker)?,
            Format::Json => writeln!(self.out, "{}", Value::Array(self.kept))?,
            Format::Sarif => writeln!(self.out, "{}", sarif(checker, self.kept))?,
            Format::Text if total == 0 => {
                writeln!(self.out, "{}", tr("没有发现问题", "no findings"))?
            }
            Format::Text if total == 1 => writeln!(self.out, "{}", tr("1 处问题", "1 finding"))?,
            Format::Text => writeln!(self.out, "{total} {}", tr("处问题", "findings"))?,
            Format::Jsonl | Format::Github => {}
        }
        self.out.flush()?;
        Ok(total)
    }

    fn count(&mut self, checker: &Checker) -> Result<()> {
        let mut counts: Vec<(&String, &usize)> = self.counts.iter().collect();
        counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let rows: Vec<Vec<String>> = counts
            .into_iter()
            .map(|(code, n)| {
                let rule = checker.rules().find(|rule| rule.code() == code);
                let title = rule.map_or(String::new(), |rule| rule.title().text(*LANG).to_owned());
                vec![n.to_string(), code.clone(), title]
            })
            .collect();
        write!(
            self.out,
            "{}",
            table(&[Align::Right, Align::Left, Align::Left], &rows)
        )?;
        Ok(())
    }
}

fn snippet(renderer: &Renderer, found: &Found<'_>) -> String {
    let f = &found.finding;
    let level = match f.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let path = found.file.display().to_string();
    let title = level
        .with_name(severity(f.severity))
        .primary_title(f.message.text(*LANG))
        .id(f.code.as_str());
    let source = Snippet::source(found.unit.text.as_str())
        .path(path)
        .line_start(found.unit.line)
        .annotation(AnnotationKind::Primary.span(f.start..f.end));
    let group = title.element(source);
    let group = match &f.rewrite {
        Some(rewrite) => {
            let name = if f.safe {
                tr("改写", "rewrite")
            } else {
                tr("建议改写", "suggested rewrite")
            };
            group.element(Level::HELP.with_name(name).message(rewrite.as_str()))
        }
        None => group,
    };
    printable_keeping_colours(&renderer.render(&[group]))
}

/// Control characters of scripts are made visible; the renderer's own colours
/// begin with the escape character and stay.
fn printable_keeping_colours(text: &str) -> String {
    text.split('\u{1B}')
        .map(printable)
        .collect::<Vec<_>>()
        .join("\u{1B}")
}

/// A workflow command; what GitHub would read as its own signs is escaped.
fn github(found: &Found<'_>) -> String {
    let f = &found.finding;
    let escape = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let level = match f.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let rewrite = f
        .rewrite
        .as_ref()
        .map(|r| format!(" -> {r}"))
        .unwrap_or_default();
    format!(
        "::{level} file={},line={},col={},title={}::{}{}",
        property(&found.file.display().to_string()),
        found.unit.line,
        found.column(),
        property(&f.code),
        escape(f.message.text(*LANG)),
        escape(&rewrite)
    )
}

fn sarif_level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn sarif_result(found: &Found<'_>) -> Value {
    let f = &found.finding;
    let column = found.column();
    json!({
        "ruleId": f.code,
        "level": sarif_level(f.severity),
        "message": {"text": f.message.text(*LANG)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": found.file.display().to_string()},
            "region": {
                "startLine": found.unit.line,
                "startColumn": column,
                "endColumn": column + f.matched.chars().count(),
            },
        }}],
    })
}

/// SARIF 2.1.0, columns in Unicode code points.
fn sarif(checker: &Checker, results: Vec<Value>) -> Value {
    let rules: Vec<Value> = checker
        .rules()
        .map(|rule| {
            json!({
                "id": rule.code(),
                "shortDescription": {"text": rule.title().text(*LANG)},
                "fullDescription": {"text": rule.why().text(*LANG)},
                "defaultConfiguration": {"level": sarif_level(rule.severity())},
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "huashu", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}
