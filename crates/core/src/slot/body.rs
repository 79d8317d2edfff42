//! Measures of the body: height, weight, waist, bust, hip, foot length.
//!
//! A bare weight of 80 to 220 is in 斤 (half a kilogram): that is how
//! customers say it. One 尺 is a third of a metre.

use crate::expression::Regex;
use once_cell::sync::Lazy;

use super::Finder;
use super::figure::{Figure, NUMBER, RANGE, figure, regex};

/// Plausible heights, in centimetres.
const HEIGHT: std::ops::RangeInclusive<f64> = 50.0..=230.0;

/// Plausible weights, in kilograms.
const WEIGHT: std::ops::RangeInclusive<f64> = 2.0..=220.0;

/// A weight without a unit is in 斤 from here on, below in kilograms.
const BARE_JIN: f64 = 80.0;

/// 尺 in centimetres.
const CHI: f64 = 100.0 / 3.0;

/// What joins a cue and its figure.
const JOIN: &str = "(?:大概|大约|差不多|有|是|为|约|的话|的|才|就|只有|[:, ])*";

static METRES: Lazy<Regex> = Lazy::new(|| {
    regex(
        "(?P<m>[12一二两])(?:米|m)(?P<t>[0-9][一二三四五六七八九]|[0-9]{1,2}(?:[.][0-9])?|[零一二三四五六七八九]{1,2}几?|[一二三四五六七八九]?十[一二三四五六七八九]?)(?P<cm>cm|厘米|公分)?|(?P<d>[12][.][0-9]{1,2}|一点[一二三四五六七八九]{1,2}) ?(?:米|m)",
    )
});
static HEIGHT_CUE: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?:净?身高|个头|个子|裸高|高){JOIN}(?P<v>{})(?P<u> ?(?:cm|厘米|公分|米|m))?",
        *RANGE
    ))
});
static HEIGHT_BEHIND: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<v>{NUMBER}) ?(?:cm|厘米)?的?(?:个子|个头|身高)"
    ))
});
static CENTIMETRES: Lazy<Regex> =
    Lazy::new(|| regex(&format!("(?P<v>{}) ?(?:cm|厘米|公分)", *RANGE)));
static WEIGHT_UNIT: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<v>{NUMBER}(?:(?:-|~|到|至){NUMBER})?) ?(?P<u>公斤|千克|kgs?|斤)(?P<h>半)?"
    ))
});
static WEIGHT_CUE: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?:体重|(?:^|[^比承载负最净毛])重){JOIN}(?P<v>{})(?P<u> ?(?:公斤|千克|kgs?|斤))?",
        *RANGE
    ))
});
static GIRTHS: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "三围{JOIN}(?P<b>{NUMBER})[-,、/* ]+(?P<w>{NUMBER})[-,、/* ]+(?P<h>{NUMBER})"
    ))
});
static GIRTH_CUE: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<k>腰围|腰|胸围|上围|下围|胸|臀围|臀|屁股){JOIN}(?:量(?:了|出来|的)?{JOIN})?(?P<v>(?:[1-4一二两三四](?:[.][0-9])?尺[0-9一二三四五六七八九半]?(?:寸)?[0-9一二三四五六七八九]?)|{})(?P<u> ?(?:cm|厘米|公分))?",
        *RANGE
    ))
});
static CHI_FIGURE: Lazy<Regex> = Lazy::new(|| {
    regex(
        "(?P<v>[1-6一二两三四五六](?:[.][0-9])?尺[0-9一二三四五六七八九半]?(?:寸)?[0-9一二三四五六七八九]?)(?P<k>的?(?:腰|臀|胸))?",
    )
});
static FOOT: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?:脚长|脚掌长|鞋内长|内长|脚底长|脚丫子?|脚){JOIN}(?:量(?:了|出来|的)?{JOIN})?(?P<v>{})(?P<u> ?(?:cm|厘米|公分|mm|毫米))?",
        *RANGE
    ))
});
static FOOT_BEHIND: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<v>{NUMBER})(?P<u> ?(?:cm|厘米|mm|毫米))?的?脚"
    ))
});

