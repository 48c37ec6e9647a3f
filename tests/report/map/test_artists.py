"""Sources and followers of all artists, as the page of all artists reads them."""

from __future__ import annotations

import json
from dataclasses import replace

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.relations import sources
from stylogeny.report.map.artists import artists_data


def test_they_are_what_the_question_answers(graph: InfluenceGraph) -> None:
    text = artists_data(graph)
    data = json.loads(text.removeprefix("window.STYLOGENY_ARTISTS = ").removesuffix(";\n"))
    asked = sources(graph, "Artist 2 <b>", n=6).table
    expected = [
        [row.name, *(round(100 * v) for v in (row.share, row.low, row.high))] for row in asked.itertuples(index=False)
    ]
    assert data["Artist 2 <b>"][0] == expected and "" not in data
    assert artists_data(replace(graph, model=None)).count("[") == 0
