"""A pytest plugin: the conversations in a pack's `tests/*.yaml` are tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ._engine import Engine
from ._errors import HuashuError
from .testing import Case, load_cases

# Fitting a pack takes a second: once for all its conversations.
_ENGINES: pytest.StashKey[dict[Path, Engine]] = pytest.StashKey()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Takes up the YAML files beside a `pack.yaml`, in its folder `tests`."""
    is_case = file_path.suffix in (".yaml", ".yml") and file_path.parent.name == "tests"
    if is_case and (file_path.parent.parent / "pack.yaml").is_file():
        collector: pytest.Collector = _CaseFile.from_parent(parent, path=file_path)
        return collector
    return None


class _CaseFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        try:
            cases = load_cases(self.path)
        except HuashuError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            yield _CaseItem.from_parent(self, name=case.name, case=case)


class _CaseItem(pytest.Item):
    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self._case = case

    def runtest(self) -> None:
        engines = self.config.stash.setdefault(_ENGINES, {})
        folder = self.path.parent.parent
        if folder not in engines:
            engines[folder] = Engine.from_dir(folder)
        result = self._case.run(engines[folder])
        if not result:
            raise _Differs(str(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, (_Differs, HuashuError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


class _Differs(Exception):
    pass
