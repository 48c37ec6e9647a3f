"""A real tradition of known genealogy: manuscripts copied by hand, their stemma recorded, who was copied from whom
found again.

    python verification/manuscripts.py besoin.xml besoin.dot

The files are not part of this project. *Notre besoin* (Baret, Robinson & Mace 2004), a text that people copied from
one another by hand for the purpose, is in the public repository tla/stemmatology as `base/t/data/besoin.xml` (a
collation, GraphML) and `besoin.dot` (the true stemma, Graphviz). A collation may also be a CSV file, one column per
witness, one row per place.

A witness is the vector of what it reads at every place, so that a squared distance is the number of places at which
two differ. Undated, the witnesses are given the order of the true copying and nothing else: their generation, as a
year, ten years apart. Every method sees that order. Lost witnesses count as in the painted worlds: their children
descend from their parents.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

import stylogeny as sg
from stylogeny.errors import StylogenyError
from stylogeny.progress import quietly
from stylogeny.world.baselines import edge_baselines
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.score import score_edges
from verification.common.scoring import OURS, edges_of
from verification.common.tables import markdown
from verification.common.worlds import truth_of, works_of


def collation(path: Path) -> pd.DataFrame:
    """What each witness (column) reads at each place (row), as text; "" where it has nothing."""
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    names = "{http://graphml.graphdrawing.org/xmlns}"
    root = ElementTree.fromstring(path.read_bytes())
    keys = {key.get("id"): (key.get("for"), key.get("attr.name")) for key in root.iter(f"{names}key")}

    def values(element: ElementTree.Element) -> dict[str, str]:
        return {keys[d.get("key")][1] or "": d.text or "" for d in element.findall(f"{names}data")}

    graph = max(root.iter(f"{names}graph"), key=len)
    place = {}
    for node in graph.findall(f"{names}node"):
        found = values(node)
        if "rank" in found:
            place[node.get("id")] = (int(found["rank"]), found.get("text", "").strip().lower())
    reads: dict[str, dict[int, str]] = defaultdict(dict)
    for edge in graph.findall(f"{names}edge"):
        found = values(edge)
        if found.get("class") != "path" or found.get("extra", "0") not in ("", "0", "false"):
            continue
        for end in (edge.get("source"), edge.get("target")):
            if end in place:
                rank, text = place[end]
                reads[found["witness"]][rank] = text
    if not reads:
        raise StylogenyError("a collation has witnesses with paths through its readings", got=str(path))
    ranks = sorted({rank for read in reads.values() for rank in read})
    return pd.DataFrame({w: [read.get(rank, "") for rank in ranks] for w, read in sorted(reads.items())})


def stemma(path: Path) -> dict[str, list[str]]:
    """Whom each witness was copied from, lost ones included, from a Graphviz file."""
    found: dict[str, list[str]] = defaultdict(list)
    for parent, child in re.findall(
        r'^\s*"?([\w.]+)"?\s*->\s*"?([\w.]+)"?', path.read_text(encoding="utf-8"), re.MULTILINE
    ):
        found[child].append(parent)
    if not found:
        raise StylogenyError("a stemma has lines such as `A -> B;`", got=str(path))
    return found


def tradition(reads: pd.DataFrame, parents: dict[str, list[str]]) -> tuple[sg.Embedding, GroundTruth]:
    """Witnesses as dated works with vectors, and the true genealogy among those that survive."""
    everyone = sorted(set(parents) | {p for found in parents.values() for p in found})
    generation: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in generation:
            generation[name] = 1 + max((depth(p) for p in parents.get(name, ())), default=-1)
        return generation[name]

    everyone.sort(key=lambda name: (depth(name), name))
    row = {name: k for k, name in enumerate(everyone)}
    links = sparse.lil_array((len(everyone), len(everyone)))
    for child, found in parents.items():
        for parent in found:
            links[row[child], row[parent]] = 1 / len(found)
    kept = [k for k, name in enumerate(everyone) if name in reads]
    if len(kept) < 4:
        raise StylogenyError("stemma and collation share at least four witnesses", got=len(kept))
    lost = np.setdiff1d(np.arange(len(everyone)), kept)
    whole = sparse.csr_array(links)
    direct = whole[kept][:, kept].toarray()
    if len(lost):  # through lost witnesses
        inner = np.linalg.inv(np.eye(len(lost)) - whole[lost][:, lost].toarray())
        direct += whole[kept][:, lost].toarray() @ inner @ whole[lost][:, kept].toarray()
    ids = np.array([everyone[k] for k in kept], dtype=object)
    year = np.array([1500 + 10 * generation[i] for i in ids])
    columns = []
    for _, place in reads[list(ids)].iterrows():
        if place.nunique() > 1:
            columns += [(place == reading).to_numpy() / np.sqrt(2) for reading in place.unique()]
    x = np.array(columns, dtype=np.float64).T
    x = x - x.mean(axis=0)
    u, s, _ = np.linalg.svd(x, full_matrices=False)  # the same distances in as few dimensions as there are witnesses
    space = sg.Embedding.from_vectors(works_of(ids, year + 0.5), (u * s).astype(np.float32))
    return space, truth_of(ids, year, sparse.csr_array(direct))


def main() -> None:
    """Print how many true parents each method finds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collation", type=Path, help="GraphML, or CSV with one column per witness")
    parser.add_argument("stemma", type=Path, help="Graphviz: lines `A -> B;`")
    args = parser.parse_args()
    with quietly():
        space, truth = tradition(collation(args.collation), stemma(args.stemma))
        methods = {OURS: edges_of(sg.trace(space)), **edge_baselines(space)}
    rows = []
    for name, edges in methods.items():
        found = score_edges(edges, truth, works=space.works)
        rows.append({"method": name, **{k: found[k] for k in ("ap", "top1", "errors", "triplets")}})
    print(f"{len(truth.ids)} surviving witnesses, {truth.parents.nnz} true ties\n")
    print(markdown(pd.DataFrame(rows)))


if __name__ == "__main__":
    main()
