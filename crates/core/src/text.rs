//! Folding: one spelling for what people type in many ways.
//!
//! Index, query, dictionary and word lists all go through [`fold`], so that
//! `ＡＢＣ`, `abc` and `A​BC` (with a zero-width space) are the same text. Every
//! folded character remembers which bytes of the original it came from.

use std::ops::Range;

use once_cell::sync::Lazy;
use unicode_segmentation::UnicodeSegmentation;

use crate::letters::Letter;

/// The engine reads at most this many user-perceived characters (grapheme
/// clusters) of one message; the rest is not looked at. Work per message is
/// therefore bounded. Real buyer messages have a median of ten characters.
pub const MAX_GRAPHEMES: usize = 2_000;

/// At most this many bytes are looked at, however many code points one
/// grapheme has (a letter may carry any number of combining marks).
pub const MAX_BYTES: usize = 24_000;

/// The folded form of a text, with the way back to the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// Where each stretch of `text` comes from, in order, without gaps in
    /// `text`.
    stretches: Vec<Stretch>,
}

/// A part of a folded text that stands as it was written, or a single
/// character that stands for another text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    /// Its first byte in the folded text.
    at: u32,
    /// The bytes of the original.
    from: u32,
    to: u32,
    is_as_written: bool,
}

impl Folded {
    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte range of the original text that a byte range of the folded
    /// text stands for. Ranges outside the text are clamped.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let end = self.stretches.last().map_or(0, |last| last.to as usize);
        let from = self.first_at(range.start).unwrap_or(end);
        let to = self.end_of(range.end).unwrap_or(0);
        from..to.max(from)
    }

    /// Where the first character that begins at a place or after it comes
    /// from.
    fn first_at(&self, place: usize) -> Option<usize> {
        let place = self.boundary(place);
        let next = self
            .stretches
            .partition_point(|stretch| stretch.at as usize <= place);
        let stretch = self.stretches.get(next.checked_sub(1)?)?;
        if place >= self.text.len() {
            return None;
        }
        Some(stretch.from as usize + (place - stretch.at as usize))
    }

    /// Where the original of the last character that begins before a place
    /// ends.
    fn end_of(&self, place: usize) -> Option<usize> {
        let place = self.boundary(place);
        let next = self
            .stretches
            .partition_point(|stretch| (stretch.at as usize) < place);
        let stretch = self.stretches.get(next.checked_sub(1)?)?;
        Some(if stretch.is_as_written {
            stretch.from as usize + (place - stretch.at as usize)
        } else {
            stretch.to as usize
        })
    }

    /// The next place where a character begins or the text ends.
    fn boundary(&self, place: usize) -> usize {
        let mut place = place.min(self.text.len());
        while !self.text.is_char_boundary(place) {
            place += 1;
        }
        place
    }

    /// The same text with some ranges replaced, each new character standing
    /// for the whole range it replaces. `edits` are ordered, do not overlap
    /// and lie on character boundaries.
    pub fn replaced(&self, edits: &[(Range<usize>, &str)]) -> Folded {
        let mut out = Folded::default();
        let mut done = 0;
        for (range, text) in edits {
            out.copy(self, done..range.start);
            let origin = self.origin(range.clone());
            for c in text.chars() {
                out.push(c, origin.clone());
            }
            done = range.end;
        }
        out.copy(self, done..self.text.len());
        out
    }

    fn copy(&mut self, other: &Folded, range: Range<usize>) {
        let next = other
            .stretches
            .partition_point(|stretch| stretch.at as usize <= range.start);
        let stretches = &other.stretches[next.saturating_sub(1)..];
        for (n, stretch) in stretches.iter().enumerate() {
            let at = stretch.at as usize;
            let end = stretches
                .get(n + 1)
                .map_or(other.text.len(), |next| next.at as usize);
            let part = at.max(range.start)..end.min(range.end);
            if part.is_empty() {
                break;
            }
            let from = stretch.from as usize + (part.start - at);
            if stretch.is_as_written {
                self.keep(&other.text[part], from);
            } else {
                let origin = from..stretch.to as usize;
                other.text[part]
                    .chars()
                    .for_each(|c| self.push(c, origin.clone()));
            }
        }
    }

    /// Adds a character that stands for another text.
    fn push(&mut self, c: char, origin: Range<usize>) {
        self.stretches.push(Stretch {
            at: self.text.len() as u32,
            from: origin.start as u32,
            to: origin.end as u32,
            is_as_written: false,
        });
        self.text.push(c);
    }

    /// Adds a part of the original as it stands there.
    fn keep(&mut self, part: &str, from: usize) {
        if part.is_empty() {
            return;
        }
        let to = (from + part.len()) as u32;
        match self.stretches.last_mut() {
            Some(last) if last.is_as_written && last.to as usize == from => last.to = to,
            _ => self.stretches.push(Stretch {
                at: self.text.len() as u32,
                from: from as u32,
                to,
                is_as_written: true,
            }),
        }
        self.text.push_str(part);
    }

    /// Lets the last character stand for what comes after it too.
    fn extend_last(&mut self, to: usize) {
        let Some(c) = self.text.pop() else {
            return;
        };
        let Some(last) = self.stretches.last_mut() else {
            return;
        };
        let from = if last.is_as_written {
            last.to -= c.len_utf8() as u32;
            last.to
        } else {
            last.from
        };
        if last.at as usize == self.text.len() {
            self.stretches.pop();
        }
        self.push(c, from as usize..to);
    }
}

