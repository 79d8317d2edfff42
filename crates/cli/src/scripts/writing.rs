//! How a format writes a text, and how the writing is changed so that every
//! byte outside of the change stays.

use std::ops::Range;

use super::scalar;

/// A change of a text: bytes of the text, and what comes in their place.
pub(crate) type Edit = (Range<usize>, String);

/// A text the way its file writes it, with quotes and escapes.
#[derive(Clone)]
pub(crate) struct Written {
    raw: String,
    form: Form,
    text: String,
    stretches: Vec<Stretch>,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As it is.
    Plain,
    /// A cell of a table without quotes, or with them.
    Cell {
        delimiter: char,
    },
    QuotedCell,
    /// A JSON string with its quotes.
    Json,
    /// Scalars of YAML.
    PlainScalar,
    SingleQuoted,
    DoubleQuoted,
    Literal {
        indent: usize,
    },
    Folded {
        indent: usize,
    },
}

/// A run of the text and where it is written: byte for byte when both are of
/// the same length, else by an escape or a line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) text: Range<usize>,
    pub(super) raw: Range<usize>,
}

impl Written {
    /// A text that stands in its file as it is.
    pub(crate) fn plain(text: String) -> Self {
        let all = 0..text.len();
        Self {
            raw: text.clone(),
            form: Form::Plain,
            text,
            stretches: vec![Stretch {
                text: all.clone(),
                raw: all,
            }],
        }
    }

    /// Reads what is written; `None` if it is not written in this form.
    pub(super) fn read(raw: &str, form: Form) -> Option<Self> {
        let (text, stretches) = read(raw, form)?;
        Some(Self {
            raw: raw.to_owned(),
            form,
            text,
            stretches,
        })
    }

    pub(crate) fn raw(&self) -> &str {
        &self.raw
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is a block of YAML, whose header stands before it.
    pub(super) fn is_block(&self) -> bool {
        matches!(self.form, Form::Literal { .. } | Form::Folded { .. })
    }

    /// The writing with changes made, which are in order and apart. `None`
    /// when the form cannot write the new text.
    pub(crate) fn edited(&self, edits: &[Edit]) -> Option<Self> {
        let mut raw = String::with_capacity(self.raw.len());
        let mut expected = String::with_capacity(self.text.len());
        let (mut done, mut told) = (0, 0);
        for (range, new) in edits {
            raw.push_str(self.raw.get(done..self.start_of(range.start))?);
            raw.push_str(&self.form.escaped(new)?);
            done = self.end_of(range.end);
            expected.push_str(self.text.get(told..range.start)?);
            expected.push_str(new);
            told = range.end;
        }
        raw.push_str(self.raw.get(done..)?);
        expected.push_str(self.text.get(told..)?);
        match self.form.quoted_if_needed(&self.text, &expected) {
            Some((form, quoted)) => Self::read(&quoted, form),
            None => Self::read(&raw, self.form),
        }
        .filter(|written| written.text == expected)
    }

    /// Where a byte of the text is written; behind the last one, where the
    /// writing of the text ends.
    pub(super) fn start_of(&self, byte: usize) -> usize {
        let n = self.stretches.partition_point(|s| s.text.start <= byte);
        let Some(of) = n.checked_sub(1).and_then(|n| self.stretches.get(n)) else {
            return 0;
        };
        if of.text.len() == of.raw.len() {
            of.raw.start + (byte - of.text.start)
        } else if byte >= of.text.end {
            of.raw.end
        } else {
            of.raw.start
        }
    }

    /// Where the writing of what lies before a byte ends. What the form writes
    /// between two bytes of the text, such as the indentation of a block,
    /// stays outside.
    fn end_of(&self, byte: usize) -> usize {
        let n = self.stretches.partition_point(|s| s.text.start < byte);
        let Some(of) = n.checked_sub(1).and_then(|n| self.stretches.get(n)) else {
            return self.start_of(byte);
        };
        if of.text.len() == of.raw.len() {
            of.raw.start + (byte - of.text.start)
        } else {
            of.raw.end
        }
    }
}

impl Form {
    /// A rewrite the way this form writes text inside of its quotes. Line
    /// ends are no matter for a rewrite.
    fn escaped(self, text: &str) -> Option<String> {
        if text.contains(char::is_control) {
            return None;
        }
        Some(match self {
            Self::QuotedCell => text.replace('"', "\"\""),
            Self::SingleQuoted => text.replace('\'', "''"),
            Self::Json | Self::DoubleQuoted => text.replace('\\', "\\\\").replace('"', "\\\""),
            Self::Plain
            | Self::Cell { .. }
            | Self::PlainScalar
            | Self::Literal { .. }
            | Self::Folded { .. } => text.to_owned(),
        })
    }

