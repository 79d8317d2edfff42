"""The engine."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Union

from ._batch import Batch, Progress, Told, run, texts_of
from ._errors import InputError, IoError
from ._huashu import Core, Session
from ._huashu import build as _build
from ._types import Explanation, Findings, Outcome, Rule

Facts = Mapping[str, Any]
Now = Union[datetime, str]

# Engines that came from another process, by what marks the original: a pool
# sends its engine along with every task, and it is to be loaded only once.
_received: dict[str, Engine] = {}
_MOST_RECEIVED = 4


class Engine:
    """Answers customers and checks wording from a pack.

    It never changes and may be used from many threads. To take up a changed
    pack, make another engine. It travels to other processes as the name of its
    source: the folder or file has to be there too.
    """

    def __init__(self, core: Core, source: tuple[str, Any]) -> None:
        self._core = core
        self._source = source
        self._mark = uuid.uuid4().hex

    @staticmethod
    def builtin(name: str = "shop") -> Engine:
        """The engine of a built-in pack; there is one, `shop`."""
        if name != "shop":
            raise InputError(
                f"there is no built-in pack {name!r}; there is: shop",
                f"没有内置知识包 {name!r}；内置的有：shop",
            )
        return Engine(Core.builtin(), ("builtin", name))

    @staticmethod
    def from_dir(path: str | os.PathLike[str]) -> Engine:
        """The engine of a pack's folder; fitting it takes a second or so."""
        path = os.path.abspath(os.fspath(path))
        return Engine(Core.from_dir(path), ("from_dir", path))

    @staticmethod
    def from_bundle(bundle: str | os.PathLike[str] | bytes) -> Engine:
        """The engine of a bundle that `build` made: its path or its bytes."""
        if isinstance(bundle, (bytes, bytearray, memoryview)):
            content = bytes(bundle)
            return Engine(Core.from_bundle(content), ("from_bundle", content))
        path = os.path.abspath(os.fspath(bundle))
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError as error:
            raise IoError(
                f"cannot read {path}: {error.strerror}", f"读不了 {path}：{error.strerror}"
            ) from None
        return Engine(Core.from_bundle(content), ("from_bundle", path))

    @property
    def name(self) -> str:
        """The pack's name."""
        return self._core.pack()[0]

    @property
    def version(self) -> str:
        """The pack's version."""
        return self._core.pack()[1]

    @property
    def intents(self) -> tuple[str, ...]:
        """The ids of the pack's intents."""
        return tuple(self._core.intents())

    def suggest(
        self,
        text: str | None = None,
        *,
        session: Session | None = None,
        event: str | None = None,
        facts: Facts | None = None,
        now: Now | None = None,
        top: int | None = None,
    ) -> Outcome:
        """What to say to a message, or to an event instead of a message."""
        given = _given(event=event, facts=facts, now=now, top=top)
        if text is None and event is not None:
            text = ""
        return Outcome._of_json(self._core.suggest(text, _session(session), given))

    def suggest_batch(
        self,
        texts: Iterable[Any],
        *,
        session: Session | None = None,
        facts: Facts | Sequence[Facts | None] | None = None,
        now: Now | None = None,
        top: int | None = None,
        progress: Progress | None = None,
    ) -> Batch[Outcome]:
        """What to say to each of many messages, each the next one of `session`.

        `facts` are those of all rows, or a list with those of each row.
        """
        rows = texts_of(texts)
        if facts is None or isinstance(facts, Mapping):
            given = [_given(facts=facts, now=now, top=top)]
        else:
            given = [_given(facts=each, now=now, top=top) for each in facts]
            if len(given) != len(rows):
                raise InputError(
                    f"there are {len(given)} facts for {len(rows)} texts",
                    f"有 {len(rows)} 条文本，事实却有 {len(given)} 份",
                )
        session = _session(session)

        def work(start: int, piece: list[Any]) -> Told:
            own = given if len(given) == 1 else given[start : start + len(piece)]
            return self._core.suggest_many(piece, session, own)

        return run(rows, work, Outcome._of_json, progress)

    def explain(
        self,
        text: str,
        *,
        expect: str | None = None,
        session: Session | None = None,
        facts: Facts | None = None,
        now: Now | None = None,
    ) -> Explanation:
        """Why a message gets its answer, and what became of the reply `expect`."""
        given = _given(facts=facts, now=now)
        found = self._core.explain(text, _session(session), given, expect)
        explanation: Explanation = Explanation._of(json.loads(found))
        return explanation

    def segment(self, text: str) -> list[str]:
        """The words of a text, as the engine sees them."""
        return self._core.segment(text)

    def check(
        self,
        text: str,
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        severity: str | None = None,
        stage: str | None = None,
    ) -> Findings:
        """Wording in a text that a good shop does not use.

        `select` and `ignore` are beginnings of codes, `severity` is the least
        one to be told, `stage` is `opening` or `closing`.
        """
        return Findings._of_json(self._core.check(text, options(select, ignore, severity, stage)))

    def check_batch(
        self,
        texts: Iterable[Any],
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        severity: str | None = None,
        stage: str | None = None,
        progress: Progress | None = None,
    ) -> Batch[Findings]:
        """`check` for each of many texts."""
        wanted = options(select, ignore, severity, stage)

        def work(_: int, piece: list[Any]) -> Told:
            return self._core.check_many(piece, wanted)

        return run(texts, work, Findings._of_json, progress)

    def fix(
        self,
        text: str,
        *,
        all: bool = False,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        severity: str | None = None,
        stage: str | None = None,
    ) -> str:
        """The text with the safe rewrites made, or with `all` every one."""
        return self._core.fix(text, options(select, ignore, severity, stage, all))

    def rules(self) -> tuple[Rule, ...]:
        """The wording rules, in the order of codes."""
        return tuple(Rule._of(each) for each in json.loads(self._core.rules()))

    def __repr__(self) -> str:
        kind, value = self._source
        value = f"<{len(value)} bytes>" if isinstance(value, bytes) else repr(value)
        return f"Engine.{kind}({value})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _receive, (self._mark, *self._source)


