//! Texts that a pattern needs: of each list at least one has to be there.
//! Whoever looks for all of them in one pass knows which patterns are worth
//! trying, and the others are never even compiled (the idea of RE2's
//! FilteredRE2).

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

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
    pub(crate) lists: Vec<List>,
    /// Whether it matches nowhere but at the beginning of a text.
    pub(crate) is_anchored: bool,
    /// The characters of which the text has to begin with one.
    pub(crate) opening: Option<BTreeSet<char>>,
}

/// Texts of which a match has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct List {
    pub(crate) texts: Texts,
    pub(crate) at: Span,
}

/// Where a text may begin in a match, in bytes from its beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) first: usize,
    /// The last place; `None` if there is none.
    pub(crate) last: Option<usize>,
}

impl Span {
    /// The beginning itself.
    const START: Self = Self {
        first: 0,
        last: Some(0),
    };

    /// The places as far behind others as these are behind the beginning.
    fn behind(self, other: Self) -> Self {
        let sum = |a: usize, b: usize| a.checked_add(b);
        Self {
            first: self.first.saturating_add(other.first),
            last: self.last.zip(other.last).and_then(|(a, b)| sum(a, b)),
        }
    }

    /// The places of both, and what lies between.
    fn or(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.zip(other.last).map(|(a, b)| a.max(b)),
        }
    }

    /// Where a match of a part ends that begins at its beginning.
    fn of(part: &Hir) -> Self {
        let properties = part.properties();
        Self {
            first: properties.minimum_len().unwrap_or(0),
            last: properties.maximum_len(),
        }
    }
}

/// What each branch of a pattern needs: a pattern is worth trying if one of its
/// branches has everything.
pub(crate) fn required(pattern: &str) -> Vec<Needs> {
    let needs = |branch| Needs {
        lists: lists(branch),
        is_anchored: branch.properties().look_set_prefix().contains(Look::Start),
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

fn lists(branch: &Hir) -> Vec<List> {
    let mut lists = part(branch).all();
    let worth = |list: &List| worth(&list.texts);
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
    required: Vec<List>,
}

impl Part {
    /// Everything that is needed.
    fn all(self) -> Vec<List> {
        let exact = self.exact.map(|texts| List {
            texts,
            at: Span::START,
        });
        let lists = exact.into_iter().chain(self.required);
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
        HirKind::Concat(parts) => sequence(parts),
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
fn sequence(parts: &[Hir]) -> Part {
    let empty = || List {
        texts: Texts::from([String::new()]),
        at: Span::START,
    };
    let mut run = empty();
    let mut end = Span::START;
    let mut required: Vec<List> = Vec::new();
    let mut whole = true;
    for hir in parts {
        let part = part(hir);
        let begin = end;
        end = Span::of(hir).behind(begin);
        match part.exact {
            Some(exact) if run.texts.len() * exact.len() <= MAX_TEXTS => {
                let mut longer = Texts::new();
                for text in run.texts {
                    longer.extend(exact.iter().map(|more| [text.as_str(), more].concat()));
                }
                run.texts = longer;
            }
            _ => {
                whole = false;
                required.push(std::mem::replace(&mut run, empty()));
                required.extend(part.all().into_iter().map(|list| List {
                    at: list.at.behind(begin),
                    ..list
                }));
                run.at = end;
            }
        }
    }
    if whole {
        return exactly(run.texts);
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
    let mut required: Option<Option<List>> = Some(None);
    for part in parts {
        exact = exact.zip(part.exact.clone()).and_then(|(mut all, more)| {
            all.extend(more);
            (all.len() <= MAX_TEXTS).then_some(all)
        });
        let best = part.all().into_iter().max_by_key(|list| worth(&list.texts));
        required = required
            .zip(best)
            .map(|(all, best)| Some(either(all, best)));
    }
    Part {
        exact,
        required: required.flatten().into_iter().collect(),
    }
}

/// The texts of both lists.
fn either(all: Option<List>, more: List) -> List {
    let Some(mut all) = all else {
        return more;
    };
    all.texts.extend(more.texts);
    all.at = all.at.or(more.at);
    all
}

fn is_useful(list: &List) -> bool {
    !list.texts.is_empty() && !list.texts.contains("")
}

/// Long texts are rare ones, and few are better than many.
fn worth(texts: &Texts) -> (usize, std::cmp::Reverse<usize>) {
    let shortest = texts.iter().map(|t| t.chars().count()).min().unwrap_or(0);
    (shortest.min(LONG), std::cmp::Reverse(texts.len()))
}

impl List {
    /// Without texts that have another one of the list inside: whoever finds
    /// that one finds them too, though it may begin later.
    pub(crate) fn without_longer(self) -> Self {
        let mut kept = Texts::new();
        let mut latest = 0;
        for text in &self.texts {
            // Texts of one length differ, so none is inside another.
            let shorter = self.texts.iter().filter(|other| other.len() < text.len());
            let inside = shorter.filter_map(|other| place(text.as_bytes(), other.as_bytes()));
            match inside.min() {
                Some(at) => latest = latest.max(at),
                None => _ = kept.insert(text.clone()),
            }
        }
        Self {
            texts: kept,
            at: Span {
                first: self.at.first,
                last: self.at.last.map(|last| last.saturating_add(latest)),
            },
        }
    }
}

/// Where a part of a text begins. They have a few characters, which the search
/// of the standard library takes longer to prepare for than to look through.
fn place(text: &[u8], part: &[u8]) -> Option<usize> {
    let mut windows = text.windows(part.len().max(1));
    windows.position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::{List, required};

    fn lists(pattern: &str) -> Vec<List> {
        let lists = required(pattern).into_iter().flat_map(|needs| needs.lists);
        lists.map(List::without_longer).collect()
    }

    fn texts(pattern: &str) -> Vec<String> {
        let lists = lists(pattern).into_iter();
        lists.flat_map(|list| list.texts).collect()
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
    fn lists_know_where_their_texts_may_begin() {
        let places = |pattern: &str| {
            let of = |list: List| {
                let texts = Vec::from_iter(list.texts).join(" ");
                (texts, list.at.first, list.at.last)
            };
            lists(pattern).into_iter().map(of).collect::<Vec<_>>()
        };
        let of = |texts: &str, first, last| (texts.to_owned(), first, last);
        assert_eq!(
            places("您[^,]{0,4}(看清|填错)了?"),
            // A character has up to four bytes.
            [of("填错 看清", 3, Some(19)), of("您", 0, Some(0))]
        );
        assert_eq!(
            places("退[^,]*款"),
            [of("款", 3, None), of("退", 0, Some(0))]
        );
        assert_eq!(
            places("(?:不会退|退)[^,]款"),
            [of("款", 4, Some(13)), of("退", 0, Some(6))]
        );
    }

    #[test]
    fn a_pattern_without_a_needed_text_says_so() {
        for pattern in [".*", "您?", "a|.", "[^a]+", ""] {
            let branches = required(pattern);
            assert!(branches.iter().any(|b| b.lists.is_empty()), "{pattern}");
        }
    }
}
