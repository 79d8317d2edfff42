//! SARIF 2.1.0, columns in Unicode code points.

use huashu::{Checker, Severity};
use serde_json::{Value, json};

use super::Found;
use crate::lang::LANG;

/// What comes behind the results.
pub(super) const TAIL: &str = "]}]}";

/// What comes before the results.
pub(super) fn head(checker: &Checker) -> String {
    let rules: Vec<Value> = checker
        .rules()
        .map(|rule| {
            json!({
                "id": rule.code(),
                "shortDescription": {"text": rule.title().text(*LANG)},
                "fullDescription": {"text": rule.why().text(*LANG)},
                "defaultConfiguration": {"level": level(rule.severity())},
            })
        })
        .collect();
    let tool = json!({"driver": {
        "name": "huashu",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    }});
    format!(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{tool},\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )
}

pub(super) fn result(found: &Found<'_>) -> Value {
    let f = &found.finding;
    let (start, end) = (found.place, found.end);
    let mut location = json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(&found.path())},
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    }});
    if let Some(cell) = &found.unit.cell {
        location["logicalLocations"] = json!([{"fullyQualifiedName": cell}]);
    }
    json!({
        "ruleId": f.code,
        "level": level(f.severity),
        "message": {"text": f.message.text(*LANG)},
        "locations": [location],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a URI: everything but letters, digits and a few signs is encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        if b.is_ascii_alphanumeric() || b"/-._~".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_encoded() {
        assert_eq!(uri("a b/话.txt"), "a%20b/%E8%AF%9D.txt");
    }
}
