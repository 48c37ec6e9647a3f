"""The pages of what is similar, and of works in time."""

from __future__ import annotations

from pathlib import Path

from ...display.text import counted, percent
from ...questions.similar import SimilarTo
from ...questions.timeline import Timeline
from .page import AnswerSection, WorkPlate, plate, rows_named, write_page

MINE = 6  # works shown of what was asked about


def similar_page(similar: SimilarTo, folder: Path) -> Path:
    """Write the page of what is most alike and return its path."""
    works, t = similar.space.works, similar.table
    own = [int(r) for r in similar.about.rows if works.pictured[r]]
    own = own[:: max(len(own) // MINE, 1)][:MINE]
    plates = []
    for row, line in zip(rows_named(works, t["id"]), t.to_dict("records")):
        near = plate(works, row, said=f"at {line['distance']:.2f}")
        if similar.about.kind in ("artist", "style"):
            near = WorkPlate(near.image, "", str(line["name"]), "", near.said, f"{line['works']} works")
        plates.append(near)
    what = {"artist": "artists", "style": "styles"}.get(similar.about.kind, "works")
    return write_page(
        folder,
        f"similar-{similar.about.slug}",
        heading=f"Most like {similar.about.name}",
        summary=f"The nearest {what} in the space. Likeness is not influence: ask for its sources and followers.",
        sections=[
            AnswerSection(similar.about.name, "", [plate(works, row) for row in own]),
            AnswerSection("Nearest", "By distance in the space, in which time and style are legible.", plates),
        ],
    )


def timeline_page(timeline: Timeline, folder: Path) -> Path:
    """Write the page of works in time and return its path."""
    works, t = timeline.graph.works, timeline.table
    sections = []
    for line in t.to_dict("records"):
        if not line["works"]:
            continue
        style = f" Commonest style: {line['style']} ({percent(line['share'])})." if line["style"] else ""
        count, artists = counted(line["works"], "work"), counted(line["artists"], "artist")
        lede = f"{count} by {artists}.{style} {percent(line['innovation'])} without an ancestor here."
        plates = [plate(works, row) for row in rows_named(works, line["foremost"])]
        end = line["end"]
        sections.append(AnswerSection(f"{line['start']}–{end}" if end > line["start"] else f"{end}", lede, plates))
    first, last = timeline.years
    return write_page(
        folder,
        f"timeline-{first}-{last}",
        heading="The works in time",
        summary=f"{int(t['works'].sum()):,} dated works, {first} to {last}; of each period those most followed.",
        sections=sections,
    )
