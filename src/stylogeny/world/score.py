"""Score anyone's edges and credit against a world's truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from ..corpus.works import Works
from ..errors import StylogenyError
from ..streams import stream
from .ground_truth import GroundTruth, heaviest
from .impact import spearman

MIN_WEIGHT = 0.02  # a true edge lighter than this (through several lost works) does not count


def average_precision(score: np.ndarray, hit: np.ndarray, positives: int) -> float:
    """Area under precision-recall of a ranked list that may miss positives; ties share their precision."""
    if not positives or not len(score):
        return 0.0
    order = np.argsort(-score, kind="stable")
    score, hit = score[order], hit[order].astype(float)
    last = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    hits = np.cumsum(hit)[last]
    return float((np.diff(hits, prepend=0) * hits / (last + 1)).sum() / positives)


def edge_table(ids: np.ndarray, parents: sparse.csr_array) -> pd.DataFrame:
    """The edges of a matrix (row = child) as child, parent, weight."""
    edge = sparse.coo_array(parents)
    return pd.DataFrame({"child": ids[edge.row], "parent": ids[edge.col], "weight": edge.data})


def _matrix(edges: pd.DataFrame, truth: GroundTruth) -> sparse.csr_array:
    missing = {"child", "parent", "weight"} - set(edges.columns)
    if missing:
        raise StylogenyError("an edge table needs child, parent, weight", got=f"no {', '.join(sorted(missing))}")
    rows, cols = edges["child"].map(truth.row), edges["parent"].map(truth.row)
    known = (rows.notna() & cols.notna()).to_numpy()
    if not known.any():
        raise StylogenyError("no edge is between works of this world", fix="score a run made from this world's corpus")
    n = len(truth.ids)
    weight = edges["weight"].to_numpy(dtype=np.float64)[known]
    return sparse.csr_array((weight, (rows[known].astype(int), cols[known].astype(int))), shape=(n, n))


def score_edges(
    edges: pd.DataFrame, truth: GroundTruth, *, works: Works | None = None, seed: int = 0
) -> dict[str, float]:
    """Score parent edges (child, parent, weight).

    Returns
    -------
    dict
        ``ap``: average precision over all edges, by weight. ``top1``: share of works with a parent whose heaviest
        edge is true. ``backwards``: edges whose parent is truly no earlier. ``errors``: edges the catalogue's own
        dates forbid (needs `works`). ``triplets``: share of triplets (a, b, c) in which the method disagrees which of
        b, c is nearer kin of a. ``lookalikes``: planted look-alikes taken for parents. ``borrowed``: precision at k
        among edges across regions or centuries (k = how many were planted), ``borrowed_base`` the rate among the same
        edges.
    """
    weights, true = _matrix(edges, truth), truth.parents
    child, parent = weights.nonzero()
    weight = np.asarray(weights[child, parent]).ravel()
    is_true = np.asarray(true[child, parent]).ravel() >= MIN_WEIGHT
    best, has = heaviest(weights), truth.first_parent >= 0
    right = np.array([b >= 0 and true[k, b] >= MIN_WEIGHT for k, b in enumerate(best)])
    lookalikes = [(c, p) for c, p in truth.lookalike_pairs if c in truth.row]
    out = {
        "ap": average_precision(weight, is_true, int((true.data >= MIN_WEIGHT).sum())),
        "top1": float(right[has].mean()) if has.any() else 0.0,
        "backwards": float((truth.years[parent] >= truth.years[child]).sum()),
        "triplets": triplet_distance(best, truth.first_parent, seed=seed),
        "lookalikes": float(sum(best[truth.row[c]] == truth.row.get(p, -2) for c, p in lookalikes)),
    }
    if works is not None:
        at = np.array([works.find(i) for i in truth.ids])
        earliest, latest = works.earliest[at], works.latest[at]
        out["errors"] = float((earliest[parent] >= latest[child]).sum())
    return out | _borrowed(child, parent, weight, is_true, truth)


def _borrowed(
    child: np.ndarray, parent: np.ndarray, weight: np.ndarray, is_true: np.ndarray, truth: GroundTruth
) -> dict[str, float]:
    """Precision at k among edges across regions or centuries, k being how many were planted, and the rate among them
    all."""
    planted = np.isin(truth.kinds, ("borrowing", "revival"))
    unlikely = (truth.region[child] != truth.region[parent]) | (truth.years[child] - truth.years[parent] >= 100)
    hit = (is_true & planted[child])[unlikely]
    k = min(int(planted.sum()), len(hit))
    if not k:
        return {}
    top = np.argsort(-weight[unlikely], kind="stable")[:k]
    return {"borrowed": float(hit[top].mean()), "borrowed_base": float(hit.mean())}


def triplet_distance(ours: np.ndarray, true: np.ndarray, *, draws: int = 4000, seed: int = 0) -> float:
    """Share of random triplets (a, b, c) whose nearer relative differs between two forests of first parents; chance
    is 0.5.

    Triplets that are no nearer in the true forest are passed over; undecided ones in our forest count half.
    """
    rng = stream(seed, "triplets")
    n = len(true)
    a, b, c = (rng.integers(n, size=draws) for _ in range(3))
    nearer = _steps(true, a, b) - _steps(true, a, c)
    answer = _steps(ours, a, b) - _steps(ours, a, c)
    decided = (nearer != 0) & (a != b) & (a != c)
    if not decided.any():
        return 0.5
    wrong = np.where(answer == 0, 0.5, np.sign(answer) != np.sign(nearer))
    return float(wrong[decided].mean())


def _steps(parent: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Steps between pairs through their last common ancestor; unrelated pairs are 10^4 apart."""
    lines: dict[int, dict[int, int]] = {}

    def line(k: int) -> dict[int, int]:
        if k not in lines:
            steps, step, at = {}, 0, k
            while at >= 0 and at not in steps:
                steps[at], step, at = step, step + 1, int(parent[at])
            lines[k] = steps
        return lines[k]

    out = np.full(len(a), 10_000)
    for k, (i, j) in enumerate(zip(a.tolist(), b.tolist())):
        other = line(j)
        for at, step in line(i).items():
            if at in other:
                out[k] = step + other[at]
                break
    return out


