//! Plain text and Markdown: one script a line.

use anyhow::Result;

use super::chat::{Speaker, is_log, spoken};
use super::lines::{Lines, Piece};
use super::{Input, Sink, Unit, Written};
use crate::suppress::{Comments, Style};

/// One script a line; of a chat log with `客服：` and `买家：` only what the
/// agent says.
pub(super) fn read(mut input: Input, sink: &mut dyn Sink) -> Result<()> {
    let log = is_log(&input.head()?);
    let mut comments = Comments::new(Style::Hash);
    let mut speaker = Speaker::Agent;
    let mut lines = Lines::new(input);
    while let Some(mut piece) = lines.next()? {
        if comments.is_own_line(&piece.text, piece.place, sink) {
            continue;
        }
        if log && piece.first {
            let (by, prefix) = spoken(&piece.text);
            // A line that names nobody goes on with what was said before.
            speaker = by.unwrap_or(speaker);
            piece.place = piece.place.after(&piece.text[..prefix]);
            piece.text.drain(..prefix);
        }
        if speaker == Speaker::Agent {
            emit(piece, &mut comments, sink)?;
        }
    }
    comments.end(sink);
    Ok(())
}

/// Lines outside fenced code.
pub(super) fn read_markdown(input: Input, sink: &mut dyn Sink) -> Result<()> {
    let mut comments = Comments::new(Style::Html);
    let mut fenced = false;
    let mut lines = Lines::new(input);
    while let Some(piece) = lines.next()? {
        let start = piece.text.trim_start();
        if piece.first && (start.starts_with("```") || start.starts_with("~~~")) {
            fenced = !fenced;
            continue;
        }
        if !fenced && !comments.is_own_line(&piece.text, piece.place, sink) {
            emit(piece, &mut comments, sink)?;
        }
    }
    comments.end(sink);
    Ok(())
}

fn emit(piece: Piece, comments: &mut Comments, sink: &mut dyn Sink) -> Result<()> {
    if piece.text.trim().is_empty() {
        return Ok(());
    }
    let script = if piece.last {
        comments.cut(&piece.text, piece.place, sink)
    } else {
        &piece.text
    };
    let mut unit = Unit::new(script.to_owned(), piece.place);
    unit.ignores = comments.claimed();
    unit.written = Some(Written::plain(piece.text));
    sink.unit(unit)
}
