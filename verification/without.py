"""A world without a work against the painted world that is run again without it.

    python verification/without.py                                         # all regimes from noisy genomes, fresh seeds
    python verification/without.py --from pictures --works 200 --seeds 101 # painted, seen by the backbone
    python verification/without.py --pictures --regimes neutral --seeds 101  # would-be pictures against painted ones

In each world some works that others followed are left out, one at a time. Figures are means over them.

``rank``: how far each later work moved, against the truth (Spearman). ``direction``: cosine of its way with the true
one, over works that truly moved, weighted by how far. ``share``: of the squared true ways of a world, what is made good
(doing nothing, and leave-one-out, which moves nothing, are 0). ``model``: of the nats by which the model of the true
other world describes that world's works better than the factual model without the one work does, the share that the
model of our world reaches. `true parents` is our own method on the parents that are recorded: what it could reach if
influence were known. True ways are in genes; where works are seen as pictures they are brought into the space by ridge
regression on the factual works.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.corpus.pictures import read
from stylogeny.counterfactual.denoising_bound import log_kernel, squared_distances
from stylogeny.counterfactual.lightcone import delete
from stylogeny.counterfactual.worlds.files import would_have_looked
from stylogeny.counterfactual.worlds.other_world import OtherWorld, without
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.influence.branching.fitting import candidates_of
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.progress import quietly
from stylogeny.streams import stream
from stylogeny.world import corpus
from stylogeny.world.corpus import painted
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.impact import spearman
from stylogeny.world.observe import observe
from stylogeny.world.regimes import REGIMES
from verification.common.tables import markdown
from verification.common.worlds import pictured

RIDGE = 10.0  # of the regression from genes to the space, in works
FOLLOWED = 5  # works that truly move, without which a work is not asked about
Figures = dict[str, str | float]


@dataclass(frozen=True, eq=False)
class Trial:
    """A world seen by a method: its graph, the rows of its works in the world, and genes to space, float[genes, d]."""

    world: World
    graph: InfluenceGraph
    rows: np.ndarray
    to_space: np.ndarray

    @classmethod
    def of(cls, world: World, space: sg.Embedding, *, seed: int) -> Trial:
        """Trace and align."""
        row = {i: k for k, i in enumerate(world.ids)}
        rows = np.array([row[i] for i in space.works.ids])
        x = world.latent[rows].astype(np.float64)
        x = x - x.mean(axis=0)
        y = space.vectors - space.vectors.mean(axis=0)
        slope = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ y)
        return cls(world, sg.trace(space, seed=seed), rows, slope)

    def asked(self, count: int, *, seed: int) -> list[int]:
        """Works that others truly followed, drawn."""
        every = stream(seed, "asked").permutation(len(self.rows))
        chosen: list[int] = []
        for row in every.tolist():
            if len(chosen) == count:
                break
            if (np.linalg.norm(self.true_shift(row), axis=1) > 1e-3).sum() >= FOLLOWED:
                chosen.append(row)
        return chosen

    def true_shift(self, row: int) -> np.ndarray:
        """How far each work truly is from where it was, in genes, float[n, genes]; zero for what is missing."""
        again = self.world.rerun(without=int(self.rows[row]))
        shift = (again.latent - self.world.latent)[self.rows]
        shift[row] = 0.0
        return shift


def oracle(trial: Trial, truth: GroundTruth) -> InfluenceGraph:
    """The graph of the recorded parents, in the same space."""
    graph = trial.graph
    at = np.array([truth.row[i] for i in graph.works.ids])
    parents = truth.parents[at][:, at]
    strictly = graph.years[parents.tocoo().row] > graph.years[parents.tocoo().col]
    edge = parents.tocoo()
    edge.data = np.where(strictly, edge.data, 0.0)
    parents = edge.tocsr()
    parents.eliminate_zeros()
    innovation = 1.0 - np.asarray(parents.sum(axis=1)).ravel()
    return InfluenceGraph(graph.embedding, parents, np.clip(innovation, 0, 1), graph.years, graph.model)


def scores(trial: Trial, row: int, shift: np.ndarray, true: np.ndarray, later: np.ndarray) -> Figures:
    """How near a method's displacement float[n, d] comes to the true one, in the space."""
    ours, truly = np.linalg.norm(shift[later], axis=1), np.linalg.norm(true[later], axis=1)
    weight = truly / max(float(truly.sum()), 1e-12)
    both = np.einsum("nd,nd->n", shift[later], true[later]) / np.maximum(ours * truly, 1e-12)
    square = float(np.square(true[later]).sum())
    gained, best = nats_gained(trial, row, shift, true)
    return {
        "rank": spearman(ours, truly),
        "direction": float(weight @ both),
        "made good": square - float(np.square(shift[later] - true[later]).sum()),
        "to make good": square,
        "gained": gained,
        "to gain": best,
    }


