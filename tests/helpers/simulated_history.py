"""A small invented history: two schools, six painters, one of whom changes sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from stylogeny.histories.simulation import Simulation
from stylogeny.provenance import Provenance


@dataclass(frozen=True)
class SimulatedHistory:
    """What :class:`stylogeny.text.facts.index.Simulated` asks for."""

    works: pd.DataFrame
    vectors: np.ndarray
    parents: pd.DataFrame
    artists: pd.DataFrame
    movements: pd.DataFrame
    pictures: dict[str, np.ndarray | Path] = field(default_factory=dict)
    start: int = 1949
    provenance: Provenance = field(default_factory=Provenance)


def picture(colour: tuple[int, int, int], seed: int, rough: float = 30.0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, rough, (40, 50, 1))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


def two_schools(pictures: bool = True) -> SimulatedHistory:
    """Sixty works, one per year from 1950: dark until 1979, light from 1975; each answers the one two before it."""
    rows, edges, painted = [], [], {}
    for k in range(60):
        year, light = 1950 + k, k >= 30 or (k >= 25 and k % 2)
        artist = "a0" if k < 3 else f"a{(k % 3) + (3 if light and k % 3 else 0)}" if light else f"a{k % 3}"
        rows.append((f"s{k}", f"Piece {k}", artist, year, "m1" if light else "m0", float((60 - k) * (k % 7 == 0))))
        if k >= 2:
            edges.append((f"s{k}", f"s{k - 2}", 0.8))
            edges.append((f"s{k}", "old", 0.2))
        if pictures and k % 2 == 0:
            painted[f"s{k}"] = picture((225, 200, 150) if light else (40, 50, 110), k)
    edges += [(f"s{k}", "s5", 0.1) for k in (50, 52, 54, 57)]  # s5 waited long
    works = pd.DataFrame(rows, columns=["id", "title", "artist", "year", "movement", "fame"])
    works = works.assign(response="build on", jump=False, advocates=0, opponents=0)
    artists = pd.DataFrame(
        {
            "id": [f"a{k}" for k in range(6)],
            "name": ["Ada Berg", "Bo Lind", "Cy Holm", "Di Ravn", "Ed Stone", "Flo Vester"],
            "born": [1920, 1925, 1930, 1945, 1950, 1955],
            "died": pd.array([1990, pd.NA, 2005, pd.NA, pd.NA, pd.NA], dtype="Int64"),
            "teacher": ["", "a0", "a0", "a1", "a2", ""],
            "rivals": [["a1"], ["a0"], [], ["a0", "a2"], [], []],
            "movement": ["m0", "m0", "m0", "m1", "m1", "m1"],
            "ambition": [0.9, 0.1, 0.5, 0.8, 0.2, 0.4],
        }
    )
    movements = pd.DataFrame(
        {
            "id": ["m0", "m1"],
            "name": ["The Slate Circle", "The Bone Room"],
            "born": [1950, 1975],
            "declared": [1952, 1977],
            "died": pd.array([1979, pd.NA], dtype="Int64"),
            "founder": ["a0", "a1"],
            "parent": ["", "m0"],
            "size": [28, 32],
            "recognisability": [0.93, 0.4],
            "variation": [0.4, 0.5],
            "advocates": [3, 1],
            "opponents": [1, 4],
            "opposed": [0.1, 0.1],
            "stale_from": pd.array([1970, pd.NA], dtype="Int64"),
            "survived": [False, True],
        }
    )
    parents = pd.DataFrame(edges, columns=["child", "parent", "weight"])
    vectors = np.zeros((60, 4), np.float32)
    return SimulatedHistory(works, vectors, parents, artists, movements, painted)


def saved_run(folder: Path) -> Path:
    """A run folder, within another, that holds the two schools as its future ``society``."""
    history = two_schools()
    yearly = pd.DataFrame({"year": [1950], "artists": [6], "made": [1], "shown": [1], "spread": [0.0], "gini": [0.0]})
    simulation = Simulation(
        works=history.works,
        vectors=history.vectors,
        parents=history.parents,
        artists=history.artists,
        movements=history.movements,
        yearly=yearly,
        start=history.start,
        years=60,
        pictures=history.pictures,
        provenance=Provenance({"seed": 3}),
    )
    simulation.save(folder / "run" / "futures" / "society")
    return folder / "run"
