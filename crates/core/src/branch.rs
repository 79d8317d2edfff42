//! Which of many patterns a text may match, before any of them is tried.
//!
//! A pattern is thought of where a text of its rarest list stands, which one
//! pass finds for all patterns together, and worth trying when a text of each
//! other list may begin as far from there as the pattern says.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::letters::Letters;
use crate::required::{List, Needs, Span, required};
use crate::text::is_alphanumeric;

/// A branch of a pattern: of every list the text has to have one.
pub(crate) struct Branch {
    /// The number of its pattern.
    pub(crate) pattern: u32,
    /// The list that fewest texts have one of; empty if nothing in particular
    /// is needed.
    pub(crate) rarest: Vec<String>,
    pub(crate) others: Others,
}

/// What else a text has to have.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Others {
    /// The other lists; first the one that is looked for in the fewest places.
    next: Option<Nearby>,
    further: Box<[Nearby]>,
    /// The last byte of the whole text at which a text of the rarest list may
    /// begin, if the pattern is tied to its beginning.
    last: Option<u32>,
    /// The letters of which the whole text has to begin with one.
    opening: Option<Box<Beginnings>>,
}

/// A list whose texts are looked for at some distance.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Nearby {
    /// The bytes between the beginning of the text that was found and the
    /// nearest and the farthest place where one of this list may begin.
    first: i32,
    last: i32,
    /// Whether two letters of each text are known.
    are_pairs: bool,
    beginnings: Beginnings,
}

/// How texts of a list begin: a set of letters or pairs of letters, in which
/// some that are not there seem to be (a Bloom filter with two bits for each).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Beginnings([u64; 4]);

/// The branches of a pattern.
pub(crate) fn branches(number: u32, pattern: &str) -> Vec<Branch> {
    let of = |needs: Needs| {
        let mut lists = needs.lists;
        lists.sort_by(|a, b| commonness(&a.texts).total_cmp(&commonness(&b.texts)));
        let mut lists = lists.into_iter();
        let rarest = lists.next().map(List::without_longer);
        let at = rarest.as_ref().map_or(Span::default(), |list| list.at);
        let mut nearby: Vec<Nearby> = lists.map(|list| Nearby::new(&list, at)).collect();
        nearby.sort_by_key(Nearby::places);
        let mut nearby = nearby.into_iter();
        let others = Others {
            next: nearby.next(),
            further: nearby.collect(),
            last: at
                .last
                .filter(|_| needs.is_anchored)
                .and_then(|n| u32::try_from(n).ok()),
            opening: needs.opening.map(Beginnings::of_letters).map(Box::new),
        };
        Branch {
            pattern: number,
            rarest: rarest.map_or(Vec::new(), |list| list.texts.into_iter().collect()),
            others,
        }
    };
    required(pattern).into_iter().map(of).collect()
}

/// What service talk is full of.
const COMMON: &str = "您好 在的 亲 是的 可以 麻烦 一下 提供 告诉 订单号 单号 发货 快递 物流 包裹 包邮 \
    收到 退款 退货 换货 申请 处理 照片 图片 拍下 付款 下单 地址 电话 评价 尺码 型号 颜色 质量 \
    请问 稍等 马上 没有 不是 还是 就是 不能 不会 的话 这个 那个 什么 怎么 多少 一点 时候 需要 \
    您看 我们 我给您 给我 帮您 问题 客服 店铺 商品 支持 优惠 活动 价格 正常 显示 信息 准备 \
    今天 明天 几天 小时 以后 已经 还有 再来 说明 用 要 到 来 点 号 都 了 也 对 会 件 能 请 有";

/// How likely it is that a text has one of some words: every character makes
/// a word rarer, though one of the common ones or a mark not by much.
fn commonness(words: &BTreeSet<String>) -> f64 {
    let share = |c: char| match c {
        _ if !is_alphanumeric(c) => 0.5,
        _ if COMMON.contains(c) => 0.15,
        _ => 0.02,
    };
    let one = |word: &String| {
        let product: f64 = word.chars().map(share).product();
        if COMMON.contains(word.as_str()) {
            product.max(0.1)
        } else {
            product
        }
    };
    words.iter().map(one).sum()
}

