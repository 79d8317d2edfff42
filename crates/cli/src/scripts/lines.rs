//! Lines as they come; a long one in pieces, so that none is held whole.

use std::io::BufRead;

use anyhow::Result;

use super::{Input, LONGEST, Place};

/// A line, or a part of one.
pub(super) struct Piece {
    /// Without the line end.
    pub(super) text: String,
    pub(super) place: Place,
    /// Whether it begins its line, and whether it ends it.
    pub(super) first: bool,
    pub(super) last: bool,
}

/// How far behind its end a piece is searched for the end of a sentence.
const SEARCHED: usize = 4096;

const SENTENCE_ENDS: [char; 9] = ['。', '！', '？', '；', '!', '?', ';', '…', ' '];

pub(super) struct Lines {
    input: Input,
    place: Place,
    first: bool,
    /// What is read and not handed out yet; a line end only at its end.
    bytes: Vec<u8>,
}

impl Lines {
    pub(super) fn new(input: Input) -> Self {
        Self {
            place: input.start,
            input,
            first: true,
            bytes: Vec::new(),
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Piece>> {
        let whole = self.fill()?;
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let taken = if whole { self.bytes.len() } else { self.cut() };
        let rest = self.bytes.split_off(taken);
        let bytes = std::mem::replace(&mut self.bytes, rest);
        let mut text = self.input.decoded(&bytes, self.place.line)?;
        let place = self.place;
        self.place = place.after(&text);
        self.place.offset = place.offset + bytes.len() as u64;
        let ended = text.ends_with('\n');
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
        let piece = Piece {
            text,
            place,
            first: self.first,
            last: whole,
        };
        self.first = ended;
        Ok(Some(piece))
    }

    /// Reads to the end of the line, if it is near.
    fn fill(&mut self) -> Result<bool> {
        loop {
            let room = LONGEST.saturating_sub(self.bytes.len());
            if room == 0 {
                return Ok(false);
            }
            let buffer = self.input.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(true);
            }
            let window = &buffer[..buffer.len().min(room)];
            let end = window.iter().position(|b| *b == b'\n');
            let taken = end.map_or(window.len(), |at| at + 1);
            self.bytes.extend_from_slice(&window[..taken]);
            self.input.reader.consume(taken);
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// Where a long line is cut: behind a sentence, or else behind a character.
    fn cut(&self) -> usize {
        let end = if self.input.is_utf8() {
            whole_characters(&self.bytes)
        } else {
            return whole_gbk_characters(&self.bytes);
        };
        let mut searched = end.saturating_sub(SEARCHED);
        while searched < end && self.bytes[searched] & 0b1100_0000 == 0b1000_0000 {
            searched += 1;
        }
        let tail = std::str::from_utf8(&self.bytes[searched..end]).unwrap_or_default();
        let sentence = tail
            .char_indices()
            .rfind(|(_, c)| SENTENCE_ENDS.contains(c));
        sentence.map_or(end, |(at, c)| searched + at + c.len_utf8())
    }
}

/// How many of the bytes are whole characters.
fn whole_characters(bytes: &[u8]) -> usize {
    let lead = bytes
        .iter()
        .rposition(|b| b & 0b1100_0000 != 0b1000_0000)
        .unwrap_or(0);
    let length = match bytes.get(lead) {
        Some(b) if *b >= 0xF0 => 4,
        Some(b) if *b >= 0xE0 => 3,
        Some(b) if *b >= 0xC0 => 2,
        _ => 1,
    };
    if lead + length > bytes.len() && lead > 0 {
        lead
    } else {
        bytes.len()
    }
}

fn whole_gbk_characters(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(b'0');
        let length = match (b, next) {
            (0..0x80, _) => 1,
            (_, b'0'..=b'9') => 4,
            _ => 2,
        };
        if at + length > bytes.len() {
            break;
        }
        at += length;
    }
    if at == 0 { bytes.len() } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_not_cut() {
        let text = "您好a";
        assert_eq!(whole_characters(text.as_bytes()), 7);
        assert_eq!(whole_characters(&text.as_bytes()[..5]), 3);
        let (gbk, _, _) = encoding_rs::GB18030.encode("您好a好");
        assert_eq!(whole_gbk_characters(&gbk), 7);
        assert_eq!(whole_gbk_characters(&gbk[..6]), 5);
    }
}
