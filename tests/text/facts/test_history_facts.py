"""One history's facts, all from one index."""

from __future__ import annotations

from helpers.simulated_history import two_schools
from stylogeny.text.facts.artists import artist_facts
from stylogeny.text.facts.history_facts import HistoryFacts
from stylogeny.text.facts.lives import life_facts
from stylogeny.text.facts.movements import movement_facts
from stylogeny.text.facts.overview import overview_facts, sleeper_facts
from stylogeny.text.facts.relations import line_facts, quarrel_facts, target_facts
from stylogeny.text.facts.works import work_facts


def test_every_fact_is_built_from_the_index() -> None:
    facts = HistoryFacts(two_schools())
    index, comparison = facts.index, facts.comparison
    assert facts.work(5) == work_facts(index, 5) and facts.life("a0") == life_facts(index, "a0")
    assert facts.movement("m0") == movement_facts(index, comparison, "m0")
    assert facts.artist("a0") == artist_facts(index, comparison, "a0")
    assert facts.overview() == overview_facts(index) and facts.sleeper(5) == sleeper_facts(index, 5)
    assert (facts.quarrel(), facts.target(), facts.line()) == (
        quarrel_facts(index), target_facts(index), line_facts(index),
    )  # fmt: skip
    assert facts.quarrel() is not None and facts.line() is not None
