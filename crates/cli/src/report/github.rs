//! Workflow commands of GitHub, shown beside the lines of a change.

use huashu::Severity;

use super::Found;
use crate::lang::LANG;

/// A workflow command; what GitHub would read as its own signs is escaped.
pub(super) fn command(found: &Found<'_>) -> String {
    let f = &found.finding;
    let place = found.place;
    let level = match f.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let rewrite = f.rewrite.as_ref().map(|r| format!(" -> {r}"));
    let cell = found.unit.cell.as_ref().filter(|cell| cell.contains('!'));
    let cell = cell.map(|cell| format!("{cell} ")).unwrap_or_default();
    format!(
        "::{level} file={},line={},col={},title={}::{}{}{}",
        property(&found.path()),
        place.line,
        place.column,
        property(&f.code),
        escape(&cell),
        escape(f.message.text(*LANG)),
        escape(&rewrite.unwrap_or_default())
    )
}

fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
