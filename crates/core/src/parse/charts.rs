//! Size charts: rectangular, without gaps between ranges or holes between
//! cells, and never a smaller size for a larger body.

use super::Draft;
use super::values::{duplicate, id};
use crate::chart::{Grid, Measure, SizeChart, Span};
use crate::diagnostic::{Message, Place};
use crate::yaml::{Fields, Node, Reader, Value};

impl Draft {
    pub(super) fn chart_file(&mut self, r: &mut Reader<'_>, file: &str, node: &Node) {
        let Some(mut fields) = r.fields(node) else {
            return;
        };
        let id = id(r, &mut fields);
        let items = texts(r, fields.take("items"));
        let sizes = texts(r, fields.take("sizes"));
        if sizes.is_empty() {
            r.missing(&fields, "sizes");
        }
        let allowance = fields
            .take("allowance_cm")
            .and_then(|n| r.number_within(n, 0.0, 50.0))
            .unwrap_or(0.0);
        let grid = fields.take("grid").and_then(|n| grid(r, n, &sizes));
        let measures = fields
            .take("measures")
            .map(|n| measures(r, n, &sizes, allowance))
            .unwrap_or_default();
        let usual = fields
            .take("usual")
            .map(|n| usual(r, n, &sizes))
            .unwrap_or_default();
        r.finish(fields);
        let Some((id, place)) = id else { return };
        let origin = self.origin(file, place);
        if let Some((_, other)) = self.size_charts.get(id)
            && other.layer == origin.layer
        {
            let other = other.clone();
            duplicate(r, place, id, &other);
            return;
        }
        if grid.is_none() && measures.is_empty() && usual.is_empty() {
            r.error(
                "empty-chart",
                place,
                Message::new("尺码表里没有内容", "the size chart is empty"),
                Message::new(
                    "请写上 grid、measures 或 usual",
                    "give it `grid`, `measures` or `usual`",
                ),
            );
        }
        let chart = SizeChart {
            id: id.to_owned(),
            items: items
                .iter()
                .map(|item| crate::text::fold(item).as_str().to_owned())
                .collect(),
            sizes,
            grid,
            measures,
            usual,
        };
        self.size_charts.insert(id.to_owned(), (chart, origin));
    }
}

fn grid(r: &mut Reader<'_>, node: &Node, sizes: &[String]) -> Option<Grid> {
    let mut fields = r.fields(node)?;
    let heights = spans(r, &mut fields, "height_cm");
    let weights = spans(r, &mut fields, "weight_kg");
    let rows_node = fields.take("cells");
    if rows_node.is_none() {
        r.missing(&fields, "cells");
    }
    r.finish(fields);
    let (heights, weights, rows_node) = (heights?, weights?, rows_node?);
    let mut cells = Vec::new();
    let mut places = Vec::new();
    for row in r.list(rows_node) {
        let mut sizes_of_row = Vec::new();
        let mut places_of_row = Vec::new();
        for cell in r.list(row) {
            places_of_row.push(cell.place);
            let empty = matches!(&cell.value, Value::Scalar { text, .. } if matches!(text.as_str(), "~" | "" | "null" | "-"));
            sizes_of_row.push(if empty { None } else { size(r, cell, sizes) });
        }
        if sizes_of_row.len() != weights.len() {
            let (found, wanted) = (sizes_of_row.len(), weights.len());
            shape(
                r,
                row.place,
                found,
                wanted,
                ("这一行", "this row"),
                "weight_kg",
            );
            return None;
        }
        cells.push(sizes_of_row);
        places.push(places_of_row);
    }
    if cells.len() != heights.len() {
        let (found, wanted) = (cells.len(), heights.len());
        shape(
            r,
            rows_node.place,
            found,
            wanted,
            ("cells", "`cells`"),
            "height_cm",
        );
        return None;
    }
    holes(r, &cells, &places);
    order(r, &cells, &places);
    Some(Grid {
        heights,
        weights,
        cells,
    })
}

fn shape(
    r: &mut Reader<'_>,
    place: Place,
    found: usize,
    wanted: usize,
    what: (&str, &str),
    of: &str,
) {
    r.error(
        "chart-shape",
        place,
        Message::new(
            format!("{}有 {found} 项，{of} 有 {wanted} 档", what.0),
            format!("{} has {found} entries for {wanted} ranges of {of}", what.1),
        ),
        Message::new(
            "请补齐或删掉多余的",
            "add what is missing or remove what is too much",
        ),
    );
}

