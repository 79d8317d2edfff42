//! Conversations as Python values.

use huashu::{Shown, Value};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::raise::raised;

/// What is remembered of a conversation. `Session()` is a new one; every
/// outcome has the next one. Its JSON is for storing, not for reading.
#[pyclass(frozen, eq, module = "huashu._huashu")]
#[derive(PartialEq)]
pub(crate) struct Session {
    session: huashu::Session,
    /// The session as the engine's wire format takes it.
    json: String,
}

impl Session {
    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    fn read(py: Python<'_>, json: &str) -> PyResult<Self> {
        let session = huashu_wire::session(json).map_err(|e| raised(py, &e))?;
        let json = serde_json::to_string(&session).map_err(|e| raised(py, &crate::internal(&e)))?;
        Ok(Self { session, json })
    }
}

#[pymethods]
impl Session {
    #[new]
    fn new(py: Python<'_>) -> PyResult<Self> {
        Self::read(py, "")
    }

    /// Reads what `to_json` gave; another version or a damaged text is an
    /// `InputError`.
    #[classmethod]
    fn from_json(cls: &Bound<'_, PyType>, json: &str) -> PyResult<Self> {
        Self::read(cls.py(), json)
    }

    /// The session as JSON.
    fn to_json(&self) -> &str {
        &self.json
    }

    /// How many messages the customer has sent.
    #[getter]
    fn turns(&self) -> u32 {
        self.session.turns()
    }

    /// The intent of the last message that was answered.
    #[getter]
    fn last_intent(&self) -> Option<&str> {
        self.session.last_intent()
    }

    /// What the customer told so far, by kind of slot.
    #[getter]
    fn slots<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let slots = PyDict::new(py);
        for (kind, value) in self.session.slots() {
            match value {
                Value::Boolean(value) => slots.set_item(kind, value)?,
                Value::Text(value) => slots.set_item(kind, value)?,
                // Whole numbers are whole, as they are on the wire.
                Value::Number(value) => match serde_json::to_value(Shown(Value::Number(value))) {
                    Ok(shown) if shown.is_i64() => slots.set_item(kind, shown.as_i64())?,
                    _ => slots.set_item(kind, value)?,
                },
            }
        }
        Ok(slots)
    }

    fn __repr__(&self) -> String {
        let intent = self.session.last_intent().unwrap_or("-");
        format!(
            "Session(turns={}, last_intent={intent})",
            self.session.turns()
        )
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.json.hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let read = slf.get_type().getattr("from_json")?;
        Ok((read, (slf.get().json.clone(),)))
    }
}