/// Words before a length that say it is no person's.
const THINGS: [&str; 20] = [
    "长", "宽", "厚", "线", "绳", "管", "布", "直径", "尺寸", "衣长", "裤长", "裙长", "肩宽",
    "袖长", "承重", "载重", "净重", "毛重", "最大", "鞋跟",
];

/// Words behind a length or weight that say it is a thing's.
const THINGS_BEHIND: [&str; 26] = [
    "长",
    "宽",
    "厚",
    "深",
    "的床",
    "床",
    "的桌",
    "桌",
    "的沙发",
    "沙发",
    "的线",
    "线",
    "的绳",
    "绳",
    "的布",
    "装",
    "的米",
    "大米",
    "面粉",
    "的狗粮",
    "狗粮",
    "的鱼",
    "的柜",
    "数据线",
    "窗帘",
    "的货",
];

/// Whether a child is spoken of.
pub(super) fn is_child(text: &str) -> bool {
    let words = ["宝宝", "孩子", "娃", "儿子", "女儿", "闺女", "岁", "个月"];
    words.iter().any(|w| text.contains(w))
}

/// Whether the goods and not a person are measured.
fn is_thing(finder: &Finder<'_>, start: usize, end: usize) -> bool {
    let (before, behind) = (finder.before(start), finder.behind(end));
    THINGS.iter().any(|w| before.ends_with(w))
        || THINGS_BEHIND.iter().any(|w| behind.starts_with(w))
}

/// Measures that the message names or gives a unit.
pub(super) fn find(finder: &mut Finder<'_>) {
    girths(finder);
    feet(finder);
    metres(finder);
    weights(finder);
    heights(finder);
}

/// Heights in metres, 一米六五; two of them with 到 between are a range.
fn metres(finder: &mut Finder<'_>) {
    let text = finder.text;
    let mut said: Vec<(Figure, std::ops::Range<usize>)> = Vec::new();
    for found in METRES.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        if is_thing(finder, whole.start(), whole.end()) {
            continue;
        }
        let value = match (found.name("m"), found.name("t"), found.name("d")) {
            (Some(m), Some(t), _) => {
                figure(m.as_str())
                    .zip(tail(t.as_str()))
                    .map(|(m, t)| Figure {
                        value: m.value * 100.0 + t.value,
                        approx: t.approx,
                    })
            }
            (_, _, Some(d)) => figure(d.as_str()).map(|f| f.map(|v| v * 100.0)),
            _ => None,
        };
        let Some(value) = value.filter(|f| (60.0..=*HEIGHT.end()).contains(&f.value)) else {
            continue;
        };
        match said.last_mut() {
            Some((low, range))
                if matches!(&text[range.end..whole.start()], "到" | "至" | "-" | "~") =>
            {
                *low = Figure {
                    value: (low.value + value.value) / 2.0,
                    approx: true,
                };
                range.end = whole.end();
            }
            _ => said.push((value, whole.range())),
        }
    }
    for (value, range) in said {
        finder.number("height", value, "cm", range, 1.0);
    }
}

