"""Facts about movements are those of the tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.simulated_history import SimulatedHistory, two_schools
from stylogeny.text.facts.history_facts import HistoryFacts
from stylogeny.text.facts.movements import name_origin
from stylogeny.text.facts.types.movements import MovementFacts
from stylogeny.text.facts.types.quantities import Difference, Title
from stylogeny.text.facts.types.works import AppearanceFacts, WorkLabel


def facts_of(movement: str, history: SimulatedHistory | None = None) -> MovementFacts:
    return HistoryFacts(history or two_schools()).movement(movement)


def test_the_span_of_a_movement() -> None:
    dark, light = facts_of("m0"), facts_of("m1")
    assert (dark.born, dark.died, dark.lasted, dark.alive) == (1950, 1979, 29, None)
    assert (dark.stale_from, dark.fresh_years) == (1970, 20)
    assert (light.died, light.lasted, light.alive, light.stale_from) == (None, None, 2009, None)


def test_its_people() -> None:
    dark = facts_of("m0")
    assert dark.founder == "Ada Berg" and dark.founder_rival == "Bo Lind" and dark.founder_teacher == ""
    assert dark.members == ("Bo Lind", "Cy Holm") and dark.painters == 3 and dark.few and dark.size == 27
    assert dark.main_hand == "Ada Berg" and dark.main_share == pytest.approx(11 / 27)
    light = facts_of("m1")
    assert light.main_hand == "" and light.main_share is None


def test_its_neighbours_and_how_it_was_received() -> None:
    dark, light = facts_of("m0"), facts_of("m1")
    assert (dark.advocates, dark.advocate, dark.opponents, dark.opponent) == (3, None, None, 1)
    assert (light.advocates, light.advocate, light.opponents, light.opponent) == (None, 1, 4, None)
    assert light.parent == "The Slate Circle" and Difference.LIGHTER in light.than_parent and dark.parent == ""
    assert dark.heirs == ("The Bone Room",) and light.heirs == ()
    assert (dark.distinct, dark.indistinct) == (0.93, None) and (light.distinct, light.indistinct) == (None, 0.4)


def test_a_first_work_that_nobody_of_it_took_up_is_no_root() -> None:
    history = two_schools()
    assert not facts_of("m0", history).first_followed  # only by the painter's own next one
    school = history.works[history.works["movement"] == "m0"]
    other = school[school["artist"] != school["artist"].iat[0]]["id"].iat[-1]
    tie = history.parents.iloc[:1].assign(child=other, parent=school["id"].iat[0])
    followed = replace(history, parents=pd.concat([history.parents, tie], ignore_index=True))
    assert facts_of("m0", followed).first_followed


def test_critics_who_are_not_counted_are_not_told() -> None:
    history = two_schools()
    silent = replace(history, movements=history.movements.assign(advocates=[0, None], opponents=None))
    dark = facts_of("m0", silent)
    assert dark.advocates is dark.advocate is dark.opponents is dark.opponent is None


def test_its_works() -> None:
    facts = HistoryFacts(two_schools())
    dark = facts.movement("m0")
    assert dark.first == WorkLabel(title=Title("Piece 0"), year=1950, artist="Ada Berg") and dark.first_age == 30
    centre = facts.work(facts.index.centre("m0"))
    assert dark.best is not None and dark.best.title == centre.title and dark.best_answered == centre.answered
    assert (dark.best_source, dark.best_source_artist) == (centre.source, centre.source_artist)
    assert dark.last is not None and dark.last.year == 1978 and not dark.best_is_first


def test_a_movement_without_works_is_told_by_its_row() -> None:
    history = two_schools()
    bare = replace(history, works=history.works.assign(movement="m1"))
    dark = facts_of("m0", bare)
    assert dark.size == 0 and dark.first is dark.best is dark.last is None and dark.name == "The Slate Circle"


@pytest.mark.parametrize(
    ("facts", "origin"),
    [
        (MovementFacts(name="The Berg Circle", founder="Ada Berg"), "founder"),
        (MovementFacts(name="The Rakers"), "insult"),
        (MovementFacts(name="The Teal Door", appearance=AppearanceFacts(palette=("bone", "teal"))), "colour"),
        (
            MovementFacts(name="The Foundry Circle", founder="Ada Berg", appearance=AppearanceFacts(palette=("teal",))),
            "",
        ),
        (
            MovementFacts(name="The Hinge Group", first=WorkLabel(title=Title("The Hinge"), year=1921, artist="Ada")),
            "title",
        ),
    ],
)
def test_a_name_comes_from_one_of_the_facts(facts: MovementFacts, origin: str) -> None:
    assert name_origin(facts) == origin


def test_the_origin_of_the_name_is_told_of_a_movement() -> None:
    history = two_schools()
    named = replace(history, movements=history.movements.assign(name=["The Rakers", "The Lind Studio"]))
    assert facts_of("m0", named).name_insult and not facts_of("m0", named).name_founder
    assert facts_of("m1", named).name_founder and not facts_of("m1", named).name_insult
    assert pd.Series(facts_of("m0").document()).filter(like="name_").empty


def test_a_movement_is_said_to_be_recognised_only_where_the_works_shown_are() -> None:
    """The probe tells most of a movement's works; of four that lie among the others it is not said."""
    history = two_schools()
    movements = history.movements.assign(recognisability=0.9)
    vectors = np.where(history.works["movement"].eq("m1").to_numpy()[:, None], 1.0, -1.0) * np.ones((60, 3))
    rows = [30, 34, 40, 44]
    stray = vectors.copy()
    stray[rows] = -1.0
    for x, said in ((vectors, True), (stray, False)):
        facts = HistoryFacts(replace(history, movements=movements, vectors=x))
        assert facts.movement("m1").distinct is not None
        assert (facts.movement("m1", shown=rows).distinct is not None) == said
