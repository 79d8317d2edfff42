"""Exceptions, one for each kind of error."""

from __future__ import annotations

import json
from typing import Any

from ._types import Diagnostic


class HuashuError(Exception):
    """What stops a call. Its text is English; `message_zh` is the same in Chinese."""

    kind = "internal"

    def __init__(
        self,
        message: str,
        message_zh: str = "",
        diagnostics: tuple[Diagnostic, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh or message
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.diagnostics)])

    def __reduce__(self) -> tuple[Any, ...]:
        # The arguments of an exception are otherwise only its message.
        return type(self), (self.message, self.message_zh, self.diagnostics)


class PackError(HuashuError):
    """A pack has errors; `diagnostics` lists all of them."""

    kind = "pack"


class BundleError(HuashuError):
    """The bytes are no bundle, one of another version, or damaged."""

    kind = "bundle"


class IoError(HuashuError):
    """A file or folder could not be read."""

    kind = "io"


class InputError(HuashuError, ValueError):
    """A value that was passed in is not usable."""

    kind = "input"


class InternalError(HuashuError):
    """A bug in huashu: please report it."""

    kind = "internal"


_KINDS: dict[str, type[HuashuError]] = {
    kind.kind: kind for kind in (PackError, BundleError, IoError, InputError, InternalError)
}


def exception(failure: str) -> HuashuError:
    """The exception for an error of the wire format."""
    found = json.loads(failure)
    message = found.get("message", {"zh": "内部错误", "en": "internal error"})
    return _KINDS[found["kind"]](
        message["en"],
        message["zh"],
        tuple(Diagnostic._of(each) for each in found.get("diagnostics", ())),
    )
