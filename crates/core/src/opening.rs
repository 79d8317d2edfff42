//! What a text begins with if a pattern that is tied to its beginning matches.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// More characters than these tell little.
const MAX_CHARS: usize = 64;

/// The characters of which a text has to begin with one, if a pattern only
/// matches at the beginning and they are few.
pub(crate) fn opening(pattern: &Hir) -> Option<BTreeSet<char>> {
    let looks = pattern.properties().look_set_prefix();
    let first = first(pattern).filter(|_| looks.contains(Look::Start))?;
    (!first.may_be_missing && first.chars.len() <= MAX_CHARS).then_some(first.chars)
}

/// The first characters of what a part of a pattern matches.
#[derive(Default)]
struct First {
    chars: BTreeSet<char>,
    may_be_missing: bool,
}

/// `None` if they are too many.
fn first(hir: &Hir) -> Option<First> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(First {
            may_be_missing: true,
            ..First::default()
        }),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(First {
                chars: text.chars().take(1).collect(),
                may_be_missing: text.is_empty(),
            })
        }
        HirKind::Class(Class::Unicode(class)) => {
            let chars = class.iter().flat_map(|r| r.start()..=r.end());
            let chars: BTreeSet<char> = chars.take(MAX_CHARS + 1).collect();
            (chars.len() <= MAX_CHARS).then_some(First {
                chars,
                may_be_missing: false,
            })
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Capture(capture) => first(&capture.sub),
        HirKind::Repetition(repetition) => {
            let mut sub = first(&repetition.sub)?;
            sub.may_be_missing |= repetition.min == 0;
            Some(sub)
        }
        HirKind::Concat(parts) => {
            let mut all = First {
                may_be_missing: true,
                ..First::default()
            };
            for part in parts {
                if !all.may_be_missing {
                    break;
                }
                let next = first(part)?;
                all.chars.extend(next.chars);
                all.may_be_missing = next.may_be_missing;
            }
            Some(all)
        }
        HirKind::Alternation(parts) => {
            let mut all = First::default();
            for part in parts {
                let one = first(part)?;
                all.chars.extend(one.chars);
                all.may_be_missing |= one.may_be_missing;
            }
            Some(all)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::opening;

    fn letters(pattern: &str) -> Option<String> {
        let hir = crate::expression::parse(pattern).ok()?;
        opening(&hir).map(String::from_iter)
    }

    #[test]
    fn a_pattern_tied_to_the_beginning_names_its_first_letters() {
        assert_eq!(letters("^(?:喂+|嘿)你好").as_deref(), Some("喂嘿"));
        assert_eq!(
            letters("^亲?[,~ ]?(?:先|快)发").as_deref(),
            Some(" ,~亲先快")
        );
        assert_eq!(letters("^(a|^b)").as_deref(), Some("ab"));
    }

    #[test]
    fn others_may_begin_with_anything() {
        for pattern in ["喂", "^.喂", "^喂?", "^(?:喂|.)", "(?:^|,)喂", "^[一-龥]好"] {
            assert_eq!(letters(pattern), None, "{pattern}");
        }
    }
}
