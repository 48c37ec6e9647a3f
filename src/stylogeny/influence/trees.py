"""Genealogies sampled from the posterior, distances on them, and exports to the tools of other fields.

A sampled genealogy gives every work at most one parent, drawn from its row of the parent matrix; it is a forest whose
inner nodes are works too. Distances: patristic (years along the path through the last common ancestor, or steps along
it) and the time to that ancestor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import __version__
from ..artifacts import replacing
from ..errors import StylogenyError
from .graph import InfluenceGraph

if TYPE_CHECKING:
    import networkx
    import rustworkx
    import tskit


def last_common(parents: np.ndarray, years: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Last common ancestors of pairs in one genealogy, and the steps between the pair through it.

    Parameters
    ----------
    parents : ndarray
        int64[n], -1 for none.
    years : ndarray
        float64[n]; every parent is strictly earlier than its child.
    a, b : ndarray
        int64[m] rows.

    Returns
    -------
    ancestor : ndarray
        int64[m]: a work counts as its own ancestor; -1 for unrelated pairs.
    steps : ndarray
        float64[m]: generations along the path, infinite for unrelated pairs.
    """
    a, b = np.array(a, dtype=np.int64), np.array(b, dtype=np.int64)
    steps = np.zeros(len(a))
    going = np.flatnonzero((a != b) & (a >= 0) & (b >= 0))
    while len(going):
        # the later of the two cannot be an ancestor of the other: step back from it
        later = years[a[going]] > years[b[going]]
        tie = years[a[going]] == years[b[going]]
        back_a, back_b = going[later | tie], going[~later | tie]
        a[back_a], b[back_b] = parents[a[back_a]], parents[b[back_b]]
        steps[going] += 1.0 + tie
        going = going[(a[going] != b[going]) & (a[going] >= 0) & (b[going] >= 0)]
    related = (a == b) & (a >= 0)
    return np.where(related, a, -1), np.where(related, steps, np.inf)


