import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import stylogeny as sg
from stylogeny.counterfactual.all_works import credit_all
from stylogeny.counterfactual.bootstrap import placebo, question, refit, resample
from stylogeny.counterfactual.credit import Credit, credit
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.intervals import INNOVATION, REACH, amount, interval, reach_of, span
from stylogeny.counterfactual.lightcone import Change, delete
from stylogeny.counterfactual.noise_ceiling import noise_ceiling
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError, UnknownWork
from stylogeny.influence import candidates_of
from stylogeny.world import impact

from .conftest import branching, graph_of, true_graph, works_of


@pytest.fixture(scope="module")
def answer(history):
    _, _, graph = history
    root = int(np.argmax(graph.importance))
    return credit(graph, root, bootstraps=12, metrics=["bound", "difficulty", "rarity"], seed=3)


def test_a_credit_is_a_point_an_interval_and_its_draws(answer):
    assert len(answer.draws) == 12
    low, high = answer.interval
    reach = tuple(answer.provenance["interval_reach"])
    assert (low, high) == span(answer.draws, answer.point, reach=reach) and low <= answer.point <= high
    assert answer.sentence.startswith('Without "Work ') and "% worse" in answer.sentence
    assert set(answer.controls) == {"random", "matched"}
    stored = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    for name in ("sentence", "estimand", "point", "interval", "draws", "controls", "provenance"):
        assert name in stored


def test_deleting_the_founder_hurts_more_than_deleting_as_many_others(answer):
    assert answer.point > 2 * max(answer.controls["random"]["point"], answer.controls["matched"]["point"]) > 0
    assert answer.metrics["difficulty"]["point"] > 0 and answer.metrics["rarity"]["point"] > 0


def test_a_credit_survives_its_files(answer, tmp_path):
    answer.save(tmp_path)
    back = Credit.read(tmp_path, answer.slug)
    assert back.to_json() == answer.to_json()
    assert back.table.equals(answer.table) and (back.table["lost"].diff().dropna() <= 0).all()
    with pytest.raises(StylogenyError, match="no such credit"):
        Credit.read(tmp_path, "nothing")


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(history, answer):
    _, _, graph = history
    root = int(np.argmax(graph.importance))
    again = credit(graph, root, bootstraps=12, metrics=["bound"], seed=3)
    assert again.draws.tolist() == answer.draws.tolist()
    assert credit(graph, root, bootstraps=10, seed=4).draws.tolist() != answer.draws.tolist()[:10]


def test_a_refit_that_proposes_its_hypotheses_anew_says_nearly_the_same(history):
    _, _, graph = history
    q = question(graph, np.array([0]), estimand="lineage", deletion="soft", scores=[])
    weights, years = resample(graph, seed=1, shard=0)
    warm, cold = refit(q, weights, years), refit(replace(q, cold=True), weights, years)
    assert np.corrcoef(warm.importance, cold.importance)[0, 1] > 0.99
    assert np.abs(warm.importance - cold.importance).max() < 0.05 * cold.importance.max()


def test_dates_are_drawn_within_their_intervals():
    space, _ = branching(40, spread=15)
    graph = sg.trace(space, steps=3)
    _, first = resample(graph, seed=0, shard=0)
    _, second = resample(graph, seed=0, shard=1)
    works = graph.works
    assert ((works.earliest <= first) & (first <= works.latest)).all() and not np.array_equal(first, second)


def test_a_placebo_hits_as_many_of_each_stratum():
    stratum = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    change = Change(np.array([0, 1, 5]), np.array([1.0, 0.5, 0.25]))
    dealt = placebo(change, stratum, np.ones(8, bool), seed=0, event=("control", 1))
    assert sorted(dealt.loss[stratum[dealt.rows] == 0]) == [0.5, 1.0]
    assert dealt.loss[stratum[dealt.rows] == 1].tolist() == [0.25]


