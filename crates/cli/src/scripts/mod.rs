//! Scripts in files: texts to be checked, with their place. Every format is a
//! file of this folder; it hands units to a [`Sink`] as it reads them.

mod chat;
mod columns;
mod encoding;
mod files;
mod input;
mod jsonl;
mod lines;
mod scalar;
mod table;
mod text;
mod writing;
mod xlsx;
mod yaml;

use std::cell::OnceCell;
use std::path::Path;
use std::rc::Rc;

use anyhow::Result;
use huashu::Stage;

pub(crate) use files::files;
pub(crate) use input::{Input, is_regular};
pub(crate) use writing::{Edit, Written};

use crate::hash::of_script;
use crate::suppress::Ignore;

/// No line and no cell is held longer than this.
pub(crate) const LONGEST: usize = 1 << 20;

/// A text to be checked.
pub(crate) struct Unit {
    pub(crate) text: String,
    /// Where the text is written in its file.
    pub(crate) place: Place,
    /// Where in a workbook (`Sheet1!B12`) or in a line of JSON (`/text`).
    pub(crate) cell: Option<String>,
    /// The id of the reply it is a variant of; empty if there is none.
    pub(crate) id: String,
    /// How the file writes it; `None` when it cannot be rewritten in place.
    pub(crate) written: Option<Written>,
    pub(crate) stage: Option<Stage>,
    /// Whether it has places to fill.
    pub(crate) is_template: bool,
    /// The comments that keep rules off it.
    pub(crate) ignores: Vec<Rc<Ignore>>,
    hash: OnceCell<u64>,
}

impl Unit {
    pub(crate) fn new(text: String, place: Place) -> Self {
        Self {
            text,
            place,
            cell: None,
            id: String::new(),
            written: None,
            stage: None,
            is_template: false,
            ignores: Vec::new(),
            hash: OnceCell::new(),
        }
    }

    /// The hash that a baseline knows it by.
    pub(crate) fn hash(&self) -> u64 {
        *self.hash.get_or_init(|| of_script(&self.text))
    }

    /// Places in the file, to be asked for in order.
    pub(crate) fn places(&self) -> Places<'_> {
        Places {
            unit: self,
            at: 0,
            place: self.place,
        }
    }
}

/// Tells the places of bytes of a unit's text. It goes on from the one before,
/// so that a long text with many findings is walked through once.
#[derive(Clone)]
pub(crate) struct Places<'a> {
    unit: &'a Unit,
    /// How much of the writing lies behind, and the place there.
    at: usize,
    place: Place,
}

impl Places<'_> {
    pub(crate) fn of(&mut self, byte: usize) -> Place {
        let (raw, at) = match &self.unit.written {
            Some(written) => (written.raw(), written.start_of(byte)),
            None => (self.unit.text.as_str(), byte),
        };
        if at < self.at {
            (self.at, self.place) = (0, self.unit.place);
        }
        let between = raw.get(self.at..at).unwrap_or_default();
        self.place = self.place.after(between);
        self.at = at;
        self.place
    }
}

/// A place in a file: line and column in characters from 1, bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) offset: u64,
}

impl Place {
    pub(crate) const START: Place = Place {
        line: 1,
        column: 1,
        offset: 0,
    };

    /// Of what has no lines.
    pub(crate) const NOWHERE: Place = Place {
        line: 0,
        column: 0,
        offset: 0,
    };

    /// The place behind a text that begins here.
    pub(crate) fn after(self, text: &str) -> Self {
        let breaks = text.bytes().filter(|b| *b == b'\n').count();
        let column = match text.rfind('\n') {
            Some(at) => 1 + text[at + 1..].chars().count(),
            None => self.column + text.chars().count(),
        };
        Self {
            line: self.line + breaks,
            column,
            offset: self.offset + text.len() as u64,
        }
    }
}

/// Takes what a file has.
pub(crate) trait Sink {
    /// A text to be checked.
    fn unit(&mut self, unit: Unit) -> Result<()>;
    /// Something that is wrong in the file; reading goes on behind it.
    fn problem(&mut self, at: Place, message: &str);
    /// A comment that stands beside no script.
    fn idle(&mut self, ignore: &Ignore);
}

/// The formats, told by the ending of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Markdown,
    Yaml,
    Table { delimiter: u8 },
    Jsonl,
    Workbook,
}

impl Kind {
    pub(crate) fn of(file: &Path) -> Option<Self> {
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "txt" => Self::Text,
            "md" => Self::Markdown,
            "yaml" | "yml" => Self::Yaml,
            "csv" => Self::Table { delimiter: b',' },
            "tsv" => Self::Table { delimiter: b'\t' },
            "jsonl" => Self::Jsonl,
            "xlsx" => Self::Workbook,
            _ => return None,
        })
    }
}

/// Reads the units of an input.
pub(crate) fn read(input: Input, column: Option<&str>, sink: &mut dyn Sink) -> Result<()> {
    match input.kind() {
        Kind::Text => text::read(input, sink),
        Kind::Markdown => text::read_markdown(input, sink),
        Kind::Yaml => yaml::read(input, sink),
        Kind::Table { delimiter } => table::read(input, delimiter, column, sink),
        Kind::Jsonl => jsonl::read(input, column, sink),
        Kind::Workbook => xlsx::read(&input, column, sink),
    }
}
