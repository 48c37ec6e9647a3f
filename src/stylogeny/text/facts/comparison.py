"""How movements stand to one another: which is the most of anything, whose painters left for which."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np

from .index import HistoryIndex, is_missing, whole_number
from .types.movements import CrossingFacts, SuperlativeFacts
from .types.quantities import Number

FEW = 3  # movements from which on one of them can be the most of anything, and crossings that are worth a word
# by how much an appearance must differ from the next to be the most of anything
PLAIN = {"light": 0.05, "chroma": 0.03, "contrast": 0.02}
# what is said of the highest and of the lowest by each figure, and by how much they must differ from the next
SUPERLATIVES = (
    ("is_largest", "is_smallest", "size", 1.0),
    ("is_crowded", "is_select", "hands", 1.0),
    ("is_longest", "is_shortest", "lived", 1.0),
    ("is_varied", "is_alike", "variation", 0.01),
    ("is_resisted", "", "opposed", 0.02),
    ("is_lightest", "is_darkest", "light", PLAIN["light"]),
    ("is_fullest", "is_greyest", "chroma", PLAIN["chroma"]),
    ("is_harshest", "is_softest", "contrast", PLAIN["contrast"]),
)


class MovementComparison:
    """What is found by comparing all movements and artists of a history.

    Parameters
    ----------
    index : HistoryIndex
    """

    def __init__(self, index: HistoryIndex) -> None:
        self.index = index

    def superlatives(self, movement: str) -> SuperlativeFacts:
        """What this movement is the most of, among all that have a name; ties are nobody's."""
        return SuperlativeFacts(**{name: True for name, owner in self._superlatives.items() if owner == movement})

    @cached_property
    def _superlatives(self) -> dict[str, str]:
        """Which movement is first in what."""
        out: dict[str, str] = {}
        if len(self.index.named_movements) < FEW:
            return out
        alive = {m for m in self.index.named_movements if is_missing(self.index.movement_of[m]["died"])}
        for high, low, name, margin in SUPERLATIVES:
            ranked = sorted(self._figures[name].items(), key=lambda e: (e[1], e[0]))
            if len(ranked) < FEW:
                continue
            if ranked[-1][1] - ranked[-2][1] >= margin:
                out[high] = ranked[-1][0]
            if low and ranked[1][1] - ranked[0][1] >= margin and not (name == "lived" and ranked[0][0] in alive):
                out[low] = ranked[0][0]
        return out

    @cached_property
    def _figures(self) -> dict[str, dict[str, float]]:
        """By name of a figure: its value for each movement that has it."""
        index, makers = self.index, self.index.works["artist"].to_numpy()
        out: dict[str, dict[str, float]] = {name: {} for _, _, name, _ in SUPERLATIVES}
        for m in index.named_movements:
            rows, row = index.by_movement[m], index.movement_of[m]
            out["size"][m] = len(rows)
            out["hands"][m] = len(set(makers[rows]))
            died = whole_number(row["died"])
            out["lived"][m] = (index.last if died is None else died) - index.born(m)
            for name in ("variation", "opposed"):
                if not is_missing(row[name]):
                    out[name][m] = float(row[name])
            appearance = index.appearance(rows)
            if appearance is not None and appearance.figures is not None:
                for name in PLAIN:
                    out[name][m] = float(getattr(appearance.figures, name))
        return out

    def crossings(self, movement: str) -> CrossingFacts:
        """Whence a movement's painters came, where they went, and whom they turned away from."""
        name = self.index.movement_name
        came = Counter({before: n for (before, after), n in self._moves.items() if after == movement})
        went = Counter({after: n for (before, after), n in self._moves.items() if before == movement})
        source, goal = commonest(came), commonest(went)
        from_there = source if source and came[source] >= FEW else ""
        onward = Counter({before: n for (before, after), n in self._moves.items() if after == goal})
        # where most of those who came there are from here, it is told there
        to_there = goal if goal and went[goal] >= FEW and commonest(onward) != movement else ""
        return CrossingFacts(
            came_from=name(from_there),
            recruits=Number(came[from_there]) if from_there else None,
            went_to=name(to_there),
            leavers=Number(went[to_there]) if to_there else None,
            enemy=name(self._enemy(movement)),
        )

    def _enemy(self, movement: str) -> str:
        """The movement that a movement's painters turned away from most; empty where that is none in particular."""
        homes = {artist: self.index.home(artist) for artist in self.index.artist_of}
        members = [artist for artist, home in homes.items() if home == movement]
        against = Counter(homes.get(rival, "") for artist in members for rival in set(self.index.rivals(artist)))
        others = {m: n for m, n in against.items() if m and m != movement and self.index.movement_name(m)}
        enemy = commonest(Counter(others))
        return enemy if enemy and others[enemy] >= FEW and others[enemy] > against[movement] else ""

    @cached_property
    def _moves(self) -> Counter[tuple[str, str]]:
        """How many artists began in one named movement and ended in another that is younger."""
        home = self.index.works["movement"].to_numpy()
        born = {m: self.index.born(m) for m in self.index.named_movements}
        moves = Counter[tuple[str, str]]()
        for rows in self.index.by_artist.values():
            homes = [str(home[r]) for r in rows if str(home[r]) in born]
            if homes and born[homes[0]] < born[homes[-1]]:
                moves[homes[0], homes[-1]] += 1
        return moves

    @cached_property
    def founders(self) -> dict[str, str]:
        """The name of the movement that an artist founded."""
        return {self.index.founder(m): self.index.movement_name(m) for m in self.index.named_movements}

    @cached_property
    def centres(self) -> dict[str, str]:
        """The name of the movement whose centre an artist made (:meth:`HistoryIndex.centre`)."""
        artist = self.index.works["artist"]
        names = self.index.movement_name
        return {str(artist.iat[self.index.centre(m)]): names(m) for m in self.index.named_movements}

    @cached_property
    def careers(self) -> np.ndarray:
        """How many works each artist showed, int64[artists]."""
        return np.array([len(rows) for rows in self.index.by_artist.values()])


def commonest(tally: Counter[str]) -> str:
    """The commonest, where no other is as common; empty for none."""
    most = tally.most_common(2)
    return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else ""
