"""The page that shows two worlds beside one another: index.html and its pictures."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ... import __version__
from ...artifacts import replacing, write_text
from ...corpus.calendar import year_text
from ...corpus.pictures import read
from ...corpus.works import Works
from ...progress import progress
from ...questions.groups import title_of
from ...world.corpus import painted
from ..environment import environment, static
from ..page_images import PageImage, picture_of, write_image
from .figures import Nearness, change_map, lineage, nearness, successors
from .inputs import TwoWorlds
from .movements import Fate, fates
from .samples import samples

AFFECTED = 20  # works shown
NEVER = 6  # of those that never were
SIDE = 320  # longest side of a picture on the page, px
TRUE_PICTURES = 400  # works of the world run again that are painted, for generators to draw from


@dataclass(frozen=True)
class Beside:
    """A work in both worlds, and where it is known in truth; `lost` says in words what it lost."""

    title: str
    artist: str
    year: str
    lost: str
    gone: bool
    was: PageImage | None
    would_be: PageImage | None
    truth: PageImage | None


def write(worlds: TwoWorlds, folder: Path | str, *, name: str = "", styles: int = 3, seed: int = 0) -> Path:
    """Write the page into `folder`, which appears when it is whole, and return the path of its index.html.

    Parameters
    ----------
    worlds : TwoWorlds
    folder : Path
        In place of the page that is there.
    name : str
        What the corpus is called.
    styles : int
        How many styles are drawn in both worlds; 0 for none.
    seed : int
        Of what is drawn.
    """
    folder = Path(folder)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        page = _Page(worlds, part).values(styles=styles, seed=seed)
        write_text(part / "report.css", static("report.css"))
        common = {"name": name or "This corpus", "version": __version__, "base": ""}
        html = environment().get_template("compare.html").render(common | page)
        write_text(part / "index.html", html)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / "index.html"


@dataclass(frozen=True, eq=False)
class _Page:
    """What the template is filled with; pictures are written as they are named."""

    worlds: TwoWorlds
    folder: Path

    def values(self, *, styles: int, seed: int) -> dict[str, Any]:
        """Every section's values."""
        worlds, question = self.worlds, self.worlds.question
        graph = worlds.graph
        line, taken = lineage(worlds), successors(worlds)
        near = nearness(worlds)
        titles = graph.works.column("title")
        drawn = samples(worlds, true_works=self._true_works(), styles=styles, seed=seed) if styles else []
        return {
            "dated": int(np.isfinite(graph.years).sum()),
            "what": question.name,
            "sentence": question.sentence,
            "notes": question.notes,
            "truth": worlds.truth is not None,
            "near": None if near is None else _near_text(near),
            "never": [self._beside(int(r)) for r in worlds.selection.rows[:NEVER]],
            "affected": [self._beside(int(r)) for r in progress(worlds.affected[:AFFECTED], "pictures")],
            "lede": _lede(worlds),
            "line": [self._beside(r) for r in line] if len(line) > 1 else [],
            "samples": [
                {
                    "name": s.style,
                    "was": self._images(s.was, f"{k}-was"),
                    "would_be": self._images(s.would_be, f"{k}-other"),
                    "truth": [] if s.truth is None else self._images(s.truth, f"{k}-truth"),
                }
                for k, s in enumerate(drawn)
            ],
            **_heat(worlds),
            "successors": [
                asdict(self._beside(s.row))
                | {"part": s.part, "child": str(titles[s.child] or graph.works.ids[s.child])}
                for s in taken
            ],
            **_movements(fates(worlds, seed=seed)),
            "question": asdict(question),
        }

    def _beside(self, row: int) -> Beside:
        worlds = self.worlds
        graph, table = worlds.graph, worlds.graph.works.table
        gone = worlds.weight[row] <= 0
        truth = None
        if worlds.truth is not None and not gone and worlds.world_rows[row] >= 0:
            size = min(max(read(graph.works.picture(row)).shape[:2]) if graph.works.pictured[row] else SIDE, SIDE)
            truth = self._image(painted(worlds.truth, int(worlds.world_rows[row]), size=size), f"truth-{row}")
        return Beside(
            title=title_of(graph.works, row),
            artist=str(table["artist"].iat[row]),
            year=graph.works.date(row) or year_text(graph.years[row]),
            lost=lost_text(worlds, row),
            gone=bool(gone),
            was=self._work(graph.works, row, f"was-{row}"),
            would_be=None if gone else self._work(worlds.works, row, f"other-{row}"),
            truth=truth,
        )

    def _work(self, works: Works, row: int, name: str) -> PageImage | None:
        picture = picture_of(works, row, SIDE)
        return None if picture is None else self._image(picture, name)

    def _image(self, picture: np.ndarray, name: str) -> PageImage:
        return write_image(picture, self.folder, f"pictures/{name}.jpg")

    def _images(self, pictures: np.ndarray, name: str) -> list[PageImage]:
        return [self._image(p, f"drawn-{name}-{k}") for k, p in enumerate(pictures)]

    def _true_works(self) -> Works | None:
        """The works with the pictures of the world run again, where it can be; those that moved are painted."""
        worlds = self.worlds
        if worlds.truth is None:
            return None
        moved = np.argsort(-worlds.true_distance, kind="stable")[:TRUE_PICTURES]
        moved = moved[(worlds.true_distance[moved] > 1e-3) & worlds.graph.works.pictured[moved]]
        table = worlds.graph.works.table.copy()
        for row in progress(moved, "painting the world run again", unit="picture"):
            size = max(read(worlds.graph.works.picture(int(row))).shape[:2])
            path = self.folder / "truth" / f"{row}.png"
            with replacing(path) as part:
                truth = painted(worlds.truth, int(worlds.world_rows[row]), size=size)
                Image.fromarray(truth).save(part, format="PNG")
            table.loc[row, "picture"] = str(path.resolve())
        return Works(table, worlds.graph.works.root)


