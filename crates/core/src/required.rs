//! Texts that a pattern needs: of each list at least one has to be there.
//! Whoever looks for all of them in one pass knows which patterns are worth
//! trying, and the others are never even compiled (the idea of RE2's
//! FilteredRE2).

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::expression::parse;
use crate::opening::opening;

/// Combinations of alternatives are followed up to this many.
const MAX_TEXTS: usize = 64;

/// Longer texts are not more telling.
const LONG: usize = 3;

pub(crate) type Texts = BTreeSet<String>;

/// At most this many lists are asked for, the most telling ones.
const MAX_LISTS: usize = 4;

/// What a branch of a pattern needs.
#[derive(Default)]
pub(crate) struct Needs {
    /// Of each list a text; without lists, nothing in particular.
    pub(crate) lists: Vec<Texts>,
    /// The characters of which the text has to begin with one.
    pub(crate) opening: Option<BTreeSet<char>>,
}

/// What each branch of a pattern needs: a pattern is worth trying if one of its
/// branches has everything.
pub(crate) fn required(pattern: &str) -> Vec<Needs> {
    let needs = |branch| Needs {
        lists: lists(branch),
        opening: opening(branch),
    };
    match parse(pattern) {
        Ok(hir) => branches(&hir).into_iter().map(needs).collect(),
        Err(_) => vec![Needs::default()],
    }
}

fn branches(hir: &Hir) -> Vec<&Hir> {
    match hir.kind() {
        HirKind::Alternation(parts) => parts.iter().flat_map(branches).collect(),
        HirKind::Capture(capture) => branches(&capture.sub),
        _ => vec![hir],
    }
}

fn lists(branch: &Hir) -> Vec<Texts> {
    let mut lists = part(branch).all();
    lists.sort_by(|a, b| worth(b).cmp(&worth(a)).then_with(|| a.cmp(b)));
    lists.dedup();
    lists.truncate(MAX_LISTS);
    lists
}

/// What is known of a part of a pattern.
struct Part {
    /// Everything it can match, if that is a short list.
    exact: Option<Texts>,
    /// Lists of texts; every match has one of each.
    required: Vec<Texts>,
}

impl Part {
    /// Everything that is needed.
    fn all(self) -> Vec<Texts> {
        let lists = self.exact.into_iter().chain(self.required);
        lists.filter(is_useful).collect()
    }
}

fn part(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => exactly(Texts::from([String::new()])),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => exactly(Texts::from([text.to_owned()])),
            Err(_) => anything(),
        },
        HirKind::Class(Class::Unicode(class)) => {
            let chars: Texts = class
                .iter()
                .flat_map(|range| range.start()..=range.end())
                .take(MAX_TEXTS + 1)
                .map(String::from)
                .collect();
            if chars.is_empty() || chars.len() > MAX_TEXTS {
                anything()
            } else {
                exactly(chars)
            }
        }
        HirKind::Class(Class::Bytes(_)) => anything(),
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => {
            let sub = part(&repetition.sub);
            match (repetition.min, repetition.max, sub.exact) {
                (0, Some(1), Some(mut exact)) => {
                    exact.insert(String::new());
                    exactly(exact)
                }
                (0, _, _) => anything(),
                (1, Some(1), exact) => Part {
                    exact,
                    required: sub.required,
                },
                (_, _, exact) => Part {
                    exact: None,
                    required: Part {
                        exact,
                        required: sub.required,
                    }
                    .all(),
                },
            }
        }
        HirKind::Concat(parts) => sequence(parts.iter().map(part)),
        HirKind::Alternation(parts) => alternatives(parts.iter().map(part)),
    }
}

fn exactly(exact: Texts) -> Part {
    Part {
        exact: Some(exact),
        required: Vec::new(),
    }
}

fn anything() -> Part {
    Part {
        exact: None,
        required: Vec::new(),
    }
}

