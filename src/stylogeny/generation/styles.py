"""What a person may call a style, and what it means to a generator: a point of the space, and weights over works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..corpus.lookup import Selection, mixture_terms, select
from ..corpus.works import UnknownWork, Works
from ..errors import StylogenyError
from ..runs import Run
from .named_styles import NamedStyles
from .sampling import top_rows

if TYPE_CHECKING:
    from ..embedding.space import Embedding
    from ..influence.graph import InfluenceGraph

NEIGHBOURS = 24
STYLE_KINDS = ("artist", "style", "genre", "work")  # what a style may be called, in the order in which a name is tried
POINT = "vector"  # the tensor of a safetensors file that is a point of the space


@dataclass(frozen=True, eq=False)
class Style:
    """A style.

    Parameters
    ----------
    name : str
        How it was asked for.
    weights : ndarray
        float64[n], summing to 1: how much each work of the corpus speaks for it (its lineage).
    vector : ndarray, optional
        float32[d]: the point of the embedding, when there is one. It may lie where no work does.
    parts : tuple of (float, Style)
        Of a mixture: the share of each part, and the part.
    """

    name: str
    weights: np.ndarray
    vector: np.ndarray | None = None
    parts: tuple[tuple[float, Style], ...] = ()

    def __post_init__(self) -> None:
        weights = np.asarray(self.weights, dtype=np.float64)
        total = weights.sum()
        if not np.isfinite(total) or total <= 0 or (weights < 0).any():
            raise StylogenyError("a style's weights must be non-negative and not all zero", got=self.name)
        object.__setattr__(self, "weights", weights / total)
        if self.vector is not None:
            object.__setattr__(self, "vector", np.asarray(self.vector, dtype=np.float32))

    @property
    def words(self) -> str:
        """Its name as one would say it: a mixture is its parts, heaviest first."""
        heavy = sorted(self.parts, key=lambda part: -part[0])
        return " and ".join(part.name for _, part in heavy) if heavy else self.name

    def representatives(self, most: int, *, pictured: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The works that speak loudest for it, and their shares.

        Each part of a mixture sends works by its share of the mixture, however many works it has; of works that speak
        equally loud some from the whole table are taken.

        Parameters
        ----------
        most : int
            Works at most, and one for each part at least.
        pictured : ndarray
            bool[n]: works that may be taken.

        Returns
        -------
        (ndarray, ndarray)
            Rows int64[k], heaviest first, and float64[k] shares that sum to 1; both empty where no work may be taken.
        """
        if not self.parts:
            return _loudest(np.where(pictured, self.weights, 0.0), most)
        shares = np.zeros(len(self.weights))
        for share, part in self.parts:
            rows, own = part.representatives(max(1, round(most * share)), pictured=pictured)
            shares[rows] += share * own
        rows = top_rows(shares, len(shares))
        return rows, shares[rows] / max(shares.sum(), 1e-300)


