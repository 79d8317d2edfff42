//! Findings that were there before and are let be, so that an old collection
//! of scripts can start clean today. They are known by rule, file, reply and
//! text, never by line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use huashu::Lang;
use serde::{Deserialize, Serialize};

use crate::hash::hex;
use crate::lang::{LANG, tr};
use crate::replace::replace;
use crate::report::slashed;
use crate::scripts::Unit;

const VERSION: u32 = 1;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    file: String,
    rule: String,
    id: String,
    text: String,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    rule: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    id: String,
    text: String,
    count: usize,
}

impl Entry {
    fn new(key: &Key, count: usize) -> Self {
        let Key {
            file,
            rule,
            id,
            text,
        } = key.clone();
        Self {
            file,
            rule,
            id,
            text,
            count,
        }
    }

    fn key(self) -> Key {
        Key {
            file: self.file,
            rule: self.rule,
            id: self.id,
            text: self.text,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    entries: Vec<Entry>,
}

pub(crate) struct Baseline {
    file: PathBuf,
    /// How many findings are let be, and how many of them came.
    known: BTreeMap<Key, (usize, usize)>,
    /// Whether findings are being written down instead.
    writes: bool,
    seen: BTreeSet<String>,
    /// The folder of the baseline, from which its files are named.
    root: PathBuf,
    /// The file at hand and its name.
    named: (PathBuf, String),
}

impl Baseline {
    /// Reads a baseline. One that is to be written need not be there yet.
    pub(crate) fn open(file: &Path, writes: bool) -> Result<Self> {
        let known = if writes && !file.exists() {
            BTreeMap::new()
        } else {
            read(file)?
        };
        Ok(Self {
            file: file.to_owned(),
            known,
            writes,
            seen: BTreeSet::new(),
            root: folder(file),
            named: Default::default(),
        })
    }

    /// A file as the baseline names it, wherever the program runs.
    fn name(&mut self, file: &Path) -> String {
        if self.named.0 != file {
            let whole = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
            let seen = whole.strip_prefix(&self.root).unwrap_or(file);
            self.named = (file.to_owned(), slashed(seen));
        }
        self.named.1.clone()
    }

    /// Whether a finding is let be.
    pub(crate) fn covers(&mut self, file: &Path, unit: &Unit, rule: &str) -> bool {
        let key = Key {
            rule: rule.to_owned(),
            file: self.name(file),
            id: unit.id.clone(),
            text: hex(unit.hash()),
        };
        if self.writes {
            self.known.entry(key).or_default().1 += 1;
            return true;
        }
        match self.known.get_mut(&key) {
            Some((allowed, came)) => {
                *came += 1;
                *came <= *allowed
            }
            None => false,
        }
    }

    /// All of a file was checked.
    pub(crate) fn end_file(&mut self, file: &Path) {
        let name = self.name(file);
        self.seen.insert(name);
    }

    /// How many entries of the files that were checked no longer occur, of
    /// the rules that were looked for.
    pub(crate) fn gone(&self, asked: impl Fn(&str) -> bool) -> usize {
        let entries = self.known.iter().filter(|(key, (allowed, came))| {
            came < allowed && self.seen.contains(&key.file) && asked(&key.rule)
        });
        entries.count()
    }

    /// Writes what was found. Entries of files that are still there and were
    /// not checked stay. Gives the number of entries.
    pub(crate) fn write(&self) -> Result<usize> {
        let mut lines = Vec::new();
        for (key, (allowed, came)) in &self.known {
            let seen = self.seen.contains(&key.file);
            let count = if seen { *came } else { *allowed };
            if count > 0 && (seen || self.root.join(&key.file).exists()) {
                lines.push(serde_json::to_string(&Entry::new(key, count))?);
            }
        }
        // One entry a line, so that two branches merge well.
        let text = format!(
            "{{\"version\":{VERSION},\"entries\":[\n{}\n]}}\n",
            lines.join(",\n")
        );
        replace(&self.file, text.as_bytes())?;
        Ok(lines.len())
    }
}

fn folder(file: &Path) -> PathBuf {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder = whole.parent().unwrap_or(&whole);
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}

fn read(file: &Path) -> Result<BTreeMap<Key, (usize, usize)>> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|e| {
        let help = tr("用 --write-baseline 生成它", "--write-baseline makes it");
        anyhow!("{} {shown}: {e}\n{help}", tr("读不了", "cannot read"))
    })?;
    let stored: Stored = serde_json::from_str(&text).map_err(|e| {
        let full = e.to_string();
        let cause = full.split(" at line ").next().unwrap_or_default();
        let message = tr("不是基线文件：", "not a baseline: ");
        anyhow!("{shown}:{}:{}: {message}{cause}", e.line(), e.column())
    })?;
    if stored.version != VERSION {
        return Err(anyhow!("{shown}: {}", other_version(stored.version)));
    }
    let mut known = BTreeMap::new();
    for entry in stored.entries {
        let count = entry.count;
        let (allowed, _): &mut (usize, usize) = known.entry(entry.key()).or_default();
        *allowed += count;
    }
    Ok(known)
}

fn other_version(version: u32) -> String {
    match *LANG {
        Lang::Zh => format!("基线的版本是 {version}，这个程序读得懂的是 {VERSION}；请重新生成"),
        Lang::En => {
            format!(
                "the baseline has version {version}, this program reads {VERSION}; make it anew"
            )
        }
    }
}
