//! YAML with places. The only file that names the YAML library.
//!
//! A file is read into a tree in which every value knows where it stands;
//! [`Reader`] then takes values out of it and notes every problem instead of
//! stopping at the first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Location, Options, Spanned};

use crate::diagnostic::{Diagnostic, Message, Place, Severity};
use crate::text::fold;

/// A value of a YAML file.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) place: Place,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A scalar, as text; `plain` when YAML would read it as a number,
    /// a truth value or nothing.
    Scalar {
        text: String,
        plain: Option<Plain>,
    },
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Number(f64),
}

#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) place: Place,
}

const BOM: char = '\u{FEFF}';

impl Node {
    fn shift(&mut self, by: usize) {
        self.place = self.place.shifted(by);
        match &mut self.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items.iter_mut().for_each(|node| node.shift(by)),
            Value::Map(entries) => {
                for (key, node) in entries {
                    key.place = key.place.shifted(by);
                    node.shift(by);
                }
            }
        }
    }
}

/// Reads one YAML document; a syntax error becomes a finding.
pub(crate) fn parse(file: &str, text: &str, out: &mut Vec<Diagnostic>) -> Option<Node> {
    // The library counts from behind a byte order mark; places count it.
    let source = text.strip_prefix(BOM).unwrap_or(text);
    let shift = text.len() - source.len();
    match serde_yaml::from_str_with_options::<Spanned<Raw>>(source, Options::default()) {
        Ok(raw) => {
            let mut node = node(source, raw);
            node.shift(shift);
            Some(node)
        }
        Err(error) => {
            let full = error.without_snippet().to_string();
            let cause = full.lines().next().unwrap_or_default().to_owned();
            let place = place_in_message(source, &cause)
                .or_else(|| error.location().map(|l| place(source, l)))
                .unwrap_or_default()
                .shifted(shift);
            let cause = cause
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned();
            out.push(Diagnostic {
                code: "yaml",
                severity: Severity::Error,
                file: file.to_owned(),
                place,
                message: Message::new(format!("不是有效的 YAML：{cause}"), format!("not valid YAML: {cause}")),
                help: Message::new(
                    "请检查缩进、冒号和引号；以特殊符号开头或含“: ”“ #”的文字要加引号",
                    "check indentation, colons and quotes; text that starts with a special character or holds ': ' or ' #' needs quotes",
                ),
            });
            None
        }
    }
}

/// The library gives a syntax error the place where its document begins and
/// tells the real one only in its message: "... at line 3, column 9".
fn place_in_message(source: &str, message: &str) -> Option<Place> {
    let (line, rest) = message.split_once(" at line ")?.1.split_once(", column ")?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (line, column): (u32, u32) = (line.parse().ok()?, rest[..digits].parse().ok()?);
    let before: usize = source
        .split_inclusive('\n')
        .take((line as usize).checked_sub(1)?)
        .map(str::len)
        .sum();
    let text = source[before..].lines().next().unwrap_or_default();
    let start = before
        + text
            .chars()
            .take((column as usize).saturating_sub(1))
            .map(char::len_utf8)
            .sum::<usize>();
    let end = start + source[start..].chars().next().map_or(0, char::len_utf8);
    Some(Place {
        line,
        column,
        start,
        end,
    })
}

fn place(source: &str, location: Location) -> Place {
    let span = location.span();
    let start = span.byte_offset().unwrap_or(0) as usize;
    let len = span.byte_len().unwrap_or(0) as usize;
    let start = start.min(source.len());
    let mut end = (start + len).min(source.len());
    // Collections report a long span; a finding underlines its first line only.
    if let Some(slice) = source.get(start..end)
        && let Some(line_end) = slice.find('\n')
    {
        end = start + line_end;
    }
    Place {
        line: location.line() as u32,
        column: location.column() as u32,
        start,
        end,
    }
}

fn node(source: &str, raw: Spanned<Raw>) -> Node {
    let place = place(source, raw.referenced);
    // An alias is used in one place and written in another.
    let written = self::place(source, raw.defined);
    let as_written = || {
        let text = source.get(written.start..written.end).unwrap_or_default();
        text.trim().trim_matches(['"', '\'']).to_owned()
    };
    let plain = |plain| Value::Scalar {
        text: as_written(),
        plain: Some(plain),
    };
    let value = match raw.value {
        Raw::Null => plain(Plain::Null),
        Raw::Bool(b) => plain(Plain::Bool(b)),
        Raw::Number(n) => plain(Plain::Number(n)),
        Raw::Text(text) => Value::Scalar { text, plain: None },
        Raw::List(items) => Value::List(items.into_iter().map(|n| node(source, n)).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(k, v)| {
                    let key = Key {
                        name: k.value.0,
                        place: self::place(source, k.referenced),
                    };
                    (key, node(source, v))
                })
                .collect(),
        ),
    };
    Node { value, place }
}

enum Raw {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<RawKey>, Spanned<Raw>)>),
}

/// A map key; numbers and truth values stand for their text.
struct RawKey(String);

impl<'de> Deserialize<'de> for RawKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(RawKey)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

