//! Values that several kinds of file have.

use jiff::civil::Date;

use super::Origin;
use crate::diagnostic::{Message, Place};
use crate::facts::Value as Fact;
use crate::pack::{FactType, Test};
use crate::yaml::{self, Node, Plain, Reader, Value};

pub(super) fn duplicate(r: &mut Reader<'_>, place: Place, id: &str, other: &Origin) {
    let at = format!("{}:{}", other.file, other.place.line);
    r.error(
        "duplicate-id",
        place,
        Message::new(
            format!("编号“{id}”已经用过（{at}）"),
            format!("the id `{id}` is taken already ({at})"),
        ),
        Message::new("请换一个编号", "choose another id"),
    );
}

pub(super) fn required<'n>(
    r: &mut Reader<'_>,
    fields: &mut yaml::Fields<'n>,
    key: &'static str,
) -> Option<(&'n str, Place)> {
    match fields.take(key) {
        Some(node) => r.visible(node).map(|text| (text, node.place)),
        None => {
            r.missing(fields, key);
            None
        }
    }
}

/// An id: it stands in session files, baselines and spread sheets, so it is
/// made of letters, digits, `_`, `.` and `-`.
pub(super) fn id<'n>(
    r: &mut Reader<'_>,
    fields: &mut yaml::Fields<'n>,
) -> Option<(&'n str, Place)> {
    let (text, place) = required(r, fields, "id")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if text.chars().all(plain) {
        return Some((text, place));
    }
    r.error(
        "bad-id",
        place,
        Message::new(
            format!("“{text}”不能当编号"),
            format!("`{text}` cannot be an id"),
        ),
        Message::new(
            "编号只用英文字母、数字、_、. 和 -",
            "use letters, digits, _, . and -",
        ),
    );
    None
}

pub(super) fn one_or_many(r: &mut Reader<'_>, node: &Node) -> Vec<(String, Place)> {
    match &node.value {
        Value::List(_) => r
            .texts(node)
            .into_iter()
            .map(|(t, p)| (t.to_owned(), p))
            .collect(),
        _ => r
            .text(node)
            .map(|t| (t.to_owned(), node.place))
            .into_iter()
            .collect(),
    }
}

pub(super) fn title(r: &mut Reader<'_>, node: &Node) -> Option<Message> {
    let mut fields = r.fields(node)?;
    let zh = required(r, &mut fields, "zh").map(|(t, _)| t.to_owned());
    let en = required(r, &mut fields, "en").map(|(t, _)| t.to_owned());
    r.finish(fields);
    Some(Message::new(zh?, en?))
}

/// One of some names; `what` is what they name, in both languages.
pub(super) fn named<T: Copy>(
    r: &mut Reader<'_>,
    node: &Node,
    code: &'static str,
    what: (&str, &str),
    names: &[(&str, T)],
) -> Option<T> {
    let text = r.text(node)?;
    named_text(r, text, node.place, what, code, names)
}

/// The same for a text that was read already.
pub(super) fn named_text<T: Copy>(
    r: &mut Reader<'_>,
    text: &str,
    place: Place,
    what: (&str, &str),
    code: &'static str,
    names: &[(&str, T)],
) -> Option<T> {
    let found = names.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let known = known.join(", ");
        r.error(
            code,
            place,
            Message::new(
                format!("不认识的{}“{text}”", what.0),
                format!("unknown {} `{text}`", what.1),
            ),
            Message::new(format!("可用：{known}"), format!("known: {known}")),
        );
    }
    found.map(|(_, value)| *value)
}

pub(super) fn date(r: &mut Reader<'_>, node: &Node) -> Option<Date> {
    let text = r.text(node)?;
    match text.parse::<Date>() {
        Ok(date) => Some(date),
        Err(_) => {
            r.error(
                "bad-date",
                node.place,
                Message::new(format!("“{text}”不是日期"), format!("`{text}` is no date")),
                Message::new("请写成 2026-11-22 的样子", "write it like 2026-11-22"),
            );
            None
        }
    }
}

