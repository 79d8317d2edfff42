//! Couriers that a customer names, places the parcel goes to, stock and unpaid
//! orders.

use super::{Known, text};
use crate::facts::{Facts, Value};

pub(super) fn derive(known: &Known<'_>, out: &mut Facts) {
    courier(known, out);
    region(known, out);
    let policy = &known.pack.policy;
    if let (Some(stock), Some(least)) = (
        known.fact_number("item.stock"),
        policy.number("low_stock_below_pieces"),
    ) {
        out.set("stock.low", Value::Boolean(stock < least));
    }
    let paid_already = known.facts.get("customer.has_paid_order") == Some(&Value::Boolean(true));
    let waited = known.fact_number("order.unpaid_minutes");
    let least = policy.number("unpaid_reminder_minutes");
    // Without a clock of the host the event itself says that it is time.
    let due = waited
        .zip(least)
        .is_none_or(|(waited, least)| waited >= least);
    out.set("unpaid.due", Value::Boolean(due && !paid_already));
}

fn courier(known: &Known<'_>, out: &mut Facts) {
    let Some(wanted) = known.word("courier").map(str::to_lowercase) else {
        return;
    };
    let policy = &known.pack.policy;
    let is = |name: &str| {
        let name = name.to_lowercase();
        name.contains(&wanted) || wanted.contains(&name)
    };
    let served = |not_to: &[String]| {
        let region = known.word("region").unwrap_or_default();
        let reached = |words: &[String]| !words.iter().any(|word| region.contains(word.as_str()));
        reached(not_to) && reached(&policy.unserved_regions)
    };
    let optional = policy.couriers.iter().find(|c| is(&c.name));
    let status = if known.refused.iter().any(|kind| kind == "courier") {
        "refused"
    } else if policy.get("default_courier").is_some_and(|name| is(name)) {
        "default"
    } else if let Some(courier) = optional.filter(|c| served(&c.not_to)) {
        out.set("courier.surcharge", Value::Number(courier.surcharge_yuan));
        "optional"
    } else {
        "unavailable"
    };
    // A shop that lists no couriers says nothing about others.
    if status != "unavailable" || !policy.couriers.is_empty() {
        out.set("courier.status", text(status));
    }
}

fn region(known: &Known<'_>, out: &mut Facts) {
    let Some(region) = known.word("region") else {
        return;
    };
    let policy = &known.pack.policy;
    let is_in = |words: &[String]| words.iter().any(|word| region.contains(word.as_str()));
    let status = if is_in(&policy.unserved_regions) {
        "unserved"
    } else if is_in(&policy.remote_regions) {
        "remote"
    } else {
        "near"
    };
    let listed = !policy.remote_regions.is_empty() || !policy.unserved_regions.is_empty();
    if listed {
        out.set("region.status", text(status));
    }
}
