"""What the engine returns: frozen dataclasses with the names of the JSON.

Places (`start`, `end`) are code points, so that `text[start:end]` is right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Union, cast, overload

from ._huashu import Session

Value = Union[bool, int, float, str]


class Record:
    """What all results have in common."""

    # Fields that hold other records, or lists of them.
    _parts: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def _of(cls, data: Mapping[str, Any]) -> Any:
        """The record of a JSON object."""
        # Not through __init__: a frozen dataclass sets its fields slowly.
        record = object.__new__(cls)
        record.__dict__.update(data)
        for name, value in data.items():
            if isinstance(value, (list, dict)):
                record.__dict__[name] = cls._part(name, value)
        return record

    @classmethod
    def _part(cls, name: str, value: Any) -> Any:
        part = cls._parts.get(name)
        if isinstance(value, list):
            return tuple([part._of(each) if part else _plain(each) for each in value])
        return part._of(value) if part and value is not None else value

    def to_dict(self) -> dict[str, Any]:
        """The record as it stands in the JSON."""
        return {
            field.name: _data(getattr(self, field.name))
            for field in fields(cast(Any, self))
            # As in the JSON, these stand there only when they hold.
            if field.name not in ("approx", "refused") or getattr(self, field.name)
        }


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _data(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _data(each) for name, each in value.items()}
    if isinstance(value, Session):
        return json.loads(value.to_json())
    return value


@dataclass(frozen=True)
class Message(Record):
    """A sentence in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True)
class Diagnostic(Record):
    """A problem of a pack: what, where, and what to do."""

    _parts: ClassVar[Mapping[str, Any]] = {"message": Message, "help": Message}

    code: str
    severity: str
    file: str
    line: int
    column: int
    start: int
    end: int
    message: Message
    help: Message

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message.en} [{self.code}]"


@dataclass(frozen=True)
class IntentScore(Record):
    """An intent and how likely it is, 0 to 1."""

    id: str
    confidence: float


@dataclass(frozen=True)
class Slot(Record):
    """A piece of data found in the message."""

    kind: str
    value: Value
    unit: str | None
    approx: bool
    refused: bool
    confidence: float
    start: int
    end: int

    @classmethod
    def _of(cls, data: Mapping[str, Any]) -> Any:
        return super()._of({"approx": False, "refused": False, **data})


@dataclass(frozen=True)
class Signal(Record):
    """What a message carries beside its intent: `guard`, `mood`, `tactic`."""

    group: str
    id: str
    confidence: float


@dataclass(frozen=True)
class Evidence(Record):
    """One reason for a suggestion."""

    kind: str
    detail: str
    weight: float


@dataclass(frozen=True)
class Suggestion(Record):
    """A reply that could be sent."""

    _parts: ClassVar[Mapping[str, Any]] = {"evidence": Evidence}

    reply_id: str
    intent: str | None
    text: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Remark(Record):
    """What should be written on the order."""

    flag: str
    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Handover(Record):
    """The note for the person who takes over."""

    topics: tuple[str, ...]
    slots: Mapping[str, Value]
    signals: tuple[str, ...]
    last_message: str
    turns: int
    text: str


@dataclass(frozen=True)
class Problem(Record):
    """Facts that contradict each other or their declaration."""

    _parts: ClassVar[Mapping[str, Any]] = {"message": Message}

    facts: tuple[str, ...]
    message: Message


class _SessionPart:
    """Sessions are read by the engine."""

    @staticmethod
    def _of(data: Mapping[str, Any]) -> Session:
        return Session.from_json(json.dumps(data, ensure_ascii=False))


