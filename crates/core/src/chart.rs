//! Size charts: which size fits which body.

use serde::{Deserialize, Serialize};

/// A size chart for some goods.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SizeChart {
    pub(crate) id: String,
    /// Words in the names of the goods it is for; a chart without them is for
    /// everything else.
    pub(crate) items: Vec<String>,
    /// The sizes, the smallest first.
    pub(crate) sizes: Vec<String>,
    pub(crate) grid: Option<Grid>,
    pub(crate) measures: Vec<Measure>,
    /// Sizes of other makers and the size here, by number in `sizes`.
    pub(crate) usual: Vec<(String, usize)>,
}

/// Sizes by height and weight.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Grid {
    /// Neighbouring ranges in centimetres, the lowest first.
    pub(crate) heights: Vec<Span>,
    /// Neighbouring ranges in kilograms, the lowest first.
    pub(crate) weights: Vec<Span>,
    /// For every height the sizes by weight, as numbers in `sizes`; `None`
    /// where nothing fits.
    pub(crate) cells: Vec<Vec<Option<usize>>>,
}

/// Sizes by one measure, such as the waist.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Measure {
    /// The kind of slot, in centimetres.
    pub(crate) kind: String,
    /// What is added to the measure before the table is asked.
    pub(crate) allowance: f64,
    /// For every size the range it fits.
    pub(crate) spans: Vec<Span>,
}

/// From one figure to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Span {
    pub(crate) from: f64,
    pub(crate) to: f64,
}

impl Span {
    fn holds(self, value: f64) -> bool {
        self.from <= value && value <= self.to
    }
}

/// What a chart says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    One(usize),
    /// On the border of two sizes, the smaller first.
    Between(usize, usize),
    /// No size of the chart fits.
    Outside,
}

impl Fit {
    fn of(mut sizes: Vec<usize>) -> Self {
        sizes.sort_unstable();
        match (sizes.first(), sizes.last()) {
            (Some(a), Some(b)) if a == b => Fit::One(*a),
            (Some(a), Some(b)) => Fit::Between(*a, *b),
            _ => Fit::Outside,
        }
    }
}

impl SizeChart {
    /// The size for a height in centimetres and a weight in kilograms;
    /// `None` without such a grid.
    pub(crate) fn by_body(&self, height: f64, weight: f64) -> Option<Fit> {
        let grid = self.grid.as_ref()?;
        let mut sizes = Vec::new();
        for (row, _) in grid
            .heights
            .iter()
            .enumerate()
            .filter(|(_, s)| s.holds(height))
        {
            for (column, _) in grid
                .weights
                .iter()
                .enumerate()
                .filter(|(_, s)| s.holds(weight))
            {
                sizes.extend(
                    grid.cells
                        .get(row)
                        .and_then(|r| r.get(column).copied().flatten()),
                );
            }
        }
        Some(Fit::of(sizes))
    }

    /// The size for some measures, each a kind of slot and centimetres: the
    /// largest that any of them needs. `None` if the chart has none of them.
    pub(crate) fn by_measures(&self, measured: &[(&str, f64)]) -> Option<Fit> {
        let mut needed: Option<(usize, usize)> = None;
        for (kind, value) in measured {
            let Some(measure) = self.measures.iter().find(|m| m.kind == *kind) else {
                continue;
            };
            let value = value + measure.allowance;
            let fits: Vec<usize> = (0..measure.spans.len())
                .filter(|n| measure.spans[*n].holds(value))
                .collect();
            let (Some(low), Some(high)) = (fits.first(), fits.last()) else {
                return Some(Fit::Outside);
            };
            let (a, b) = needed.unwrap_or((0, 0));
            needed = Some((a.max(*low), b.max(*high)));
        }
        needed.map(|(a, b)| Fit::of(vec![a, b]))
    }

    /// The size here for a size of another maker.
    pub(crate) fn by_usual(&self, usual: &str) -> Option<Fit> {
        let of_table = self
            .usual
            .iter()
            .find(|(other, _)| other == usual)
            .map(|(_, n)| *n);
        let same = || self.sizes.iter().position(|s| s == usual);
        of_table.or_else(same).map(Fit::One)
    }
}
