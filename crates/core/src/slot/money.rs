//! Money: the price that is offered, what should come off, what others ask, and
//! what the customer has to spend. All in yuan.

use crate::expression::Regex;
use once_cell::sync::Lazy;

use super::Finder;
use super::figure::{Figure, NUMBER, figure, regex};

/// A price: 30块, 9块9, ¥98, 两百.
static PRICE: Lazy<String> = Lazy::new(|| {
    format!(
        "¥?(?P<v>{NUMBER}(?:(?:-|~|到|至){NUMBER})?)(?P<u> ?(?:块钱?|元|米|圆|刀)(?P<t>[0-9一二三四五六七八九])?(?:毛|角)?(?:钱)?)?"
    )
});

static OTHER: Lazy<Regex> = Lazy::new(|| {
    // Another shop's figure is a price at once; a friend's or an earlier one
    // only with a word for paying.
    let shops = "线下店|线下|别家|别人家?|人家|隔壁|其他店|其它店|别的店|另一家|另外一家|那家|拼多多|pdd|京东|淘宝|天猫|抖音|快手|1688|超市|实体店|专柜|官网|旗舰店";
    let others = "朋友|同事|同款|直播间|上次|上回|以前|昨天|之前|上周|上个月|去年|双11|双十一|618";
    let verbs = "才|只要|只卖|卖|就|是|要|只|标|花了|买的?|价|给";
    regex(&format!(
        "(?:{shops})[^,。;!?0-9]{{0,12}}?(?:{verbs})?(?:了|的|我|卖|要|大概)*{a}|(?:{others})[^,。;!?0-9]{{0,12}}?(?:{verbs})(?:了|的|我|卖|要)*{b}|{c}(?:别家|人家|别人|隔壁)(?:的)?(?:价|价格|卖)",
        a = price("a"),
        b = price("b"),
        c = price("c"),
    ))
});
static BUDGET: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?:预算|心理价位?|心里价位?|价位)(?:在|就|是|大概|大约|差不多|只有|也就|最多|不超过|有|:|,| )*{p}|(?:不超过|不要超过|别超过|控制在){p2}|{p3} ?(?:以内|之内|以下|内的)",
        p = price("a"),
        p2 = price("b"),
        p3 = price("c"),
    ))
});
static LEFT: Lazy<Regex> = Lazy::new(|| {
    // What is left in the account, said with "only" or "left", or of a wallet.
    regex(&format!(
        "(?:余额|支付宝|微信|卡里|卡上|钱包|零钱|花呗|身上|账户|账上|手头|手里|红包里?|里面|里边|工资|生活费|我|现在|全部|总共)[^,。;!?0-9]{{0,8}}?(?:只有|就剩下?|还剩下?|只剩下?|剩下?)(?:了|个|这|的)?{0}|(?:余额|支付宝|微信|卡里|卡上|钱包|零钱|花呗|身上|账户|账上|手头|手里)(?:里|上|里面)?(?:就|有|才|仅|是)(?:了|个|这|的)?{1}",
        price("a"),
        price("b"),
    ))
});
static DISCOUNT: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?P<k>便宜|再少|能少|少收|少|再减|减|优惠|再降|降|让|抹掉|抹去|抹|去掉|立减|给我减|退)(?:个|我|掉|了|点|上|一点|下来|,)?{}",
        *PRICE
    ))
});
static DOWN_TO: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?:便宜|少|降|优惠|改|减|砍|凑|调)(?:价)?(?:成|到|为)(?:个)?(?:整数?)?{}",
        *PRICE
    ))
});
static OFFER_BEFORE: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "(?:(?P<s>给你?|算我?|按|出价?|付你|最多|顶多|只能出|最多出|一口价|我出|收你|转你|给个|凑个?整?数?|抹成|就|拿|只值|诚心价)(?:给我|成|算|个|你|我|到|出)?){}(?P<q> ?(?:吧|呗|得了|算了|行|可以|好|成|卖|给我|我|包邮|整|拿|如何|怎么样|,|$))?",
        *PRICE
    ))
});
static OFFER_BEHIND: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        "{}(?:,| )?(?:左右|上下)?(?:[0-9一二两三四五六七八九十]+(?:件|个|双|箱|盒|条|套|包|瓶|斤|台|本)|全部|包邮|带走|给我|这[^,。 ]{{1,5}}|得)?(?:,| )?(?:行不|行吗|行么|行吧|能成交|行嘛|行的话|行我|行就|可以吗|可以不|可不可以|可以么|可以的话|可以我|能不能|能卖|能出|能拿|能行|能给|能不|卖不|卖吗|卖么|卖我|卖给|卖就|卖的话|卖嘛|卖呗|肯不|成不|成吗|成交|得不得|怎么样|如何|咋样|我就(?:拍|买|要|付|下|拿|立|马|不|去|直接|$)|我马上|我立马|我现在|我拍|我要了|我买|我拿|我付|就买|就要|就拍|就成|就拿|就付|马上付|拿走|拿下|能拿下|整吧|给我(?:呗|吧|嘛|好)|出不|出吗|走不|走吗|要得不|中不|包邮吗|包邮不|给不给|好不好|干不干|同意)",
        *PRICE
    ))
});

