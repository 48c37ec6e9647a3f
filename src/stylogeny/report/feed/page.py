"""The feed of a history as one page: year by year, last first, what was seen most, and what was answered to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...artifacts import write_text
from ...histories.simulation import Simulation
from ...text.word_files import read
from ..catalogue_page import embedded
from ..standalone import self_contained

OF_A_YEAR = 6  # posts of a year, those seen most
YEARS = 30  # the last ones
SIDE = 200  # pixels of a picture


@dataclass(frozen=True)
class PostShown:
    """A post as a page has it; `picture` is a work's id, empty where it was not painted."""

    id: str
    artist: str
    to: str
    title: str
    text: str
    picture: str
    seen: int
    liked: int
    shared: int
    kind: str
    answers: tuple[PostShown, ...] = ()


def years_of(simulation: Simulation, *, years: int = YEARS, posts: int = OF_A_YEAR) -> dict[int, list[PostShown]]:
    """The posts of each of the last years that were seen most, the last year first.

    Answers stand below what they answer.

    Raises
    ------
    StylogenyError
        When the history has no fans.
    """
    feed = simulation.require_feed()
    rows = {str(r["id"]): {str(k): v for k, v in r.items()} for r in feed.posts.to_dict("records")}
    to: dict[str, list[str]] = {}
    for name, row in rows.items():
        if row["about"] in rows:
            to.setdefault(str(row["about"]), []).append(name)
    names = dict(zip(simulation.artists["id"], simulation.artists["name"].astype(str)))
    titles = dict(zip(simulation.works["id"], simulation.works["title"].astype(str)))

    def shown(row: Mapping[str, Any]) -> PostShown:
        work, pictures = str(row["work"]), simulation.pictures
        return PostShown(
            id=str(row["id"]),
            artist=names.get(row["author"], str(row["author"])),
            to=names.get(row["to"], "") if row["to"] else "",
            title=titles.get(work, work),
            text=str(row["text"]),
            picture=work if work in pictures else "",
            seen=int(row["seen"]),
            liked=int(row["liked"]),
            shared=int(row["shared"]),
            kind=str(row["kind"]),
            answers=tuple(shown(rows[name]) for name in to.get(str(row["id"]), [])),
        )

    first = feed.posts[~feed.posts["about"].isin(rows)].sort_values(["seen", "id"], ascending=[False, True])
    out = {}
    for year in sorted(feed.crowd, reverse=True)[:years]:
        own = first[first["year"] == year].head(posts)
        if len(own):
            out[year] = [shown(rows[str(i)]) for i in own["id"]]
    return out


def write_feed(simulation: Simulation, folder: Path | str, *, years: int = YEARS) -> Path:
    """Write ``feed.html``: it needs no other file."""
    feed, found = simulation.require_feed(), years_of(simulation, years=years)
    every = [p for posts in found.values() for post in posts for p in (post, *post.answers)]
    pictures = {p.picture: embedded(simulation.pictures[p.picture], side=SIDE) for p in every if p.picture}
    words = read("pages").within("feed")
    fandom = feed.setting.fandom
    summary = words.text("summary").format(
        posts=f"{len(feed.posts):,}", likes=f"{len(feed.likes):,}", fans=f"{fandom.fans:,}",
        ranking=words.text(fandom.ranking),
    )  # fmt: skip
    page = self_contained("feed.html", heading=words.text("heading"), summary=summary, years=found, pictures=pictures)
    path = Path(folder) / "feed.html"
    write_text(path, page)
    return path
