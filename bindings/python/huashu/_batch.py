"""Many rows at once, in pieces that take a fraction of a second.

Between two pieces Python looks for Ctrl-C and the progress is told; within a
piece all cores work and other Python threads run.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, Optional, TypeVar

from ._errors import HuashuError, InputError

Progress = Callable[[int, int], object]
# The JSON of every row, and the rows that could not be read.
Told = tuple[list[Optional[str]], list[tuple[int, HuashuError]]]

T = TypeVar("T")

# How long a piece should take, in seconds.
_PIECE = 0.15


@dataclass(frozen=True)
class RowError:
    """A row that could not be read: its number, from 0, and why."""

    row: int
    error: HuashuError


class Batch(list[Optional[T]], Generic[T]):
    """Results in the order of the rows.

    A row without a text (`None`, NaN) has the result `None`. So has a row that
    is no text; `errors` tells those, and a warning names the first.
    """

    errors: tuple[RowError, ...] = ()


def texts_of(texts: Iterable[Any]) -> Sequence[Any]:
    """The rows as a list; a single text is a mistake that would go unnoticed."""
    if isinstance(texts, (str, bytes)):
        raise InputError(
            "a list of texts is needed, not one text: put it into [ ]",
            "要的是文本的列表，不是一条文本：请放进 [ ] 里",
        )
    if isinstance(texts, (list, tuple)):
        return texts
    try:
        return list(texts)
    except TypeError:
        kind = type(texts).__name__
        raise InputError(
            f"a list of texts is needed, not {kind}", f"要的是文本的列表，不是 {kind}"
        ) from None


def pieces(texts: Sequence[T], progress: Progress | None = None) -> Iterator[tuple[int, list[T]]]:
    """Cuts rows into pieces as large as the time that the last one took allows."""
    total = len(texts)
    done = 0
    budget = 4_000
    while done < total:
        end, weight = done, 0
        while end < total and weight < budget:
            text = texts[end]
            weight += 16 + (len(text) if isinstance(text, str) else 0)
            end += 1
        began = perf_counter()
        yield done, list(texts[done:end])
        took = max(perf_counter() - began, 1e-6)
        budget = max(1, int(weight * min(_PIECE / took, 8)))
        done = end
        if progress is not None:
            progress(done, total)


def run(
    texts: Iterable[Any],
    work: Callable[[int, list[Any]], Told],
    make: Callable[[str], T],
    progress: Progress | None,
) -> Batch[T]:
    """Works on all rows and makes a result of each one's JSON."""
    out: Batch[T] = Batch()
    errors = []
    for start, piece in pieces(texts_of(texts), progress):
        told, bad = work(start, piece)
        out.extend([None if json is None else make(json) for json in told])
        errors += [RowError(start + number, error) for number, error in bad]
    out.errors = tuple(errors)
    warn_of([(each.row, str(each.error)) for each in errors], len(out), stacklevel=4)
    return out


def warn_of(errors: Sequence[tuple[int, str]], total: int, stacklevel: int) -> None:
    """Warns of rows that could not be read."""
    if errors:
        row, why = errors[0]
        warnings.warn(
            f"{len(errors)} of {total} rows could not be read; the first is row {row}: {why}",
            stacklevel=stacklevel,
        )
