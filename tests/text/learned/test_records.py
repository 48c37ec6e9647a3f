"""What a run knows of a work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.text.learned.records import work_record


def test_the_sure_parent_is_the_source_and_sure_children_are_answers(graph: InfluenceGraph) -> None:
    works = graph.works
    order = np.argsort(works.column("earliest"))
    parent, child = int(order[0]), int(order[-1])
    weights = np.zeros((len(works), len(works)), dtype=np.float32)
    weights[child, parent] = 0.9
    sure = replace(graph, parents=csr_matrix(weights), innovation=1 - weights.sum(axis=1))
    facts = work_record(works, child, sure)
    assert facts.own_source or facts.source == str(works.column("title")[parent])
    assert facts.gap == facts.year - int(works.column("earliest")[parent])
    answered = work_record(works, parent, sure)
    same = works.column("artist")[child] == works.column("artist")[parent]
    assert bool(answered.answered_once) != same and answered.source is None
    unsure = replace(graph, parents=csr_matrix(weights / 2), innovation=1 - weights.sum(axis=1) / 2)
    assert work_record(works, child, unsure).source is None
    assert work_record(works, child).title == works.column("title")[child]
