"""The job of a credit: the answer is the command's own, and the interval comes before it is whole."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.apart import apart
from stylogeny.cli import main
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.tracing import trace
from stylogeny.runs import Run
from stylogeny.studio.jobs import Jobs
from stylogeny.studio.without.crediting import credit_task


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty dated works at given vectors, fitted: bootstraps have something to refit."""
    n, rng = 60, np.random.default_rng(0)
    columns = {"id": [f"w{i}" for i in range(n)], "title": [f"Work {i}" for i in range(n)],
               "artist": [f"Painter {i % 5}" for i in range(n)], "earliest": np.arange(1600, 1600 + n),
               "latest": np.arange(1600, 1600 + n), "style": [f"Manner {i // 20}" for i in range(n)],
               "status": "dated", "group": np.arange(n)}  # fmt: skip
    table = pd.DataFrame(columns).assign(**dict.fromkeys(("date_text", "genre", "medium", "picture"), ""))
    folder = Run(tmp_path_factory.mktemp("run"), create=True)
    works = Works(table)
    works.save(folder.path / "works.parquet")
    space = Embedding.from_vectors(works, (np.cumsum(rng.normal(size=(n, 5)), axis=0) * 0.3).astype(np.float32))
    space.save(folder)
    trace(space).save(folder)
    folder.record("trace", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    return folder.path


def test_the_interval_narrows_and_the_command_finds_the_answer_without_computing(
    traced: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[dict[str, Any]] = []
    asked = {"work": "w20", "kind": "work", "bootstraps": 20, "href": "/without/w20"}
    result = credit_task(traced, asked, callback=told.append)
    partial = [event for event in told if event.get("event") == "partial"]
    assert [p["draws"] for p in partial][:2] == [0, 10] and partial[-1]["draws"] == 20
    assert partial[0]["rows"][0]["interval"] is None and partial[0]["rows"][0]["name"] == "without"
    assert {row["name"] for row in partial[0]["rows"]} == {"without", "random", "matched"}

    file = traced / "credit" / "w20.json"
    when = file.stat().st_mtime_ns
    answer = json.loads(file.read_text())
    lead = next(
        (answer["regions"][r] for r in ("descendants", "own style", "own decades") if r in answer["regions"]), answer
    )
    assert partial[-1]["rows"][0]["point"] == pytest.approx(lead["point"])
    assert partial[-1]["rows"][0]["interval"] == pytest.approx(tuple(lead["interval"]))

    for name in ("w20", "Work 20"):
        assert main(["credit", name, str(traced), "--bootstraps", "20", "--quiet", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["sentence"] == result["sentence"]
    assert file.stat().st_mtime_ns == when


def test_more_bootstraps_begin_with_those_that_are_there(traced: Path) -> None:
    told: list[dict[str, Any]] = []
    asked = {"work": "w21", "kind": "work", "bootstraps": 10, "href": "/"}
    credit_task(traced, asked, callback=told.append)
    credit_task(traced, {**asked, "bootstraps": 12}, callback=told.append)
    progress = [event for event in told if event.get("step") == "bootstraps"]
    assert [event["total"] for event in progress] == [10] * 10 + [2] * 2


def test_a_killed_worker_goes_on_from_what_was_finished(traced: Path) -> None:
    jobs = Jobs(traced, traced / "studio")
    job = jobs.ask("credit", {"work": "w22", "kind": "work", "bootstraps": 60, "href": "/"})

    async def kill_and_wait() -> None:
        async with jobs.running():
            while not any(event.get("draws", 0) >= 10 for event in job.events()):
                await asyncio.sleep(0.01)
            worker = job.worker
            assert worker is not None and not job.end
            os.kill(worker, signal.SIGKILL)
            while not job.end:
                await asyncio.sleep(0.01)

    apart(asyncio.wait_for(kill_and_wait(), 240))
    assert job.state == "done" and job.end["result"]["href"] == "/"
    events = job.events()
    assert sum(event["event"] == "begun" for event in events) == 2
    assert [event["total"] for event in events if event["event"] == "progress"][-1] <= 50
