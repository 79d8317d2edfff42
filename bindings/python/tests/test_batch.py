"""Many texts: order, bad rows, threads, processes, Ctrl-C."""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import huashu
from huashu import Engine, InputError

TEXTS = ["什么时候发货", "可以便宜点吗", "要退货", "165cm 110斤穿什么码", "👍谢谢", "在吗"]


def test_results_come_in_the_order_of_the_rows(shop: Engine) -> None:
    texts = TEXTS * 300
    batch = shop.suggest_batch(texts)
    assert batch.errors == ()
    assert [o.text for o in batch if o] == texts
    assert list(batch[: len(TEXTS)]) == [shop.suggest(text) for text in TEXTS]


def test_a_bad_row_stops_nothing(shop: Engine) -> None:
    rows = ["在吗", None, b"\xff", "好\ud800", math.nan, 3, "要退货"]
    with pytest.warns(UserWarning, match="3 of 7 rows could not be read; the first is row 2"):
        batch = shop.suggest_batch(rows)
    assert [outcome is None for outcome in batch] == [False, True, True, True, True, True, False]
    assert [each.row for each in batch.errors] == [2, 3, 5]
    assert "bytes" in str(batch.errors[0].error)
    with pytest.warns(UserWarning, match="row 2"):
        found = shop.check_batch(rows)
    assert [each.row for each in found.errors] == [2, 3, 5]


def test_findings_of_many(shop: Engine) -> None:
    texts = ["好的", "这不关我的事"] * 500
    found = shop.check_batch(texts, severity="error")
    assert [bool(f) for f in found] == [False, True] * 500
    assert found[1] == shop.check("这不关我的事", severity="error")


def test_rows_may_come_in_any_form(shop: Engine) -> None:
    assert len(shop.check_batch(text for text in TEXTS)) == len(TEXTS)
    assert list(shop.suggest_batch([])) == []
    for wrong in ("在吗", b"x", 5):
        with pytest.raises(InputError, match="list of texts"):
            shop.suggest_batch(wrong)  # type: ignore[arg-type]


def test_facts_for_all_or_each(tea: Engine) -> None:
    texts = ["什么时候发货"] * 2
    shipped = {"order": {"status": "shipped", "eta": "周五"}}

    def replies(batch: huashu.Batch[huashu.Outcome]) -> list[str]:
        return [outcome.suggestions[0].reply_id for outcome in batch if outcome]

    assert replies(tea.suggest_batch(texts, facts=shipped)) == ["ship_time.shipped"] * 2
    each = tea.suggest_batch(texts, facts=[None, shipped])
    assert replies(each) == ["ship_time.general", "ship_time.shipped"]
    with pytest.raises(InputError, match="1 facts for 2 texts"):
        tea.suggest_batch(texts, facts=[shipped])


def test_progress_is_told(shop: Engine) -> None:
    told: list[tuple[int, int]] = []
    shop.suggest_batch(TEXTS * 100, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (600, 600)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_an_error_in_progress_ends_the_batch(shop: Engine) -> None:
    def stop(done: int, total: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        shop.check_batch(TEXTS * 1000, progress=stop)


def test_threads_share_an_engine(shop: Engine) -> None:
    expected = [shop.suggest(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(lambda _: [shop.suggest(t) for t in TEXTS], range(20)))
        batches = list(threads.map(lambda _: list(shop.suggest_batch(TEXTS)), range(8)))
    assert all(run == expected for run in runs + batches)


def test_other_threads_run_meanwhile(shop: Engine) -> None:
    done = threading.Event()
    beats = 0

    def beat() -> None:
        nonlocal beats
        while not done.is_set():
            beats += 1
            time.sleep(0.005)

    thread = threading.Thread(target=beat)
    thread.start()
    began = time.perf_counter()
    shop.suggest_batch(TEXTS * 3000)
    took = time.perf_counter() - began
    done.set()
    thread.join()
    assert beats > took / 0.005 * 0.2


def answers(engine: Engine, texts: list[str]) -> list[str]:
    return [outcome.to_json() for outcome in engine.suggest_batch(texts) if outcome]


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_process_pools(shop: Engine, tea: Engine, method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this platform has no {method}")
    expected = answers(shop, TEXTS)
    with multiprocessing.get_context(method).Pool(2) as pool:
        results = pool.starmap(answers, [(shop, TEXTS)] * 4 + [(tea, TEXTS)])
    assert results == [expected] * 4 + [answers(tea, TEXTS)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_an_engine_works_after_fork(shop: Engine) -> None:
    shop.suggest_batch(TEXTS)
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def child() -> None:
        queue.put((answers(shop, TEXTS), [f.to_json() for f in shop.check_batch(TEXTS) if f]))

    process = context.Process(target=child)
    process.start()
    process.join(60)
    assert process.exitcode == 0
    found = [f.to_json() for f in shop.check_batch(TEXTS) if f]
    assert queue.get() == (answers(shop, TEXTS), found)


def test_engines_travel_as_their_source(root: Path, tmp_path: Path) -> None:
    folder = root / "tests/packs/tea"
    content = huashu.build(folder)
    path = tmp_path / "tea.huashu"
    path.write_bytes(content)
    engines = [
        Engine.builtin(),
        Engine.from_dir(os.path.relpath(folder)),
        Engine.from_bundle(path),
        Engine.from_bundle(content),
    ]
    for engine in engines:
        sent = pickle.dumps(engine)
        received = pickle.loads(sent)
        assert received.suggest("什么时候发货") == engine.suggest("什么时候发货")
        # A pool sends its engine with every task: it is loaded only once.
        assert pickle.loads(sent) is received
    assert len(pickle.dumps(engines[2])) < 500


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent the POSIX way")
@pytest.mark.parametrize("call", ["suggest_batch", "check_batch", "evaluate"])
def test_ctrl_c_is_heard_within_a_second(call: str, tmp_path: Path) -> None:
    lines = "['165cm 110斤穿什么码 什么时候发货呀'] * 3_000_000"
    work = f"engine.{call}({lines}, progress=told)"
    if call == "evaluate":
        work = f"huashu.testing.evaluate({lines}, engine=engine, progress=told)"
    program = f"""
import huashu, huashu.testing, time
engine = huashu.Engine.builtin()
first = True
def told(done, total):
    global first
    if first:
        first = False
        print("running", flush=True)
try:
    {work}
except KeyboardInterrupt:
    print("stopped", flush=True)
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tmp_path) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"running\n"
        time.sleep(0.3)
        began = time.perf_counter()
        child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == b"stopped\n"
        assert time.perf_counter() - began < 1
        child.wait(30)
    assert child.returncode == 0
