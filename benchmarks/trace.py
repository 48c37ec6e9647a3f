"""How `trace` scales: generated works, the fitted exponent, and the ratio to one FAISS search of the same size.

    python benchmarks/trace.py                          # 1,000, 3,000 and 10,000 works
    python benchmarks/trace.py --works 10000 100000 1000000 -k 16     # about PLACEHOLDER minutes

The rival is what any method must do at least once: one FAISS IVF search for the same number of nearest neighbours among as
many vectors (index training and adding included), on one thread like everything here. Works are Brownian down a dated tree.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.influence import candidates_of
from stylogeny.influence.dates import draw_years
from stylogeny.progress import quietly


def generated(n: int, *, d: int = 32, seed: int = 0) -> sg.Embedding:
    """n works over 500 years, each a small step from one of the 2,000 works before it; artists of about ten works."""
    rng = np.random.default_rng(seed)
    year = np.sort(rng.integers(1400, 1900, n))
    vectors = rng.normal(size=(n, d)).astype(np.float32)
    for k in range(1, n):
        vectors[k] = vectors[rng.integers(max(0, k - 2000), k)] + 0.2 * vectors[k]
    artist = (np.arange(n) // 200) * 1000 + rng.integers(0, 20, n)
    table = pd.DataFrame(
        {
            "id": [f"w{k}" for k in range(n)], "title": "", "artist": [f"a{a}" for a in artist], "earliest": year, "latest": year + 2,
            "date_text": "", "style": "", "genre": "", "medium": "", "picture": "", "status": "dated", "group": np.arange(n),
        }
    )  # fmt: skip
    return sg.Embedding.from_vectors(sg.Works(table), vectors)


def faiss_search(vectors: np.ndarray, *, k: int) -> float:
    """Seconds of one IVF search for k neighbours of every vector."""
    import faiss

    n, d = vectors.shape
    began = time.perf_counter()
    lists = max(1, int(4 * np.sqrt(n)))
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, lists)
    index.train(vectors[: 64 * lists])
    index.add(vectors)
    index.nprobe = 8
    index.search(vectors, k)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    parser.add_argument("-k", type=int, default=64, help="candidates of each work")
    args = parser.parse_args()
    print("| works | candidates s | trace s | warm refit s | one FAISS search s | trace / search | peak GB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    taken = []
    with quietly():
        for n in args.works:
            space = generated(n)
            search = faiss_search(space.vectors, k=args.k)
            began = time.perf_counter()
            found = candidates_of(space, k=args.k)
            middle = time.perf_counter()
            graph = sg.trace(space, candidates=found, k=args.k)
            ended = time.perf_counter()
            weight = np.random.default_rng(1).exponential(size=n)
            sg.trace(space, warm_start=graph, sample_weight=weight, years=draw_years(space.works, seed=1))
            refit = time.perf_counter() - ended
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            total = ended - began
            taken.append(total)
            print(
                f"| {n:,} | {middle - began:.1f} | {total:.1f} | {refit:.2f} | {search:.2f} | {total / search:.0f} | {peak:.1f} |",
                flush=True,
            )
    if len(taken) > 1:
        slope = np.polyfit(np.log(args.works), np.log(taken), 1)[0]
        print(f"\ntrace grows as works^{slope:.2f}")


if __name__ == "__main__":
    main()
