//! Whether goods can be returned or exchanged, and who pays the freight.
//!
//! Quality faults follow the three guarantees: money back in the first days,
//! then another piece, then repair within the warranty. Without a fault the
//! days since receipt, the condition and the kind of goods decide.

use super::{Known, text};
use crate::facts::{Facts, Value};

/// Reasons that are the shop's to answer for.
const FAULTS: [&str; 4] = ["quality", "damaged", "wrong_item", "missing"];

/// Conditions in which goods cannot be sold again.
const USED: [&str; 3] = ["washed", "worn", "tag_removed"];

pub(super) fn derive(known: &Known<'_>, out: &mut Facts) {
    let fault = known.word("reason").is_some_and(|r| FAULTS.contains(&r));
    let insured = known.facts.get("order.freight_insurance") == Some(&Value::Boolean(true));
    out.set(
        "return.freight_payer",
        text(match (fault, insured) {
            (true, _) => "shop",
            (false, true) => "insurance",
            (false, false) => "buyer",
        }),
    );
    let days = known
        .number("days_since_received")
        .or_else(|| known.fact_number("order.days_since_received"));
    if let Some(months) = known.fact_number("order.months_since_bought")
        && let Some(covered) = known.pack.policy.number("warranty_months")
    {
        let verdict = if months <= covered {
            "covered"
        } else {
            "expired"
        };
        out.set("warranty.verdict", text(verdict));
    }
    if let (true, Some(days)) = (fault, days)
        && let Some(remedy) = remedy(known, days)
    {
        out.set("return.remedy", text(remedy));
    }
    for (path, window) in [
        ("return.verdict", "return_window_days"),
        ("exchange.verdict", "exchange_window_days"),
    ] {
        let Some(window) = known.pack.policy.number(window) else {
            continue;
        };
        if let Some(verdict) = verdict(known, fault, days, window) {
            out.set(path, text(verdict));
        }
    }
}

fn verdict(known: &Known<'_>, fault: bool, days: Option<f64>, window: f64) -> Option<&'static str> {
    if fault {
        return Some("fault");
    }
    if is_excluded(known) {
        return Some("excluded");
    }
    if days.is_some_and(|days| days > window) {
        return Some("too_late");
    }
    match known.word("condition") {
        Some(condition) if USED.contains(&condition) => Some("condition"),
        Some("unused") if days.is_some() => Some("eligible"),
        _ => days.map(|_| "in_time"),
    }
}

/// What a fault is answered with, by the days since receipt.
fn remedy(known: &Known<'_>, days: f64) -> Option<&'static str> {
    let policy = &known.pack.policy;
    let returning = policy
        .number("quality_return_days")
        .or_else(|| policy.number("return_window_days"))?;
    let exchanging = policy
        .number("quality_exchange_days")
        .or_else(|| policy.number("exchange_window_days"))?;
    let repairing = policy.number("warranty_months").map(|m| m * 30.0);
    Some(if days <= returning {
        "return"
    } else if days <= exchanging {
        "exchange"
    } else if repairing.is_some_and(|limit| days <= limit) {
        "repair"
    } else {
        "none"
    })
}

/// Whether the goods are of a kind that is not taken back.
fn is_excluded(known: &Known<'_>) -> bool {
    if known.facts.get("item.returnable") == Some(&Value::Boolean(false)) {
        return true;
    }
    let excluded = &known.pack.policy.excluded_goods;
    known
        .goods()
        .iter()
        .any(|name| excluded.iter().any(|word| name.contains(word.as_str())))
}
