"""What artists post: works, answers to one another, answers to visitors."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from ..artists import TRAITS
from .fandom import SEASONS

KINDS = ("work", "answer", "visitor")  # by the last two bits of a post's number
WORK, ANSWER, VISITOR = range(3)
_KINDS = 4


@dataclass(frozen=True, eq=False)
class Posts:
    """p posts, by number.

    Parameters
    ----------
    number : ndarray
        int64[p], ascending: names a post whatever else is posted; four times a work's number, plus the kind.
    author, to : ndarray
        int64[p]: uids of the artist who posts, and of the artist whom it is against; -1 for nobody.
    work, about : ndarray
        int64[p]: the work that whoever likes the post adopts, and the post that it answers; -1 for none.
    time : ndarray
        int64[p]: in seasons, four a year.
    made : ndarray
        int64[p]: the year of the work.
    traits : ndarray
        float32[p, t]: what tastes feel of the work.
    tone : ndarray
        float32[p] in [-1, 1]: of what is said, below 0 harsh; it counts where :class:`Fandom` gives it a weight.
    """

    number: np.ndarray
    author: np.ndarray
    to: np.ndarray
    work: np.ndarray
    about: np.ndarray
    time: np.ndarray
    made: np.ndarray
    traits: np.ndarray
    tone: np.ndarray

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def none(cls) -> Posts:
        """No posts."""
        none = np.zeros(0, dtype=np.int64)
        traits, tone = np.zeros((0, TRAITS), np.float32), np.zeros(0, np.float32)
        return cls(
            number=none, author=none, to=none, work=none, about=none, time=none, made=none, traits=traits, tone=tone
        )

    @property
    def kind(self) -> np.ndarray:
        """int64[p]: places in :data:`KINDS`."""
        return self.number % _KINDS

    @property
    def year(self) -> np.ndarray:
        """int64[p]: the year in which each is posted."""
        return self.time // SEASONS

    def select(self, rows: np.ndarray) -> Posts:
        """The posts at these rows."""
        return Posts(*(getattr(self, f.name)[rows] for f in fields(self)))

    def with_(self, other: Posts) -> Posts:
        """These posts and others, by number."""
        order = np.argsort(np.concatenate([self.number, other.number]), kind="stable")
        return Posts(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)])[order] for f in fields(self)))

    def rows_of(self, numbers: np.ndarray) -> np.ndarray:
        """Rows of posts by number, -1 for those that are not here; of the numbers' shape."""
        if not len(self):
            return np.full(numbers.shape, -1)
        row = np.minimum(np.searchsorted(self.number, numbers), len(self) - 1)
        return np.where(self.number[row] == numbers, row, -1)


def post_number(works: np.ndarray, kind: int) -> np.ndarray:
    """The numbers of the posts of this kind that works are named by."""
    return works * _KINDS + kind