/// Folds a text: full width to half width, upper to lower case, traditional
/// to simplified glyphs; invisible and control characters are dropped, every
/// run of white space becomes one space, a punctuation mark or letter repeated three
/// times or more is shortened (`!!!` to `!`, `好好好好` to `好好`). Digits are never
/// shortened and emoji are kept.
///
/// ```
/// let folded = huashu_core::text::fold("ＴＨＸ！！！　謝謝");
/// assert_eq!(folded.as_str(), "thx! 谢谢");
/// assert_eq!(folded.origin(3..4), 9..18);
/// ```
pub fn fold(text: &str) -> Folded {
    fold_all(bounded(text))
}

/// Folds the whole of a text, however long.
pub(crate) fn fold_all(text: &str) -> Folded {
    fold_each(text, |_| {})
}

/// The same, with the characters of the folded text.
pub(crate) fn fold_letters(text: &str) -> (Folded, Vec<Letter>) {
    // Most characters are Chinese ones of three bytes.
    let mut letters = Vec::with_capacity(text.len() / 3 + 8);
    let folded = fold_each(text, |letter| letters.push(letter));
    (folded, letters)
}

/// The same, calling `each` with every character.
fn fold_each(text: &str, mut each: impl FnMut(Letter)) -> Folded {
    let mut each = |c: char, at: usize| each(Letter { c, at: at as u32 });
    let mut out = Folded {
        text: String::with_capacity(text.len()),
        stretches: Vec::with_capacity(8),
    };
    let table: &[u16] = &TABLE;
    let kept_bits: &[u64] = &KEPT;
    // What stands as written is copied only when something else comes.
    let mut kept = 0;
    let (mut last, mut run) = (None, 1);
    for (at, original) in text.char_indices() {
        // Most characters stay as they are and come once.
        if is_kept(original, kept_bits) && Some(original) != last {
            (last, run) = (Some(original), 1);
            each(original, out.text.len() + (at - kept));
            continue;
        }
        let end = at + original.len_utf8();
        let Some(c) = fold_char(original, table) else {
            out.keep(&text[kept..at], kept);
            kept = end;
            continue;
        };
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        let is_too_often = run > 1 && run > allowed_run(c);
        if c == original && !is_too_often {
            each(c, out.text.len() + (at - kept));
            continue;
        }
        out.keep(&text[kept..at], kept);
        kept = end;
        if is_too_often {
            out.extend_last(end);
        } else {
            each(c, out.text.len());
            out.push(c, at..end);
        }
    }
    out.keep(&text[kept..], kept);
    out
}

/// The part of a message that the engine reads, cut between graphemes; see
/// [`MAX_GRAPHEMES`].
pub fn bounded(text: &str) -> &str {
    if text.len() <= MAX_GRAPHEMES {
        return text;
    }
    // One letter may carry more marks than are read; it is cut inside.
    let first = text
        .char_indices()
        .map(|(at, _)| at)
        .take_while(|at| *at <= MAX_BYTES)
        .last();
    let end = text
        .grapheme_indices(true)
        .take(MAX_GRAPHEMES)
        .map(|(at, g)| at + g.len())
        .take_while(|end| *end <= MAX_BYTES)
        .last()
        .or(first)
        .unwrap_or(0);
    &text[..end]
}

