//! A text as the learned rules read it.

use std::ops::Range;

use super::MAX_RUN;
use crate::letters::{Letter, Letters};
use crate::pairs::FewChars;
use crate::text::is_alphanumeric;

/// The characters that a form of address begins with.
const ADDRESSING: [char; 5] = ['您', '你', '亲', '小', '妹'];

/// Forms of address: warm or not, they are no reason to mark a line.
fn forms_of_address(first: char) -> &'static [&'static str] {
    match first {
        '您' => &["您好"],
        '你' => &["你好"],
        '亲' => &["亲爱的", "亲爱哒", "亲亲", "亲"],
        '小' => &["小妹"],
        '妹' => &["妹子"],
        _ => &[],
    }
}

/// Particles and small sounds, likewise.
const PARTICLES: [char; 16] = [
    '哦', '呢', '哈', '哟', '呀', '啦', '噢', '嗯', '呐', '哇', '啊', '喔', '~', '哒', '滴', '嘻',
];

/// Whether a character is read as it is whatever stands around it. Some that
/// are do not get through, which costs no more than a longer look.
fn is_plain(c: char) -> bool {
    const SPECIAL: FewChars = FewChars::of(&ADDRESSING).with(&PARTICLES);
    matches!(c, '\u{4E00}'..='\u{9FFF}') && !SPECIAL.may_have(c)
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

/// The characters that count.
pub(super) struct Reading {
    letters: Vec<Letter>,
    /// Letters that say something.
    telling: usize,
    ends: Vec<End>,
    /// Bytes of the folded text.
    size: u32,
}

/// Where a clause ends, and how many letters up to there say something.
#[derive(Clone, Copy, PartialEq)]
struct End {
    at: usize,
    telling: usize,
}

impl Reading {
    pub(super) fn new(folded: Letters<'_>) -> Self {
        let size = folded.text.len();
        let mut reading = Self {
            letters: Vec::with_capacity(folded.all.len() + 2),
            telling: 0,
            ends: Vec::with_capacity(8),
            size: size as u32,
        };
        reading.push(EDGE, 0);
        let mut skip_to = 0;
        for letter in folded.all {
            let (c, at) = (letter.c, letter.start());
            if at < skip_to {
                continue;
            }
            if is_plain(c) {
                reading.telling += 1;
                reading.push(c, at);
                continue;
            }
            if matches!(c, ',' | '。' | '!' | ';' | ' ') {
                reading.part(at);
                continue;
            }
            let rest = &folded.text[at..];
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
        if reading.last() == Some(BREAK) {
            reading.letters.pop();
            reading.ends.pop();
        }
        reading.push(EDGE, size);
        reading.end();
        reading
    }

    fn read(&mut self, c: char, at: usize) {
        let last = self.last();
        match c {
            _ if PARTICLES.contains(&c) => {}
            '你' => self.tell('您', at),
            '?' => self.end_clause('?', at),
            _ if c.is_ascii_digit() && last == Some(FIGURE) => {}
            _ if c.is_ascii_digit() => self.push(FIGURE, at),
            _ if is_alphanumeric(c) => self.tell(c, at),
            // Emoji and odd signs speak; marks and spaces only part.
            _ if !c.is_ascii() && !is_mark(c) => self.push(c, at),
            _ => self.part(at),
        }
    }

    /// Reads a letter; one that also stands for a name or a figure says nothing.
    fn tell(&mut self, c: char, at: usize) {
        self.telling += usize::from(is_telling(c));
        self.push(c, at);
    }

    /// Reads a mark or a space.
    fn part(&mut self, at: usize) {
        if !matches!(self.last(), Some(BREAK | EDGE)) {
            self.end_clause(BREAK, at);
        }
    }

    fn end_clause(&mut self, mark: char, at: usize) {
        self.push(mark, at);
        self.end();
    }

    fn end(&mut self) {
        let end = End {
            at: self.letters.len(),
            telling: self.telling,
        };
        if self.ends.last() != Some(&end) {
            self.ends.push(end);
        }
    }

    fn push(&mut self, c: char, at: usize) {
        let at = at as u32;
        self.letters.push(Letter { c, at });
    }

    fn last(&self) -> Option<char> {
        self.letters.last().map(|letter| letter.c)
    }

    /// Whether a range has enough to be judged by.
    pub(super) fn says_something(&self, range: &Range<usize>) -> bool {
        let letters = self.letters[range.clone()].iter();
        let mut telling = letters.filter(|letter| is_telling(letter.c));
        telling.nth(LEAST - 1).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// Calls `found` for every character of a range with the hashes of the
    /// runs that end there.
    pub(super) fn each_run(&self, range: Range<usize>, mut found: impl FnMut(&[u32])) {
        for end in range.start + 1..=range.end {
            match (self.runs_before(end), &self.letters[..end]) {
                (Some(runs), _) => found(&runs),
                (None, [a, b]) => found(&runs([b.c, a.c])),
                (None, [a]) => found(&runs([a.c])),
                _ => {}
            }
        }
    }

    /// The hashes of all runs that end before a place, the shortest first; only
    /// if there are enough characters for the longest.
    pub(super) fn runs_before(&self, end: usize) -> Option<[u32; MAX_RUN]> {
        match self.letters.get(..end)? {
            [.., a, b, c] => Some(runs([c.c, b.c, a.c])),
            _ => None,
        }
    }

    /// Ranges of characters that are judged as one text: all of it, if it is
    /// short; else from every clause on as many as there is room for. Their
    /// beginnings and their ends are in order.
    pub(super) fn windows(&self, max: usize) -> impl Iterator<Item = Range<usize>> {
        let len = self.len();
        let whole = (len <= max).then_some(0..len);
        let parts = (len > max).then(|| self.pieces(max / 2));
        let starts = parts.into_iter().flatten().map(|piece| piece.range.start);
        let windows = starts.map(move |start| start..(start + max).min(len));
        whole.into_iter().chain(windows)
    }

    /// The clauses; of one that is longer than `max`, parts of that length.
    pub(super) fn pieces(&self, max: usize) -> impl Iterator<Item = Piece> {
        let mut ends = self.ends.iter();
        let mut end = End { at: 0, telling: 0 };
        let mut start = end;
        std::iter::from_fn(move || {
            if start.at == end.at {
                start = end;
                end = *ends.next()?;
            }
            let range = start.at..end.at.min(start.at + max);
            let letters = if range.end == end.at {
                end.telling - start.telling
            } else {
                let letters = self.letters[range.clone()].iter();
                letters.filter(|letter| is_telling(letter.c)).count()
            };
            start.at = range.end;
            start.telling += letters;
            Some(Piece { range, letters })
        })
    }

    /// The clauses of a window.
    pub(super) fn clauses(&self, window: &Range<usize>) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut start = window.start;
        let inside = self.ends.iter().map(|end| end.at);
        let inside = inside.filter(|end| window.contains(end));
        for end in inside.chain([window.end]) {
            out.push(start..end);
            start = end;
        }
        out.retain(|clause| !clause.is_empty());
        out
    }

    /// The bytes of the folded text for a range of characters, without the
    /// marks at its ends.
    pub(super) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let is_mark = |at: usize| matches!(self.letters[at].c, BREAK | EDGE);
        let mut range = range.clone();
        while range.start < range.end && is_mark(range.start) {
            range.start += 1;
        }
        while range.start < range.end && is_mark(range.end - 1) {
            range.end -= 1;
        }
        let place = |at: usize| self.letters.get(at).map_or(self.size, |letter| letter.at);
        place(range.start) as usize..place(range.end) as usize
    }
}

/// The hashes of the runs that end with the first of some letters, which stand
/// in the order from the last to the first: each is a letter longer.
fn runs<const N: usize>(letters: [char; N]) -> [u32; N] {
    let mut hash = 0u64;
    letters.map(|c| {
        // The upper half of a product depends on all bits below.
        hash = (hash ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (hash >> 32) as u32
    })
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
    let mut forms = forms_of_address(first).iter();
    forms.find(|form| text.starts_with(**form)).copied()
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
