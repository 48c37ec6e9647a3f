"""All that can be said of one simulated history.

What happened and how it compares is found here (who came first, who turned from a teacher, which work waited longest
for an answer); how it is put into words is for :mod:`..wording`. Whoever writes gets these facts and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...corpus.works import Works
from .artists import artist_facts
from .comparison import MovementComparison
from .conversation import conversation_facts
from .index import HistoryIndex, Simulated
from .lives import life_facts
from .movements import as_shown, movement_facts
from .overview import overview_facts, sleeper_facts
from .relations import line_facts, quarrel_facts, target_facts
from .types.movements import MovementFacts, OverviewFacts
from .types.people import ArtistFacts, ConversationFacts, LifeFacts, LineFacts, QuarrelFacts, TargetFacts
from .types.works import SleeperFacts, WorkFacts
from .works import work_facts


class HistoryFacts:
    """Facts about a simulated history, found when asked for.

    Parameters
    ----------
    simulation : Simulated
    past : Works, optional
        The works that it grew from, so that sources among them are named.
    """

    def __init__(self, simulation: Simulated, *, past: Works | None = None) -> None:
        self.index = HistoryIndex(simulation, past=past)
        self.comparison = MovementComparison(self.index)

    def work(self, row: int) -> WorkFacts:
        """Facts about one work, by its row."""
        return work_facts(self.index, row)

    def movement(self, movement: str, *, shown: Sequence[int] = ()) -> MovementFacts:
        """Facts about one movement; of its looks only those that bear out for the works `shown`, by their rows."""
        facts = movement_facts(self.index, self.comparison, movement)
        return as_shown(self.index, facts, movement, shown) if shown else facts

    def conversation(self, artist: str, *, row: int | None = None, other: str = "") -> ConversationFacts:
        """Facts for an artist who is asked something, about a work (its row) or another artist (an id)."""
        return conversation_facts(self.index, self.comparison, artist, row=row, other=other)

    def artist(self, artist: str) -> ArtistFacts:
        """Facts about one artist."""
        return artist_facts(self.index, self.comparison, artist)

    def life(self, artist: str) -> LifeFacts:
        """Dates and relations of an artist."""
        return life_facts(self.index, artist)

    def overview(self) -> OverviewFacts:
        """Facts about the whole."""
        return overview_facts(self.index)

    def sleeper(self, row: int) -> SleeperFacts:
        """Facts about a work that waited long for an answer."""
        return sleeper_facts(self.index, row)

    def quarrel(self) -> QuarrelFacts | None:
        """The two best-followed artists who turned away from each other."""
        return quarrel_facts(self.index)

    def target(self) -> TargetFacts | None:
        """The artist from whom most others turned away."""
        return target_facts(self.index)

    def line(self) -> LineFacts | None:
        """The longest row of teachers and pupils."""
        return line_facts(self.index)
