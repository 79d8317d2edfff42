//! Results as columns, for data frames: no object is made for each row.

use huashu::{Checker, Engine, Input, Session, Severity};
use pyo3::prelude::*;

use crate::raise::raised;
use crate::rows::{Row, worked};

/// A row's number and what is wrong with it.
type Errors = Vec<(usize, String)>;

/// Decision, intent, confidence, reply id and reply of every row.
pub(crate) type Suggested = (
    Vec<Option<&'static str>>,
    Vec<Option<String>>,
    Vec<Option<f64>>,
    Vec<Option<String>>,
    Vec<Option<String>>,
    Errors,
);

/// The number of findings, the worst severity, the codes in order, and the
/// text with the safe rewrites, of every row.
pub(crate) type Checked = (
    Vec<Option<usize>>,
    Vec<Option<&'static str>>,
    Vec<Option<Vec<String>>>,
    Vec<Option<String>>,
    Errors,
);

pub(crate) fn suggested(
    py: Python<'_>,
    engine: &Engine,
    texts: &[Bound<'_, PyAny>],
    given: &str,
) -> PyResult<Suggested> {
    let given = huashu_wire::input(given).map_err(|e| raised(py, &e))?;
    let session = Session::default();
    let rows = worked(py, texts, |_, text| {
        let input = Input {
            text: text.to_owned(),
            ..given.clone()
        };
        Ok(engine.suggest(&session, &input))
    })?;
    let mut out = Suggested::default();
    for (n, row) in rows.into_iter().enumerate() {
        let outcome = done(row, n, &mut out.5);
        out.0.push(outcome.as_ref().map(|o| o.decision.name()));
        let (mut intents, mut replies) = (None, None);
        if let Some(outcome) = outcome {
            intents = outcome.intents.into_iter().next();
            replies = outcome.suggestions.into_iter().next();
        }
        out.2.push(intents.as_ref().map(|i| i.confidence));
        out.1.push(intents.map(|i| i.id));
        let (id, reply) = replies.map(|r| (r.reply_id, r.text)).unzip();
        out.3.push(id);
        out.4.push(reply);
    }
    Ok(out)
}

pub(crate) fn checked(
    py: Python<'_>,
    checker: &Checker,
    texts: &[Bound<'_, PyAny>],
    options: &str,
) -> PyResult<Checked> {
    let (options, all) = huashu_wire::check_options(options).map_err(|e| raised(py, &e))?;
    let rows = worked(py, texts, |_, text| {
        let found = checker.check(text, &options);
        // A text without findings is its own fix; most texts have none.
        let fixed = if found.is_empty() {
            text.to_owned()
        } else {
            checker.fix(text, &options, all)
        };
        Ok((found, fixed))
    })?;
    let mut out = Checked::default();
    for (n, row) in rows.into_iter().enumerate() {
        let checked = done(row, n, &mut out.4);
        let (found, fixed) = checked.unzip();
        out.0.push(found.as_ref().map(Vec::len));
        let worst = found.iter().flatten().map(|f| f.severity).max();
        out.1.push(worst.map(name));
        out.2
            .push(found.map(|found| found.into_iter().map(|f| f.code).collect()));
        out.3.push(fixed);
    }
    Ok(out)
}

fn done<T>(row: Row<T>, number: usize, errors: &mut Errors) -> Option<T> {
    match row {
        Row::Done(done) => Some(done),
        Row::Missing => None,
        Row::Bad(error) => {
            errors.push((number, error.to_string()));
            None
        }
    }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
