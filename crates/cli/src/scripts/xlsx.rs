//! Workbooks: every sheet whose first row has the column.

use std::fs::File;
use std::io::BufReader;
use std::panic::{self, AssertUnwindSafe};

use anyhow::{Result, anyhow};
use calamine::{DataRef, Reader, Xlsx, XlsxError, open_workbook};

use super::chat::{Speaker, speaker};
use super::columns::{Columns, Conversations};
use super::table::no_column;
use super::{Input, Place, Sink, Unit};
use crate::lang::tr;

type Workbook = Xlsx<BufReader<File>>;

pub(super) fn read(input: &Input, column: Option<&str>, sink: &mut dyn Sink) -> Result<()> {
    let shown = input.path().display();
    let mut book: Workbook =
        guarded(|| open_workbook(input.path())).map_err(|e| anyhow!("{shown}: {}", broken(&e)))?;
    let mut headers = Vec::new();
    let mut some = false;
    for name in book.sheet_names() {
        let mut sheet = Sheet::new(&name, column);
        if let Err(error) = sheet.read(&mut book, sink)? {
            sink.problem(Place::NOWHERE, &format!("{name}: {}", broken(&error)));
        }
        sheet.conversations.end(sink)?;
        some |= sheet.columns.is_some();
        headers.extend(sheet.header);
    }
    if !some && !headers.is_empty() {
        sink.problem(Place::NOWHERE, &no_column(&headers, column));
    }
    Ok(())
}

/// Calls the library, which panics on some numbers of broken workbooks; here
/// that is an error like any other.
fn guarded<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let ended = panic::catch_unwind(AssertUnwindSafe(call));
    panic::set_hook(hook);
    ended.unwrap_or(Err(XlsxError::Unexpected("damaged numbers")))
}

fn broken(error: &XlsxError) -> String {
    let message = tr(
        "xlsx 文件损坏，请用表格软件打开后另存：",
        "broken xlsx, open it in a spreadsheet program and save it anew: ",
    );
    format!("{message}{error}")
}

/// As many as a sheet may have; what lies beyond is damage.
const MOST_COLUMNS: u32 = 16_384;

struct Sheet<'a> {
    name: &'a str,
    wanted: Option<&'a str>,
    header: Vec<String>,
    columns: Option<Columns>,
    conversations: Conversations,
}

impl<'a> Sheet<'a> {
    fn new(name: &'a str, wanted: Option<&'a str>) -> Self {
        Self {
            name,
            wanted,
            header: Vec::new(),
            columns: None,
            conversations: Conversations::default(),
        }
    }

    /// Reads row by row. The inner error is the workbook's.
    fn read(&mut self, book: &mut Workbook, sink: &mut dyn Sink) -> Result<Result<(), XlsxError>> {
        let mut cells = match guarded(|| book.worksheet_cells_reader(self.name)) {
            Ok(cells) => cells,
            // Charts are sheets too, without cells.
            Err(XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_)) => {
                return Ok(Ok(()));
            }
            Err(error) => return Ok(Err(error)),
        };
        let mut row = Row::default();
        loop {
            let cell = match guarded(|| cells.next_cell()) {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                Err(error) => return Ok(Err(error)),
            };
            let (number, column) = cell.get_position();
            if number != row.number {
                self.row(&row, sink)?;
                row = Row {
                    number,
                    cells: Vec::new(),
                };
            }
            if let Some(text) = text(cell.get_value())
                && column < MOST_COLUMNS
            {
                row.cells.push((column as usize, text));
            }
        }
        self.row(&row, sink)?;
        Ok(Ok(()))
    }

    fn row(&mut self, row: &Row, sink: &mut dyn Sink) -> Result<()> {
        if row.cells.is_empty() {
            return Ok(());
        }
        let Some(columns) = &self.columns else {
            if self.header.is_empty() {
                self.header = row.header();
                self.columns = Columns::of(&self.header, self.wanted);
            }
            return Ok(());
        };
        let by_agent = columns
            .role
            .is_none_or(|at| speaker(row.cell(at)) == Speaker::Agent);
        let script = row.cell(columns.script);
        let unit = (by_agent && !script.trim().is_empty()).then(|| {
            let place = Place {
                line: row.number as usize + 1,
                ..Place::START
            };
            let mut unit = Unit::new(script.to_owned(), place);
            let letters = letters(columns.script);
            unit.cell = Some(format!("{}!{letters}{}", self.name, place.line));
            unit
        });
        let session = columns.session.map_or("", |at| row.cell(at));
        self.conversations.line(session, unit, sink)
    }
}

#[derive(Default)]
struct Row {
    number: u32,
    cells: Vec<(usize, String)>,
}

impl Row {
    fn cell(&self, at: usize) -> &str {
        let cell = self.cells.iter().find(|(column, _)| *column == at);
        cell.map_or("", |(_, text)| text.as_str())
    }

    /// The row as titles, with empty ones where cells are missing.
    fn header(&self) -> Vec<String> {
        let mut titles = Vec::new();
        for (at, text) in &self.cells {
            titles.resize(titles.len().max(at + 1), String::new());
            titles[*at].clone_from(text);
        }
        titles
    }
}

fn text(value: &DataRef<'_>) -> Option<String> {
    match value {
        DataRef::String(text) => Some(text.clone()),
        DataRef::SharedString(text) => Some((*text).to_owned()),
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A column the way workbooks name it: A, B … Z, AA.
fn letters(mut column: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_letters() {
        let named: Vec<String> = [0, 25, 26, 701, 702].map(letters).to_vec();
        assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
