"""Imagine works that do not exist yet: offspring under the fitted model, later than their parents only.

An offspring starts from its parents' style, moves with the mean style of the years, and takes a step whose length is
drawn from the fitted heavy-tailed kernel: mostly small, now and then a Levy jump. It answers
its parent in one of three ways: *build on* it (the step goes on where the parent was going), *negate* it (the parent's
own departure from its ancestors is turned round), or *travel beside* it (it descends from the parent's ancestors, not
from the parent).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..provenance import Provenance
from .imagined import ImaginedWorks
from .pictures import render
from .roots import Root, ground
from .titles import Namer


def imagine(
    graph: InfluenceGraph,
    *,
    root: Root | None = None,
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
    root : str or RootPictures, optional
        A work (id, file name or title), an artist or a style; or pictures of one's own and their year; without it, the
        whole graph is carried on.
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
    model, target = ground(graph, root)
    pairs = model.draw_parents(target.rows, years=years, n=n, seed=seed)
    born = [
        model.offspring(parent, year, seed=seed, event=(target.label, k))
        for k, (parent, year) in enumerate(progress(pairs, "imagine", callback=callback))
    ]
    ids = [f"imagined-{target.label}-{seed}-{k + 1:03d}" for k in range(n)]
    last = int(np.floor(model.years[target.rows].max()))
    asked = {"root": target.name, "years": years, "n": n, "seed": seed, "between": [last + 1, last + years]}
    provenance = Provenance({**asked, "kernel": dict(model.kernel.summary())})
    works = ImaginedWorks.of(model, born, ids=ids, root=target.name, provenance=provenance)
    order = np.lexsort((np.arange(n), works.table["year"]))
    works = replace(works, table=works.table.iloc[order], vectors=works.vectors[order])
    if pictures:
        works = render(works, model.graph, size=size, seed=seed, callback=callback)
    return Namer(model.graph).name(works)
