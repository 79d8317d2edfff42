//! Packs in YAML: the variants of replies, not keys and not comments.

use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;

use anyhow::{Result, anyhow};
use huashu::{Script, Source};

use super::writing::Form;
use super::{Input, Place, Sink, Unit, Written, scalar};
use crate::lang::{LANG, tr};
use crate::problems::together;
use crate::suppress::{Comment, Ignore, Style};

/// A pack is written by hand; what is larger is something else.
const LARGEST: u64 = 32 << 20;

pub(super) fn read(mut input: Input, sink: &mut dyn Sink) -> Result<()> {
    let mut bytes = Vec::new();
    let shown = input.path().display().to_string();
    (&mut input.reader)
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(anyhow!(
            "{shown}: {}",
            tr(
                "YAML 文件超过 32 MB，请拆成几个文件",
                "YAML file of more than 32 MB; split it"
            )
        ));
    }
    let text = input.decoded(&bytes, 1)?;
    let source = Source::new(shown, text.as_str());
    let scripts = source.scripts().map_err(|findings| {
        let told: Vec<String> = findings.iter().map(|f| f.line(*LANG)).collect();
        together(&told)
    })?;
    let mut units: Vec<Unit> = scripts
        .into_iter()
        .map(|script| unit(script, &text, input.start))
        .collect();
    comments(&text, input.start, &mut units, sink);
    units.into_iter().try_for_each(|unit| sink.unit(unit))
}

fn unit(script: Script, text: &str, start: Place) -> Unit {
    let written = written(&script, text).filter(|w| w.text() == script.text);
    let place = Place {
        line: script.place.line as usize,
        column: script.place.column as usize,
        offset: start.offset + script.place.start as u64,
    };
    let mut unit = Unit::new(script.text, place);
    unit.id = script.id;
    unit.stage = script.stage;
    unit.is_template = true;
    unit.written = written;
    unit
}

fn written(script: &Script, text: &str) -> Option<Written> {
    let raw = text.get(script.place.start..)?;
    if let Some((form, indent)) = block(&text[..script.place.start]) {
        let mut length = scalar::block_length(raw, indent);
        // A block may say that its last line end is not part of the text.
        if !script.text.ends_with('\n') {
            length = raw[..length].trim_end_matches(['\n', '\r']).len();
        }
        return Written::read(&raw[..length], form);
    }
    match raw.chars().next()? {
        '"' => Written::read(&raw[..scalar::quoted_length(raw)?], Form::DoubleQuoted),
        '\'' => Written::read(&raw[..scalar::quoted_length(raw)?], Form::SingleQuoted),
        _ => {
            let length = scalar::plain_length(raw, &script.text)?;
            Written::read(&raw[..length], Form::PlainScalar)
        }
    }
}

/// The form and the indentation of a block whose text begins behind `before`.
fn block(before: &str) -> Option<(Form, usize)> {
    let (head, own) = before.rsplit_once('\n')?;
    if !own.chars().all(|c| c == ' ') {
        return None;
    }
    let header = head.lines().rev().find(|line| !line.trim().is_empty())?;
    let header = header.split(" #").next()?.trim_end();
    let style = header.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
    let indent = own.len();
    match style.chars().next_back()? {
        '|' => Some((Form::Literal { indent }, indent)),
        '>' => Some((Form::Folded { indent }, indent)),
        _ => None,
    }
}

/// Gives every script the comments on its own lines and on those before it.
fn comments(text: &str, start: Place, units: &mut [Unit], sink: &mut dyn Sink) {
    let mut found: BTreeMap<usize, (bool, Rc<Ignore>)> = BTreeMap::new();
    let mut place = start;
    for line in text.split_inclusive('\n') {
        if let Some(comment) = Comment::find(line, Style::Hash) {
            let at = place.after(&line[..comment.start]);
            let own_line = line[..comment.start].trim().is_empty();
            if !units.iter().any(|unit| is_inside(at, unit))
                && let Some(ignore) = comment.ignore(at, sink)
            {
                found.insert(place.line, (own_line, ignore));
            }
        }
        place = place.after(line);
    }
    for unit in units {
        let first = unit.place.line;
        let last = unit.places().of(unit.text.trim_end().len()).line;
        // The header of a block stands on the line before its text.
        let from = first - usize::from(first > 1 && is_block(unit));
        let beside = (from..=last).filter_map(|line| found.get(&line));
        unit.ignores.extend(beside.map(|(_, i)| Rc::clone(i)));
        let before = (1..from).rev().map_while(|line| found.get(&line));
        let own = before.take_while(|(own_line, _)| *own_line);
        unit.ignores.extend(own.map(|(_, i)| Rc::clone(i)));
    }
    for (_, ignore) in found.into_values() {
        if let Some(ignore) = Rc::into_inner(ignore) {
            sink.idle(&ignore);
        }
    }
}

fn is_inside(at: Place, unit: &Unit) -> bool {
    let length = unit.written.as_ref().map_or(0, |w| w.raw().len()) as u64;
    (unit.place.offset..unit.place.offset + length).contains(&at.offset)
}

fn is_block(unit: &Unit) -> bool {
    unit.written.as_ref().is_some_and(Written::is_block)
}
