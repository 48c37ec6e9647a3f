"""The feed of a history as a table: every post, every like, and all that the fans followed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...artifacts import Format, read_table, write_table
from ...errors import StylogenyError
from ...society.parameters import SocietyParameters
from ...society.public.crowd import Public, PublicYear
from ...society.public.fandom import SEASONS, Fandom, PublicSetting
from ...society.public.fans import Fans
from ...society.public.posts import KINDS, Posts

FEED, LIKES, FANS = "feed.parquet", "likes.parquet", "fans.parquet"
FIX = "run `stylogeny simulate --fans` again"
FEED_FORMAT = Format(
    "feed", 1, FIX,
    ("id", "year", "season", "kind", "author", "to", "work", "about", "made", "traits", "tone", "text", "seen"),
)  # fmt: skip
LIKES_FORMAT = Format("likes", 1, FIX, ("fan", "post", "year", "season", "shared"))
FANS_FORMAT = Format("fans", 1, FIX, ("id", "name", "since", "public", "loyal_to", "against", "friends", "likes"))
LETTERS = {"author": "a", "to": "a", "work": "s", "about": "p"}  # ids begin with what they name


@dataclass(frozen=True, eq=False)
class Feed:
    """What was posted in a history, and what fans made of it.

    Parameters
    ----------
    posts : DataFrame
        One row per post in order of time: ``id``, ``year``, ``season`` (0 to 3), ``kind`` (``work``, ``answer`` to
        another artist, ``visitor``: an answer to one), ``author`` (artist id), ``to`` (whom it is against, empty for
        nobody), ``work`` (which it shows), ``about`` (the post that it answers), ``made`` (year of the work),
        ``traits`` (what tastes feel of it), ``text`` (what is said, empty where nobody wrote it) and its ``tone`` in
        [-1, 1], and how often it was ``seen``, ``liked`` and ``shared``.
    likes : DataFrame
        One row per like: ``fan`` (id), ``post``, ``year``, ``season``, ``shared`` (whether it was passed on).
    fans : DataFrame
        One row per fan at the end: ``id``, ``name``, ``since`` (year), ``public`` (which they come of), ``loyal_to``
        and ``against`` (ids of artists, the strongest tie first), ``friends`` (ids of fans), ``likes``.
    crowd : mapping
        Year to the number of artists at work.
    setting : PublicSetting
        What the fans followed from besides.
    """

    posts: pd.DataFrame
    likes: pd.DataFrame
    fans: pd.DataFrame
    crowd: Mapping[int, int]
    setting: PublicSetting

    def __repr__(self) -> str:
        fandom = self.setting.fandom
        return f"Feed({len(self.posts)} posts, {len(self.likes)} likes, {fandom.fans} fans, {fandom.ranking})"

    @classmethod
    def of(cls, public: Public, setting: PublicSetting) -> Feed:
        """What a public did in its years."""
        years = public.years
        posts = (
            pd.concat([_post_table(y.posts) for y in years], ignore_index=True) if years else _post_table(Posts.none())
        )
        likes = pd.concat([_like_table(y) for y in years], ignore_index=True) if years else _like_table(None)
        seen = pd.concat([pd.Series(y.seen, _ids("p", y.seen_post)) for y in years]) if years else pd.Series(dtype=int)
        counts = {
            "seen": seen.groupby(level=0).sum(),
            "liked": likes.groupby("post").size(),
            "shared": likes.groupby("post")["shared"].sum(),
        }
        for name, count in counts.items():
            posts[name] = count.reindex(posts["id"]).fillna(0).to_numpy(dtype=np.int64)
        posts = posts.sort_values(["year", "season", "id"], kind="stable", ignore_index=True)
        return cls(posts, likes, fan_table(public.fans, likes), {y.year: y.crowd for y in years}, setting)

    def adoptions(self) -> pd.DataFrame:
        """``year``, ``work`` and its ``adoptions`` in the year, by year and work."""
        work = dict(zip(self.posts["id"], self.posts["work"]))
        rows = pd.DataFrame({"year": self.likes["year"], "work": self.likes["post"].map(work)})
        count = rows.groupby(["year", "work"]).size().reset_index(name="adoptions")
        weight = count["year"].map({y: self.setting.weight(c) for y, c in self.crowd.items()})
        return count.assign(adoptions=count["adoptions"] * weight)

    def posted(self, year: int) -> Posts:
        """The posts of a year as fans are given them."""
        own = self.posts[self.posts["year"] == year]
        whole = {name: _numbers(own[name]) for name in LETTERS}
        posts = Posts(
            number=_numbers(own["id"]),
            author=whole["author"],
            to=whole["to"],
            work=whole["work"],
            about=whole["about"],
            time=(own["year"] * SEASONS + own["season"]).to_numpy(dtype=np.int64),
            made=own["made"].to_numpy(dtype=np.int64),
            traits=np.stack(own["traits"].tolist()).astype(np.float32) if len(own) else Posts.none().traits,
            tone=own["tone"].to_numpy(dtype=np.float32),
        )
        return Posts.none().with_(posts)

    def find(self, post: str) -> str:
        """The id of a post by its id, or by that of the work that it shows.

        Raises
        ------
        StylogenyError
            When there is none.
        """
        rows = self.posts[(self.posts["id"] == post) | (self.posts["work"] == post)]
        if not len(rows):
            raise StylogenyError("no such post in this feed", got=repr(post), fix="ids look like p8001200 or s2000300")
        return str(rows["id"].iloc[0])

    def save(self, folder: Path | str) -> None:
        """Write ``feed.parquet``, ``likes.parquet`` and ``fans.parquet``."""
        said = asdict(self.setting) | {"crowd": {str(y): c for y, c in self.crowd.items()}}
        write_table(Path(folder) / FEED, self.posts, FEED_FORMAT, **said)
        write_table(Path(folder) / LIKES, self.likes, LIKES_FORMAT)
        write_table(Path(folder) / FANS, self.fans, FANS_FORMAT)

    @classmethod
    def read(cls, folder: Path | str) -> Feed:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            When the folder has no feed, or a damaged one.
        """
        path = Path(folder) / FEED
        if not path.exists():
            raise StylogenyError("this history has no fans, and so no feed", got=str(folder), fix=FIX)
        posts, said = read_table(path, FEED_FORMAT)
        with FEED_FORMAT.fits(path):
            setting = PublicSetting(
                Fandom(**said["fandom"]),
                SocietyParameters(**said["parameters"]),
                start=int(said["start"]),
                seed=int(said["seed"]),
                luck=int(said["luck"]),
                said=tuple((int(a), int(y), float(w)) for a, y, w in said["said"]),
            )
            crowd = {int(y): int(c) for y, c in said["crowd"].items()}
        likes = read_table(Path(folder) / LIKES, LIKES_FORMAT)[0]
        return cls(posts, likes, read_table(Path(folder) / FANS, FANS_FORMAT)[0], crowd, setting)


