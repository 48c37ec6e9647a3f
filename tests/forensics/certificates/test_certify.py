"""Certificates hold against what they promise to hold against."""

import numpy as np
import pytest

from stylogeny.corpus.pictures import read
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.forensics.certificates.certify import OWN, Certificate, certify_planting, certify_repaint
from stylogeny.forensics.certificates.sub_corpora import SubCorpora
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.tracing import trace

SIDE, STRIDE = 112, 56  # nine windows


@pytest.fixture(scope="module")
def graph(stripe_space) -> InfluenceGraph:
    return trace(stripe_space)


def shares(certificate: Certificate) -> dict[str, float]:
    return dict(zip(certificate.table["artist"], certificate.table["share"]))


def test_no_repaint_moves_a_share_beyond_its_certificate(graph, stripe_works):
    picture = read(stripe_works.picture(30))
    certified = certify_repaint(picture, graph, side=SIDE, stride=STRIDE)
    assert sum(shares(certified).values()) == pytest.approx(1.0, abs=1e-4)
    bounds = certified.table.set_index("artist")
    rng = np.random.default_rng(0)
    square = round(32 * max(picture.shape) / 224)
    for source in (3, 68):  # what is painted in comes from works of other times
        attacked, other = picture.copy(), read(stripe_works.picture(source))
        y, x = (int(rng.integers(side - square)) for side in picture.shape[:2])
        attacked[y : y + square, x : x + square] = other[y : y + square, x : x + square]
        again = certify_repaint(attacked, graph, side=SIDE, stride=STRIDE)
        for artist, share in shares(again).items():
            low, high = bounds.loc[artist, ["low", "high"]] if artist in bounds.index else (0.0, certified.most)
            assert low - 1e-9 <= share <= high + 1e-9
        assert certified.years[0] <= again.year <= certified.years[1]


def test_a_year_that_is_given_is_no_attackers(graph, stripe_works):
    certified = certify_repaint(read(stripe_works.picture(5)), graph, year=1700, side=SIDE, stride=STRIDE)
    assert certified.years == (1700.0, 1700.0) and certified.to_json()["years"] == [1700.0, 1700.0]


def test_the_mean_over_parts_is_bounded_by_the_works_planted(graph, stripe_works):
    of = np.arange(len(stripe_works)) % 2
    halves = []
    for part in range(2):
        space, rows = graph.embedding, np.flatnonzero(of == part)
        own = stripe_works.select(rows)
        halves.append(trace(Embedding(own, space.vectors[rows], space.time_axis, space.provenance, space.head)))
    parts = SubCorpora(tuple(halves))
    picture = read(stripe_works.picture(30))
    one = certify_planting(picture, parts, planted=1)
    assert one.most == 0.5 and one.attack == "1 planted work" and OWN in shares(one)
    assert sum(shares(one).values()) == pytest.approx(1.0, abs=1e-4)
    replaced = certify_planting(picture, SubCorpora((halves[0], halves[0])), planted=1)  # all of one part is another's
    bounds = one.table.set_index("artist")
    for artist, share in shares(replaced).items():
        low, high = bounds.loc[artist, ["low", "high"]] if artist in bounds.index else (0.0, one.most)
        assert low - 1e-9 <= share <= high + 1e-9
    with pytest.raises(StylogenyError, match="at least one planted work"):
        certify_planting(picture, parts, planted=0)