/// Parts after another: every one of them is needed, and neighbours with
/// short lists are joined to longer texts.
fn sequence(parts: impl Iterator<Item = Part>) -> Part {
    let empty = Texts::from([String::new()]);
    let mut run = empty.clone();
    let mut whole = true;
    let mut required: Vec<Texts> = Vec::new();
    for part in parts {
        match part.exact {
            Some(exact) if run.len() * exact.len() <= MAX_TEXTS => {
                run = run
                    .iter()
                    .flat_map(|a| exact.iter().map(move |b| [a.as_str(), b].concat()))
                    .collect();
            }
            _ => {
                whole = false;
                required.push(std::mem::replace(&mut run, empty.clone()));
                required.extend(part.all());
            }
        }
    }
    if whole {
        return exactly(run);
    }
    required.push(run);
    required.retain(is_useful);
    Part {
        exact: None,
        required,
    }
}

/// One of the parts: a text of the most telling list of whichever it is.
fn alternatives(parts: impl Iterator<Item = Part>) -> Part {
    let mut exact = Some(Texts::new());
    let mut required = Some(Texts::new());
    for part in parts {
        exact = exact.zip(part.exact.clone()).and_then(|(mut all, more)| {
            all.extend(more);
            (all.len() <= MAX_TEXTS).then_some(all)
        });
        let best = part.all().into_iter().max_by_key(worth);
        required = required.zip(best).map(|(mut all, best)| {
            all.extend(best);
            all
        });
    }
    Part {
        exact,
        required: required.into_iter().collect(),
    }
}

fn is_useful(texts: &Texts) -> bool {
    !texts.is_empty() && !texts.contains("")
}

/// Long texts are rare ones, and few are better than many.
fn worth(texts: &Texts) -> (usize, std::cmp::Reverse<usize>) {
    let shortest = texts.iter().map(|t| t.chars().count()).min().unwrap_or(0);
    (shortest.min(LONG), std::cmp::Reverse(texts.len()))
}

/// Without texts that have another one of the list inside.
pub(crate) fn without_longer(texts: &[String]) -> Vec<String> {
    let shortest = texts.iter().map(String::len).min().unwrap_or(0);
    // Texts of one length differ, so none is inside another.
    let inside = |text: &String| {
        let mut shorter = texts.iter().filter(|other| other.len() < text.len());
        shorter.any(|other| has(text.as_bytes(), other.as_bytes()))
    };
    let kept = texts
        .iter()
        .filter(|text| text.len() == shortest || !inside(text));
    kept.cloned().collect()
}

/// For texts of a few characters, which the search of the standard library
/// takes longer to prepare for than to look through.
fn has(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len().max(1)).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::{required, without_longer};

    fn texts(pattern: &str) -> Vec<String> {
        let lists = required(pattern).into_iter().flat_map(|needs| needs.lists);
        let lists = lists.map(|list| without_longer(&Vec::from_iter(list)));
        lists.flatten().collect()
    }

    #[test]
    fn the_most_telling_parts_are_asked_for() {
        assert_eq!(texts("您.{0,4}(看清|填错)"), ["填错", "看清", "您"]);
        assert_eq!(
            texts("(加|留)(一?下)?微信"),
            [
                "加一下微信",
                "加下微信",
                "加微信",
                "留一下微信",
                "留下微信",
                "留微信"
            ]
        );
        assert_eq!(texts("[vw]x号?"), ["vx", "wx"]);
        assert_eq!(
            texts("[0-9]{11}"),
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        );
    }

    #[test]
    fn texts_that_hold_another_are_left_out() {
        assert_eq!(texts("的(?:不能|不能退)"), ["的不能"]);
    }

    #[test]
    fn a_pattern_without_a_needed_text_says_so() {
        for pattern in [".*", "您?", "a|.", "[^a]+", ""] {
            let branches = required(pattern);
            assert!(branches.iter().any(|b| b.lists.is_empty()), "{pattern}");
        }
    }
}
