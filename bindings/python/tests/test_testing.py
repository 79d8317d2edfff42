"""Testing packs: cases, labelled lines, comparisons, the pytest plugin."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from test_conformance import command_line

from huashu import Engine, InputError, IoError
from huashu.testing import compare, evaluate, load_cases, run_cases

LINES = [
    ("什么时候发货", "ship_time"),
    ("怎么还不发货", "ship_time"),
    ("可以退吗", "return_refund"),
    ("便宜点", "price_haggling"),
    ("便宜点呗", "size"),
]


def case_file(folder: Path, text: str) -> Path:
    path = folder / "tests" / "cases.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_differs_is_told(tea: Engine, tmp_path: Path) -> None:
    path = case_file(
        tmp_path,
        """
- name: 发货
  turns:
    - {say: 什么时候发货, decision: auto, intent: taste, says: [48小时, 明天]}
    - say: 什么时候发货
      not_reply: ship_time.general
      slots: {courier: 顺丰}
      signals: [mood.angry]
- name: 味道
  turns:
    - {say: 这个茶什么味道, intent: taste}
""",
    )
    first, second = run_cases(path, engine=tea)
    assert not first
    assert second
    told = str(first)
    for part in (
        'intent: expected "taste", found "ship_time"',
        '"明天" is missing',
        "not_reply: ship_time.general is suggested",
        'slots: courier="顺丰" is missing',
        "signals: mood.angry is missing",
    ):
        assert part in told
    assert "48小时' is missing" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {name: a, turns: [{say: b, intend: c}]}", "intend"),
        ("- {name: a, turns: [{say: b", "cases.yaml"),
        ("[]", "there are no cases"),
        ("- {name: a, pack: coffee, turns: [{say: b}]}", "which pack is 'coffee'"),
    ],
)
def test_a_bad_case_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        run_cases(case_file(tmp_path, text))


def test_a_missing_case_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(IoError, match="nothing"):
        load_cases(tmp_path / "nothing.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not UTF-8"):
        load_cases(latin)


def test_figures(shop: Engine) -> None:
    result = evaluate(LINES, engine=shop)
    assert result.lines == result.business == 5
    assert result.accuracy == 0.8
    assert result.intents["ship_time"].recall == 1.0
    assert [(c.expected, c.found) for c in result.confusions] == [("size", "price_haggling")]
    labels, counts = result.confusion_matrix()
    assert counts[labels.index("size")][labels.index("price_haggling")] == 1
    assert sum(map(sum, counts)) == 5
    assert repr(result).startswith("Evaluation(5 lines: accuracy 0.800")
    assert result.to_dict()["judged"][0]["text"] == "什么时候发货"


def test_the_command_line_has_the_same_figures(root: Path) -> None:
    path = root / "tests/eval/shop.jsonl"
    done = subprocess.run(
        [command_line(root), "eval", "--json", str(path)], capture_output=True, check=True
    )
    ours = evaluate(path).to_dict()
    del ours["judged"]
    assert ours == json.loads(done.stdout)


def test_the_curve(root: Path, shop: Engine) -> None:
    result = evaluate(root / "tests/eval/shop.jsonl", engine=shop)
    curve = result.curve()
    assert curve[-1].coverage == 1
    assert abs(curve[-1].precision - result.accuracy) < 0.001
    assert [p.coverage for p in curve] == sorted(p.coverage for p in curve)
    point = result.threshold_for(0.95)
    assert point is not None
    chosen = [j for j in result.judged if j.business and j.confidence >= point.threshold]
    assert point.precision == sum(j.right for j in chosen) / len(chosen) >= 0.95
    assert evaluate([("便宜点", "size")], engine=shop).threshold_for(0.5) is None
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(InputError, match="from 0 to 1"):
            result.threshold_for(wrong)


def test_bad_lines_are_told(tmp_path: Path, shop: Engine) -> None:
    with pytest.raises(InputError, match="no intent shipping"):
        evaluate([("什么时候发货", "shipping")], engine=shop)
    with pytest.raises(InputError, match="line 1 is neither"):
        evaluate(["在吗", 5], engine=shop)  # type: ignore[list-item]
    path = tmp_path / "lines.jsonl"
    path.write_text('{"text": "在吗"}\n\n{"text": 5}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"lines\.jsonl:3: "):
        evaluate(path, engine=shop)
    assert evaluate([], engine=shop).lines == 0


def test_two_packs_side_by_side(shop: Engine, tea: Engine) -> None:
    assert compare(shop, shop, LINES).changes == ()
    told: list[tuple[int, int]] = []
    result = compare(tea, shop, LINES, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (10, 10)
    assert result.better >= 1
    assert result.worse == 0
    assert "better: " in str(next(c for c in result.changes if c.verdict == "better"))
    assert repr(result).startswith("Comparison(5 lines: ")
    plain = compare(tea, shop, ["我要退货"])
    assert {change.verdict for change in plain.changes} == {"other"}


def test_plots(shop: Engine) -> None:
    import matplotlib

    matplotlib.use("agg")
    result = evaluate(LINES, engine=shop)
    assert result.plot_curve().get_xlabel() == "coverage"
    assert result.plot_confusion().get_ylabel() == "expected"


def test_the_plugin_collects_a_packs_tests(pytester: pytest.Pytester, root: Path) -> None:
    pack = pytester.path / "tea"
    shutil.copytree(root / "tests/packs/tea", pack)
    case_file(
        pack,
        """
- {name: right, turns: [{say: 什么时候发货, intent: ship_time}]}
- {name: wrong, turns: [{say: 什么时候发货, intent: taste}]}
""",
    )
    # No pack is beside this one: it belongs to something else.
    case_file(pytester.path / "other", "not: cases")
    result = pytester.runpytest_subprocess("-v")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(['*intent: expected "taste", found "ship_time"*'])


def test_the_plugin_tells_a_bad_file(pytester: pytest.Pytester, root: Path) -> None:
    pack = pytester.path / "tea"
    shutil.copytree(root / "tests/packs/tea", pack)
    case_file(pack, "- {name: a, turns: [{say: b, intend: c}]}")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*intend*"])