@dataclass(frozen=True, eq=False, repr=False)
class Outcome(Record):
    """What the engine makes of a message.

    It keeps the engine's JSON and reads it when a field is first asked for.
    """

    _parts: ClassVar[Mapping[str, Any]] = {
        "intents": IntentScore,
        "slots": Slot,
        "signals": Signal,
        "suggestions": Suggestion,
        "remark": Remark,
        "handover": Handover,
        "problems": Problem,
        "session": _SessionPart,
    }

    text: str
    decision: str
    intents: tuple[IntentScore, ...]
    slots: tuple[Slot, ...]
    signals: tuple[Signal, ...]
    suggestions: tuple[Suggestion, ...]
    asks: str | None
    remark: Remark | None
    handover: Handover | None
    unanswered: bool
    problems: tuple[Problem, ...]
    session: Session

    @classmethod
    def _of_json(cls, text: str) -> Outcome:
        outcome = object.__new__(cls)
        outcome.__dict__["_json"] = text
        return outcome

    def __getattr__(self, name: str) -> Any:
        # Only called for what is not there: the fields before the JSON is read.
        state = self.__dict__
        if name not in Outcome.__dataclass_fields__ or "_json" not in state:
            raise AttributeError(f"Outcome has no attribute {name!r}")
        if "_data" not in state:
            state["_data"] = json.loads(state["_json"])
        state[name] = self._part(name, state["_data"][name])
        return state[name]

    def __getstate__(self) -> dict[str, Any]:
        # The JSON says everything; what was read from it need not travel.
        return {"_json": self.to_json()}

    @property
    def intent(self) -> str | None:
        """The likeliest intent's id."""
        return self.intents[0].id if self.intents else None

    @property
    def reply(self) -> str | None:
        """The first suggestion's text."""
        return self.suggestions[0].text if self.suggestions else None

    def to_json(self) -> str:
        """The JSON of the wire format, as the engine wrote it."""
        if "_json" in self.__dict__:
            return cast(str, self.__dict__["_json"])
        return json.dumps(super().to_dict(), ensure_ascii=False, separators=(",", ":"))

    def to_dict(self) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self.to_json()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __repr__(self) -> str:
        intents = " ".join(f"{i.id} {i.confidence:.2f}" for i in self.intents)
        return f"Outcome({self.decision} [{intents}] {self.text!r} -> {self.reply!r})"


@dataclass(frozen=True)
class Finding(Record):
    """Wording that a rule found in a text."""

    _parts: ClassVar[Mapping[str, Any]] = {"message": Message}

    code: str
    severity: str
    start: int
    end: int
    matched: str
    message: Message
    rewrite: str | None
    safe: bool
    source: str

    def __repr__(self) -> str:
        rewrite = f" -> {self.rewrite!r}" if self.rewrite is not None else ""
        place = f"{self.start}:{self.end}"
        return f"Finding({self.code} {self.severity} {place} {self.matched!r}{rewrite})"


class Findings(Sequence[Finding]):
    """The findings of a text, in the order of places; false if there are none."""

    __slots__ = ("_found", "_json")

    def __init__(self, text: str = "[]") -> None:
        self._json = text
        self._found: tuple[Finding, ...] | None = () if text == "[]" else None

    @staticmethod
    def _of_json(text: str) -> Findings:
        # Most texts have none: one object serves them all.
        return _NOTHING if text == "[]" else Findings(text)

    def _read(self) -> tuple[Finding, ...]:
        if self._found is None:
            self._found = tuple(Finding._of(each) for each in json.loads(self._json))
        return self._found

    def to_json(self) -> str:
        """The JSON of the wire format, as the engine wrote it."""
        return self._json

    def to_dict(self) -> list[dict[str, Any]]:
        """The findings as they stand in the JSON."""
        return cast("list[dict[str, Any]]", json.loads(self._json))

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self._read()[index]

    def __len__(self) -> int:
        return len(self._read())

    def __bool__(self) -> bool:
        return self._json != "[]"

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings) and self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __reduce__(self) -> tuple[type[Findings], tuple[str]]:
        return Findings, (self._json,)

    def __repr__(self) -> str:
        return f"Findings({list(self)!r})"


_NOTHING = Findings()


@dataclass(frozen=True)
class Rule(Record):
    """A wording rule."""

    _parts: ClassVar[Mapping[str, Any]] = {"title": Message, "why": Message}

    code: str
    severity: str
    title: Message
    why: Message
    source: str
    fires: tuple[str, ...]
    quiet: tuple[str, ...]


@dataclass(frozen=True)
class IntentReasons(Record):
    """What spoke for or against one intent."""

    _parts: ClassVar[Mapping[str, Any]] = {"evidence": Evidence}

    id: str
    confidence: float
    log_odds: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class ReplyReasons(Record):
    """What became of one reply; `text` is there if it could be sent."""

    _parts: ClassVar[Mapping[str, Any]] = {"reason": Message}

    reply_id: str
    intent: str
    text: str | None
    reason: Message


@dataclass(frozen=True)
class Explanation(Record):
    """Why a message gets the answer it gets."""

    _parts: ClassVar[Mapping[str, Any]] = {
        "intents": IntentReasons,
        "reason": Message,
        "replies": ReplyReasons,
    }

    folded: str
    words: tuple[str, ...]
    classes: tuple[tuple[str, str], ...]
    intents: tuple[IntentReasons, ...]
    decision: str
    reason: Message
    replies: tuple[ReplyReasons, ...]
