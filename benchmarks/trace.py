"""How `trace` scales: generated works, the fitted exponent, and the ratio to one FAISS search of the same size.

    python benchmarks/trace.py                                        # 3,000, 10,000 and 30,000 works, 64 candidates
    python benchmarks/trace.py --works 10000 100000 1000000 -k 16     # six minutes of processor, 2.1 GB

The rival is what any method must do at least once: one FAISS IVF search for the same number of nearest neighbours
among as many vectors (index training and adding included). Every size runs in a process of its own, on one thread;
times are processor seconds, so that other programs on the machine do not matter. Works are Brownian down a dated
tree; how often the heaviest parent found is the true one stands beside the time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

import stylogeny as sg
from stylogeny.influence.blockwise import LARGE
from stylogeny.progress import quietly
from verification.common.worlds import works_of


def generated(n: int, *, d: int = 32, seed: int = 0) -> tuple[sg.Embedding, np.ndarray]:
    """n works over 500 years, each a small step from one of the 2,000 works before it; artists of about ten works;
    true parents."""
    rng = np.random.default_rng(seed)
    year = np.sort(rng.integers(1400, 1900, n))
    vectors = rng.normal(size=(n, d)).astype(np.float32)
    parent = rng.integers(np.maximum(0, np.arange(n) - 2000), np.maximum(np.arange(n), 1))
    for k in range(1, n):
        vectors[k] = vectors[parent[k]] + 0.2 * vectors[k]
    artist = (np.arange(n) // 200) * 1000 + rng.integers(0, 20, n)
    ids = np.array([f"w{k}" for k in range(n)], dtype=object)
    works = works_of(ids, year, year + 2, artist=[f"a{a}" for a in artist])
    return sg.Embedding.from_vectors(works, vectors), parent


def faiss_search(vectors: np.ndarray, *, k: int) -> float:
    """Processor seconds of one IVF search for k neighbours of every vector."""
    import faiss

    n, d = vectors.shape
    began = time.process_time()
    lists = max(1, int(2 * np.sqrt(n)))
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, lists)
    index.train(vectors[:: max(1, n // (40 * lists))])
    index.add(vectors)
    index.nprobe = 8
    index.search(vectors, k)
    return time.process_time() - began


def measure(n: int, k: int, parents: int) -> dict[str, float]:
    """One size: processor seconds, memory, and how many heaviest parents are right."""
    import faiss
    import torch

    faiss.omp_set_num_threads(1)
    torch.set_num_threads(1)
    with quietly():
        space, parent = generated(n)
        search = faiss_search(space.vectors, k=k)
        began = time.process_time()
        graph = sg.trace(space, k=k, parents=parents)
        total = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    strict = graph.years[parent] < graph.years  # a date drawn the wrong way round cannot be put right
    heaviest = np.asarray(graph.parents.argmax(axis=1)).ravel()
    return {
        "works": n, "trace": total, "search": search, "peak": peak, "edges": graph.parents.nnz,
        "top1": float((heaviest == parent)[strict].mean()),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, nargs="+", default=[3_000, 10_000, 30_000])
    parser.add_argument("-k", type=int, default=64, help="candidates of each work")
    parser.add_argument("--parents", type=int, default=3, help="parents of one work at most")
    args = parser.parse_args()
    print(f"k = {args.k}; above {LARGE:,} works learned on a sample and read off in blocks\n")
    columns = "works | trace s | s per 1,000 works | one FAISS search s | trace / search | peak GB | edges"
    print(f"| {columns} | right first parent |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    taken = []
    for n in args.works:  # a process each, so that the peak is its own
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            r = pool.submit(measure, n, args.k, args.parents).result()
        taken.append(r["trace"])
        print(
            f"| {n:,} | {r['trace']:.1f} | {1000 * r['trace'] / n:.2f} | {r['search']:.2f} "
            f"| {r['trace'] / r['search']:.0f} | {r['peak']:.1f} | {r['edges']:,} | {r['top1']:.3f} |",
            flush=True,
        )
    if len(taken) > 1:
        slope = np.polyfit(np.log(args.works), np.log(taken), 1)[0]
        print(f"\ntrace grows as works^{slope:.2f}")


if __name__ == "__main__":
    main()
