//! How many pieces, and how old the person is who will use them.

use crate::expression::Regex;
use once_cell::sync::Lazy;

use super::Finder;
use super::figure::{Figure, RANGE, figure, regex};

static AGE: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<y>{r})(?:周)?岁(?P<h>半)?|(?:宝宝|孩子|娃|闺女|儿子|女儿)(?:现在|刚|才|有|快|,| )*(?P<c>{r}) ?个(?:多)?月|(?P<m>{r}) ?个(?:多)?月(?:大|的宝宝|宝宝|的娃|的孩子|的婴儿|大的|了宝宝)",
        r = *RANGE
    ))
});
static PIECES: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<v>{}|俩|仨)(?P<u>件|个|双|箱|盒|包|袋|瓶|套|条|只|台|支|本|罐|桶|把|张|份|片|对|卷|提|床|顶|副|株|棵|盆|斤|米|听|串|枚|根|幅|部|辆|筒|排|板|扎|打|单)?",
        *RANGE
    ))
});

/// What makes a single piece a wish and not a way of speaking.
const WANTS: [&str; 26] = [
    "要",
    "买",
    "拍",
    "来",
    "拿",
    "下单",
    "订",
    "收到",
    "只有",
    "少发",
    "少",
    "发",
    "寄",
    "差",
    "缺",
    "只收到",
    "到了",
    "给我",
    "漏",
    "多发",
    "补",
    "共",
    "各",
    "加",
    "带",
    "留",
];

/// Words before a number that make it no count of goods.
const BEFORE: [&str; 9] = ["第", "每", "这", "那", "哪", "任", "同", "上", "换"];

/// Words behind a count that are no goods.
const BEHIND: [&str; 36] = [
    "月",
    "星期",
    "礼拜",
    "小时",
    "人",
    "字",
    "地方",
    "问题",
    "好评",
    "朋友",
    "孩子",
    "娃",
    "宝",
    "颜色",
    "色",
    "套",
    "工作日",
    "钟",
    "多月",
    "同事",
    "姐妹",
    "闺蜜",
    "店",
    "快递",
    "地址",
    "客服",
    "电话",
    "老师",
    "学生",
    "价",
    "号",
    "意思",
    "办法",
    "尺码",
    "码",
    "装",
];

pub(super) fn find(finder: &mut Finder<'_>) {
    ages(finder);
    let text = &finder.open();
    for found in PIECES.captures_iter(text) {
        let (Some(whole), Some(said)) = (found.get(0), found.name("v")) else {
            continue;
        };
        let unit = found.name("u").map(|u| u.as_str());
        let value = match said.as_str() {
            "俩" => Some(Figure {
                value: 2.0,
                approx: false,
            }),
            "仨" => Some(Figure {
                value: 3.0,
                approx: false,
            }),
            other => figure(other),
        };
        let twins = matches!(said.as_str(), "俩" | "仨");
        let (Some(value), true) = (value, unit.is_some() || twins) else {
            continue;
        };
        if is_count(finder, value.value, unit, said.start(), whole.end()) {
            finder.number("quantity", value, unit.unwrap_or("个"), whole.range(), 0.9);
        }
    }
}

fn ages(finder: &mut Finder<'_>) {
    for found in AGE.captures_iter(&finder.open()) {
        let Some(whole) = found.get(0) else { continue };
        let half = if found.name("h").is_some() { 0.5 } else { 0.0 };
        let (said, unit) = match (found.name("y"), found.name("m").or(found.name("c"))) {
            (Some(y), _) => (y, "year"),
            (None, Some(m)) => (m, "month"),
            _ => continue,
        };
        if let Some(value) = figure(said.as_str()).filter(|f| f.value <= 110.0) {
            finder.number("age", value.map(|v| v + half), unit, whole.range(), 1.0);
        }
    }
}

fn is_count(finder: &Finder<'_>, value: f64, unit: Option<&str>, start: usize, end: usize) -> bool {
    let (before, behind) = (finder.before(start), finder.behind(end));
    if unit == Some("包") && behind.starts_with('邮') {
        return false;
    }
    if BEFORE.iter().any(|w| before.ends_with(w)) || BEHIND.iter().any(|w| behind.starts_with(w)) {
        return false;
    }
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.') || value <= 0.0 {
        return false;
    }
    // 三包 is the warranty.
    if unit == Some("包") && value == 3.0 && !WANTS.iter().any(|w| before.ends_with(w)) {
        return false;
    }
    // 两米 is a length unless something is counted out.
    let wanted = WANTS
        .iter()
        .any(|w| before.ends_with(w) || before.trim_end_matches('了').ends_with(w));
    if value == 1.0
        || matches!(
            unit,
            Some("米" | "斤" | "单" | "部" | "把" | "排" | "板" | "打")
        )
    {
        return wanted && !behind.starts_with('钱');
    }
    true
}
