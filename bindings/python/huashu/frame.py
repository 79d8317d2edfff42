"""Columns of pandas, polars and Arrow: texts in, columns of results out.

>>> import pandas as pd
>>> from huashu.frame import check_column
>>> scripts = pd.DataFrame({"text": ["亲，这不关我的事"]})
>>> checked = check_column(scripts, "text")

Texts are read from the column piece by piece, so that no second copy of it is
made. The result is a frame of the same kind with as many rows in the same
order (for pandas: with the same index); join it to the source if need be.
A cell without a text (None, NaN, NA) has nulls in all columns; a cell that is
no text has them too, and says in the column `error` what is wrong.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from ._batch import Progress, pieces, warn_of
from ._engine import Engine, Facts, Now, _given, options
from ._errors import InputError

# The columns with their Arrow types.
_SUGGESTED = {
    "decision": "string",
    "intent": "string",
    "confidence": "float64",
    "reply_id": "string",
    "reply": "string",
    "error": "string",
}
_CHECKED = {
    "findings": "int64",
    "severity": "string",
    "codes": "list",
    "fixed": "string",
    "error": "string",
}


def suggest_column(
    frame: Any,
    column: str | None = None,
    *,
    engine: Engine | None = None,
    facts: Facts | None = None,
    now: Now | None = None,
    progress: Progress | None = None,
) -> Any:
    """What to say to every message of a column, each taken as a first message.

    The result has the columns `decision`, `intent`, `confidence`, `reply_id`,
    `reply` and `error`. A Series or an Arrow array needs no column name.
    """
    core = _engine(engine)._core
    given = _given(facts=facts, now=now)
    return _columns(
        frame, column, _SUGGESTED, lambda piece: core.suggest_columns(piece, given), progress
    )


def check_column(
    frame: Any,
    column: str | None = None,
    *,
    engine: Engine | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    severity: str | None = None,
    stage: str | None = None,
    progress: Progress | None = None,
) -> Any:
    """The wording of every text of a column.

    The result has the columns `findings` (how many), `severity` (the worst),
    `codes` (a list), `fixed` (the text with the safe rewrites) and `error`.
    """
    core = _engine(engine)._core
    wanted = options(select, ignore, severity, stage)
    return _columns(
        frame, column, _CHECKED, lambda piece: core.check_columns(piece, wanted), progress
    )


@lru_cache(maxsize=1)
def _builtin() -> Engine:
    return Engine.builtin()


def _engine(engine: Engine | None) -> Engine:
    return _builtin() if engine is None else engine


class _Column:
    """A column of any library, read piece by piece."""

    def __init__(self, length: int, read: Callable[[int, int], list[Any]]) -> None:
        self._length = length
        self._read = read
        self._start = 0
        self._held: list[Any] = []

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return self._read(at.start, at.stop)
        if not self._start <= at < self._start + len(self._held):
            self._start = at
            self._held = self._read(at, min(at + 8_192, self._length))
        return self._held[at - self._start]


def _columns(
    frame: Any,
    column: str | None,
    names: dict[str, str],
    work: Callable[[list[Any]], tuple[Any, ...]],
    progress: Progress | None,
) -> Any:
    library = type(frame).__module__.partition(".")[0]
    if library not in ("pandas", "polars", "pyarrow"):
        if not hasattr(frame, "__arrow_c_stream__"):
            kind = type(frame).__name__
            raise InputError(
                f"a frame or column of pandas, polars or pyarrow is needed, not {kind}",
                f"要 pandas、polars 或 pyarrow 的表或列，不是 {kind}",
            )
        frame = _library("pyarrow").table(frame)
        library = "pyarrow"
    texts, make = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}[library](
        frame, column
    )
    parts = []
    errors: list[tuple[int, str]] = []
    for start, piece in _pieces(texts, progress):
        *found, wrong = work(piece)
        reasons: list[str | None] = [None] * len(piece)
        for number, why in wrong:
            reasons[number] = why
            errors.append((start + number, why))
        parts.append(make(dict(zip(names, [*found, reasons])), names, start))
    warn_of(errors, len(texts), stacklevel=4)
    if not parts:
        parts.append(make({name: [] for name in names}, names, 0))
    return _joined(library, parts)


def _pieces(texts: _Column, progress: Progress | None) -> Iterator[tuple[int, list[Any]]]:
    return pieces(texts, progress)  # type: ignore[arg-type]


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise InputError(
            f"{name} is not installed: pip install 'huashu[{name}]'",
            f"没有安装 {name}：pip install 'huashu[{name}]'",
        ) from None


def _named(frame: Any, column: str | None, names: Iterable[Any]) -> Any:
    known = list(names)
    if column is None or known.count(column) != 1:
        told = ", ".join(map(str, known)) or "-"
        what = "no column was named" if column is None else f"there is no one column {column!r}"
        what_zh = "没有指明列" if column is None else f"名为 {column!r} 的列不是恰好一个"
        raise InputError(f"{what}; there are: {told}", f"{what_zh}；现有的列：{told}")
    return frame[column]


def _pandas(frame: Any, column: str | None) -> tuple[_Column, Any]:
    pandas = _library("pandas")
    series = frame if isinstance(frame, pandas.Series) else _named(frame, column, frame.columns)
    index = series.index

    def make(columns: dict[str, list[Any]], names: dict[str, str], start: int) -> Any:
        part = index[start : start + len(columns["error"])]
        dtypes = {"int64": "Int64", "float64": "Float64", "list": "object", "string": "string"}
        made = {
            name: pandas.Series(values, dtype=dtypes[names[name]], index=part)
            for name, values in columns.items()
        }
        return pandas.DataFrame(made, index=part)

    return _Column(len(series), lambda a, b: list(series.iloc[a:b])), make


def _polars(frame: Any, column: str | None) -> tuple[_Column, Any]:
    polars = _library("polars")
    if isinstance(frame, polars.LazyFrame):
        raise InputError(
            "a LazyFrame has no rows yet: call .collect() first",
            "LazyFrame 还没有数据：请先调用 .collect()",
        )
    series = frame if isinstance(frame, polars.Series) else _named(frame, column, frame.columns)
    dtypes = {
        "int64": polars.Int64,
        "float64": polars.Float64,
        "list": polars.List(polars.String),
        "string": polars.String,
    }

    def make(columns: dict[str, list[Any]], names: dict[str, str], _: int) -> Any:
        return polars.DataFrame(columns, schema={n: dtypes[kind] for n, kind in names.items()})

    return _Column(len(series), lambda a, b: series.slice(a, b - a).to_list()), make


def _pyarrow(frame: Any, column: str | None) -> tuple[_Column, Any]:
    arrow = _library("pyarrow")
    if isinstance(frame, arrow.RecordBatchReader):
        frame = frame.read_all()
    if isinstance(frame, (arrow.Table, arrow.RecordBatch)):
        frame = _named(frame, column, frame.schema.names)

    def make(columns: dict[str, list[Any]], names: dict[str, str], _: int) -> Any:
        types = {
            "int64": arrow.int64(),
            "float64": arrow.float64(),
            "list": arrow.list_(arrow.string()),
            "string": arrow.string(),
        }
        schema = arrow.schema([(name, types[kind]) for name, kind in names.items()])
        return arrow.table(columns, schema=schema)

    return _Column(len(frame), lambda a, b: frame.slice(a, b - a).to_pylist()), make


def _joined(library: str, parts: list[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    if library == "pandas":
        return _library("pandas").concat(parts)
    if library == "polars":
        return _library("polars").concat(parts)
    return _library("pyarrow").concat_tables(parts)
