//! Bare numbers that are a height or a weight: 165 110.

use crate::expression::Regex;
use once_cell::sync::Lazy;

use super::Finder;
use super::body::{is_child, kilograms};
use super::figure::{Figure, NUMBER, figure, regex};

/// Heights of people who give them without saying what they are.
const BARE_HEIGHT: std::ops::RangeInclusive<f64> = 140.0..=205.0;

/// A body mass index below this is no grown person's.
const THINNEST: f64 = 14.0;

static PAIR: Lazy<Regex> = Lazy::new(|| {
    regex(
        "(?P<h>1[.][0-9]{1,2}|1[3-9][0-9]|20[0-5])(?P<s> ?[ ,、/.;*-] ?)(?P<w>[0-9]{2,3}(?:[.][0-9])?)",
    )
});
static BARE: Lazy<Regex> = Lazy::new(|| regex(NUMBER));

/// A bare weight beside a height: in 斤 where that gives a body of human
/// proportions (body mass index, kilograms by square metre), else in kilograms.
fn by_height(value: f64, height: f64) -> f64 {
    let metres = height / 100.0;
    let thin = kilograms(value, "") / (metres * metres) < THINNEST;
    if thin && value <= 130.0 {
        value
    } else {
        kilograms(value, "")
    }
}

/// Bare numbers that are plausible as a height and a weight.
pub(super) fn find(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in PAIR.captures_iter(text) {
        let (Some(whole), Some(h), Some(w)) = (found.get(0), found.name("h"), found.name("w"))
        else {
            continue;
        };
        pair(finder, (whole.start(), whole.end()), h, w);
    }
    neighbours(finder);
    let wanted = |finder: &Finder<'_>, kind: &str, other: &str| {
        // Who asks about a size and gives one number tells the height.
        let asks = kind == "height"
            && (text.contains(['穿', '码'])
                || finder.has("size_wanted")
                || finder.has("usual_size"));
        !finder.has(kind) && (finder.has(other) || finder.expected == Some(kind) || asks)
    };
    for kind in ["height", "weight"] {
        let other = if kind == "height" { "weight" } else { "height" };
        if !wanted(finder, kind, other) {
            continue;
        }
        for found in BARE.find_iter(text) {
            let Some(value) = bare(finder, kind, found) else {
                continue;
            };
            let unit = if kind == "height" { "cm" } else { "kg" };
            finder.number(kind, value, unit, found.range(), 0.8);
            break;
        }
    }
    for kind in ["waist", "bust", "hip", "foot"] {
        if finder.expected == Some(kind) && !finder.has(kind) {
            for found in BARE.find_iter(text) {
                let Some(value) = figure(found.as_str()) else {
                    continue;
                };
                let value = if kind == "foot" && value.value >= 100.0 {
                    value.map(|v| v / 10.0)
                } else {
                    value
                };
                let plausible = if kind == "foot" {
                    9.0..=32.0
                } else {
                    40.0..=160.0
                };
                if plausible.contains(&value.value) {
                    finder.number(kind, value, "cm", found.range(), 0.8);
                    break;
                }
            }
        }
    }
}

