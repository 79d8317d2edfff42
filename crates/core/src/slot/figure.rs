//! Figures inside a message: numerals with what stands around them.

use crate::expression::Regex;
use crate::numeral::numeral;
use once_cell::sync::Lazy;

/// A number in folded text, in any of the ways people write it: 165, 1.65, 1k5,
/// 一百一, 三十几, 七八.
pub(super) const NUMBER: &str = "(?:[0-9]+(?:[.][0-9]+)?(?:[kw千百万]零?[0-9]{0,2})?|[零〇一二两俩三仨四五六七八九十百千万]+(?:点[零一二三四五六七八九]+)?)(?:几|多|来)?";

/// A number, or one to another.
pub(super) static RANGE: Lazy<String> =
    Lazy::new(|| format!("(?:{NUMBER}(?:(?:-|~|到|至)(?:{NUMBER}))?)"));

/// A pattern of this module.
pub(super) fn regex(pattern: &str) -> Regex {
    // The patterns are constants, and the slot table of the tests uses them all.
    #[allow(clippy::expect_used)]
    Regex::new(pattern).expect("constant pattern")
}

/// A figure that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure {
    pub(super) value: f64,
    /// Whether it is a guess (三十几, 七八) or the middle of a range.
    pub(super) approx: bool,
}

impl Figure {
    fn exact(value: f64) -> Self {
        Self {
            value,
            approx: false,
        }
    }

    pub(super) fn map(self, convert: impl Fn(f64) -> f64) -> Self {
        Self {
            value: convert(self.value),
            ..self
        }
    }
}

/// Reads a number or a range of numbers.
pub(super) fn figure(text: &str) -> Option<Figure> {
    for mark in ['-', '~', '到', '至'] {
        if let Some((low, high)) = text.split_once(mark) {
            let (low, high) = (single(low)?.value, single(high)?.value);
            return (low <= high).then_some(Figure {
                value: (low + high) / 2.0,
                approx: true,
            });
        }
    }
    single(text)
}

fn single(text: &str) -> Option<Figure> {
    if let Some(rest) = text.strip_suffix('几') {
        // 三十几 is between 30 and 40.
        let value = numeral(rest).filter(|v| *v >= 10.0)?;
        let half = if rest.ends_with('百') { 50.0 } else { 5.0 };
        return Some(Figure {
            value: value + half,
            approx: true,
        });
    }
    if let Some(rest) = text.strip_suffix(['多', '来']) {
        let approx = |f: Figure| Figure { approx: true, ..f };
        return single(rest).map(approx);
    }
    if let Some(thousands) = shorthand(text) {
        return Some(Figure::exact(thousands));
    }
    // 三四十 looks like a number to who reads digit by digit.
    let spoken = !text.contains(|c: char| c.is_ascii_digit());
    if spoken
        && (text.chars().count() == 2 || text.contains(['十', '百', '千', '万']))
        && let Some(guess) = guess(text)
    {
        return Some(guess);
    }
    numeral(text).map(Figure::exact)
}

/// 1k5 is 1500, 2w is 20,000.
fn shorthand(text: &str) -> Option<f64> {
    let at = text.find(['k', 'w'])?;
    let unit = if text[at..].starts_with('k') {
        1e3
    } else {
        1e4
    };
    let whole: f64 = text[..at].parse().ok()?;
    let rest = &text[at + 1..];
    let part: f64 = if rest.is_empty() {
        0.0
    } else {
        rest.parse().ok()?
    };
    Some((whole + part / 10.0) * unit)
}

/// 七八 is 7.5, 三四十 is 35, 两三百 is 250, 十七八 is 17.5.
fn guess(text: &str) -> Option<Figure> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |c: char| numeral(c.encode_utf8(&mut [0; 4])).filter(|v| *v < 10.0);
    let at = chars.windows(2).position(|pair| {
        matches!((digit(pair[0]), digit(pair[1])), (Some(a), Some(b)) if b == a + 1.0 && a > 0.0)
    })?;
    let without = |skip: usize| -> String {
        let kept = chars.iter().enumerate().filter(|(n, _)| *n != skip);
        kept.map(|(_, c)| c).collect()
    };
    let low = numeral(&without(at + 1))?;
    let high = numeral(&without(at))?;
    Some(Figure {
        value: (low + high) / 2.0,
        approx: true,
    })
}

/// Words before a figure, or behind it and its unit, that make it a guess.
const BEFORE: [&str; 11] = [
    "大概",
    "大约",
    "差不多",
    "约",
    "将近",
    "不到",
    "估计",
    "接近",
    "可能",
    "大概是",
    "快",
];
const BEHIND: [&str; 8] = [
    "左右",
    "上下",
    "出头",
    "多点",
    "不到",
    "来的",
    "的样子",
    "差不多",
];

/// Whether the text around a range says that the figure there is a guess.
pub(super) fn is_about(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '有', '是', ':', ',', '要', '买', '拍']);
    let behind = text[end..].trim_start();
    BEFORE.iter().any(|w| before.ends_with(w)) || BEHIND.iter().any(|w| behind.starts_with(w))
}

#[cfg(test)]
mod tests {
    use super::{Figure, RANGE, figure};

    #[test]
    fn figures_as_people_write_them() {
        for (text, value, approx) in [
            ("165", 165.0, false),
            ("1.65", 1.65, false),
            ("1k5", 1500.0, false),
            ("2k", 2000.0, false),
            ("1w2", 12_000.0, false),
            ("一百一", 110.0, false),
            ("三十几", 35.0, true),
            ("一百多", 100.0, true),
            ("七八", 7.5, true),
            ("三四十", 35.0, true),
            ("两三百", 250.0, true),
            ("十七八", 17.5, true),
            ("165-168", 166.5, true),
            ("一百到一百二", 110.0, true),
        ] {
            let whole = crate::expression::Regex::new(&format!("^{}$", *RANGE)).unwrap();
            assert!(whole.is_match(text), "{text}");
            assert_eq!(figure(text), Some(Figure { value, approx }), "{text}");
        }
    }
}
