//! For people: the line with the finding underlined.

use std::io::{self, IsTerminal};
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Snippet};
use huashu::Severity;

use super::Found;
use crate::lang::{LANG, tr};
use crate::rules::severity;
use crate::show::printable;

/// So many characters of a long line are shown on each side of a finding.
const AROUND: usize = 60;

/// Stands for the path until the snippet is rendered: the renderer counts the
/// column in what is shown, which in a table is not the column in the file.
const PLACEHOLDER: &str = "\u{E000}";

pub(super) struct Renderer(annotate_snippets::Renderer);

impl Renderer {
    pub(super) fn new() -> Self {
        let renderer = if io::stdout().is_terminal() {
            annotate_snippets::Renderer::styled()
        } else {
            annotate_snippets::Renderer::plain()
        };
        Self(renderer.decor_style(DecorStyle::Ascii))
    }

    pub(super) fn snippet(&self, found: &Found<'_>) -> String {
        let f = &found.finding;
        let level = match f.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let place = found.place;
        let (shown, span) = window(&found.unit.text, f.start..f.end);
        let origin = match &found.unit.cell {
            // A sheet has cells and no lines.
            Some(cell) if cell.contains('!') => format!("{}:{cell}", found.file.display()),
            _ => format!("{}:{}:{}", found.file.display(), place.line, place.column),
        };
        let shown_column = 1 + shown[..span.start].chars().count();
        let placeholder = format!("{PLACEHOLDER}:{}:{shown_column}", place.line);
        let source = Snippet::source(shown)
            .path(PLACEHOLDER)
            .line_start(place.line)
            .annotation(AnnotationKind::Primary.span(span));
        let group = level
            .with_name(severity(f.severity))
            .primary_title(f.message.text(*LANG))
            .id(f.code.as_str())
            .element(source);
        let group = match &f.rewrite {
            Some(rewrite) => {
                let name = if f.safe {
                    tr("改写", "rewrite")
                } else {
                    tr("建议改写", "suggested rewrite")
                };
                group.element(Level::HELP.with_name(name).message(rewrite.as_str()))
            }
            None => group,
        };
        let rendered = self.0.render(&[group]).replacen(&placeholder, &origin, 1);
        printable_keeping_colours(&rendered)
    }
}

/// The lines of a finding, cut where they are long, and its place in them.
/// Only what is shown is looked at, however long the text is.
fn window(text: &str, span: Range<usize>) -> (String, Range<usize>) {
    let before = text.get(..span.start).unwrap_or_default();
    let behind = text.get(span.end..).unwrap_or_default();
    let found = text.get(span).unwrap_or_default();
    let is_inside = |c: &char| !matches!(c, '\n' | '\r');
    let mut head: Vec<char> = before
        .chars()
        .rev()
        .take_while(is_inside)
        .take(AROUND + 1)
        .collect();
    let mut tail: Vec<char> = behind
        .chars()
        .take_while(is_inside)
        .take(AROUND + 1)
        .collect();
    for side in [&mut head, &mut tail] {
        if let Some(last) = side.get_mut(AROUND) {
            *last = '…';
        }
    }
    let mut shown: String = head.into_iter().rev().collect();
    let start = shown.len();
    shown.push_str(found);
    let end = shown.len();
    shown.extend(tail);
    (shown, start..end)
}

/// Control characters of scripts are made visible; the renderer's own colours
/// begin with the escape character and stay.
fn printable_keeping_colours(text: &str) -> String {
    text.split('\u{1B}')
        .map(printable)
        .collect::<Vec<_>>()
        .join("\u{1B}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_finding() {
        let text = format!("一\n{}你{}", "好".repeat(100), "呀".repeat(100));
        let at = text.find('你').unwrap();
        let (shown, span) = window(&text, at..at + 3);
        assert_eq!(&shown[span], "你");
        assert_eq!(shown.chars().count(), 1 + AROUND + 1 + AROUND + 1);
        assert_eq!(window("你好", 0..3), ("你好".into(), 0..3));
    }
}
