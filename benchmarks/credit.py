"""What credit costs: one answer, all works at once, beside a leave-one-out loop and TRAK on the same model, in one run.

Processor seconds of one thread (so that a busy machine does not change them), on branching histories in a
32-dimensional space. Prints a Markdown table, the ratios, and the fitted exponent of each cost against the number of
works.

    python benchmarks/credit.py --sizes 500 1000 2000 --bootstraps 3

With `--run RUN --work WORK` it asks one work of a traced run instead: the cost of growing numbers of bootstraps
(held-out works as `sg.credit` has them by default), all works' `net` and `lineage`, and the baselines, with the wall
time beside it.

    python benchmarks/credit.py --run run --work "The hay wain" --counts 5 10 20
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.corpus.lookup import select
from stylogeny.counterfactual.all_works import credit_all
from stylogeny.counterfactual.baselines import trak_scores
from stylogeny.counterfactual.bootstrap import Question, question, unit
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.lightcone import Change
from stylogeny.counterfactual.metrics import BoundScore
from stylogeny.embedding.space import Embedding
from stylogeny.executors import Result
from stylogeny.influence.open_graph import open_graph
from stylogeny.influence.tracing import parent_sets_of
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream
from verification.common.worlds import works_of


def history(n: int, *, dims: int = 32, seed: int = 0) -> Embedding:
    """n works, each a step from one of the 80 works before it, or an immigrant."""
    rng = stream(seed, "benchmark", n)
    vectors = np.zeros((n, dims))
    for i in range(n):
        fresh = i < 5 or rng.random() < 0.1
        vectors[i] = 2 * rng.normal(size=dims) if fresh else vectors[rng.integers(max(0, i - 80), i)]
        vectors[i] += 0.3 * rng.normal(size=dims)
    years = 1400 + (500 * np.arange(n)) // n
    ids = np.array([f"w{i}" for i in range(n)], dtype=object)
    works = works_of(ids, years - 1, years + 1, artist=[f"a{i % (n // 8)}" for i in range(n)])
    return Embedding.from_vectors(works, vectors.astype(np.float32))


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of a call, and its result."""
    start = time.process_time()
    out = work()
    return time.process_time() - start, out


