"""Names of artists who never lived, in the languages of the past that they follow, no two alike.

The languages of a past are read off its artists' names. Given names are ordinary ones, family names are put together
from parts (:mod:`.name_parts`); none is a family name of that past, and no two in use are one letter apart. A past
whose names are mostly of no language known here lends its own: given and family names, put together otherwise than
any artist had them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from ..influence.graph import InfluenceGraph
from ..streams import stream, uniforms
from .name_parts import language_of, languages, plain
from .numerals import roman

RECENT = 150  # years before the last work whose artists' languages are followed
ENOUGH = 12  # artists, or family names, that say something about a past
RARE = 0.02  # share of a past's artists below which a language is left out

Family = tuple[str, str]  # as a man bears it, as a woman does


def recent_artists(graph: InfluenceGraph) -> list[str]:
    """Artists of the last :data:`RECENT` years of a past; all of its artists where those are few."""
    artist, years = graph.works.column("artist").astype(str), graph.years
    if np.isnan(years).all():
        return sorted(set(artist) - {""})
    recent = sorted(set(artist[years >= np.nanmax(years) - RECENT]) - {""})
    return recent if len(recent) >= ENOUGH else sorted(set(artist) - {""})


def names(uid: np.ndarray, *, seed: int, past: Sequence[str] = ()) -> list[str]:
    """Names of artists by their numbers; a name depends on the number, the seed and the past alone.

    Parameters
    ----------
    uid : ndarray
        int[k], not negative.
    seed : int
    past : sequence of str
        Names of real artists: whose languages are followed, and none of whose family names is used.
    """
    uid = np.asarray(uid, dtype=np.int64)
    if not len(uid):
        return []
    shares, lent = _shares(past), _lent(past)
    kinds = sorted(shares)
    everyone = np.arange(int(uid.max()) + 1)
    u = uniforms(seed, "artist's tongue", index=everyone)[:, 0]
    edges = np.cumsum([shares[k] for k in kinds])
    language = np.minimum(np.searchsorted(edges / edges[-1], u), len(kinds) - 1)
    taken = {plain(n).split()[-1] for n in past if n.split()}
    out = dict[int, str]()
    wanted = np.zeros(len(everyone), dtype=bool)
    wanted[uid] = True
    for k, kind in enumerate(kinds):
        here = np.flatnonzero(language == k)  # the n-th artist of a language has its n-th family name
        if kind:
            given = [*languages()[kind].women, *languages()[kind].men]
            families = _families(kind, len(here), seed=seed, taken=taken)
        else:
            given, families = lent[0], [(n, n) for n in lent[1]]
        given = [given[j] for j in stream(seed, "given names", kind).permutation(len(given))]
        women = set(languages()[kind].women) if kind else set[str]()
        start = (uniforms(seed, "given name", kind, index=np.arange(len(families)))[:, 0] * len(given)).astype(int)
        real = frozenset() if kind else frozenset(map(plain, past))
        for n in np.flatnonzero(wanted[here]).tolist():
            slot, turn = n % len(families), n // len(families)
            out[int(here[n])] = _whole(families[slot], given, women, real, int(start[slot]), turn)
    return [out[k] for k in uid.tolist()]


def _whole(family: Family, given: list[str], women: set[str], real: frozenset[str], start: int, turn: int) -> str:
    """The `turn`-th bearer of a family name: no two have the same given name until all are used, then come numerals."""
    able = [g for g in given if plain(f"{g} {family[0]}") not in real] if real else given
    first = able[(start + turn) % len(able)]
    name = f"{first} {family[first in women]}"
    return name if turn < len(able) else f"{name} {roman(turn // len(able) + 1)}"


def _families(kind: str, count: int, *, seed: int, taken: set[str]) -> list[Family]:
    """The first `count` family names of a language (all when it has fewer), none taken and no two one letter apart."""
    out: list[Family] = []
    seen: set[str] = set()
    for both in _in_turn(kind, seed):
        if len(out) == max(count, 1):
            break
        keys = _near(both)
        if not keys & seen and not {plain(name) for name in both} & taken:
            seen |= keys
            out.append(both)
    return out


def _in_turn(kind: str, seed: int) -> Iterator[Family]:
    """Family names of a language, every head once before any comes again."""
    luck = stream(seed, "family names", kind)
    heads = [[head[j] for j in luck.permutation(len(head))] for head in _own()[kind]]
    for turn in range(max(map(len, heads))):
        for k in luck.permutation(len(heads)):
            if turn < len(heads[k]):
                yield heads[k][turn]


@cache
def _own() -> dict[str, tuple[tuple[Family, ...], ...]]:
    """Family names of every language by head, without those at most one letter from one of a language before."""
    out, before = dict[str, tuple[tuple[Family, ...], ...]](), set[str]()
    for kind, parts in languages().items():
        out[kind] = tuple(tuple(f for f in head if not _near(f) & before) for head in parts.family)
        before |= {key for head in out[kind] for family in head for key in _near(family)}
    return out


def _near(family: Family) -> set[str]:
    """Its names and what is left of them without one letter: names one letter apart have one of these in common."""
    bare = {plain(name) for name in family}
    return bare | {name[:k] + name[k + 1 :] for name in bare for k in range(len(name))}


def _shares(past: Sequence[str]) -> dict[str, float]:
    """Shares of the languages that a past's names are of; the empty one stands for names that the past lends."""
    usable = _usable(past)
    counts = Counter(language_of(n) for n in usable)
    unknown = counts.pop("", 0)
    if len(usable) < ENOUGH or (unknown > len(usable) / 2 and min(map(len, _lent(past))) < ENOUGH):
        return dict.fromkeys(languages(), 1.0)
    if unknown > len(usable) / 2:
        return {"": 1.0}
    return {k: float(c) for k, c in counts.items() if c >= RARE * len(usable)}


def _lent(past: Sequence[str]) -> tuple[list[str], list[str]]:
    """Given and family names of a past."""
    words = [n.split() for n in _usable(past)]
    return sorted({w[0] for w in words}), sorted({w[-1] for w in words})


def _usable(past: Sequence[str]) -> list[str]:
    """Names of two words or more, letters only."""
    return sorted({n for n in past if len(n.split()) > 1 and all(c.isalpha() or c in " .-'’" for c in n)})
