"""Works and graphs as pandas, networkx, AnnData and Hugging Face datasets hold them, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx
import numpy as np
import pandas as pd
from scipy import sparse

from ..corpus.dates import parse_span
from ..corpus.works import COLUMNS, Works
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph

if TYPE_CHECKING:
    from anndata import AnnData
    from datasets import Dataset

EDGES = ("child", "parent", "weight", "probability", "lag")


def to_pandas(of: Works | Embedding | InfluenceGraph) -> pd.DataFrame:
    """A table: of works, one row each; of a space, the same with columns ``v0``, ``v1``, ...; of a graph, its edges.

    A graph's rows are ``child``, ``parent`` (ids), ``weight``, ``probability``, ``lag`` (years), in order of the works.
    """
    if isinstance(of, Works):
        return of.table.copy()
    if isinstance(of, Embedding):
        vectors = pd.DataFrame(of.vectors, columns=[f"v{k}" for k in range(of.vectors.shape[1])])
        return pd.concat([of.works.table, vectors], axis=1)
    edge, ids = of.parents.tocoo(), of.works.ids
    values = (ids[edge.row], ids[edge.col], edge.data, of.inclusion.tocoo().data, of.lag)
    return pd.DataFrame(dict(zip(EDGES, values)))


def from_pandas(table: pd.DataFrame) -> Works:
    """Works from a table that has at least ``id``, ``title`` or ``picture``, and dates.

    Dates are ``earliest`` and ``latest``, or a column ``date`` (or ``date_text``, ``year``) in words, read as a
    catalogue's; a row whose date cannot be read is undated and kept.
    """
    table = table.reset_index(drop=True).copy()
    said = next((c for c in ("date_text", "date", "year") if c in table), None)
    dates = (
        pd.Series("", index=table.index) if said is None else table[said].map(lambda v: "" if pd.isna(v) else f"{v}")
    )
    if not {"earliest", "latest"} <= {*table.columns}:
        spans = [_span(text) for text in dates]
        table["earliest"], table["latest"] = ([span[k] for span in spans] for k in (0, 1))
    blank = {"group": range(len(table)), "date_text": dates, "id": [f"w{k}" for k in range(len(table))]}
    for column in COLUMNS:
        if column not in table:
            table[column] = blank.get(column, "")
    unread = table["earliest"].isna() | table["latest"].isna()
    table["status"] = table["status"].where(table["status"] != "", np.where(unread, "undated: no date", "dated"))
    return Works(table[list(COLUMNS)])


def _span(text: str) -> tuple[float, float]:
    try:
        start, end = parse_span(text)
    except StylogenyError:
        return np.nan, np.nan
    return start, end


def to_networkx(graph: InfluenceGraph) -> networkx.DiGraph:
    """A directed graph from parents to children, by id; nodes have the columns of the works table, ``year`` and
    ``innovation``, edges ``weight``, ``probability`` and ``lag``."""
    out = networkx.DiGraph()
    rows = graph.works.table.to_dict("records")
    for row, values in enumerate(rows):
        out.add_node(
            values["id"],
            **{str(k): v for k, v in values.items() if k != "id"},
            year=float(graph.years[row]),
            innovation=float(graph.innovation[row]),
        )
    for edge in to_pandas(graph).to_dict("records"):
        out.add_edge(edge["parent"], edge["child"], **{str(k): edge[k] for k in EDGES[2:]})
    return out


def from_networkx(edges: networkx.DiGraph, space: Embedding) -> InfluenceGraph:
    """A graph of your own over a space: an edge runs from a parent to a child (by id), and may have a ``weight``.

    Weights of a work's parents that sum to more than 1 are scaled down to 1; without weights each has its even share.
    What is left is innovation. Works are dated by ``year`` of the nodes, else by the middle of their dates.

    Raises
    ------
    StylogenyError
        When an edge joins what are no works of the space, or a parent is not earlier than its child.
    """
    works = space.works
    row = {str(i): k for k, i in enumerate(works.ids)}
    unknown = [str(node) for node in edges.nodes if str(node) not in row]
    if unknown:
        raise StylogenyError("an edge joins works that are not in this space", got=", ".join(unknown[:3]))
    matrix = sparse.lil_array((len(works), len(works)), dtype=np.float64)
    for parent, child, values in edges.edges(data=True):
        share = values.get("weight", 1.0 / max(edges.in_degree(child), 1))
        matrix[row[str(child)], row[str(parent)]] = share
    weights = matrix.tocsr()
    total = np.asarray(weights.sum(axis=1)).ravel()
    weights = sparse.csr_array(sparse.diags_array(1 / np.maximum(total, 1.0)) @ weights)
    years = np.where(works.dated, works.year, np.nan)
    for node, values in edges.nodes(data=True):
        if "year" in values:
            years[row[str(node)]] = values["year"]
    innovation = np.clip(1 - np.asarray(weights.sum(axis=1)).ravel(), 0, 1)
    return InfluenceGraph(space, weights, innovation, years)


def to_anndata(of: Embedding | InfluenceGraph) -> AnnData:
    """An AnnData of the works (``obs``) and vectors (``X``); of a graph also ``obsp["parents"]`` (row = child).

    Needs ``pip install anndata``.
    """
    from anndata import AnnData

    space = of.embedding if isinstance(of, InfluenceGraph) else of
    out = AnnData(space.vectors.copy(), obs=space.works.table.set_index("id"))
    if isinstance(of, InfluenceGraph):
        out.obsp["parents"] = sparse.csr_matrix(of.parents)
        out.obs["innovation"], out.obs["traced_year"] = of.innovation, of.years
    return out


def from_anndata(data: AnnData) -> Embedding:
    """A space from an AnnData whose ``obs`` has dates (see :func:`from_pandas`) and whose ``X`` are vectors."""
    table = data.obs.copy()
    if "id" not in table:
        table.insert(0, "id", [str(name) for name in data.obs_names])
    vectors = data.X.toarray() if sparse.issparse(data.X) else np.asarray(data.X)
    return Embedding.from_vectors(from_pandas(table), vectors)


def to_dataset(works: Works) -> Dataset:
    """A Hugging Face dataset of the works with their pictures in a column ``image``, as files.

    Needs ``pip install 'stylogeny[hub]'``. :func:`stylogeny.load` reads what its ``save_to_disk`` writes.
    """
    from datasets import Dataset, Image

    table = works.table.copy()
    there = works.pictured
    table["image"] = [str(works.picture(row)) if there[row] else None for row in range(len(works))]
    return Dataset.from_pandas(table, preserve_index=False).cast_column("image", Image())


def from_dataset(data: Dataset) -> Works:
    """Works from a Hugging Face dataset; pictures are those whose column ``image`` or ``picture`` names a file."""
    from datasets import Image

    columns = {name: feature for name, feature in data.features.items() if isinstance(feature, Image)}
    for name in columns:
        data = data.cast_column(name, Image(decode=False))
    table = data.to_pandas()
    assert isinstance(table, pd.DataFrame)
    for name in columns:
        paths = [value["path"] if isinstance(value, dict) and value.get("path") else "" for value in table[name]]
        table = table.drop(columns=name).assign(picture=paths)
    return from_pandas(table)
