"""Are movements found where they are, and none where they are not?

    python verification/movements.py [--seeds 100-109 300-319 500-519] [--run RUN] [--write]

Three questions. Planted worlds, of parameters drawn afresh for every seed (the detector was tuned on others, 0 to 4
and 200 to 284): a crowd without structure in which movements are born, die, split (go two ways) and merge (become
one): which events are found, and how many are said that were not. Neutral copying, in which families arise and nobody
prefers anything: how many movements are named, and how many in stranger worlds than the bars were set on. With --run,
the real corpus: adjusted mutual information of communities with the historians' `style`, window by window, beside
HDBSCAN and k-means. --write puts the tables into docs/society.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stylogeny.movements.communities import distinct_communities, leiden_communities
from stylogeny.movements.detect import Movements, detect_movements
from stylogeny.progress import quietly
from stylogeny.society.null_models import drifting_styles
from verification.common.tables import put

NEAR = 10  # years within which an event counts as found


@dataclass(frozen=True)
class Planted:
    """Works, and the school of each (-1: the crowd). School 0 lives and dies; 1 goes two ways, as 1 and 2; 4 and 3
    become 3."""

    style: np.ndarray
    year: np.ndarray
    artist: np.ndarray
    school: np.ndarray
    born: dict[int, int]
    died: dict[int, int]
    split: int
    merge: int
    told: str


def planted(seed: int, years: int = 120) -> Planted:
    """A world whose dimension, density, tightness, distances and dates are drawn from the seed."""
    rng = np.random.default_rng(seed)
    dim, spread, far = int(rng.integers(8, 40)), rng.uniform(0.3, 0.6), rng.uniform(1.2, 2.0)
    works, share, gap = int(rng.integers(25, 60)), rng.uniform(0.08, 0.16), int(rng.integers(3, 10))
    year = np.repeat(np.arange(1800, 1800 + years), works).astype(float)
    style, school = rng.normal(size=(len(year), dim)), np.full(len(year), -1)
    artist = rng.integers(0, works * 6, len(year))
    c = rng.normal(size=(5, dim))
    c *= far * np.sqrt(dim) / np.linalg.norm(c, axis=1, keepdims=True)
    born = {k: 1800 + int(rng.integers(5, 30)) for k in (0, 1, 3, 4)}
    split, merge = (born[1] + int(rng.integers(25, 35)), max(born[3], born[4]) + int(rng.integers(25, 35)))
    died = {0: born[0] + int(rng.integers(35, 60)), 1: split + int(rng.integers(25, 40)), 4: merge}
    died |= {2: died[1], 3: merge + int(rng.integers(25, 35))}
    away, middle = (c[2] - c[0]) / 2, (c[3] + c[4]) / 2

    def put(k: int, begin: int, end: int, here: np.ndarray, there: np.ndarray, leaves: float) -> None:
        mine = np.flatnonzero((year >= begin) & (year < end) & (school < 0) & (rng.random(len(year)) < share))
        on = np.clip((year[mine] - leaves) / gap, 0, 1)[:, None]
        style[mine] = (1 - on) * here + on * there + spread * rng.normal(size=(len(mine), dim))
        school[mine] = k

    put(0, born[0], died[0], c[0], c[0], 0)
    put(1, born[1], died[1], c[1], c[1] + away, split)
    put(2, split, died[2], c[1], c[1] - away, split)
    put(3, born[3], died[3], c[3], middle, merge - gap)
    put(4, born[4], died[4], c[4], middle, merge - gap)
    summary = (
        f"{dim} dimensions, {works} works per year, spread {spread:.2f}, distance {far:.2f}, share {share:.2f}, "
        f"{gap} years on the way"
    )
    return Planted(style, year, artist, school, born, died, split, merge, summary)


def score(world: Planted, found: Movements) -> Counter[str]:
    """Events planted, events found, and events said."""
    of = {k: Counter(world.school[found.member == k].tolist()).most_common(1)[0][0] for k in found.table["number"]}
    rows = found.table.assign(died=found.table["died"].fillna(10**6).astype(int)).to_dict("records")
    out = Counter({"movements": len(rows), "of the crowd": sum(v == -1 for v in of.values())})
    for k, when in world.born.items():
        out["births"] += 1
        out["births found"] += any(of[m["number"]] == k and abs(m["born"] - when) <= NEAR for m in rows)
    for k, when in world.died.items():
        out["deaths"] += 1
        out["deaths found"] += any(of[m["number"]] == k and abs(m["died"] - when) <= NEAR for m in rows)
    parts = [m for m in rows if m["parent"] >= 0]
    right = [
        m for m in parts if of[m["parent"]] == 1 and of[m["number"]] in (1, 2) and abs(m["born"] - world.split) <= NEAR
    ]
    joined = [m for m in rows if m["merged"] >= 0]
    good = [m for m in joined if {of[m["number"]], of[m["merged"]]} <= {3, 4} and abs(m["died"] - world.merge) <= NEAR]
    out += Counter(
        {
            "splits": 1,
            "splits found": int(bool(right)),
            "splits said": len(parts),
            "splits said in error": len(parts) - len(right),
        }
    )
    out += Counter(
        {
            "merges": 1,
            "merges found": int(bool(good)),
            "merges said": len(joined),
            "merges said in error": len(joined) - len(good),
        }
    )
    return out


def neutral(seed: int) -> int:
    """Movements named under neutral copying."""
    rng = np.random.default_rng(seed)
    return _named(
        seed, rng.uniform(0.02, 0.15), rng.uniform(0.15, 0.5), int(rng.integers(30, 80)), int(rng.integers(8, 30)), 60
    )


def stranger(seed: int) -> tuple[float, int]:
    """Neutral copying far outside what the bars were set on: its innovation, and movements named."""
    rng = np.random.default_rng(seed)
    innovation = rng.uniform(0.005, 0.4)
    leap = rng.uniform(0.05, 0.7)
    works, dim, years = (int(draw) for draw in (rng.integers(15, 120), rng.integers(3, 50), rng.choice([60, 100])))
    return innovation, _named(seed, innovation, leap, works, dim, years)


def _named(seed: int, innovation: float, leap: float, works: int, dim: int, years: int) -> int:
    style, year, artist = drifting_styles(
        works=int(works), years=int(years), dim=int(dim), innovation=innovation, step=leap, seed=seed
    )
    return len(detect_movements(style, year.astype(float), artist, seed=seed).table)


def real(run: Path, *, span: int = 20, least: int = 120) -> list[str]:
    """Adjusted mutual information with `style`, window by window."""
    from sklearn.cluster import HDBSCAN, KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import adjusted_mutual_info_score as ami

    from stylogeny.embedding.space import Embedding

    space = Embedding.read(run)
    works = space.works
    labelled = works.dated & (works.column("style") != "")
    artists = np.unique(works.column("artist").astype(str), return_inverse=True)[1]
    rows, total = [], np.zeros(5)
    first, last = int(works.year[labelled].min()), int(works.year[labelled].max())
    for begin in range(first // span * span, last + 1, span):
        here = np.flatnonzero(labelled & (works.year >= begin) & (works.year < begin + span))
        styles = works.column("style")[here].astype(str)
        if len(here) < least or len(np.unique(styles)) < 2:
            continue
        z = space.vectors[here]
        z = (z - z.mean(axis=0)) / (space.vectors[labelled].std(axis=0) + 1e-6)
        code = leiden_communities(z.astype(np.float32), artists[here]).code
        some = distinct_communities(z, artists[here]).code
        k = len(np.unique(styles))
        flat = PCA(min(10, z.shape[1]), random_state=0).fit_transform(z)
        rivals = [
            HDBSCAN(min_cluster_size=8, copy=True).fit_predict(flat),
            KMeans(k, n_init=10, random_state=0).fit_predict(z),
        ]
        by_artist = artists[here]
        value = np.array([ami(styles, c) for c in (code, some, *rivals, by_artist)])
        total += value * len(here)
        rows.append((begin, len(here), k, len(np.unique(code)), *value))
    n = sum(r[1] for r in rows)
    lines = [
        "| window | works | styles | communities | ours, all communities | ours, standing out | HDBSCAN "
        "| k-means (told how many) | the artist's name |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for first, *counts in rows:
        cells = [f"{first}-{first + span - 1}", *map(str, counts[:3]), *(f"{v:.3f}" for v in counts[3:])]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, f"| all, by works | {n} | | | " + " | ".join(f"{v:.3f}" for v in total / n) + " |"]


def asked(seeds: range) -> list[str]:
    """What is found in planted worlds and in neutral ones of these seeds, as Markdown."""
    total: Counter[str] = Counter()
    for seed in seeds:
        world = planted(seed)
        total += score(world, detect_movements(world.style, world.year, world.artist, seed=seed))
    nothing = [neutral(seed) for seed in seeds]
    return [
        f"{len(seeds)} planted worlds, seeds {seeds[0]} to {seeds[-1]}, {total['movements']} movements named,",
        f"{total['of the crowd']} of them of the crowd:\n",
        "| event | planted | found within ten years | said that was not planted |", "|---|---|---|---|",
        f"| birth | {total['births']} | {total['births found']} | |",
        f"| death | {total['deaths']} | {total['deaths found']} | |",
        *(
            f"| {e} | {total[e + 's']} | {total[e + 's found']} | {total[e + 's said in error']} |"
            for e in ("split", "merge")
        ),
        f"\nIn as many worlds of neutral copying ({sum(k > 0 for k in nothing)} with any): {sum(nothing)} movements"
        " named.\n",
    ]  # fmt: skip


def strangers(seeds: range) -> list[str]:
    """What is named in stranger neutral worlds, as Markdown."""
    figures = [stranger(seed) for seed in seeds]
    sides = {
        "a fifth of all works or fewer": [k for share, k in figures if share <= 0.2],
        "more": [k for share, k in figures if share > 0.2],
    }
    counts = "; ".join(f"{side}: {sum(k > 0 for k in named)} of {len(named)}" for side, named in sides.items())
    return [
        "Neutral worlds outside what the bars were set on (innovation up to 0.4, steps 0.05 to 0.7, 15 to 120 works",
        f"per year, seeds {seeds[0]} to {seeds[-1]}), with a movement named, by how many works start anew: {counts}.\n",
    ]


def interval(text: str) -> range:
    """``100-109`` as a range that ends with its last."""
    first, last = text.split("-")
    return range(int(first), int(last) + 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--seeds", type=interval, nargs="+", default=[range(100, 110), range(300, 320), range(500, 520)]
    )
    parser.add_argument("--strangers", type=interval, default=range(400, 430), help="neutral worlds of any kind")
    parser.add_argument("--run", type=Path, help="a run folder of the real corpus")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/society.md")
    args = parser.parse_args()
    with quietly():
        lines = [line for seeds in args.seeds for line in asked(seeds)] + strangers(args.strangers)
    if args.run:
        lines += [
            "Real works, windows of twenty years, adjusted mutual information with the historians' `style`:\n",
            *real(args.run),
        ]
    text = "\n".join(lines)
    print(text)
    if args.write:
        put(text, name="movements", script="movements.py")


if __name__ == "__main__":
    main()