def nats_gained(trial: Trial, row: int, shift: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """Nats that the model of our other world, and that of the true one, gain over the factual one without the work, on
    the works of the true one that are elsewhere there."""
    here = np.delete(trial.graph.embedding.vectors, row, axis=0).astype(np.float64)
    moved = np.delete(true, row, axis=0)
    there, ours = here + moved, here + np.delete(shift, row, axis=0)
    apart = squared_distances(here, here)
    np.fill_diagonal(apart, np.inf)
    scale = np.sqrt(np.median(apart.min(axis=1)) / here.shape[1]) * np.array([1.0, 2.0, 4.0])
    queries = np.flatnonzero(np.linalg.norm(moved, axis=1) > 1e-3)

    def nats(points: np.ndarray) -> float:
        squared = squared_distances(there[queries], points)
        squared[np.arange(len(queries)), queries] = np.inf  # each by all but itself
        log = log_kernel(squared, scale, np.full(3, 1 / 3), here.shape[1]).astype(np.float64)
        top = log.max(axis=1)
        return float(-(top + np.log(np.exp(log - top[:, None]).sum(axis=1))).mean())

    nothing, best = nats(here), nats(there)
    return (nothing - nats(ours)) * len(queries), (nothing - best) * len(queries)


def means(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Means over works; shares are of what there was to make good, or to gain, in a world, and then means over
    worlds."""
    world = [k for k in dict.fromkeys([*keys, "regime", "seed", "method"])]
    parts = rows.groupby(world, sort=False)
    out = parts[["rank", "direction"]].mean()
    sums = parts[["made good", "to make good", "gained", "to gain"]].sum(min_count=1)
    out["share"], out["model"] = sums["made good"] / sums["to make good"], sums["gained"] / sums["to gain"]
    return out.groupby(level=keys, sort=False).mean().reset_index()


def displacements(trial: Trial, truth: InfluenceGraph, row: int, *, seed: int) -> dict[str, np.ndarray]:
    """What every method says of each work's way, float[n, d]; rivals say how far alone, in an arbitrary direction."""
    graph = trial.graph
    n, d = graph.embedding.vectors.shape
    far = np.linalg.norm(graph.embedding.vectors - graph.embedding.vectors[row], axis=1)

    def only_far(values: np.ndarray) -> np.ndarray:
        out = np.zeros((n, d))
        out[:, 0] = values
        return out

    def of(world: OtherWorld) -> np.ndarray:
        return world.shift.astype(np.float64)

    candidates = candidates_of(graph.embedding)
    known = delete(truth, np.array([row]), estimand="net", deletion="soft", candidates=candidates)
    parents = np.zeros((n, d))
    assert known.shift is not None
    parents[known.rows] = known.shift
    drawn = [without(graph, row, deletion="sampled", seed=seed + k) for k in range(8)]
    return {
        "**ours, soft**": of(without(graph, row)),
        "ours, one sampled history": of(drawn[0]),
        "ours, mean of 8 sampled": np.mean([of(w) for w in drawn], axis=0),
        "share owed alone": only_far(without(graph, row).owed),
        "similarity look-up": only_far(np.exp(-far / np.median(far))),
        "coming soon after": only_far(1 / (1 + np.maximum(graph.years - graph.years[row], 0))),
        "leave-one-out, doing nothing": np.zeros((n, d)),
        "true parents": parents,
    }


def one(regime: str, seed: int, args: argparse.Namespace) -> list[Figures]:
    """All methods on one world: a row for each work asked about and method."""
    world = World.make(regime, works=args.works, seed=seed)
    space = pictured(world, spaces=args.spaces) if args.source == "pictures" else observe(world, noise=args.noise)
    trial = Trial.of(world, space, seed=seed)
    truth = oracle(trial, GroundTruth.of(world, run=False))
    rows: list[Figures] = []
    for row in trial.asked(args.asked, seed=seed):
        true = trial.true_shift(row) @ trial.to_space
        later = np.flatnonzero(trial.graph.years > trial.graph.years[row])
        for name, shift in displacements(trial, truth, row, seed=seed).items():
            found = scores(trial, row, shift, true, later)
            if not name.startswith(("ours", "**ours", "true", "leave")):  # they say how far, and not where to
                found |= dict.fromkeys(("direction", "made good", "gained"), np.nan)
            rows.append({"regime": regime, "seed": seed, "work": str(space.works.ids[row]), "method": name, **found})
    return rows


def would_be_pictures(regime: str, seed: int, args: argparse.Namespace) -> list[Figures]:
    """Would-be pictures of the works that move most, against the world run again and painted: distances in style."""
    world = World.make(regime, works=args.works, seed=seed)
    body = backbone("built-in")
    rows: list[Figures] = []
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(world, Path(folder), size=96, workers=1, with_truth=False)
        space = sg.embed(sg.load(folder), seed=seed)
        trial = Trial.of(world, space, seed=seed)
        head = space.head
        assert head is not None
        for row in trial.asked(args.asked, seed=seed):
            again = world.rerun(without=int(trial.rows[row]))
            for deletion in ("soft", "sampled"):
                other = without(trial.graph, row, deletion=deletion, seed=seed)
                repaint = would_have_looked(other)
                shown = [int(r) for r in other.moved[: args.shown]]
                was = [read(space.works.picture(r)) for r in shown]
                there = [repaint(r) for r in shown]
                truth = [painted(again, int(trial.rows[r]), size=96) for r in shown]
                if not shown:
                    continue
                seen = head.vectors(body.features([*was, *there, *truth]).astype(np.float32))
                a, b, t = np.split(seen, 3)
                nothing, ours = np.linalg.norm(a - t, axis=1).mean(), np.linalg.norm(b - t, axis=1).mean()
                rows.append(
                    {
                        "regime": regime, "seed": seed, "method": deletion,
                        "doing nothing": float(nothing), "ours": float(ours),
                    }
                )  # fmt: skip
    return rows


def arguments() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=200)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    parser.add_argument("--regimes", nargs="+", default=[r for r in REGIMES if r != "null"])
    parser.add_argument("--asked", type=int, default=8, help="works left out of each world, one at a time")
    parser.add_argument("--shown", type=int, default=6, help="with --pictures: works painted for each")
    parser.add_argument("--noise", type=float, default=0.2, help="observation noise on genomes; a mutation step is 0.2")
    parser.add_argument("--from", dest="source", choices=["genomes", "pictures"], default="genomes")
    parser.add_argument("--spaces", type=Path, help="keep the pictures' embeddings in this folder for the next run")
    parser.add_argument("--pictures", action="store_true", help="compare would-be pictures with painted ones")
    return parser.parse_args()


def main() -> None:
    """Run the worlds and print the tables."""
    args = arguments()
    job, keys = would_be_pictures if args.pictures else one, ["regime", "method"]
    rows: list[Figures] = []
    with quietly():
        for seed in args.seeds:
            for regime in args.regimes:
                began = time.perf_counter()
                rows += job(regime, seed, args)
                print(f"{regime}, seed {seed}: {time.perf_counter() - began:.0f} s", flush=True)
    frame = pd.DataFrame(rows)
    for by in (keys, keys[-1:]):
        figures = [c for c in frame.columns if c not in (*keys, "seed", "work")]
        plain = frame.groupby(by, sort=False)[figures].mean().reset_index()
        print("\n" + markdown(plain if args.pictures else means(frame, by)))


if __name__ == "__main__":
    main()
