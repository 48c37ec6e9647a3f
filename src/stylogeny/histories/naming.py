"""Titles of the works of a simulated history, and names of its movements."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..corpus.pictures import pixels
from ..streams import int_seed
from ..text.colours import palette
from ..text.facts.record import some
from ..text.work_titles import plain_titles
from ..text.writer import Writer, name_movement, title_work
from .simulation import Simulation


def with_names(simulation: Simulation, writer: Writer, seed: int) -> Simulation:
    """The same history with titles of works and names of movements.

    The writer gives titles to works that have a picture; the others get plain ones.
    """
    artist_name = dict(zip(simulation.artists["id"], simulation.artists["name"]))
    works = simulation.works.assign(title=_titles(simulation, artist_name, writer, seed))
    movements = simulation.movements.copy()
    movements["name"] = movements["id"].map(_movement_names(simulation, works, artist_name, writer, seed))
    return replace(simulation, works=works, movements=movements)


def _titles(simulation: Simulation, artist_name: dict[str, str], writer: Writer, seed: int) -> list[str]:
    works, pictures = simulation.works, simulation.pictures
    titles: dict[str, str] = {}
    for i, year, artist in zip(works["id"], works["year"], works["artist"]):
        if i in pictures:
            facts = {"year": int(year), "artist": artist_name[artist], "palette": _colours([pictures[i]])}
            own_seed = int_seed(seed, "title", i)
            titles[i] = title_work(writer, facts, images=[pictures[i]], taken=list(titles.values()), seed=own_seed)
    numbers = [int(i[1:]) for i in works["id"]]
    makers = [int(i[1:]) for i in works["artist"]]
    plain = plain_titles(numbers, makers=makers, seed=seed, taken=list(titles.values()))
    return [titles.get(i, other) for i, other in zip(works["id"], plain)]


def _movement_names(
    simulation: Simulation, works: pd.DataFrame, artist_name: dict[str, str], writer: Writer, seed: int
) -> dict[str, str]:
    """The name of each movement by its id; `works` have titles."""
    names: dict[str, str] = {}
    for k, m in enumerate(simulation.movements.to_dict("records")):
        own = works[works["movement"] == m["id"]]
        images = some([simulation.pictures[i] for i in own["id"] if i in simulation.pictures])
        founder, parent = artist_name.get(m["founder"], ""), names.get(m["parent"], "")
        facts: dict[str, object] = {"year": int(m["born"]), "founder": founder, "parent": parent}
        facts |= {"first_title": str(own["title"].iloc[0])} if len(own) else {}
        facts |= {"palette": _colours(images)} if images else {}
        own_seed = int_seed(seed, "name", k)
        names[m["id"]] = name_movement(writer, facts, images=images, taken=list(names.values()), seed=own_seed)
    return names


def _colours(pictures: list[np.ndarray | Path]) -> list[str]:
    """The two most frequent main tones of some pictures."""
    words = [w for p in pictures for w in palette(pixels(p))]
    return sorted(set(words), key=lambda w: (-words.count(w), w))[:2]
