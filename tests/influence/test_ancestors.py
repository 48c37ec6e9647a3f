"""Works taken out of a simulated history are put back in about the right place and time; odd edges come first."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from helpers.small_history import make_works, simulate
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.ancestors import hidden_influences, missing_ancestors, reconstruct


def test_lost_parents_of_whole_families_are_found_placed_and_dated() -> None:
    rng = np.random.default_rng(1)
    whole = simulate(n=220, d=16, step=0.2, seed=2)
    vectors, years = [whole.space.vectors], [whole.space.works.year]
    lost = 4 * rng.normal(size=(3, 16))
    made = np.array([1500, 1600, 1700])
    for place, year in zip(lost, made):  # eight contemporaries each; the parent itself is not in the corpus
        vectors.append(place + 0.3 * rng.normal(size=(8, 16)))
        years.append(year + np.array([4, 4, 5, 4, 5, 4, 5, 4]) + 0.5)
    # dated to the moment: of eight works of two years any could have followed another, and no lost work be needed
    works = make_works(np.concatenate(years))
    graph = sg.trace(Embedding.from_vectors(works, np.concatenate(vectors)))
    missing = missing_ancestors(graph, limit=10)
    assert len(missing) <= 10
    assert all(m.gain > 0 and len(m.children) >= 2 and m.earliest <= m.year <= m.latest for m in missing)
    children = np.concatenate([m.children for m in missing])
    assert len(np.unique(children)) == len(children)
    for family, (place, year) in enumerate(zip(lost, made)):
        rows = set(range(220 + 8 * family, 228 + 8 * family))
        ours = [m for m in missing[:3] if rows & set(m.children.tolist())]
        assert len(ours) == 1 and set(ours[0].children.tolist()) <= rows
        # the mean of the children it was placed by is within their sampling error
        assert np.linalg.norm(ours[0].vector - place) < 2 * 0.3 * np.sqrt(16 / len(ours[0].children))
        assert abs(ours[0].year - year) < 30


def test_a_missing_work_is_rebuilt_from_the_children_one_names() -> None:
    whole = simulate(n=220, d=16, step=0.2, seed=2)
    graph = sg.trace(whole.space)
    rows = np.array([150, 152, 160])
    work = reconstruct(graph, rows)
    assert np.array_equal(work.children, rows) and work.latest < graph.years[rows].min()
    mean = whole.space.vectors[rows].mean(axis=0)
    apart = np.sqrt(np.square(whole.space.vectors[rows] - mean).sum() / 2)
    assert np.linalg.norm(work.vector - mean) <= apart  # what came before counts like one child at most
    with pytest.raises(StylogenyError, match="dated works"):
        reconstruct(graph, np.array([], dtype=int))


def test_a_borrowing_across_styles_and_centuries_leads_the_hidden_influences() -> None:
    rng = np.random.default_rng(0)
    n = 200
    year = np.sort(rng.integers(1500, 1800, n))
    style = np.array(["north", "south"])[rng.integers(0, 2, n)]
    base = np.where(style == "north", 4.0, -4.0)[:, None] * np.eye(12)[0] + rng.normal(size=(n, 12))
    old = int(np.flatnonzero(style == "north")[3])
    new = int(np.flatnonzero(style == "south")[-2])
    base[new] = base[old] + 0.02 * rng.normal(size=12)
    works = make_works(year, artist=[f"a{k % 40}" for k in range(n)])
    works = type(works)(works.table.assign(style=style))
    graph = sg.trace(Embedding.from_vectors(works, base))
    table = hidden_influences(graph)
    assert (table.loc[0, "child"], table.loc[0, "parent"]) == (works.ids[new], works.ids[old])
    assert "another style" in table.loc[0, "why"] and (np.diff(table["probability"]) <= 0).all()
    assert (table["unlikely"] >= np.log(10)).all()
    inclusion, child = graph.inclusion, works.find(works.ids[new])
    others = np.sort(inclusion.data[inclusion.indptr[child] : inclusion.indptr[child + 1]])
    assert table.loc[0, "probability"] == pytest.approx(others[-1])
    assert table.loc[0, "instead_probability"] == pytest.approx(others[-2] if len(others) > 1 else 0.0)
    odder = hidden_influences(graph, hidden_threshold=np.log(30.0), limit=3)
    assert 1 <= len(odder) <= 3 and (odder["unlikely"] >= np.log(30)).all()
    late = hidden_influences(graph, min_lag=100.0)
    assert 1 <= len(late) < len(table) and (late["lag"] >= 100).all()
