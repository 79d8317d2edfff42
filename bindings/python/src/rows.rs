//! Many texts at once: read from Python, worked on by all cores without the
//! interpreter, and given back in order.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use huashu::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyFloat, PyString};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::raise::{exception, raised};

/// What a cell of a column may hold.
pub(crate) enum Cell {
    /// A text, as it lies in Python's memory.
    Text(PyBackedStr),
    /// Nothing: `None`, NaN, `pandas.NA`.
    Missing,
    /// What is no text.
    Bad(Error),
}

impl Cell {
    pub(crate) fn of(value: &Bound<'_, PyAny>) -> Self {
        if let Ok(text) = value.cast::<PyString>() {
            return match PyBackedStr::try_from(text.clone()) {
                Ok(text) => Cell::Text(text),
                Err(_) => Cell::Bad(wrong(
                    "文本里有落单的代理字符，不是完整的 Unicode：用 text.encode(\"utf-16\", \"surrogatepass\").decode(\"utf-16\", \"replace\") 修好再传",
                    "the text has a lone surrogate and is no Unicode: mend it with text.encode(\"utf-16\", \"surrogatepass\").decode(\"utf-16\", \"replace\")",
                )),
            };
        }
        if is_missing(value) {
            return Cell::Missing;
        }
        if value.is_instance_of::<PyBytes>() {
            return Cell::Bad(wrong(
                "文本是 bytes，要 str：先用 .decode(\"utf-8\") 解码",
                "the text is bytes, not str: decode it first, e.g. with .decode(\"utf-8\")",
            ));
        }
        let kind = value.get_type().name();
        let kind = kind.map_or_else(|_| "object".to_owned(), |name| name.to_string());
        Cell::Bad(wrong(
            &format!("文本是 {kind}，要 str"),
            &format!("the text is {kind}, not str"),
        ))
    }

    /// The text of a call for one text.
    pub(crate) fn one(value: &Bound<'_, PyAny>) -> PyResult<PyBackedStr> {
        match Self::of(value) {
            Cell::Text(text) => Ok(text),
            Cell::Bad(error) => Err(raised(value.py(), &error)),
            Cell::Missing => Err(raised(
                value.py(),
                &wrong("没有文本：要 str", "there is no text: a str is needed"),
            )),
        }
    }
}

fn wrong(zh: &str, en: &str) -> Error {
    Error::new(ErrorKind::Input, zh, en)
}

fn is_missing(value: &Bound<'_, PyAny>) -> bool {
    if value.is_none() {
        return true;
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return number.value().is_nan();
    }
    // pandas is not imported for this: its own nothings have types of their
    // own.
    let kind = value.get_type().name();
    kind.is_ok_and(|name| name == "NAType" || name == "NaTType")
}

/// What became of a row.
pub(crate) enum Row<T> {
    Done(T),
    Missing,
    Bad(Error),
}

/// Works on every text with all cores while other Python threads run.
pub(crate) fn worked<T: Send>(
    py: Python<'_>,
    texts: &[Bound<'_, PyAny>],
    work: impl Fn(usize, &str) -> Result<T, Error> + Sync,
) -> PyResult<Vec<Row<T>>> {
    let cells: Vec<Cell> = texts.iter().map(Cell::of).collect();
    let pool = pool().map_err(|e| raised(py, &e))?;
    let work = |(n, cell): (usize, &Cell)| match cell {
        Cell::Text(text) => match work(n, text) {
            Ok(done) => Row::Done(done),
            Err(error) => Row::Bad(error),
        },
        Cell::Missing => Row::Missing,
        Cell::Bad(error) => Row::Bad(error.clone()),
    };
    // The cells are Python's and are given back when it is there again.
    Ok(py.detach(|| pool.install(|| cells.par_iter().enumerate().map(work).collect())))
}

/// An empty list.
pub(crate) const NOTHING: &str = "[]";

/// The JSON of every row that has a text, and the exceptions of those that
/// could not be read, with their numbers.
pub(crate) type Told<'py> = (
    Vec<Option<Bound<'py, PyString>>>,
    Vec<(usize, Bound<'py, PyAny>)>,
);

/// [`worked`] as Python objects.
pub(crate) fn in_parallel<'py>(
    py: Python<'py>,
    texts: &[Bound<'py, PyAny>],
    work: impl Fn(usize, &str) -> Result<Cow<'static, str>, Error> + Sync,
) -> PyResult<Told<'py>> {
    let rows = worked(py, texts, work)?;
    // Most rows say the same: nothing was found.
    let nothing = PyString::new(py, NOTHING);
    let (mut told, mut bad) = (Vec::with_capacity(rows.len()), Vec::new());
    for (number, row) in rows.into_iter().enumerate() {
        told.push(match row {
            Row::Done(Cow::Borrowed(NOTHING)) => Some(nothing.clone()),
            Row::Done(json) => Some(PyString::new(py, &json)),
            Row::Missing => None,
            Row::Bad(error) => {
                bad.push((number, exception(py, &error)?));
                None
            }
        });
    }
    Ok((told, bad))
}

/// The threads of this process. Those of the process that forked it are not
/// there any more, so that a child makes its own.
fn pool() -> Result<Arc<ThreadPool>, Error> {
    static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);
    let mut kept = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some((owner, pool)) = &*kept
        && *owner == process
    {
        return Ok(pool.clone());
    }
    let pool = ThreadPoolBuilder::new().build();
    let pool = Arc::new(pool.map_err(|e| crate::internal(&e))?);
    // The parent's pool is not dropped: dropping waits for its threads.
    std::mem::forget(kept.replace((process, pool.clone())));
    Ok(pool)
}
