//! Findings of `huashu check`, written as people or programs want them. Each
//! format is a file of this folder. Findings are written as they come, so
//! that any number of them fits.

mod csv;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod text;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use huashu::{Checker, Finding};

use crate::args::Format;
use crate::lang::{LANG, tr};
use crate::scripts::{Place, Unit};
use crate::table::{Align, table};

/// A finding with its place.
pub(crate) struct Found<'a> {
    pub(crate) file: &'a Path,
    pub(crate) unit: &'a Unit,
    pub(crate) finding: Finding,
    /// Where in the file it begins and ends.
    pub(crate) place: Place,
    pub(crate) end: Place,
}

impl Found<'_> {
    fn path(&self) -> String {
        slashed(self.file)
    }
}

/// A path as programs write it: with slashes, without `./` before it.
pub(crate) fn slashed(path: &Path) -> String {
    let shown = path.display().to_string().replace('\\', "/");
    shown.strip_prefix("./").unwrap_or(&shown).to_owned()
}

/// Writes findings.
pub(crate) struct Report {
    format: Format,
    statistics: bool,
    out: BufWriter<io::Stdout>,
    text: text::Renderer,
    fingerprints: gitlab::Fingerprints,
    suite: junit::Suite,
    counts: BTreeMap<String, usize>,
}

impl Report {
    pub(crate) fn new(format: Format, statistics: bool, checker: &Checker) -> Result<Self> {
        let mut report = Self {
            format,
            statistics,
            out: BufWriter::new(io::stdout()),
            text: text::Renderer::new(),
            fingerprints: gitlab::Fingerprints::default(),
            suite: junit::Suite::default(),
            counts: BTreeMap::new(),
        };
        if !statistics {
            report.begin(checker)?;
        }
        Ok(report)
    }

    fn begin(&mut self, checker: &Checker) -> Result<()> {
        match self.format {
            Format::Json | Format::Gitlab => self.out.write_all(b"[")?,
            Format::Sarif => self.out.write_all(sarif::head(checker).as_bytes())?,
            Format::Junit => self.out.write_all(junit::HEAD.as_bytes())?,
            Format::Csv => self.out.write_all(csv::head()?.as_bytes())?,
            Format::Text | Format::Jsonl | Format::Github => {}
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, found: &Found<'_>) -> Result<()> {
        let first = self.counts.is_empty();
        let code = found.finding.code.clone();
        *self.counts.entry(code).or_default() += 1;
        if self.statistics {
            return Ok(());
        }
        let separator = if first { "\n" } else { ",\n" };
        match self.format {
            Format::Text => writeln!(self.out, "{}\n", self.text.snippet(found))?,
            Format::Jsonl => writeln!(self.out, "{}", json::object(found))?,
            Format::Github => writeln!(self.out, "{}", github::command(found))?,
            Format::Json => write!(self.out, "{separator}{}", json::object(found))?,
            Format::Sarif => write!(self.out, "{separator}{}", sarif::result(found))?,
            Format::Gitlab => {
                let issue = gitlab::issue(found, &mut self.fingerprints);
                write!(self.out, "{separator}{issue}")?;
            }
            Format::Junit => self.suite.add(found),
            Format::Csv => self.out.write_all(csv::row(found)?.as_bytes())?,
        }
        Ok(())
    }

    /// All of a file was told.
    pub(crate) fn end_file(&mut self, file: &Path) -> Result<()> {
        if self.format == Format::Junit && !self.statistics {
            self.out
                .write_all(self.suite.taken(&slashed(file)).as_bytes())?;
        }
        Ok(())
    }

    /// Writes what is left and tells how many findings there were. That there
    /// are none is only said if everything could be read.
    pub(crate) fn finish(mut self, checker: &Checker, is_whole: bool) -> Result<usize> {
        let total = self.counts.values().sum();
        match self.format {
            _ if self.statistics => self.count(checker)?,
            Format::Json | Format::Gitlab if total == 0 => writeln!(self.out, "]")?,
            Format::Json | Format::Gitlab => writeln!(self.out, "\n]")?,
            Format::Sarif => writeln!(self.out, "{}", sarif::TAIL)?,
            Format::Junit => writeln!(self.out, "{}", junit::TAIL)?,
            Format::Text if total == 0 && !is_whole => {}
            Format::Text if total == 0 => {
                writeln!(self.out, "{}", tr("没有发现问题", "no findings"))?
            }
            Format::Text if total == 1 => writeln!(self.out, "{}", tr("1 处问题", "1 finding"))?,
            Format::Text => writeln!(self.out, "{total} {}", tr("处问题", "findings"))?,
            Format::Jsonl | Format::Github | Format::Csv => {}
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
        let columns = [Align::Right, Align::Left, Align::Left];
        write!(self.out, "{}", table(&columns, &rows))?;
        Ok(())
    }
}