impl Others {
    /// Whether a text in which a text of the rarest list begins with a letter
    /// may have all of it. Without such a list the letter says nothing.
    pub(crate) fn may_stand_around(&self, n: usize, text: Letters<'_>) -> bool {
        let at = text.all.get(n).map_or(0, |letter| letter.at);
        let begins = |opening: &Beginnings| {
            let first = text.all.first();
            first.is_some_and(|letter| opening.may_have(letter.c, NOTHING))
        };
        self.last.is_none_or(|last| at <= last)
            && self.next.iter().all(|list| list.may_begin(n, text))
            && self.opening.as_deref().is_none_or(begins)
            && self.further.iter().all(|list| list.may_begin(n, text))
    }
}

/// Letters on either side that are looked at. A pattern may have no bound; if
/// all of a long text were looked at from each word of it, a text twice as long
/// would take four times as long.
const FAR: usize = 120;

/// In the place of a second letter that does not count.
const NOTHING: char = '\0';

impl Nearby {
    /// A list beside the one whose text was found.
    fn new(list: &List, found: Span) -> Self {
        let bytes = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        let first = found.last.map_or(-i32::MAX, |last| {
            bytes(list.at.first).saturating_sub(bytes(last))
        });
        let last = list.at.last.map_or(i32::MAX, |last| {
            bytes(last).saturating_sub(bytes(found.first))
        });
        let are_pairs = list.texts.iter().all(|text| text.chars().nth(1).is_some());
        let mut beginnings = Beginnings::default();
        for text in &list.texts {
            let mut letters = text.chars();
            if let Some(first) = letters.next() {
                let second = letters.next().filter(|_| are_pairs);
                beginnings.add(first, second.unwrap_or(NOTHING));
            }
        }
        Self {
            first,
            last,
            are_pairs,
            beginnings,
        }
    }

    /// How many bytes are looked at.
    fn places(&self) -> i64 {
        i64::from(self.last) - i64::from(self.first)
    }

    /// Whether a text of the list may begin where it has to, as seen from a
    /// letter. Where that is more than a few letters away, it may.
    fn may_begin(&self, n: usize, text: Letters<'_>) -> bool {
        let Some(here) = text.all.get(n).map(|letter| i64::from(letter.at)) else {
            return false;
        };
        let place = |n: usize| i64::from(text.all[n].at) - here;
        let mut from = n;
        while from > 0 && place(from - 1) >= i64::from(self.first) {
            from -= 1;
            if n - from > FAR {
                return true;
            }
        }
        while from < text.all.len() && place(from) < i64::from(self.first) {
            from += 1;
            if from > n + FAR {
                return true;
            }
        }
        while from < text.all.len() && place(from) <= i64::from(self.last) {
            if from > n + FAR {
                return true;
            }
            let next = text.all.get(from + 1).filter(|_| self.are_pairs);
            let second = next.map_or(NOTHING, |letter| letter.c);
            if self.beginnings.may_have(text.all[from].c, second) {
                return true;
            }
            from += 1;
        }
        false
    }
}

impl Beginnings {
    fn of_letters(letters: BTreeSet<char>) -> Self {
        let mut all = Self::default();
        for c in letters {
            all.add(c, NOTHING);
        }
        all
    }

    fn add(&mut self, first: char, second: char) {
        for bit in Self::bits(first, second) {
            self.0[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn may_have(&self, first: char, second: char) -> bool {
        let is_set = |bit: usize| self.0[bit / 64] >> (bit % 64) & 1 != 0;
        let [one, other] = Self::bits(first, second);
        is_set(one) && is_set(other)
    }

    fn bits(first: char, second: char) -> [usize; 2] {
        let mixed = (first as u32).wrapping_mul(0x85EB_CA6B) ^ second as u32;
        let hash = mixed.wrapping_mul(0x9E37_79B1);
        [(hash >> 24) as usize, (hash >> 16) as usize & 255]
    }
}
