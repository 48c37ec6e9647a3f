"""What each part of the report is filled with: captions, cards, the pages of works and answers, imagined works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..counterfactual.intervals import amount
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
        found = material.rows_of(answer)
        key: int | str = int(found[0]) if len(found) == 1 and int(found[0]) in pages else str(answer["slug"])
        if key not in pages:
            best = found[np.argsort(-reading.graph.importance[found], kind="stable")][:6]
            pages[key] = {
                "file": f"answer-{answer['slug']}",
                "work": None,
                "plate": shown.get(int(best[0])) if len(best) else None,
                "title": str(answer["name"]),
                "alone": True,
                "members": [card(reading, int(r), shown, pages) for r in best],
                "parents": [],
                "children": [],
                "answer": [],
            }
        pages[key]["answer"].append(_answer(answer))
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
    "lineage": "The question: how much poorer would the world's pictures be had this never been made, nor anything that "
    "descends from it? Works keep the share of themselves that does not come through it.",
    "net": "The question: how much poorer would the world's pictures be had this never been made, and had those who drew "
    "on it turned to what else they knew?",
}


def verdict(answer: Mapping[str, Any]) -> str:
    """How often the answer exceeds its matched control, history by history; empty where that cannot be said."""
    control = dict(answer.get("controls") or {}).get("matched") or {}
    ours, theirs = list(answer.get("draws") or ()), list(control.get("draws") or ())
    if len(ours) < LEAST_PAIRS or len(ours) != len(theirs):
        return ""
    more, n = sum(a > b for a, b in zip(ours, theirs)), len(ours)
    start = f"In {more} of {n} resampled histories the loss is larger than that of as many works of the same dates and styles"
    if more >= 0.95 * n:
        return f"{start}: it is not merely that something of that time is gone."
    return f"{start}: what is particular to this question does not stand clear of its time."


def disagreement(answer: Mapping[str, Any]) -> str:
    """Where other methods rank the work elsewhere than this one does, and why; empty where they do not or were not asked."""
    rivals = dict(answer.get("rivals") or {})
    ours = dict(rivals.pop("this method", None) or {}).get("percentile")
    alone = dict(rivals.get("leave-one-out") or {}).get("percentile")
    if ours is None or alone is None:
        return ""
    others = {n: r["percentile"] for n, r in rivals.items() if r.get("percentile") is not None}
    start = f"By the history it stands above {ours:.0f} % of works; by {', '.join(f'{n} {p:.0f} %' for n, p in others.items())}."
    if ours - alone > APART:
        lower = listed([n for n, p in others.items() if ours - p > APART])
        return (
            f"{start} They ask what the pictures lack without this one picture. What descends from it stays in their data and "
            f"says much the same, so it is dispensable to {lower}."
        )
    if alone - ours > APART:
        higher = listed([n for n, p in others.items() if p - ours > APART])
        return (
            f"{start} They ask what the pictures lack without this one picture: it is unlike the rest, and so it is missed by "
            f"{higher}. The history asks what came of it, and finds little."
        )
    return f"{start} They agree: what would be missed is mostly the work itself, or as much of both."


def _answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    def row(label: str, score: Mapping[str, Any], strong: bool) -> tuple[str, float, tuple[float, float] | None, bool]:
        point, ends = _amounts(score)
        return f"{label}: {amount(point, ends)}", point, ends, strong

    rows = [row(f"Without {'it' if answer.get('kind') == 'work' else 'them'}", answer, True)]
    controls = dict(answer.get("controls") or {})
    rows += [row(f"Control: {CONTROLS.get(name, name)}", control, False) for name, control in controls.items()]
    rivals = sorted(dict(answer.get("rivals") or {}).items(), key=lambda r: (r[0] != "this method", r[0]))
    return {
        "sentence": str(answer["sentence"]),
        "name": str(answer["name"]),
        "estimand": str(answer.get("estimand", "")),
        "meaning": MEANING.get(str(answer.get("estimand")), ""),
        "deletion": str(answer.get("deletion", "")),
        "metric": str(answer.get("metric", "")),
        "drawing": drawings.interval(rows, unit=" %"),
        "controlled": len(rows) > 1,
        "verdict": verdict(answer),
        "outside": rows[0][2] is not None and not rows[0][2][0] <= rows[0][1] <= rows[0][2][1],
        "notes": [str(n) for n in answer.get("notes", ())],
        "bootstraps": len(answer.get("draws", ())),
        "widened": any(dict(answer.get("provenance") or {}).get("interval_reach") or ()),
        "scores": _scores(answer),
        "rivals": [(str(n), str(r["text"])) for n, r in rivals],
        "disagreement": disagreement(answer),
        "provenance": dict(answer.get("provenance", {})),
    }


def _amounts(score: Mapping[str, Any]) -> tuple[float, tuple[float, float] | None]:
    ends = score.get("interval")
    return float(score["point"]), None if ends is None else (float(ends[0]), float(ends[1]))


def _scores(answer: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Every score but the headline: what it measures, without the works, and without as many of the same dates and styles."""
    out = []
    for key, score in dict(answer.get("metrics") or {}).items():
        name = str(key)
        if name != answer.get("metric"):
            matched = dict(score.get("controls") or {}).get("matched")
            beside = amount(*_amounts(matched)) if matched else ""
            out.append((SCORES.get(name, name), amount(*_amounts(score)), beside))
    return out


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
        "root": str(history.params.get("root", name)),
        "generations": [(g, [w for w in works if w["generation"] == g]) for g in generations],
    }
