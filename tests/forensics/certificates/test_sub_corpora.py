"""A part of a corpus depends on its own works alone."""

import numpy as np
import pytest

from helpers.traced_run import traced_run
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.errors import StylogenyError
from stylogeny.forensics.certificates.sub_corpora import SubCorpora, make_part, part_of
from stylogeny.influence.tracing import trace
from stylogeny.runs import Run


def test_a_planted_work_changes_the_part_that_it_falls_in_and_no_other(stripe_works, stripe_cache, tmp_path):
    seen = features(stripe_works, backbone("statistics"), cache=stripe_cache)
    of = part_of(stripe_works.ids, 2)
    planted = 40
    left = np.flatnonzero(np.arange(len(stripe_works)) != planted)
    graphs = []
    for name, rows in (("with", np.arange(len(stripe_works))), ("without", left)):
        works, mine = stripe_works.select(rows), of[rows] == 1 - of[planted]
        folder = Run(tmp_path / name, create=True)
        graphs.append(make_part(works, seen[rows], mine, "statistics", folder))
    assert np.array_equal(graphs[0].embedding.vectors, graphs[1].embedding.vectors)
    assert (graphs[0].parents != graphs[1].parents).nnz == 0


def test_parts_are_disjoint_cover_the_corpus_and_are_kept(stripe_works, stripe_space, tmp_path):
    run = traced_run(tmp_path, trace(stripe_space))
    parts = SubCorpora.open(run, parts=2)
    assert sorted(i for graph in parts.graphs for i in graph.works.ids) == sorted(stripe_works.ids)
    first = [graph.parents for graph in parts.graphs]
    written = {p: p.stat().st_mtime_ns for p in (tmp_path / "parts").rglob("embedding.safetensors")}
    again = [graph.parents for graph in SubCorpora.open(run, parts=2).graphs]
    assert all((a != b).nnz == 0 for a, b in zip(first, again))
    assert written == {p: p.stat().st_mtime_ns for p in (tmp_path / "parts").rglob("embedding.safetensors")}
    with pytest.raises(StylogenyError, match="every part of a corpus needs"):
        SubCorpora.open(run, parts=6)