@pytest.mark.parametrize("estimand", ["lineage", "net"])
def test_all_works_at_once_agree_with_one_at_a_time(history, estimand):
    _, _, graph = history
    candidates = candidates_of(graph.embedding)
    model = closed_form(graph)
    every = credit_all(graph, estimand=estimand, model=model, candidates=candidates)
    factual = model.nats(np.ones(len(graph.works))).mean()
    for row in range(0, len(graph.works), 7):
        change = delete(graph, np.array([row]), estimand=estimand, deletion="soft", candidates=candidates, least=0)
        one = 100 * (model.nats(np.ones(len(graph.works)), change).mean() / factual - 1)
        assert every[row] == pytest.approx(one, abs=0.02)


def test_an_artist_and_a_style_are_found_after_works(history):
    _, _, graph = history
    artist = credit(graph, "artist 3", bootstraps=0)
    assert artist.kind == "artist" and artist.name == "Artist 3" and artist.interval is None
    style = credit(graph, "Style 1", bootstraps=0, estimand="net")
    assert style.kind == "style" and "others having taken their place" in style.sentence
    assert credit(graph, ["w3", "Work 5"], bootstraps=0).kind == "works"


def test_an_unknown_work_gets_the_nearest_titles(history):
    _, _, graph = history
    with pytest.raises(UnknownWork, match="did you mean 'Work 1"):
        credit(graph, "Wrok 11", bootstraps=0)
    with pytest.raises(UnknownWork, match="Artist 3"):
        credit(graph, "Artst 3", kind="artist", bootstraps=0)


def test_an_undated_work_is_refused():
    works = works_of(range(1500, 1540), status=["dated"] * 39 + ["undated: no date"])
    space = Embedding.from_vectors(works, np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32))
    with pytest.raises(StylogenyError, match=r"outside the influence graph.*undated: no date"):
        credit(sg.trace(space, steps=2), "w39", bootstraps=0)


def test_a_small_corpus_gives_a_point_and_says_why_there_is_no_interval():
    space, _ = branching(20)
    small = credit(sg.trace(space), 2, bootstraps=20)
    assert small.interval is None and len(small.draws) == 0
    assert "too small for an interval" in small.notes[0]


def test_a_work_without_descendants_says_so(history):
    space, parent, _ = history
    graph = true_graph(space, parent)
    last = credit(graph, len(parent) - 1, bootstraps=0)
    assert any("No work descends" in note for note in last.notes)
    assert last.table["id"].tolist() == [f"w{len(parent) - 1}"]
    root = int(np.argmax(graph.importance))
    for estimand in ("lineage", "net"):
        assert not any(
            "No work descends" in note for note in credit(graph, root, estimand=estimand, bootstraps=0).notes
        )


def test_pedigree_collapse_offers_another_question():
    space, _ = branching(60)
    weights = np.zeros((60, 60))
    weights[np.arange(1, 60), np.arange(59)] = 1.0
    graph = graph_of(space, weights)
    with pytest.raises(StylogenyError, match=r"pedigree collapse.*100%.*deletion='soft', or estimand='net'"):
        credit(graph, 0, deletion="hard", bootstraps=0)


def test_a_founder_of_nearly_all_gets_its_answer_and_a_warning():
    space, _ = branching(80)
    weights = np.zeros((80, 80))
    weights[np.arange(9, 80), np.arange(8, 79)] = 1.0
    answer = credit(graph_of(space, weights), 8, deletion="hard", bootstraps=0)
    assert answer.point > 0 and any("Pedigree collapse: 100% of later works" in note for note in answer.notes)


def test_nan_vectors_are_refused():
    vectors = np.zeros((40, 3), dtype=np.float32)
    vectors[7, 1] = np.nan
    with pytest.raises(StylogenyError, match=r"finite.*w7"):
        Embedding.from_vectors(works_of(range(1500, 1540)), vectors)


