"""Drawings on matplotlib axes, from plain arrays: axes go in, or are made, and come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .thumbnails import thumbnail_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, MUTED, EARLIER, LATER = "#23201b", "#8b8375", "#2f5573", "#93361f"
LABELS = 40  # names along an axis, at the most


def new_axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """These axes, or new ones of this size in inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    made: Axes = plt.subplots(figsize=size, layout="constrained")[1]
    return made


def spans(
    names: Sequence[str], starts: np.ndarray, ends: np.ndarray, numbers: np.ndarray, *, ax: Axes | None = None
) -> Axes:
    """What lasted when: a bar for each name from start to end, as dark as its number of works; the first on top."""
    ax = new_axes(ax, (8, 0.9 + 0.28 * len(names)))
    strength = 0.25 + 0.75 * np.asarray(numbers, dtype=float) / max(float(np.max(numbers, initial=1)), 1.0)
    for k, (start, end, alpha) in enumerate(zip(starts, ends, strength)):
        ax.barh(k, max(end - start, 1.0), left=start, height=0.62, color=EARLIER, alpha=alpha, linewidth=0)
    ax.set_yticks(range(len(names)), [f"{name} ({int(n)})" for name, n in zip(names, numbers)])
    ax.invert_yaxis()
    return bare(ax)


def counts(edges: np.ndarray, numbers: Mapping[str, np.ndarray], *, ax: Axes | None = None) -> Axes:
    """Works over time, by kind: stacked steps between `edges`, float[k + 1] years."""
    import matplotlib as mpl

    ax = new_axes(ax, (8, 3.2))
    colours = mpl.colormaps["cividis"](np.linspace(0.05, 0.92, max(len(numbers), 1)))
    base = np.zeros(len(edges) - 1)
    for (name, values), colour in zip(numbers.items(), colours):
        ax.bar(edges[:-1], values, np.diff(edges), bottom=base, align="edge", color=colour, label=name, linewidth=0)
        base = base + values
    if len(numbers) > 1:
        ax.legend(frameon=False, fontsize=8, ncols=2, loc="upper left")
    ax.set_ylabel("works")
    return bare(ax)


def intervals(
    names: Sequence[str],
    points: Sequence[float],
    ends: Sequence[tuple[float, float] | None],
    *,
    unit: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Dots with whiskers, the first on top."""
    ax = new_axes(ax, (7, 0.9 + 0.32 * len(names)))
    for k, (point, whisker) in enumerate(zip(points, ends)):
        colour = LATER if k == 0 else INK
        if whisker is not None:
            ax.plot(whisker, [k, k], color=colour, linewidth=1.8, solid_capstyle="round")
        ax.plot([point], [k], "o", color=colour, markersize=6)
    ax.set_yticks(range(len(names)), names)
    ax.invert_yaxis()
    ax.axvline(0, color=MUTED, linewidth=0.6)
    ax.set_xlabel(unit)
    return bare(ax)


def influence_matrix(names: Sequence[str], shares: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """float[n, n] of shares, row = source, column = follower: the darker, the more. The diagonal is left blank."""
    ax = new_axes(ax, (2.5 + 0.24 * len(names),) * 2)
    off = np.where(np.eye(len(names), dtype=bool), np.nan, shares)
    ax.imshow(np.sqrt(off), cmap="copper_r", interpolation="nearest")
    ax.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.set_xlabel("came from the rows")
    return ax


def cloud(points: np.ndarray, years: np.ndarray, *, marked: np.ndarray | None = None, ax: Axes | None = None) -> Axes:
    """Works of a space, float[n, 2], coloured by year; `marked` rows in order of time are joined by a line."""
    ax = new_axes(ax, (6.4, 5))
    spots = ax.scatter(points[:, 0], points[:, 1], c=years, cmap="cividis", s=9, alpha=0.75, linewidths=0)
    ax.figure.colorbar(spots, ax=ax, label="year", shrink=0.8)
    if marked is not None and len(marked):
        path = points[marked]
        ax.plot(path[:, 0], path[:, 1], "-o", color=LATER, linewidth=1.2, markersize=4)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def family(
    generations: Mapping[int, int],
    edges: Sequence[tuple[int, int, float]],
    captions: Mapping[int, str],
    pictures: Mapping[int, Path | np.ndarray],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Works by generation (0 the one asked about), joined by lines as wide as their weight.

    Parameters
    ----------
    generations : mapping
        Key to generation: negative for what came before.
    edges : sequence
        (parent, child, weight in [0, 1]) by key.
    captions, pictures : mapping
        By key; a work without a picture is its caption.
    """
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    levels = sorted({*generations.values()})
    columns = {g: [key for key, at in generations.items() if at == g] for g in levels}
    tall = max(map(len, columns.values()))
    ax = new_axes(ax, (2.6 * len(levels), 1.5 * tall + 0.4))
    place = {k: (float(g), (len(c) - 1) / 2.0 - i) for g, c in columns.items() for i, k in enumerate(c)}
    for parent, child, weight in edges:
        (x0, y0), (x1, y1) = place[parent], place[child]
        colour = EARLIER if generations[child] <= 0 else LATER
        ax.plot([x0, x1], [y0, y1], color=colour, linewidth=0.8 + 6 * weight, alpha=0.25 + 0.5 * weight, zorder=1)
    for key, (x, y) in place.items():
        ax.annotate(captions[key], (x, y), (0, -38), textcoords="offset points", ha="center", va="top", fontsize=7)
        if key in pictures:
            box = OffsetImage(np.asarray(thumbnail_of(pictures[key], 140)), zoom=70 / 140)
            ax.add_artist(AnnotationBbox(box, (x, y), frameon=generations[key] == 0, pad=0.15))
    ax.set_xlim(min(levels) - 0.5, max(levels) + 0.5)
    ax.set_ylim(-tall / 2 - 0.2, tall / 2)
    ax.axis("off")
    return ax


def bare(ax: Axes) -> Axes:
    """Axes without a frame above and beside."""
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def principal_plane(vectors: np.ndarray) -> np.ndarray:
    """Coordinates float64[n, 2] along the two directions in which vectors float[n, d] differ most."""
    centred = np.asarray(vectors, dtype=np.float64) - np.mean(vectors, axis=0, dtype=np.float64)
    _, way = np.linalg.eigh(centred.T @ centred)
    two = way[:, :-3:-1]
    return np.asarray(centred @ two)
