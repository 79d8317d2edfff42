from __future__ import annotations

from pathlib import Path

import pytest

from huashu import Engine

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shop() -> Engine:
    return Engine.builtin("shop")


@pytest.fixture(scope="session")
def tea(root: Path) -> Engine:
    return Engine.from_dir(root / "tests/packs/tea")
