//! The engine for Python: JSON in, JSON out. The Python files beside it make
//! objects of the JSON, and nothing else is decided there.
//!
//! Places in texts are code points, as in Python strings. Errors become the
//! exceptions of `huashu/_errors.py`.

mod columns;
mod evaluation;
mod raise;
mod rows;
mod session;

use std::borrow::Cow;
use std::path::Path;

use huashu::{Checker, Engine, Error, ErrorKind, Pack, Size};
use huashu_wire::Unit;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use raise::raised;
use rows::{Cell, NOTHING, Told, in_parallel};
use session::Session;

/// An engine. It is immutable and may be used from many threads at once.
#[pyclass(frozen, module = "huashu._huashu")]
struct Core {
    engine: Engine,
}

#[pymethods]
impl Core {
    /// The engine of the built-in pack.
    #[staticmethod]
    fn builtin(py: Python<'_>) -> PyResult<Self> {
        Self::made(py, huashu::builtin)
    }

    /// The engine of a pack's folder.
    #[staticmethod]
    fn from_dir(py: Python<'_>, path: &str) -> PyResult<Self> {
        Self::made(py, || huashu::from_dir(Path::new(path)))
    }

    /// The engine of a bundle.
    #[staticmethod]
    fn from_bundle(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        Self::made(py, || Engine::from_bundle(bytes))
    }

    /// The pack's name and version.
    fn pack(&self) -> (&str, &str) {
        (self.engine.pack().name(), self.engine.pack().version())
    }

    /// The ids of the pack's intents.
    fn intents(&self) -> Vec<&str> {
        let intents = self.engine.pack().intents();
        intents.iter().map(huashu::Intent::id).collect()
    }

    /// See `suggest` of the wire format; `given` is the input without its
    /// text.
    fn suggest(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        session: Option<&Session>,
        given: &str,
    ) -> PyResult<String> {
        let text = Cell::one(text)?;
        let session = json(session);
        py.detach(|| suggested(&self.engine, &text, session, given))
            .map_err(|e| raised(py, &e))
    }

    /// `suggest` for every row, see `rows::Told`. `given` holds one input for all
    /// rows, or one for each.
    #[allow(clippy::needless_pass_by_value)]
    fn suggest_many<'py>(
        &self,
        py: Python<'py>,
        texts: Vec<Bound<'py, PyAny>>,
        session: Option<&Session>,
        given: Vec<String>,
    ) -> PyResult<Told<'py>> {
        let session = json(session);
        in_parallel(py, &texts, |n, text| {
            let given = given.get(n).or(given.first()).map_or("", String::as_str);
            suggested(&self.engine, text, session, given).map(Cow::Owned)
        })
    }

    /// The first suggestion of every row as columns; see `columns`.
    #[allow(clippy::needless_pass_by_value)]
    fn suggest_columns(
        &self,
        py: Python<'_>,
        texts: Vec<Bound<'_, PyAny>>,
        given: &str,
    ) -> PyResult<columns::Suggested> {
        columns::suggested(py, &self.engine, &texts, given)
    }

    /// See `explain` of the wire format.
    fn explain(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        session: Option<&Session>,
        given: &str,
        expect: Option<&str>,
    ) -> PyResult<String> {
        let input = input(&Cell::one(text)?, given);
        let session = json(session);
        py.detach(|| huashu_wire::explain(&self.engine, session, &input, expect))
            .map_err(|e| raised(py, &e))
    }

    /// The words of a text.
    fn segment(&self, py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
        let text = Cell::one(text)?;
        py.detach(|| self.engine.segment(&text))
            .map_err(|e| raised(py, &e))
    }

    /// See `check` of the wire format.
    fn check(&self, py: Python<'_>, text: &Bound<'_, PyAny>, options: &str) -> PyResult<String> {
        let text = Cell::one(text)?;
        py.detach(|| huashu_wire::check(self.checker(), &text, options, Unit::CodePoint))
            .map_err(|e| raised(py, &e))
    }

    /// `check` for every row, as `suggest_many`.
    #[allow(clippy::needless_pass_by_value)]
    fn check_many<'py>(
        &self,
        py: Python<'py>,
        texts: Vec<Bound<'py, PyAny>>,
        options: &str,
    ) -> PyResult<Told<'py>> {
        let (options, _) = huashu_wire::check_options(options).map_err(|e| raised(py, &e))?;
        let checker = self.checker();
        in_parallel(py, &texts, |_, text| {
            let found = checker.check(text, &options);
            if found.is_empty() {
                return Ok(Cow::Borrowed(NOTHING));
            }
            let found = huashu_wire::findings(found, text, Unit::CodePoint);
            let json = serde_json::to_string(&found).map_err(|e| internal(&e));
            json.map(Cow::Owned)
        })
    }

    /// The findings of every row as columns; see `columns`.
    #[allow(clippy::needless_pass_by_value)]
    fn check_columns(
        &self,
        py: Python<'_>,
        texts: Vec<Bound<'_, PyAny>>,
        options: &str,
    ) -> PyResult<columns::Checked> {
        columns::checked(py, self.checker(), &texts, options)
    }

    /// See `fix` of the wire format.
    fn fix(&self, py: Python<'_>, text: &Bound<'_, PyAny>, options: &str) -> PyResult<String> {
        let text = Cell::one(text)?;
        py.detach(|| huashu_wire::fix(self.checker(), &text, options))
            .map_err(|e| raised(py, &e))
    }

    /// See `rules` of the wire format.
    fn rules(&self, py: Python<'_>) -> PyResult<String> {
        huashu_wire::rules(self.checker()).map_err(|e| raised(py, &e))
    }

    /// Figures on labelled lines; see `evaluation`.
    #[pyo3(signature = (lines, progress=None))]
    fn evaluate(
        &self,
        py: Python<'_>,
        lines: &str,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<String> {
        evaluation::evaluate(py, &self.engine, lines, progress.as_ref())
    }
}

