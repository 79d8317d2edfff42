//! The squeezed form of a text, in which hidden words are looked for.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::letters::{Letter, Letters};
use crate::pairs::{FewChars, Pairs};
use crate::text::is_alphanumeric;

/// The folded text without spaces, punctuation and emoji, and with look-alikes
/// read as what they stand for: what is left when somebody writes 微 信 or
/// 薇❤. It remembers where each character stands in the folded text.
pub(crate) struct Squeezed {
    text: String,
    /// Where stretches that stand in both texts without a gap begin here and
    /// in the folded text.
    places: Vec<(u32, u32)>,
    /// Where the folded text goes on if there is no gap.
    next: usize,
}

impl Squeezed {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The range of `folded`, which this was made of, for a range of this one.
    pub(crate) fn in_folded(&self, range: &Range<usize>, folded: &str) -> Range<usize> {
        let start = self.place(range.start).unwrap_or(folded.len());
        let last = self.text.get(..range.end).and_then(|before| {
            let (at, _) = before.char_indices().next_back()?;
            self.place(at)
        });
        let end = last.map_or(start, |at| {
            let c = folded.get(at..).and_then(|rest| rest.chars().next());
            at + c.map_or(0, char::len_utf8)
        });
        start..end.max(start)
    }

    /// Where the character that begins at a place begins in the folded text.
    fn place(&self, at: usize) -> Option<usize> {
        if at >= self.text.len() {
            return None;
        }
        let next = self
            .places
            .partition_point(|(here, _)| *here as usize <= at);
        let (here, there) = self.places.get(next.checked_sub(1)?)?;
        Some(*there as usize + (at - *here as usize))
    }

    /// Adds a character that stands for one of the folded text.
    fn push(&mut self, c: char, at: usize) {
        if at != self.next || self.places.is_empty() {
            self.places.push((self.text.len() as u32, at as u32));
        }
        self.next = at + c.len_utf8();
        self.text.push(c);
    }

    /// Keeps a mark between two words: 加，微信 is not 加微信. Between single
    /// characters it is only put there.
    fn end_clause(&mut self, at: usize, mark: char, after: impl Iterator<Item = char>) {
        let is_word = |letters: usize| letters >= 2;
        let before = self.text.chars().rev().take_while(|c| is_alphanumeric(*c));
        let after = after.take_while(|c| is_alphanumeric(*c));
        if is_word(before.take(2).count()) && is_word(after.take(2).count()) {
            self.push(mark, at);
        }
    }
}

/// Which characters stand next to each other in the words that are looked for
/// in squeezed texts. Few texts need squeezing: a word that squeezing brings
/// forth has two neighbours that did not stand together as they are read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Neighbours(Pairs);

/// Before a word of one character.
const NOTHING: char = '\0';

impl Neighbours {
    pub(crate) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut pairs = Vec::new();
        for word in words {
            let before = std::iter::once(NOTHING).chain(word.chars());
            pairs.extend(before.zip(word.chars()));
        }
        Self(Pairs::of(&pairs))
    }

    /// Whether squeezing a folded text may bring forth a word that does not
    /// stand there already.
    pub(crate) fn may_meet_in(&self, folded: Letters<'_>) -> bool {
        // The last letter, and the last mark if one stands behind it; a mark
        // may be kept or not.
        let (mut letter, mut last) = (NOTHING, NOTHING);
        let mut is_joint = false;
        for Letter { c, .. } in folded.all.iter().copied() {
            if is_read_as_written(c) && !is_joint {
                (letter, last) = (c, c);
                continue;
            }
            if is_mark(c) {
                if is_joint && self.0.may_have(letter, c) {
                    return true;
                }
                (last, is_joint) = (c, true);
                continue;
            }
            let Some(read) = look_alike(c) else {
                is_joint = true;
                continue;
            };
            let is_disguised = read != c;
            let meets = |this: &Self| this.0.may_have(letter, read) || this.0.may_have(last, read);
            if (is_joint || is_disguised) && meets(self)
                || is_disguised && self.0.may_have(NOTHING, read)
            {
                return true;
            }
            (letter, last, is_joint) = (read, read, is_disguised);
        }
        false
    }

    /// Whether it can be asked.
    pub(crate) fn is_sound(&self) -> bool {
        self.0.is_sound()
    }
}

