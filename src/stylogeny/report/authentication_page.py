"""The page of an examined picture: every finding, the window that speaks against it, what it stands beside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..artifacts import write_text
from ..corpus.calendar import year_text
from ..corpus.works import Works
from ..display.html import thumbnail
from ..display.text import percent
from ..forensics.authentication.authenticate import Authentication
from ..forensics.authentication.finding import AGREES, CANNOT_SAY, DISAGREES, PictureFinding, rate_text
from ..influence.placement import Placement
from .questions.page import WorkPlate, plate, rows_named
from .standalone import self_contained

SIDE = 560  # longest side of the picture, px


@dataclass(frozen=True)
class FindingRow:
    """A finding as the page shows it."""

    about: str
    state: str
    said: str
    false_alarm: str
    known_from: str


@dataclass(frozen=True)
class WindowBox:
    """A window on the picture, in per cent of its sides, and what is said of it."""

    top: float
    left: float
    height: float
    width: float
    year: str
    said: str


def write_authentication(answer: Authentication, path: Path | str, works: Works) -> Path:
    """Write the page of an examination and return its path; `works` are those of the run."""
    path = Path(path)
    rows = [_row(f) for f in answer.findings]
    boxes = [
        WindowBox(
            100 * w.box[0], 100 * w.box[1], 100 * w.box[2], 100 * w.box[3], year_text(w.year),
            f"{rate_text(w.p)} of windows of right pictures",
        )
        for w in answer.windows
    ]  # fmt: skip
    genealogy = answer.origin.signature.genealogy
    if genealogy is None and answer.origin.mark is not None and answer.origin.mark.record is not None:
        genealogy = answer.origin.mark.record.genealogy
    page = self_contained(
        "authentication.html",
        heading=Path(answer.file).name,
        summary=_summary(answer),
        image=thumbnail(Path(answer.file), SIDE),
        rows=rows,
        boxes=boxes,
        placed=_placed(answer.placed),
        nearest=_nearest(answer.placed, works),
        copies=[_copy(c, works) for c in answer.copies],
        genealogy=genealogy,
        parents=[] if genealogy is None else [(p.name, percent(p.share)) for p in genealogy.parents],
    )
    write_text(path, page)
    return path


def _row(finding: PictureFinding) -> FindingRow:
    rate = "" if finding.false_alarm is None else rate_text(finding.false_alarm)
    return FindingRow(finding.about, finding.state, finding.said, rate, finding.known_from)


def _nearest(placed: Placement | None, works: Works) -> list[WorkPlate]:
    """The nearest works with their pictures."""
    if placed is None:
        return []
    rows = rows_named(works, [n["id"] for n in placed.nearest])
    return [plate(works, row, said=f"at {n['distance']:.2f}") for row, n in zip(rows, placed.nearest)]


def _copy(copy: dict[str, Any], works: Works) -> WorkPlate:
    """A work that lies in the picture."""
    (row,) = rows_named(works, [copy["id"]])
    mirrored = ", mirrored" if copy["mirrored"] else ""
    return plate(works, row, said=f"{percent(copy['coverage'])} of the picture{mirrored}")


def _placed(placed: Placement | None) -> str:
    """When the run would date the picture, in words."""
    if placed is None:
        return ""
    low, high = map(year_text, placed.interval)
    return f"{year_text(placed.year)}, {low} to {high} nine times in ten"


def _summary(answer: Authentication) -> str:
    """The claim, and how many findings go with it and against it."""
    said = [str(v) if k == "artist" else year_text(v) for k, v in answer.claims.items() if v is not None]
    count = {s: sum(f.state == s for f in answer.findings) for s in (AGREES, DISAGREES, CANNOT_SAY)}
    claim = f"Said to be {', '.join(said)}. " if said else "Nothing is claimed of it. "
    return (
        f"{claim}{count[AGREES]} of {len(answer.findings)} findings agree, {count[DISAGREES]} disagree, "
        f"{count[CANNOT_SAY]} cannot be told."
    )
