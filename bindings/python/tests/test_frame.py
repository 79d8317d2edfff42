"""Columns of pandas, polars and Arrow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from huashu import Engine, InputError
from huashu.frame import check_column, suggest_column

ROWS = ["什么时候发货", None, "这不关我的事", "好的"]
SUGGESTED = ["decision", "intent", "confidence", "reply_id", "reply", "error"]
CHECKED = ["findings", "severity", "codes", "fixed", "error"]


def frames(rows: list[Any]) -> list[tuple[Any, str | None]]:
    parts = [pa.array(rows[:1], pa.string()), pa.array(rows[1:], pa.string())]
    return [
        (pd.DataFrame({"text": rows}), "text"),
        (pd.Series(rows, dtype="string"), None),
        (pl.DataFrame({"text": rows}, schema={"text": pl.String}), "text"),
        (pl.Series(rows, dtype=pl.String), None),
        (pa.table({"text": pa.array(rows, pa.string())}), "text"),
        (pa.chunked_array(parts), None),
        (pa.array(rows, pa.string()), None),
    ]


def columns(frame: Any) -> dict[str, list[Any]]:
    """A result of any library as plain lists; pandas has its own nothing."""
    if isinstance(frame, pd.DataFrame):
        frame = frame.astype(object).where(frame.notna(), None)
        return {str(name): list(frame[name]) for name in frame.columns}
    found: dict[str, list[Any]] = (
        frame.to_dict(as_series=False) if isinstance(frame, pl.DataFrame) else frame.to_pydict()
    )
    return found


@pytest.mark.parametrize("number", range(7))
def test_a_column_is_answered(shop: Engine, number: int) -> None:
    frame, column = frames(ROWS)[number]
    found = columns(suggest_column(frame, column, engine=shop))
    assert list(found) == SUGGESTED
    for row, text in enumerate(ROWS):
        if text is None:
            assert [found[name][row] for name in SUGGESTED] == [None] * 6
            continue
        outcome = shop.suggest(text)
        assert found["decision"][row] == outcome.decision
        assert found["intent"][row] == outcome.intent
        assert found["confidence"][row] == outcome.intents[0].confidence
        assert found["reply"][row] == outcome.reply


@pytest.mark.parametrize("number", range(7))
def test_a_column_is_checked(shop: Engine, number: int) -> None:
    frame, column = frames(ROWS)[number]
    found = columns(check_column(frame, column, engine=shop, severity="error"))
    assert list(found) == CHECKED
    assert found["findings"] == [0, None, len(shop.check(ROWS[2], severity="error")), 0]  # type: ignore[arg-type]
    assert found["severity"] == [None, None, "error", None]
    assert list(found["codes"][2]) == [f.code for f in shop.check(ROWS[2], severity="error")]  # type: ignore[arg-type]
    assert found["fixed"][3] == "好的"


def test_the_index_stays(shop: Engine) -> None:
    frame = pd.DataFrame({"text": ["在吗", "要退货"]}, index=[7, 3])
    joined = frame.join(suggest_column(frame, "text", engine=shop))
    assert list(joined.index) == [7, 3]
    assert list(joined["intent"]) == ["greeting", "return_refund"]


def test_mixed_types_are_told(shop: Engine) -> None:
    frame = pd.DataFrame({"text": ["在吗", 5, float("nan"), pd.NA, pd.NaT, b"x"]})
    with pytest.warns(UserWarning, match="2 of 6 rows could not be read; the first is row 1"):
        found = columns(check_column(frame, "text", engine=shop))
    assert [error is None for error in found["error"]] == [True, False, True, True, True, False]
    assert "int, not str" in found["error"][1]


@pytest.mark.parametrize("number", range(7))
def test_an_empty_frame_has_all_columns(shop: Engine, number: int) -> None:
    frame, column = frames([])[number] if number != 5 else (pa.chunked_array([], pa.string()), None)
    assert columns(suggest_column(frame, column, engine=shop)) == {n: [] for n in SUGGESTED}
    assert columns(check_column(frame, column, engine=shop)) == {n: [] for n in CHECKED}


def test_a_wrong_column_is_told(shop: Engine) -> None:
    for frame, column in frames(ROWS):
        if column is None:
            continue
        with pytest.raises(InputError, match="no one column 'reply'; there are: text"):
            check_column(frame, "reply", engine=shop)
        with pytest.raises(InputError, match="no column was named; there are: text"):
            check_column(frame, engine=shop)
    twice = pd.DataFrame([["a", "b"]], columns=["text", "text"])
    with pytest.raises(InputError, match="no one column 'text'"):
        check_column(twice, "text", engine=shop)
    with pytest.raises(InputError, match="not list"):
        check_column(["在吗"], engine=shop)
    with pytest.raises(InputError, match="collect"):
        check_column(pl.LazyFrame({"text": ["在吗"]}), "text", engine=shop)


def test_many_pieces_make_one_frame(shop: Engine) -> None:
    rows = ["这不关我的事", "好的"] * 20_000
    told: list[int] = []
    for frame, column in frames(rows)[:5:2]:
        found = check_column(frame, column, engine=shop, progress=lambda done, _: told.append(done))
        assert columns(found)["findings"][-2:] == [len(shop.check(rows[-2])), 0]
        assert len(found) == len(rows)
    assert told.count(len(rows)) == 3
    assert len(told) > 6


def test_a_stream_of_batches(shop: Engine) -> None:
    class Stream:
        """Any library's frame: all that is known is the Arrow interface."""

        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            return pa.table({"text": ["在吗"]}).__arrow_c_stream__(requested_schema)

    found = suggest_column(Stream(), "text", engine=shop)
    assert columns(found)["intent"] == ["greeting"]
    reader = pa.table({"text": ["在吗"]}).to_reader()
    assert columns(suggest_column(reader, "text", engine=shop))["intent"] == ["greeting"]


def test_the_libraries_are_optional(tmp_path: Path) -> None:
    program = """
import sys
for name in ("pandas", "polars", "pyarrow", "matplotlib", "pytest"):
    sys.modules[name] = None
import huashu, huashu.frame, huashu.testing
class Frame:
    def __arrow_c_stream__(self): ...
try:
    huashu.frame.check_column(Frame(), "text")
except huashu.InputError as error:
    print(error)
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "pyarrow is not installed: pip install 'huashu[pyarrow]'\n", done.stderr
