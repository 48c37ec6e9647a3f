"""The tables of a simulated history, against loops over its years."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.societies import played
from stylogeny.futures.offspring import RESPONSES
from stylogeny.histories.tables import ShownWorks, parent_table, work_table, yearly_table
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.movements.life_cycle import OPINION
from stylogeny.society.setting import Setting
from stylogeny.society.state import State


@pytest.fixture(scope="module")
def society(graph: InfluenceGraph) -> tuple[State, Setting]:
    states, setting = played(graph, years=12, artists=60)
    return states[-1], setting


@pytest.fixture(scope="module")
def shown(society: tuple[State, Setting]) -> ShownWorks:
    return ShownWorks.of(*society)


def test_works_that_were_shown_are_there_in_order_with_all_their_adoptions(
    society: tuple[State, Setting], shown: ShownWorks
) -> None:
    records = society[0].records
    number = [n for r in records for n, seen in zip(r.number, r.shown) if seen]
    assert shown.number.tolist() == number and 0 < len(number) < sum(len(r.number) for r in records)
    assert (np.diff(shown.year) >= 0).all()
    fame = dict.fromkeys(number, 0.0)
    for r in records:
        for work, count in zip(r.adopted, r.adoptions):
            if work in fame:
                fame[work] += float(count)
    np.testing.assert_allclose(shown.fame, [fame[n] for n in number], rtol=1e-5)
    assert max(fame.values()) > 0


def test_a_history_of_no_years_has_no_works(society: tuple[State, Setting], graph: InfluenceGraph) -> None:
    states, setting = played(graph, years=0)
    none = ShownWorks.of(states[-1], setting)
    assert len(none.number) == 0 and none.style.shape == (0, len(setting.centre))
    assert not len(work_table(none, none.number)) and not len(yearly_table(states[-1], none))


def test_a_row_of_the_table_says_what_was_drawn(shown: ShownWorks) -> None:
    member = np.where(shown.number % 2, -1, 7)
    table = work_table(shown, member)
    assert table["id"].tolist() == [f"s{n}" for n in shown.number]
    assert table["artist"].tolist() == [f"a{u}" for u in shown.uid]
    assert table["movement"].tolist() == ["" if n % 2 else "m7" for n in shown.number]
    assert table["response"].tolist() == [RESPONSES[k] for k in shown.response]
    assert table["advocates"].tolist() == [sum(v > OPINION for v in row) for row in shown.verdict]
    assert table["opponents"].tolist() == [sum(v < -OPINION for v in row) for row in shown.verdict]


def test_parents_are_earlier_works_of_the_history_or_of_the_past(graph: InfluenceGraph, shown: ShownWorks) -> None:
    table = parent_table(graph, shown)
    assert len(table) == (shown.parents >= 0).sum()
    year = dict(zip(shown.ids, shown.year)) | dict(zip(graph.works.ids, graph.years))
    inside = set(shown.ids)
    ours = table["parent"].isin(inside)
    assert ours.any() and (~ours).any()
    assert all(year[p] < year[c] for c, p in zip(table["child"][ours], table["parent"][ours]))
    past = set(graph.works.ids)
    assert all(p in past or p.startswith("s") for p in table["parent"][~ours])
    np.testing.assert_allclose(table.groupby("child")["weight"].sum(), 1.0, atol=1e-5)


def test_a_year_counts_its_artists_and_works(society: tuple[State, Setting], shown: ShownWorks) -> None:
    state, _ = society
    table = yearly_table(state, shown)
    assert table["year"].tolist() == [r.year for r in state.records]
    for row, record in zip(table.itertuples(), state.records):
        here = shown.year == record.year
        assert (row.artists, row.made, row.shown) == (len(set(record.uid)), len(record.number), record.shown.sum())
        apart = shown.style[here] - shown.style[here].mean(axis=0)
        assert row.spread == pytest.approx(np.sqrt(np.square(apart).sum(axis=1).mean()), rel=1e-4)
        fame = shown.fame[here].astype(float)
        between = np.abs(fame[:, None] - fame).mean() / (2 * fame.mean()) if fame.sum() else 0.0
        assert row.gini == pytest.approx(between, abs=1e-6)
