"""Imagined works against a planted history: later than their parents, steps of the planted law, luck of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.imagine import exceeded, imagine
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.futures.kernel import OffspringKernel
from stylogeny.futures.offspring import OffspringModel
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.text.colours import palette


@pytest.fixture(scope="module")
def steps(graph: InfluenceGraph) -> OffspringKernel:
    return OffspringKernel.fit(graph)


@pytest.fixture(scope="module")
def many(graph: InfluenceGraph) -> ImaginedWorks:
    return imagine(graph, years=40, n=150, seed=1, pictures=False)


def test_the_planted_drift_and_step_law_are_found(steps: OffspringKernel) -> None:
    assert steps.drift == pytest.approx(0.01, rel=0.01)
    assert abs(steps.axis[0]) == pytest.approx(1.0)
    assert steps.usual == pytest.approx(0.1, rel=0.35)
    assert 0.02 < steps.mixture[steps.scales > 0.4].sum() < 0.12  # one work in twenty leaps


def test_drawn_steps_have_the_fitted_heavy_tail(steps: OffspringKernel) -> None:
    rng = np.random.default_rng(0)
    lengths = np.array([np.linalg.norm(steps.draw(rng)[0]) for _ in range(4000)])
    assert np.quantile(lengths, 0.5) < 0.4
    assert (lengths > 1.0).mean() == pytest.approx(0.05, abs=0.025)


def test_imagined_works_are_later_than_every_parent(graph: InfluenceGraph, many: ImaginedWorks) -> None:
    year = dict(zip(graph.works.ids, graph.years)) | dict(zip(many.table["id"], many.table["year"]))
    for child, parent in zip(many.parents["child"], many.parents["parent"]):
        assert year[parent] < year[child]
    assert many.table["year"].between(1840, 1879).all()
    assert np.allclose(many.parents.groupby("child")["weight"].sum(), 1.0)


def test_they_move_forward_along_the_time_axis(graph: InfluenceGraph, many: ImaginedWorks) -> None:
    along = dict(zip(graph.works.ids, graph.embedding.vectors[:, 0]))
    for row in range(len(many)):
        source = many.parents_of(row)[0][0]
        if many.table["response"].iat[row] == "build on":
            assert many.vectors[row, 0] > along[source]


def test_offspring_of_a_school_stay_nearer_to_it(graph: InfluenceGraph) -> None:
    future = imagine(graph, root="School A", years=30, n=60, seed=2, pictures=False)
    schools = graph.works.column("style").astype(str)
    recent = graph.years > 1780
    middle = {s: graph.embedding.vectors[(schools == s) & recent].mean(axis=0) for s in ("School A", "School B")}
    built = future.vectors[(future.table["response"] == "build on") & ~future.table["jump"]]
    near = np.linalg.norm(built - middle["School A"], axis=1) < np.linalg.norm(built - middle["School B"], axis=1)
    assert near.mean() > 0.8


def test_negation_turns_the_parents_departure_round(graph: InfluenceGraph, steps: OffspringKernel) -> None:
    ground = OffspringModel(graph, steps)
    parent = 220  # a leap: its departure is far longer than a usual step
    departure = ground.departure(parent)
    assert np.linalg.norm(departure) > 0.6
    made = {
        r: np.mean(
            [
                (ground.offspring(parent, 1850, seed=s, event=("t",), response=r).vector - ground.vectors[parent])
                @ departure
                / (departure @ departure)
                for s in range(60)
            ]
        )
        for r in ("build on", "negate")
    }
    assert made["build on"] > -0.5  # companions may pull it back a little
    assert made["negate"] < made["build on"] - 1


def test_travelling_beside_is_not_descending_from(graph: InfluenceGraph, steps: OffspringKernel) -> None:
    ground = OffspringModel(graph, steps)
    born = [ground.offspring(200, 1850, seed=s, event=("t",), response="travel beside") for s in range(40)]
    elders = set(ground.ancestors(200)[0].tolist())
    assert all(b.parents[0][0] in elders for b in born)


def test_luck_belongs_to_each_work(graph: InfluenceGraph) -> None:
    few, more = (imagine(graph, root="w200", n=n, seed=3, pictures=False) for n in (4, 9))
    place = {i: k for k, i in enumerate(more.table["id"])}
    for row, name in enumerate(few.table["id"]):
        assert np.array_equal(few.vectors[row], more.vectors[place[name]])
    other = imagine(graph, root="w200", n=4, seed=4, pictures=False)
    assert not np.array_equal(other.vectors, few.vectors)


def test_a_copy_is_plausible_and_not_new_and_a_stranger_the_reverse(
    graph: InfluenceGraph, steps: OffspringKernel
) -> None:
    ground = OffspringModel(graph, steps)
    near, far = graph.embedding.vectors[238] + 0.001, graph.embedding.vectors[238] + 40.0
    vectors, years = np.array([near, far]), np.array([1841, 1841])
    density, novelty = ground.log_density(vectors, years), ground.novelty(vectors, years)
    known = ground.reference
    assert exceeded(known[0], density)[0] > 0.5 > exceeded(known[0], density)[1]
    assert exceeded(known[1], novelty)[0] == 0.0 and exceeded(known[1], novelty)[1] == 1.0


def test_saved_and_read_back(many: ImaginedWorks, tmp_path: Path) -> None:
    picture = np.full((8, 6, 3), 90, np.uint8)
    first = str(many.table["id"].iat[0])
    history = ImaginedWorks(many.table, many.vectors, many.parents, {first: picture}, many.params)
    history.save(tmp_path / "f")
    again = ImaginedWorks.read(tmp_path / "f")
    assert again.table.equals(history.table) and np.array_equal(again.vectors, history.vectors)
    assert np.array_equal(again.picture(0), picture) and again.picture(1) is None  # type: ignore[arg-type]
    assert again.parents_of(3) == many.parents_of(3)
    (tmp_path / "f" / "vectors.safetensors").write_bytes(b"broken")
    with pytest.raises(StylogenyError, match="not a readable folder"):
        ImaginedWorks.read(tmp_path / "f")


def test_titles_differ_and_say_what_they_answer(many: ImaginedWorks) -> None:
    titles = many.table["title"]
    assert titles.is_unique
    assert titles.str.match(r"(Beyond|Against|Beside) School [AB]").all()


@pytest.mark.parametrize(
    ("colour", "word"), [((200, 30, 20), "vermilion"), ((20, 20, 22), "black"), ((60, 90, 160), "slate blue")]
)
def test_palette_names_the_main_tone(colour: tuple[int, int, int], word: str) -> None:
    assert palette(np.full((20, 20, 3), colour, np.uint8)) == [word]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"years": 0}, "at least 1"),
        ({"n": 0}, "at least 1"),
        ({"root": "Schol A"}, "did you mean 'School A'"),
    ],
)
def test_bad_input_is_one_clear_line(graph: InfluenceGraph, options: dict, says: str) -> None:
    with pytest.raises(StylogenyError, match=says):
        imagine(graph, pictures=False, **options)


def test_a_graph_without_edges_has_no_future(graph: InfluenceGraph) -> None:
    bare = InfluenceGraph(graph.embedding, graph.parents * 0, np.ones(len(graph)), graph.years)
    with pytest.raises(StylogenyError, match="fewer than three works with parents"):
        imagine(bare, pictures=False)