fn heights(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in HEIGHT_CUE.captures_iter(text) {
        let (Some(whole), Some(said)) = (found.get(0), found.name("v")) else {
            continue;
        };
        let unit = found.name("u").map_or("", |u| u.as_str().trim());
        let Some(value) = figure(said.as_str()) else {
            continue;
        };
        // 高二 is a year at school.
        let decimal = said.as_str().contains(['.', '点']);
        let value = match unit {
            "米" | "m" => value.map(|v| v * 100.0),
            _ if value.value < 3.0 && decimal => value.map(|v| v * 100.0),
            _ => value,
        };
        let behind = finder.behind(whole.end());
        let goes_on = behind.starts_with('尺') || behind.starts_with('斤');
        if HEIGHT.contains(&value.value)
            && !goes_on
            && !is_thing(finder, whole.start(), whole.end())
        {
            finder.number("height", value, "cm", said.start()..whole.end(), 1.0);
        }
    }
    for found in HEIGHT_BEHIND.captures_iter(text) {
        if let Some(said) = found.name("v")
            && let Some(value) = figure(said.as_str()).filter(|f| HEIGHT.contains(&f.value))
        {
            finder.number("height", value, "cm", said.range(), 1.0);
        }
    }
    for found in CHI_FIGURE.captures_iter(text) {
        let Some(said) = found.name("v") else {
            continue;
        };
        let before = finder.before(said.start());
        let tall = ["高", "身高", "个子", "个头"]
            .iter()
            .any(|w| before.ends_with(w));
        if let Some(value) = chi(said.as_str())
            && (tall || (value >= 130.0 && found.name("k").is_none()))
        {
            let exact = Figure {
                value,
                approx: false,
            };
            finder.number("height", exact, "cm", said.range(), 1.0);
        }
    }
    let child = is_child(text);
    let person =
        finder.has("weight") || text.contains('穿') || text.contains('码') || text.contains('我');
    for found in CENTIMETRES.captures_iter(text) {
        let (Some(whole), Some(said)) = (found.get(0), found.name("v")) else {
            continue;
        };
        if let Some(value) = figure(said.as_str())
            && person
            && (if child { 45.0 } else { 80.0 }..=210.0).contains(&value.value)
            && !is_thing(finder, whole.start(), whole.end())
        {
            finder.number("height", value, "cm", whole.range(), 0.9);
        }
    }
}

/// The part of a height behind the metre: 65 and 六五 are 65, 7 is 70.
fn tail(text: &str) -> Option<Figure> {
    let tens = |f: Figure| {
        let short = text.trim_end_matches('几').chars().count() == 1 && text != "十";
        if short { f.map(|v| v * 10.0) } else { f }
    };
    if let Some(rest) = text.strip_suffix('几') {
        let figure = figure(rest)?;
        return Some(Figure {
            value: figure.value * 10.0 + 5.0,
            approx: true,
        });
    }
    let read = text.strip_prefix('零').unwrap_or(text);
    let figure = figure(read).map(|f| Figure { approx: false, ..f })?;
    if read.len() < text.len() {
        return Some(figure);
    }
    // 六七 is 67 here, not a guess.
    if text.chars().count() == 2 && !text.contains('十') && !text.is_ascii() {
        let digits: Vec<f64> = text
            .chars()
            .filter_map(|c| super::figure::figure(c.encode_utf8(&mut [0; 4])))
            .map(|f| f.value)
            .collect();
        return match digits[..] {
            [a, b] => Some(Figure {
                value: a * 10.0 + b,
                approx: false,
            }),
            _ => None,
        };
    }
    Some(tens(figure))
}

fn weights(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in WEIGHT_CUE.captures_iter(text) {
        let (Some(whole), Some(said)) = (found.get(0), found.name("v")) else {
            continue;
        };
        let unit = found.name("u").map_or("", |u| u.as_str().trim());
        if let Some(value) = figure(said.as_str()).map(|f| f.map(|v| kilograms(v, unit)))
            && WEIGHT.contains(&value.value)
        {
            finder.number("weight", value, "kg", said.start()..whole.end(), 1.0);
        }
    }
    for found in WEIGHT_UNIT.captures_iter(text) {
        let (Some(whole), Some(said), Some(unit)) =
            (found.get(0), found.name("v"), found.name("u"))
        else {
            continue;
        };
        let half = if found.name("h").is_some() { 0.5 } else { 0.0 };
        let Some(value) =
            figure(said.as_str()).map(|f| f.map(|v| kilograms(v + half, unit.as_str())))
        else {
            continue;
        };
        let before = finder.before(said.start());
        let asked = finder.expected == Some("weight") || finder.expected == Some("height");
        let least = if asked || is_child(text) { 3.0 } else { 30.0 };
        let counted = ["买", "要", "来", "拍", "每", "共", "第"]
            .iter()
            .any(|w| before.ends_with(w));
        let gained = ["胖了", "瘦了", "重了", "轻了"]
            .iter()
            .any(|w| text[..said.start()].ends_with(w));
        if (least..=*WEIGHT.end()).contains(&value.value)
            && !counted
            && !gained
            && !is_thing(finder, said.start(), whole.end())
        {
            finder.number("weight", value, "kg", whole.range(), 1.0);
        }
    }
}

