"""What is seen of a society at the end of a year: movements over the years, what was shown and said, who is at work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...histories.simulation import Simulation
from ...text.facts.index import is_missing, whole_number

FEED = 12  # works of a year in the feed
FEEDS = ("adopted", "argued", "leaping")  # orders of the feed: by the public, by the critics, by how new they are
PEOPLE = 24
WORKS = 3  # of a movement that stand for it


def scene(simulation: Simulation, *, year: int, feed: str = FEEDS[0]) -> dict[str, Any]:
    """A simulated history as a page tells of it, JSON-able.

    Parameters
    ----------
    simulation : Simulation
        As it is known at its end.
    year : int
        The year whose works the feed has.
    feed : str
        One of :data:`FEEDS`.

    Returns
    -------
    dict
        ``start``, ``year``, ``years`` (the yearly figures), ``movements``, ``feed``, ``people``, ``said``.
    """
    works = simulation.works
    name = dict(zip(simulation.artists["id"], simulation.artists["name"]))
    movement = dict(zip(simulation.movements["id"], simulation.movements["name"]))
    end = simulation.start + simulation.years
    return {
        "start": simulation.start,
        "year": year,
        "end": end,
        "ended": simulation.ended,
        "works": len(works),
        "artists": int(simulation.yearly["artists"].iloc[-1]) if len(simulation.yearly) else 0,
        "years": simulation.yearly.round(3).to_dict("records"),
        "movements": [_movement(simulation, m, name, movement) for m in simulation.movements.to_dict("records")],
        "feed": _feed(simulation, year, feed, name, movement),
        "order": feed,
        "people": _people(simulation, year, movement),
        "said": _said(simulation, year, name, movement),
    }


def _movement(
    simulation: Simulation, m: dict[Any, Any], name: dict[str, str], movement: dict[str, str]
) -> dict[str, Any]:
    works = simulation.works
    own = works[works["movement"] == m["id"]]
    counts = own["year"].value_counts()
    best = own.sort_values(["fame", "id"], ascending=[False, True]).head(WORKS)
    return {
        "id": m["id"],
        "name": str(m["name"]),
        "born": int(m["born"]),
        "declared": int(m["declared"]),
        "died": whole_number(m["died"]),
        "stale_from": whole_number(m["stale_from"]),
        "founder": str(m["founder"] or ""),
        "founder_name": name.get(str(m["founder"]), ""),
        "parent": str(m["parent"] or ""),
        "parent_name": movement.get(str(m["parent"]), ""),
        "merged": str(m["merged"] or ""),
        "merged_name": movement.get(str(m["merged"]), ""),
        "size": int(m["size"]),
        "recognised": float(m["recognisability"]),
        "counts": {int(y): int(n) for y, n in sorted(counts.items())},
        "works": [_work(simulation, row, name, movement) for row in best.index],
    }


def _work(simulation: Simulation, row: int, name: dict[str, str], movement: dict[str, str]) -> dict[str, Any]:
    w: dict[Any, Any] = simulation.works.iloc[[row]].to_dict("records")[0]
    return {
        "id": str(w["id"]),
        "title": str(w["title"]) or str(w["id"]),
        "artist": str(w["artist"]),
        "artist_name": name.get(str(w["artist"]), ""),
        "year": int(w["year"]),
        "movement": str(w["movement"] or ""),
        "movement_name": movement.get(str(w["movement"]), ""),
        "fame": round(float(w["fame"]), 2),
        "response": str(w["response"]),
        "leap": bool(w["jump"]),
        "advocates": int(w["advocates"]),
        "opponents": int(w["opponents"]),
    }


def _feed(
    simulation: Simulation, year: int, order: str, name: dict[str, str], movement: dict[str, str]
) -> list[dict[str, Any]]:
    """Works of a year: who showed what, after whom, what critics and the public make of it."""
    own = simulation.works[simulation.works["year"] == year]
    if order == "argued":
        rank = own[["advocates", "opponents"]].min(axis=1)
    elif order == "leaping":
        rank = own["jump"].astype(float) * 1000 + own["fame"]
    else:
        rank = own["fame"]
    rows = own.index[np.lexsort((own["id"].to_numpy(dtype=str), -rank.to_numpy(dtype=float)))][:FEED]
    titles = dict(zip(simulation.works["id"], simulation.works["title"]))
    makers = dict(zip(simulation.works["id"], simulation.works["artist"]))
    parents = simulation.parents
    posts = []
    fans = (
        {} if simulation.feed is None else simulation.feed.posts.drop_duplicates("work").set_index("work").T.to_dict()
    )
    for row in rows:
        post = _work(simulation, row, name, movement)
        before = parents[parents["child"] == post["id"]].sort_values(["weight", "parent"], ascending=[False, True])
        said = fans.get(post["id"])
        counts = {name: int(said[name]) for name in ("seen", "liked", "shared")} if said else {}
        post["fans"] = counts | {"text": str(said["text"])} if said else None
        post["after"] = [
            {
                "id": str(p),
                "title": str(titles.get(p, "")),
                "artist_name": name.get(makers.get(p, ""), ""),
                "share": round(float(w), 3),
                "past": p not in titles,
            }
            for p, w in zip(before["parent"], before["weight"])
        ][:2]
        posts.append(post)
    return posts


def _people(simulation: Simulation, year: int, movement: dict[str, str]) -> list[dict[str, Any]]:
    """The artists who are at work, the most adopted first."""
    artists = simulation.artists
    alive = artists[artists["died"].isna() | (artists["died"].astype("Float64") > year)]
    alive = alive.sort_values(["fame", "id"], ascending=[False, True]).head(PEOPLE)
    return [person({str(k): v for k, v in row.items()}, movement) for row in alive.to_dict("records")]


def person(row: Mapping[str, object], movement: Mapping[str, str]) -> dict[str, Any]:
    """An artist of a table as JSON-able values."""
    return {
        "id": str(row["id"]),
        "name": str(row["name"]),
        "born": whole_number(row["born"]),
        "died": whole_number(row["died"]),
        "works": whole_number(row["works"]),
        "fame": round(float(str(row["fame"])), 1),
        "medium": "" if is_missing(row.get("medium")) else str(row["medium"]),
        "movement": str(row["movement"] or ""),
        "movement_name": movement.get(str(row["movement"]), ""),
        "teacher": str(row["teacher"] or ""),
    }


def _said(simulation: Simulation, year: int, name: dict[str, str], movement: dict[str, str]) -> dict[str, Any]:
    """What critics and the public have to say of a year: the works they are for and against, and those they adopt."""
    works = simulation.works
    own = works[works["year"] == year]
    recent = works[(works["year"] > year - 5) & (works["year"] <= year)]

    def first(frame: pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
        rows = frame.sort_values([*columns, "id"], ascending=[False] * len(columns) + [True]).index[:3]
        return [_work(simulation, row, name, movement) for row in rows]

    spread = own.assign(balance=own["advocates"] - own["opponents"])
    return {
        "praised": first(spread[spread["balance"] > 0], "balance"),
        "blamed": first(spread[spread["balance"] < 0].assign(against=lambda f: -f["balance"]), "against"),
        "adopted": first(recent, "fame"),
    }
