"""huashu 话术: a rule-based reply engine for Chinese shop service.

>>> from huashu import Engine
>>> engine = Engine.builtin("shop")
>>> engine.suggest("什么时候发货呀").decision
'auto'
"""

from __future__ import annotations

from ._batch import Batch, RowError
from ._engine import Engine, build
from ._errors import (
    BundleError,
    HuashuError,
    InputError,
    InternalError,
    IoError,
    PackError,
)
from ._huashu import Session
from ._types import (
    Diagnostic,
    Evidence,
    Explanation,
    Finding,
    Findings,
    Handover,
    IntentReasons,
    IntentScore,
    Message,
    Outcome,
    Problem,
    Remark,
    ReplyReasons,
    Rule,
    Signal,
    Slot,
    Suggestion,
)

__all__ = [
    "Batch",
    "BundleError",
    "Diagnostic",
    "Engine",
    "Evidence",
    "Explanation",
    "Finding",
    "Findings",
    "Handover",
    "HuashuError",
    "InputError",
    "IntentReasons",
    "IntentScore",
    "InternalError",
    "IoError",
    "Message",
    "Outcome",
    "PackError",
    "Problem",
    "Remark",
    "ReplyReasons",
    "RowError",
    "Rule",
    "Session",
    "Signal",
    "Slot",
    "Suggestion",
    "build",
]