def test_options_that_do_not_exist_are_named(history):
    _, _, graph = history
    for options in ({"estimand": "gross"}, {"deletion": "fuzzy"}, {"metrics": ["beauty"]}, {"kind": "museum"}):
        with pytest.raises(StylogenyError):
            credit(graph, 0, bootstraps=0, **options)


def test_amounts_read_as_a_person_would_say_them():
    assert amount(12.3, (4.2, 18.9)) == "12 % worse (4-19 %)"
    assert amount(-0.31, (-0.5, 0.12)) == "0.31 % better (-0.50 to 0.12 % worse)"
    assert amount(0.0, None) == "0.000 % worse"
    assert amount(3.0, (-0.5, 8.0)) == "3.0 % worse (-0.5 to 8.0 %)"


def test_an_amount_never_shows_a_negative_zero_nor_two_dashes():
    assert amount(12.0, (-0.3, 19.2)) == "12 % worse (-0.3 to 19 %)"  # not "-0-19 %"
    assert amount(12.0, (-0.0001, 19.2)) == "12 % worse (0.000-19 %)"
    assert amount(-0.00001, (-0.00002, 0.0)) == "0.000 % worse (0.000-0.000 %)"
    assert amount(-5.0, (-8.0, -2.0)) == "5.0 % better (2.0-8.0 %)"
    assert amount(-5.0, (-8.0, 0.0)) == "5.0 % better (0.0-8.0 %)"


def test_an_interval_holds_its_point_and_is_widened_by_its_own_width():
    draws = np.linspace(-1.0, 3.0, 101)
    low, high = interval(draws)
    assert span(draws, 1.0) == (low, high)
    assert span(draws, 5.0) == (low, 5.0) and span(draws, -2.0)[0] == -2.0
    width = high - low
    assert span(draws, 1.0, reach=(0.5, 2.0)) == (low - 0.5 * width, high + 2.0 * width)


def test_intervals_are_widened_by_what_the_model_misses_and_their_controls_are_not(history):
    _, _, graph = history
    answer = credit(graph, int(np.argmax(graph.importance)), estimand="net", bootstraps=10)
    reach = reach_of("net", float(graph.innovation.mean()))
    assert answer.interval == span(answer.draws, answer.point, reach=reach)
    assert reach[1] > 0 and answer.provenance["interval_reach"] == list(reach)
    control = answer.controls["random"]
    assert control["interval"] == list(span(np.array(control["draws"]), control["point"]))


def test_a_graph_that_finds_fewer_ancestors_gets_wider_intervals():
    for estimand, (near, far) in REACH.items():
        assert reach_of(estimand, 0.0) == near and reach_of(estimand, 0.9) == far  # no further than was measured
        middle = reach_of(estimand, sum(INNOVATION) / 2)
        assert middle == pytest.approx(((near[0] + far[0]) / 2, (near[1] + far[1]) / 2))
        assert near[1] < far[1]


def test_the_noise_ceiling_is_given_where_it_is_known_and_nowhere_else(history, tmp_path):
    _, _, graph = history
    assert credit(graph, 0, bootstraps=0).ceiling is None
    with pytest.raises(StylogenyError, match="not a painted world"):
        credit(graph, 0, bootstraps=0, truth=tmp_path)
    (tmp_path / "truth").mkdir()
    table = pd.DataFrame({"id": ["w0"], "realised": [1.0], "expected": [1.0]})
    known = {"realised": 0.9, "expected": 0.8, "futures": 40.0}
    impact.save(table, known, tmp_path / "truth" / "impact.parquet")
    given = credit(graph, 0, bootstraps=0, truth=tmp_path)
    assert given.ceiling == {"realised": 0.9, "expected": 0.8}
    given.save(tmp_path)
    assert Credit.read(tmp_path, given.slug).to_json() == given.to_json()
    assert noise_ceiling(tmp_path) == given.ceiling and noise_ceiling(tmp_path / "truth") is None
    impact.save(table, {}, tmp_path / "truth" / "impact.parquet")
    assert noise_ceiling(tmp_path) is None
