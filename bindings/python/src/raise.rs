//! Errors of the engine as Python exceptions.

use huashu::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

static EXCEPTION: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The exception for an error, not raised yet.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let make = EXCEPTION.get_or_try_init(py, || {
        let module = py.import("huashu._errors")?;
        Ok::<_, PyErr>(module.getattr("exception")?.unbind())
    })?;
    make.bind(py).call1((huashu_wire::failure(error),))
}

/// The exception for an error, to be raised.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    match exception(py, error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(other) => other,
    }
}
