"""What artists owe one another is kept in a run until its graph is another."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.debts import Debts, artist_debts, debts_in
from stylogeny.questions.relations import sources
from stylogeny.runs import Run


def _marked(folder: Path, mark: str) -> Run:
    run = Run(folder, create=True)
    outputs = {"influence.parquet": mark}
    run.record("trace", {"state": "done", "digest": mark, "outputs": outputs, "provenance": {}})
    return run


def test_kept_debts_are_those_that_were_found(graph: InfluenceGraph, tmp_path: Path) -> None:
    debts, asked = debts_in(_marked(tmp_path, "one")), artist_debts(graph)
    for _ in range(2):  # found, then read
        assert np.array_equal(debts(graph).share, asked.share) and np.array_equal(debts(graph).works, asked.works)
    with_kept, without = (sources(graph, "Artist 2 <b>", debts=each).table for each in (debts, artist_debts))
    assert with_kept.equals(without)


def test_debts_of_another_graph_and_damaged_ones_are_found_again(graph: InfluenceGraph, tmp_path: Path) -> None:
    first = debts_in(_marked(tmp_path, "one"))(graph)
    (file,) = tmp_path.glob("questions/*.safetensors")
    whole = file.read_bytes()
    file.write_bytes(whole[:-8] + bytes(8))
    again: Debts = debts_in(Run(tmp_path))(graph)
    assert np.array_equal(first.works, again.works) and file.read_bytes() == whole
    debts_in(_marked(tmp_path, "two"))(graph)
    assert file.read_bytes() != whole  # says what it is of
