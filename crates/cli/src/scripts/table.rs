//! Tables of scripts: csv and tsv. They are read cell by cell, so that a
//! quote that is never closed cannot fill the memory.

use std::io::BufRead;

use anyhow::{Result, anyhow};
use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::chat::{Speaker, speaker};
use super::columns::{Columns, Conversations, names};
use super::writing::Form;
use super::{Input, LONGEST, Place, Sink, Unit, Written};
use crate::lang::{LANG, tr};
use crate::suppress::{Comments, Style};

pub(super) fn read(
    input: Input,
    delimiter: u8,
    column: Option<&str>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let shown = input.path().display().to_string();
    let mut rows = Rows::new(input, delimiter);
    let Some(header) = rows.next(sink)? else {
        return Ok(());
    };
    let titles: Vec<String> = header.cells.iter().map(|c| c.text.clone()).collect();
    let Some(columns) = Columns::of(&titles, column) else {
        return Err(anyhow!("{shown}:1:1: {}", no_column(&titles, column)));
    };
    let mut log = Log {
        columns,
        width: titles.len(),
        comments: Comments::new(Style::Hash),
        conversations: Conversations::default(),
    };
    while let Some(row) = rows.next(sink)? {
        log.row(row, sink)?;
    }
    log.conversations.end(sink)?;
    log.comments.end(sink);
    Ok(())
}

/// What is said of a header without the column, here and of workbooks.
pub(super) fn no_column(titles: &[String], column: Option<&str>) -> String {
    let wanted = names(column).join(" / ");
    let titles = titles.join(", ");
    match *LANG {
        huashu::Lang::Zh => {
            format!("找不到话术列 {wanted}；表里有：{titles}。可用 --column 指定")
        }
        huashu::Lang::En => {
            format!("there is no column {wanted}; the table has: {titles}. Name one with --column")
        }
    }
}

/// What is known of a table while its rows are read.
struct Log {
    columns: Columns,
    width: usize,
    comments: Comments,
    conversations: Conversations,
}

impl Log {
    fn row(&mut self, row: Row, sink: &mut dyn Sink) -> Result<()> {
        let place = row.place();
        let mut cells = row.cells;
        if let Some(comment) = row_comment(&mut cells) {
            if comment.alone {
                self.comments
                    .is_own_line(&comment.text, comment.place, sink);
                return Ok(());
            }
            self.comments.cut(&comment.text, comment.place, sink);
        }
        if !self.is_regular(&cells, row.dropped) {
            sink.problem(place, &ragged(cells.len() + row.dropped, self.width));
            return Ok(());
        }
        let cell = |at: Option<usize>| {
            let text = at.and_then(|at| cells.get(at)).map(|c| c.text.as_str());
            text.unwrap_or_default().to_owned()
        };
        let by_agent = match self.columns.role {
            Some(_) => speaker(&cell(self.columns.role)) == Speaker::Agent,
            None => true,
        };
        let session = cell(self.columns.session);
        let unit = if by_agent {
            cells
                .into_iter()
                .nth(self.columns.script)
                .filter(|c| !c.text.trim().is_empty())
                .map(|c| self.unit(c))
        } else {
            None
        };
        self.conversations.line(session.trim(), unit, sink)
    }

    /// Empty cells at the end are no matter: spreadsheet programs add them.
    fn is_regular(&self, cells: &[Cell], dropped: usize) -> bool {
        let more = cells.iter().skip(self.width);
        cells.len() >= self.width && dropped == 0 && more.into_iter().all(|c| c.text.is_empty())
    }

    fn unit(&mut self, cell: Cell) -> Unit {
        let mut unit = Unit::new(cell.text, cell.place);
        unit.written = cell.written;
        unit.ignores = self.comments.claimed();
        unit
    }
}

fn ragged(cells: usize, width: usize) -> String {
    match *LANG {
        huashu::Lang::Zh => format!(
            "这一行有 {cells} 格，表头有 {width} 格，没有检查；含逗号或引号的文字要用双引号括起来"
        ),
        huashu::Lang::En => format!(
            "this row has {cells} cells, the header {width}; it was not checked. Text with commas or quotes has to be quoted"
        ),
    }
}

struct RowComment {
    text: String,
    place: Place,
    /// Whether nothing else stands in the row.
    alone: bool,
}