def fan_table(fans: Fans, likes: pd.DataFrame) -> pd.DataFrame:
    """The fans as they are, one row each, and how much of `likes` is theirs. Names are empty."""
    uid = fans.uid
    order = np.argsort(-np.abs(fans.tie), axis=1, kind="stable")
    artist, tie = np.take_along_axis(fans.artist, order, axis=1), np.take_along_axis(fans.tie, order, axis=1)
    count = likes.groupby("fan").size()
    ids = _ids("f", uid)
    return pd.DataFrame(
        {
            "id": ids,
            "name": "",
            "since": fans.came,
            "public": fans.camp,
            "loyal_to": [_ids("a", a[t > 0]) for a, t in zip(artist, tie)],
            "against": [_ids("a", a[t < 0]) for a, t in zip(artist, tie)],
            "friends": [_ids("f", np.unique(uid[f[t > 0]])) for f, t in zip(fans.friend, fans.trust)],
            "likes": count.reindex(ids).fillna(0).to_numpy(dtype=np.int64),
        }
    )


def _post_table(posts: Posts) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": _ids("p", posts.number),
            "year": posts.year,
            "season": posts.time % SEASONS,
            "kind": np.array(KINDS, dtype=object)[posts.kind],
            **{name: _ids(letter, getattr(posts, name)) for name, letter in LETTERS.items()},
            "made": posts.made,
            "traits": list(posts.traits),
            "tone": posts.tone,
            "text": "",
        }
    )


def _like_table(year: PublicYear | None) -> pd.DataFrame:
    if year is None:
        return pd.DataFrame({"fan": [], "post": [], "year": [], "season": [], "shared": []})
    return pd.DataFrame(
        {
            "fan": _ids("f", year.fan),
            "post": _ids("p", year.post),
            "year": year.year,
            "season": year.season.astype(np.int64),
            "shared": year.passed,
        }
    )


def _ids(letter: str, numbers: np.ndarray) -> list[str]:
    """Ids of numbers, empty for -1."""
    return [f"{letter}{n}" if n >= 0 else "" for n in numbers.tolist()]


def _numbers(ids: pd.Series[Any]) -> np.ndarray:
    """The numbers of ids, -1 for empty ones."""
    return np.array([int(i[1:]) if i else -1 for i in ids], dtype=np.int64)
