//! JUnit's XML: a suite for every file, a failed test for every finding.

use std::fmt::Write;

use super::Found;
use crate::lang::LANG;

pub(super) const HEAD: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"huashu\">\n";
pub(super) const TAIL: &str = "</testsuites>";

/// The findings of the file at hand: their number stands before them.
#[derive(Default)]
pub(super) struct Suite {
    cases: String,
    failures: usize,
}

impl Suite {
    pub(super) fn add(&mut self, found: &Found<'_>) {
        let f = &found.finding;
        let place = found.place;
        let at = match &found.unit.cell {
            Some(cell) if cell.contains('!') => cell.clone(),
            _ => format!("{}:{}", place.line, place.column),
        };
        let rewrite = f.rewrite.as_ref().map(|r| format!(" -> {r}"));
        // Writing into a String does not fail.
        let _ = writeln!(
            self.cases,
            "    <testcase name=\"{} {}\" classname=\"{}\">\n      <failure type=\"{}\" message=\"{}\">{}{}</failure>\n    </testcase>",
            escape(&f.code),
            escape(&at),
            escape(&found.path()),
            format!("{:?}", f.severity).to_lowercase(),
            escape(f.message.text(*LANG)),
            escape(&f.matched),
            escape(&rewrite.unwrap_or_default()),
        );
        self.failures += 1;
    }

    /// The suite of a file. A clean file is a test that passed.
    pub(super) fn taken(&mut self, path: &str) -> String {
        let Self { cases, failures } = std::mem::take(self);
        let path = escape(path);
        if failures == 0 {
            return format!(
                "  <testsuite name=\"{path}\" tests=\"1\" failures=\"0\">\n    <testcase name=\"{path}\" classname=\"{path}\"/>\n  </testsuite>\n"
            );
        }
        format!(
            "  <testsuite name=\"{path}\" tests=\"{failures}\" failures=\"{failures}\">\n{cases}  </testsuite>\n"
        )
    }
}

/// Text for XML 1.0, which has no way to write most control characters.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", c as u32)),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn xml_is_escaped() {
        assert_eq!(
            escape("<a&\"b\">\n\u{1}"),
            "&lt;a&amp;&quot;b&quot;&gt;&#10;\u{FFFD}"
        );
    }
}
