"""Lineages: everybody has a picture or a blank, ties are as wide as their weight, ancestors blue, descendants red."""

from __future__ import annotations

import pytest

from stylogeny.report.analysis import Edge
from stylogeny.report.drawings.lineage import Relative, lineage
from stylogeny.report.drawings.svg import ELDER, YOUNGER
from stylogeny.report.page_images import PageImage

FAMILY = [
    Relative(1, -1, "Elder <b>", "1500", PageImage("pictures/w1.jpg", 40, 30)),
    Relative(2, 0, "Asked", "1550", None),
    Relative(3, 1, "Younger", "1600", None),
]
EDGES = [Edge(1, 2, 0.5, 50.0), Edge(2, 3, 1.0, 50.0)]


@pytest.mark.parametrize("upright", [False, True])
def test_a_family_is_drawn(upright: bool) -> None:
    drawing = lineage(FAMILY, EDGES, upright=upright, base="../")
    assert drawing.count("<path") == 2 and drawing.count("<image") == 1
    assert 'href="../pictures/w1.jpg"' in drawing and "Elder &lt;b&gt;" in drawing
    assert f'stroke="{ELDER}" stroke-width="4.3"' in drawing and f'stroke="{YOUNGER}" stroke-width="7.8"' in drawing
    assert drawing.count('stroke-width="1.5"') == 1  # the frame of the work asked about
