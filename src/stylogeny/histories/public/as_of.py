"""A history as it was known in a year: what came later has not been."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ..simulation import Simulation
from .feed import Feed


def as_of(simulation: Simulation, year: int) -> Simulation:
    """The history up to the end of a year.

    Works, parents, artists and movements are those of the time; fame is what had been adopted by then and whom artists
    had turned away from is who it was by then, where fans keep count of it; otherwise fame is that of the end, and
    rivals are those who had shown anything.
    """
    kept = (simulation.works["year"] <= year).to_numpy()
    works = simulation.works[kept].reset_index(drop=True)
    feed = None if simulation.feed is None else _feed_until(simulation.feed, year)
    if feed is not None:
        fame = feed.adoptions().groupby("work")["adoptions"].sum()
        works["fame"] = fame.reindex(works["id"]).fillna(0.0).to_numpy()
    movements = simulation.movements[simulation.movements["declared"] <= year].reset_index(drop=True)
    for column in ("died", "stale_from"):
        movements[column] = movements[column].where(movements[column].fillna(year + 1) <= year)
    works["movement"] = works["movement"].where(works["movement"].isin(movements["id"]), "")
    there = set(works["id"])
    return replace(
        simulation,
        works=works,
        vectors=simulation.vectors[kept],
        parents=simulation.parents[simulation.parents["child"].isin(there)].reset_index(drop=True),
        artists=_artists(simulation, works, feed, year),
        movements=movements,
        yearly=simulation.yearly[simulation.yearly["year"] <= year].reset_index(drop=True),
        years=min(year, simulation.start + simulation.years) - simulation.start,
        pictures={i: picture for i, picture in simulation.pictures.items() if i in there},
        feed=feed,
    )


def _artists(simulation: Simulation, works: pd.DataFrame, feed: Feed | None, year: int) -> pd.DataFrame:
    """Those who had shown anything, and what was known of them."""
    artists = simulation.artists[simulation.artists["id"].isin(works["artist"])].reset_index(drop=True)
    artists["died"] = artists["died"].where(artists["died"].fillna(year + 1) <= year)
    groups = works.groupby("artist")
    artists["works"] = artists["id"].map(groups.size()).astype(int)
    artists["fame"] = artists["id"].map(groups["fame"].sum()).round(2)
    most = works[works["movement"] != ""].groupby("artist")["movement"].agg(lambda m: m.value_counts().index[0])
    artists["movement"] = [str(most.get(i, "")) for i in artists["id"]]
    if feed is None:
        known = set(artists["id"])
        artists["rivals"] = [[str(r) for r in rivals if r in known] for rivals in artists["rivals"]]
        return artists
    turned = feed.posts[(feed.posts["kind"] == "work") & (feed.posts["to"] != "")]
    rivals = turned.groupby("author")["to"].agg(lambda to: list(dict.fromkeys(to))).to_dict()
    artists["rivals"] = [rivals.get(i, []) for i in artists["id"]]
    return artists


def _feed_until(feed: Feed, year: int) -> Feed:
    """What had been posted and liked by the end of a year; how often it was seen is not known to it."""
    posts, likes = feed.posts[feed.posts["year"] <= year], feed.likes[feed.likes["year"] <= year]
    liked, shared = likes.groupby("post").size(), likes.groupby("post")["shared"].sum()
    posts = posts.assign(
        seen=0,
        liked=liked.reindex(posts["id"]).fillna(0).to_numpy(dtype=np.int64),
        shared=shared.reindex(posts["id"]).fillna(0).to_numpy(dtype=np.int64),
    )
    crowd = {y: c for y, c in feed.crowd.items() if y <= year}
    return replace(feed, posts=posts.reset_index(drop=True), likes=likes.reset_index(drop=True), crowd=crowd)
