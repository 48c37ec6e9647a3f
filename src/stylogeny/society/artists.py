"""Virtual artists: who is alive, whom they know, what they like, where in style space they work.

A society has a fixed number of places; when an artist dies the next one is born into the place. Lives, tastes,
ambitions and circles belong to (place, generation) and happen alike in every counterfactual history; only the teacher,
and with it the first manner, is chosen from who is there.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from ..futures.artist_space import ArtistSpace
from ..streams import normals, uniforms
from .choice import gumbel

FIRST, LAST = 18, 80  # ages between which artists work
CIRCLE = 4  # colleagues that an artist knows
TRAITS = 6  # directions of style that taste attends to
INHERITED = 0.7  # chance that a pupil works in the teacher's medium
TAUGHT, OWN = 0.7, 0.3  # shares of a pupil's first manner that are the teacher's and the pupil's own


@dataclass(frozen=True, eq=False)
class Artists:
    """m living artists, one per place.

    Parameters
    ----------
    generation, born, dies : ndarray
        int64[m].
    teacher : ndarray
        int64[m]: uid of the teacher, -1 for none.
    ambition : ndarray
        float32[m] in (0, 1): how far they explore before a success, and how soon they repeat one.
    strictness : ndarray
        float32[m] in (0, 1): how closely they hold themselves to their own manner.
    medium : ndarray
        int64[m]: number of the medium they work in, of :attr:`ArtistSpace.media`.
    retired : ndarray
        bool[m]: whether they have given up.
    taste : ndarray
        float32[m, t] over the society's traits.
    circle : ndarray
        int32[m, k]: places of the colleagues they know.
    manner : ndarray
        float32[m, d]: the style they have arrived at.
    """

    generation: np.ndarray
    born: np.ndarray
    dies: np.ndarray
    teacher: np.ndarray
    ambition: np.ndarray
    strictness: np.ndarray
    medium: np.ndarray
    retired: np.ndarray
    taste: np.ndarray
    circle: np.ndarray
    manner: np.ndarray

    def __len__(self) -> int:
        return len(self.born)

    @property
    def uid(self) -> np.ndarray:
        """int64[m]: names an artist for ever, whatever happens to others."""
        return self.generation * len(self) + np.arange(len(self))

    def working(self, year: int) -> np.ndarray:
        """bool[m]: who is of an age to work in a year, and has not given up."""
        age = year - self.born
        return (age >= FIRST) & (year <= self.dies) & ~self.retired


def founders(space: ArtistSpace, *, artists: int, year: int, seed: int) -> Artists:
    """The artists alive when a simulation begins: of all ages, each in the manner of an artist of the corpus."""
    index = np.arange(artists)
    u = uniforms(seed, "founder", index=index, draws=2)
    born = year - (FIRST + (LAST - FIRST) * u[:, 0]).astype(np.int64)
    zero = np.zeros(artists, dtype=np.int64)
    model = (u[:, 1] * len(space.manner)).astype(np.int64)
    noise = normals(seed, "manner", index=index, draws=space.manner.shape[1])
    manner = space.manner[model] + 0.5 * space.within * noise
    people = _people(index, zero, born, space, seed)
    return replace(people, dies=np.maximum(people.dies, year + 1), manner=manner.astype(np.float32))


def succeed(
    artists: Artists, *, year: int, fame: np.ndarray, space: ArtistSpace, seed: int, births: bool = True
) -> tuple[Artists, np.ndarray]:
    """Let the newly trained follow those who died last year: the artists, and bool[m] of the new ones.

    A teacher is drawn among the newcomer's circle by fame; most of the first manner is the teacher's.
    """
    new = (artists.dies < year) & births
    rows = np.flatnonzero(new)
    if not len(rows):
        return artists, new
    generation = artists.generation[rows] + 1
    fresh = _people(rows, generation, np.full(len(rows), year - FIRST), space, seed, places=len(artists))
    event = generation * len(artists) + rows
    circle = fresh.circle
    alive = artists.working(year)[circle] & ~new[circle]
    score = np.where(alive, np.log1p(fame[circle]) + gumbel(seed, "teacher", index=event, draws=CIRCLE), -np.inf)
    teacher = circle[np.arange(len(rows)), score.argmax(axis=1)]
    taught = np.isfinite(score.max(axis=1))
    model = (uniforms(seed, "model", index=event)[:, 0] * len(space.manner)).astype(np.int64)
    noise = normals(seed, "manner", index=event, draws=artists.manner.shape[1])
    own = space.manner[model] + 0.5 * space.within * noise
    manner = np.where(taught[:, None], TAUGHT * artists.manner[teacher] + OWN * own, own)
    inherits = taught & (uniforms(seed, "medium", index=event)[:, 0] < INHERITED)
    fresh = replace(
        fresh,
        teacher=np.where(taught, artists.uid[teacher], -1),
        medium=np.where(inherits, artists.medium[teacher], fresh.medium),
        manner=manner,
    )
    return _into_places(artists, rows, fresh), new


def _into_places(artists: Artists, rows: np.ndarray, fresh: Artists) -> Artists:
    """The artists with other ones in these places."""
    values = {}
    for field in fields(Artists):
        value = getattr(artists, field.name).copy()
        value[rows] = getattr(fresh, field.name)
        values[field.name] = value
    return Artists(**values)


def _people(
    rows: np.ndarray,
    generation: np.ndarray,
    born: np.ndarray,
    space: ArtistSpace,
    seed: int,
    *,
    places: int | None = None,
) -> Artists:
    """What belongs to (place, generation) alone; the manner is left empty."""
    places = len(rows) if places is None else places
    event = generation * places + rows
    u = uniforms(seed, "life", index=event, draws=4)
    # a Gompertz life: half have died by 66, few reach 90
    dies = born + np.clip(66 + 14 * np.log(np.log(1 / u[:, 0]) / np.log(2)), FIRST + 4, 95).astype(np.int64)
    near = normals(seed, "circle", index=event, draws=CIRCLE) * max(places / 50, 3)
    circle = (rows[:, None] + np.where(near >= 0, np.ceil(near), np.floor(near)).astype(np.int64)) % places
    medium = np.minimum(np.searchsorted(np.cumsum(space.common), u[:, 3]), len(space.media) - 1)
    return Artists(
        generation=generation,
        born=born,
        dies=dies,
        teacher=np.full(len(rows), -1),
        ambition=u[:, 1].astype(np.float32),
        strictness=u[:, 2].astype(np.float32),
        medium=medium,
        retired=np.zeros(len(rows), dtype=bool),
        taste=normals(seed, "taste", index=event, draws=TRAITS).astype(np.float32),
        circle=circle.astype(np.int32),
        manner=np.zeros((len(rows), 0)),
    )