pub(super) fn kilograms(value: f64, unit: &str) -> f64 {
    match unit {
        "斤" => value / 2.0,
        "" if value >= BARE_JIN => value / 2.0,
        _ => value,
    }
}

/// 二尺一 in centimetres.
fn chi(text: &str) -> Option<f64> {
    let (whole, rest) = text.split_once('尺')?;
    let digits: Vec<f64> = rest
        .chars()
        .filter(|c| *c != '寸')
        .map(|c| match c {
            '半' => Some(5.0),
            c => figure(c.encode_utf8(&mut [0; 4])).map(|f| f.value),
        })
        .collect::<Option<_>>()?;
    let tenths =
        digits.first().copied().unwrap_or(0.0) + digits.get(1).copied().unwrap_or(0.0) / 10.0;
    Some((figure(whole)?.value + tenths / 10.0) * CHI)
}

fn girths(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in GIRTHS.captures_iter(text) {
        for (group, kind) in [("b", "bust"), ("w", "waist"), ("h", "hip")] {
            if let Some(said) = found.name(group)
                && let Some(value) = figure(said.as_str())
            {
                finder.number(kind, value, "cm", said.range(), 1.0);
            }
        }
    }
    for found in GIRTH_CUE.captures_iter(text) {
        let (Some(whole), Some(cue), Some(said)) = (found.get(0), found.name("k"), found.name("v"))
        else {
            continue;
        };
        let kind = match cue.as_str() {
            "腰围" | "腰" => "waist",
            "胸围" | "上围" | "胸" => "bust",
            _ => "hip",
        };
        let value = if said.as_str().contains('尺') {
            chi(said.as_str()).map(|value| Figure {
                value,
                approx: false,
            })
        } else {
            figure(said.as_str())
        };
        if let Some(value) = value.filter(|f| (40.0..=160.0).contains(&f.value)) {
            finder.number(kind, value, "cm", said.start()..whole.end(), 1.0);
        }
    }
    for found in CHI_FIGURE.captures_iter(text) {
        let (Some(whole), Some(said)) = (found.get(0), found.name("v")) else {
            continue;
        };
        let kind = match found.name("k").map(|k| k.as_str().trim_start_matches('的')) {
            Some("臀") => "hip",
            Some("胸") => "bust",
            _ => "waist",
        };
        let goods = is_thing(finder, said.start(), whole.end());
        let before = finder.before(said.start());
        let tall = before.ends_with('高') || before.ends_with("个子");
        if let Some(value) = chi(said.as_str()).filter(|v| (50.0..130.0).contains(v))
            && !goods
            && !tall
        {
            finder.number(
                kind,
                Figure {
                    value,
                    approx: false,
                },
                "cm",
                said.range(),
                0.9,
            );
        }
    }
}

fn feet(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in FOOT
        .captures_iter(text)
        .chain(FOOT_BEHIND.captures_iter(text))
    {
        let (Some(whole), Some(said)) = (found.get(0), found.name("v")) else {
            continue;
        };
        let Some(value) = figure(said.as_str()) else {
            continue;
        };
        let value = if value.value >= 100.0 {
            value.map(|v| v / 10.0)
        } else {
            value
        };
        let sized = ["码", "号"]
            .iter()
            .any(|w| finder.behind(whole.end()).starts_with(w));
        if (9.0..=32.0).contains(&value.value) && !sized {
            let end = found.name("u").map_or(said.end(), |u| u.end());
            finder.number("foot", value, "cm", said.start()..end, 1.0);
        }
    }
}
