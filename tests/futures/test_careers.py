"""Careers: an artist held still is recognisable, and a work lies near the one before it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.futures.careers import CareerSampler, career, school
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.careers import write_drawn


def drawn(graph: InfluenceGraph, artist: str, **more: object) -> ImaginedWorks:
    return career(graph, artist, **{"works": 20, "years": 40, "pictures": False, "seed": 3} | more)  # type: ignore[arg-type]


def test_an_artist_held_still_stays_recognisable(graph: InfluenceGraph) -> None:
    """Six artists with manners of their own: the mean of a drawn career is nearest to its own artist's."""
    who = np.arange(len(graph.years)) % 6
    own = 3 * np.random.default_rng(4).standard_normal((6, graph.embedding.vectors.shape[1] - 1))
    vectors = graph.embedding.vectors.astype(float)
    vectors[:, 1:] = own[who] + 0.3 * np.random.default_rng(5).standard_normal((len(who), own.shape[1]))
    works = Works(graph.works.table.assign(artist=[f"Hand {k}" for k in who]))
    space = Embedding(works, vectors.astype(np.float32), graph.embedding.time_axis)
    changed = InfluenceGraph(space, graph.parents, graph.innovation, graph.years, graph.model)
    for k in range(6):
        mean = drawn(changed, f"Hand {k}").vectors[:, 1:].mean(axis=0)
        assert np.linalg.norm(own - mean, axis=1).argmin() == k


def test_works_follow_the_last_known_one_in_a_row(graph: InfluenceGraph) -> None:
    artist = str(CareerSampler.fit(graph).space.names[0])
    made = drawn(graph, artist)
    years = made.table["year"].to_numpy()
    last = graph.years[graph.works.column("artist") == artist].max()
    assert years[0] > last and (np.diff(years) > 0).all() and years[-1] <= last + 40
    assert list(made.table["answers"][1:]) == list(made.table["id"][:-1])
    assert set(made.table["artist"]) == {f"{artist}, imagined"}
    assert np.isfinite(made.table["log_density"]).all() and len(set(made.table["title"])) == 20
    assert np.array_equal(made.vectors, drawn(graph, artist).vectors)
    assert not np.array_equal(made.vectors, drawn(graph, artist, seed=4).vectors)


def test_memory_is_found_where_it_was_planted(graph: InfluenceGraph) -> None:
    def planted(memory: float) -> float:
        rng = np.random.default_rng(1)
        years, who = graph.years, graph.works.column("artist")
        vectors = np.zeros((len(years), 4))
        for name in set(who):
            rows = np.flatnonzero(who == name)
            z = rng.standard_normal(4)
            for before, row in zip([rows[0], *rows], rows):
                keep = np.exp(-(years[row] - years[before]) / memory)
                z = keep * z + np.sqrt(1 - keep**2) * rng.standard_normal(4)
                vectors[row] = z + 10 * (who[row] == "b")
        space = Embedding.from_vectors(graph.works, vectors.astype(np.float32))
        changed = InfluenceGraph(space, graph.parents, graph.innovation, graph.years, graph.model)
        return CareerSampler.fit(changed).memory

    short, long = planted(4.0), planted(25.0)
    assert 2.0 < short < 8.0 < long


def test_a_school_is_of_several_hands_within_its_style(graph: InfluenceGraph, tmp_path: Path) -> None:
    table = graph.works.table
    whole = [f"{style} {k % 3}" for k, style in enumerate(table["style"])]  # artists of one style each
    space = Embedding(Works(table.assign(artist=whole)), graph.embedding.vectors, graph.embedding.time_axis)
    parted = InfluenceGraph(space, graph.parents, graph.innovation, graph.years, graph.model)
    place = {s: float(space.vectors[table["style"] == s][:, 1].mean()) for s in ("School A", "School B")}
    for style, other in (("School A", "School B"), ("School B", "School A")):
        for seed in (2, 3):
            made = school(parted, style, artists=3, works=10, years=30, pictures=False, seed=seed)
            here = float(np.median(made.vectors[:, 1]))  # now and then a step is a leap
            assert abs(here - place[style]) < abs(here - place[other])
    names = made.table["artist"].unique()
    assert len(names) == 3 and not set(names) & set(whole)
    text = write_drawn(made, tmp_path / "index.html").read_text(encoding="utf-8")
    assert text.count('class="strip') == 3 and "<script" not in text and all(n in text for n in names)
    made.save(tmp_path / "kept")
    again = ImaginedWorks.read(tmp_path / "kept")
    assert again.table.equals(made.table) and np.array_equal(again.vectors, made.vectors)


def test_bad_questions_are_refused(graph: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError):
        career(graph, "nobody at all", pictures=False)
    artist = str(CareerSampler.fit(graph).space.names[0])
    for wrong in ({"works": 0}, {"works": 12, "years": 5}):
        with pytest.raises(StylogenyError, match="one a year"):
            career(graph, artist, pictures=False, **wrong)
    with pytest.raises(StylogenyError, match="at least one artist"):
        school(graph, "School A", artists=0)
