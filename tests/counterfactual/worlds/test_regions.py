"""A loss by region: descendants, style, decades, each artist and style, each with its controls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.counterfactual.answer import Credit, Estimate
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.lightcone import delete
from stylogeny.counterfactual.worlds.regions import REGIONS, by_group, memberships, region_scores

from ..conftest import History, branching, true_graph


@pytest.fixture(scope="module")
def answer(history: History) -> Credit:
    return sg.credit(history.graph, int(np.argmax(history.graph.importance)), bootstraps=12)


def test_descendants_belong_by_the_share_they_owe_and_what_is_deleted_belongs_nowhere(history: History) -> None:
    space, parent = branching(80, seed=3)
    graph = true_graph(space, parent)
    root = int(np.argmax(graph.importance))
    belongs = memberships(graph, np.array([root]))
    assert set(belongs) == set(REGIONS)
    below = graph.descent(root) > 0.99
    below[root] = False
    assert np.array_equal(belongs["descendants"] > 0, below)
    style = graph.works.column("style")
    same = style == style[root]
    same[root] = False
    assert np.array_equal(belongs["own style"] > 0, same)
    near = np.abs(graph.years - graph.years[root]) <= 10
    near[root] = False
    assert np.array_equal(belongs["own decades"] > 0, near)


def test_a_region_is_the_bound_on_its_works(history: History) -> None:
    """With all works for a region it is the bound on all."""
    graph = history.graph
    exact = closed_form(graph)
    (first, *_) = region_scores(graph, np.array([0]), exact)
    change = delete(graph, np.array([0]), deletion="soft")
    weights = np.ones(len(graph))
    nats = first.model.nats(weights, change)
    held = first.membership
    assert first.value(weights, change) == pytest.approx(held @ nats / held.sum() / exact.dims / np.log(2))
    assert first.value(weights, change) > first.value(weights, None)


def test_the_loss_is_largest_where_the_question_is(answer: Credit) -> None:
    regions = answer.regions
    assert regions["descendants"].point > answer.point > 0
    for region in regions.values():
        assert set(region.controls) == {"random", "matched"} and region.interval is not None
    assert answer.lead is regions["descendants"]
    assert "the works that descend from it would be" in answer.sentence and "all art" in answer.sentence


def test_a_number_that_does_not_leave_its_controls_says_so_first(answer: Credit) -> None:
    lead = answer.lead
    same = Estimate(lead.point, lead.interval, lead.draws)
    drowned = replace(lead, controls={"matched": same})
    other = replace(answer, regions={**answer.regions, "descendants": drowned})
    assert not other.clear_of_controls
    assert other.sentence.startswith("Not clearly more than without as many others of the same dates and styles (")
    far = replace(lead, controls={"matched": Estimate(0.0, (0.0, 0.0), np.zeros_like(lead.draws))})
    assert replace(answer, regions={"descendants": far}).sentence.startswith("Without ")


def test_every_artist_and_style_has_its_loss_and_control(answer: Credit) -> None:
    where = answer.where
    assert {"id", "artist", "style", "year", "factual", "more", "control"} <= set(where)
    total = 100 * where["more"].sum() / where["factual"].sum()
    table = by_group(where, "style", min_works=1)
    sizes = where.groupby("style")["factual"].sum().reindex(table["name"]).to_numpy()
    assert np.average(table["percent"], weights=sizes) == pytest.approx(total)
    assert (np.diff(table["percent"]) <= 0).all() and table["control"].notna().all()


def test_it_is_read_back_as_it_was_written(answer: Credit, tmp_path) -> None:
    answer.save(tmp_path)
    again = Credit.read(tmp_path, answer.slug)
    assert again.sentence == answer.sentence
    assert again.where.equals(answer.where)
    assert again.regions["descendants"].to_json() == answer.regions["descendants"].to_json()


def test_a_work_that_nothing_descends_from_leads_with_its_style(history: History) -> None:
    last = int(history.graph.dated[-1])
    answer = sg.credit(history.graph, last, bootstraps=0)
    assert "descendants" not in answer.regions
    assert "works of its style would each be" in answer.sentence
