//! Slots: the data a message holds, such as a height or an order number.
//!
//! Figures are read by one file a kind; what is a matter of words (colours,
//! couriers, the state of the goods) is listed in the pack's lexicon.

mod bare;
mod body;
mod count;
mod days;
mod figure;
mod listed;
mod moment;
mod money;
mod size;

use std::ops::Range;

use serde::{Deserialize, Serialize, Serializer};

use crate::analysis::Analysis;
use crate::facts::Value;
use crate::pack::Pack;
use figure::Figure;
pub(crate) use listed::Listed;

/// The kinds that the engine reads itself; a lexicon may list more.
pub(crate) const KINDS: [&str; 19] = [
    "height",
    "weight",
    "waist",
    "bust",
    "hip",
    "foot",
    "usual_size",
    "size_wanted",
    "offer_price",
    "discount",
    "other_price",
    "budget",
    "quantity",
    "age",
    "days_since_received",
    "date",
    "time",
    "tactic",
    "size_chart",
];

/// A piece of data found in a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// What it is, e.g. `height`, `order_id`, `courier`.
    pub kind: String,
    /// The value: a number in `unit`, or a text, folded.
    #[serde(serialize_with = "plain")]
    pub value: Value,
    /// The unit of a number: `cm`, `kg`, `yuan`, `day`, `year`, or the measure
    /// word as typed.
    pub unit: Option<String>,
    /// Whether the customer gave it as a guess or a range.
    #[serde(skip_serializing_if = "is_false")]
    pub approx: bool,
    /// Whether the customer does not want it.
    #[serde(skip_serializing_if = "is_false")]
    pub refused: bool,
    /// 0 to 1: 1 where the message says what it is, less where it is only
    /// plausible.
    pub confidence: f64,
    /// First byte in the message as typed.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The kinds that the engine measures, with what people call them and the unit
/// they read.
const TITLES: [(&str, &str, &str); 14] = [
    ("height", "身高", "cm"),
    ("weight", "体重", "kg"),
    ("waist", "腰围", "cm"),
    ("bust", "胸围", "cm"),
    ("hip", "臀围", "cm"),
    ("foot", "脚长", "cm"),
    ("usual_size", "平时穿", ""),
    ("size_wanted", "想要", ""),
    ("offer_price", "出价", "元"),
    ("other_price", "别家价", "元"),
    ("budget", "预算", "元"),
    ("quantity", "件数", ""),
    ("age", "年龄", "岁"),
    ("days_since_received", "收到", "天"),
];

/// What people call a kind.
pub(crate) fn title<'p>(pack: &'p Pack, kind: &'p str) -> &'p str {
    let own = TITLES.iter().find(|(name, ..)| *name == kind);
    let mut listed = pack.lexicon.slots.iter();
    let listed = listed.find(|slot| slot.kind == kind && slot.value.is_none());
    own.map(|(_, title, _)| *title)
        .or_else(|| listed?.title.as_deref())
        .unwrap_or(kind)
}

/// What people read of a slot: 身高 165 cm, 没用过.
pub(crate) fn told(pack: &Pack, kind: &str, value: &Value) -> String {
    let said = value.to_string();
    let mut listed = pack.lexicon.slots.iter();
    let fixed = listed.find(|slot| slot.kind == kind && slot.value.as_ref() == Some(&said));
    if let Some(title) = fixed.and_then(|slot| slot.title.as_ref()) {
        return title.clone();
    }
    let unit = TITLES.iter().find(|(name, ..)| *name == kind);
    let unit = unit.map_or("", |(.., unit)| *unit);
    format!("{} {said} {unit}", title(pack, kind))
        .trim_end()
        .to_owned()
}

/// A kind of measure that a message has with different values.
pub(crate) fn measured_twice(slots: &[Slot]) -> Option<&str> {
    let measures = ["height", "weight", "waist", "bust", "hip", "foot"];
    let measured = || {
        slots
            .iter()
            .filter(|slot| measures.contains(&slot.kind.as_str()))
    };
    let differs = |a: &&Slot| measured().any(|b| a.kind == b.kind && a.value != b.value);
    measured().find(differs).map(|slot| slot.kind.as_str())
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

/// A value as JSON shows it, without the name of its type.
fn plain<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Value::Boolean(b) => serializer.serialize_bool(*b),
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => {
            serializer.serialize_i64(*n as i64)
        }
        Value::Number(n) => serializer.serialize_f64(*n),
        Value::Text(t) => serializer.serialize_str(t),
    }
}

