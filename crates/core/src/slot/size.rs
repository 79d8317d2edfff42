//! Sizes: the one usually worn, and the one wanted.

use crate::expression::Regex;
use once_cell::sync::Lazy;

use super::Finder;
use super::figure::regex;

/// Sizes by letters, by number with 码 or 号, and in words.
static SIZE: Lazy<Regex> = Lazy::new(|| {
    regex(
        "(?P<l>[2-9]xl|x{1,5}[sl]|[sml])(?P<lm> ?(?:码|号))?|(?P<b>[789][05][a-h])(?: ?(?:码|杯))?|(?P<n>1[0-7]0|[89]0|59|66|73|[1-5][0-9](?:[.]5)?)(?P<nm> ?(?:码|号))|(?P<w>均码|大码|中码|小码|加大码|加大|特大号|大号|中号|小号)",
    )
});
/// Two digits after what says that they are worn.
static WORN: Lazy<Regex> = Lazy::new(|| {
    regex(
        "(?:平时|平常|一般|一直|通常|日常|往常|以前|之前|都|鞋码|码数|尺码|鞋子?|穿|拍|买|要|选|拿|换)(?:都|是|我|就|穿|的|鞋|裤子|衣服|牛仔裤|运动鞋|皮鞋|:|一直| )*(?P<n>2[2-9]|3[0-9]|4[0-9](?:[.]5)?)",
    )
});
/// Two numbers to choose from.
static EITHER: Lazy<Regex> = Lazy::new(|| {
    regex("(?P<a>2[2-9]|3[0-9]|4[0-9])(?:码)?(?:还是|或者?|跟|和)(?P<b>2[2-9]|3[0-9]|4[0-9])")
});

const USUAL: [&str; 14] = [
    "平时", "平常", "一般", "通常", "日常", "经常", "往常", "以前", "之前", "一直", "本来", "从来",
    "都穿", "都是",
];

/// What single letters need before them to be a size.
const BEFORE_LETTER: [&str; 24] = [
    "穿", "要", "换", "拿", "选", "拍", "买", "发", "是", "成", "码", "号", "到", "个", "的", "和",
    "跟", "用", "订", "有", "还是", "款", "色", "尺码",
];

/// Or behind them.
const BEHIND_LETTER: [&str; 12] = [
    "换", "行", "够", "也", "会", "能", "可以", "还有", "有货", "的", "吧", "合",
];

pub(super) fn find(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in SIZE.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let Some(value) = value(finder, &found) else {
            continue;
        };
        if is_negated(text, whole.start(), whole.end()) {
            finder.take(whole.range());
            continue;
        }
        let usual = is_usual(text, whole.start(), whole.end());
        finder.word(
            if usual { "usual_size" } else { "size_wanted" },
            value,
            whole.range(),
        );
    }
    for found in WORN.captures_iter(text) {
        if let (Some(whole), Some(said)) = (found.get(0), found.name("n")) {
            let behind = &text[whole.end()..];
            let counted = behind.starts_with(|c: char| {
                c.is_ascii_alphanumeric()
                    || "天次年个岁斤块元.%件双箱盒包条套月号日米厘公升瓶只支本片".contains(c)
            });
            let usual = is_usual(text, said.start(), said.end());
            // A number that is not worn is a size only where sizes are spoken of.
            let sizes =
                usual || finder.has("usual_size") || text.contains(['码', '鞋', '穿', '换']);
            if !counted && sizes && !is_negated(text, said.start(), said.end()) {
                finder.word(
                    if usual { "usual_size" } else { "size_wanted" },
                    said.as_str().to_owned(),
                    said.range(),
                );
            }
        }
    }
    for found in EITHER.captures_iter(text) {
        for said in [found.name("a"), found.name("b")].into_iter().flatten() {
            if text.contains(['码', '鞋', '穿', '脚']) && is_apart(text, said.start(), said.end())
            {
                finder.word("size_wanted", said.as_str().to_owned(), said.range());
            }
        }
    }
    expected(finder);
}

/// A bare size in answer to a question for one.
fn expected(finder: &mut Finder<'_>) {
    static BARE: Lazy<Regex> = Lazy::new(|| regex("[2-9]xl|x{1,5}[sl]|[sml]|2[2-9]|3[0-9]|4[0-9]"));
    let Some(kind) = finder
        .expected
        .filter(|k| matches!(*k, "usual_size" | "size_wanted"))
    else {
        return;
    };
    let text = finder.text;
    if let Some(found) = BARE.find(text).filter(|_| !finder.has(kind)) {
        if is_apart(text, found.start(), found.end()) {
            finder.word(kind, found.as_str().to_uppercase(), found.range());
        } else if let Some(slot) = finder.found.iter_mut().find(|f| f.range == found.range()) {
            slot.kind = kind.to_owned();
        }
    }
}

