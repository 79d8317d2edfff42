"""Tests of packs: conversations, labelled lines, and two packs side by side."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Union

from ._batch import Progress
from ._engine import Engine
from ._errors import InputError, IoError
from ._huashu import Session, differences, read_cases
from ._types import Outcome, Record

Line = Union[str, tuple[str, str], Mapping[str, Any]]
Lines = Union[str, "os.PathLike[str]", Iterable[Line]]


# Conversations


@dataclass(frozen=True)
class Case:
    """A conversation with what is expected of each turn."""

    file: str
    name: str
    pack: str | None
    turns: tuple[Mapping[str, Any], ...]
    facts: Mapping[str, Any] | None
    now: str | None

    def run(self, engine: Engine) -> CaseResult:
        """Plays the conversation."""
        session = Session()
        outcomes = []
        told: list[str] = []
        for turn in self.turns:
            facts = turn["facts"] if turn["facts"] is not None else self.facts
            outcome = engine.suggest(
                turn["say"], session=session, event=turn["event"], facts=facts, now=self.now
            )
            said = turn["say"] or turn["event"]
            found = differences(json.dumps(turn), json.dumps(outcome.to_dict()))
            told += [f"{said}: {what}" for what in found]
            outcomes.append(outcome)
            session = outcome.session
        return CaseResult(self, tuple(outcomes), tuple(told))


@dataclass(frozen=True)
class CaseResult:
    """What a conversation came to; it is true if all was as expected."""

    case: Case
    outcomes: tuple[Outcome, ...]
    differences: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.differences

    def __str__(self) -> str:
        told = "".join(f"\n  {difference}" for difference in self.differences)
        return f"{self.case.file}: {self.case.name}: {'as expected' if self else 'differs'}{told}"


def load_cases(path: str | os.PathLike[str]) -> list[Case]:
    """The conversations of a YAML file, or of all `*.yaml` in a folder."""
    root = Path(path)
    files = sorted([*root.glob("*.yaml"), *root.glob("*.yml")]) if root.is_dir() else [root]
    out = []
    for file in files:
        for found in json.loads(read_cases(str(file), _text(file))):
            out.append(
                Case(
                    str(file),
                    found["name"],
                    found["pack"],
                    tuple(found["turns"]),
                    found["facts"],
                    found["now"],
                )
            )
    if not out:
        raise InputError(f"{path}: there are no cases", f"{path}：没有用例")
    return out


def run_cases(
    path: str | os.PathLike[str],
    *,
    engine: Engine | None = None,
    packs: Mapping[str, Engine | str | os.PathLike[str]] | None = None,
) -> list[CaseResult]:
    """Plays all conversations of a file or folder.

    A case with `pack: NAME` runs on that one of `packs` (engines or folders),
    or on the built-in one. A case without runs on `engine`; if there is none,
    on the pack whose `tests` folder the file lies in, or the built-in one.
    """
    engines: dict[str, Engine] = {}
    results = []
    for case in load_cases(path):
        folder = Path(case.file).resolve().parent.parent
        if case.pack is not None:
            key, source = case.pack, _source(case, packs or {})
        elif engine is not None:
            key, source = "", engine
        elif (folder / "pack.yaml").is_file():
            key, source = str(folder), folder
        else:
            key, source = "shop", "shop"
        if key not in engines:
            engines[key] = _engine_of(source)
        results.append(case.run(engines[key]))
    return results


def _source(
    case: Case, packs: Mapping[str, Engine | str | os.PathLike[str]]
) -> Engine | str | os.PathLike[str]:
    name = case.pack or ""
    if name in packs:
        return packs[name]
    if name == "shop":
        return name
    raise InputError(
        f"{case.file}: {case.name}: which pack is {name!r}? Say so with packs={{{name!r}: folder}}",
        f"{case.file}：{case.name}：{name!r} 是哪个知识包？用 packs={{{name!r}: 文件夹}} 指明",
    )


def _engine_of(source: Engine | str | os.PathLike[str]) -> Engine:
    if isinstance(source, Engine):
        return source
    return Engine.builtin() if source == "shop" else Engine.from_dir(source)


# Labelled lines


@dataclass(frozen=True)
class Judged(Record):
    """What the engine made of one labelled line."""

    text: str
    expected: str
    found: str
    confidence: float
    decision: str
    right: bool
    business: bool


@dataclass(frozen=True)
class IntentFigures(Record):
    """Figures of one intent."""

    lines: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Confusion(Record):
    """One intent taken for another, and how often."""

    expected: str
    found: str
    count: int


@dataclass(frozen=True)
class CurvePoint:
    """What answering from this confidence on would come to."""

    threshold: float
    coverage: float
    precision: float


class _Figures:
    @staticmethod
    def _of(data: Mapping[str, Any]) -> Any:
        return {id: IntentFigures._of(figures) for id, figures in data.items()}


@dataclass(frozen=True, repr=False)
class Evaluation(Record):
    """Figures over labelled lines; shares are from 0 to 1.

    `business` counts the lines that the engine may answer; `accuracy`,
    `macro_f1`, `auto_coverage` and `auto_precision` are about them.
    `false_answers` is the share of answers among the lines that should get
    none.
    """

    _parts: ClassVar[Mapping[str, Any]] = {
        "intents": _Figures,
        "confusions": Confusion,
        "judged": Judged,
    }

    lines: int
    business: int
    accuracy: float
    macro_f1: float
    auto_coverage: float
    auto_precision: float
    no_answer: int
    false_answers: float
    intents: Mapping[str, IntentFigures]
    confusions: tuple[Confusion, ...]
    judged: tuple[Judged, ...]

    def confusion_matrix(self) -> tuple[tuple[str, ...], list[list[int]]]:
        """The intents, and how often each (row) was taken for each (column)."""
        counts = Counter((line.expected, line.found) for line in self.judged)
        labels = tuple(sorted({label for pair in counts for label in pair}))
        return labels, [[counts[row, column] for column in labels] for row in labels]

    def curve(self) -> tuple[CurvePoint, ...]:
        """Coverage and precision of the business lines by confidence.

        A point says: if only lines with at least this confidence are
        answered, this share of them is, and this share of the answers is right.
        """
        lines = sorted(
            (line for line in self.judged if line.business), key=lambda line: -line.confidence
        )
        points = []
        right = 0
        for number, line in enumerate(lines, 1):
            right += line.right
            # Lines of equal confidence are answered together or not at all.
            if number == len(lines) or lines[number].confidence < line.confidence:
                points.append(CurvePoint(line.confidence, number / len(lines), right / number))
        return tuple(points)

    def threshold_for(self, precision: float) -> CurvePoint | None:
        """The point of the largest coverage with at least this precision."""
        if not 0 <= precision <= 1:
            raise InputError(
                f"a precision is from 0 to 1, not {precision}",
                f"准确率在 0 到 1 之间，不是 {precision}",
            )
        good = [point for point in self.curve() if point.precision >= precision]
        return max(good, key=lambda point: point.coverage, default=None)

    def plot_curve(self, axes: Any = None) -> Any:
        """Draws precision over coverage; needs matplotlib."""
        axes = _axes(axes)
        points = self.curve()
        axes.plot([p.coverage for p in points], [p.precision for p in points])
        axes.set(xlabel="coverage", ylabel="precision", xlim=(0, 1), ylim=(0, 1.02))
        return axes

    def plot_confusion(self, axes: Any = None) -> Any:
        """Draws the confusion matrix; needs matplotlib."""
        axes = _axes(axes)
        labels, counts = self.confusion_matrix()
        axes.imshow(counts, cmap="Blues")
        axes.set_xticks(range(len(labels)), labels, rotation=90)
        axes.set_yticks(range(len(labels)), labels)
        axes.set(xlabel="found", ylabel="expected")
        return axes

    def __repr__(self) -> str:
        return (
            f"Evaluation({self.lines} lines: accuracy {self.accuracy:.3f}, "
            f"macro F1 {self.macro_f1:.3f}, auto {self.auto_coverage:.3f} "
            f"with precision {self.auto_precision:.3f})"
        )


def evaluate(
    lines: Lines, *, engine: Engine | None = None, progress: Progress | None = None
) -> Evaluation:
    """Figures on lines: a JSONL file, `(text, intent)`, or `{text, intent, accept}`.

    `intent` is the one agreed intent, `accept` all that count as right; a line
    without a single agreed intent is run but not judged.
    """
    engine = Engine.builtin() if engine is None else engine
    read = json.dumps(_lines(lines))
    found: Evaluation = Evaluation._of(json.loads(engine._core.evaluate(read, progress)))
    return found


# Two packs


@dataclass(frozen=True)
class Change:
    """A line that two packs treat differently.

    `verdict` is `better` or `worse` where an agreed intent tells, else `other`.
    """

    text: str
    old: Outcome
    new: Outcome
    verdict: str

    def __str__(self) -> str:
        return f"{self.verdict}: {self.text}: {_brief(self.old)} -> {_brief(self.new)}"


@dataclass(frozen=True)
class Comparison:
    """What changes from one pack to another."""

    lines: int
    changes: tuple[Change, ...]

    @property
    def better(self) -> int:
        """Lines whose intent was wrong and is right."""
        return sum(change.verdict == "better" for change in self.changes)

    @property
    def worse(self) -> int:
        """Lines whose intent was right and is wrong."""
        return sum(change.verdict == "worse" for change in self.changes)

    def __repr__(self) -> str:
        return (
            f"Comparison({self.lines} lines: {len(self.changes)} change, "
            f"{self.better} better, {self.worse} worse)"
        )


def compare(
    old: Engine, new: Engine, lines: Lines, *, progress: Progress | None = None
) -> Comparison:
    """The lines for which decision, intent or first reply differ."""
    read = _lines(lines)
    texts = [line["text"] for line in read]
    total = 2 * len(texts)
    first = second = None
    if progress is not None:
        first = _shifted(progress, 0, total)
        second = _shifted(progress, len(texts), total)
    pairs = zip(
        read, old.suggest_batch(texts, progress=first), new.suggest_batch(texts, progress=second)
    )
    changes = []
    for line, before, after in pairs:
        if before is not None and after is not None and _brief(before) != _brief(after):
            verdict = _verdict(line, before, after)
            changes.append(Change(line["text"], before, after, verdict))
    return Comparison(len(texts), tuple(changes))


def _shifted(progress: Progress, by: int, total: int) -> Callable[[int, int], object]:
    return lambda done, _: progress(by + done, total)


def _verdict(line: Mapping[str, Any], before: Outcome, after: Outcome) -> str:
    accepted = {line.get("intent"), *line.get("accept", ())} - {None}
    was, is_now = before.intent in accepted, after.intent in accepted
    if not accepted or was == is_now:
        return "other"
    return "better" if is_now else "worse"


def _brief(outcome: Outcome) -> str:
    reply = outcome.suggestions[0].reply_id if outcome.suggestions else "-"
    return f"{outcome.decision} {outcome.intent or '-'} {reply}"


# Reading


def _lines(lines: Lines) -> list[dict[str, Any]]:
    if isinstance(lines, (str, os.PathLike)):
        path = Path(lines)
        rows = enumerate(_text(path).splitlines(), 1)
        return [_parsed(path, number, row) for number, row in rows if row.strip()]
    return [_line(number, line) for number, line in enumerate(lines)]


def _parsed(path: Path, number: int, row: str) -> dict[str, Any]:
    try:
        return _line(number, json.loads(row))
    except ValueError as error:
        raise InputError(
            f"{path}:{number}: no labelled line: {error}", f"{path}:{number}：不是标注行：{error}"
        ) from None


def _line(number: int, line: Any) -> dict[str, Any]:
    if isinstance(line, str):
        return {"text": line}
    if isinstance(line, Mapping) and isinstance(line.get("text"), str):
        # Corpora carry more than is needed here, such as where a line is from.
        known = {key: line[key] for key in ("intent", "accept") if line.get(key)}
        return {"text": line["text"], **known}
    if isinstance(line, Sequence) and len(line) == 2 and all(isinstance(x, str) for x in line):
        return {"text": line[0], "intent": line[1]}
    raise InputError(
        f"line {number} is neither a text, nor (text, intent), nor {{text, intent, accept}}",
        f"第 {number} 行既不是文本，也不是 (文本, 意图)，也不是 {{text, intent, accept}}",
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise IoError(
            f"cannot read {path}: {error.strerror}", f"读不了 {path}：{error.strerror}"
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error}", f"{path} 不是 UTF-8：{error}") from None


def _axes(axes: Any) -> Any:
    if axes is not None:
        return axes
    try:
        from matplotlib import pyplot
    except ImportError:
        raise InputError(
            "matplotlib is not installed: pip install 'huashu[plot]'",
            "没有安装 matplotlib：pip install 'huashu[plot]'",
        ) from None
    return pyplot.subplots()[1]
