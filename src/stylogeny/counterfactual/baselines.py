"""What other attribution methods say about the same works, on the same model: they attribute to a training run.

- ``leave-one-out``: the model without the work alone, its descendants kept. Exact: the closed form is retrained by
  deleting.
- ``similarity``: the work's share of all nearness to the held-out works.
- ``influence functions``: the derivative of the bound by the work's weight (Koh & Liang 2017). Exact in closed form.
- ``TRAK`` (Park et al. 2023), where `dattri` is installed: on a small network trained on the same denoising task.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
from typing import TYPE_CHECKING

import numpy as np

from ..influence.graph import InfluenceGraph
from ..streams import int_seed, normals
from .all_works import credit_all
from .answer import BaselineScore
from .denoising_bound import BROAD_SHARE, ClosedFormModel
from .lightcone import Change, lightcone

if TYPE_CHECKING:
    from torch import Tensor

OURS = "this method"
PER_CENT = "per cent worse"
UNITS = {"similarity": "share", "TRAK": "score"}  # of the others


def scores(model: ClosedFormModel, *, n: int, trak: bool = True, seed: int = 0) -> dict[str, np.ndarray]:
    """Every baseline's score of every work, float64[m] in the order of `model.data`.

    ``leave-one-out`` and ``influence functions`` are in per cent worse, ``similarity`` in shares of 1, ``TRAK`` in its
    own units. `n` is the number of works in the table.
    """
    ones = np.ones(n)
    nats = model.nats(ones)
    total = (1 + BROAD_SHARE) * len(model.data) - model.held_out_weight(np.ones(len(model.data)))
    density = np.exp(np.log(total) - model.top - model.noise - nats)
    share = model.kernel / density[:, None].astype(np.float32)
    others = model.group[model.queries][:, None] != model.group[None, :]
    alone = np.where(others, np.log1p(-1.0 / total)[:, None], 0.0) - np.log1p(-np.minimum(share, 1 - 1e-6))
    slope = share - others / total[:, None]
    out = {
        "leave-one-out": 100 * alone.mean(axis=0, dtype=np.float64) / nats.mean(),
        "similarity": share.mean(axis=0, dtype=np.float64),
        "influence functions": 100 * slope.mean(axis=0, dtype=np.float64) / nats.mean(),
    }
    if trak and importlib.util.find_spec("dattri"):
        out["TRAK"] = trak_scores(model, seed=seed)
    return out


def compare(
    graph: InfluenceGraph, rows: np.ndarray, model: ClosedFormModel, *, estimand: str = "lineage", seed: int = 0
) -> dict[str, BaselineScore]:
    """What every baseline says about the works at `rows`.

    :data:`OURS` stands among them with its own percentile (soft deletion; `net` over at most 256 held-out works), so
    that they can be compared by rank; values of different methods have different units.
    """
    at = np.searchsorted(model.data, rows)
    out = {OURS: _ours(graph, rows, model, estimand, seed)}
    for name, every in scores(model, n=len(graph.works), seed=seed).items():
        value = float(every[at].sum())
        if name == "leave-one-out" and len(rows) > 1:
            ones = np.ones(len(graph.works))
            gone = Change(np.sort(rows), np.ones(len(rows)))
            value = float(100 * (model.nats(ones, gone).mean() / model.nats(ones).mean() - 1))
        rank = float(100 * (every < every[at].max()).mean())
        unit = UNITS.get(name, PER_CENT)
        amount = f"{round(value, 3) + 0.0:.3f} % worse" if unit == PER_CENT else f"{value:.4g} ({unit})"
        why = _why(graph, rows, model) if name == "leave-one-out" else ""
        out[name] = BaselineScore(value, unit, rank, f"{amount}, above {rank:.0f} % of works{why}")
    if "TRAK" not in out:
        out["TRAK"] = BaselineScore(None, UNITS["TRAK"], None, "not run (pip install dattri)")
    return out


def _ours(graph: InfluenceGraph, rows: np.ndarray, model: ClosedFormModel, estimand: str, seed: int) -> BaselineScore:
    # moving works cost more to place among many held-out ones than removing them does
    every = credit_all(graph, estimand=estimand, model=model if estimand == "lineage" else None, seed=seed)
    value, rank = float(every[rows].max()), float(100 * np.nanmean(every[model.data] < every[rows].max()))
    most = "" if len(rows) == 1 else " (the most of any of them)"
    text = f"{round(value, 3) + 0.0:.3f} % worse{most}, above {rank:.0f} % of works"
    return BaselineScore(value, PER_CENT, rank, text)


def _why(graph: InfluenceGraph, rows: np.ndarray, model: ClosedFormModel) -> str:
    """Why leaving it out alone shows little: the descendants that stay in the data and look like it."""
    gone = lightcone(graph.parents, graph.order, rows)
    gone[rows] = 0.0
    far = np.square(graph.embedding.vectors - graph.embedding.vectors[rows].mean(axis=0)).sum(axis=1)
    far[gone < 0.05] = np.inf
    near = [int(r) for r in np.argsort(far, kind="stable")[:3] if np.isfinite(far[r])]
    if not near:
        return "; nothing in the data descends from it"
    table = graph.works.table
    titles = ", ".join(str(table["title"].iat[r] or table["id"].iat[r]) for r in near)
    return f"; {gone.sum():.1f} expected descendants stay in its data, the likest being {titles}"


def trak_scores(
    model: ClosedFormModel, *, seed: int = 0, hidden: int = 64, steps: int = 400, tested: int = 256
) -> np.ndarray:
    """TRAK by `dattri`: mean score of every work over the held-out works, float64[m]."""
    import torch
    from dattri.algorithm.trak import TRAKAttributor
    from dattri.task import AttributionTask
    from torch import nn

    generator = torch.Generator().manual_seed(int_seed(seed, "trak", bits=62))
    scale = float(np.sqrt(model.points.var(axis=0).mean()))
    points = torch.from_numpy(model.points / scale)
    noise = torch.from_numpy(normals(seed, "trak", index=model.data, draws=model.dims).astype(np.float32))
    level = float(model.fidelity / scale) * 4
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int_seed(seed, "trak network", bits=62))
        network = nn.Sequential(nn.Linear(model.dims, hidden), nn.SiLU(), nn.Linear(hidden, model.dims))
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(steps):
        batch = torch.randint(len(points), (256,), generator=generator)
        fresh = torch.randn(256, model.dims, generator=generator)
        loss = (network(points[batch] + level * fresh) - points[batch]).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    def denoising(params: dict[str, Tensor], pair: tuple[Tensor, Tensor]) -> Tensor:
        clean, noised = pair
        return (torch.func.functional_call(network, params, (noised.unsqueeze(0),)) - clean).square().sum()

    def likelihood(params: dict[str, Tensor], pair: tuple[Tensor, Tensor]) -> Tensor:
        clean, noised = pair
        error = (torch.func.functional_call(network, params, (noised.unsqueeze(0),)) - clean).square().mean()
        return torch.exp(-error)

    task = AttributionTask(denoising, network, network.state_dict())
    attributor = TRAKAttributor(
        task, likelihood, projector_kwargs={"proj_dim": 256, "proj_seed": seed}, regularization=1e-3
    )
    every = torch.utils.data.TensorDataset(points, points + level * noise)
    held = torch.utils.data.Subset(every, [int(k) for k in model.queries[:: max(1, len(model.queries) // tested)]])
    with contextlib.redirect_stderr(io.StringIO()), torch.no_grad():  # dattri draws progress bars of its own
        attributor.cache(torch.utils.data.DataLoader(every, batch_size=256))
        attributed = attributor.attribute(torch.utils.data.DataLoader(held, batch_size=256))
    return np.asarray(attributed.double().mean(dim=1))