fn value(finder: &Finder<'_>, found: &crate::expression::Captures<'_>) -> Option<String> {
    let whole = found.get(0)?;
    let text = finder.text;
    // Behind 码 another size may follow at once.
    let marked = found.name("lm").is_some() || found.name("nm").is_some();
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if touches(text[..whole.start()].chars().next_back())
        || (!marked && touches(text[whole.end()..].chars().next()))
    {
        return None;
    }
    if let Some(letters) = found.name("l") {
        let single = letters.as_str().len() == 1 && found.name("lm").is_none();
        let before = finder.before(whole.start());
        let alone = text.trim().len() == 1;
        let follows = finder.behind(whole.end());
        if follows.starts_with(['型', '形', '级']) {
            return None;
        }
        let cue = before.is_empty() && !follows.is_empty()
            || BEFORE_LETTER.iter().any(|w| before.ends_with(w))
            || BEHIND_LETTER.iter().any(|w| follows.starts_with(w));
        if single && !cue && !alone {
            return None;
        }
        return Some(letters.as_str().to_uppercase());
    }
    if let Some(cup) = found.name("b") {
        return Some(cup.as_str().to_uppercase());
    }
    if let (Some(number), Some(mark)) = (found.name("n"), found.name("nm")) {
        let value: f64 = number.as_str().parse().ok()?;
        let is_date = mark.as_str().trim() == "号" && value <= 31.0 && !text.contains('码');
        let house = mark.as_str().trim() == "号" && value >= 50.0;
        return (!is_date && !house && value >= 16.0).then(|| number.as_str().to_owned());
    }
    let word = found.name("w")?.as_str();
    // 大一号 and 电池 have no size of clothes.
    let things = ["袋", "箱", "锅", "盆", "电池", "杯", "瓶", "包", "盒", "字"];
    let compared = ["最", "多", "同样的"]
        .iter()
        .any(|w| finder.before(whole.start()).ends_with(w));
    let people = ["女", "男", "的女"]
        .iter()
        .any(|w| finder.behind(whole.end()).starts_with(w));
    if compared || people {
        return None;
    }
    let goods = things.iter().any(|t| {
        finder
            .behind(whole.end())
            .trim_start_matches('的')
            .starts_with(t)
    });
    (!goods).then(|| word.to_owned())
}

/// Whether no letter or digit touches a range.
fn is_apart(text: &str, start: usize, end: usize) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    !touches(text[..start].chars().next_back()) && !touches(text[end..].chars().next())
}

fn is_negated(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '是', '要', '选', '发', '拍']);
    text[end..].starts_with("不要")
        || ["不要", "别", "不是", "不", "除了"]
            .iter()
            .any(|w| before.ends_with(w) || text[..start].ends_with(w))
}

/// Whether the clause says that this size is the one usually worn.
fn is_usual(text: &str, start: usize, end: usize) -> bool {
    let clause = text[..start]
        .rsplit([',', '。', '?', '!'])
        .next()
        .unwrap_or_default();
    let clause = [
        "这款", "这件", "这双", "这条", "这个", "你家", "你们", "您家", "拍", "买",
    ]
    .iter()
    .filter_map(|w| clause.rfind(w).map(|at| &clause[at + w.len()..]))
    .min_by_key(|rest| rest.len())
    .unwrap_or(clause);
    let near: String = {
        let chars: Vec<char> = clause.chars().collect();
        chars[chars.len().saturating_sub(12)..].iter().collect()
    };
    if USUAL.iter().any(|w| near.contains(w)) {
        return true;
    }
    // 我穿L, said and not asked, is what the customer wears.
    let asks = [
        "能",
        "该",
        "可以",
        "行",
        "适合",
        "合适",
        "要",
        "应该",
        "会",
        "吗",
        "小不小",
        "大不大",
        "够",
        "还是",
    ];
    let rest = text[end..]
        .split([',', '。', '?', '!', ' '])
        .next()
        .unwrap_or_default();
    let worn = near.trim_end().ends_with('穿')
        || near.trim_end().ends_with("穿的")
        || near.trim_end().ends_with("穿的是");
    worn && !asks.iter().any(|w| near.contains(w) || rest.contains(w))
}

/// A size as the customer typed it, in capitals and without 码.
pub(super) fn as_typed(original: &str) -> Option<crate::facts::Value> {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let text: String = original.chars().map(half).collect();
    let text = text
        .trim()
        .trim_end_matches(['码', '号', '杯'])
        .trim()
        .to_uppercase();
    let word = matches!(
        original.trim(),
        "均码" | "大码" | "中码" | "小码" | "加大码" | "大号" | "中号" | "小号" | "特大号"
    );
    (!word && !text.is_empty()).then_some(crate::facts::Value::Text(text))
}