impl Core {
    /// Makes an engine while other threads run. What it would load at the
    /// first message is loaded now: a process that is forked later then finds
    /// everything there.
    fn made(py: Python<'_>, make: impl FnOnce() -> Result<Engine, Error> + Send) -> PyResult<Self> {
        let engine = py.detach(|| {
            let engine = make()?;
            engine.warm_up()?;
            Ok(engine)
        });
        let engine = engine.map_err(|e: Error| raised(py, &e))?;
        Ok(Self { engine })
    }

    fn checker(&self) -> &Checker {
        self.engine.checker()
    }
}

/// The bundle of a pack's folder; see [`Size`] for a lean one.
#[pyfunction]
fn build<'py>(py: Python<'py>, path: &str, lean: bool) -> PyResult<Bound<'py, PyBytes>> {
    let size = if lean { Size::Lean } else { Size::Full };
    let bytes = py.detach(|| {
        let layers = huashu::load_layers(Path::new(path))?;
        huashu::bundle(Pack::parse(&layers)?, size)
    });
    let bytes = bytes.map_err(|e| raised(py, &e))?;
    Ok(PyBytes::new(py, &bytes))
}

/// The conversations of a text of YAML, as JSON.
#[pyfunction]
fn read_cases(py: Python<'_>, file: &str, yaml: &str) -> PyResult<String> {
    let read = huashu_wire::conversations(file, yaml).map_err(|e| raised(py, &e))?;
    serde_json::to_string(&read).map_err(|e| raised(py, &internal(&e)))
}

/// What an outcome has otherwise than a turn of a conversation expects; both
/// are JSON.
#[pyfunction]
fn differences(py: Python<'_>, turn: &str, outcome: &str) -> PyResult<Vec<String>> {
    let turn: huashu_wire::Turn =
        serde_json::from_str(turn).map_err(|e| raised(py, &internal(&e)))?;
    turn.differences(outcome).map_err(|e| raised(py, &e))
}

fn json(session: Option<&Session>) -> &str {
    session.map_or("", Session::json)
}

/// The input with this text and what else is given: nothing, or a JSON object.
fn input(text: &str, given: &str) -> String {
    let text = serde_json::Value::from(text);
    match given.strip_prefix('{') {
        Some(rest) => format!(r#"{{"text":{text},{rest}"#),
        None => format!(r#"{{"text":{text}}}"#),
    }
}

fn suggested(engine: &Engine, text: &str, session: &str, given: &str) -> Result<String, Error> {
    huashu_wire::suggest(engine, session, &input(text, given), Unit::CodePoint)
}

fn internal(cause: &dyn std::fmt::Display) -> Error {
    let cause = cause.to_string();
    Error::new(ErrorKind::Internal, cause.clone(), cause)
}

#[pymodule]
mod _huashu {
    #[pymodule_export]
    use super::{Core, Session, build, differences, read_cases};
}