def asked(run: str, work: str, counts: list[int]) -> None:
    """The costs of one question about a run, as Markdown tables."""
    graph = open_graph(Run(run))
    row = select(graph.works, work, years=graph.years).rows
    rows: list[tuple[str, float, float]] = []

    def timed(what: str, call: Callable[[], Any]) -> Any:
        start, (spent, out) = time.perf_counter(), seconds(call)
        rows.append((what, spent, time.perf_counter() - start))
        return out

    model = timed("model, 2,048 held out", lambda: closed_form(graph))
    q = timed(
        "question (once)",
        lambda: question(graph, row, estimand="lineage", deletion="sampled", scores=[BoundScore(model)]),
    )
    for count in counts:
        timed(f"{count} bootstraps", partial(_units, q, count))
    few = closed_form(graph, queries=256)
    timed("all works, net", lambda: credit_all(graph, candidates=q.candidates, model=few))
    timed("all works, lineage", lambda: credit_all(graph, estimand="lineage", model=few))
    ones, n = np.ones(len(graph.works)), len(few.data)
    some = few.data[:: max(1, n // 20)]
    timed("20 of the loop, re-weighted", lambda: [few.nats(ones, Change(np.array([r]), np.ones(1))) for r in some])
    timed("1 of the loop, rebuilt", lambda: closed_form(graph, queries=256))
    timed("TRAK", lambda: trak_scores(few))
    print("| what | processor s | wall s |\n|---|---|---|")
    for what, spent, wall in rows:
        print(f"| {what} | {spent:.2f} | {wall:.2f} |")
    cost = {what: spent for what, spent, _ in rows}
    grown = [cost[f"{count} bootstraps"] for count in counts]
    if len(counts) > 1:
        print(f"\nExponent against bootstraps: {np.polyfit(np.log(counts), np.log(grown), 1)[0]:.2f}.")
    print(
        f"100 bootstraps at {grown[-1] / counts[-1]:.2f} s each on two cores: {50 * grown[-1] / counts[-1]:.0f} s. All "
        f"works' net takes {cost['all works, net'] / (n * cost['1 of the loop, rebuilt']):.4f} of a leave-one-out loop "
        f"that rebuilds the model and {cost['all works, net'] / cost['TRAK']:.2f} of TRAK."
    )


def _units(q: Question, count: int) -> list[Result]:
    return [unit(q, 0, b) for b in range(count)]


def costs(n: int, *, bootstraps: int, looped: int) -> dict[str, float]:
    """Processor seconds of everything on one made-up history of n works, by what it is."""
    traced, graph = seconds(lambda: sg.trace(history(n)))
    built, model = seconds(lambda: closed_form(graph, queries=256))
    q = question(graph, np.array([n // 10]), estimand="lineage", deletion="sampled", scores=[BoundScore(model)])
    units, _ = seconds(lambda: _units(q, bootstraps))
    edges = parent_sets_of(graph).edges
    net, _ = seconds(lambda: credit_all(graph, model=model, candidates=edges))
    lineage, _ = seconds(lambda: credit_all(graph, estimand="lineage", model=model))
    rows, ones = range(0, n, max(1, n // looped)), np.ones(n)
    loop, _ = seconds(lambda: [model.nats(ones, Change(np.array([r]), np.ones(1))) for r in rows])
    rebuilt, _ = seconds(lambda: [closed_form(graph, queries=256) for _ in range(3)])
    trak, _ = seconds(lambda: trak_scores(model))
    return {
        "works": n,
        "trace": traced,
        "model": built,
        "one bootstrap": units / bootstraps,
        "all works, net": net,
        "all works, lineage": lineage,
        "leave-one-out, re-weighted": loop / len(rows) * n,
        "leave-one-out, rebuilt": rebuilt / 3 * n,
        "TRAK": trak,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000])
    parser.add_argument("--bootstraps", type=int, default=3)
    parser.add_argument("--looped", type=int, default=20, help="works of the leave-one-out loop that are timed")
    parser.add_argument("--run", help="a traced run to ask instead of made-up histories")
    parser.add_argument("--work", default="The hay wain", help="the work of the run that is asked about")
    parser.add_argument("--counts", type=int, nargs="+", default=[5, 10, 20], help="bootstraps timed on the run")
    args = parser.parse_args()
    trak_scores(closed_form(sg.trace(history(60))))  # its libraries are imported before anything is timed
    if args.run:
        with quietly():
            asked(args.run, args.work, args.counts)
        return
    with quietly():
        lines = [costs(n, bootstraps=args.bootstraps, looped=args.looped) for n in args.sizes]
    table = pd.DataFrame(lines)
    print("| " + " | ".join(table.columns) + " |")
    print("|" + "---|" * len(table.columns))
    for line in lines:
        print("| " + " | ".join(f"{v:.2f}" if isinstance(v, float) else str(v) for v in line.values()) + " |")
    if len(table) > 1:
        fit = [np.polyfit(np.log(table["works"]), np.log(table[c]), 1)[0] for c in table.columns[1:]]
        print("| exponent | " + " | ".join(f"{x:.2f}" for x in fit) + " |")
    last = table.iloc[-1]
    rivals = ("leave-one-out, rebuilt", "TRAK")
    lineage, net = (
        [float(last[f"all works, {name}"]) / float(last[rival]) for rival in rivals] for name in ("lineage", "net")
    )
    print(
        f"\nAt {int(last['works'])} works all lineages take {lineage[0]:.4f} and all net credits {net[0]:.4f} of a "
        f"leave-one-out loop that rebuilds the model, and {lineage[1]:.2f} and {net[1]:.2f} of TRAK."
    )


if __name__ == "__main__":
    main()