    /// Text that was written without quotes and now needs them.
    fn quoted_if_needed(self, old: &str, text: &str) -> Option<(Form, String)> {
        match self {
            Self::Cell { delimiter }
                if text.contains([delimiter, '\n', '\r']) || text.starts_with('"') =>
            {
                let inner = Self::QuotedCell.escaped(text)?;
                Some((Self::QuotedCell, format!("\"{inner}\"")))
            }
            Self::PlainScalar if !scalar::stays_plain(old, text) => {
                let inner = Self::SingleQuoted.escaped(text)?;
                Some((Self::SingleQuoted, format!("'{inner}'")))
            }
            _ => None,
        }
    }
}

fn read(raw: &str, form: Form) -> Option<(String, Vec<Stretch>)> {
    match form {
        Form::Plain | Form::Cell { .. } => {
            let mut out = Reading::default();
            out.verbatim(raw, 0);
            Some(out.done())
        }
        Form::QuotedCell => quoted_cell(raw),
        Form::Json => json(raw),
        Form::PlainScalar => scalar::plain(raw),
        Form::SingleQuoted => scalar::single_quoted(raw),
        Form::DoubleQuoted => scalar::double_quoted(raw),
        Form::Literal { indent } => scalar::literal(raw, indent),
        Form::Folded { indent } => scalar::folded(raw, indent),
    }
}

/// A text and its stretches, built from the beginning.
#[derive(Default)]
pub(super) struct Reading {
    text: String,
    stretches: Vec<Stretch>,
}

impl Reading {
    /// Text that is written as it is.
    pub(super) fn verbatim(&mut self, text: &str, raw: usize) {
        if let Some(last) = self.stretches.last_mut()
            && last.raw.end == raw
            && last.text.len() == last.raw.len()
        {
            last.raw.end += text.len();
            last.text.end += text.len();
            self.text.push_str(text);
        } else {
            self.escape(text, raw..raw + text.len());
        }
    }

    /// Text that is written otherwise.
    pub(super) fn escape(&mut self, text: &str, raw: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(text);
        let text = start..self.text.len();
        self.stretches.push(Stretch { text, raw });
    }

    /// Takes back white space at the end of the text, which line folding drops.
    pub(super) fn trim_end(&mut self, kept: usize) {
        let end = self.text.trim_end_matches([' ', '\t']).len().max(kept);
        self.text.truncate(end);
        self.stretches.retain(|s| s.text.start < end);
        if let Some(last) = self.stretches.last_mut()
            && last.text.end > end
        {
            last.raw.end -= last.text.end - end;
            last.text.end = end;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn done(mut self) -> (String, Vec<Stretch>) {
        if self.stretches.is_empty() {
            self.escape("", 0..0);
        }
        (self.text, self.stretches)
    }
}

/// `"…"` with doubled quotes; what stands behind the closing one is read as
/// it is, as spreadsheet programs do.
fn quoted_cell(raw: &str) -> Option<(String, Vec<Stretch>)> {
    let mut out = Reading::default();
    let inner = raw.strip_prefix('"')?;
    let mut chars = inner.char_indices().peekable();
    while let Some((n, c)) = chars.next() {
        let at = 1 + n;
        if c != '"' {
            out.verbatim(&inner[n..n + c.len_utf8()], at);
        } else if chars.next_if(|(_, c)| *c == '"').is_some() {
            out.escape("\"", at..at + 2);
        } else {
            out.verbatim(&raw[at + 1..], at + 1);
            return Some(out.done());
        }
    }
    None
}

fn json(raw: &str) -> Option<(String, Vec<Stretch>)> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Reading::default();
    let mut at = 0;
    while at < inner.len() {
        let rest = &inner[at..];
        if !rest.starts_with('\\') {
            let run = rest.find('\\').unwrap_or(rest.len());
            out.verbatim(&rest[..run], at + 1);
            at += run;
            continue;
        }
        let length = json_escape(rest)?;
        // The escape alone is a JSON string of one character.
        let text: String = serde_json::from_str(&format!("\"{}\"", rest.get(..length)?)).ok()?;
        out.escape(&text, at + 1..at + 1 + length);
        at += length;
    }
    Some(out.done())
}

/// The length of an escape; a pair of surrogates is one.
fn json_escape(rest: &str) -> Option<usize> {
    if !rest.starts_with("\\u") {
        return Some(2);
    }
    let unit = u16::from_str_radix(rest.get(2..6)?, 16).ok()?;
    Some(if (0xD800..0xDC00).contains(&unit) {
        12
    } else {
        6
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(raw: &str, form: Form, old: &str, new: &str) -> Option<String> {
        let written = Written::read(raw, form)?;
        let at = written.text().find(old)?;
        let edit = (at..at + old.len(), new.to_owned());
        written.edited(&[edit]).map(|w| w.raw)
    }

    #[test]
    fn cells_keep_their_quoting() {
        let bare = Form::Cell { delimiter: ',' };
        assert_eq!(edited("你好", bare, "你", "您").as_deref(), Some("您好"));
        assert_eq!(
            edited("你好", bare, "你", "您,").as_deref(),
            Some("\"您,好\"")
        );
        let quoted = Form::QuotedCell;
        assert_eq!(
            edited("\"a\"\"你\"\"b\"", quoted, "你", "\"").as_deref(),
            Some("\"a\"\"\"\"\"\"b\"")
        );
        assert!(Written::read("\"a", quoted).is_none());
    }

    #[test]
    fn json_keeps_escapes_elsewhere() {
        let raw = r#""\u4f60\n你\ud83d\ude00\"""#;
        let written = Written::read(raw, Form::Json).unwrap();
        assert_eq!(written.text(), "你\n你😀\"");
        assert_eq!(
            written.edited(&[(4..7, "您\"".into())]).unwrap().raw(),
            r#""\u4f60\n您\"\ud83d\ude00\"""#
        );
        assert_eq!(
            written.edited(&[(0..3, "您".into())]).unwrap().raw(),
            r#""您\n你\ud83d\ude00\"""#
        );
        assert_eq!(written.start_of(3), r#""\u4f60"#.len());
    }

    #[test]
    fn a_rewrite_with_a_line_end_is_not_made() {
        assert!(edited("你好", Form::Plain, "你", "您\n").is_none());
    }
}
