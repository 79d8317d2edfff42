//! `policy.yaml`: figures with their units in their names, and lists.

use super::Draft;
use super::values::{date, required};
use crate::diagnostic::{Diagnostic, Message, Place};
use crate::policy::{Courier, Floor, Holiday, Rung, UNITS};
use crate::yaml::{Key, Node, Plain, Reader, Value};

impl Draft {
    pub(super) fn policy_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(fields) = r.fields(node) else { return };
        for (key, node) in fields.all() {
            let origin = self.origin(file, key.place);
            self.policy_places.insert(key.name.clone(), origin);
            match key.name.as_str() {
                "floors" => self.policy.floors = each(r, node, floor),
                "discount_ladder" => self.ladder(r, node),
                "couriers" => self.policy.couriers = each(r, node, courier),
                "holidays" => self.policy.holidays = each(r, node, holiday),
                "excluded_goods" => self.policy.excluded_goods = words(r, node),
                "remote_regions" => self.policy.remote_regions = words(r, node),
                "unserved_regions" => self.policy.unserved_regions = words(r, node),
                _ => self.figure(r, key, node),
            }
        }
    }

    fn figure(&mut self, r: &mut Reader<'_>, key: &Key, node: &Node) {
        let Some(text) = r.visible(node) else { return };
        if let Value::Scalar {
            plain: Some(Plain::Number(number)),
            ..
        } = &node.value
        {
            if unit(&key.name).is_none() {
                let units = UNITS.join("、");
                r.error(
                    "figure-without-unit",
                    key.place,
                    Message::new(
                        format!("数字“{}”没有写明单位", key.name),
                        format!("the figure `{}` does not tell its unit", key.name),
                    ),
                    Message::new(
                        format!(
                            "请让名字以单位结尾，例如 {}_days；单位有：{units}",
                            key.name
                        ),
                        format!(
                            "let its name end with the unit, such as {}_days; units: {}",
                            key.name,
                            UNITS.join(", ")
                        ),
                    ),
                );
            }
            let highest = if unit(&key.name) == Some("percent") {
                100.0
            } else {
                f64::MAX
            };
            if !(0.0..=highest).contains(number) {
                impossible(r, node.place, &key.name, *number);
            }
        }
        self.policy
            .figures
            .insert(key.name.clone(), text.to_owned());
    }

    fn ladder(&mut self, r: &mut Reader<'_>, node: &Node) {
        self.policy.ladder = each(r, node, rung);
        let steps = self.policy.ladder.windows(2);
        let mut wrong =
            steps.filter(|s| s[0].quantity >= s[1].quantity || s[0].percent < s[1].percent);
        if wrong.next().is_some() {
            r.error(
                "out-of-order",
                node.place,
                Message::new(
                    "件数应递增，价格百分比应递减",
                    "the quantities have to rise and the percentages to fall",
                ),
                Message::new(
                    "例如 [{quantity: 2, percent: 95}, {quantity: 3, percent: 90}]",
                    "for example [{quantity: 2, percent: 95}, {quantity: 3, percent: 90}]",
                ),
            );
        }
    }

    /// What can only be seen when the figures of all layers are there.
    pub(super) fn check_policy(&self, out: &mut Vec<Diagnostic>) {
        for (name, least) in &self.policy.figures {
            let Some(most_name) = name.strip_suffix("_min").map(|n| format!("{n}_max")) else {
                continue;
            };
            let most = self.policy.number(&most_name);
            if let (Ok(least), Some(most)) = (least.parse::<f64>(), most)
                && least > most
            {
                self.policy_error(
                    name,
                    "out-of-order",
                    Message::new(
                        format!("{name} {least} 大于 {most_name} {most}"),
                        format!("{name} {least} is above {most_name} {most}"),
                    ),
                    out,
                );
            }
        }
        let floor = self.policy.number("floor_percent").unwrap_or(100.0);
        let below = self.policy.ladder.iter().find(|rung| rung.percent < floor);
        if let Some(rung) = below.filter(|_| self.policy.figures.contains_key("floor_percent")) {
            self.policy_error(
                "discount_ladder",
                "below-floor",
                Message::new(
                    format!(
                        "{} 件 {}% 低于底价 floor_percent {floor}%",
                        rung.quantity, rung.percent
                    ),
                    format!(
                        "{}% for {} pieces is below floor_percent {floor}%",
                        rung.percent, rung.quantity
                    ),
                ),
                out,
            );
        }
    }

    fn policy_error(
        &self,
        name: &str,
        code: &'static str,
        message: Message,
        out: &mut Vec<Diagnostic>,
    ) {
        if let Some(origin) = self.policy_places.get(name) {
            let help = Message::new("请改正其中一个", "correct one of them");
            super::uses::push(out, code, origin, message, help);
        }
    }
}

