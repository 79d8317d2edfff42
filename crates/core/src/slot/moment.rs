//! Days and times that the customer names.

use crate::expression::Regex;
use once_cell::sync::Lazy;

use super::Finder;
use super::figure::{figure, regex};

static DAY: Lazy<Regex> = Lazy::new(|| {
    regex(
        "大后天|大前天|今天|今日|今晚|今早|今儿|明天|明日|明早|明晚|明儿|后天|昨天|昨晚|昨日|昨儿|前天|(?:这个?|下个?|上个?|本|每)?(?:周|星期|礼拜)[一二三四五六日天](?:[一二三四五六日天])?|(?:这个?|下个?|上个?|本)?周末|[0-9]{1,2}月[0-9]{1,2}(?:日|号)?|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}(?:日|号)|(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?P<s>号|日)|月底|月初|年底|年前|年后|国庆节?|元旦|春节|中秋节?|端午节?|五一|双11|双十一|双12|618",
    )
});
static TIME: Lazy<Regex> = Lazy::new(|| {
    regex(
        "(?P<p>早上|上午|中午|下午|晚上|傍晚|凌晨|半夜|早晨|今晚|明早|明晚|今早|昨晚)?(?P<h>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:点钟?|时|:)(?P<m>半|一刻|三刻|[0-9]{1,2}|[一二三四五]?十[一二三四五六七八九]?)?(?:分)?",
    )
});

pub(super) fn find(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in TIME.captures_iter(text) {
        time(finder, &found);
    }
    for found in DAY.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        if let Some(number) = found.name("n")
            && !is_day(finder, number.as_str(), whole.start(), whole.end())
        {
            continue;
        }
        let festival = [
            "国庆", "元旦", "春节", "中秋", "端午", "五一", "双1", "双十", "618", "年",
        ];
        if festival.iter().any(|f| whole.as_str().starts_with(f)) {
            continue;
        }
        finder.word("date", whole.as_str().to_owned(), whole.range());
    }
}

/// Whether a number with 号 or 日 is a day of the month, and not the name of a
/// thing, a size or a person.
fn is_day(finder: &Finder<'_>, number: &str, start: usize, end: usize) -> bool {
    let (before, behind) = (finder.before(start), finder.behind(end));
    let value = figure(number).map_or(0.0, |f| f.value);
    let no_day_before = ["大", "小", "第", "型", "加", "码", "中"];
    let no_day_behind = [
        "客服",
        "色",
        "款",
        "链接",
        "机",
        "店",
        "楼",
        "线",
        "电池",
        "仓",
        "码",
        "员",
        "店",
        "车",
        "门",
        "无理由",
        "套餐",
        "商品",
        "院",
    ];
    (1.0..=31.0).contains(&value)
        && !no_day_before.iter().any(|w| before.ends_with(w))
        && !before.ends_with(|c: char| c.is_ascii_alphanumeric())
        && !no_day_behind.iter().any(|w| behind.starts_with(w))
}

fn time(finder: &mut Finder<'_>, found: &crate::expression::Captures<'_>) {
    let (Some(whole), Some(hour)) = (found.get(0), found.name("h")) else {
        return;
    };
    let part = found.name("p").map(|p| p.as_str());
    let minute = found.name("m").map(|m| m.as_str());
    let before = finder.before(hour.start());
    let touches = before.ends_with(|c: char| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '.' | ':'
                    | '有'
                    | '早'
                    | '快'
                    | '差'
                    | '宜'
                    | '惠'
                    | '晚'
                    | '大'
                    | '小'
                    | '这'
                    | '那'
            )
    });
    let bare_chinese = part.is_none() && minute.is_none() && !hour.as_str().is_ascii();
    let goes_on = finder.text[whole.end()..]
        .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '点' | '五' | '折'));
    if (touches && part.is_none()) || goes_on || (bare_chinese && hour.as_str() == "一") {
        return;
    }
    let Some(value) = figure(hour.as_str())
        .map(|f| f.value)
        .filter(|v| *v <= 24.0)
    else {
        return;
    };
    // 9:9 and 1:1 are ratios; a time has two digits behind the colon.
    if found.get(0).is_some_and(|w| w.as_str().contains(':')) && minute.is_none_or(|m| m.len() != 2)
    {
        return;
    }
    let minutes = match minute {
        None => 0.0,
        Some("半") => 30.0,
        Some("一刻") => 15.0,
        Some("三刻") => 45.0,
        Some(m) => figure(m).map_or(0.0, |f| f.value),
    };
    let late = matches!(
        part,
        Some("下午" | "晚上" | "傍晚" | "今晚" | "明晚" | "昨晚" | "半夜")
    );
    let noon = part == Some("中午") && value < 10.0;
    let value = if (late || noon) && value < 12.0 {
        value + 12.0
    } else {
        value
    };
    if minutes >= 60.0 {
        return;
    }
    let from = match part {
        Some("今晚" | "明早" | "明晚" | "今早" | "昨晚") | None => hour.start(),
        Some(_) => whole.start(),
    };
    let range = from..whole.end();
    if finder.is_free(&range) {
        let approx = super::figure::is_about(finder.text, range.start, range.end);
        finder.word("time", format!("{value}:{minutes:02}"), range);
        if let Some(last) = finder.found.last_mut() {
            last.approx = approx;
        }
    }
}
