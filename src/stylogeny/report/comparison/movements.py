"""The movements of two worlds: which are the same, and which are missing, late, early or new."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ...corpus.works import Works
from ...movements.detect import Movements, detect_movements
from .inputs import TwoWorlds

SAME = 0.3  # works in common, of those in either, from which two movements are one


@dataclass(frozen=True)
class Fate:
    """What became of a movement.

    Parameters
    ----------
    name : str
        The style that most of its works are catalogued under, else its foremost artist.
    first, size : int
        The first year of its first span, and its works, in the world where it is (the factual one, where it is in
        both).
    fate : str
        ``missing``, ``later``, ``earlier``, ``new`` or ``there``.
    years : int
        By how much later (or earlier) it is declared; 0 for the others.
    other_size : int
        Its works in the other world, 0 where it is missing.
    """

    name: str
    first: int
    size: int
    fate: str
    years: int
    other_size: int


def fates(worlds: TwoWorlds, *, seed: int = 0) -> list[Fate]:
    """The movements of both worlds, those that fared differently first."""
    graph = worlds.graph
    # whole works only: a movement has no half members
    weighed = Works(graph.works.table.assign(weight=np.maximum(worlds.weight, 1e-9)), graph.works.root)
    present = weighed.present(seed=seed) & (worlds.weight > 0)
    factual = _detect(graph.embedding.vectors, graph.years, graph.works, seed)
    other = _detect(worlds.vectors, np.where(present, graph.years, np.nan), graph.works, seed)
    partner = _partners(factual.member, other.member)
    out = []
    for number, born, declared in factual.table[["number", "born", "declared"]].itertuples(index=False):
        members = np.flatnonzero(factual.member == number)
        match = partner.get(int(number))
        later, size = 0, 0
        if match is not None:
            their = other.table.set_index("number").loc[match]
            later, size = int(their["declared"] - declared), int((other.member == match).sum())
        fate = "missing" if match is None else "later" if later > 0 else "earlier" if later < 0 else "there"
        out.append(Fate(_name(graph.works, members), int(born), len(members), fate, abs(later), size))
    for number, born in other.table[["number", "born"]].itertuples(index=False):
        if number not in partner.values():
            members = np.flatnonzero(other.member == number)
            out.append(Fate(_name(graph.works, members), int(born), len(members), "new", 0, len(members)))
    order = ("missing", "new", "later", "earlier", "there")
    return sorted(out, key=lambda f: (order.index(f.fate), f.first, f.name))


def _detect(vectors: np.ndarray, years: np.ndarray, works: Works, seed: int) -> Movements:
    artist = np.unique(works.column("artist").astype(str), return_inverse=True)[1]
    unnamed = works.column("artist") == ""  # works of unknown hands may be anybody's
    artist = np.where(unnamed, artist.max(initial=0) + 1 + np.arange(len(artist)), artist)
    return detect_movements(vectors, np.floor(years), artist, seed=seed)


def _partners(ours: np.ndarray, theirs: np.ndarray) -> dict[int, int]:
    """The movement of the other world that has most works in common with each, no one twice."""
    pairs = Counter(zip(ours[(ours >= 0) & (theirs >= 0)].tolist(), theirs[(ours >= 0) & (theirs >= 0)].tolist()))
    out: dict[int, int] = {}
    for (a, b), common in sorted(pairs.items(), key=lambda p: (-p[1], p[0])):
        either = int(((ours == a) | (theirs == b)).sum())
        if a not in out and b not in out.values() and common >= SAME * either:
            out[a] = b
    return out


def _name(works: Works, members: np.ndarray) -> str:
    """What most of its works go by."""
    for column in ("style", "artist"):
        names = Counter(str(v) for v in works.column(column)[members] if v)
        if names:
            return names.most_common(1)[0][0]
    return "an unnamed movement"
