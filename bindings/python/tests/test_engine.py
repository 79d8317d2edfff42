"""One message, one text: values, places, errors."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import huashu
from huashu import (
    BundleError,
    Engine,
    HuashuError,
    InputError,
    IoError,
    Outcome,
    PackError,
    Session,
)


def test_a_message_gets_a_typed_outcome(shop: Engine) -> None:
    outcome = shop.suggest("你好，什么时候发货呀")
    assert outcome.decision == "auto"
    assert outcome.intents[0].id == outcome.intent == "ship_time"
    assert outcome.suggestions[0].text == outcome.reply
    assert outcome.suggestions[0].evidence[0].kind in ("rule", "example", "feature")
    assert outcome.session.turns == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        outcome.text = ""  # type: ignore[misc]
    with pytest.raises(AttributeError, match="no attribute 'intentions'"):
        outcome.intentions  # noqa: B018


def test_an_outcome_is_its_json(shop: Engine) -> None:
    outcome = shop.suggest("亲👍165cm 110斤左右")
    data = json.loads(outcome.to_json())
    assert outcome.to_dict() == data
    assert [slot.to_dict() for slot in outcome.slots] == data["slots"]
    assert [s.to_dict() for s in outcome.suggestions] == data["suggestions"]
    made = {field.name: getattr(outcome, field.name) for field in dataclasses.fields(outcome)}
    assert Outcome(**made).to_json() == outcome.to_json()
    assert Outcome(**made) == outcome
    assert hash(Outcome(**made)) == hash(outcome)


def test_outcomes_travel(shop: Engine) -> None:
    outcome = shop.suggest("要退货")
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    assert copy.deepcopy(outcome).suggestions == outcome.suggestions
    assert outcome == pickle.loads(pickle.dumps(copy.copy(outcome)))
    assert outcome != shop.suggest("要换货")


def test_a_repr_tells_what_happened(shop: Engine) -> None:
    text = repr(shop.suggest("什么时候发货"))
    assert text.startswith("Outcome(auto [ship_time 1.00] '什么时候发货' -> '")
    assert repr(shop) == "Engine.builtin('shop')"
    assert repr(Session()) == "Session(turns=0, last_intent=-)"
    assert "HS-" in repr(shop.check("这不关我的事")[0])


def test_places_are_code_points(shop: Engine) -> None:
    text = "👍👍亲165cm 110斤穿什么码"
    height = next(s for s in shop.suggest(text).slots if s.kind == "height")
    assert text[height.start : height.end] == "165cm"
    text = "👨‍👩‍👧😀这不关我的事"
    finding = shop.check(text)[0]
    assert text[finding.start : finding.end] == finding.matched


def test_a_session_continues(shop: Engine) -> None:
    first = shop.suggest("165cm 110斤穿什么码")
    session = first.session
    assert session.slots == {"height": 165, "weight": 55}
    assert session.last_intent == "size"
    stored = Session.from_json(session.to_json())
    assert stored == session
    assert hash(stored) == hash(session)
    assert pickle.loads(pickle.dumps(session)) == session
    assert shop.suggest("什么时候发货", session=stored).session.turns == 2


@pytest.mark.parametrize("stored", ["{}", "[", '{"version": 99}'])
def test_a_damaged_session_is_refused(stored: str) -> None:
    with pytest.raises(InputError, match="session cannot be read"):
        Session.from_json(stored)


def test_events_facts_now_and_top(shop: Engine, tea: Engine) -> None:
    paid = shop.suggest(event="paid")
    assert paid.text == ""
    assert paid.suggestions
    shipped = {"order": {"status": "shipped", "eta": "周五"}}
    assert tea.suggest("什么时候发货", facts=shipped).suggestions[0].reply_id == "ship_time.shipped"
    assert len(shop.suggest("什么时候发货", top=1).suggestions) == 1
    festival = tea.suggest("什么时候发货", now="2026-02-15T09:00")
    assert festival.suggestions[0].reply_id == "ship_time.festival"
    assert tea.suggest("什么时候发货", now=datetime(2026, 2, 15, 9)) == festival
    # Wall clock time counts, whatever the zone.
    zoned = datetime(2026, 2, 15, 9, tzinfo=timezone.utc)
    assert tea.suggest("什么时候发货", now=zoned) == festival


def test_an_explanation_names_the_reasons(shop: Engine) -> None:
    explanation = shop.explain("什么时候发货呀")
    assert explanation.intents[0].id == "ship_time"
    assert explanation.intents[0].evidence
    assert any(reply.reply_id == "ship_time.general" for reply in explanation.replies)
    assert explanation.reason.zh
    with pytest.raises(InputError) as caught:
        shop.explain("什么时候发货", expect="ship_time.nothing")
    assert "ship_time.general" in str(caught.value)
    assert "没有编号" in caught.value.message_zh


def test_words(shop: Engine) -> None:
    assert "发货" in shop.segment("什么時候發貨")


def test_wording(shop: Engine) -> None:
    text = "这不关我的事，你自己看"
    findings = shop.check(text)
    assert findings
    assert len(findings) == len(findings.to_dict())
    assert findings[0].to_dict() == json.loads(findings.to_json())[0]
    assert findings[:1] == (findings[0],)
    assert pickle.loads(pickle.dumps(findings)) == findings
    code = findings[0].code
    assert code not in [f.code for f in shop.check(text, ignore=[code])]
    assert {f.code for f in shop.check(text, select=code)} == {code}
    assert {f.severity for f in shop.check(text, severity="error")} <= {"error"}
    assert not shop.check("好的，马上为您查询")
    assert shop.fix("你好") == "您好"
    assert shop.fix(text, all=True) != text
    rules = {rule.code: rule for rule in shop.rules()}
    assert rules[code].fires
    assert rules[code].why.zh


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "there is no text"),
        (math.nan, "there is no text"),
        (b"\xe4\xbd\xa0", "is bytes, not str"),
        (7, "is int, not str"),
        ("好\ud83d", "lone surrogate"),
    ],
)
def test_what_is_no_text_is_refused(shop: Engine, text: Any, told: str) -> None:
    calls = (shop.suggest, shop.check, shop.fix, shop.segment, shop.explain)
    for call in calls:
        with pytest.raises(InputError, match=told) as caught:
            call(text)
        assert caught.value.kind == "input"
        assert caught.value.message_zh != str(caught.value)


@pytest.mark.parametrize("text", ["", " ", "\0", "\ufeff", "。" * 50_000, "发货" * 20_000, "\n\r"])
def test_any_text_is_fine(shop: Engine, text: str) -> None:
    assert shop.suggest(text).text == text
    assert shop.fix(text, select=["HS-B"]) == text


def test_bad_arguments_are_told(shop: Engine) -> None:
    with pytest.raises(InputError, match=r"unknown event `payed`; known: .*paid"):
        shop.suggest(event="payed")
    with pytest.raises(InputError, match="now"):
        shop.suggest("在吗", now="yesterday")
    with pytest.raises(InputError, match="facts"):
        shop.suggest("在吗", facts={"order": object()})
    with pytest.raises(InputError, match="facts"):
        shop.suggest("在吗", facts={"item": {"price": math.nan}})
    with pytest.raises(InputError, match="facts must be a map"):
        shop.suggest("在吗", facts=["paid"])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="the input cannot be read"):
        shop.suggest("在吗", top=-1)
    with pytest.raises(InputError, match=r"Session\.from_json"):
        shop.suggest("在吗", session="{}")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="unknown variant"):
        shop.check("在吗", severity="fatal")
    with pytest.raises(InputError, match="there is: shop"):
        Engine.builtin("tea")
    # An InputError is a ValueError, as Python people expect.
    with pytest.raises(ValueError, match="shop"):
        Engine.builtin("")


def test_a_broken_pack_tells_all_problems(root: Path) -> None:
    with pytest.raises(PackError) as caught:
        Engine.from_dir(root / "tests/packs/broken")
    error = caught.value
    assert len(error.diagnostics) > 1
    first = error.diagnostics[0]
    assert first.file.endswith(".yaml")
    assert first.line >= 1
    assert first.message.zh
    assert first.help.en
    assert str(first) in str(error)
    assert pickle.loads(pickle.dumps(error)).diagnostics == error.diagnostics


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for make in (Engine.from_dir, Engine.from_bundle, huashu.build):
        with pytest.raises(IoError) as caught:
            make(tmp_path / "nothing")
        assert "nothing" in str(caught.value)
    with pytest.raises(BundleError, match="no huashu bundle"):
        Engine.from_bundle(b"PK\x03\x04 something else")
    assert issubclass(BundleError, HuashuError)


def test_bundles(root: Path, tea: Engine, tmp_path: Path) -> None:
    content = huashu.build(root / "tests/packs/tea")
    path = tmp_path / "tea.huashu"
    path.write_bytes(content)
    text = "什么时候发货"
    for engine in (Engine.from_bundle(content), Engine.from_bundle(path)):
        assert engine.suggest(text) == tea.suggest(text)
        assert (engine.name, engine.version) == (tea.name, tea.version)
        assert "ship_time" in engine.intents
    newer = content[:8] + (99).to_bytes(4, "little") + content[12:]
    with pytest.raises(BundleError, match="format 99"):
        Engine.from_bundle(newer)
    with pytest.raises(BundleError, match="checksum"):
        Engine.from_bundle(content[:-1])
