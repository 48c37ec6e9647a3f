"""Answers beside the truth: works of a painted world left out here, and the world run again without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...artifacts import Format, read_document, write_document
from ...corpus.lookup import select
from ...corpus.pictures import read
from ...counterfactual.worlds.files import would_have_looked
from ...counterfactual.worlds.other_world import without
from ...errors import StylogenyError
from ...influence.graph import InfluenceGraph
from ...questions.groups import title_of
from ...world.baselines import credit_baselines
from ...world.corpus import painted, world_of
from ...world.ground_truth import GroundTruth
from ...world.impact import spearman
from ..page_images import PageImage, write_image
from .figures import nearness
from .inputs import TwoWorlds

FORMAT = Format("truth-check", 1, "run `stylogeny world check` again")
CHECK, FOLDER = "check.json", "truth"
SHOWN = 2  # works shown for each that is left out
SIDE = 240  # px
RIVALS = {"the year alone": "the year alone", "children (nearest earlier)": "counting children"}


@dataclass(frozen=True)
class Shown:
    """A work as it was, as it would have been, and in truth, with its title."""

    title: str
    was: PageImage
    would_be: PageImage
    truth: PageImage


@dataclass(frozen=True)
class Checked:
    """One work left out.

    Parameters
    ----------
    name : str
    place, true_place, of : int
        Where it stands among all works by what the world would lack without it: here, and in truth.
    moved, truly : int
        Later works that moved, here and in truth.
    rank, nearest, after : float
        As in :class:`.figures.Nearness`.
    shown : tuple of Shown
    """

    name: str
    place: int
    true_place: int
    of: int
    moved: int
    truly: int
    rank: float
    nearest: float
    after: float
    shown: tuple[Shown, ...]

    @property
    def sentence(self) -> str:
        """The answer beside the truth, in one sentence."""
        return (
            f"Without {self.name}: {self.moved} later works move here, {self.truly} in truth; rank correlation of how "
            f"far {self.rank:.2f} (likeness alone {self.nearest:.2f}, the year alone {self.after:.2f}). By what the "
            f"world would lack it is number {self.place} of {self.of} here, number {self.true_place} in truth."
        )


@dataclass(frozen=True)
class TruthCheck:
    """Works left out beside the world run again, and all works by what would be missed: rank correlation with the
    truth, ours (`credit`) and the rivals'."""

    works: tuple[Checked, ...]
    credit: float
    rivals: dict[str, float]
    ceiling: float

    @property
    def sentence(self) -> str:
        """How the credit of all works stands to the truth."""
        rivals = ", ".join(f"{name} {value:.2f}" for name, value in self.rivals.items())
        return (
            "Over all works, net credit and what the world run again without each of them lacks have a rank "
            f"correlation of {self.credit:.2f} ({rivals}; no method can be sure of more than {self.ceiling:.2f})."
        )


def check(graph: InfluenceGraph, names: Sequence[str], folder: Path | str, *, shown: int = SHOWN) -> TruthCheck:
    """Leave works out, run the painted world again without them, and write both as pictures and figures.

    Parameters
    ----------
    graph : InfluenceGraph
        Traced on a painted world's corpus.
    names : sequence of str
        The works, one at a time.
    folder : Path
        Where check.json and the pictures go.
    shown : int
        Works shown for each, those that move most.

    Raises
    ------
    StylogenyError
        When the corpus is no painted world, or was painted without its impacts.
    """
    world = world_of(graph.works.root)
    if world is None:
        fix = "paint one with `stylogeny world paint --out DIR`, and run the chain on it"
        raise StylogenyError("this run's corpus is no painted world", got=graph.works.root, fix=fix)
    truth = GroundTruth.read(graph.works.root or "")
    if truth.impacts is None:
        raise StylogenyError("this world has no truth/impact.parquet", fix="paint it without --no-reruns")
    impact = truth.impacts["realised"].reindex(graph.works.ids).fillna(0.0).to_numpy()
    checked = []
    for k, name in enumerate(names):
        selection = select(graph.works, name, kind="work", years=graph.years)
        other = without(graph, int(selection.rows[0]))
        worlds = TwoWorlds.of(other, world)
        near = nearness(worlds)
        assert near is not None and worlds.truth is not None
        repaint, pictures = would_have_looked(other), []
        rows = [int(r) for r in worlds.affected if graph.works.pictured[r]][:shown]
        for row in rows:
            was, there = read(graph.works.picture(row), SIDE), repaint(row)
            true = painted(worlds.truth, int(worlds.world_rows[row]), size=min(max(there.shape[:2]), SIDE))
            images = [
                write_image(p, Path(folder), f"{k}-{row}-{part}.jpg")
                for p, part in ((was, "was"), (there, "would-be"), (true, "truth"))
            ]
            pictures.append(Shown(title_of(graph.works, row), *images))
        own = int(selection.rows[0])
        checked.append(
            Checked(
                name=selection.name,
                place=_place(graph.net, own),
                true_place=_place(impact, own),
                of=int(np.isfinite(graph.years).sum()),
                **vars(near),
                shown=tuple(pictures),
            )
        )
    rivals = credit_baselines(graph.embedding)
    result = TruthCheck(
        tuple(checked),
        credit=spearman(graph.net, impact),
        rivals={called: spearman(np.asarray(rivals[name]), impact) for name, called in RIVALS.items()},
        ceiling=float(truth.ceilings.get("realised", 1.0)),
    )
    write_document(Path(folder) / CHECK, FORMAT, **document(result))
    return result


def _place(values: np.ndarray, row: int) -> int:
    return int((values > values[row]).sum()) + 1


def document(found: TruthCheck) -> dict[str, Any]:
    """As JSON-able values."""
    works = [{**vars(w), "shown": [{**vars(s), **_images(s)} for s in w.shown]} for w in found.works]
    return {"works": works, "credit": found.credit, "rivals": found.rivals, "ceiling": found.ceiling}


def _images(shown: Shown) -> dict[str, dict[str, Any]]:
    return {name: vars(getattr(shown, name)) for name in ("was", "would_be", "truth")}


def read_check(folder: Path | str) -> TruthCheck | None:
    """What :func:`check` wrote into a folder; None where it wrote nothing.

    Raises
    ------
    StylogenyError
        When the file is damaged or of another version.
    """
    file = Path(folder) / CHECK
    if not file.exists():
        return None
    said = read_document(file, FORMAT)
    with FORMAT.fits(file):
        works = []
        for work in said["works"]:
            shown = tuple(
                Shown(s["title"], *(PageImage(**s[name]) for name in ("was", "would_be", "truth")))
                for s in work["shown"]
            )
            works.append(Checked(**{**work, "shown": shown}))
        return TruthCheck(tuple(works), float(said["credit"]), dict(said["rivals"]), float(said["ceiling"]))
