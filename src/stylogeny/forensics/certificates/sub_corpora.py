"""A run dealt into disjoint parts, each embedded and traced on its own works alone.

The part that a work falls in is a hash of its id, so whoever plants, alters or removes a work changes that part and no
other: neither its heads nor its graph has seen it. Only the backbone is shared, and it was trained before on other
pictures. A part is a run folder below ``RUN/parts``, made when it is first asked for; a killed one resumes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.works import Works
from ...counterfactual.worlds.files import features_of, is_other_world
from ...embedding.backbones.backbone import backbone
from ...embedding.backbones.features import features
from ...embedding.build import embed
from ...embedding.space import FILE, Embedding
from ...errors import StylogenyError
from ...influence.graph import FORMAT as GRAPH
from ...influence.graph import InfluenceGraph
from ...influence.open_graph import open_graph
from ...influence.tracing import trace
from ...progress import Callback, progress
from ...runs import Run
from ...streams import owners, uniforms

PARTS = 5
LEAST = 30  # dated works of a part, below which no history can be traced in it
FOLDER = "parts"
OUTPUTS = ("works.parquet", FILE, "influence.parquet", "lineage.parquet")


@dataclass(frozen=True, eq=False)
class SubCorpora:
    """Disjoint parts of a run.

    Parameters
    ----------
    graphs : tuple of InfluenceGraph
        Of each part's works, in its own space.
    """

    graphs: tuple[InfluenceGraph, ...]

    @classmethod
    def open(cls, run: Run, *, parts: int = PARTS, seed: int = 0, callback: Callback | None = None) -> SubCorpora:
        """The parts of a run, made where they are not there yet or the run has changed.

        Raises
        ------
        StylogenyError
            When the run was embedded from vectors of your own, or a part would have fewer than 30 dated works.
        """
        table = run.file("works.parquet", needs="load")
        whole = run.file(FILE, needs="embed")
        works = Works.read(table)
        of = part_of(works.ids, parts, seed=seed)
        _check(works, of, parts)
        space = Embedding.read(run, works)
        if space.head is None:
            raise StylogenyError("parts of a corpus are embedded anew, from pictures", got=space.backbone)
        seen: np.ndarray | None = None
        graphs = []
        for part in progress(range(parts), "parts of the corpus", unit="part", callback=callback):
            below = Run(run.path / FOLDER / f"{part}-of-{parts}-seed-{seed}", create=True)

            def work(part: int = part, below: Run = below) -> None:
                nonlocal seen
                if seen is None:
                    seen = _features(run, works, space.backbone)
                make_part(works, seen, of == part, space.backbone, below, seed=seed)

            asked = {"part": part, "parts": parts, "seed": seed, "format": str(GRAPH)}
            below.step("trace", work, parameters=asked, inputs=[table, whole], outputs=OUTPUTS)
            graphs.append(open_graph(below))
        return cls(tuple(graphs))


def part_of(ids: np.ndarray, parts: int, *, seed: int = 0) -> np.ndarray:
    """The part that each work falls in, int64[n]: by its id and the seed alone."""
    return (uniforms(seed, "part of the corpus", index=owners(ids))[:, 0] * parts).astype(np.int64)


def make_part(
    works: Works, seen: np.ndarray, mine: np.ndarray, name: str, folder: Run, *, seed: int = 0
) -> InfluenceGraph:
    """Embed and trace one part, and keep it.

    Parameters
    ----------
    works : Works
        n works of the whole run.
    seen : ndarray
        float32[works.pictured.sum(), D]: their features.
    mine : ndarray
        bool[n]: the works of the part.
    name : str
        Of the backbone.
    """
    own = works.select(mine)
    # groups of near-duplicates were joined over the whole corpus, where a planted work can join two others
    own = Works(own.table.assign(group=np.arange(len(own))), own.root)
    space = embed(own, backbone=name, seed=seed, known=seen[mine[works.pictured]])
    graph = trace(space, seed=seed)
    own.save(folder.path / "works.parquet")
    space.save(folder)
    graph.save(folder)
    return graph


def _features(run: Run, works: Works, name: str) -> np.ndarray:
    body = backbone(name)
    if is_other_world(run):
        return features_of(run, works, body)
    return features(works, body, cache=run.path / "features")


def _check(works: Works, of: np.ndarray, parts: int) -> None:
    if parts < 2:
        raise StylogenyError("a corpus is dealt into at least 2 parts", got=parts)
    smallest = int(np.bincount(of[works.dated & works.pictured], minlength=parts).min())
    if smallest < LEAST:
        raise StylogenyError(
            f"every part of a corpus needs {LEAST} dated works", got=f"{smallest} in the smallest of {parts}",
            fix="deal it into fewer parts",
        )  # fmt: skip
