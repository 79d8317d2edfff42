//! Templates: reply texts with places to fill, `{order.eta}`.

use crate::pack::{Part, Template};

/// What is wrong with a template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A `{` without its `}`, or a `}` without its `{`.
    Unbalanced,
    /// `{}`, or a name with other characters than letters, digits, `_`, `.`.
    BadName(String),
}

/// What a template says itself, without what is filled in.
pub(crate) fn literal(template: &Template) -> String {
    let texts = template.parts.iter().map(|part| match part {
        Part::Text(text) => text.as_str(),
        Part::Placeholder(_) => "",
    });
    texts.collect()
}

impl Template {
    /// Reads `text {placeholder} text`; `{{` and `}}` stand for the braces
    /// themselves.
    pub(crate) fn parse(text: &str) -> Result<Template, Fault> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            literal.push_str(&rest[..at]);
            let brace = &rest[at..at + 1];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                literal.push_str(brace);
                rest = after;
            } else if brace == "{" {
                let end = rest.find('}').ok_or(Fault::Unbalanced)?;
                let name = &rest[..end];
                if !is_name(name) {
                    return Err(Fault::BadName(name.to_owned()));
                }
                if !literal.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut literal)));
                }
                parts.push(Part::Placeholder(name.to_owned()));
                rest = &rest[end + 1..];
            } else {
                return Err(Fault::Unbalanced);
            }
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Template { parts })
    }

    /// The names of the places to fill.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with every place filled, or the name of the first place that
    /// nothing fills.
    pub(crate) fn render(&self, fill: impl Fn(&str) -> Option<String>) -> Result<String, &str> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Placeholder(name) => out.push_str(&fill(name).ok_or(name.as_str())?),
            }
        }
        Ok(out)
    }
}

/// Whether a name can stand in a placeholder.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.split('.').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
}
