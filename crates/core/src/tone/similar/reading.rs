//! A text as the learned rules read it.

use std::ops::Range;

use super::MAX_RUN;
use crate::text::is_alphanumeric;

/// Forms of address: warm or not, they are no reason to mark a line.
const ADDRESS: [&str; 8] = [
    "您好",
    "你好",
    "亲爱的",
    "亲爱哒",
    "亲亲",
    "小妹",
    "妹子",
    "亲",
];

/// Particles and small sounds, likewise.
fn is_particle(c: char) -> bool {
    matches!(
        c,
        '哦' | '呢'
            | '哈'
            | '哟'
            | '呀'
            | '啦'
            | '噢'
            | '嗯'
            | '呐'
            | '哇'
            | '啊'
            | '喔'
            | '~'
            | '哒'
            | '滴'
            | '嘻'
    )
}

/// Whether a character is read as it is whatever stands around it.
fn is_plain(c: char) -> bool {
    let is_chinese = matches!(c, '\u{4E00}'..='\u{9FFF}');
    is_chinese && !matches!(c, '您' | '你' | '亲' | '小' | '妹') && !is_particle(c)
}

/// What stands for a figure, or for a mask such as \[订单x\].
const FIGURE: char = '0';

/// What stands for a name in Latin letters; shorter runs may be slang.
const NAME: char = 'a';

/// Letters of which a name has at least one more.
const LONGEST_SLANG: usize = 4;

/// What stands for any mark between clauses but the question mark.
const BREAK: char = ',';

/// Letters without which a text says nothing.
pub(super) const LEAST: usize = 4;

/// Before the first and after the last character.
const EDGE: char = '\u{2}';

/// A clause or a part of one.
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    /// How many letters it has to be judged by.
    pub(super) letters: usize,
}

/// The characters that count, each with its place in the folded text.
pub(super) struct Reading {
    chars: Vec<char>,
    /// Where each begins; one more for the end of the text.
    places: Vec<u32>,
}

impl Reading {
    pub(super) fn new(folded: &str) -> Self {
        let mut reading = Self {
            chars: Vec::with_capacity(folded.len() / 3 + 2),
            places: Vec::with_capacity(folded.len() / 3 + 2),
        };
        reading.push(EDGE, 0);
        let mut skip_to = 0;
        for (at, c) in folded.char_indices() {
            if at < skip_to {
                continue;
            }
            if is_plain(c) {
                reading.push(c, at);
                continue;
            }
            let rest = &folded[at..];
            if let Some(word) = address(c, rest) {
                skip_to = at + word.len();
            } else if let Some(mask) = mask(rest) {
                skip_to = at + mask;
                reading.push(FIGURE, at);
            } else if let Some(name) = latin_name(c, rest) {
                skip_to = at + name;
                reading.push(NAME, at);
            } else {
                reading.read(c, at);
            }
        }
        if reading.chars.last() == Some(&BREAK) {
            reading.chars.pop();
            reading.places.pop();
        }
        reading.push(EDGE, folded.len());
        reading.places.push(folded.len() as u32);
        reading
    }

    fn read(&mut self, c: char, at: usize) {
        let last = self.chars.last().copied();
        match c {
            _ if is_particle(c) => {}
            '你' => self.push('您', at),
            '?' => self.push('?', at),
            _ if c.is_ascii_digit() && last == Some(FIGURE) => {}
            _ if c.is_ascii_digit() => self.push(FIGURE, at),
            '\u{4E00}'..='\u{9FFF}' => self.push(c, at),
            _ if is_alphanumeric(c) => self.push(c, at),
            // Emoji and odd signs speak; marks and spaces only part.
            _ if !c.is_ascii() && !is_mark(c) => self.push(c, at),
            _ if last != Some(BREAK) && last != Some(EDGE) => self.push(BREAK, at),
            _ => {}
        }
    }

    fn push(&mut self, c: char, at: usize) {
        self.chars.push(c);
        self.places.push(at as u32);
    }