/// A value that is serialised without the name of its type.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown(pub Value);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        plain(&self.0, serializer)
    }
}

/// A value without the name of its type, as stored in a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum PlainValue {
    Number(f64),
    Text(String),
}

/// A slot in the folded text.
#[derive(Debug, Clone)]
struct Found {
    kind: String,
    value: Value,
    unit: Option<String>,
    approx: bool,
    refused: bool,
    confidence: f64,
    range: Range<usize>,
}

/// Collects the slots of a message; what one kind has taken is not read again
/// by a later one.
struct Finder<'t> {
    text: &'t str,
    /// The text with control characters in the place of what is taken.
    open: String,
    /// Places of words that only say something about the goods.
    told: Vec<Range<usize>>,
    /// The slot that was asked for in the turn before.
    expected: Option<&'t str>,
    taken: Vec<Range<usize>>,
    found: Vec<Found>,
}

impl Finder<'_> {
    fn is_free(&self, range: &Range<usize>) -> bool {
        self.taken
            .iter()
            .all(|t| t.end <= range.start || range.end <= t.start)
    }

    fn take(&mut self, range: Range<usize>) {
        let mark = "\u{1}".repeat(range.len());
        self.open.replace_range(range.clone(), &mark);
        self.taken.push(range);
    }

    /// What is left to be read.
    fn open(&self) -> String {
        self.open.clone()
    }

    fn has(&self, kind: &str) -> bool {
        self.found.iter().any(|f| f.kind == kind)
    }

    /// Adds a figure, unless its place is taken.
    fn number(
        &mut self,
        kind: &str,
        figure: Figure,
        unit: &str,
        range: Range<usize>,
        confidence: f64,
    ) {
        if !self.is_free(&range) || !figure.value.is_finite() {
            return;
        }
        let approx = figure.approx || figure::is_about(self.text, range.start, range.end);
        self.take(range.clone());
        self.found.push(Found {
            kind: kind.to_owned(),
            // A tenth is as fine as anybody says it.
            value: Value::Number((figure.value * 10.0).round() / 10.0),
            unit: Some(unit.to_owned()),
            approx,
            refused: false,
            confidence,
            range,
        });
    }

    /// Adds a text, unless its place is taken.
    fn word(&mut self, kind: &str, value: String, range: Range<usize>) {
        if !self.is_free(&range) || value.is_empty() {
            return;
        }
        self.take(range.clone());
        self.found.push(Found {
            kind: kind.to_owned(),
            value: Value::Text(value),
            unit: None,
            approx: false,
            refused: false,
            confidence: 1.0,
            range,
        });
    }

    /// Adds what words say about the goods. Figures in them may be read still.
    fn tell(&mut self, kind: &str, value: String, range: Range<usize>) {
        let apart = |t: &Range<usize>| t.end <= range.start || range.end <= t.start;
        if self.told.iter().all(apart) && self.is_free(&range) {
            self.told.push(range.clone());
            self.found.push(Found {
                kind: kind.to_owned(),
                value: Value::Text(value),
                unit: None,
                approx: false,
                refused: false,
                confidence: 1.0,
                range,
            });
        }
    }

    /// The text before a place, without blanks at its end.
    fn before(&self, at: usize) -> &str {
        self.text[..at].trim_end_matches(' ')
    }

    fn behind(&self, at: usize) -> &str {
        self.text[at..].trim_start_matches(' ')
    }
}