def _loudest(weights: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the largest weights, heaviest first, and their shares; ties are thinned evenly, not cut off."""
    order = top_rows(weights, len(weights))
    if len(order) > most:
        least = weights[order[most - 1]]
        above, tied = order[weights[order] > least], order[weights[order] == least]
        order = np.concatenate([above, tied[np.linspace(0, len(tied) - 1, most - len(above)).astype(int)]])
    return order, weights[order] / max(float(weights[order].sum()), 1e-300)


@dataclass(frozen=True, eq=False)
class Corpus:
    """The chain so far, as a generator sees it: works, and where there is one a space and a graph.

    Parameters
    ----------
    works : Works
    vectors : ndarray, optional
        float32[n, d].
    graph : InfluenceGraph, optional
    space : Embedding, optional
    named : NamedStyles
        Styles with names of their own.
    """

    works: Works
    space: Embedding | None = None
    graph: InfluenceGraph | None = None
    named: NamedStyles = field(default_factory=NamedStyles)

    @classmethod
    def of(cls, source: Works | Embedding | InfluenceGraph | Corpus) -> Corpus:
        """From whatever link of the chain is at hand."""
        if isinstance(source, Corpus):
            return source
        if isinstance(source, Works):
            return cls(source)
        from ..influence.graph import InfluenceGraph

        if isinstance(source, InfluenceGraph):
            return cls(source.works, source.embedding, source)
        return cls(source.works, source)

    @classmethod
    def open(cls, run: Run) -> Corpus:
        """What a run folder holds so far: works at least."""
        from ..embedding.space import Embedding
        from ..influence.graph import InfluenceGraph

        works = Works.read(run.file("works.parquet", needs="load"))
        if not run.file("embedding.safetensors").exists():
            return cls(works)
        space = Embedding.read(run, works)
        named = NamedStyles.read(run)
        if not run.file("influence.parquet").exists():
            return cls(works, space, named=named)
        return cls(works, space, InfluenceGraph.read(run, embedding=space), named)


def resolve(style: str | np.ndarray | Style, corpus: Corpus) -> Style:
    """A point, a work, artist, style or genre of the table, or a mixture: ``0.6*Paul Gauguin+0.4*Ukiyo-e``.

    Raises
    ------
    StylogenyError
        Nothing of that name (the nearest are suggested), or no picture speaks for it.
    """
    resolved = _resolve(style, corpus)
    if len(resolved.weights) != len(corpus.works):
        raise StylogenyError(
            "a style has one weight per work", got=f"{len(resolved.weights)} for {len(corpus.works)} works"
        )
    weights = np.where(corpus.works.pictured, resolved.weights, 0.0)
    if (weights > 0).sum() < 2 and resolved.vector is not None and corpus.works.pictured.any():
        weights = weights + at_point(resolved.vector, corpus).weights  # what lies nearest to it speaks for it
    if (weights > 0).sum() < 2:
        raise StylogenyError(
            "a style needs at least two works with pictures",
            got=f"{resolved.name!r} has {int((weights > 0).sum())}",
            fix="mix it with another: '0.5*ONE+0.5*OTHER'",
        )
    return Style(resolved.name, weights, resolved.vector, resolved.parts)


def _resolve(style: str | np.ndarray | Style, corpus: Corpus) -> Style:
    if isinstance(style, Style):
        return style
    if not isinstance(style, str):
        return at_point(np.asarray(style, dtype=np.float32), corpus)
    file = Path(style)
    kept = file.suffix in (".npy", ".safetensors") and file.exists()
    return from_file(file, corpus) if kept else _named(style, corpus)


def from_file(path: Path, corpus: Corpus) -> Style:
    """A point in a file: ``.npy``, or ``.safetensors`` with a tensor called :data:`POINT` or one tensor only.

    Raises
    ------
    StylogenyError
        Not such a file, or a vector of another embedding.
    """
    try:
        if path.suffix == ".npy":
            vector = np.load(path, allow_pickle=False)
        else:
            from safetensors.torch import load_file  # which knows bf16 and fp8

            tensors = load_file(path)
            vector = (tensors[POINT] if POINT in tensors else tensors[min(tensors)]).float().numpy()
    except Exception as error:
        raise StylogenyError(
            "not a readable style file", got=f"{path}: {error}", fix="give .npy or .safetensors"
        ) from error
    return at_point(np.asarray(vector, dtype=np.float32).squeeze(), corpus, name=path.stem)


def at_point(vector: np.ndarray, corpus: Corpus, *, name: str = "a point of the space") -> Style:
    """The style at a point: the works nearest to it speak for it, nearer ones louder."""
    if corpus.space is None:
        raise StylogenyError("a style given as a vector needs an embedding", fix="fit the generator on an embedding")
    vectors = corpus.space.vectors
    if vector.shape != vectors.shape[1:] or not np.isfinite(vector).all():
        raise StylogenyError(
            f"a style vector is {vectors.shape[1]} finite numbers", got=f"{list(vector.shape)}: of another embedding?"
        )
    rows = np.flatnonzero(corpus.works.pictured)
    squared = ((vectors[rows] - vector) ** 2).sum(axis=1)
    near = np.argsort(squared, kind="stable")[:NEIGHBOURS]
    scale = max(float(squared[near[len(near) // 4]] - squared[near[0]]), 1e-12)
    weights = np.zeros(len(vectors))
    weights[rows[near]] = np.exp(-(squared[near] - squared[near[0]]) / scale)
    return Style(name, weights, vector)


def of_work(row: int, corpus: Corpus) -> Style:
    """A work's own style: itself, its parents under the graph, and what lies nearest to it in the space."""
    name = str(corpus.works.ids[row])
    own = np.zeros(len(corpus.works))
    own[row] = 1.0
    if corpus.space is None:
        same = corpus.works.column("artist") == corpus.works.column("artist")[row]
        return Style(name, own + same / max(same.sum(), 1))
    vector = corpus.space.vectors[row]
    weights = 0.2 * own + 0.5 * at_point(vector, corpus).weights
    if corpus.graph is not None:
        parents = corpus.graph.parents[[row]].toarray().ravel().astype(np.float64)
        weights = weights + 0.3 * parents / max(parents.sum(), 1e-12)
    return Style(name, weights, vector)


def of_group(rows: np.ndarray, corpus: Corpus, name: str) -> Style:
    """The style of a set of works: each speaks equally, the point is their mean."""
    weights = np.zeros(len(corpus.works))
    weights[rows] = 1.0
    vector = None if corpus.space is None else corpus.space.vectors[rows].mean(axis=0)
    return Style(name, weights, vector)


def _named(text: str, corpus: Corpus) -> Style:
    """The style that a name or a mixture of names stands for; a name that reads like a mixture is a name."""
    text = text.strip()
    try:
        return of_name(text, corpus, name=text)
    except UnknownWork:
        terms = mixture_terms(text) or [(1.0, part.strip()) for part in text.split("+")]
        if len(terms) < 2 and "*" not in text:
            raise
    return mixture([(share, of_name(name, corpus, name=name)) for share, name in terms], name=text, corpus=corpus)


def of_name(asked: str, corpus: Corpus, *, name: str) -> Style:
    """The style of one name, called `name`: the table's own first, then those that were named in the run.

    Raises
    ------
    UnknownWork, StylogenyError
        As :func:`stylogeny.corpus.lookup.select` does.
    """
    try:
        return of_selection(select(corpus.works, asked, kinds=STYLE_KINDS), corpus, name=name)
    except UnknownWork:
        if (own := corpus.named.get(asked)) is None:
            raise
    if own.members:
        rows = np.flatnonzero(np.isin(corpus.works.ids, own.members))
        return of_group(rows, corpus, own.name) if len(rows) else at_point(own.vector, corpus, name=own.name)
    return at_point(own.vector, corpus, name=own.name)


def of_selection(selection: Selection, corpus: Corpus, *, name: str) -> Style:
    """The style of what was selected: a work's own, or what the works of a group have in common."""
    if selection.kind == "work":
        return of_work(int(selection.rows[0]), corpus)
    return of_group(selection.rows, corpus, name)


def mixture(parts: Sequence[tuple[float, Style]], *, name: str, corpus: Corpus | None = None) -> Style:
    """A weighted mixture of styles, some of which may count against it: ``Impressionism - 0.5*Claude Monet``.

    Shares that are positive are averaged, weights and points both. A style with a negative share takes its own works'
    weights away, and moves the point by how it differs from the mean of all works, the other way.

    Raises
    ------
    StylogenyError
        When no share is positive, or styles are taken away where there is no space.
    """
    total = sum(share for share, _ in parts if share > 0)
    if total <= 0:
        raise StylogenyError(
            "a mixture has at least one positive share", got=name, fix="put one style before the minus"
        )
    kept = [(share / total, style) for share, style in parts if share > 0]
    less = [(-share / total, style) for share, style in parts if share < 0]
    if less:
        taken = np.sum([share * style.weights for share, style in less], axis=0)
        kept = [(share, _less(style, taken)) for share, style in kept]
    weights = np.sum([share * style.weights for share, style in kept], axis=0)
    points = [share * style.vector for share, style in kept if style.vector is not None]
    vector = np.sum(points, axis=0) if len(points) == len(kept) else None
    mixed = Style(name, weights, vector, tuple(kept))
    return _moved_from(mixed, less, corpus) if less else mixed


def _less(style: Style, taken: np.ndarray) -> Style:
    """A style without the works that speak for what is taken away; as it is where none would remain."""
    weights = np.clip(style.weights - taken, 0.0, None)
    return replace(style, weights=weights) if (weights > 0).sum() > 1 else style


def _moved_from(mixed: Style, less: Sequence[tuple[float, Style]], corpus: Corpus | None) -> Style:
    """A mixture whose point is moved away from other styles, and for which the works nearest there speak as well."""
    if mixed.vector is None or corpus is None or corpus.space is None:
        raise StylogenyError("a style is taken away in a space", got=mixed.name, fix="run `stylogeny embed` first")
    mean = corpus.space.vectors.mean(axis=0)
    away = [share * (style.vector - mean) for share, style in less if style.vector is not None]
    vector = mixed.vector - np.sum(away, axis=0)
    return replace(mixed, weights=mixed.weights + at_point(vector, corpus).weights, vector=vector)