def _receive(mark: str, kind: str, value: Any) -> Engine:
    engine = _received.get(mark)
    if engine is None:
        engine = getattr(Engine, kind)(value)
        engine._mark = mark
        while len(_received) >= _MOST_RECEIVED:
            _received.pop(next(iter(_received)))
        _received[mark] = engine
    return engine


def _session(session: Session | None) -> Session | None:
    if session is None or isinstance(session, Session):
        return session
    kind = type(session).__name__
    raise InputError(
        f"the session is {kind}, not Session: read stored JSON with Session.from_json",
        f"会话是 {kind}，要 Session：存下的 JSON 用 Session.from_json 读",
    )


def _given(**given: Any) -> str:
    """What goes with a message, as JSON; nothing if nothing is given."""
    given = {name: value for name, value in given.items() if value is not None}
    if not given:
        return ""
    if isinstance(given.get("now"), datetime):
        # The engine knows local time only.
        given["now"] = given["now"].replace(tzinfo=None)
    try:
        return json.dumps(given, default=_plain, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"{', '.join(given)}: {error}", f"{'、'.join(given)} 读不出来：{error}"
        ) from None


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    # Numbers of numpy and the like know how to become Python's.
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} is no fact: text, numbers, true and false are")


def options(
    select: Iterable[str],
    ignore: Iterable[str],
    severity: str | None,
    stage: str | None,
    all: bool = False,
) -> str:
    """The options of a check, as JSON; nothing if nothing is given."""
    if not (select or ignore or severity or stage or all):
        return ""
    given = {
        "select": [select] if isinstance(select, str) else list(select),
        "ignore": [ignore] if isinstance(ignore, str) else list(ignore),
        "severity": severity,
        "stage": stage,
        "all": all,
    }
    return json.dumps(given)


def build(path: str | os.PathLike[str], *, lean: bool = False) -> bytes:
    """The bundle of a pack's folder: one file that loads quickly.

    A `lean` one is smaller, for web pages, and knows a little less.
    """
    return _build(os.path.abspath(os.fspath(path)), lean)