/// The slots of a message in the order of their places. `expected` is the
/// kind that was asked for in the turn before: a bare number may be it.
pub(crate) fn slots(
    pack: &Pack,
    listed: &Listed,
    analysis: &Analysis,
    expected: Option<&str>,
    original: &str,
) -> Vec<Slot> {
    let mut finder = Finder {
        text: analysis.text(),
        open: analysis.text().to_owned(),
        told: Vec::new(),
        expected,
        taken: Vec::new(),
        found: Vec::new(),
    };
    entities(pack, analysis, &mut finder);
    listed.find(&mut finder);
    if finder.text.chars().any(is_figure) {
        days::find(&mut finder);
        body::find(&mut finder);
        money::find(&mut finder);
        size::find(&mut finder);
        moment::find(&mut finder);
        count::find(&mut finder);
        bare::find(&mut finder);
    } else {
        days::find(&mut finder);
        size::find(&mut finder);
        moment::find(&mut finder);
    }
    let mut found = finder.found;
    found.sort_by(|a, b| (a.range.start, &a.kind).cmp(&(b.range.start, &b.kind)));
    found
        .into_iter()
        .map(|f| {
            let origin = analysis.folded.origin(f.range);
            let end = origin.end.min(original.len());
            // Folding shortens xxxl; a size is what was typed.
            let value = match f.kind.as_str() {
                "usual_size" | "size_wanted" => {
                    size::as_typed(&original[origin.start.min(end)..end]).unwrap_or(f.value)
                }
                _ => f.value,
            };
            Slot {
                kind: f.kind,
                value,
                unit: f.unit,
                approx: f.approx,
                refused: f.refused,
                confidence: f.confidence,
                start: origin.start.min(end),
                end,
            }
        })
        .collect()
}

/// The haggling tactic of a message as a slot: it is all of the message.
pub(crate) fn tactic(id: &str, confidence: f32, length: usize) -> Slot {
    Slot {
        kind: "tactic".to_owned(),
        value: Value::Text(id.to_owned()),
        unit: None,
        approx: false,
        refused: false,
        confidence: crate::engine::rounded(confidence),
        start: 0,
        end: length,
    }
}

/// Whether what was told before stands against a new word of the same kind:
/// goods that were washed once stay washed, and a fault is not undone by a
/// change of mind.
pub(crate) fn outweighs(kind: &str, before: &str, now: &str) -> bool {
    let order: &[&str] = match kind {
        "condition" => &["washed", "worn", "tag_removed", "opened", "unused"],
        "reason" => &[
            "damaged",
            "wrong_item",
            "missing",
            "quality",
            "size",
            "colour",
            "late",
            "dislike",
        ],
        _ => return false,
    };
    let place = |value: &str| order.iter().position(|v| *v == value);
    // Faults among themselves, and wishes among themselves: the newest counts.
    let weight = |value: &str| match (kind, place(value)) {
        ("reason", Some(n)) => usize::from(n >= 4),
        (_, n) => n.unwrap_or(usize::MAX),
    };
    weight(before) < weight(now)
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || "零一二两俩三四五六七八九十百半几".contains(c)
}

/// What the analysis recognised by shape already: slots of the lexicon, and
/// links and masks, which no figure is read out of.
fn entities(pack: &Pack, analysis: &Analysis, finder: &mut Finder<'_>) {
    for hit in &analysis.entities {
        let Some(entity) = pack.lexicon.entities.get(hit.entity) else {
            continue;
        };
        if entity.slot {
            let text = &analysis.text()[hit.range.clone()];
            let value = match entity.kind.as_str() {
                "phone" => text.chars().filter(char::is_ascii_digit).collect(),
                _ => text.to_uppercase(),
            };
            finder.word(&entity.kind, value, hit.range.clone());
            // 不要圆通和申通 refuses both.
            let also = finder
                .found
                .iter()
                .rev()
                .skip(1)
                .find(|f| f.kind == entity.kind);
            let also = also.is_some_and(|before| {
                let between = analysis.text().get(before.range.end..hit.range.start);
                before.refused
                    && between
                        .is_some_and(|b| ["和", "、", "跟", "与", "或", "或者", ","].contains(&b))
            });
            if let Some(last) = finder.found.last_mut() {
                last.refused = also || listed::is_refused(analysis.text(), hit.range.start);
            }
        } else if entity.kind != "number" {
            finder.take(hit.range.clone());
        }
    }
}
