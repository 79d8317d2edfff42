//! `kind: privacy`
//!
//! Finds personal data written out. `match` lists what to look for:
//! `mobile` (mainland numbers), `id_card` (the last digit has to be right:
//! ISO 7064 MOD 11-2, GB 11643), `bank_card` (Luhn's check digit, ISO/IEC
//! 7812) and `address` (road, number and door). Spaces and dashes between
//! digits are seen through; numbers inside longer numbers, such as parcels
//! and orders, are not taken for others.

use crate::expression::Regex;
use once_cell::sync::Lazy;
use serde::{Deserialize, Serialize};
use std::ops::Range;

use super::{Ask, Hit};

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Datum {
    Mobile,
    IdCard,
    BankCard,
    Address,
}

impl Datum {
    pub(crate) const NAMES: [(&'static str, Datum); 4] = [
        ("mobile", Datum::Mobile),
        ("id_card", Datum::IdCard),
        ("bank_card", Datum::BankCard),
        ("address", Datum::Address),
    ];
}

/// A road or estate with a number, and the door behind it.
static ADDRESS: Lazy<Option<Regex>> = Lazy::new(|| {
    Regex::new(
        "[\u{4E00}-\u{9FFF}]{2,12}(?:路|街|道|巷|弄|小区|花园|苑|村)[^,。;!?]{0,10}?[0-9]{1,5}(?:号|弄|栋|幢|楼|单元)[^,。;!?]{0,12}?[0-9]{2,5}(?:室|号|房)",
    )
    .ok()
});

/// Digits that any of the data has at least: road and door of an address.
const LEAST_DIGITS: usize = 3;

pub(crate) fn find(ask: &Ask<'_>, data: &[Datum], out: &mut Vec<Hit>) {
    // Counted in bytes, which the processor does for many at once.
    let digits = |part: &[u8]| {
        part.iter()
            .map(|b| u8::from(b.is_ascii_digit()))
            .sum::<u8>()
    };
    let mut parts = ask.text.as_bytes().chunks(u8::MAX.into());
    if parts
        .by_ref()
        .map(|part| usize::from(digits(part)))
        .sum::<usize>()
        < LEAST_DIGITS
    {
        return;
    }
    let mut done = 0;
    for (range, digits) in numbers(ask.text) {
        if range.start >= done && data.iter().any(|datum| is(*datum, &digits)) {
            done = range.end;
            out.push(Hit::at(range));
        }
    }
    if data.contains(&Datum::Address)
        && let Some(address) = &*ADDRESS
    {
        out.extend(address.find_iter(ask.text).map(|m| Hit::at(m.range())));
    }
}

/// Groups of a number that are written apart: a card has up to five.
const GROUPS: usize = 6;

/// Digits that may be one number: a run of digits, or some runs with a single
/// space, dash or dot between. A last x belongs to an identity card, +86 is the
/// country.
fn numbers(text: &str) -> Vec<(Range<usize>, Vec<u8>)> {
    let bytes = text.as_bytes();
    let groups = groups(bytes);
    let mut out = Vec::new();
    for (n, first) in groups.iter().enumerate() {
        let mut digits = Vec::new();
        let mut end = first.start;
        for group in groups[n..].iter().take(GROUPS) {
            let is_next = group.start == end
                || group.start == end + 1 && matches!(bytes[end], b' ' | b'-' | b'.');
            if !is_next {
                break;
            }
            digits.extend_from_slice(&bytes[group.clone()]);
            end = group.end;
            let bare = match digits.as_slice() {
                [b'8', b'6', rest @ ..] if rest.len() == 11 => rest,
                all => all,
            };
            out.push((first.start..end, bare.to_vec()));
        }
    }
    out
}

/// Runs of digits; one that is a part of a name in letters is none, but for
/// the x of an identity card.
fn groups(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        if bytes.get(at) == Some(&b'x') && !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
        {
            at += 1;
        }
        let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphabetic);
        let word = bytes[..start]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let is_name = letter(bytes.get(at)) || (word > 0 && !bytes[..start].ends_with(b"tel"));
        if !is_name {
            out.push(start..at);
        }
    }
    out
}

fn is(datum: Datum, digits: &[u8]) -> bool {
    match datum {
        Datum::Mobile => {
            digits.len() == 11
                && !digits.contains(&b'x')
                && digits[0] == b'1'
                && (b'3'..=b'9').contains(&digits[1])
        }
        Datum::IdCard => {
            digits.len() == 18
                && !digits[..17].contains(&b'x')
                && has_date(digits)
                && id_check(digits)
        }
        Datum::BankCard => {
            (16..=19).contains(&digits.len())
                && digits.starts_with(b"62")
                && !digits.contains(&b'x')
                && luhn(digits)
        }
        Datum::Address => false,
    }
}

/// Digits 7 to 14 of an identity card are a day of birth.
fn has_date(digits: &[u8]) -> bool {
    let number = |range: Range<usize>| {
        digits[range]
            .iter()
            .fold(0u32, |n, d| n * 10 + u32::from(d.wrapping_sub(b'0')))
    };
    (1900..=2099).contains(&number(6..10))
        && (1..=12).contains(&number(10..12))
        && (1..=31).contains(&number(12..14))
}

/// ISO 7064 MOD 11-2: the sum of digits, each times 2 to the power of its
/// place from the right, is 1 modulo 11; x stands for ten.
fn id_check(digits: &[u8]) -> bool {
    let sum = digits.iter().fold(0u32, |sum, digit| {
        let value = if *digit == b'x' {
            10
        } else {
            u32::from(digit - b'0')
        };
        (sum * 2 + value) % 11
    });
    sum == 1
}

/// Luhn: from the right, every second digit is doubled and its digits added;
/// the sum of all is a multiple of ten.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(n, digit)| {
            let value = u32::from(digit.wrapping_sub(b'0')) << (n % 2);
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}
