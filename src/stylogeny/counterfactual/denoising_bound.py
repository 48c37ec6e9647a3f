"""How much worse is the model of a world that never had a work: the closed-form denoiser, re-weighted.

The model of a world is the weighted closed-form denoiser over its works (Kamb & Ganguli 2024; Scarvelis, Borde &
Solomon 2023): data w_j at y_j, noised to every level. Its diffusion loss on a held-out work x, integrated from pure
noise down to noise of standard deviation s, is the number of nats the model needs to describe x to within s (Ho, Jain &
Abbeel 2020, section 4.3; Kingma et al. 2021). For the closed form the integral is known exactly:

    rate(x) = E_e[ log N(x + s e; x, s^2) - log sum_j w_j N(x + s e; y_j, s^2) ]

because the loss over all levels is the divergence between the two path measures, and that is fixed by their ends. It is
in nats, at least 0 in expectation, and a ratio scale: 0 nats means the model already knew. So "12 % worse" says that
held-out works take 12 % more bits to describe. A world's works are not all it can paint: each datum is a mixture of
Gaussian kernels around it, of scales s, 2s, 4s, ... and of weights fitted once in the factual world, so that the loss
of a whole neighbourhood costs the step from the next one and not infinity. Distances do not depend on the weights: they
are found once, and every deletion and bootstrap is one re-weighted sum over them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..streams import normals, stream
from .lightcone import Change

BROAD_SHARE = 1e-6  # share of a world that is nobody's neighbourhood: a broad normal over the whole space
MIN_WORKS = 30  # with fewer the bound rests on a handful of neighbours


@dataclass(frozen=True, eq=False)
class ClosedFormModel:
    """The closed-form model of a world, ready to be re-weighted.

    Parameters
    ----------
    data : ndarray
        int64[m]: rows of the works that are the model's data (those in the influence graph).
    points : ndarray
        float32[m, d]: their vectors.
    queries : ndarray
        int64[q]: positions in `data` of the held-out works that are described, each by all works but itself and its
        near-duplicates.
    noised : ndarray
        float32[q, d]: the queries with their noise, the same in every world.
    noise : ndarray
        float64[q]: half the squared norm of each query's standard normal noise e.
    scales : ndarray
        float64[k]: standard deviations of the kernel's mixture, s first.
    shares : ndarray
        float64[k]: their weights.
    kernel : ndarray
        float32[q, m]: each work's density at each noised query over exp(top), 0 where left out.
    top : ndarray
        float64[q]: the largest log-density of each row (up to the constant of N(.; 0, s^2)).
    group : ndarray
        int64[m]: near-duplicate groups.
    broad_density : ndarray
        float64[q]: density at each query of the broad normal that every world keeps a millionth of, over exp(top); it
        bounds the loss when a world has nothing left.
    """

    data: np.ndarray
    points: np.ndarray
    queries: np.ndarray
    noised: np.ndarray
    noise: np.ndarray
    scales: np.ndarray
    shares: np.ndarray
    kernel: np.ndarray
    top: np.ndarray
    group: np.ndarray
    broad_density: np.ndarray

    @property
    def fidelity(self) -> float:
        """Noise s down to which works are described, in units of the embedding."""
        return float(self.scales[0])

    @property
    def dims(self) -> int:
        """Dimension d of the model's space."""
        return int(self.points.shape[1])

    def nats(self, weights: np.ndarray, change: Change | None = None) -> np.ndarray:
        """Nats to describe each query to within `fidelity`, float64[q].

        Parameters
        ----------
        weights : ndarray
            float64[n] over all works of the graph (a bootstrap's); they need not sum to one.
        change : Change, optional
            The counterfactual; without it, the factual world.
        """
        base = weights[self.data].astype(np.float64)
        left = base.copy()
        moved: tuple[np.ndarray, np.ndarray] | None = None
        if change is not None:
            place = np.searchsorted(self.data, change.rows)
            left[place] *= 1.0 - change.loss
            if change.shift is not None:
                still = np.einsum("md,md->m", change.shift, change.shift) > (1e-3 * self.fidelity) ** 2
                moved = place[still], change.shift[still]
        at_home = left.copy()
        if moved is not None:
            at_home[moved[0]] = 0.0
        density = self.kernel @ at_home.astype(np.float32)
        broad = BROAD_SHARE * base.sum()
        density = density.astype(np.float64) + broad * self.broad_density
        if moved is not None and len(moved[0]):
            there = self.points[moved[0]] + moved[1]
            density += self._kernel_at(there, moved[0]) @ left[moved[0]]
        total = broad + np.maximum(left.sum() - self.held_out_weight(left), 0.0)
        with np.errstate(divide="ignore"):
            nats = np.log(total) - np.log(density) - self.top - self.noise
        lost = density < 1e-30  # single precision ends here
        if lost.any():
            nats[lost] = self._far(lost, at_home, moved, left, total, broad)
        return nats

    def mean_nats(self, changes: list[Change], *, block: int = 16_384) -> np.ndarray:
        """Mean nats over the queries, unweighted, in each of many worlds, float64[len(changes)]."""
        size = np.array([len(c.rows) for c in changes])
        world = np.repeat(np.arange(len(changes)), size)
        place = np.searchsorted(self.data, np.concatenate([c.rows for c in changes]))
        loss = np.concatenate([c.loss for c in changes])
        shift = np.concatenate(
            [np.zeros((len(c.rows), self.dims), np.float32) if c.shift is None else c.shift for c in changes]
        )
        moves = (np.einsum("md,md->m", shift, shift) > (1e-3 * self.fidelity) ** 2) & (loss < 1)
        # leaving: all of what moves and the share lost of what stays; arriving: what is left of what moves
        leaving = sparse.csc_array((np.where(moves, 1.0, loss), (place, world)), shape=(len(self.data), len(changes)))
        density = self.kernel.sum(axis=1, dtype=np.float64)[:, None] - (leaving.T @ self.kernel.T.astype(np.float64)).T
        at = np.flatnonzero(moves)
        for start in range(0, len(at), block):
            part = at[start : start + block]
            arrived = self._kernel_at(self.points[place[part]] + shift[part], place[part]) * (1 - loss[part])
            edges = np.flatnonzero(np.diff(world[part], prepend=-1))
            density[:, world[part][edges]] += np.add.reduceat(arrived, edges, axis=1)
        lost = sparse.csc_array((loss, (place, world)), shape=leaving.shape)
        member = sparse.csr_array((np.ones(len(self.data)), (self.group, np.arange(len(self.data)))))
        groups = self.group[self.queries]
        held = np.asarray(member.sum(axis=1)).ravel()[groups][:, None] - (member @ lost).toarray()[groups]
        broad = BROAD_SHARE * len(self.data)
        density += broad * self.broad_density[:, None]
        total = broad + len(self.data) - np.bincount(world, loss, minlength=len(changes))[None, :] - held
        nats = np.log(total) - np.log(np.maximum(density, 1e-300)) - (self.top + self.noise)[:, None]
        return nats.mean(axis=0)

    def _kernel_at(self, points: np.ndarray, place: np.ndarray) -> np.ndarray:
        """Kernel of every query at other points, float64[q, k]; `place` are the works that moved there."""
        exponent = self._exponent(self.noised, points)
        exponent[self.group[self.queries][:, None] == self.group[place][None, :]] = -np.inf
        return np.exp(np.minimum(exponent - self.top[:, None], 600.0))

    def _exponent(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return log_kernel(squared_distances(a, b), self.scales, self.shares, self.dims).astype(np.float64)

    def held_out_weight(self, left: np.ndarray) -> np.ndarray:
        """Weight of itself and its near-duplicates, which each query leaves out, float64[q]; `left` is float64[m]."""
        held = np.bincount(self.group, weights=left, minlength=int(self.group.max()) + 1)
        return held[self.group[self.queries]]

    def _far(
        self,
        rows: np.ndarray,
        at_home: np.ndarray,
        moved: tuple[np.ndarray, np.ndarray] | None,
        left: np.ndarray,
        total: np.ndarray,
        broad: float,
    ) -> np.ndarray:
        """The same, by log-sum-exp, for queries whose every near neighbour is gone."""
        from scipy.special import logsumexp

        with np.errstate(divide="ignore"):
            exponent = self._exponent(self.noised[rows], self.points) + np.log(at_home)
            groups = self.group[self.queries[rows]][:, None]
            exponent[groups == self.group[None, :]] = -np.inf
            if moved is not None and len(moved[0]):
                there = self._exponent(self.noised[rows], self.points[moved[0]] + moved[1]) + np.log(left[moved[0]])
                there[groups == self.group[moved[0]][None, :]] = -np.inf
                exponent = np.concatenate([exponent, there], axis=1)
            away = np.log(broad) + _widest(self.noised[rows], self.scales)
        exponent = np.concatenate([exponent, away[:, None]], axis=1)
        return np.log(total[rows]) - logsumexp(exponent, axis=1) - self.noise[rows]


def _widest(noised: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Log-density of the broad normal around the centre, float64[q], up to the constant of the narrowest kernel."""
    wide = 2 * scales[-1]
    squared = np.einsum("qd,qd->q", noised, noised).astype(np.float64)
    return -0.5 * squared / wide**2 - noised.shape[1] * np.log(wide / scales[0])


def squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Squared Euclidean distances, float32[len(a), len(b)], never negative."""
    a, b = a.astype(np.float32), b.astype(np.float32)
    far = np.einsum("id,id->i", a, a)[:, None] + np.einsum("jd,jd->j", b, b)[None, :]
    far -= 2.0 * (a @ b.T)
    return np.maximum(far, 0.0, out=far)


def closed_form(
    graph: InfluenceGraph,
    *,
    queries: int = 2048,
    rows: np.ndarray | None = None,
    inside: np.ndarray | None = None,
    like: ClosedFormModel | None = None,
    seed: int = 0,
) -> ClosedFormModel:
    """The closed-form model of the factual world, over the works of the influence graph.

    Parameters
    ----------
    queries : int
        At most this many works, drawn without replacement, are held out in turn and described.
    rows : ndarray, optional
        int64[q]: the held-out works, instead of drawn ones.
    inside : ndarray, optional
        bool[n]: the works that are data, instead of all in the graph.
    like : ClosedFormModel, optional
        A model whose scales to use. By default the fidelity s is the one bandwidth under which held-out works are
        likeliest in the factual world, and the shares of its multiples are fitted to them.

    Raises
    ------
    StylogenyError
        With fewer than three works in the graph.
    """
    data = np.flatnonzero(np.isfinite(graph.years) if inside is None else inside)
    if len(data) < 3:
        raise StylogenyError("a world of so few dated works has no model", got=len(data), fix="add dated works")
    points = graph.embedding.vectors[data]
    points = points - points.mean(axis=0)
    group = np.unique(graph.works.table["group"].to_numpy()[data], return_inverse=True)[1].astype(np.int64)
    if rows is None:
        chosen = np.sort(stream(seed, "held-out").permutation(len(data))[:queries])
    else:
        chosen = np.searchsorted(data, np.sort(rows))
    scales = _scales(points, group, chosen) if like is None else like.scales
    dims = points.shape[1]
    eps = normals(seed, "noise", index=data[chosen], draws=dims)
    noised = (points[chosen] + scales[0] * eps).astype(np.float32)
    far = squared_distances(noised, points)
    far[group[chosen][:, None] == group[None, :]] = np.inf
    shares = _shares(far, scales, dims) if like is None else like.shares
    exponent = log_kernel(far, scales, shares, dims)
    top = exponent.max(axis=1)
    return ClosedFormModel(
        data=data,
        points=points,
        queries=chosen,
        noised=noised,
        noise=0.5 * np.square(eps).sum(axis=1),
        scales=scales,
        shares=shares,
        kernel=np.exp(exponent - top[:, None]),
        top=top.astype(np.float64),
        group=group,
        broad_density=np.exp(np.minimum(_widest(noised, scales) - top, 600.0)),
    )


def _scales(points: np.ndarray, group: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The fidelity and its multiples up to the spread of the works, float64[k]."""
    s = _bandwidth(points, group, chosen[:: max(1, len(chosen) // 512)])
    spread = float(np.sqrt(points.var(axis=0).mean()))
    return s * 2.0 ** np.arange(max(2, int(np.ceil(np.log2(max(2 * spread / s, 1.0)))) + 1))


def log_kernel(squared: np.ndarray, scales: np.ndarray, shares: np.ndarray, dims: int) -> np.ndarray:
    """Log-density of the scale mixture at squared distances, float32, up to the constant of the narrowest kernel."""
    total = np.full(squared.shape, -np.inf, dtype=np.float32)
    for scale, share in zip(scales, shares):
        if share > 0:
            constant = np.float32(np.log(share) - dims * np.log(scale / scales[0]))
            np.logaddexp(total, constant - squared / np.float32(2 * scale**2), out=total)
    return total


def _shares(far: np.ndarray, scales: np.ndarray, dims: int, *, steps: int = 100) -> np.ndarray:
    """Weights of the scales under which held-out works are likeliest in the factual world (EM)."""
    part = far[:: max(1, len(far) // 512)]
    log = np.empty((len(part), len(scales)))
    for k, scale in enumerate(scales):
        exponent = log_kernel(part, scale * np.ones(1), np.ones(1), dims).astype(np.float64)
        top = exponent.max(axis=1)
        log[:, k] = top + np.log(np.exp(exponent - top[:, None]).sum(axis=1)) - dims * np.log(scale / scales[0])
    density = np.exp(log - log.max(axis=1, keepdims=True))
    shares = np.full(len(scales), 1.0 / len(scales))
    for _ in range(steps):
        r = density * shares
        # a pseudo-count keeps every scale open, so that no neighbourhood's loss is infinite
        count = (r / r.sum(axis=1, keepdims=True)).sum(axis=0) + 0.5
        shares = count / count.sum()
    return shares


def _bandwidth(points: np.ndarray, group: np.ndarray, chosen: np.ndarray) -> float:
    """The Gaussian bandwidth that makes held-out works likeliest, each described by all others."""
    far = squared_distances(points[chosen], points).astype(np.float64)
    far[group[chosen][:, None] == group[None, :]] = np.inf
    nearest = far.min(axis=1)
    d = points.shape[1]
    if not nearest.max() > 0:
        raise StylogenyError("all works have the same vector", fix="embed the corpus again")

    def loss(log_s: float) -> float:
        var = np.exp(2 * log_s)
        inside = np.log(np.exp(-0.5 * (far - nearest[:, None]) / var).sum(axis=1))
        return float(np.mean(0.5 * nearest / var - inside) + d * log_s)

    scale = 0.5 * np.log(float(nearest[nearest > 0].mean()) / d)
    best = minimize_scalar(loss, bounds=(scale - 3, scale + 3), method="bounded", options={"xatol": 1e-3})
    return float(np.exp(best.x))
