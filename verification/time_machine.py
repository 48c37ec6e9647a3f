"""The time machine of Elgammal & Saleh (2015): a work's date is moved, and its credit must move against it.

    python verification/time_machine.py RUN                          # a run folder that has been embedded
    python verification/time_machine.py RUN --works 1200 --moved 24 --years 50 100

Of a sample of a run's dated works, some are moved back and forward in time, pictures as they are; the rest stays.
Made earlier, a picture is ahead of its time: more comes after it that is like it, so what the world would lack without
it must grow; made later, it must shrink. All moved works of a table are moved at once, which they hardly notice of one
another. Printed: the mean percentile of their net credit among all works, how many rose, how many fell, and the same of
works whose date was left alone.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.influence.tracing import ConvergenceWarning
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import stream
from verification.common.tables import markdown


def sample(run: Path, count: int, seed: int) -> sg.Embedding:
    """Dated works of a run, drawn, in its space."""
    space = sg.Embedding.read(Run(run))
    dated = np.flatnonzero(space.works.dated)
    rows = np.sort(stream(seed, "sample").permutation(dated)[:count])
    return sg.Embedding(space.works.select(rows), space.vectors[rows], space.time_axis, space.provenance)


def moved(space: sg.Embedding, rows: np.ndarray, years: float) -> sg.Embedding:
    """The same works in the same places, some at other dates."""
    table = space.works.table.copy()
    for column in ("earliest", "latest"):
        table.loc[rows, column] += years
    return sg.Embedding(sg.Works(table, space.works.root), space.vectors, space.time_axis, space.provenance)


def percentiles(space: sg.Embedding, seed: int) -> np.ndarray:
    """Where each work stands by net credit, in per cent of all works, float64[n]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        net = sg.trace(space, seed=seed, fits=2).net
    return 100.0 * np.argsort(np.argsort(net, kind="stable"), kind="stable") / (len(net) - 1)


def main() -> None:
    """Trace the works as they were and moved, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, metavar="RUN")
    parser.add_argument("--works", type=int, default=1200)
    parser.add_argument("--moved", type=int, default=24)
    parser.add_argument("--years", type=int, nargs="+", default=[50, 100])
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rows = []
    with quietly():
        space = sample(args.run, args.works, args.seed)
        year = space.works.year
        low, high = np.quantile(year, [0.2, 0.8])  # nobody leaves the corpus's own time
        middle = np.flatnonzero((year > low) & (year < high))
        chosen = np.sort(stream(args.seed, "moved").permutation(middle)[: args.moved])
        was = percentiles(space, args.seed)
        for years in [sign * y for y in args.years for sign in (-1, 1)]:
            now = percentiles(moved(space, chosen, years), args.seed)
            change = now[chosen] - was[chosen]
            others = np.setdiff1d(middle, chosen)
            rows.append(
                {
                    "moved by (years)": f"{years:+d}",
                    "percentile before": float(was[chosen].mean()),
                    "after": float(now[chosen].mean()),
                    "rose": f"{int((change > 0).sum())} of {len(chosen)}",
                    "others, before": float(was[others].mean()),
                    "others, after": float(now[others].mean()),
                }
            )
            print(markdown(pd.DataFrame(rows[-1:])).splitlines()[-1], flush=True)
    print("\n" + markdown(pd.DataFrame(rows)))


if __name__ == "__main__":
    main()
