"""The examples and the lines of the README run as they stand."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient


def run(root: Path, name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "examples/python" / name), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}
    )


def test_banned_phrases(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "checked.csv"
    done = run(root, "banned_phrases.py", root / "tests/fixtures/scripts.csv", "--out", out)
    assert done.returncode == 1, done.stderr
    with open(out, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["row"] == "1"
    assert "不关我的事" in rows[0]["matched"]
    done = run(root, "banned_phrases.py", root / "tests/fixtures/scripts.csv", "--column", "x")
    assert done.returncode == 2


def test_compare_packs(root: Path) -> None:
    lines = root / "tests/eval/shop.jsonl"
    done = run(root, "compare_packs.py", "shop", "shop", lines)
    assert done.returncode == 0, done.stderr
    assert " 0 change, 0 better, 0 worse" in done.stdout
    done = run(root, "compare_packs.py", "shop", root / "tests/packs/broken", lines)
    assert done.returncode == 2
    assert "broken" in done.stderr


def test_the_notebook(root: Path) -> None:
    path = root / "examples/python/bulk_test.ipynb"
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    stored = figures(notebook)
    assert len(stored) == 3, "the notebook is kept executed"
    resources = {"metadata": {"path": str(root)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources).execute()
    assert figures(notebook) == stored


def figures(notebook: nbformat.NotebookNode) -> list[str]:
    """The lines with figures among what the cells of a notebook show."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = [output.get("text") or output["data"].get("text/plain", "") for output in outputs]
    lines = [line for text in shown for line in text.splitlines()]
    return [line for line in lines if re.match(r"Evaluation\(|95 % right|Comparison\(", line)]


@pytest.fixture
def replies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the README talks of."""
    monkeypatch.chdir(tmp_path)
    Path("replies.csv").write_text("话术\n这不关我的事\n好的\n", encoding="utf-8")
    Path("lines.jsonl").write_text('{"text": "在吗", "intent": "greeting"}\n', encoding="utf-8")


@pytest.mark.usefixtures("replies")
def test_the_readme(root: Path) -> None:
    text = (root / "bindings/python/README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) >= 4
    program = "\n".join(blocks).replace("packs/mine", str(root / "tests/packs/tea"))
    exec(compile(program, "README.md", "exec"), {"__name__": "readme"})