pub(super) fn fact(r: &mut Reader<'_>, node: &Node) -> Option<Fact> {
    match &node.value {
        Value::Scalar {
            plain: Some(Plain::Bool(b)),
            ..
        } => Some(Fact::Boolean(*b)),
        Value::Scalar {
            plain: Some(Plain::Number(n)),
            ..
        } => Some(Fact::Number(*n)),
        _ => r.text(node).map(|t| Fact::Text(t.to_owned())),
    }
}

pub(super) fn fact_type(r: &mut Reader<'_>, node: &Node) -> Option<FactType> {
    if let Value::List(_) = node.value {
        let values = r
            .texts(node)
            .into_iter()
            .map(|(t, _)| t.to_owned())
            .collect();
        return Some(FactType::OneOf(values));
    }
    match r.text(node)? {
        "text" => Some(FactType::Text),
        "number" => Some(FactType::Number),
        "boolean" => Some(FactType::Boolean),
        other => {
            r.error(
                "unknown-type",
                node.place,
                Message::new(
                    format!("不认识的类型“{other}”"),
                    format!("unknown type `{other}`"),
                ),
                Message::new(
                    "可用：text、number、boolean，或列出全部取值 [a, b]",
                    "known: text, number, boolean, or the list of all values [a, b]",
                ),
            );
            None
        }
    }
}

pub(super) fn test(r: &mut Reader<'_>, node: &Node) -> Option<Test> {
    match &node.value {
        Value::List(items) if items.is_empty() => {
            r.error(
                "impossible-condition",
                node.place,
                Message::new("空列表永远不会满足", "an empty list can never be met"),
                Message::new(
                    "请列出允许的值，或删掉这个条件",
                    "list the values, or remove the condition",
                ),
            );
            None
        }
        Value::List(items) => Some(Test::In(items.iter().filter_map(|n| fact(r, n)).collect())),
        Value::Scalar { .. } => fact(r, node).map(|f| Test::In(vec![f])),
        Value::Map(_) => {
            let mut fields = r.fields(node)?;
            let exists = fields.take("exists").and_then(|n| r.boolean(n));
            let min = fields.take("min").and_then(|n| r.number(n));
            let max = fields.take("max").and_then(|n| r.number(n));
            r.finish(fields);
            match (exists, min, max) {
                (Some(exists), None, None) => Some(Test::Exists(exists)),
                (Some(_), _, _) | (None, None, None) => {
                    r.error(
                        "bad-condition",
                        node.place,
                        Message::new(
                            "条件应写 exists，或者写 min、max",
                            "a condition has either `exists`, or `min` and `max`",
                        ),
                        Message::new(
                            "例如 {exists: true} 或 {min: 1, max: 5}",
                            "for example {exists: true} or {min: 1, max: 5}",
                        ),
                    );
                    None
                }
                (None, Some(min), Some(max)) if min > max => {
                    r.error(
                        "impossible-condition",
                        node.place,
                        Message::new(
                            format!("min {min} 大于 max {max}"),
                            format!("min {min} is above max {max}"),
                        ),
                        Message::new("请对调或改正", "swap or correct them"),
                    );
                    None
                }
                (None, min, max) => Some(Test::Range(min, max)),
            }
        }
    }
}

/// What the fact can be, when the condition can never hold.
pub(super) fn mismatch(kind: &FactType, test: &Test) -> Option<String> {
    let fits = match (kind, test) {
        (_, Test::Exists(_)) | (FactType::Number, Test::Range(..)) => true,
        (_, Test::Range(..)) => false,
        (FactType::Text, Test::In(_)) => true,
        (FactType::Number, Test::In(values)) => values.iter().all(|v| matches!(v, Fact::Number(_))),
        (FactType::Boolean, Test::In(values)) => {
            values.iter().all(|v| matches!(v, Fact::Boolean(_)))
        }
        (FactType::OneOf(known), Test::In(values)) => {
            values.iter().all(|v| known.contains(&v.to_string()))
        }
    };
    let name = match kind {
        FactType::Text => "text".to_owned(),
        FactType::Number => "number".to_owned(),
        FactType::Boolean => "true, false".to_owned(),
        FactType::OneOf(values) => values.join(", "),
    };
    (!fits).then_some(name)
}