/// Marks that end a clause.
fn is_mark(c: char) -> bool {
    matches!(c, ',' | '。' | '!' | '?' | ';' | '\n')
}

/// Reads a word of a rule as [`View::squeezed`] reads texts.
pub(crate) fn squeezed_word(folded: &str) -> String {
    squeeze(folded).text
}

/// Squeezes a folded text.
pub(crate) fn squeeze(folded: &str) -> Squeezed {
    let mut out = Squeezed {
        text: String::with_capacity(folded.len()),
        places: Vec::with_capacity(8),
        next: 0,
    };
    let mut letters = folded.char_indices();
    while let Some((at, c)) = letters.next() {
        if is_mark(c) {
            out.end_clause(at, c, letters.as_str().chars());
        } else if let Some(read) = look_alike(c) {
            // In 微❤信 the heart only parts.
            if !is_alphanumeric(c) && letters.as_str().starts_with(read) {
                continue;
            }
            out.push(read, at);
        }
    }
    out
}

/// Whether a character stands for itself; most are Chinese ones, which a look
/// at the range and at a few bits tells.
fn is_read_as_written(c: char) -> bool {
    const OTHERS: FewChars = FewChars::of(&CHINESE_LOOK_ALIKES);
    matches!(c, '\u{4E00}'..='\u{9FFF}') && !OTHERS.may_have(c)
}

/// The Chinese characters that are read as others.
const CHINESE_LOOK_ALIKES: [char; 9] = ['薇', '威', '维', '徽', '嶶', '葳', '溦', '芯', '玛'];

/// What a character stands for when somebody hides a word; `None` for what is
/// only put between characters.
fn look_alike(c: char) -> Option<char> {
    if c.is_ascii_alphanumeric() || is_read_as_written(c) {
        return Some(c);
    }
    let read = match c {
        '薇' | '威' | '维' | '徽' | '嶶' | '葳' | '溦' => '微',
        '芯' | '❤' | '♥' | '💗' | '💌' | '✉' => '信',
        '🐧' => '鹅',
        '🐴' | '玛' => '马',
        '🐶' => '狗',
        '🐷' => '猪',
        '💩' => '屎',
        '➕' | '✚' | '+' => '+',
        'ν' | 'ⅴ' | '∨' | 'ⓥ' => 'v',
        'х' | '×' | 'ⓧ' => 'x',
        '①'..='⑨' => char::from_digit(c as u32 - '①' as u32 + 1, 10)?,
        '⓪' => '0',
        '\u{4E00}'..='\u{9FFF}' => c,
        _ if is_alphanumeric(c) => c,
        _ => return None,
    };
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::{Neighbours, squeeze};
    use crate::letters::{Letters, decode, every_text};

    #[test]
    fn no_word_comes_together_unforeseen() {
        let words = ["加微", "微信", "信号", "号"];
        let neighbours = Neighbours::of(words.into_iter());
        let may_meet_in = |text: &str| {
            let all = decode(text);
            neighbours.may_meet_in(Letters { text, all: &all })
        };
        let mut foreseen = 0;
        let letters = ["加", "微", "薇", "信", "❤", "号", ",", " ", "。", "a"];
        for text in every_text(&letters, 5) {
            let squeezed = squeeze(&text);
            let is_new = |word: &&str| squeezed.text().contains(*word) && !text.contains(*word);
            if words.iter().any(is_new) {
                assert!(may_meet_in(&text), "{text}");
                foreseen += 1;
            }
        }
        assert!(foreseen > 1_000);
        assert!(!may_meet_in("加微信, 信号 a。"));
    }
}
