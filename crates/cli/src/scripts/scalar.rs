//! Scalars of YAML as they are written. What is read here is compared with
//! what the YAML library reads; where the two differ, nothing is rewritten,
//! so that this file may leave rare forms out.

use super::writing::{Reading, Stretch};

type Read = Option<(String, Vec<Stretch>)>;

/// Whether a text that was plain stays so when it changes: it takes up nothing
/// that YAML reads as its own sign, in a block or in a list between brackets.
pub(super) fn stays_plain(old: &str, new: &str) -> bool {
    let pairs = signs(old).into_iter().zip(signs(new));
    pairs.into_iter().all(|(old, new)| old || !new)
}

fn signs(text: &str) -> [bool; 6] {
    let first = text.chars().next();
    [
        text.is_empty() || text.trim() != text,
        first.is_some_and(|c| "-?:,[]{}#&*!|>'\"%@`".contains(c)),
        text.contains([',', '[', ']', '{', '}']),
        text.contains(": "),
        text.contains(" #"),
        text.ends_with(':'),
    ]
}

/// The first lines of `raw`, as many as give the text.
pub(super) fn plain_length(raw: &str, text: &str) -> Option<usize> {
    if raw.starts_with(text) {
        return Some(text.len());
    }
    let ends = raw.match_indices('\n').map(|(at, _)| at);
    ends.chain([raw.len()]).find_map(|end| {
        let lines = raw[..end].trim_end();
        let (read, _) = plain(lines)?;
        (read == text).then_some(lines.len())
    })
}

pub(super) fn plain(raw: &str) -> Read {
    let mut out = Reading::default();
    let mut at = 0;
    while at < raw.len() {
        at = match raw[at..].starts_with(['\n', '\r']) {
            true => fold(raw, at, 0, &mut out),
            false => verbatim(raw, at, &['\n', '\r'], &mut out),
        };
    }
    Some(out.done())
}

/// The length of a quoted scalar with its quotes.
pub(super) fn quoted_length(raw: &str) -> Option<usize> {
    let quote = raw.chars().next()?;
    let bytes = raw.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        let (b, next) = (bytes[at], bytes.get(at + 1).copied());
        at += match (quote, b, next) {
            ('"', b'\\', _) | ('\'', b'\'', Some(b'\'')) => 2,
            ('"', b'"', _) | ('\'', b'\'', _) => return Some(at + 1),
            _ => 1,
        };
    }
    None
}

pub(super) fn single_quoted(raw: &str) -> Read {
    let end = raw.strip_prefix('\'')?.strip_suffix('\'')?.len() + 1;
    let mut out = Reading::default();
    let mut at = 1;
    while at < end {
        let rest = &raw[at..end];
        at = if rest.starts_with("''") {
            out.escape("'", at..at + 2);
            at + 2
        } else if rest.starts_with(['\n', '\r']) {
            fold(&raw[..end], at, 0, &mut out)
        } else {
            verbatim(&raw[..end], at, &['\'', '\n', '\r'], &mut out)
        };
    }
    Some(out.done())
}

pub(super) fn double_quoted(raw: &str) -> Read {
    let end = raw.strip_prefix('"')?.strip_suffix('"')?.len() + 1;
    let raw = &raw[..end];
    let mut out = Reading::default();
    // An escaped space at a line's end is text, and folding leaves it.
    let mut kept = 0;
    let mut at = 1;
    while at < end {
        let rest = &raw[at..];
        at = if let Some(escape) = rest.strip_prefix('\\') {
            let behind = escape_length(escape)?;
            if escape.starts_with(['\n', '\r']) {
                skip_blanks(raw, at + 1 + behind)
            } else {
                let text = unescaped(escape.get(..behind)?)?;
                out.escape(text.encode_utf8(&mut [0; 4]), at..at + 1 + behind);
                kept = out.len();
                at + 1 + behind
            }
        } else if rest.starts_with(['\n', '\r']) {
            fold(raw, at, kept, &mut out)
        } else {
            verbatim(raw, at, &['\\', '\n', '\r'], &mut out)
        };
    }
    Some(out.done())
}

/// Lines that stand as they are, `indent` columns in.
pub(super) fn literal(raw: &str, indent: usize) -> Read {
    let mut out = Reading::default();
    for (at, line) in block_lines(raw, indent) {
        out.verbatim(line.trim_end_matches(['\n', '\r']), at);
        if line.ends_with('\n') {
            let end = at + line.len();
            let break_at = at + line.trim_end_matches(['\n', '\r']).len();
            out.escape("\n", break_at..end);
        }
    }
    Some(out.done())
}

