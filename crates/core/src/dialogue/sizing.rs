//! Which size fits: by height and weight, by measures, or by the size that is
//! usually worn. Between two sizes the wish for a loose or close fit decides.

use super::{Known, text};
use crate::chart::{Fit, SizeChart};
use crate::facts::Facts;

/// The chart that a conversation is about is remembered under this name.
pub(crate) const CHART: &str = "size_chart";

pub(super) fn derive(known: &Known<'_>, out: &mut Facts) {
    let Some(chart) = chart(known) else {
        return;
    };
    out.set("size.chart", text(&chart.id));
    let Some((fit, basis)) = fit(known, chart) else {
        out.set("size.outcome", text("missing"));
        out.set("size.missing", text(missing(known, chart)));
        return;
    };
    out.set("size.basis", text(basis));
    let name = |n: usize| chart.sizes.get(n).map_or("", String::as_str);
    let (outcome, recommended) = match fit {
        Fit::One(n) => ("fits", Some(n)),
        Fit::Outside => ("outside", None),
        Fit::Between(a, b) => {
            out.set("size.smaller", text(name(a)));
            out.set("size.larger", text(name(b)));
            match known.word("fit") {
                Some("loose") => ("fits", Some(b)),
                Some("slim" | "regular") => ("fits", Some(a)),
                _ => ("between", None),
            }
        }
    };
    out.set("size.outcome", text(outcome));
    if let Some(n) = recommended {
        out.set("size.recommended", text(name(n)));
    }
}

/// The chart for the goods that are spoken of: named in the message, by the
/// host, or before; else the chart for everything, or the only one. A measure
/// that none of these has, such as a foot's, is about other goods.
fn chart<'a>(known: &Known<'a>) -> Option<&'a SizeChart> {
    let charts = &known.pack.size_charts;
    let named = known.goods().into_iter().find_map(|name| {
        let is_for =
            |chart: &&SizeChart| chart.items.iter().any(|word| name.contains(word.as_str()));
        charts.iter().find(is_for)
    });
    let before = charts
        .iter()
        .find(|c| Some(c.id.as_str()) == known.word(CHART));
    let general = charts.iter().find(|chart| chart.items.is_empty());
    let only = charts.first().filter(|_| charts.len() == 1);
    let spoken_of = named.or(before).or(general).or(only);
    let told = |kind: &str| known.told.iter().any(|t| t == kind);
    let has = |chart: &SizeChart| chart.measures.iter().any(|m| told(&m.kind));
    let measured = ["bust", "waist", "hip", "foot"]
        .iter()
        .any(|kind| told(kind));
    if measured && !told("height") && !told("weight") && !spoken_of.is_some_and(has) {
        return charts.iter().find(|chart| has(chart)).or(spoken_of);
    }
    spoken_of
}

fn fit(known: &Known<'_>, chart: &SizeChart) -> Option<(Fit, &'static str)> {
    if let (Some(height), Some(weight)) = (known.number("height"), known.number("weight"))
        && let Some(fit) = chart.by_body(height, weight)
    {
        return Some((fit, "body"));
    }
    let kinds = ["bust", "waist", "hip", "foot"];
    let measured: Vec<(&str, f64)> = kinds
        .iter()
        .filter_map(|kind| Some((*kind, known.number(kind)?)))
        .collect();
    if let Some(fit) = chart.by_measures(&measured) {
        return Some((fit, "measures"));
    }
    let usual = known.word("usual_size")?;
    Some((chart.by_usual(usual)?, "usual"))
}

/// The slot that would help most.
fn missing<'a>(known: &Known<'_>, chart: &'a SizeChart) -> &'a str {
    match (&chart.grid, chart.measures.first()) {
        (Some(_), _) if known.number("height").is_some() => "weight",
        (None, Some(measure)) => measure.kind.as_str(),
        _ => "height",
    }
}
