//! Figures on lines whose intent is known.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use huashu::evaluate::{Case, Judged, Report};
use huashu::{Engine, Error, ErrorKind, IntentKind};
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};

use crate::raise::raised;

/// How often progress is told and signals are looked for.
const PAUSE: Duration = Duration::from_millis(100);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    text: String,
    #[serde(default)]
    intent: Option<String>,
    #[serde(default)]
    accept: Vec<String>,
}

#[derive(Serialize)]
struct Evaluation<'a> {
    #[serde(flatten)]
    report: &'a Report,
    judged: Vec<JudgedLine<'a>>,
}

#[derive(Serialize)]
struct JudgedLine<'a> {
    #[serde(flatten)]
    judged: &'a Judged,
    /// Whether the agreed intent is one that the engine may answer.
    business: bool,
}

/// The engine's report on lines (`[{text, intent, accept}]`) with every
/// judged line.
pub(crate) fn evaluate(
    py: Python<'_>,
    engine: &Engine,
    lines: &str,
    progress: Option<&Py<PyAny>>,
) -> PyResult<String> {
    let cases = cases(engine, lines).map_err(|e| raised(py, &e))?;
    let total = cases.len();
    let report = py.detach(|| {
        let mut done = 0usize;
        let mut told = Instant::now();
        let mut stopped = None;
        let seen = || {
            done += 1;
            if told.elapsed() < PAUSE && done < total {
                return;
            }
            told = Instant::now();
            if let Err(error) = Python::attach(|py| tell(py, progress, done, total)) {
                stopped = Some(error);
                // The loop is the engine's: this is the way out of it. The
                // engine is immutable, so that nothing stays half done.
                resume_unwind(Box::new(()));
            }
        };
        let run = catch_unwind(AssertUnwindSafe(|| engine.evaluate(&cases, seen)));
        match (run, stopped) {
            (Ok(report), _) => Ok(report),
            (Err(_), Some(error)) => Err(error),
            (Err(panic), None) => resume_unwind(panic),
        }
    })?;
    let evaluation = Evaluation {
        judged: report.judged.iter().map(|j| judged(engine, j)).collect(),
        report: &report,
    };
    serde_json::to_string(&evaluation).map_err(|e| raised(py, &crate::internal(&e)))
}

fn judged<'a>(engine: &Engine, judged: &'a Judged) -> JudgedLine<'a> {
    let pack = engine.pack();
    let intent = pack.intent_index(&judged.expected);
    let business = intent.is_none_or(|i| pack.intents()[i].kind() != IntentKind::None);
    JudgedLine { judged, business }
}

fn tell(py: Python<'_>, progress: Option<&Py<PyAny>>, done: usize, total: usize) -> PyResult<()> {
    py.check_signals()?;
    if let Some(progress) = progress {
        progress.call1(py, (done, total))?;
    }
    Ok(())
}

fn cases(engine: &Engine, lines: &str) -> Result<Vec<Case>, Error> {
    let lines: Vec<Line> = serde_json::from_str(lines).map_err(|e| {
        Error::new(
            ErrorKind::Input,
            format!("评测行读不出来：{e}"),
            format!("the lines cannot be read: {e}"),
        )
    })?;
    let mut cases = Vec::new();
    for (n, line) in lines.into_iter().enumerate() {
        let mut ids = line.accept.iter().chain(&line.intent);
        if let Some(id) = ids.find(|id| engine.pack().intent_index(id).is_none()) {
            return Err(Error::new(
                ErrorKind::Input,
                format!("第 {n} 行：知识包里没有意图 {id}"),
                format!("line {n}: the pack has no intent {id}"),
            ));
        }
        // A line with one acceptable intent has that as its intent.
        let intent = line.intent.or_else(|| match &line.accept[..] {
            [only] => Some(only.clone()),
            _ => None,
        });
        cases.push(Case {
            text: line.text,
            intent,
            accept: line.accept,
        });
    }
    Ok(cases)
}