/// A bare number beside a weight is the height of the same person, and one
/// behind a height the weight: several people have several.
fn neighbours(finder: &mut Finder<'_>) {
    let text = finder.open();
    let numbers: Vec<crate::expression::Match<'_>> = BARE.find_iter(&text).collect();
    let apart = |from: usize, to: usize| {
        let gap = finder.text.get(from..to).unwrap_or("-");
        gap.chars().count() <= 3 && gap.chars().all(|c| " ,.、;/和的".contains(c))
    };
    let mut out = Vec::new();
    for (n, number) in numbers.iter().enumerate() {
        let heavy = |f: &&super::Found| f.kind == "weight" && apart(number.end(), f.range.start);
        let tall = |f: &&super::Found| f.kind == "height" && apart(f.range.end, number.start());
        let child = is_child(finder.text);
        let height = height_of(finder, *number, child);
        if let Some(height) = height {
            let next = numbers
                .get(n + 1)
                .filter(|next| apart(number.end(), next.start()));
            let weight = next.and_then(|next| weight_of(finder, *next).map(|w| (w, next.range())));
            let spelled = next.is_some_and(|next| !next.as_str().is_ascii());
            if let Some((weight, range)) = weight.filter(|_| spelled) {
                out.push(("height", height, number.range()));
                out.push(("weight", weight, range));
            } else if finder.found.iter().any(|f| heavy(&f)) {
                out.push(("height", height, number.range()));
            }
        }
        if let Some(weight) = weight_of(finder, *number)
            && finder.found.iter().any(|f| tall(&f))
        {
            out.push(("weight", weight, number.range()));
        }
    }
    for (kind, value, range) in out {
        let unit = if kind == "height" { "cm" } else { "kg" };
        finder.number(kind, value, unit, range, 0.8);
    }
}

fn height_of(
    finder: &Finder<'_>,
    found: crate::expression::Match<'_>,
    child: bool,
) -> Option<Figure> {
    if child && finder.is_free(&found.range()) && stands_alone(finder, found.start(), found.end()) {
        let value = figure(found.as_str()).filter(|f| !f.approx)?;
        return (60.0..=205.0).contains(&value.value).then_some(value);
    }
    bare(finder, "height", found)
}

fn weight_of(finder: &Finder<'_>, found: crate::expression::Match<'_>) -> Option<Figure> {
    bare(finder, "weight", found)
}

/// Whether a number stands alone: no letter, unit or other digit touches it.
fn stands_alone(finder: &Finder<'_>, start: usize, end: usize) -> bool {
    let before = finder.text[..start].chars().next_back();
    let behind = finder.text[end..].chars().next();
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | '第');
    let unit = |c: char| {
        part(c)
            || "块元件个双箱盒包袋瓶条天号月年点折码寸尺米人次楼层倍度岁袋只张升瓦分秒款"
                .contains(c)
    };
    !before.is_some_and(part) && !behind.is_some_and(unit)
}

fn pair(
    finder: &mut Finder<'_>,
    whole: (usize, usize),
    h: crate::expression::Match<'_>,
    w: crate::expression::Match<'_>,
) {
    let (Some(height), Some(weight)) = (figure(h.as_str()), figure(w.as_str())) else {
        return;
    };
    let height = if height.value < 3.0 {
        height.map(|v| v * 100.0)
    } else {
        height
    };
    let weight = weight.map(|v| by_height(v, height.value));
    let unit = finder.text[whole.1..].trim_start();
    let weight_unit = ["斤", "公斤", "kg"].iter().any(|u| unit.starts_with(u));
    if stands_alone(finder, whole.0, whole.1)
        && !weight_unit
        && BARE_HEIGHT.contains(&height.value)
        && (35.0..=120.0).contains(&weight.value)
    {
        finder.number("height", height, "cm", h.range(), 0.8);
        finder.number("weight", weight, "kg", w.range(), 0.8);
    }
}

fn bare(finder: &Finder<'_>, kind: &str, found: crate::expression::Match<'_>) -> Option<Figure> {
    if !finder.is_free(&found.range()) || !stands_alone(finder, found.start(), found.end()) {
        return None;
    }
    let value = figure(found.as_str())?;
    // Who was asked may be a child.
    if finder.expected == Some(kind) && kind == "height" && (50.0..=230.0).contains(&value.value) {
        return Some(value);
    }
    if kind == "height" {
        let metres = value.value < 3.0 && found.as_str().contains('.');
        let value = if metres {
            value.map(|v| v * 100.0)
        } else {
            value
        };
        return BARE_HEIGHT.contains(&value.value).then_some(value);
    }
    let value = value.map(|v| kilograms(v, ""));
    (35.0..=120.0).contains(&value.value).then_some(value)
}