/// Lines of which neighbours become one.
pub(super) fn folded(raw: &str, indent: usize) -> Read {
    let mut out = Reading::default();
    let lines: Vec<(usize, &str)> = block_lines(raw, indent).collect();
    for (n, (at, line)) in lines.iter().enumerate() {
        let bare = line.trim_end_matches(['\n', '\r']);
        out.verbatim(bare, *at);
        let line_end = at + bare.len()..at + line.len();
        let next = lines.get(n + 1).map(|(_, next)| next.trim_end());
        match next {
            _ if line_end.is_empty() => {}
            // Lines that are further in keep their line ends, which this
            // reading does not follow; the comparison then fails.
            Some(next) if !bare.is_empty() && !next.is_empty() => out.escape(" ", line_end),
            Some("") if !bare.is_empty() && n + 2 < lines.len() => {}
            _ => out.escape("\n", line_end),
        }
    }
    Some(out.done())
}

/// The length of a block scalar that begins with the first line's text: as
/// many lines as are blank or at least as far in.
pub(super) fn block_length(raw: &str, indent: usize) -> usize {
    let mut at = 0;
    let mut end = 0;
    for line in raw.split_inclusive('\n') {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let blank = line.trim().is_empty();
        if at > 0 && !blank && spaces < indent {
            break;
        }
        at += line.len();
        if !blank {
            end = at;
        }
    }
    end
}

/// The lines of a block with the place of their text. The first begins where
/// the text does, the others `indent` columns in.
fn block_lines(raw: &str, indent: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    raw.split_inclusive('\n').map(move |line| {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let inside = if start == 0 { 0 } else { spaces.min(indent) };
        let at = start + inside;
        start += line.len();
        (at, &line[inside..])
    })
}

fn verbatim(raw: &str, at: usize, stops: &[char], out: &mut Reading) -> usize {
    let rest = &raw[at..];
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let run = rest[first..].find(stops).map_or(rest.len(), |n| n + first);
    out.verbatim(&rest[..run], at);
    at + run
}

/// A line end inside a scalar is a space; empty lines are line ends.
fn fold(raw: &str, at: usize, kept: usize, out: &mut Reading) -> usize {
    out.trim_end(kept);
    let next = skip_blanks(raw, at);
    let breaks = raw[at..next].matches('\n').count();
    match breaks {
        1 => out.escape(" ", at..next),
        n => out.escape(&"\n".repeat(n - 1), at..next),
    }
    next
}

fn skip_blanks(raw: &str, at: usize) -> usize {
    let rest = &raw[at..];
    at + rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len()
}

/// The length of an escape behind its backslash.
fn escape_length(escape: &str) -> Option<usize> {
    Some(match escape.chars().next()? {
        'x' => 3,
        'u' => 5,
        'U' => 9,
        '\r' if escape.starts_with("\r\n") => 2,
        c => c.len_utf8(),
    })
}

fn unescaped(escape: &str) -> Option<char> {
    let first = escape.chars().next()?;
    Some(match first {
        '0' => '\0',
        'a' => '\u{07}',
        'b' => '\u{08}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{0B}',
        'f' => '\u{0C}',
        'r' => '\r',
        'e' => '\u{1B}',
        'N' => '\u{85}',
        '_' => '\u{A0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        ' ' | '"' | '/' | '\\' => first,
        'x' | 'u' | 'U' => char::from_u32(u32::from_str_radix(&escape[1..], 16).ok()?)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(read: Read) -> String {
        read.unwrap().0
    }

    #[test]
    fn quoted_scalars_are_read() {
        assert_eq!(text(single_quoted("'a''b\n   c'")), "a'b c");
        assert_eq!(text(double_quoted("\"\\u4f60\\\"a  \n\n  b\"")), "你\"a\nb");
        assert_eq!(text(double_quoted("\"a\\\n   b\"")), "ab");
        assert_eq!(quoted_length("\"a\\\"b\" c"), Some(6));
        assert_eq!(quoted_length("'a''b' c"), Some(6));
    }

    #[test]
    fn plain_text_is_quoted_when_it_takes_up_a_sign() {
        assert!(stays_plain("你好, 你", "您好, 您"));
        assert!(!stays_plain("你好", "您好, 您"));
        assert!(!stays_plain("你", "#您"));
        assert!(!stays_plain("你, 好", "您, 好: 您"));
    }

    #[test]
    fn blocks_are_read() {
        assert_eq!(text(literal("a\n  b\n\n   c\n", 2)), "a\nb\n\n c\n");
        assert_eq!(text(folded("a\n  b\n", 2)), "a b\n");
        assert_eq!(block_length("a\n  b\n\n- c", 2), 6);
        assert_eq!(plain_length("a\n  b\n- c", "a b"), Some(5));
    }
}
