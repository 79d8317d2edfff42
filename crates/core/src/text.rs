//! Folding: one spelling for what people type in many ways.
//!
//! Index, query, dictionary and word lists all go through [`fold`], so that
//! `ＡＢＣ`, `abc` and `A​BC` (with a zero-width space) are the same text. Every
//! folded character remembers which bytes of the original it came from.

use std::ops::Range;

use once_cell::sync::Lazy;
use unicode_segmentation::UnicodeSegmentation;

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
    /// For every character of `text`: its byte offset there, and the byte
    /// range of the original it stands for.
    origins: Vec<Origin>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Origin {
    at: u32,
    from: u32,
    to: u32,
}

impl Folded {
    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte range of the original text that a byte range of the folded
    /// text stands for. Ranges outside the text are clamped.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let first = self
            .origins
            .partition_point(|o| (o.at as usize) < range.start);
        let last = self
            .origins
            .partition_point(|o| (o.at as usize) < range.end);
        match (
            self.origins.get(first),
            last.checked_sub(1).and_then(|l| self.origins.get(l)),
        ) {
            (Some(a), Some(b)) if b.to >= a.from => a.from as usize..b.to as usize,
            (Some(a), _) => a.from as usize..a.from as usize,
            (None, _) => {
                let end = self.origins.last().map_or(0, |o| o.to as usize);
                end..end
            }
        }
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
        let first = other
            .origins
            .partition_point(|o| (o.at as usize) < range.start);
        for (c, o) in other.text[range].chars().zip(&other.origins[first..]) {
            self.push(c, o.from as usize..o.to as usize);
        }
    }

    fn push(&mut self, c: char, origin: Range<usize>) {
        self.origins.push(Origin {
            at: self.text.len() as u32,
            from: origin.start as u32,
            to: origin.end as u32,
        });
        self.text.push(c);
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
    let mut out = Folded {
        text: String::with_capacity(text.len()),
        origins: Vec::with_capacity(text.len() / 3 + 8),
    };
    let mut last: Option<(char, usize)> = None;
    for (at, original) in text.char_indices() {
        let Some(c) = fold_char(original) else {
            continue;
        };
        let end = at + original.len_utf8();
        let run = match last {
            Some((l, n)) if l == c => n + 1,
            _ => 1,
        };
        last = Some((c, run));
        if run > allowed_run(c) {
            if let Some(o) = out.origins.last_mut() {
                o.to = end as u32;
            }
        } else {
            out.push(c, at..end);
        }
    }
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

/// Whether a character is a letter or a digit; most are Chinese ones, which a
/// look at the range tells.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}') || c.is_alphanumeric()
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

const DROPPED: u16 = 0xFFFF;

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

fn fold_char(c: char) -> Option<char> {
    let code = c as u32;
    if code > 0xFFFF {
        return basic(c);
    }
    match TABLE[code as usize] {
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