/// An empty cell between filled ones of its row or column is a hole.
fn holes(r: &mut Reader<'_>, cells: &[Vec<Option<usize>>], places: &[Vec<Place>]) {
    let columns = cells.first().map_or(0, Vec::len);
    let column = |n: usize| cells.iter().map(|row| row[n]).collect::<Vec<_>>();
    let inside = |line: &[Option<usize>], at: usize| {
        line[at].is_none()
            && line[..at].iter().any(Option::is_some)
            && line[at + 1..].iter().any(Option::is_some)
    };
    for (y, row) in cells.iter().enumerate() {
        for (x, place) in places[y].iter().enumerate().take(columns) {
            if inside(row, x) || inside(&column(x), y) {
                r.error(
                    "chart-hole",
                    *place,
                    Message::new("尺码表中间有空格", "the size chart has a hole"),
                    Message::new(
                        "请填上尺码；只有边缘可以留空 ~",
                        "write a size; only the edges may be left empty (~)",
                    ),
                );
            }
        }
    }
}

/// To the right and downwards sizes never get smaller.
fn order(r: &mut Reader<'_>, cells: &[Vec<Option<usize>>], places: &[Vec<Place>]) {
    for (y, row) in cells.iter().enumerate() {
        for (x, cell) in row.iter().enumerate() {
            let Some(size) = cell else { continue };
            let left = row[..x].iter().flatten().max();
            let above = cells[..y].iter().filter_map(|row| row[x]).max();
            if left.is_some_and(|l| l > size) || above.is_some_and(|a| a > *size) {
                r.error(
                    "chart-order",
                    places[y][x],
                    Message::new(
                        "更高或更重的人在这里得到更小的尺码",
                        "a taller or heavier person gets a smaller size here",
                    ),
                    Message::new(
                        "请检查这一格和它左边、上面的格子",
                        "check this cell and those left of it and above",
                    ),
                );
            }
        }
    }
}

fn measures(r: &mut Reader<'_>, node: &Node, sizes: &[String], allowance: f64) -> Vec<Measure> {
    let Some(mut fields) = r.fields(node) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (key, kind) in [
        ("bust_cm", "bust"),
        ("waist_cm", "waist"),
        ("hip_cm", "hip"),
        ("foot_cm", "foot"),
    ] {
        if !fields.has(key) {
            continue;
        }
        let place = node.place;
        let Some(spans) = spans(r, &mut fields, key) else {
            continue;
        };
        if spans.len() != sizes.len() {
            shape(r, place, spans.len(), sizes.len(), (key, key), "sizes");
            continue;
        }
        out.push(Measure {
            kind: kind.to_owned(),
            allowance: if kind == "foot" { 0.0 } else { allowance },
            spans,
        });
    }
    r.finish(fields);
    out
}

fn usual(r: &mut Reader<'_>, node: &Node, sizes: &[String]) -> Vec<(String, usize)> {
    let Some(fields) = r.fields(node) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (key, node) in fields.all() {
        if let Some(n) = size(r, node, sizes) {
            out.push((key.name.to_uppercase(), n));
        }
    }
    out
}

fn size(r: &mut Reader<'_>, node: &Node, sizes: &[String]) -> Option<usize> {
    let text = r.text(node)?;
    let found = sizes.iter().position(|size| size == text);
    if found.is_none() {
        let known = sizes.join(", ");
        r.error(
            "unknown-size",
            node.place,
            Message::new(
                format!("sizes 里没有“{text}”"),
                format!("`sizes` has no `{text}`"),
            ),
            Message::new(format!("可用：{known}"), format!("known: {known}")),
        );
    }
    found
}

/// Ranges such as 150-155, each beginning where the one before ends.
fn spans(r: &mut Reader<'_>, fields: &mut Fields<'_>, key: &'static str) -> Option<Vec<Span>> {
    let Some(node) = fields.take(key) else {
        r.missing(fields, key);
        return None;
    };
    let mut out: Vec<Span> = Vec::new();
    for (text, place) in r.texts(node) {
        let span = text.split_once('-').and_then(|(from, to)| {
            let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            (0.0 <= from && from < to && to < 1e4).then_some(Span { from, to })
        });
        let Some(span) = span else {
            r.error(
                "bad-range",
                place,
                Message::new(format!("“{text}”不是范围"), format!("`{text}` is no range")),
                Message::new("请写成 150-155 的样子", "write it like 150-155"),
            );
            return None;
        };
        if let Some(last) = out.last().filter(|last| last.to != span.from) {
            let gap = span.from > last.to;
            r.error(
                if gap { "chart-gap" } else { "chart-overlap" },
                place,
                Message::new(
                    format!(
                        "{text} 和前一档（到 {}）{}",
                        last.to,
                        if gap { "之间有空档" } else { "重叠" }
                    ),
                    format!(
                        "{text} {} the range before, which ends at {}",
                        if gap { "leaves a gap to" } else { "overlaps" },
                        last.to
                    ),
                ),
                Message::new(
                    "每一档从前一档结束的地方开始",
                    "every range begins where the one before ends",
                ),
            );
        }
        out.push(span);
    }
    (!out.is_empty()).then_some(out)
}

fn texts(r: &mut Reader<'_>, node: Option<&Node>) -> Vec<String> {
    let texts = node.map(|n| r.texts(n)).unwrap_or_default();
    texts.into_iter().map(|(text, _)| text.to_owned()).collect()
}
