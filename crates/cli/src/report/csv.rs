//! A table, one row a finding, that spreadsheet programs open as it is meant.

use anyhow::Result;

use super::Found;
use crate::lang::LANG;

const COLUMNS: [&str; 13] = [
    "code", "severity", "file", "line", "column", "cell", "start", "end", "matched", "message",
    "rewrite", "safe", "source",
];

/// The byte order mark tells spreadsheet programs that this is UTF-8.
pub(super) fn head() -> Result<String> {
    Ok(format!("\u{FEFF}{}", written(&COLUMNS.map(str::to_owned))?))
}

pub(super) fn row(found: &Found<'_>) -> Result<String> {
    let f = &found.finding;
    let place = found.place;
    let cells = [
        f.code.clone(),
        format!("{:?}", f.severity).to_lowercase(),
        found.path(),
        place.line.to_string(),
        place.column.to_string(),
        found.unit.cell.clone().unwrap_or_default(),
        f.start.to_string(),
        f.end.to_string(),
        f.matched.clone(),
        f.message.text(*LANG).to_owned(),
        f.rewrite.clone().unwrap_or_default(),
        f.safe.to_string(),
        f.source.clone(),
    ];
    written(&cells.map(|cell| guarded(&cell)))
}

fn written(cells: &[String]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// A cell that a spreadsheet program would run as a formula becomes text.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_become_text() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("您好=1"), "您好=1");
    }
}