/// Takes values out of a file's tree and notes what is wrong with them.
pub(crate) struct Reader<'a> {
    file: &'a str,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(file: &'a str, out: &'a mut Vec<Diagnostic>) -> Self {
        Self { file, out }
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        place: Place,
        message: Message,
        help: Message,
    ) {
        let file = self.file.to_owned();
        self.out.push(Diagnostic {
            code,
            severity: Severity::Error,
            file,
            place,
            message,
            help,
        });
    }

    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        place: Place,
        message: Message,
        help: Message,
    ) {
        let file = self.file.to_owned();
        self.out.push(Diagnostic {
            code,
            severity: Severity::Warning,
            file,
            place,
            message,
            help,
        });
    }

    fn wrong_type(&mut self, node: &Node, zh: &str, en: &str) {
        let (found_zh, found_en) = match &node.value {
            Value::Scalar { plain: None, .. } => ("文字", "text"),
            Value::Scalar {
                plain: Some(Plain::Null),
                ..
            } => ("空", "nothing"),
            Value::Scalar {
                plain: Some(Plain::Bool(_)),
                ..
            } => ("真假值", "true/false"),
            Value::Scalar {
                plain: Some(Plain::Number(_)),
                ..
            } => ("数字", "a number"),
            Value::List(_) => ("列表", "a list"),
            Value::Map(_) => ("键值表", "a map"),
        };
        self.error(
            "wrong-type",
            node.place,
            Message::new(
                format!("这里应是{zh}，却是{found_zh}"),
                format!("expected {en}, found {found_en}"),
            ),
            Message::new(format!("请改成{zh}"), format!("write {en} here")),
        );
    }

    /// The entries of a map, to be taken by key.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        match &node.value {
            Value::Map(entries) => Some(Fields {
                place: node.place,
                entries,
                taken: vec![false; entries.len()],
                asked: Vec::new(),
            }),
            _ => {
                self.wrong_type(node, "键值表", "a map");
                None
            }
        }
    }

    /// The items of a list.
    pub(crate) fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => {
                self.wrong_type(node, "列表", "a list");
                &[]
            }
        }
    }

    /// A text; numbers and truth values are taken as they are written.
    pub(crate) fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::Scalar {
                plain: Some(Plain::Null),
                ..
            } => {
                self.wrong_type(node, "文字", "text");
                None
            }
            Value::Scalar { text, .. } if text.trim().is_empty() => {
                self.error(
                    "empty-text",
                    node.place,
                    Message::new("文字是空的", "the text is empty"),
                    Message::new(
                        "请填写内容，或删掉这一行",
                        "write something, or remove the line",
                    ),
                );
                None
            }
            Value::Scalar { text, .. } => Some(text),
            _ => {
                self.wrong_type(node, "文字", "text");
                None
            }
        }
    }

    /// A text that still says something when it is folded.
    pub(crate) fn visible<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = self.text(node)?;
        if fold(text).as_str().trim().is_empty() {
            self.error(
                "empty-text",
                node.place,
                Message::new(
                    "文字里只有看不见的字符",
                    "the text has only invisible characters",
                ),
                Message::new(
                    "请填写内容，或删掉这一行",
                    "write something, or remove the line",
                ),
            );
            return None;
        }
        Some(text.trim())
    }

    /// A number within bounds, both included.
    pub(crate) fn number_within(&mut self, node: &Node, least: f64, most: f64) -> Option<f64> {
        let number = self.number(node)?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        self.error(
            "out-of-range",
            node.place,
            Message::new(
                format!("{number} 不在 {least} 到 {most} 之间"),
                format!("{number} is not within {least} to {most}"),
            ),
            Message::new(
                format!("请填 {least} 到 {most} 的数"),
                format!("write a number from {least} to {most}"),
            ),
        );
        None
    }

    /// A list of texts, each of which says something when it is folded.
    pub(crate) fn texts<'n>(&mut self, node: &'n Node) -> Vec<(&'n str, Place)> {
        self.list(node)
            .iter()
            .filter_map(|n| self.visible(n).map(|t| (t, n.place)))
            .collect()
    }

    pub(crate) fn number(&mut self, node: &Node) -> Option<f64> {
        match &node.value {
            Value::Scalar {
                plain: Some(Plain::Number(n)),
                ..
            } if n.is_finite() => Some(*n),
            _ => {
                self.wrong_type(node, "数字", "a number");
                None
            }
        }
    }

    pub(crate) fn boolean(&mut self, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Scalar {
                plain: Some(Plain::Bool(b)),
                ..
            } => Some(*b),
            _ => {
                self.wrong_type(node, "true 或 false", "true or false");
                None
            }
        }
    }

    /// Reports the keys nobody took.
    pub(crate) fn finish(&mut self, fields: Fields<'_>) {
        for ((key, _), taken) in fields.entries.iter().zip(&fields.taken) {
            if *taken {
                continue;
            }
            let known = fields.asked.join(", ");
            self.error(
                "unknown-key",
                key.place,
                Message::new(
                    format!("不认识的键“{}”", key.name),
                    format!("unknown key `{}`", key.name),
                ),
                Message::new(
                    format!("这里可用的键：{known}"),
                    format!("keys known here: {known}"),
                ),
            );
        }
    }

    /// Reports a key that has to be there.
    pub(crate) fn missing(&mut self, fields: &Fields<'_>, key: &str) {
        self.error(
            "missing-key",
            fields.place,
            Message::new(
                format!("缺少键“{key}”"),
                format!("the key `{key}` is missing"),
            ),
            Message::new(format!("请补上“{key}: …”"), format!("add `{key}: …`")),
        );
    }
}

/// The entries of one map, taken one by one.
pub(crate) struct Fields<'n> {
    pub(crate) place: Place,
    entries: &'n [(Key, Node)],
    taken: Vec<bool>,
    /// The keys that somebody wanted to know: all that are known here.
    asked: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The value of a key, if it is there.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.asked.push(key);
        let at = self.entries.iter().position(|(k, _)| k.name == key)?;
        self.taken[at] = true;
        Some(&self.entries[at].1)
    }

    /// Whether a key is there, whatever its value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(k, _)| k.name == key)
    }

    /// All entries, for maps whose keys are data.
    pub(crate) fn all(&self) -> &'n [(Key, Node)] {
        self.entries
    }
}