/// Takes the comment off a row. Commas between its codes have made cells of
/// it, which are joined again.
fn row_comment(cells: &mut Vec<Cell>) -> Option<RowComment> {
    let mark = |text: &str| crate::suppress::begins(text);
    let at = cells.iter().position(|c| mark(&c.text).is_some())?;
    let rest = cells.split_off(at + 1);
    let cell = cells.last_mut()?;
    let start = mark(&cell.text)?;
    let mut text = cell.text.split_off(start);
    for more in rest {
        text.push(',');
        text.push_str(&more.text);
    }
    cell.text.truncate(cell.text.trim_end().len());
    Some(RowComment {
        alone: at == 0 && cell.text.is_empty(),
        place: cell.place.after(&cell.text),
        text,
    })
}

struct Row {
    cells: Vec<Cell>,
    /// How many more cells there were than are kept.
    dropped: usize,
}

impl Row {
    fn place(&self) -> Place {
        self.cells.first().map_or(Place::START, |c| c.place)
    }
}

struct Cell {
    text: String,
    place: Place,
    written: Option<Written>,
}

/// As many as a workbook has; a row with more is damage.
const MOST_CELLS: usize = 16_384;

struct Rows {
    input: Input,
    parser: Reader,
    delimiter: u8,
    place: Place,
    /// Where the parser puts what a cell says; the text is read out of the
    /// writing, whose quotes it does not keep.
    said: Vec<u8>,
}

impl Rows {
    fn new(input: Input, delimiter: u8) -> Self {
        Self {
            place: input.start,
            input,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            said: vec![0; 64 * 1024],
        }
    }

    fn next(&mut self, sink: &mut dyn Sink) -> Result<Option<Row>> {
        let mut row = Row {
            cells: Vec::new(),
            dropped: 0,
        };
        let mut whole = true;
        while let Some((raw, long, ends)) = self.raw_cell()? {
            let cell = self.cell(&raw, long, sink)?;
            whole &= cell.is_some();
            match cell {
                Some(cell) if row.cells.len() < MOST_CELLS => row.cells.push(cell),
                _ => row.dropped += 1,
            }
            if ends && whole {
                return Ok(Some(row));
            }
            if ends {
                // Its mistake is told; the next row may be sound.
                row = Row {
                    cells: Vec::new(),
                    dropped: 0,
                };
                whole = true;
            }
        }
        Ok(None)
    }

    /// The bytes of the next cell with what ends it, as many as are held;
    /// whether there were more; and whether the row ends.
    fn raw_cell(&mut self) -> Result<Option<(Vec<u8>, bool, bool)>> {
        let (mut raw, mut long) = (Vec::new(), false);
        loop {
            let buffer = self.input.reader.fill_buf()?;
            let (result, taken, _) = self.parser.read_field(buffer, &mut self.said);
            let room = LONGEST.saturating_sub(raw.len());
            long |= taken > room;
            raw.extend_from_slice(&buffer[..taken.min(room)]);
            self.input.reader.consume(taken);
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => return Ok(Some((raw, long, record_end))),
                ReadFieldResult::End => return Ok(None),
            }
        }
    }

    /// `None` after what is wrong with the cell was told.
    fn cell(&mut self, raw: &[u8], long: bool, sink: &mut dyn Sink) -> Result<Option<Cell>> {
        if long {
            sink.problem(
                self.place,
                tr(
                    "这一格超过 1 MB，没有检查；是不是引号没有关闭？",
                    "this cell is longer than 1 MB and was not checked; is a quote not closed?",
                ),
            );
            return Ok(None);
        }
        let all = self.input.decoded(raw, self.place.line)?;
        let start = all.len() - all.trim_start_matches(['\n', '\r']).len();
        let place = self.place.after(&all[..start]);
        self.place = self.place.after(&all);
        self.place.offset = place.offset - start as u64 + raw.len() as u64;
        let bare = self.without_end(&all[start..]);
        let form = if bare.starts_with('"') {
            Form::QuotedCell
        } else {
            let delimiter = char::from(self.delimiter);
            Form::Cell { delimiter }
        };
        let Some(written) = Written::read(bare, form) else {
            sink.problem(place, tr("引号没有关闭", "a quote is not closed"));
            return Ok(None);
        };
        Ok(Some(Cell {
            text: written.text().to_owned(),
            place,
            written: Some(written),
        }))
    }

    fn without_end<'t>(&self, raw: &'t str) -> &'t str {
        raw.strip_suffix(['\n', '\r', char::from(self.delimiter)])
            .unwrap_or(raw)
    }
}