def score_credit(ids: np.ndarray, value: np.ndarray, truth: GroundTruth) -> dict[str, float]:
    """Score one credit number per work against realised and expected impact, each over its noise ceiling.

    Returns
    -------
    dict
        For each truth: ``NAME`` Spearman, ``NAME_of_ceiling`` the same over the ceiling, ``NAME_top10`` recall of its
        ten greatest works, ``NAME_slope`` of impact on credit, both as shares of their sums (1 is calibrated).
    """
    if truth.impacts is None:
        raise StylogenyError("this world has no truth/impact.parquet", fix="paint it with `--futures 40`")
    known = pd.Series(value, index=ids).reindex(truth.impacts.index)
    if known.isna().all():
        raise StylogenyError("no credited work is of this world", fix="score a run made from this world's corpus")
    known = known.fillna(0.0)
    out: dict[str, float] = {}
    for name in ("realised", "expected", "pixels"):
        if name not in truth.impacts:
            continue
        real = truth.impacts[name]
        there = real.notna().to_numpy()
        if there.sum() < 10:
            continue
        x, y = known.to_numpy(dtype=float)[there], real.to_numpy()[there]
        out[name] = spearman(x, y)
        ceiling = truth.ceilings.get(name, 0.0)
        if ceiling > 0:
            out[f"{name}_of_ceiling"] = out[name] / ceiling
        ten = set(np.argsort(-y, kind="stable")[:10])
        out[f"{name}_top10"] = len(ten & set(np.argsort(-x, kind="stable")[:10])) / 10
        p, q = x / max(x.sum(), 1e-12), y / max(y.sum(), 1e-12)
        out[f"{name}_slope"] = float(np.cov(p, q)[0, 1] / np.var(p, ddof=1)) if np.ptp(p) > 0 else 0.0
    return out


def score_missing(ids: np.ndarray, innovation: np.ndarray, truth: GroundTruth) -> dict[str, float]:
    """Does a high innovation share point at works whose parents are lost? Precision at k (k = how many have lost most
    of theirs).

    ``missing_base`` is the share of such works among all.
    """
    known = pd.Series(innovation, index=ids).reindex(truth.ids).fillna(0.0).to_numpy()
    hit = truth.orphaned > 0.5
    k = int(hit.sum())
    if not k:
        return {}
    top = np.argsort(-known, kind="stable")[:k]
    return {"missing": float(hit[top].mean()), "missing_base": float(hit.mean())}


def coverage(ids: np.ndarray, low: np.ndarray, high: np.ndarray, truth: GroundTruth) -> float:
    """Share of works whose true path flow (what `net` estimates) lies in [low, high]."""
    at = np.array([truth.row[i] for i in ids if i in truth.row])
    keep = np.array([i in truth.row for i in ids])
    return float(((truth.flow[at] >= low[keep]) & (truth.flow[at] <= high[keep])).mean())
