//! Regular expressions of packs, in the dialect that all doors share.
//!
//! Patterns are read by regex-syntax and matched by the engine inside the crate
//! `regex`. What stands between them in that crate, the tables of Unicode, is a
//! tenth of what a page may fetch, and patterns on folded Chinese text do not
//! need it: `\d` is a digit from 0 to 9, `\s` is white space, classes list
//! their characters (`[一-龥]`), and letters are small already.

use std::ops::Range;

use regex_automata::meta;
use regex_automata::util::captures;
use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassPerlKind, ClassSet, ClassSetItem, GroupKind, LiteralKind,
    RepetitionKind, RepetitionRange,
};
use regex_syntax::hir::{self, ClassUnicode, ClassUnicodeRange, Hir, Look};

use crate::diagnostic::Message;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(crate) struct Regex(meta::Regex);

/// A part of a text that a pattern, or a group of it, matches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Match<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

/// A match and its groups.
#[derive(Debug)]
pub(crate) struct Captures<'t> {
    text: &'t str,
    groups: captures::Captures,
}

/// What a compiled pattern may take, in bytes, as in the crate `regex`.
const SIZE_LIMIT: usize = 10 << 20;
const CACHE: usize = 2 << 20;

impl Regex {
    /// Compiles a pattern.
    pub(crate) fn new(pattern: &str) -> Result<Self, Message> {
        let hir = parse(pattern)?;
        let config = meta::Config::new()
            .nfa_size_limit(Some(SIZE_LIMIT))
            .hybrid_cache_capacity(CACHE);
        let built = meta::Builder::new().configure(config).build_from_hir(&hir);
        let too_large = |_| {
            Message::new(
                "正则表达式展开后太大",
                "the regular expression is too large when compiled",
            )
        };
        built.map(Self).map_err(too_large)
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The first match.
    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.find_iter(text).next()
    }

    /// The matches, which do not overlap.
    pub(crate) fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        self.0
            .find_iter(text)
            .map(move |found| Match::at(text, found.range()))
    }

    /// The same with their groups.
    pub(crate) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.0
            .captures_iter(text)
            .map(move |groups| Captures { text, groups })
    }

    /// The first match with its groups.
    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.captures_iter(text).next()
    }
}

impl<'t> Match<'t> {
    fn at(text: &'t str, range: Range<usize>) -> Self {
        Self {
            text,
            start: range.start,
            end: range.end,
        }
    }

    pub(crate) fn start(&self) -> usize {
        self.start
    }

    pub(crate) fn end(&self) -> usize {
        self.end
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    pub(crate) fn as_str(&self) -> &'t str {
        self.text.get(self.range()).unwrap_or_default()
    }
}

impl<'t> Captures<'t> {
    /// A group by its number; 0 is the whole match.
    pub(crate) fn get(&self, number: usize) -> Option<Match<'t>> {
        let span = self.groups.get_group(number)?;
        Some(Match::at(self.text, span.range()))
    }

    pub(crate) fn name(&self, name: &str) -> Option<Match<'t>> {
        let span = self.groups.get_group_by_name(name)?;
        Some(Match::at(self.text, span.range()))
    }
}

/// Reads a pattern; the message says what is not part of the dialect.
pub(crate) fn parse(pattern: &str) -> Result<Hir, Message> {
    let ast = ast::parse::Parser::new().parse(pattern).map_err(|error| {
        let cause = error.kind();
        Message::new(
            format!("正则表达式有误：{cause}"),
            format!("bad regular expression: {cause}"),
        )
    })?;
    translate(&ast, true)
}

