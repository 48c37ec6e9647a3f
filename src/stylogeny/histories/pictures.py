"""Which works of a simulated history are painted, and their pictures: each is kept as soon as it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ..errors import StylogenyError
from ..futures.storage import picture_file
from ..generation import fit
from ..generation.saved_pictures import read_record, save_picture
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..runs import digest
from ..streams import int_seed
from .simulation import Simulation

MOST_ADOPTED = 8  # works of each movement, the most adopted ones
FOLLOWED = 12  # artists whose best work is shown


def worth_seeing(simulation: Simulation, count: int) -> list[int]:
    """Rows of the `count` works most worth seeing.

    Movements take turns with their first, most adopted, last and middle work.

    After the first three of every movement come the best works of the most followed artists, and after all of those the
    others by fame.
    """
    works = simulation.works
    order = works["fame"].to_numpy().argsort(kind="stable")[::-1]
    movement = works["movement"].to_numpy()
    turns: list[list[int]] = []
    for name in simulation.movements["id"]:
        own = np.flatnonzero(movement == name)
        best = [int(k) for k in order if movement[k] == name][:MOST_ADOPTED]
        turns.append([int(own[0]), best[0], int(own[-1]), *best[1:2], int(own[len(own) // 2]), *best[2:]])
    each = works["artist"].iloc[order].drop_duplicates()
    fame = works.groupby("artist")["fame"].sum()
    stars = set(fame.sort_values(ascending=False, kind="stable").index[:FOLLOWED])
    lives = [int(k) for k, artist in zip(each.index, each) if artist in stars]
    rounds = [(k, t[k]) for k in range(MOST_ADOPTED + 3) for t in turns if k < len(t)]
    wanted = [*(r for k, r in rounds if k < 3), *lives, *(r for k, r in rounds if k >= 3), *map(int, order)]
    return sorted(list(dict.fromkeys(wanted))[:count])


def paint(
    graph: InfluenceGraph,
    simulation: Simulation,
    *,
    count: int = 0,
    size: int,
    seed: int,
    rows: Sequence[int] | None = None,
    seen: Mapping[int, np.ndarray] | None = None,
    folder: Path | None = None,
    callback: Callback | None = None,
) -> dict[str, np.ndarray | Path]:
    """Pictures by the closed-form generator over the past, of `rows` or of `count` works :func:`worth_seeing`.

    Works that were `seen` (pictures by number) are not painted again. With a `folder` every picture is written into
    its ``pictures/`` at once, and one that is there already, made from the same style, size and past, is not made
    again: what a killed run painted is kept.
    """
    rows = worth_seeing(simulation, count) if rows is None else rows
    if not len(rows) or not graph.works.pictured.any():
        return {}
    past = digest([graph.works.ids.tolist(), float(graph.embedding.vectors.sum())])
    generator = None
    out: dict[str, np.ndarray | Path] = {}
    for row in progress(list(rows), "pictures", unit="picture", callback=callback):
        name = str(simulation.works["id"].iat[row])
        own = (seen or {}).get(int(name.removeprefix("s")))
        if own is not None:  # it was painted when it was made, and is what everyone saw
            said = simulation.record(row, own.shape[:2], made_from="seen")
            out[name] = own if folder is None else save_picture(folder / picture_file(name), own, said)
            continue
        mark = digest([past, simulation.vectors[row].tolist(), size, seed])
        file = None if folder is None else folder / picture_file(name)
        if file is not None and _made_from(file) == mark:
            out[name] = file
            continue
        generator = generator or fit(graph.embedding)
        own_seed = int_seed(seed, "render", name)
        picture = generator.generate(simulation.vectors[row], n=1, size=size, seed=own_seed)[0]
        said = simulation.record(row, picture.shape[:2], made_from=mark)
        out[name] = picture if file is None else save_picture(file, picture, said)
    return out


def _made_from(file: Path) -> str:
    """What a stored picture was made from; empty where there is none, or a damaged one."""
    try:
        record = read_record(file)
    except StylogenyError:
        return ""
    return "" if record is None else str(record.more.get("made_from", ""))
