"""The shared cases: as expected, and byte for byte what the command line says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

import huashu
from huashu.testing import Case, CaseResult, load_cases, run_cases

# The command line has a clock; the cases without a time get this one.
NOW = "2026-06-10T10:00"


def packs_of(root: Path) -> dict[str, Path]:
    packs = {folder.name: folder for folder in (root / "tests/packs").iterdir()}
    return {**packs, "apparel": root / "knowledge/apparel"}


def test_every_case_holds(root: Path) -> None:
    results = run_cases(root / "tests/cases", packs=packs_of(root))
    assert len(results) > 100
    assert not [str(result) for result in results if not result]


def command_line(root: Path) -> str:
    target = Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "huashu-target"
    built = [
        folder / kind / "huashu" for folder in (target, cache) for kind in ("release", "debug")
    ]
    # What was built last is what the wheel was built from.
    last = max(
        (file for file in built if file.is_file()),
        key=lambda file: file.stat().st_mtime,
        default=None,
    )
    for place in (os.environ.get("HUASHU_BIN"), last, shutil.which("huashu")):
        if place and Path(place).is_file():
            return str(place)
    pytest.fail("build it first (cargo build -p huashu-cli), or set HUASHU_BIN")


def in_code_points(line: str) -> str:
    """The command line's JSON, which counts bytes, as Python's."""
    found = json.loads(line)
    raw = found["text"].encode()
    for slot in found["slots"]:
        for end in ("start", "end"):
            slot[end] = len(raw[: slot[end]].decode())
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def told_by_command_line(program: str, pack: Path | None, case: Case, folder: Path) -> list[str]:
    """What the command line says to each turn of a conversation."""
    session = folder / "session.json"
    facts_file = folder / "facts.json"

    def kind(turn: Any) -> tuple[str, str | None]:
        facts = turn["facts"] if turn["facts"] is not None else case.facts
        return json.dumps(facts), turn["event"]

    lines: list[str] = []
    for (facts, event), turns in groupby(case.turns, key=kind):
        says = [turn["say"] for turn in turns]
        # Messages in a row go in one call, events each in its own.
        for texts in [says] if event is None else [[] for _ in says]:
            command = [program, "suggest", "--json", "--session", str(session)]
            command += ["--now", case.now or NOW]
            if pack is not None:
                command += ["--pack", str(pack)]
            if facts != "null":
                facts_file.write_text(facts, encoding="utf-8")
                command += ["--facts", str(facts_file)]
            command += ["--event", event] if event else ["--", *texts]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
            assert done.returncode == 0, f"{case.name}: {done.stderr}"
            lines += done.stdout.splitlines()
    return [in_code_points(line) for line in lines]


def test_the_command_line_says_the_same(root: Path, tmp_path: Path) -> None:
    program = command_line(root)
    engines = {"shop": huashu.Engine.builtin()}
    bundles: dict[str, Path | None] = {"shop": None}
    cases = load_cases(root / "tests/cases")
    for name in {case.pack for case in cases if case.pack not in (None, "shop")}:
        assert name is not None
        content = huashu.build(packs_of(root)[name])
        bundle = tmp_path / f"{name}.huashu"
        bundle.write_bytes(content)
        bundles[name] = bundle
        engines[name] = huashu.Engine.from_bundle(bundle)

    def difference(numbered: tuple[int, Case]) -> str | None:
        number, case = numbered
        timed = Case(case.file, case.name, case.pack, case.turns, case.facts, case.now or NOW)
        result: CaseResult = timed.run(engines[case.pack or "shop"])
        ours = [outcome.to_json() for outcome in result.outcomes]
        folder = tmp_path / str(number)
        folder.mkdir()
        theirs = told_by_command_line(program, bundles[case.pack or "shop"], case, folder)
        return None if ours == theirs else f"{case.name}:\n{ours}\n{theirs}"

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        differences = [d for d in threads.map(difference, enumerate(cases)) if d]
    assert not differences, differences[0]