/// `unicode` is whether `\b` knows all letters, not only those of ASCII.
fn translate(ast: &Ast, unicode: bool) -> Result<Hir, Message> {
    let each = |parts: &[Ast]| -> Result<Vec<Hir>, Message> {
        parts.iter().map(|part| translate(part, unicode)).collect()
    };
    Ok(match ast {
        Ast::Empty(_) => Hir::empty(),
        Ast::Literal(literal) => Hir::literal(character(literal)?.to_string().into_bytes()),
        Ast::Dot(_) => Hir::dot(hir::Dot::AnyCharExceptLF),
        Ast::Assertion(assertion) => Hir::look(look(&assertion.kind, unicode)?),
        Ast::ClassPerl(perl) => class(perl_class(&perl.kind, perl.negated)?),
        Ast::ClassBracketed(brackets) => class(bracketed(brackets)?),
        Ast::Repetition(repetition) => {
            let (min, max) = times(&repetition.op.kind);
            Hir::repetition(hir::Repetition {
                min,
                max,
                greedy: repetition.greedy,
                sub: Box::new(translate(&repetition.ast, unicode)?),
            })
        }
        Ast::Group(group) => {
            let capture = |index: u32, name: Option<&str>| -> Result<Hir, Message> {
                Ok(Hir::capture(hir::Capture {
                    index,
                    name: name.map(Into::into),
                    sub: Box::new(translate(&group.ast, unicode)?),
                }))
            };
            match &group.kind {
                GroupKind::CaptureIndex(index) => capture(*index, None)?,
                GroupKind::CaptureName { name, .. } => capture(name.index, Some(&name.name))?,
                GroupKind::NonCapturing(flags) => {
                    translate(&group.ast, is_unicode(flags, unicode)?)?
                }
            }
        }
        Ast::Alternation(parts) => Hir::alternation(each(&parts.asts)?),
        Ast::Concat(parts) => Hir::concat(each(&parts.asts)?),
        Ast::Flags(_) => return Err(flags_are_not_needed()),
        Ast::ClassUnicode(_) => return Err(list_the_characters()),
    })
}

fn character(literal: &ast::Literal) -> Result<char, Message> {
    // \xFF is a byte where Unicode is off, and no byte above ASCII is a text.
    match literal.kind {
        LiteralKind::HexFixed(ast::HexLiteralKind::X) if !literal.c.is_ascii() => {
            Err(list_the_characters())
        }
        _ => Ok(literal.c),
    }
}

fn look(kind: &AssertionKind, unicode: bool) -> Result<Look, Message> {
    Ok(match (kind, unicode) {
        (AssertionKind::StartLine | AssertionKind::StartText, _) => Look::Start,
        (AssertionKind::EndLine | AssertionKind::EndText, _) => Look::End,
        (AssertionKind::WordBoundary, true) => Look::WordUnicode,
        (AssertionKind::WordBoundary, false) => Look::WordAscii,
        _ => return Err(not_known("\\B, \\<, \\>")),
    })
}

fn times(kind: &RepetitionKind) -> (u32, Option<u32>) {
    match kind {
        RepetitionKind::ZeroOrOne => (0, Some(1)),
        RepetitionKind::ZeroOrMore => (0, None),
        RepetitionKind::OneOrMore => (1, None),
        RepetitionKind::Range(RepetitionRange::Exactly(n)) => (*n, Some(*n)),
        RepetitionKind::Range(RepetitionRange::AtLeast(n)) => (*n, None),
        RepetitionKind::Range(RepetitionRange::Bounded(min, max)) => (*min, Some(*max)),
    }
}

/// The only flag is `u`, before `\b`.
fn is_unicode(flags: &ast::Flags, unicode: bool) -> Result<bool, Message> {
    let mut other = flags.items.iter().filter(|item| {
        !matches!(
            item.kind,
            ast::FlagsItemKind::Negation | ast::FlagsItemKind::Flag(ast::Flag::Unicode)
        )
    });
    if other.next().is_some() {
        return Err(flags_are_not_needed());
    }
    Ok(flags.flag_state(ast::Flag::Unicode).unwrap_or(unicode))
}

fn class(class: ClassUnicode) -> Hir {
    Hir::class(hir::Class::Unicode(class))
}

fn ranges(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(
        ranges
            .iter()
            .map(|(from, to)| ClassUnicodeRange::new(*from, *to)),
    )
}

fn perl_class(kind: &ClassPerlKind, negated: bool) -> Result<ClassUnicode, Message> {
    let mut class = match kind {
        ClassPerlKind::Digit => ranges(&[('0', '9')]),
        ClassPerlKind::Space => ranges(&[('\t', '\r'), (' ', ' ')]),
        ClassPerlKind::Word => return Err(list_the_characters()),
    };
    if negated {
        class.negate();
    }
    Ok(class)
}

fn bracketed(brackets: &ast::ClassBracketed) -> Result<ClassUnicode, Message> {
    let ClassSet::Item(item) = &brackets.kind else {
        return Err(not_known("&&, --, ~~"));
    };
    let mut class = set_item(item)?;
    if brackets.negated {
        class.negate();
    }
    Ok(class)
}

