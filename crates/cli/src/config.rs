//! `huashu.toml`: what a project wants of `huashu check`. The file is looked
//! for in the current folder and in those above it.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Result, anyhow};
use clap::ValueEnum;
use globset::{Glob, GlobMatcher};
use huashu::Lang;
use toml::de::{DeTable, DeValue};

use crate::args::Level;
use crate::lang::{LANG, tr};
use crate::problems::together;

pub(crate) const NAME: &str = "huashu.toml";

/// What the file says; everything may be left out.
#[derive(Default)]
pub(crate) struct Config {
    /// The folder that paths and globs of the file are seen from.
    pub(crate) root: PathBuf,
    pub(crate) severity: Option<Level>,
    pub(crate) select: Vec<Named>,
    pub(crate) ignore: Vec<Named>,
    pub(crate) pack: Option<PathBuf>,
    pub(crate) column: Option<String>,
    pub(crate) baseline: Option<PathBuf>,
    pub(crate) per_file: Vec<(GlobMatcher, Vec<Named>)>,
}

/// A rule's code and where it is written.
#[derive(Clone)]
pub(crate) struct Named {
    pub(crate) code: String,
    pub(crate) place: String,
}

impl Config {
    /// The file that applies here; what is wrong with it is told all at once.
    pub(crate) fn find() -> Result<Self> {
        let here = env::current_dir()?;
        let file = here.ancestors().map(|dir| dir.join(NAME));
        match file.into_iter().find(|file| file.is_file()) {
            Some(file) => Self::read(&file),
            None => Ok(Self::default()),
        }
    }

    fn read(file: &Path) -> Result<Self> {
        let shown = file.display().to_string();
        let text = fs::read_to_string(file).map_err(|e| anyhow!("{shown}: {e}"))?;
        let mut reading = Reading {
            file: shown,
            text: &text,
            problems: Vec::new(),
            config: Self {
                root: file.parent().map(Path::to_owned).unwrap_or_default(),
                ..Self::default()
            },
        };
        let (table, errors) = DeTable::parse_recoverable(&text);
        for error in &errors {
            let message = tr("不是有效的 TOML：", "not valid TOML: ");
            reading.problem(
                error.span().unwrap_or_default(),
                &format!("{message}{}", error.message()),
            );
        }
        if errors.is_empty() {
            reading.file(table.get_ref());
        }
        if reading.problems.is_empty() {
            Ok(reading.config)
        } else {
            Err(together(&reading.problems))
        }
    }
}

struct Reading<'a> {
    file: String,
    text: &'a str,
    problems: Vec<String>,
    config: Config,
}

impl Reading<'_> {
    fn file(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("check", DeValue::Table(check)) => self.check(check),
                ("check", _) => self.problem(value.span(), tr("应是 [check]", "write [check]")),
                _ => self.unknown(key.span(), key.get_ref(), &["check"]),
            }
        }
    }

    fn check(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let (span, of) = (value.span(), value.get_ref());
            match key.get_ref().as_ref() {
                "severity" => self.config.severity = self.severity(span, of),
                "select" => self.config.select = self.codes(span, of),
                "ignore" => self.config.ignore = self.codes(span, of),
                "pack" => self.config.pack = self.path(span, of),
                "baseline" => self.config.baseline = self.path(span, of),
                "column" => self.config.column = self.text(span, of),
                "per-file-ignores" => self.per_file(span, of),
                name => self.unknown(
                    key.span(),
                    name,
                    &[
                        "severity",
                        "select",
                        "ignore",
                        "pack",
                        "column",
                        "baseline",
                        "per-file-ignores",
                    ],
                ),
            }
        }
    }

    fn per_file(&mut self, span: Range<usize>, value: &DeValue<'_>) {
        let DeValue::Table(table) = value else {
            let example = tr(
                "应写成 \"促销/*.txt\" = [\"HS-M\"] 的样子",
                "write it like \"sale/*.txt\" = [\"HS-M\"]",
            );
            return self.problem(span, example);
        };
        for (key, value) in table {
            let codes = self.codes(value.span(), value.get_ref());
            match Glob::new(key.get_ref()) {
                Ok(glob) => self.config.per_file.push((glob.compile_matcher(), codes)),
                Err(error) => self.problem(key.span(), &error.to_string()),
            }
        }
    }

    fn severity(&mut self, span: Range<usize>, value: &DeValue<'_>) -> Option<Level> {
        let level = match value {
            DeValue::String(text) => Level::from_str(text, false).ok(),
            _ => None,
        };
        if level.is_none() {
            let message = tr(
                "应是 \"error\"、\"warning\" 或 \"info\"",
                "it has to be \"error\", \"warning\" or \"info\"",
            );
            self.problem(span, message);
        }
        level
    }

    fn codes(&mut self, span: Range<usize>, value: &DeValue<'_>) -> Vec<Named> {
        let DeValue::Array(items) = value else {
            let message = tr(
                "应是编号的列表，如 [\"HS-M\"]",
                "it has to be a list of codes, such as [\"HS-M\"]",
            );
            self.problem(span, message);
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items.iter() {
            if let Some(code) = self.text(item.span(), item.get_ref()) {
                let place = self.place(item.span());
                out.push(Named { code, place });
            }
        }
        out
    }

    fn path(&mut self, span: Range<usize>, value: &DeValue<'_>) -> Option<PathBuf> {
        let path = self.text(span, value)?;
        Some(self.config.root.join(path))
    }

    fn text(&mut self, span: Range<usize>, value: &DeValue<'_>) -> Option<String> {
        match value {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.problem(
                    span,
                    tr("应是带引号的文字", "it has to be a text in quotes"),
                );
                None
            }
        }
    }

    fn unknown(&mut self, span: Range<usize>, name: &str, known: &[&str]) {
        let known = known.join(tr("、", ", "));
        let message = match *LANG {
            Lang::Zh => format!("不认识的键 {name}；可以写：{known}"),
            Lang::En => format!("unknown key {name}; known are: {known}"),
        };
        self.problem(span, &message);
    }

    fn problem(&mut self, span: Range<usize>, message: &str) {
        let place = self.place(span);
        self.problems.push(format!("{place}: {message}"));
    }

    fn place(&self, span: Range<usize>) -> String {
        let before = self.text.get(..span.start).unwrap_or_default();
        let place = crate::scripts::Place::START.after(before);
        format!("{}:{}:{}", self.file, place.line, place.column)
    }
}
