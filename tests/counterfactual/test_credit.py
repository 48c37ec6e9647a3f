"""credit: the answer to one question, what it refuses, and what it notes beside its number."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.counterfactual.bootstrap import question, refit, resample
from stylogeny.counterfactual.credit import credit
from stylogeny.counterfactual.flow_model import FlowTraining
from stylogeny.counterfactual.intervals import conformal_widening, widened_interval
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError, UnknownWork
from stylogeny.executors import Execution
from stylogeny.influence.graph import InfluenceGraph

from .conftest import History, branching, graph_of, true_graph, works_of


@pytest.fixture(scope="module")
def answer(history: History) -> sg.Credit:
    graph = history.graph
    root = int(np.argmax(graph.importance))
    return credit(graph, root, bootstraps=12, metrics=["bound", "difficulty", "rarity"], seed=3)


def test_a_credit_is_a_point_an_interval_and_its_draws(answer: sg.Credit) -> None:
    assert len(answer.draws) == 12 and answer.interval is not None
    low, high = answer.interval
    assert (low, high) == widened_interval(answer.draws, answer.point, widening=answer.conformal_widening)
    assert low <= answer.point <= high
    assert answer.sentence.startswith('Without "Work ') and "harder to account for" in answer.sentence
    assert set(answer.controls) == {"random", "matched"}
    stored = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    for name in ("sentence", "works", "estimand", "point", "interval", "draws", "controls", "provenance"):
        assert name in stored
    assert answer.provenance.parameters["seed"] == 3 and answer.provenance.parameters["bootstraps"] == 12


def test_deleting_the_founder_hurts_more_than_deleting_as_many_others(answer: sg.Credit) -> None:
    assert answer.point > 2 * max(answer.controls["random"].point, answer.controls["matched"].point) > 0
    assert answer.metrics["difficulty"].point > 0 and answer.metrics["rarity"].point > 0


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(history: History, answer: sg.Credit) -> None:
    root = int(np.argmax(history.graph.importance))
    again = credit(history.graph, root, bootstraps=12, metrics=["bound"], seed=3)
    assert again.draws.tolist() == answer.draws.tolist()
    assert credit(history.graph, root, bootstraps=10, seed=4).draws.tolist() != answer.draws.tolist()[:10]


def test_an_artist_and_a_style_are_found_after_works(history: History) -> None:
    artist = credit(history.graph, "artist 3", bootstraps=0)
    assert artist.kind == "artist" and artist.name == "Artist 3" and artist.interval is None
    assert artist.sentence.startswith("Without the works of Artist 3 and what descends from them")
    assert artist.works == tuple(f"w{i}" for i in range(120) if i % 7 == 3)
    style = credit(history.graph, "Style 1", bootstraps=0, estimand="net")
    assert style.kind == "style" and "others having taken its place" in style.sentence
    several = credit(history.graph, ["w3", "Work 5"], bootstraps=0)
    assert several.kind == "works" and several.works == ("w3", "w5")


def test_an_unknown_work_gets_the_nearest_titles(history: History) -> None:
    with pytest.raises(UnknownWork, match="did you mean 'Work 1"):
        credit(history.graph, "Wrok 11", bootstraps=0)
    with pytest.raises(UnknownWork, match=r"no such artist .*Artist 3"):
        credit(history.graph, "Artst 3", kind="artist", bootstraps=0)


def test_an_undated_work_is_refused() -> None:
    works = works_of(range(1500, 1540), status=["dated"] * 39 + ["undated: no date"])
    space = Embedding.from_vectors(works, np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32))
    with pytest.raises(StylogenyError, match=r"outside the influence graph.*undated: no date"):
        credit(sg.trace(space, max_iter=2), "w39", bootstraps=0)


def test_a_small_corpus_gives_a_point_and_says_why_there_is_no_interval() -> None:
    space, _ = branching(20)
    small = credit(sg.trace(space), 2, bootstraps=20)
    assert small.interval is None and len(small.draws) == 0
    assert "too small for an interval" in small.notes[0]


def test_few_bootstraps_give_draws_and_no_interval(history: History) -> None:
    few = credit(history.graph, 3, bootstraps=2)
    assert few.interval is None and len(few.draws) == 2 and "Too few bootstraps" in few.notes[0]


def test_a_work_without_descendants_says_so(history: History) -> None:
    graph = true_graph(history.space, history.parent)
    last = credit(graph, len(graph) - 1, bootstraps=0)
    assert any("No work descends" in note for note in last.notes)
    assert last.table["id"].tolist() == [f"w{len(graph) - 1}"]
    root = int(np.argmax(graph.importance))
    for estimand in ("lineage", "net"):
        notes = credit(graph, root, estimand=estimand, bootstraps=0).notes
        assert not any("No work descends" in note for note in notes)


def one_line(n: int, first: int) -> InfluenceGraph:
    """A graph in which every work from `first` on descends from the one before it."""
    weights = np.zeros((n, n))
    weights[np.arange(first + 1, n), np.arange(first, n - 1)] = 1.0
    return graph_of(branching(n)[0], weights)


def test_pedigree_collapse_offers_another_question() -> None:
    with pytest.raises(StylogenyError, match=r"pedigree collapse.*100%.*deletion='soft', or estimand='net'"):
        credit(one_line(60, 0), 0, deletion="hard", bootstraps=0)


def test_a_world_of_a_few_works_is_too_small_to_ask() -> None:
    with pytest.raises(StylogenyError, match="too few works are left"):
        credit(one_line(5, 0), 0, bootstraps=0)


def test_a_founder_of_nearly_all_gets_its_answer_and_a_warning() -> None:
    answer = credit(one_line(80, 8), 8, deletion="hard", bootstraps=0)
    assert answer.point > 0 and any("Pedigree collapse: 100% of later works" in note for note in answer.notes)


def test_nan_vectors_are_refused() -> None:
    vectors = np.zeros((40, 3), dtype=np.float32)
    vectors[7, 1] = np.nan
    with pytest.raises(StylogenyError, match=r"finite.*w7"):
        Embedding.from_vectors(works_of(range(1500, 1540)), vectors)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"estimand": "gross"}, "an estimand is one of lineage, net"),
        ({"deletion": "fuzzy"}, "a deletion is one of sampled, soft, hard"),
        ({"metrics": ["beauty"]}, "no such metric"),
        ({"metrics": []}, "at least one metric"),
        ({"kind": "museum"}, "one of work, artist, style"),
        ({"model": "diffusion"}, "closed-form, flow"),
        ({"executor": "dask", "bootstraps": 1}, "serial, process, ray"),
    ],
)
def test_options_that_do_not_exist_are_named(history: History, options: dict[str, object], said: str) -> None:
    with pytest.raises(StylogenyError, match=said):
        credit(history.graph, 0, **{"bootstraps": 0, **options})  # type: ignore[arg-type]


def test_intervals_are_widened_by_what_the_model_misses_and_their_controls_are_not(history: History) -> None:
    graph = history.graph
    answer = credit(graph, int(np.argmax(graph.importance)), estimand="net", bootstraps=10)
    widening = conformal_widening("net", float(graph.innovation.mean()))
    assert answer.interval == widened_interval(answer.draws, answer.point, widening=widening)
    assert widening[1] > 0 and answer.conformal_widening == widening
    control = answer.controls["random"]
    assert control.interval == widened_interval(control.draws, control.point)


def test_a_flow_answers_in_the_place_of_the_closed_form(history: History) -> None:
    graph = history.graph
    root = int(np.argmax(graph.importance))
    answer = credit(graph, root, model=FlowTraining(steps=120), deletion="soft", bootstraps=2)
    assert answer.provenance.parameters["model"] == "flow" and answer.slug.endswith("--flow")
    assert answer.point > answer.controls["random"].point and len(answer.draws) == 2
    with pytest.raises(StylogenyError, match="rarity is known for the closed form"):
        credit(graph, root, model="flow", metrics=["rarity"], bootstraps=0)


def test_baselines_are_asked_only_when_wanted(history: History, answer: sg.Credit) -> None:
    asked = credit(history.graph, 3, bootstraps=0, baselines=True)
    assert "leave-one-out" in asked.baselines and not answer.baselines


@pytest.mark.slow  # starts a real local Ray, about ten seconds
def test_ray_gives_the_bytes_of_the_serial_map(tmp_path: Path, history: History) -> None:
    pytest.importorskip("ray")
    for executor in ("serial", "ray"):
        where = Execution(executor, workers=1, folder=tmp_path / executor)
        credit(history.graph, 3, bootstraps=2, executor=where)
    names = sorted(p.name for p in (tmp_path / "serial").iterdir())
    assert len(names) == 2
    assert all((tmp_path / "serial" / n).read_bytes() == (tmp_path / "ray" / n).read_bytes() for n in names)


def test_refits_that_were_stopped_are_counted() -> None:
    crowded = sg.trace(branching(d=2, step=0.8)[0])  # in a plane, where anything is a mixture of anything
    q = question(crowded, np.array([3]), estimand="lineage", deletion="sampled", scores=[])
    fits = [refit(q, *resample(crowded, seed=5, shard=shard)) for shard in range(4)]
    stopped = sum(not fit.require_model().converged for fit in fits)
    notes = [note for note in credit(crowded, 3, bootstraps=4, seed=5).notes if note.startswith("EM was stopped")]
    assert stopped > 0 and notes == [f"EM was stopped before it had converged in {stopped} of 4 refits."]
