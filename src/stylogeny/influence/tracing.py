"""trace: fit the branching model in an embedding and return the influence graph."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..embedding.space import Embedding
from ..errors import StylogenyError
from .candidates import Candidates, nearest_earlier
from .dates import draw_years
from .graph import InfluenceGraph
from .model import Kernels, Problem, fit, initial

FLOOR = 1e-3  # smaller posterior weights are spread over the rest of the row


def candidates_of(space: Embedding, *, k: int = 64) -> Candidates:
    """The candidate parents of every dated work, for any draw of the dates: find once, reuse in every refit."""
    works = space.works
    if works.dated.sum() < 2:
        raise StylogenyError("influence needs at least two dated works", got=int(works.dated.sum()))
    inside = works.dated
    return nearest_earlier(
        space.vectors,
        np.where(inside, works.earliest, np.nan),
        np.where(inside, works.latest, np.nan),
        k=k,
        group=works.table["group"].to_numpy(),
        artist=works.column("artist"),
    )


def trace(
    space: Embedding,
    *,
    seed: int = 0,
    years: np.ndarray | None = None,
    sample_weight: np.ndarray | None = None,
    candidates: Candidates | None = None,
    warm_start: InfluenceGraph | None = None,
    k: int = 64,
    steps: int = 40,
) -> InfluenceGraph:
    """Who descends from whom: the posterior over strictly earlier parents of every dated work.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    seed : int
        Draws the dates of works with a date interval.
    years : ndarray, optional
        float64[n]: dates to use instead of drawn ones.
    sample_weight : ndarray, optional
        float64[n]: how often each work counts (a bootstrap's counts); works of weight zero are nobody's parent.
    candidates : Candidates, optional
        From :func:`candidates_of`: reused by every refit.
    warm_start : InfluenceGraph, optional
        A graph of the same space whose fitted parameters the fit starts from.
    k : int
        Nearest earlier works considered for each work.
    steps : int
        At most so many EM steps.

    Returns
    -------
    InfluenceGraph
    """
    works, n = space.works, len(space.works)
    years = draw_years(works, seed=seed) if years is None else np.asarray(years, dtype=np.float64)
    years = np.where(works.dated, years, np.nan)
    weight = np.ones(n) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    if years.shape != (n,) or weight.shape != (n,):
        raise StylogenyError("one year and one weight a work are expected", got=f"{years.shape} and {weight.shape}")
    candidates = candidates_of(space, k=k) if candidates is None else candidates
    artist = works.column("artist")
    same = (artist[candidates.child] == artist[candidates.parent]) & (artist[candidates.child] != "")
    dated = space.vectors[works.dated].astype(np.float64)
    centre = dated.mean(axis=0)
    centred = np.square(space.vectors - centre).sum(axis=1)
    problem = Problem(candidates, years, centred, same, np.where(works.dated, weight, 0.0))
    if warm_start is None:
        start = initial(candidates, centred[works.dated], dims=effective_dimension(dated - centre))
    else:
        start = Kernels.from_dict(warm_start.params["kernels"])
    result = fit(problem, start, steps=steps)
    keep = result.weight > FLOOR
    child, parent, value = candidates.child[keep], candidates.parent[keep], result.weight[keep]
    parents = sparse.csr_array((value, (child, parent)), shape=(n, n))
    row = np.asarray(parents.sum(axis=1)).ravel() + result.innovation
    parents = sparse.csr_array(sparse.diags_array(1 / row) @ parents)
    params = {
        "kernels": result.kernels.as_dict(),
        "log_likelihood": float(result.log_likelihood[works.dated].mean()),
        "steps": result.steps,
        "seed": seed,
        "candidates": k,
    }
    return InfluenceGraph(space, parents, result.innovation / row, years, params)


def effective_dimension(centred: np.ndarray) -> float:
    """Participation ratio of the covariance's spectrum: between 1 and d."""
    cov = centred.T @ centred
    return float(max(np.trace(cov) ** 2 / max(float(np.square(cov).sum()), 1e-300), 1.0))
