//! One object a finding.

use serde_json::{Value, json};

use super::Found;
use crate::lang::LANG;

pub(super) fn object(found: &Found<'_>) -> Value {
    let f = &found.finding;
    let place = found.place;
    json!({
        "code": f.code,
        "severity": f.severity,
        "file": found.file.display().to_string(),
        "line": place.line,
        "column": place.column,
        "cell": found.unit.cell,
        "stage": found.unit.stage,
        "start": f.start,
        "end": f.end,
        "matched": f.matched,
        "message": f.message.text(*LANG),
        "rewrite": f.rewrite,
        "safe": f.safe,
        "source": f.source,
    })
}
