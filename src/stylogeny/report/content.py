"""What each part of the report is filled with: captions, cards, the pages of works and answers, imagined works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from ..counterfactual.answer import Credit, Estimate
from ..counterfactual.baselines import OURS
from ..runs import slug
from ..text.facts.record import listed
from . import drawings
from .analysis import Analysis, Edge
from .atlas import PageImage, plate
from .inputs import ReportInputs

Pages = Mapping[int | str, dict[str, Any]]


def caption(reading: Analysis, row: int) -> dict[str, Any]:
    """Title, artist, year and style of a work, for a caption."""
    table = reading.graph.works.table
    return {
        "row": row,
        "id": str(table["id"].iat[row]),
        "title": str(table["title"].iat[row] or table["id"].iat[row]),
        "artist": str(table["artist"].iat[row]),
        "year": str(table["date_text"].iat[row]) or f"{np.floor(reading.graph.years[row]):.0f}",
        "when": int(np.floor(reading.graph.years[row])),
        "style": str(table["style"].iat[row]),
    }


def card(reading: Analysis, row: int, shown: Mapping[int, PageImage], pages: Pages) -> dict[str, Any]:
    return caption(reading, row) | {
        "plate": shown.get(row),
        "importance": float(reading.graph.importance[row]),
        "importance_interval": reading.descendants_interval(row),
        "fertility": float(reading.graph.fertility[row]),
        "fertility_interval": reading.offspring_interval(row),
        "styles": reading.styles_reached(row),
        "href": f"works/{pages[row]['file']}.html" if row in pages else None,
    }


def tie_of(reading: Analysis, tie: Edge, shown: Mapping[int, PageImage], pages: Pages) -> dict[str, Any]:
    sides = {side: card(reading, row, shown, pages) for side, row in (("elder", tie.parent), ("younger", tie.child))}
    return sides | {"weight": tie.weight, "lag": tie.lag}


def pages_of(
    material: ReportInputs, reading: Analysis, rows: Iterable[int], shown: Mapping[int, PageImage]
) -> dict[int | str, dict[str, Any]]:
    """The pages to write: one a work, and one for every answer about an artist, a style or several works."""
    pages: dict[int | str, dict[str, Any]] = {}
    for row in rows:
        level, edges = reading.relatives(row)
        members = [
            _relative(reading, r, g, shown)
            for r, g in sorted(level.items(), key=lambda e: (e[1], reading.graph.years[e[0]]))
        ]
        pages[row] = {
            "file": f"{row:06d}-{slug(str(reading.graph.works.ids[row]))[:60]}",
            "work": caption(reading, row),
            "plate": shown.get(row),
            "title": caption(reading, row)["title"],
            "wide": drawings.lineage(members, edges, upright=False, base="../"),
            "tall": drawings.lineage(members, edges, upright=True, base="../"),
            "alone": len(level) == 1,
            "numbers": _numbers(reading, row),
            "parents": _near(reading, reading.graph.parents, row, -1),
            "children": _near(reading, reading.children, row, 1),
            "members": [],
            "answer": [],
        }
    for answer in material.credits:
        asked = material.rows_of(answer)
        key: int | str = int(asked[0]) if len(asked) == 1 and int(asked[0]) in pages else answer.slug
        if key not in pages:
            best = asked[np.argsort(-reading.graph.importance[asked], kind="stable")][:6]
            pages[key] = {
                "file": f"answer-{answer.slug}",
                "work": None,
                "plate": shown.get(int(best[0])) if len(best) else None,
                "title": answer.name,
                "alone": True,
                "members": [card(reading, int(r), shown, pages) for r in best],
                "parents": [],
                "children": [],
                "answer": [],
            }
        pages[key]["answer"].append(answer_of(answer))
    return pages


def _relative(reading: Analysis, row: int, generation: int, shown: Mapping[int, PageImage]) -> drawings.Relative:
    about = caption(reading, row)
    return drawings.Relative(row, generation, about["artist"] or about["title"], str(about["when"]), shown.get(row))


def _numbers(reading: Analysis, row: int) -> dict[str, Any]:
    graph = reading.graph
    return {
        "innovation": float(graph.innovation[row]),
        "fertility": float(graph.fertility[row]),
        "fertility_interval": reading.offspring_interval(row),
        "importance": float(graph.importance[row]),
        "importance_interval": reading.descendants_interval(row),
        "net": float(graph.net[row]),
        "styles": reading.styles_reached(row),
    }


def _near(reading: Analysis, table: Any, row: int, sign: int, most: int = 10) -> list[dict[str, Any]]:
    span = slice(table.indptr[row], table.indptr[row + 1])
    pairs = sorted(zip(table.data[span], table.indices[span]), key=lambda e: (-e[0], e[1]))[:most]
    years = reading.graph.years
    return [caption(reading, int(r)) | {"weight": float(w), "lag": abs(float(years[row] - years[r]))} for w, r in pairs]


APART = 10  # percentiles between two methods from which they disagree
LEAST_PAIRS = 10  # histories below which nothing is said of pairs
CONTROLS = {"random": "as many at random", "matched": "as many of the same dates and styles"}
SCORES = {
    "bound": "all held-out works",
    "difficulty": "describing the work itself",
    "rarity": "coming as near it by chance",
}
MEANING = {
    "lineage": "The question: how much poorer would the world's pictures be had this never been made, nor anything "
    "that descends from it? Works keep the share of themselves that does not come through it.",
    "net": "The question: how much poorer would the world's pictures be had this never been made, and had those who "
    "drew on it turned to what else they knew?",
}


def verdict(answer: Credit) -> str:
    """How often the answer exceeds its matched control, history by history; empty where that cannot be said."""
    control = answer.controls.get("matched")
    if control is None or len(answer.draws) < LEAST_PAIRS or len(answer.draws) != len(control.draws):
        return ""
    more, n = int((answer.draws > control.draws).sum()), len(answer.draws)
    others = "as many works of the same dates and styles"
    start = f"In {more} of {n} resampled histories the loss is larger than that of {others}"
    if more >= 0.95 * n:
        return f"{start}: it is not merely that something of that time is gone."
    return f"{start}: what is particular to this question does not stand clear of its time."


def disagreement(answer: Credit) -> str:
    """Why other methods rank the work higher or lower than this one does; empty where they were not asked."""
    ranks = {name: score.percentile for name, score in answer.baselines.items() if score.percentile is not None}
    ours, alone = ranks.pop(OURS, None), ranks.get("leave-one-out")
    if ours is None or alone is None:
        return ""
    others = ", ".join(f"{name} {rank:.0f} %" for name, rank in ranks.items())
    start = f"By the history it stands above {ours:.0f} % of works; by {others}."
    if ours - alone > APART:
        lower = listed([name for name, rank in ranks.items() if ours - rank > APART])
        return (
            f"{start} They ask what the pictures lack without this one picture. What descends from it stays in their "
            f"data and says much the same, so it is dispensable to {lower}."
        )
    if alone - ours > APART:
        higher = listed([name for name, rank in ranks.items() if rank - ours > APART])
        return (
            f"{start} They ask what the pictures lack without this one picture: it is unlike the rest, and so it is "
            f"missed by {higher}. The history asks what came of it, and finds little."
        )
    return f"{start} They agree: what would be missed is mostly the work itself, or as much of both."


@dataclass(frozen=True)
class AnswerCard:
    """A credit answer as the templates show it.

    Parameters
    ----------
    sentence, estimand, deletion, metric, notes
        The answer's own.
    meaning : str
        What its estimand asks.
    drawing : Markup
        The interval beside those of the controls.
    controlled, widened, outside : bool
        Whether there are controls, whether the interval is widened, and whether the point lies outside of it.
    bootstraps : int
        Resampled histories behind it.
    verdict, disagreement : str
        See :func:`verdict` and :func:`disagreement`.
    scores : list
        Every score but the headline: what it measures, without the works, and without as many others like them.
    baselines : list
        Methods and what they say, this one first.
    provenance : mapping
        How it was made.
    """

    sentence: str
    estimand: str
    meaning: str
    deletion: str
    metric: str
    drawing: Markup
    controlled: bool
    widened: bool
    outside: bool
    bootstraps: int
    notes: tuple[str, ...]
    verdict: str
    disagreement: str
    scores: list[tuple[str, str, str]]
    baselines: list[tuple[str, str]]
    provenance: Mapping[str, object]


def answer_of(answer: Credit) -> AnswerCard:
    """What a page shows of an answer."""
    without = f"Without {'it' if answer.kind == 'work' else 'them'}: {answer.headline}"
    rows: list[tuple[str, Estimate, bool]] = [(without, answer.headline, True)]
    rows += [(f"Control: {CONTROLS.get(name, name)}: {c}", c, False) for name, c in answer.controls.items()]
    ends = answer.interval
    baselines = sorted(answer.baselines.items(), key=lambda b: (b[0] != OURS, b[0]))
    return AnswerCard(
        sentence=answer.sentence,
        estimand=answer.estimand,
        meaning=MEANING[answer.estimand],
        deletion=answer.deletion,
        metric=answer.metric,
        drawing=drawings.interval([(text, e.point, e.interval, strong) for text, e, strong in rows], unit=" %"),
        controlled=len(rows) > 1,
        widened=any(answer.conformal_widening),
        outside=ends is not None and not ends[0] <= answer.point <= ends[1],
        bootstraps=len(answer.draws),
        notes=answer.notes,
        verdict=verdict(answer),
        disagreement=disagreement(answer),
        scores=_scores(answer),
        baselines=[(name, score.text) for name, score in baselines],
        provenance=answer.provenance.document(),
    )


def _scores(answer: Credit) -> list[tuple[str, str, str]]:
    """Every score but the headline: its meaning, without the works, and without as many like them."""
    return [
        (SCORES.get(name, name), str(score), str(score.controls["matched"]) if "matched" in score.controls else "")
        for name, score in answer.metrics.items()
        if name != answer.metric
    ]


def future(material: ReportInputs, name: str, folder: Path, shown: Mapping[int, PageImage]) -> dict[str, Any]:
    """Imagined works with their parents beside them."""
    history = material.histories[name]
    reading = Analysis(material.graph)
    known = {i: r for r, i in enumerate(material.graph.works.ids)}
    made: dict[str, PageImage] = {}
    for k, name_of in enumerate(history.table["id"]):
        picture = history.picture(k)
        if picture is not None:
            made[str(name_of)] = plate(picture, folder, f"pictures/{slug(name)}-{k:03d}.jpg")
    records: dict[str, dict[str, Any]] = {
        str(r["id"]): {str(c): v for c, v in r.items()} for r in history.table.to_dict("records")
    }
    works = []
    for k, (key, record) in enumerate(records.items()):
        parents = []
        for parent, weight in history.parents_of(k)[:3]:
            if parent in known:
                row = known[parent]
                about = caption(reading, row)
                parents.append(
                    {**about, "name": about["artist"] or about["title"], "plate": shown.get(row), "weight": weight}
                )
            elif parent in records:
                elder = records[parent]
                parents.append({**elder, "name": elder["title"], "plate": made.get(parent), "weight": weight})
        works.append({**record, "plate": made.get(key), "parents": parents})
    generations = sorted({int(r["generation"]) for r in records.values()})
    return {
        "name": name,
        "root": str(history.provenance.parameters.get("root", name)),
        "generations": [(g, [w for w in works if w["generation"] == g]) for g in generations],
    }
