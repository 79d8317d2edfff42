//! One JSON object a line.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use huashu::Lang;
use serde_json::value::RawValue;

use super::chat::{Speaker, speaker};
use super::columns::{Conversations, ROLES, SESSIONS, names};
use super::lines::{Lines, Piece};
use super::writing::Form;
use super::{Input, Place, Sink, Unit, Written};
use crate::lang::{LANG, tr};

type Object<'a> = BTreeMap<String, &'a RawValue>;

pub(super) fn read(input: Input, column: Option<&str>, sink: &mut dyn Sink) -> Result<()> {
    let mut log = Log {
        names: names(column),
        conversations: Conversations::default(),
        keys: BTreeSet::new(),
        some: false,
    };
    let start = input.start;
    let mut lines = Lines::new(input);
    while let Some(piece) = lines.next()? {
        log.line(&piece, sink)?;
    }
    log.conversations.end(sink)?;
    if !log.some && !log.keys.is_empty() {
        sink.problem(start, &log.no_key());
    }
    Ok(())
}

struct Log<'a> {
    names: Vec<&'a str>,
    conversations: Conversations,
    /// The keys of the first lines, to be told if no line has a script.
    keys: BTreeSet<String>,
    some: bool,
}

const MOST_KEYS: usize = 20;

impl Log<'_> {
    fn line(&mut self, piece: &Piece, sink: &mut dyn Sink) -> Result<()> {
        if !piece.first || !piece.last {
            if piece.first {
                sink.problem(piece.place, too_long());
            }
            return Ok(());
        }
        let line = piece.text.as_str();
        if line.trim().is_empty() {
            return Ok(());
        }
        match serde_json::from_str::<Object<'_>>(line) {
            Ok(object) => self.object(line, piece.place, &object, sink),
            Err(error) => {
                // The library counts bytes.
                let before = line.get(..error.column().saturating_sub(1));
                let place = piece.place.after(before.unwrap_or_default());
                let full = error.to_string();
                let cause = full.split(" at line ").next().unwrap_or_default();
                let message = tr("不是 JSON 对象：", "not a JSON object: ");
                sink.problem(place, &format!("{message}{cause}"));
                Ok(())
            }
        }
    }

    fn object(
        &mut self,
        line: &str,
        place: Place,
        object: &Object<'_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let script = self
            .names
            .iter()
            .find_map(|name| Some((*name, object.get(*name)?.get())))
            .filter(|(_, raw)| raw.starts_with('"'));
        self.some |= script.is_some();
        if !self.some && self.keys.len() < MOST_KEYS {
            self.keys.extend(object.keys().cloned());
        }
        let by_agent = first(object, &ROLES).is_none_or(|r| speaker(&r) == Speaker::Agent);
        let session = first(object, &SESSIONS).unwrap_or_default();
        let unit = script
            .filter(|_| by_agent)
            .and_then(|(name, raw)| unit(line, place, name, raw));
        self.conversations.line(&session, unit, sink)
    }

    fn no_key(&self) -> String {
        let wanted = self.names.join(" / ");
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        let keys = keys.join(", ");
        match *LANG {
            Lang::Zh => format!("没有一行的 {wanted} 是文字；有的键：{keys}。可用 --column 指定"),
            Lang::En => {
                format!(
                    "no line has a text under {wanted}; the keys are: {keys}. Name one with --column"
                )
            }
        }
    }
}

fn too_long() -> &'static str {
    tr(
        "这一行超过 1 MB，没有检查；请一行只写一条消息",
        "this line is longer than 1 MB and was not checked; write one message a line",
    )
}

fn unit(line: &str, place: Place, name: &str, raw: &str) -> Option<Unit> {
    let text: String = serde_json::from_str(raw).ok()?;
    if text.trim().is_empty() {
        return None;
    }
    // The value is a part of the line, so that their distance is its place.
    let at = (raw.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
    let written = Written::read(raw, Form::Json).filter(|w| w.text() == text);
    let mut unit = Unit::new(text, place.after(line.get(..at)?));
    unit.cell = Some(format!("/{}", name.replace('~', "~0").replace('/', "~1")));
    unit.written = written;
    Some(unit)
}

/// The text or the number of the first of some keys.
fn first(object: &Object<'_>, names: &[&str]) -> Option<String> {
    let raw = names.iter().find_map(|name| object.get(*name))?.get();
    match serde_json::from_str(raw) {
        Ok(serde_json::Value::String(text)) => Some(text),
        Ok(serde_json::Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}
