//! What a customer would read of a reply: its places filled with examples.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::pack::{Part, Template};

/// Values that a place may have, by its name.
pub(crate) type Fixtures = BTreeMap<String, Vec<String>>;

/// A template with its places filled, and the way back.
pub(crate) struct Rendering {
    pub(crate) text: String,
    pieces: Vec<Piece>,
}

/// A part of the rendered text, and where it stands in the template.
struct Piece {
    rendered: Range<usize>,
    written: Range<usize>,
    /// Whether byte for byte the same stands there.
    is_literal: bool,
}

/// Renders a template so often that every value of every place comes up. A
/// place without values is left as it is written. `None` if the text is no
/// template, or has no places.
pub(crate) fn renderings(text: &str, fixtures: &Fixtures) -> Option<Vec<Rendering>> {
    let template = Template::parse(text).ok()?;
    let values = |name: &str| fixtures.get(name).map_or(0, Vec::len);
    let rounds = template
        .placeholders()
        .map(|name| values(name).max(1))
        .max()?;
    Some(
        (0..rounds)
            .map(|round| rendering(text, &template, fixtures, round))
            .collect(),
    )
}

fn rendering(text: &str, template: &Template, fixtures: &Fixtures, round: usize) -> Rendering {
    let mut out = Rendering {
        text: String::new(),
        pieces: Vec::new(),
    };
    let mut at = 0;
    for part in &template.parts {
        match part {
            Part::Placeholder(name) => {
                let written = at..at + name.len() + 2;
                at = written.end;
                let values = fixtures.get(name).filter(|values| !values.is_empty());
                let value = values.map(|values| values[round % values.len()].as_str());
                let value = value
                    .or_else(|| text.get(written.clone()))
                    .unwrap_or_default();
                out.push(value, written, false);
            }
            Part::Text(literal) => {
                for piece in literal.split_inclusive(['{', '}']) {
                    let plain = piece.trim_end_matches(['{', '}']);
                    out.push(plain, at..at + plain.len(), true);
                    at += plain.len();
                    // A brace is written twice.
                    let braces = &piece[plain.len()..];
                    if !braces.is_empty() {
                        out.push(braces, at..at + 2 * braces.len(), false);
                        at += 2 * braces.len();
                    }
                }
            }
        }
    }
    out
}

impl Rendering {
    fn push(&mut self, text: &str, written: Range<usize>, is_literal: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece {
            rendered: start..self.text.len(),
            written,
            is_literal,
        });
    }

    /// The range of the template for a range of the rendered text.
    pub(crate) fn written(&self, range: &Range<usize>) -> Range<usize> {
        let touched = self
            .pieces
            .iter()
            .filter(|p| p.rendered.start < range.end && range.start < p.rendered.end);
        let (mut start, mut end) = (usize::MAX, 0);
        for piece in touched {
            let (from, to) = if piece.is_literal {
                let from = range.start.saturating_sub(piece.rendered.start);
                let to = range.end.min(piece.rendered.end) - piece.rendered.start;
                (piece.written.start + from, piece.written.start + to)
            } else {
                (piece.written.start, piece.written.end)
            };
            start = start.min(from);
            end = end.max(to);
        }
        start.min(end)..end
    }
}
