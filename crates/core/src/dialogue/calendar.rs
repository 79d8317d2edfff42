//! The shop's calendar: weekends, holidays, service hours.

use jiff::civil::Time;

use super::{Known, text};
use crate::facts::{Facts, Value};

pub(super) fn derive(known: &Known<'_>, out: &mut Facts) {
    let Some(now) = known.now else {
        return;
    };
    let weekday = now.weekday().to_monday_one_offset();
    out.set("now.hour", Value::Number(f64::from(now.hour())));
    out.set("now.weekday", Value::Number(f64::from(weekday)));
    out.set("now.weekend", Value::Boolean(weekday >= 6));
    if let Some(holiday) = known.pack.policy.holiday(now.date()) {
        out.set("now.holiday", text(holiday));
    }
    if let Some((opens, closes)) = known
        .pack
        .policy
        .get("service_hours")
        .and_then(|h| hours(h))
    {
        let time = now.time();
        out.set("now.open", Value::Boolean(opens <= time && time < closes));
    }
}

/// Opening hours such as 09:00-23:00.
fn hours(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once('-')?;
    Some((clock(from)?, clock(to)?))
}

fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}
