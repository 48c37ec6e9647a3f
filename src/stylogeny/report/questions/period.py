"""The page of a period."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...display.text import percent
from ...questions.groups import title_of
from ...questions.period import PeriodSummary, headline, styles_at_work
from .page import AnswerSection, WorkPlate, plate, rows_named, write_page

OF_EACH = 8


def period_page(summary: PeriodSummary, folder: Path) -> Path:
    """Write the page and return its path."""
    name = f"{summary.first:g}–{summary.last:g}"
    return write_page(
        folder,
        f"period-{summary.first:g}-{summary.last:g}",
        heading=f"What happened, {name}",
        summary=headline(summary),
        sections=[
            _mattered(summary),
            _artists(summary),
            _new(summary),
            _styles(summary),
            *_movements(summary),
            *_edges(summary),
        ],
        note="A style or artist begins here with the first of its works in this corpus and ends with the last, where "
        "it has three works at least and was not there from the first year of the corpus, or until the last.",
    )


def _plates(summary: PeriodSummary, ids: list[object], said: list[str], more: list[str]) -> list[WorkPlate]:
    works = summary.graph.works
    return [plate(works, row, said=s, more=m) for row, s, m in zip(rows_named(works, ids), said, more)]


def _mattered(summary: PeriodSummary) -> AnswerSection:
    t = summary.works
    said = [f"{d:.1f} descendants" if d < 10 else f"{d:,.0f} descendants" for d in t["descendants"]]
    more = [f"{low}–{high}" for low, high in zip(t["low"], t["high"])]
    return AnswerSection(
        "Works that mattered",
        "By expected descendants: every later work, counted by the probability that a line leads back to this one. "
        "Ranges hold in 90 % of sampled genealogies.",
        _plates(summary, list(t["id"]), said, more),
    )


def _artists(summary: PeriodSummary) -> AnswerSection:
    t, works = summary.artists, summary.graph.works
    plates = []
    for row, line in zip(rows_named(works, t["work"]), t.to_dict("records")):
        number = line["descendants"]
        said = f"{number:.1f} descendants" if number < 10 else f"{number:,.0f} descendants"
        more = f"{line['low']}–{line['high']}; {line['works']} works of these years, one of them {title_of(works, row)}"
        plates.append(WorkPlate(plate(works, row).image, "", str(line["artist"]), "", said, more))
    return AnswerSection("Who mattered", "By what descends from their works of these years.", plates)


def _new(summary: PeriodSummary) -> AnswerSection:
    t = summary.new
    said = [f"{percent(share)} from nowhere here" for share in t["innovation"]]
    more = [f"{n:.1f} works answer to it" for n in t["offspring"]]
    lede = f"On average {percent(summary.innovation)} of a work of these years has no ancestor here"
    lede += "." if np.isnan(summary.before) else f", against {percent(summary.before)} in as many years before."
    lede += " These owe least to what came before, and were followed."
    return AnswerSection("What was new", lede, _plates(summary, list(t["id"]), said, more))


def _styles(summary: PeriodSummary) -> AnswerSection:
    t, works = styles_at_work(summary, OF_EACH), summary.graph.works
    plates = []
    for row, line in zip(rows_named(works, t["work"]), t.to_dict("records")):
        said = "1 work" if line["works"] == 1 else f"{line['works']} works"
        more = f"{line['before']} in as many years before"
        plates.append(WorkPlate(plate(works, row).image, "", str(line["name"]), "", said, more))
    return AnswerSection(
        "Styles at work", "As the catalogue names them, each with its most followed work here.", plates
    )


def _movements(summary: PeriodSummary) -> list[AnswerSection]:
    out = []
    for line in summary.movements.to_dict("records"):
        plates = _plates(summary, list(line["members"]), [""] * 6, [""] * 6)
        lede = f"{line['first']:.0f}–{line['last']:.0f}, {line['works']} works"
        lede += f"; {line['artists']}." if line["artists"] else "."
        out.append(AnswerSection(f"A movement: {line['name']}", lede, plates))
    return out


def _edges(summary: PeriodSummary) -> list[AnswerSection]:
    out = []
    for what, table, end in (("Began", summary.began, "first"), ("Ended", summary.ended, "last")):
        for kind in ("style", "artist"):
            t = table[table["kind"] == kind].head(OF_EACH)
            works = summary.graph.works
            plates = [
                WorkPlate(plate(works, row).image, "", str(name), str(date), f"{count} works in all", f"its {end} work")
                for row, name, date, count in zip(rows_named(works, t["work"]), t["name"], t["date"], t["works"])
            ]
            out.append(AnswerSection(f"{what}: {kind}s", "", plates))
    return out
