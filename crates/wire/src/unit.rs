//! Units of places in a text.

use std::ops::Range;

/// What the places of slots and findings are counted in. Strings of different
/// languages have different units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of UTF-8, as in Rust.
    Byte,
    /// Unicode code points, as in Python.
    CodePoint,
    /// UTF-16 code units, as in JavaScript.
    Utf16,
}

impl Unit {
    /// A byte range of a text in this unit. Ranges beyond the text are cut,
    /// ends inside a character move to its beginning.
    ///
    /// ```
    /// use huashu_wire::Unit;
    /// assert_eq!(Unit::CodePoint.of("👍好的", 4..10), 1..3);
    /// assert_eq!(Unit::Utf16.of("👍好的", 4..10), 2..4);
    /// ```
    pub fn of(self, text: &str, range: Range<usize>) -> Range<usize> {
        let start = self.length(&text[..boundary(text, range.start)]);
        let rest = boundary(text, range.start)..boundary(text, range.end.max(range.start));
        start..start + self.length(&text[rest])
    }

    fn length(self, text: &str) -> usize {
        match self {
            Unit::Byte => text.len(),
            Unit::CodePoint => text.chars().count(),
            Unit::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
