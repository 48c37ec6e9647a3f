"""What a future grows from: a work, an artist, a style, everything; or pictures of one's own, put into the past.

Pictures of one's own are placed by the run's eye at the year they are said to be of, given their likeliest parents by
the fitted model, and stand in the past from then on: they can be answered, and what answers them can be painted after
them. How styles move with the years is still read from the works of the run alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from ..artifacts import replacing
from ..corpus.calendar import year_text
from ..corpus.lookup import Selection, everything, select
from ..corpus.works import Works
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..influence.placement import Placement, find_pictures, place
from ..influence.posterior import posterior
from ..runs import readable
from .kernel import OffspringKernel
from .offspring import OffspringModel


@dataclass(frozen=True)
class RootPictures:
    """Pictures of one's own that a future grows from.

    Parameters
    ----------
    files : tuple of Path
        Pictures, or folders of them.
    year : int
        The year that they are of.

    Raises
    ------
    StylogenyError
        When there are none, or the year has not come yet.
    """

    files: tuple[Path, ...]
    year: int

    def __post_init__(self) -> None:
        if not self.files:
            raise StylogenyError("a root needs at least one picture")
        if self.year > date.today().year:
            raise StylogenyError(
                "a root from the future: nobody has made it yet", got=self.year, fix="give the year it was made in"
            )


Root = str | RootPictures


def named_root(names: Sequence[str], year: int | None, works: Works) -> Root | None:
    """What names on a command line stand for: a work, an artist or a style of the run, or pictures and their year.

    Raises
    ------
    StylogenyError
        For pictures without a year, a year without pictures, or several names that are no pictures.
    """
    if not names:
        if year is not None:
            raise StylogenyError("a year belongs to a picture to grow from", got=year, fix="give --root PICTURE too")
        return None
    if year is not None:
        return RootPictures(tuple(Path(name) for name in names), year)
    if len(names) > 1:
        raise StylogenyError(
            "only pictures can be several roots, and these have no year", got=", ".join(names),
            fix="give --year, or one work, artist or style",
        )  # fmt: skip
    try:
        select(works, names[0], years=np.where(works.dated, works.year, np.nan))
    except StylogenyError:
        if Path(names[0]).exists():
            raise StylogenyError(
                "a root without a date", got=names[0], fix="say when it was made: --year 2023"
            ) from None
        raise
    return names[0]


def ground(graph: InfluenceGraph, root: Root | None) -> tuple[OffspringModel, Selection]:
    """The past that a future grows from, and which of its works it answers.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced past.
    root : str, RootPictures or None
        A work, an artist or a style; pictures of one's own; without it, everything dated.

    Raises
    ------
    UnknownWork, StylogenyError
        As :func:`stylogeny.corpus.lookup.select` does; when nothing is dated; or when pictures cannot be placed.
    """
    kernel = OffspringKernel.fit(graph)
    if isinstance(root, RootPictures):
        pictured, rows = with_pictures(graph, root)
        names = [str(t) for t in pictured.works.column("title")[rows]]
        name = f"{names[0]} and {len(rows) - 1} more" if len(rows) > 2 else " and ".join(names)
        ids = "\n".join(str(i) for i in pictured.works.ids[rows])
        return OffspringModel(pictured, kernel), Selection("works", f"{name}, {root.year}", rows, ids)
    return OffspringModel(graph, kernel), find_root(graph, root)


def find_root(graph: InfluenceGraph, root: str | None) -> Selection:
    """What a future grows from: a work, an artist or a style, or without a name everything dated.

    Raises
    ------
    UnknownWork, StylogenyError
        As :func:`stylogeny.corpus.lookup.select` does; or when nothing is dated.
    """
    if root is not None:
        return select(graph.works, root, years=graph.years)
    dated = everything(graph.works, years=graph.years)
    if not len(dated.rows):
        raise StylogenyError("a future needs dated works to grow from", got="an empty graph")
    return dated


def past_with(graph: InfluenceGraph, root: Root | None) -> InfluenceGraph:
    """The past, with the pictures of the root in it where it is pictures."""
    return with_pictures(graph, root)[0] if isinstance(root, RootPictures) else graph


def with_pictures(graph: InfluenceGraph, root: RootPictures) -> tuple[InfluenceGraph, np.ndarray]:
    """The past with pictures put into it after its works, and their rows int64[k].

    Raises
    ------
    StylogenyError
        When the space was not made from pictures, a picture cannot be read, or the year is before all works.
    """
    first = float(np.nanmin(graph.years))
    if root.year <= first:
        raise StylogenyError(
            "a root earlier than all works of the run has nobody to come from",
            got=root.year, fix=f"a year after {year_text(first)}",
        )  # fmt: skip
    files = list(dict.fromkeys(find_pictures(list(root.files))))
    placed = place(files, graph.embedding, limit=1)
    return _added(graph, placed, root.year), len(graph) + np.arange(len(placed))


def keep_pictures(root: RootPictures, folder: Path) -> RootPictures:
    """The same pictures as copies in the ``roots/`` of a folder, from which they are placed alike when it is read."""
    kept = []
    for k, file in enumerate(dict.fromkeys(find_pictures(list(root.files)))):
        target = folder / "roots" / f"{k:03d}" / file.name
        if file.resolve() != target.resolve():
            with replacing(target) as part:
                shutil.copyfile(file, part)
        kept.append(target)
    return RootPictures(tuple(kept), root.year)


def _added(graph: InfluenceGraph, placed: Sequence[Placement], year: int) -> InfluenceGraph:
    """The graph with these pictures of one year, each with its likeliest earlier parents."""
    n, k, middle = len(graph), len(placed), year + 0.5
    shares, innovation = sparse.lil_array((k, n + k)), np.ones(k)
    for row, one in enumerate(placed):
        parents, weight, innovation[row] = posterior(graph, one.vector, middle)
        shares[[row], parents] = weight
    parents = sparse.vstack([sparse.hstack([graph.parents, sparse.csr_array((n, k))]), shares.tocsr()]).tocsr()
    space = graph.embedding
    vectors = np.vstack([space.vectors, *(one.vector[None] for one in placed)])
    pictured = replace(space, works=_works(graph.works, placed, year), vectors=vectors)
    return InfluenceGraph(
        pictured,
        parents,
        np.concatenate([graph.innovation, innovation]),
        np.concatenate([graph.years, np.full(k, middle)]),
        model=graph.model,
        provenance=graph.provenance,
    )


def _works(works: Works, placed: Sequence[Placement], year: int) -> Works:
    """The works, and after them pictures of a year, under ids and titles of their file names."""
    taken, rows = set(works.ids), []
    group = int(works.table["group"].max()) + 1
    for k, one in enumerate(placed):
        name = Path(one.file).stem
        stem, number = f"root-{readable(name)}", 1
        while (own := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        taken.add(own)
        rows.append(
            {
                "id": own, "title": name, "artist": "", "earliest": float(year), "latest": float(year + 1),
                "date_text": str(year), "style": "", "genre": "", "medium": "",
                "picture": str(Path(one.file).resolve()), "status": "dated", "group": group + k,
            }
        )  # fmt: skip
    return Works(pd.concat([works.table, pd.DataFrame(rows)], ignore_index=True), works.root)
