"""A simulated society: what users rely on, from a small past with given vectors."""

import numpy as np
import pandas as pd
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.histories.simulate import simulate
from stylogeny.society.parameters import SocietyParameters
from stylogeny.society.setting import HORIZON


def test_parents_are_earlier_and_their_weights_sum_to_one(past, history):
    year = dict(zip(history.works["id"], history.works["year"])) | dict(zip(past.works.ids, past.works.year))
    edges = history.parents
    assert (edges["parent"].map(year) < edges["child"].map(year)).all()
    assert np.allclose(edges.groupby("child")["weight"].sum(), 1)
    assert history.works["year"].between(1900, 1940).all() and history.works["year"].is_monotonic_increasing


def test_artists_work_only_while_they_live(history):
    people = history.artists.set_index("id")
    age = history.works["year"] - history.works["artist"].map(people["born"])
    assert age.between(18, 100).all()
    died = history.works["artist"].map(people["died"])
    assert (history.works["year"] <= died.fillna(10_000)).all()
    assert people["name"].is_unique


def test_the_same_seed_gives_the_same_history_and_another_another(past, history):
    again = simulate(past, years=40, artists=40, pictures=0, seed=3)
    pd.testing.assert_frame_equal(again.works, history.works)
    assert (again.vectors == history.vectors).all()
    other = simulate(past, years=40, artists=40, pictures=0, seed=4)
    assert set(other.works["id"]) != set(history.works["id"])


def test_without_a_work_only_what_it_touched_changes(past, history):
    edges = history.parents[history.parents["parent"].str.startswith("s")]
    gone = edges["parent"].value_counts().index[0]
    without = simulate(past, years=40, artists=40, pictures=0, seed=3, without=gone)
    assert gone not in set(without.works["id"]) and gone not in set(without.parents["parent"])
    year = dict(zip(history.works["id"], history.works["year"]))[gone]
    before = (history.works["year"] < year).to_numpy()
    then = (without.works["year"] < year).to_numpy()
    assert (history.vectors[before] == without.vectors[then]).all()
    # luck belongs to events: who lives and who sets out to make a work that year is the same in both
    assert (
        history.artists[["id", "born"]].merge(without.artists[["id", "born"]], on="id").eval("born_x == born_y")
    ).all()
    both = history.works["id"].isin(set(without.works["id"]))
    assert both.mean() > 0.8


def test_deleting_the_last_work_of_a_history_changes_nothing_else(past, history):
    last = history.works[history.works["year"] == history.works["year"].max()]["id"].iat[0]
    without = simulate(past, years=40, artists=40, pictures=0, seed=3, without=last)
    kept = (history.works["id"] != last).to_numpy()
    assert list(without.works["id"]) == list(history.works["id"][kept])
    assert (without.vectors == history.vectors[kept]).all()


def test_imitation_makes_fame_unequal(past):
    calm = simulate(past, years=30, artists=60, pictures=0, parameters=SocietyParameters(imitation=0.0))
    crowd = simulate(past, years=30, artists=60, pictures=0, parameters=SocietyParameters(imitation=1.2))
    assert crowd.yearly["gini"].tail(10).mean() > calm.yearly["gini"].tail(10).mean() + 0.05


def test_a_society_without_births_dies_out_and_says_so(past):
    history = simulate(past, years=200, artists=20, pictures=0, parameters=SocietyParameters(births=False))
    assert history.ended == "everyone has died" and history.years < 100 and len(history) > 50


@pytest.mark.parametrize("asked", [{"years": 0}, {"years": -5}, {"artists": 0}, {"years": HORIZON}, {"pictures": -1}])
def test_bad_calls(past, asked):
    with pytest.raises(StylogenyError):
        simulate(past, **{"years": 5, "artists": 5, "pictures": 0} | asked)
    with pytest.raises(StylogenyError, match="not the id"):
        simulate(past, years=2, artists=5, pictures=0, without="mona-lisa")