static CAMPAIGN: Lazy<Regex> =
    Lazy::new(|| regex("(?:满|每)[0-9一二两三四五六七八九十百千]+(?:元|块)?(?:立?减|优惠|送|返)$"));

/// A price with the names of its groups told apart, for several in a pattern.
fn price(tag: &str) -> String {
    PRICE
        .replace("<v>", &format!("<v{tag}>"))
        .replace("<u>", &format!("<u{tag}>"))
        .replace("<t>", &format!("<t{tag}>"))
}

/// Words of count behind a number, with which it is no price.
const COUNTS: &str = "件个双箱盒包袋瓶套条只台支本罐桶把张份片对斤岁天号月年点折码寸尺公厘克升瓦分秒款人次楼层倍度位种遍周星小k%";

pub(super) fn find(finder: &mut Finder<'_>) {
    let text = &finder.open();
    for found in OTHER.captures_iter(text) {
        for tag in ["a", "b", "c"] {
            amount(finder, "other_price", &found, tag);
        }
    }
    for found in BUDGET.captures_iter(text) {
        for tag in ["a", "b", "c"] {
            amount(finder, "budget", &found, tag);
        }
    }
    for found in LEFT.captures_iter(text) {
        for tag in ["a", "b"] {
            amount(finder, "offer_price", &found, tag);
        }
    }
    for found in DOWN_TO.captures_iter(text) {
        amount(finder, "offer_price", &found, "");
    }
    for found in DISCOUNT.captures_iter(text) {
        // 退 speaks of money only with a unit, and 少 of goods without one.
        let bare = found.name("u").is_none();
        let weak = found
            .name("k")
            .is_some_and(|k| k.as_str() == "退" || k.as_str() == "让");
        if !(bare && weak) {
            amount(finder, "discount", &found, "");
        }
    }
    for found in OFFER_BEHIND.captures_iter(text) {
        amount(finder, "offer_price", &found, "");
    }
    for found in OFFER_BEFORE.captures_iter(text) {
        let weak = found
            .name("s")
            .is_some_and(|s| matches!(s.as_str(), "就" | "给" | "按" | "拿" | "出"));
        let said = found.name("u").is_some()
            || found
                .name("q")
                .is_some_and(|q| !q.as_str().trim().is_empty());
        if !weak || said {
            amount(finder, "offer_price", &found, "");
        }
    }
    if finder.expected == Some("offer_price") && !finder.has("offer_price") {
        static BARE: Lazy<Regex> = Lazy::new(|| regex(&PRICE));
        for found in BARE.captures_iter(text) {
            amount(finder, "offer_price", &found, "");
        }
    }
}

fn amount(finder: &mut Finder<'_>, kind: &str, found: &crate::expression::Captures<'_>, tag: &str) {
    let group = |name: &str| found.name(&format!("{name}{tag}"));
    let Some(said) = group("v") else { return };
    let unit = group("u");
    let end = unit.map_or(said.end(), |u| u.end());
    let behind = finder.text[end..].chars().next();
    let freight = finder.text[end..].starts_with("包邮");
    if unit.is_none() && !freight && behind.is_some_and(|c| COUNTS.contains(c)) {
        return;
    }
    // 满300减50 is a campaign's.
    if kind == "discount" && CAMPAIGN.is_match(&finder.text[..said.start()]) {
        return;
    }
    let Some(value) = figure(said.as_str()) else {
        return;
    };
    // Without a unit, one and two are counts (便宜一点, 给一个).
    if unit.is_none() && value.value < 3.0 {
        return;
    }
    let cents = group("t")
        .and_then(|t| figure(t.as_str()))
        .map_or(0.0, |f| f.value / 10.0);
    let value = match unit.map(|u| u.as_str()) {
        Some(u) if (u.contains('毛') || u.contains('角')) && cents == 0.0 => {
            value.map(|v| v / 10.0)
        }
        _ => Figure {
            value: value.value + cents,
            ..value
        },
    };
    finder.number(kind, value, "yuan", said.start()..end, 0.9);
}