    /// Whether a range has enough to be judged by.
    pub(super) fn says_something(&self, range: &Range<usize>) -> bool {
        let letters = self.chars[range.clone()].iter();
        letters.filter(|c| is_telling(**c)).nth(LEAST - 1).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Calls `found` for every character of a range with the hashes of the
    /// runs that end there.
    pub(super) fn each_run(&self, range: Range<usize>, mut found: impl FnMut(&[u32])) {
        let mut runs = [0u32; MAX_RUN];
        for end in range.start + 1..=range.end {
            let ending = &self.chars[end.saturating_sub(MAX_RUN)..end];
            let mut hash = 0u32;
            for (run, c) in runs.iter_mut().zip(ending.iter().rev()) {
                hash = mix(hash, *c);
                *run = finish(hash);
            }
            found(&runs[..ending.len()]);
        }
    }

    /// Ranges of characters that are judged as one text: all of it, if it is
    /// short; else from every clause on as many as there is room for. Their
    /// beginnings and their ends are in order.
    pub(super) fn windows(&self, max: usize) -> Vec<Range<usize>> {
        let whole = 0..self.chars.len();
        if whole.len() <= max {
            return Vec::from([whole]);
        }
        let starts = self.pieces(max / 2).into_iter();
        starts
            .map(|piece| piece.range.start)
            .map(|start| start..(start + max).min(whole.end))
            .collect()
    }

    /// The clauses; of one that is longer than `max`, parts of that length.
    pub(super) fn pieces(&self, max: usize) -> Vec<Piece> {
        let mut out = Vec::with_capacity(8);
        let (mut start, mut letters) = (0, 0);
        for (at, c) in self.chars.iter().enumerate() {
            letters += usize::from(is_telling(*c));
            let end = at + 1;
            let is_end = matches!(*c, BREAK | '?') || end == self.chars.len();
            if is_end || end - start == max {
                let range = start..end;
                out.push(Piece { range, letters });
                (start, letters) = (end, 0);
            }
        }
        out
    }

    /// The clauses of a window.
    pub(super) fn clauses(
        &self,
        window: &Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + use<> {
        let mut start = window.start;
        let mut out = Vec::new();
        for at in window.clone() {
            let is_end = matches!(self.chars[at], BREAK | '?') || at + 1 == window.end;
            if is_end {
                out.push(start..at + 1);
                start = at + 1;
            }
        }
        out.into_iter()
    }

    /// The bytes of the folded text for a range of characters, without the
    /// marks at its ends.
    pub(super) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let is_mark = |at: usize| matches!(self.chars[at], BREAK | EDGE);
        let mut range = range.clone();
        while range.start < range.end && is_mark(range.start) {
            range.start += 1;
        }
        while range.start < range.end && is_mark(range.end - 1) {
            range.end -= 1;
        }
        self.places[range.start] as usize..self.places[range.end] as usize
    }
}

/// The length of a mask or a picture's name at the beginning of a text, such as
/// \[订单x\] or \[微笑\]: a few letters in brackets.
fn mask(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('[')?;
    let (end, _) = inside.char_indices().take(8).find(|(_, c)| *c == ']')?;
    let is_name = inside[..end].chars().all(char::is_alphanumeric);
    is_name.then_some(end + 2)
}

/// The length of a name in Latin letters at the beginning of a text.
fn latin_name(first: char, text: &str) -> Option<usize> {
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    (length > LONGEST_SLANG).then_some(length)
}

/// A form of address at the beginning of a text.
fn address(first: char, text: &str) -> Option<&'static str> {
    if !matches!(first, '您' | '你' | '亲' | '小' | '妹') {
        return None;
    }
    ADDRESS.into_iter().find(|word| text.starts_with(word))
}

/// Whether a character says something: figures and names do not.
fn is_telling(c: char) -> bool {
    is_alphanumeric(c) && !matches!(c, NAME | FIGURE)
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' | '\u{FE30}'..='\u{FE4F}' | '·' | '¥'
    )
}

fn mix(hash: u32, c: char) -> u32 {
    (hash.rotate_left(5) ^ c as u32).wrapping_mul(0x9E37_79B1)
}

/// Spreads the last characters over all bits (the finaliser of MurmurHash3).
fn finish(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash ^ (hash >> 13)
}
