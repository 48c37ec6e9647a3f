"""Do pictures drift in the entropy-complexity plane as art has? (Sigaki, Perc & Ribeiro 2018,
doi:10.1073/pnas.1800083115)

    python verification/plane.py RUN [--simulated RUN/futures/NAME] [--pictures 1000] [--write]

The pictures of a run, and those of a simulated history of it. --write puts the table into docs/society.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from stylogeny.corpus.works import Works
from stylogeny.streams import uniforms
from verification.common.tables import put


def entropy_complexity(gray: np.ndarray) -> tuple[float, float]:
    """Normalised permutation entropy and statistical complexity of a picture from its 2 x 2 neighbourhoods (Sigaki et
    al. 2018).

    Ties go to the earlier pixel, as a stable sort has it. Complexity is the entropy times the normalised
    Jensen-Shannon divergence from the uniform distribution.
    """
    g = np.asarray(gray, dtype=np.float64)
    blocks = np.stack([g[:-1, :-1], g[:-1, 1:], g[1:, :-1], g[1:, 1:]], axis=-1).reshape(-1, 4)
    code = np.argsort(blocks, axis=1, kind="stable") @ np.array([64, 16, 4, 1])
    share = np.zeros(24)
    count = np.sort(np.unique(code, return_counts=True)[1])
    share[: len(count)] = count / count.sum()
    even = np.full(24, 1 / 24)

    def entropy(p: np.ndarray) -> float:
        q = p[p > 0]
        return float(-(q * np.log(q)).sum())

    h = entropy(share) / np.log(24)
    apart = entropy((share + even) / 2) - entropy(share) / 2 - entropy(even) / 2
    most = -0.5 * (25 / 24 * np.log(25) - 2 * np.log(48) + np.log(24))
    return h, h * apart / most


def plane(works: Works, *, most: int, period: int, seed: int) -> pd.DataFrame:
    """Entropy and complexity of pictures, by `period` years."""
    from stylogeny.corpus.pictures import read

    rows = np.flatnonzero(works.dated & works.pictured)
    rows = rows[np.argsort(uniforms(seed, "plane", index=rows)[:, 0])[:most]]
    out = []
    for r in rows.tolist():
        grey = read(works.root / works.column("picture")[r], size=128).astype(float) @ [0.2125, 0.7154, 0.0721]
        out.append((int(works.year[r]) // period * period, *entropy_complexity(grey)))
    table = (
        pd.DataFrame(out, columns=["from", "H", "C"])
        .groupby("from")
        .agg(works=("H", "size"), H=("H", "mean"), C=("C", "mean"))
    )
    return table[table["works"] >= 8]


def main() -> None:
    from stylogeny.histories.simulation import Simulation

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--simulated", type=Path, help="a folder of `stylogeny simulate` with pictures")
    parser.add_argument("--pictures", type=int, default=1000, help="at most, drawn at random")
    parser.add_argument("--write", action="store_true", help="put the table into docs/society.md")
    args = parser.parse_args()
    told = {"run": (Works.read(args.run / "works.parquet"), 50)}
    if args.simulated:
        told["simulated"] = (Simulation.read(args.simulated).as_works(args.simulated), 20)
    lines = ["| pictures | from | works | H | C |", "|---|---|---|---|---|"]
    for name, (works, period) in told.items():
        for year, row in plane(works, most=args.pictures, period=period, seed=0).iterrows():
            lines.append(f"| {name} | {year} | {row['works']:.0f} | {row['H']:.3f} | {row['C']:.3f} |")
    text = "\n".join(lines)
    print(text)
    if args.write:
        put(text, name="plane", script="plane.py")


if __name__ == "__main__":
    main()