/// Cuts a text to at most `max` graphemes for showing, with an ellipsis when
/// something was cut.
pub fn truncated(text: &str, max: usize) -> String {
    match text.grapheme_indices(true).nth(max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The byte ranges of a folded text between separators (sentence marks,
/// commas, white space), without empty ones.
pub fn clauses(folded: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in folded.char_indices() {
        if is_separator(c) {
            if at > start {
                out.push(start..at);
            }
            start = at + c.len_utf8();
        }
    }
    if start < folded.len() {
        out.push(start..folded.len());
    }
    out
}

/// True for what ends a clause.
pub fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | ',' | '.' | ';' | '!' | '?' | '。' | '、' | '…' | '~' | '～' | '\n'
    )
}

/// Whether a character is a letter or a digit. Of most a look at the range tells:
/// they are Chinese ones or full stops.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}') || c != '。' && c.is_alphanumeric()
}

fn allowed_run(c: char) -> usize {
    if c.is_ascii_digit() {
        usize::MAX
    } else if c == ' ' || c.is_ascii_punctuation() || is_separator(c) {
        1
    } else {
        2
    }
}

/// No character has this code: it is the first of the surrogates.
const DROPPED: u16 = 0xD800;

/// Glyphs that are only written to hide the common one they look like.
const RARE: [(char, char); 7] = [
    ('蕞', '最'),
    ('苐', '第'),
    ('夲', '本'),
    ('単', '单'),
    ('泙', '评'),
    ('菿', '到'),
    ('Ⅴ', 'v'),
];

/// What each character of the Basic Multilingual Plane folds to, or
/// [`DROPPED`].
static TABLE: Lazy<Vec<u16>> = Lazy::new(|| {
    let mut table: Vec<u16> = (0..=u16::MAX).collect();
    for code in 0..=u16::MAX {
        let Some(c) = char::from_u32(u32::from(code)) else {
            continue;
        };
        table[usize::from(code)] = basic(c).map_or(DROPPED, |f| f as u32 as u16);
    }
    for (rare, common) in RARE {
        if let Ok(rare) = u16::try_from(rare as u32) {
            table[usize::from(rare)] = common as u32 as u16;
        }
    }
    for line in include_str!("../data/traditional.txt").lines() {
        let mut chars = line.chars();
        if let (Some(t), Some(s)) = (chars.next(), chars.next())
            && let (Ok(t), Ok(s)) = (u16::try_from(t as u32), u16::try_from(s as u32))
        {
            table[usize::from(t)] = s;
        }
    }
    table
});

/// A bit for every character of the Basic Multilingual Plane that folds to
/// itself: few enough to be at hand, as the table is not.
static KEPT: Lazy<Vec<u64>> = Lazy::new(|| {
    let mut bits = vec![0; (1 << 16) / 64];
    for (code, folded) in TABLE.iter().enumerate() {
        if usize::from(*folded) == code && *folded != DROPPED {
            bits[code / 64] |= 1 << (code % 64);
        }
    }
    bits
});

fn is_kept(c: char, kept: &[u64]) -> bool {
    let code = c as usize;
    kept.get(code / 64)
        .is_some_and(|bits| bits >> (code % 64) & 1 != 0)
}

fn fold_char(c: char, table: &[u16]) -> Option<char> {
    let code = c as u32;
    if code > 0xFFFF {
        return basic(c);
    }
    match table[code as usize] {
        DROPPED => None,
        folded => char::from_u32(u32::from(folded)),
    }
}

/// The rules that need no table, for characters that fold to one character of
/// the same plane.
fn basic(c: char) -> Option<char> {
    let c = match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0)?,
        '\u{FFE5}' => '¥',
        '“' | '”' | '「' | '」' => '"',
        '‘' | '’' => '\'',
        '【' => '[',
        '】' => ']',
        _ => c,
    };
    if c.is_whitespace() {
        return Some(' ');
    }
    if c.is_control() || is_invisible(c) {
        return None;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) if (l as u32 > 0xFFFF) == (c as u32 > 0xFFFF) => Some(l),
        _ => Some(c),
    }
}

/// Characters that show nothing: zero-width marks, direction controls,
/// variation selectors, soft hyphen, byte order mark, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            // Private use: nobody can know what it shows, and the engine uses
            // it for its own marks.
            | '\u{E000}'..='\u{F8FF}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{FFFF}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
