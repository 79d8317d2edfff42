//! Facts that cannot be true: they are told, and no reply relies on them.

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::diagnostic::Message;
use crate::event::Event;
use crate::facts::{Facts, Value};
use crate::pack::{FactType, Pack};
use crate::session::Session;

/// Something wrong with what the host passed in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// The facts it is about; replies do not use them.
    pub facts: Vec<String>,
    /// What is wrong.
    pub message: Message,
}

/// The moments of an order in the order in which they come, with the status
/// that each leads to.
const MOMENTS: [(&str, &str); 4] = [
    ("order.ordered_at", "unpaid"),
    ("order.paid_at", "paid"),
    ("order.shipped_at", "shipped"),
    ("order.delivered_at", "delivered"),
];

/// What an event has to do with the status of the order.
const STEPS: [(Event, &str); 4] = [
    (Event::Unpaid, "unpaid"),
    (Event::Paid, "paid"),
    (Event::Shipped, "shipped"),
    (Event::Delivered, "delivered"),
];

/// Whether an event comes too late or too early: the order has another status,
/// or a later step came before.
pub(crate) fn out_of_order(event: Event, facts: &Facts, session: &Session) -> Option<Problem> {
    let step = STEPS.iter().position(|(e, _)| *e == event)?;
    let status = facts.get("order.status").map(ToString::to_string);
    let other = status.filter(|status| status != STEPS[step].1);
    let later = STEPS[step + 1..]
        .iter()
        .find(|(e, _)| session.events(*e) > 0);
    let message = match (other, later) {
        (Some(status), _) => Message::new(
            format!("事件 {event} 和 order.status {status} 不符"),
            format!("the event {event} does not go with order.status {status}"),
        ),
        (None, Some((later, _))) => Message::new(
            format!("事件 {event} 出现在 {later} 之后"),
            format!("the event {event} comes after {later}"),
        ),
        (None, None) => return None,
    };
    Some(Problem {
        facts: vec!["order.status".to_owned()],
        message,
    })
}

/// Everything that contradicts itself, the pack's declarations, or sense.
pub(crate) fn problems(pack: &Pack, facts: &Facts, now: Option<DateTime>) -> Vec<Problem> {
    let mut out = Vec::new();
    for (path, value) in facts.iter() {
        if let Some(message) = out_of_sense(path, value).or_else(|| undeclared(pack, path, value)) {
            out.push(Problem {
                facts: vec![path.to_owned()],
                message,
            });
        }
    }
    if let (Some(Value::Number(floor)), Some(Value::Number(price))) =
        (facts.get("item.floor_yuan"), facts.get("item.price"))
        && floor > price
    {
        out.push(Problem {
            facts: vec!["item.floor_yuan".to_owned(), "item.price".to_owned()],
            message: Message::new(
                format!("底价 {floor} 元高于售价 {price} 元"),
                format!("the floor of {floor} yuan is above the price of {price} yuan"),
            ),
        });
    }
    if let (Some(Value::Number(stock)), Some(Value::Boolean(in_stock))) =
        (facts.get("item.stock"), facts.get("item.in_stock"))
        && (*stock > 0.0) != *in_stock
    {
        out.push(Problem {
            facts: vec!["item.stock".to_owned(), "item.in_stock".to_owned()],
            message: Message::new(
                format!("item.stock 是 {stock}，item.in_stock 却是 {in_stock}"),
                format!("item.stock is {stock}, but item.in_stock is {in_stock}"),
            ),
        });
    }
    moments(facts, now, &mut out);
    out
}

/// Facts without those that a problem is about.
pub(crate) fn without(facts: &Facts, problems: &[Problem]) -> Facts {
    let mut out = Facts::default();
    let is_fine = |path: &str| !problems.iter().any(|p| p.facts.iter().any(|f| f == path));
    for (path, value) in facts.iter().filter(|(path, _)| is_fine(path)) {
        out.set(path, value.clone());
    }
    out
}

/// No price, count or time is below zero.
fn out_of_sense(path: &str, value: &Value) -> Option<Message> {
    match value {
        Value::Number(n) if !n.is_finite() || *n < 0.0 => Some(Message::new(
            format!("{path} 不能是 {n}"),
            format!("{path} cannot be {n}"),
        )),
        _ => None,
    }
}

fn undeclared(pack: &Pack, path: &str, value: &Value) -> Option<Message> {
    let kind = pack.facts.get(path)?;
    let fits = match (kind, value) {
        (FactType::Text, Value::Text(_) | Value::Number(_))
        | (FactType::Number, Value::Number(_))
        | (FactType::Boolean, Value::Boolean(_)) => true,
        (FactType::OneOf(known), value) => known.contains(&value.to_string()),
        _ => false,
    };
    let expected = match kind {
        FactType::Text => "text".to_owned(),
        FactType::Number => "number".to_owned(),
        FactType::Boolean => "true, false".to_owned(),
        FactType::OneOf(known) => known.join(", "),
    };
    (!fits).then(|| {
        Message::new(
            format!("{path} 的值“{value}”不合声明，应是：{expected}"),
            format!("{path} is declared as {expected}, not `{value}`"),
        )
    })
}

fn moments(facts: &Facts, now: Option<DateTime>, out: &mut Vec<Problem>) {
    let mut said = Vec::new();
    for (n, (path, _)) in MOMENTS.iter().enumerate() {
        let Some(value) = facts.get(path) else {
            continue;
        };
        match moment(&value.to_string()) {
            Some(at) if now.is_some_and(|now| at > now) => out.push(Problem {
                facts: vec![(*path).to_owned(), "order.status".to_owned()],
                message: Message::new(
                    format!("{path} 的“{value}”还没到"),
                    format!("{path} is still to come: `{value}`"),
                ),
            }),
            Some(at) => said.push((n, at)),
            None => out.push(Problem {
                facts: vec![(*path).to_owned()],
                message: Message::new(
                    format!("{path} 的“{value}”不是日期，应写成 2026-11-28 或 2026-11-28T09:30"),
                    format!(
                        "{path} is no date: write 2026-11-28 or 2026-11-28T09:30, not `{value}`"
                    ),
                ),
            }),
        }
    }
    for pair in said.windows(2) {
        let ((early, from), (late, to)) = (pair[0], pair[1]);
        if to < from {
            let (early, late) = (MOMENTS[early].0, MOMENTS[late].0);
            out.push(Problem {
                facts: vec![early.to_owned(), late.to_owned(), "order.status".to_owned()],
                message: Message::new(
                    format!("{late} 早于 {early}"),
                    format!("{late} is before {early}"),
                ),
            });
        }
    }
    let Some(status) = facts.get("order.status").map(ToString::to_string) else {
        return;
    };
    let reached = MOMENTS.iter().position(|(_, name)| *name == status);
    if let (Some(reached), Some((last, _))) = (reached, said.last())
        && *last > reached
    {
        let late = MOMENTS[*last].0;
        out.push(Problem {
            facts: vec!["order.status".to_owned(), late.to_owned()],
            message: Message::new(
                format!("order.status 是 {status}，却已有 {late}"),
                format!("order.status is {status}, but there is {late}"),
            ),
        });
    }
}

fn moment(text: &str) -> Option<DateTime> {
    let day = || text.parse::<Date>().ok().map(|d| d.at(0, 0, 0, 0));
    text.parse::<DateTime>().ok().or_else(day)
}
