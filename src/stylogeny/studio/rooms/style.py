"""Style: a mixture under sliders, eight samples that follow it, the origins of each, the forms to take it away in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ...errors import StylogenyError
from ..mixing.exports import EXPORTS, FORMS, check, export_mix, form_of
from ..mixing.mix import MAX_PARTS, Mix, canonical
from ..mixing.painting import SAMPLES, SIDE, SIDES, StyleSample, gap_lines, named_of, sample
from ..pages import Fields, Page, Refused, address, change_route, leads_to, page_routes
from ..room import Room
from ..state import Studio
from ..warm import warm
from .work import captioned

NEW_WEIGHT = 0.5  # of a part that is added
SUGGESTED = 12  # styles to begin with
NAMES = 400  # that are suggested while one types
KEPT = 400  # samples kept in memory, about 40 kB each
ARCHIVE = re.compile(r"[\w-]+\.zip")
MAX_SEED = 2**31 - 1


def routes(studio: Studio) -> list[BaseRoute]:
    """The sliders, a sample and its picture, the gaps, exports."""
    return [
        Route("/style/sample.png", lambda request: sample_picture(studio, request)),
        *page_routes(studio, "/style/sample", lambda request: sample_page(studio, request)),
        *page_routes(studio, "/style/gaps", lambda request: gaps_page(studio)),
        Route("/style/exports/{name}", lambda request: archive(studio, request)),
        change_route(studio, "/style/export", lambda request, fields: export(studio, request, fields)),
        *page_routes(studio, "/style", lambda request: style_page(studio, request)),
    ]


ROOM = Room("style", "Style", "/style", routes, tasks={"export": export_mix})


def mix_of(fields: Mapping[str, object]) -> Mix:
    """The mixture that a query or a form holds: names ``p1``, ``p2`` ... with weights ``w1``, ``w2`` ..., and ``seed``.

    Raises
    ------
    StylogenyError
        For what is no weight, or no seed.
    """
    names, weights = [], []
    for k in range(1, MAX_PARTS + 2):
        name = str(fields.get(f"p{k}") or "").strip()
        if name:
            names.append(name)
            weights.append(_number(str(fields.get(f"w{k}") or "1"), "a weight is a number from -1 to 1"))
    seed = _number(str(fields.get("seed") or "0"), "a seed is a whole number")
    if not 0 <= seed <= MAX_SEED:
        raise StylogenyError(f"a seed lies between 0 and {MAX_SEED}", got=f"{seed:g}")
    return Mix.of(names, weights, seed=int(seed))


def query_of(mix: Mix) -> dict[str, str]:
    """The query of a mixture: :func:`mix_of` read backwards."""
    query = dict[str, str]()
    for k, part in enumerate(mix.parts, 1):
        query |= {f"p{k}": part.name, f"w{k}": f"{part.weight:g}"}
    return query | ({"seed": str(mix.seed)} if mix.seed else {})


def style_page(studio: Studio, request: Request) -> Page | Response:
    """The mixture of the query under its sliders; ``add`` and ``without`` lead on to the mixture that is meant."""
    asked = request.query_params
    mix, named = mix_of(asked), named_of(studio)
    names = [canonical(part.name, studio.works, named) for part in mix.parts]
    moved = Mix.of(names, [part.weight for part in mix.parts], seed=mix.seed)
    if asked.get("add", "").strip():
        moved = moved.with_part(canonical(asked["add"], studio.works, named), NEW_WEIGHT)
    if asked.get("without"):
        moved = moved.without(asked["without"])
    if moved != mix or "add" in asked or "without" in asked:
        return RedirectResponse(address("style", **query_of(moved)), 303)
    seen = any(part.weight > 0 for part in mix.parts)
    query = query_of(mix)
    job = studio.jobs.get(asked["job"]).json() if asked.get("job") else None
    data: dict[str, object] = {
        "parts": [_part(studio, part.name, part.weight) for part in mix.parts],
        "seed": mix.seed,
        "mixture": mix.text,
        "samples": [_sample_line(query, k) for k in range(1, SAMPLES + 1)] if seen else [],
        "forms": [vars(form) for form in FORMS],
        "exports": exports(studio),
        "job": job,
    }
    context = {
        "suggested": studio.once("suggested", lambda: _suggested(studio)),
        "names": [*named.names, *studio.once("style names", lambda: _style_names(studio))][:NAMES],
        "most": MAX_PARTS,
        "command": _command(studio, mix) if seen else "",
        "other": f"/style?{urlencode({**query, 'seed': (mix.seed + 1) % MAX_SEED})}",
    }
    table = pd.DataFrame([{"name": p.name, "weight": p.weight} for p in mix.parts], columns=["name", "weight"])
    return Page("style.html", "Style", data, context, table=lambda: table)


def sample_page(studio: Studio, request: Request) -> Page:
    """One sample: its picture at a size, and the works it came from."""
    mix, index, size = _asked(request)
    made = _sample(studio, mix, index, size)
    query = query_of(mix)
    sources = []
    for source in made.sources:
        sources.append({**captioned(studio, studio.row(str(source["id"]))), "share": source["share"]})
    data: dict[str, object] = {
        **_sample_line(query, index, size),
        "index": index,
        "size": size,
        "mixture": mix.text,
        "seed": mix.seed,
        "sources": sources,
        "cells": made.cells,
    }
    sizes = [(each, f"/style/sample?{urlencode({**query, 'index': index, 'size': each})}") for each in SIDES]
    context = {
        "sizes": sizes,
        "back": address("style", **query),
        "command": f"{_command(studio, mix)} --again {index} --size {size}",
    }
    return Page(
        "style_sample.html",
        f"StyleSample {index} of {mix.text}",
        data,
        context,
        table=lambda: pd.DataFrame(sources).drop(columns=["href", "picture"], errors="ignore"),
    )


def sample_picture(studio: Studio, request: Request) -> Response:
    """The picture itself, a PNG that says how it was made."""
    mix, index, size = _asked(request)
    headers = {"Cache-Control": "private, max-age=600"}
    if request.query_params.get("download"):
        headers["Content-Disposition"] = f'attachment; filename="{_file_name(mix)}-{index}-{size}.png"'
    return Response(_sample(studio, mix, index, size).png, media_type="image/png", headers=headers)


def gaps_page(studio: Studio) -> Page:
    """The missing styles: where works are likely and there are none."""
    gaps = []
    for line in studio.once("gap lines", lambda: warm(studio).ask(gap_lines)):
        near = [captioned(studio, studio.row(name)) for name in line["near"]]  # type: ignore[attr-defined]
        gaps.append({**line, "near": near, "href": address("style", p1=line["name"], w1=1)})
    table = pd.DataFrame([{"name": g["name"], "year": g["year"]} for g in gaps], columns=["name", "year"])
    return Page("style_gaps.html", "Missing styles", {"gaps": gaps}, table=lambda: table)


def export(studio: Studio, request: Request, fields: Fields) -> Response:
    """Ask for a mixture in a form; the archive is there when the job is done."""
    mix = mix_of(fields)
    mix.check()
    form, encoder = form_of(str(fields.get("to") or "")), str(fields.get("encoder") or "").strip()
    check(form, encoder, studio.graph.embedding.backbone)
    named = named_of(studio)
    names = [canonical(part.name, studio.works, named) for part in mix.parts]
    arguments = {
        "names": names, "weights": [part.weight for part in mix.parts], "seed": mix.seed, "to": form.name,
        "name": str(fields.get("called") or "").strip()[:80], "encoder": encoder,
    }  # fmt: skip
    job = studio.jobs.ask("export", arguments)
    return leads_to(request, address("style", **query_of(mix), job=job.id) + "#away", job.json())


def exports(studio: Studio) -> list[dict[str, object]]:
    """The archives that were made, the latest first."""
    files = list((studio.folder / EXPORTS).glob("*.zip"))
    files.sort(key=lambda file: (-file.stat().st_mtime, file.name))
    return [{"name": file.stem, "href": f"/style/exports/{file.name}", "bytes": file.stat().st_size} for file in files]


def archive(studio: Studio, request: Request) -> Response:
    """An archive to take away."""
    name = request.path_params["name"]
    file = studio.folder / EXPORTS / name
    if not ARCHIVE.fullmatch(name) or not file.is_file():
        raise Refused("there is no such export", got=name[:120], status=404)
    return FileResponse(file, media_type="application/zip", filename=name)


def _asked(request: Request) -> tuple[Mix, int, int]:
    """The mixture, the number and the size of the sample that a query means."""
    mix = mix_of(request.query_params)
    index = _number(request.query_params.get("index") or "1", "a sample has a number")
    size = _number(request.query_params.get("size") or str(SIDE), "a size is a number of pixels")
    if not 1 <= index <= 9999:
        raise Refused("samples are numbered 1 to 9999", got=f"{index:g}", status=404)
    if size not in SIDES:
        raise Refused(f"a sample has {', '.join(map(str, SIDES))} pixels a side", got=f"{size:g}", status=404)
    return mix, int(index), int(size)


def _sample(studio: Studio, mix: Mix, index: int, size: int) -> StyleSample:
    """A sample, from memory where it was asked for lately."""
    mix.check()
    kept: dict[tuple[Mix, int, int], StyleSample] = studio.once("samples", dict)
    key = (mix, index, size)
    made = kept.get(key)
    if made is None:
        made = warm(studio).ask(sample, mix, index, size)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = made
    return made


def _sample_line(query: Mapping[str, str], index: int, size: int = SIDE) -> dict[str, object]:
    text = urlencode({**query, "index": index, **({"size": size} if size != SIDE else {})})
    return {"index": index, "picture": f"/style/sample.png?{text}", "href": f"/style/sample?{text}"}


def _part(studio: Studio, name: str, weight: float) -> dict[str, Any]:
    """A part as its slider names it; a work by its title."""
    line: dict[str, Any] = {"name": name, "weight": weight, "label": name, "href": address("works", q=name)}
    works = studio.works
    if name in set(works.column("style")) or name in set(works.column("artist")):
        column = "style" if name in set(works.column("style")) else "artist"
        return line | {"href": address("works", **{column: name})}
    row = works.find_exactly(name)
    if row is not None:
        about = captioned(studio, row)
        return line | {"label": ", ".join(filter(None, (about["title"], about["artist"]))), "href": about["href"]}
    return line | ({"href": "/style/gaps"} if name.startswith("gap ") else {})


def _suggested(studio: Studio) -> list[dict[str, str]]:
    """The styles, or where there are none the artists, that have most works."""
    works = studio.works
    for column in ("style", "artist"):
        count = pd.Series(works.column(column).astype(str)[works.pictured]).value_counts()
        names = [str(name) for name, number in count.items() if name and number > 1]
        if names:
            return [{"name": name, "href": address("style", p1=name, w1=1)} for name in names[:SUGGESTED]]
    return []


def _style_names(studio: Studio) -> list[str]:
    """Names that are suggested while one types: styles, then artists, those with most works first."""
    works = studio.works
    names: list[str] = []
    for column in ("style", "artist"):
        values, count = np.unique(works.column(column).astype(str), return_counts=True)
        names += [str(values[k]) for k in np.argsort(-count, kind="stable") if values[k]]
    return names[:NAMES]


def _command(studio: Studio, mix: Mix) -> str:
    """The command that draws the same; gaps have no name there."""
    if any(part.gap for part in mix.parts):
        return ""
    quoted = mix.text.replace("'", "'\"'\"'")
    return f"stylogeny render '{quoted}' {studio.path.name} -n {SAMPLES} --seed {mix.seed}"


def _file_name(mix: Mix) -> str:
    return mix.label.encode("ascii", "ignore").decode().strip("-") or "sample"


def _number(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise StylogenyError(what, got=text[:40]) from None
