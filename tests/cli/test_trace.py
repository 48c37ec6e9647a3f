"""The trace command: the two tables, a skipped second run, and one-line errors."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stylogeny.cli import main
from stylogeny.cli.trace import summary
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run


@pytest.fixture()
def run(tmp_path: Path) -> Run:
    rng = np.random.default_rng(0)
    n = 60
    table = pd.DataFrame(
        {
            "id": [f"w{i}" for i in range(n)],
            "title": "",
            "artist": [f"a{i % 7}" for i in range(n)],
            "earliest": 1800 + np.arange(n),
            "latest": 1801 + np.arange(n),
            "date_text": "",
            "style": "",
            "genre": "",
            "medium": "",
            "picture": [f"{i}.png" for i in range(n)],
            "status": "dated",
            "group": np.arange(n),
        }
    )
    run = Run(tmp_path / "run", create=True)
    run.record(
        "load", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {"works.parquet": ""}}
    )
    Works(table).save(run.path / "works.parquet")
    space = Embedding.from_vectors(Works(table), np.cumsum(rng.normal(size=(n, 5)), axis=0))
    space.save(run.path / "embedding.safetensors")
    return run


def test_tables_are_written_once_and_agree(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(run.path), "--json", "--quiet"]) == 0
    first = json.loads(capsys.readouterr().out)
    edges, lineage = (pd.read_parquet(run.path / f"{name}.parquet") for name in ("influence", "lineage"))
    assert {"child", "parent", "weight", "lag"} <= set(edges) and (edges["lag"] > 0).all()
    assert {"id", "innovation", "fertility", "importance", "net"} <= set(lineage)
    total = edges.groupby("child")["weight"].sum().reindex(lineage["id"]).fillna(0).to_numpy() + lineage["innovation"]
    np.testing.assert_allclose(total, 1.0, atol=1e-5)
    assert first["fresh"] and first["works"] == 60 and first["edges"] == len(edges)
    assert first["converged"] in (True, False) and first["n_iter"] > 1
    assert main(["trace", str(run.path), "--json", "--quiet"]) == 0
    assert not json.loads(capsys.readouterr().out)["fresh"]


def test_a_run_without_embedding_is_told_what_to_do(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (run.path / "embedding.safetensors").unlink()
    assert main(["trace", str(run.path)]) == 2
    assert "stylogeny embed" in capsys.readouterr().err


def test_em_that_stopped_at_its_limit_is_said_to_people_and_machines(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", str(run.path), "--quiet"]) == 0
    text = capsys.readouterr().out
    graph = InfluenceGraph.read(run, embedding=Embedding.read(run.path, Works.read(run.path / "works.parquet")))
    model = graph.require_model()
    assert ("EM has not converged" in text) is not model.converged
    for converged in (True, False):
        cut = replace(graph, model=replace(model, converged=converged, n_iter=40, last_gain=0.01))
        value, text = summary(cut, top=1, fresh=True)
        assert value["converged"] is converged and value["n_iter"] == 40
        assert ("EM has not converged after 40 iterations" in text) is not converged
