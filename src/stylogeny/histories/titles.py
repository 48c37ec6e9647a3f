"""Titles of the works of a simulated history, and names of its movements."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..corpus.pictures import pixels
from ..streams import int_seed
from ..text.appearance import Appearance, common_appearance
from ..text.colours import palette
from ..text.facts.index import evenly
from ..text.facts.types.works import AppearanceFacts, MovementNameFacts, TitleFacts
from ..text.naming import name_movement, title_work
from ..text.work_titles import plain_titles
from ..text.writer import Writer
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
            facts = TitleFacts(appearance=_appearance([pictures[i]]), year=int(year), artist=artist_name[artist])
            own_seed = int_seed(seed, "title", i)
            titles[i] = title_work(writer, facts, images=[pictures[i]], taken=list(titles.values()), seed=own_seed)
    numbers = [int(i[1:]) for i in works["id"]]
    makers = [int(i[1:]) for i in works["artist"]]
    plain = plain_titles(numbers, makers=makers, seed=seed, taken=list(titles.values()))
    return [titles.get(i, other) for i, other in zip(works["id"], plain)]


def _movement_names(
    simulation: Simulation, works: pd.DataFrame, artist_name: dict[str, str], writer: Writer, seed: int
) -> dict[str, str]:
    """The name of each movement by its id; `works` have titles.

    They are named in the order in which they were declared, so that none changes with what is declared later.
    """
    names: dict[str, str] = {}
    in_order = simulation.movements.sort_values("declared", kind="stable").to_dict("records")
    for k, m in enumerate(in_order):
        own = works[works["movement"] == m["id"]]
        images = evenly([simulation.pictures[i] for i in own["id"] if i in simulation.pictures])
        facts = MovementNameFacts(
            appearance=_appearance(images),
            year=int(m["born"]),
            founder=artist_name.get(m["founder"], ""),
            parent=names.get(m["parent"], ""),
            first_title=str(own["title"].iloc[0]) if len(own) else "",
        )
        own_seed = int_seed(seed, "name", k)
        names[m["id"]] = name_movement(writer, facts, images=images, taken=list(names.values()), seed=own_seed)
    return names


def _appearance(pictures: list[np.ndarray | Path]) -> AppearanceFacts | None:
    """What pictures share; the palette is that of their full size."""
    appearance = common_appearance([Appearance.of(picture) for picture in pictures])
    words = [w for p in pictures for w in palette(pixels(p))]
    colours = sorted(set(words), key=lambda w: (-words.count(w), w))[:2]
    return None if appearance is None else replace(appearance, palette=tuple(colours))