def lost_text(worlds: TwoWorlds, row: int) -> str:
    """What a work lost, in words."""
    it = "it" if worlds.question.kind == "work" else "them"
    parts = [f"{worlds.owed[row]:.0%} of it came through {it}"]
    left = worlds.weight[row] / worlds.graph.works.weight[row]
    if left <= 0:
        return f"{parts[0]}; gone"
    if left < 0.999:
        parts.append(f"{left:.0%} of it is left")
    if worlds.distance[row] > 1e-3:
        parts.append(f"{worlds.distance[row]:.2f} of a usual step away")
    return "; ".join(parts)


def _lede(worlds: TwoWorlds) -> str:
    if worlds.question.estimand == "lineage":
        return "What is left of a work is the share that does not descend from what never was."
    return (
        "Each as it was and as it would have been, its own subject kept, had its maker and all before them turned to "
        "what else they knew. A usual step is the way from a work to its nearest parent."
    )


def _near_text(near: Nearness) -> dict[str, str]:
    claim = (
        f"This world was painted, and it has been run again without the work: of the works that came after, "
        f"{near.truly} moved; here {near.moved} do. The rank correlation of how far is {near.rank:.2f}."
    )
    detail = (
        f"Likeness to what never was reaches {near.nearest:.2f}, coming soon after it {near.after:.2f}; leave-one-out "
        "and doing nothing say that no work moved."
    )
    return {"claim": claim, "detail": detail}


def _heat(worlds: TwoWorlds) -> dict[str, Any]:
    net = worlds.question.estimand == "net"
    what = "how far works are from where they were, in usual steps" if net else "the share of works that is gone"
    drawing = change_map(worlds).drawing(lambda v: f"{v:.3f} of a usual step" if net else f"{v:.1%} gone")
    return {"heat": drawing, "heat_lede": f"In the mean of each style and period, {what}: the darker, the more."}


def _movements(found: list[Fate]) -> dict[str, Any]:
    rows = []
    for fate in found:
        years = f"{fate.years} year{'' if fate.years == 1 else 's'}"
        text = {
            "missing": "missing",
            "new": "only there",
            "later": f"declared {years} later, {fate.other_size} works",
            "earlier": f"declared {years} earlier, {fate.other_size} works",
            "there": f"as it was, {fate.other_size} works",
        }[fate.fate]
        rows.append({"name": fate.name, "first": year_text(fate.first), "size": fate.size, "text": text})
    changed = sum(fate.fate != "there" for fate in found)
    caption = f"{len(found)} movements in either world, {changed} of which fare differently"
    return {"movements": rows, "movements_caption": caption}