fn set_item(item: &ClassSetItem) -> Result<ClassUnicode, Message> {
    Ok(match item {
        ClassSetItem::Empty(_) => ClassUnicode::empty(),
        ClassSetItem::Literal(literal) => {
            let c = character(literal)?;
            ranges(&[(c, c)])
        }
        ClassSetItem::Range(range) => ranges(&[(character(&range.start)?, character(&range.end)?)]),
        ClassSetItem::Perl(perl) => perl_class(&perl.kind, perl.negated)?,
        ClassSetItem::Bracketed(brackets) => bracketed(brackets)?,
        ClassSetItem::Union(union) => {
            let mut class = ClassUnicode::empty();
            for item in &union.items {
                class.union(&set_item(item)?);
            }
            class
        }
        ClassSetItem::Ascii(_) | ClassSetItem::Unicode(_) => return Err(list_the_characters()),
    })
}

fn flags_are_not_needed() -> Message {
    Message::new(
        "正则里不用写标志（如 (?i)）：文字已归一为小写，只有 (?-u:\\b) 可用",
        "flags such as (?i) are not needed: the text is folded to small letters; only (?-u:\\b) is there",
    )
}

fn list_the_characters() -> Message {
    Message::new(
        "正则里没有 \\w、\\p{…} 和 [[:…:]]：请列出字符，如 [0-9a-z一-龥]",
        "there is no \\w, \\p{...} or [[:...:]]: list the characters, such as [0-9a-z一-龥]",
    )
}

fn not_known(what: &str) -> Message {
    Message::new(
        format!("正则里没有 {what}"),
        format!("there is no {what} in these regular expressions"),
    )
}

#[cfg(test)]
mod tests {
    use super::{Regex, parse};

    /// Patterns on which the dialect and the crate agree.
    const SAME: [&str; 14] = [
        "",
        "好",
        "^(?:亲|您)?好+[!~]*$",
        "(?P<v>[0-9]{2,3})(?:斤|kg)",
        "(?<v>a)|b|(?:c|)",
        "[^,。 a-c]{0,4}?x",
        r"a\.b\u4e00[\]\-\\]",
        r"(?-u:\b)[a-z]{1,2}-?[0-9]{3,6}(?-u:\b)",
        r"\b12",
        "a{3}b{2,}c??",
        "[[a-c]x[^y]]",
        "(a(b)(?:c(d)))",
        "[一-龥]{2,12}(?:路|街)",
        ".",
    ];

    #[test]
    fn what_is_read_is_what_the_crate_reads() {
        for pattern in SAME {
            let own = parse(pattern).expect(pattern);
            assert_eq!(
                own,
                regex_syntax::parse(pattern).expect(pattern),
                "{pattern}"
            );
        }
    }

    #[test]
    fn digits_and_blanks_are_those_of_folded_text() {
        assert_eq!(
            parse(r"\d\s").ok(),
            regex_syntax::parse("[0-9][\t-\r ]").ok()
        );
        assert_eq!(parse(r"[^\d\S]").ok(), regex_syntax::parse("[\t-\r ]").ok());
    }

    #[test]
    fn what_is_missing_is_named() {
        for (pattern, told) in [
            ("(?i)a", "(?i)"),
            ("(?i:a)", "(?i)"),
            (r"\w", r"\w"),
            (r"\p{Han}", r"\p"),
            ("[[:alpha:]]", "[[:"),
            ("[a-z&&b]", "&&"),
            (r"\Ba", r"\B"),
            (r"\xff", r"\w"),
            ("(a", "unclosed group"),
            (r"(a)\1", "backreferences"),
            ("(?=a)", "look-around"),
        ] {
            let error = parse(pattern).expect_err(pattern);
            assert!(error.en.contains(told), "{pattern}: {}", error.en);
            assert!(!error.zh.is_empty());
        }
        assert!(Regex::new("(?:[一-龥]{1000}){1000}").is_err());
    }

    #[test]
    fn groups_are_found_by_name_and_number() {
        let regex = Regex::new("(?<h>1[0-9]{2})(cm)?").expect("a pattern");
        let text = "身高165cm 170";
        let all: Vec<_> = regex.captures_iter(text).collect();
        assert_eq!(all.len(), 2);
        let height = all[0].name("h").expect("the group");
        assert_eq!((height.as_str(), height.range()), ("165", 6..9));
        assert_eq!(all[0].get(2).map(|m| m.as_str()), Some("cm"));
        assert!(all[1].get(2).is_none() && all[1].name("x").is_none());
        assert_eq!(
            regex.find_iter(text).map(|m| m.start()).collect::<Vec<_>>(),
            [6, 12]
        );
        assert!(regex.is_match(text) && regex.captures("没有").is_none());
    }
}