/// The unit at the end of a figure's name.
fn unit(name: &str) -> Option<&'static str> {
    let name = name
        .strip_suffix("_min")
        .or_else(|| name.strip_suffix("_max"))
        .unwrap_or(name);
    let last = name.rsplit('_').next().unwrap_or(name);
    UNITS.iter().copied().find(|unit| *unit == last)
}

fn impossible(r: &mut Reader<'_>, place: Place, name: &str, number: f64) {
    r.error(
        "out-of-range",
        place,
        Message::new(
            format!("{name} 不能是 {number}"),
            format!("{name} cannot be {number}"),
        ),
        Message::new(
            "请填不小于 0 的数；百分比不超过 100",
            "write a number that is not below 0; a percentage not above 100",
        ),
    );
}

fn each<T>(
    r: &mut Reader<'_>,
    node: &Node,
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> Vec<T> {
    let mut out = Vec::new();
    for node in r.list(node) {
        out.extend(read(r, node));
    }
    out
}

fn words(r: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let texts = r.texts(node).into_iter();
    texts
        .map(|(text, _)| crate::text::fold(text).as_str().to_owned())
        .collect()
}

fn floor(r: &mut Reader<'_>, node: &Node) -> Option<Floor> {
    let mut fields = r.fields(node)?;
    let item = required(r, &mut fields, "item").map(|(t, _)| t.to_owned());
    let floor_yuan = number(r, &mut fields, "floor_yuan", f64::MAX);
    r.finish(fields);
    Some(Floor {
        item: item?,
        floor_yuan: floor_yuan?,
    })
}

fn rung(r: &mut Reader<'_>, node: &Node) -> Option<Rung> {
    let mut fields = r.fields(node)?;
    let quantity = number(r, &mut fields, "quantity", 1e6);
    let percent = number(r, &mut fields, "percent", 100.0);
    r.finish(fields);
    Some(Rung {
        quantity: quantity? as u32,
        percent: percent?,
    })
}

fn courier(r: &mut Reader<'_>, node: &Node) -> Option<Courier> {
    let mut fields = r.fields(node)?;
    let name = required(r, &mut fields, "name").map(|(t, _)| t.to_owned());
    let surcharge_yuan = number(r, &mut fields, "surcharge_yuan", f64::MAX);
    let not_to = fields.take("not_to").map(|n| words(r, n));
    r.finish(fields);
    Some(Courier {
        name: name?,
        surcharge_yuan: surcharge_yuan?,
        not_to: not_to.unwrap_or_default(),
    })
}

fn holiday(r: &mut Reader<'_>, node: &Node) -> Option<Holiday> {
    let mut fields = r.fields(node)?;
    let name = required(r, &mut fields, "name").map(|(t, _)| t.to_owned());
    let from = fields.take("from").and_then(|n| date(r, n));
    let to = fields.take("to").and_then(|n| date(r, n)).or(from);
    r.finish(fields);
    let (from, to) = (from?, to?);
    if to < from {
        r.error(
            "never-valid",
            node.place,
            Message::new(
                format!("结束 {to} 早于开始 {from}"),
                format!("it ends ({to}) before it begins ({from})"),
            ),
            Message::new("请对调或改正", "swap or correct them"),
        );
    }
    Some(Holiday {
        name: name?,
        from,
        to,
    })
}

fn number(
    r: &mut Reader<'_>,
    fields: &mut crate::yaml::Fields<'_>,
    key: &'static str,
    most: f64,
) -> Option<f64> {
    match fields.take(key) {
        Some(node) => r.number_within(node, 0.0, most),
        None => {
            r.missing(fields, key);
            None
        }
    }
}
