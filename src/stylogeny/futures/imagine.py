"""Imagine works that do not exist yet: offspring under the fitted model, later than their parents only.

An offspring starts from its parents' style, moves forward along the time axis by the fitted drift, and takes a step across
it whose length is drawn from the fitted heavy-tailed kernel: mostly small, now and then a Levy jump. It answers its parent
in one of three ways: *build on* it (the step goes on where the parent was going), *negate* it (the parent's own departure
from its ancestors is turned round), or *travel beside* it (it descends from the parent's ancestors, not from the parent).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..corpus.selection import Selection, everything, select
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from .imagined import ImaginedWorks
from .kernel import JUMP, OffspringKernel
from .offspring import Offspring, OffspringModel
from .titles import Namer


def imagine(
    graph: InfluenceGraph,
    *,
    root: str | None = None,
    years: int = 30,
    n: int = 12,
    seed: int = 0,
    pictures: bool = True,
    size: int = 128,
    callback: Callback | None = None,
) -> ImaginedWorks:
    """Works that do not exist yet.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced past.
    root : str, optional
        A work (id, file name or title), an artist or a style; without it, the whole graph is carried on.
    years : int
        How far the future goes: offspring are dated from the year after the root's last to this many years later.
    n : int
        How many works, in order of date.
    seed : int
        Each imagined work owns its random stream: work 3 is the same whether 12 or 50 are asked for.
    pictures : bool
        Whether each is rendered by the closed-form generator.
    size : int
        Longest side of the pictures, in pixels.

    Raises
    ------
    StylogenyError
        When the root is unknown or undated, or `years` or `n` is not positive.
    """
    if years < 1 or n < 1:
        raise StylogenyError("years and n must be at least 1", got=f"years={years}, n={n}")
    target = find_root(graph, root)
    ground = OffspringModel(graph, OffspringKernel.fit(graph))
    seeds = ground.draw_parents(target.rows, years=years, n=n, seed=seed)
    born = [
        ground.offspring(parent, year, seed=seed, event=(target.label, k))
        for k, (parent, year) in enumerate(progress(seeds, "imagine", callback=callback))
    ]
    ids = [f"imagined-{target.label}-{seed}-{k + 1:03d}" for k in range(n)]
    table = describe(ground, born, ids=ids, root=target.name)
    params = {"root": target.name, "years": years, "n": n, "seed": seed, "steps": dict(ground.steps.summary())}
    parents = edges(ground, born, ids)
    order = np.lexsort((np.arange(n), table["year"]))
    vectors = np.array([b.vector for b in born], dtype=np.float32)
    history = ImaginedWorks(table.iloc[order], vectors[order], parents, {}, params)
    if pictures:
        from .pictures import render

        history = render(history, graph, size=size, seed=seed, callback=callback)
    return Namer(graph).name(history)


def find_root(graph: InfluenceGraph, root: str | None) -> Selection:
    """What a future grows from: a work, an artist or a style, or without a name everything dated.

    Raises
    ------
    UnknownWork, StylogenyError
        As :func:`stylogeny.corpus.selection.select` does; or when nothing is dated.
    """
    if root is not None:
        return select(graph.works, root, years=graph.years)
    dated = everything(graph.works, years=graph.years)
    if not len(dated.rows):
        raise StylogenyError("a future needs dated works to grow from", got="an empty graph")
    return dated


def describe(
    ground: OffspringModel,
    born: Sequence[Offspring],
    *,
    ids: Sequence[str],
    root: str,
    generations: Sequence[int] = (),
    also: Sequence[Sequence[int]] = (),
    earlier: Sequence[str] = (),
) -> pd.DataFrame:
    """The table of a history: what each imagined work is, how plausible and how new.

    `generations` and `also` (imagined rows that it descends from) are one a work; `earlier` are the ids of the imagined
    works that `ground` holds.
    """
    known = [*ground.graph.works.ids, *earlier]
    vectors = np.array([b.vector for b in born], dtype=np.float64).reshape(len(born), ground.vectors.shape[1])
    when = np.array([b.year for b in born], dtype=np.int64)
    density, novelty = ground.log_density(vectors, when, also), ground.novelty(vectors, when, also)
    known_density, known_novelty = ground.reference
    return pd.DataFrame(
        {
            "id": list(ids),
            "title": "",
            "artist": "imagined",
            "year": when,
            "root": root,
            "generation": list(generations) or 1,
            "answers": [known[b.answers] for b in born],
            "response": [b.response for b in born],
            "jump": [b.scale >= JUMP * ground.steps.usual for b in born],
            "step": [b.scale for b in born],
            "log_density": density,
            "plausibility": exceeded(known_density, density),
            "novelty": exceeded(known_novelty, novelty),
        }
    )


def edges(
    ground: OffspringModel, born: Sequence[Offspring], ids: Sequence[str], earlier: Sequence[str] = ()
) -> pd.DataFrame:
    """Parents of imagined works by id: child, parent, weight. `earlier` are the ids of `ground.imagined`."""
    known = [*ground.graph.works.ids, *earlier]
    rows = [{"child": i, "parent": known[p], "weight": w} for i, b in zip(ids, born) for p, w in b.parents]
    return pd.DataFrame(rows, columns=["child", "parent", "weight"])


def exceeded(reference: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Share of the reference that each value exceeds, float64, rounded to a thousandth."""
    return np.round(np.searchsorted(np.sort(reference), values) / max(len(reference), 1), 3)