def patristic(
    parents: np.ndarray, years: np.ndarray, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Patristic distance in years, in generations, and years from the earlier of a pair to the last common ancestor.

    Each float64[m], infinite for unrelated pairs. Arguments as for :func:`last_common`.
    """
    ancestor, steps = last_common(parents, years, a, b)
    since = np.where(ancestor >= 0, years[ancestor], -np.inf)
    return years[a] + years[b] - 2 * since, steps, np.minimum(years[a], years[b]) - since


def visible(text: str) -> str:
    """A text whose control characters are their pictures ("␊"), and which has no half of a surrogate pair.

    XML and Newick cannot hold them; two texts that differ in control characters still differ.
    """
    pictures = "".join(chr(0x2400 + ord(c)) if c < " " else "␡" if c == "\x7f" else c for c in text)
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", pictures)


def newick(graph: InfluenceGraph, *, seed: int = 0) -> str:
    """One sampled genealogy in Newick format: nodes named by work id, branch lengths in years.

    Trees of the forest hang from an unnamed root at the year of the earliest work.
    """
    parents = graph.sample_parents(seed, 1)[0]
    ids, years = graph.works.ids, graph.years
    start = float(np.nanmin(years))
    text: dict[int, str] = {}
    children: dict[int, list[str]] = {}
    for row in graph.dated[::-1]:
        up = int(parents[row])
        below = children.pop(int(row), [])
        name = "'" + visible(str(ids[row])).replace("'", "''") + "'"
        length = years[row] - (years[up] if up >= 0 else start)
        text[row] = (f"({','.join(reversed(below))})" if below else "") + f"{name}:{length:.12g}"
        children.setdefault(up, []).append(text.pop(row))
    return f"({','.join(reversed(children[-1]))});"


def to_networkx(graph: InfluenceGraph) -> networkx.DiGraph:
    """Works as nodes (id; title, artist, style, date, year, innovation), influence as edges from parent to child.

    Edges have their weight and lag; `date` is what the catalogue allows, as people write it, `year` what was drawn.
    """
    import networkx

    out = networkx.DiGraph()
    for node in _nodes(graph):
        out.add_node(node["id"], **{k: v for k, v in node.items() if k != "id"})
    ids, edge = graph.works.ids, graph.parents.tocoo()
    out.add_edges_from(
        (ids[p], ids[c], {"weight": float(w), "lag": float(lag)})
        for c, p, w, lag in zip(edge.row, edge.col, edge.data, graph.lag)
    )
    return out


def to_rustworkx(graph: InfluenceGraph) -> rustworkx.PyDiGraph:
    """The same for rustworkx: node k carries the attributes of row k, edges carry their weight."""
    import rustworkx

    out = rustworkx.PyDiGraph(multigraph=False)
    out.add_nodes_from(list(_nodes(graph)))
    edge = graph.parents.tocoo()
    out.add_edges_from([(int(p), int(c), float(w)) for c, p, w in zip(edge.row, edge.col, edge.data)])
    return out


def write_graphml(graph: InfluenceGraph, path: Path | str) -> None:
    """Write the graph as GraphML (Gephi, yEd, igraph read it); characters that XML cannot hold are made visible."""
    import networkx

    graphml = networkx.relabel_nodes(to_networkx(graph), visible)
    for _, said in graphml.nodes(data=True):
        said.update({name: visible(value) for name, value in said.items() if isinstance(value, str)})
    with replacing(path) as part:
        networkx.write_graphml(graphml, part)


def to_tskit(graph: InfluenceGraph, *, genealogies: int = 10, seed: int = 0) -> tskit.TreeSequence:
    """Sampled genealogies as a tree sequence: genealogy k is the tree of the interval [k, k + 1).

    Node k is the k-th work inside the graph, its time in years before the latest work, its metadata ``{"id": ...}``.
    Every work is a sample node.
    """
    try:
        import tskit
    except ImportError as error:
        raise StylogenyError("tskit is not installed", fix="pip install 'stylogeny[trees]'") from error
    inside = np.flatnonzero(~np.isnan(graph.years))
    number = np.full(len(graph), -1)
    number[inside] = np.arange(len(inside))
    tables = tskit.TableCollection(sequence_length=float(genealogies))
    tables.time_units = "years"
    tables.nodes.metadata_schema = tskit.MetadataSchema({"codec": "json"})
    latest = graph.years[inside].max()
    for row in inside:
        tables.nodes.add_row(
            flags=tskit.NODE_IS_SAMPLE, time=latest - graph.years[row], metadata={"id": graph.works.ids[row]}
        )
    drawn = graph.sample_parents(seed, genealogies)[:, inside]
    for child, column in enumerate(drawn.T):
        # runs of genealogies that agree on the parent are one edge
        ends = np.append(np.flatnonzero(np.diff(column)) + 1, genealogies)
        left = 0
        for right in ends:
            if column[left] >= 0:
                tables.edges.add_row(left=float(left), right=float(right), parent=number[column[left]], child=child)
            left = right
    tables.provenances.add_row(
        json.dumps(
            {
                "schema_version": "1.0.0",
                "software": {"name": "stylogeny", "version": __version__},
                "parameters": {"seed": seed},
                "environment": {},
            }
        ),
        timestamp="",
    )
    tables.sort()
    return tables.tree_sequence()


def _nodes(graph: InfluenceGraph) -> Iterator[dict[str, Any]]:
    """The attributes of each work."""
    table = graph.works.table
    for k in range(len(graph)):
        year = graph.years[k]
        node = {name: str(table[name].iat[k]) for name in ("id", "title", "artist", "style")}
        if date := graph.works.when(k):
            node["date"] = date
        yield {**node, **({} if np.isnan(year) else {"year": float(year)}), "innovation": float(graph.innovation[k])}
