//! How far a price may go. First the value of the goods is told, then a bundle
//! is offered, then the last concession, then the talk ends in a friendly way.
//!
//! No price that is worked out here is below the floor of the policy.

use super::{Known, text, yuan};
use crate::facts::{Facts, Value};

/// Words with which a price is that of one piece.
const EACH: [&str; 10] = [
    "每件", "每个", "每双", "每条", "每套", "单价", "一件", "一双", "一条", "一个",
];

/// Nobody bargains for more with a machine.
const MOST_PIECES: f64 = 999.0;

/// Below half a cent nothing can be paid.
const CENT: f64 = 0.005;

pub(super) fn derive(known: &Known<'_>, out: &mut Facts) {
    let round = 1 + rounds(known);
    out.set("haggle.round", Value::Number(f64::from(round)));
    let step = match round {
        1 => "value",
        2 => "bundle",
        3 => "concede",
        _ => "end",
    };
    out.set("haggle.step", text(step));
    let pieces = pieces(known);
    out.set("haggle.pieces", Value::Number(pieces));
    if let Some(rung) = known
        .pack
        .policy
        .ladder
        .iter()
        .find(|rung| f64::from(rung.quantity) > pieces)
    {
        out.set(
            "haggle.bundle_quantity",
            Value::Number(f64::from(rung.quantity)),
        );
        // 95 per cent is 9.5折.
        out.set(
            "haggle.bundle_discount",
            text(&format!("{}折", rung.percent / 10.0)),
        );
    }
    let price = known.fact_number("item.price").filter(|p| *p > 0.0);
    let offer = offer(known, price.map(|p| p * pieces));
    let Some(price) = price else {
        let status = if offer.is_some() { "unknown" } else { "none" };
        out.set("haggle.offer", text(status));
        return;
    };
    let named = known.fact_text("item.name");
    let floor = known
        .fact_number("item.floor_yuan")
        .filter(|floor| *floor > 0.0)
        .unwrap_or_else(|| known.pack.policy.floor(named, price))
        .min(price)
        * pieces;
    let full = price * pieces;
    let reasonable = offer.is_some_and(|offer| offer + CENT >= floor);
    out.set(
        "haggle.offer",
        text(match offer {
            None => "none",
            Some(_) if reasonable => "reasonable",
            Some(_) => "unreasonable",
        }),
    );
    // Who has only so much left is met at once, who bargains at the last step.
    let short = known.signal("tactic") == Some("excuse") && reasonable;
    if (step == "concede" || short) && floor + CENT < full {
        let conceded = offer.filter(|_| reasonable).unwrap_or(floor).max(floor);
        if conceded + CENT < full {
            out.set("haggle.price", yuan(conceded));
        }
    }
}

/// How often haggling was answered in this conversation.
fn rounds(known: &Known<'_>) -> u32 {
    let tactic = known.pack.groups.iter().find(|g| g.name == "tactic");
    let within = tactic.map(|g| g.within.as_slice()).unwrap_or_default();
    let answered = within.iter().map(|intent| known.session.answered(intent));
    answered.max().unwrap_or(0)
}

/// The pieces that are bargained for; a gift's count is none of the goods.
fn pieces(known: &Known<'_>) -> f64 {
    let gift = known.signal("tactic") == Some("gift");
    let counted = known.number("quantity").filter(|_| !gift);
    counted.unwrap_or(1.0).clamp(1.0, MOST_PIECES).floor()
}

/// What the customer offers for all pieces, in yuan: the last word counts. An
/// earlier offer stands while it is one for the goods at hand.
fn offer(known: &Known<'_>, full: Option<f64>) -> Option<f64> {
    let told = |kind: &str| known.told.iter().any(|t| t == kind);
    let offered = known.number("offer_price");
    if told("offer_price") {
        let each = EACH.iter().any(|word| known.text.contains(word));
        return offered.map(|offer| if each { offer * pieces(known) } else { offer });
    }
    if told("discount") {
        return Some(full? - known.number("discount")?).filter(|left| *left > 0.0);
    }
    offered.filter(|offer| full.is_some_and(|full| *offer < full))
}
