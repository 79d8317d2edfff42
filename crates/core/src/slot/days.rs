//! How many days ago the parcel was received.

use crate::expression::Regex;
use once_cell::sync::Lazy;

use super::Finder;
use super::figure::{Figure, RANGE, figure, regex};

/// What says that the parcel came.
const CAME: &str =
    "(?:收到货?|收货|收的|收了|到货|到手|签收|拿到手?|取到|送到|到的|到了|取的|拿的|取回来)";

/// A span of time.
static SPAN: Lazy<String> = Lazy::new(|| {
    format!(
        "(?P<v>{}|半)(?:个)?(?P<p>多)?(?P<u>天|日|周|星期|礼拜|月)(?P<q>多)?",
        *RANGE
    )
});

static AFTER: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "{CAME}(?:的|了|有|已经|都|才|快|差不多|大概|也就|将近|得有|到现在|现在|之后|后|这|,| |没|不到|大约|约|满|是|第|刚|过|超过)*{}",
        *SPAN
    ))
});
static BEFORE: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "{}(?:之?前|以前)?(?:就|才|刚|已经|我|的时候|,| )*{CAME}",
        *SPAN
    ))
});
static NTH: Lazy<Regex> =
    Lazy::new(|| regex("第(?P<v>[0-9]{1,2}|[一二三四五六七八九十]{1,3})天了?"));
static NAMED: Lazy<Regex> = Lazy::new(|| {
    let day = "(?P<d>今天|今儿|今早|今晚|今上午|今下午|刚刚|刚才|刚|昨天|昨儿|昨晚|昨日|前天|前儿|大前天)";
    regex(&format!(
        "{day}(?:早上|上午|中午|下午|晚上|才|就|刚|我|的|快递|已经|,| )*{CAME}|{CAME}(?:的)?(?:才|刚|是)?{}",
        day.replace("<d>", "<e>")
    ))
});
static LAST_WEEK: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<w>上周|上星期|上礼拜|上个月)(?:才|就|我|的)*{CAME}"
    ))
});

pub(super) fn find(finder: &mut Finder<'_>) {
    let text = finder.text;
    let mut days = Vec::new();
    for found in AFTER.captures_iter(text).chain(BEFORE.captures_iter(text)) {
        let (Some(whole), Some(said), Some(unit)) =
            (found.get(0), found.name("v"), found.name("u"))
        else {
            continue;
        };
        let end = found.name("q").unwrap_or(unit).end();
        let behind = &text[end..];
        let promised = [
            "无理由",
            "内",
            "包退",
            "之内",
            "以内",
            "发货",
            "可以",
            "能到",
        ];
        if is_negated(text, whole.start(), whole.end())
            || promised.iter().any(|w| behind.starts_with(w))
        {
            continue;
        }
        let each = match unit.as_str() {
            "天" | "日" => 1.0,
            "月" => 30.0,
            _ => 7.0,
        };
        let half = said.as_str() == "半";
        let value = if half {
            Some(Figure {
                value: 0.5,
                approx: true,
            })
        } else {
            figure(said.as_str())
        };
        // 收到3月 names a month, 三个月 counts them.
        let counts_months = text[said.end()..unit.start()].contains('个') || half;
        if (unit.as_str() == "月" && !counts_months) || (half && unit.as_str() == "天") {
            continue;
        }
        if let Some(value) = value {
            let more = found.name("p").is_some() || found.name("q").is_some();
            let value = Figure {
                value: value.value * each,
                approx: value.approx || more || unit.as_str() == "月",
            };
            days.push((value, said.start()..unit.end()));
        }
    }
    for found in NTH.captures_iter(text) {
        if let (Some(whole), Some(said)) = (found.get(0), found.name("v"))
            && let Some(value) = figure(said.as_str())
            && !["发", "送"]
                .iter()
                .any(|w| finder.behind(whole.end()).starts_with(w))
        {
            days.push((value, said.start()..whole.end()));
        }
    }
    for found in NAMED.captures_iter(text) {
        let (Some(whole), Some(day)) = (found.get(0), found.name("d").or_else(|| found.name("e")))
        else {
            continue;
        };
        if is_negated(text, whole.start(), whole.end()) {
            continue;
        }
        let value = match day.as_str() {
            d if d.starts_with("大前") => 3.0,
            d if d.starts_with('前') => 2.0,
            d if d.starts_with('昨') => 1.0,
            _ => 0.0,
        };
        days.push((
            Figure {
                value,
                approx: false,
            },
            day.range(),
        ));
    }
    for found in LAST_WEEK.captures_iter(text) {
        if let Some(week) = found.name("w") {
            let value = if week.as_str() == "上个月" {
                30.0
            } else {
                7.0
            };
            days.push((
                Figure {
                    value,
                    approx: true,
                },
                week.range(),
            ));
        }
    }
    if days.is_empty() && finder.expected == Some("days_since_received") {
        days.extend(bare(text));
    }
    for (value, range) in days {
        if !finder.has("days_since_received") && (0.0..=400.0).contains(&value.value) {
            finder.number("days_since_received", value, "day", range, 1.0);
        }
    }
}

/// An answer to "how long ago": 5天, 昨天, 3.
fn bare(text: &str) -> Option<(Figure, std::ops::Range<usize>)> {
    static DAYS: Lazy<Regex> =
        Lazy::new(|| regex("(?P<v>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?:天|日|$)"));
    for (word, value) in [
        ("大前天", 3.0),
        ("前天", 2.0),
        ("昨", 1.0),
        ("今", 0.0),
        ("刚", 0.0),
    ] {
        if let Some(at) = text.find(word) {
            return Some((
                Figure {
                    value,
                    approx: false,
                },
                at..at + word.len(),
            ));
        }
    }
    let found = DAYS.captures(text)?;
    let said = found.name("v")?;
    Some((figure(said.as_str())?, said.range()))
}

/// Whether the parcel did not come, or is asked or promised to come.
fn is_negated(text: &str, start: usize, end: usize) -> bool {
    let clause = text[..start]
        .rsplit([',', '。', '?', '!', ' '])
        .next()
        .unwrap_or_default();
    let inside = &text[start..end];
    ["没", "未", "能", "会", "可以", "才能", "多久", "什么时候"]
        .iter()
        .any(|w| {
            clause.ends_with(w) || (inside.contains(w) && !inside.contains("没到") && *w != "会")
        })
        || text[end..].starts_with('吗')
        || text[end..].starts_with("能")
}
