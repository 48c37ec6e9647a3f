"""Write a world as an ordinary corpus (metadata.csv, images/) plus its truth/."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from ..artifacts import replacing, write_json
from ..progress import progress
from ..streams import uniforms
from . import impact, names
from .agent_based import AgentBasedHistory
from .history import World, regime
from .painting.genome import NAMES, express, style
from .painting.painter import Content, paint
from .schedule import KINDS

ENCODING = "painted-world/1"


def metadata(world: World) -> pd.DataFrame:
    """The catalogue of all works, lost ones too: what a museum would know. One row a work, in order of date."""
    calendar, n = world.calendar, len(world)
    u = uniforms(world.seed, "catalogue", index=calendar.event, draws=10)
    v = uniforms(world.seed, "name", index=np.arange(len(calendar.region)), draws=3)
    artists = names.unique([names.artist(r, w) for r, w in zip(calendar.region, v)])
    vague = u[:, 0] < regime(world.regime_name).vague
    years = [int(y) for y in calendar.year]
    motifs = [c.motif for c in world.contents]
    table = pd.DataFrame({"id": world.ids})
    table["file_name"] = [f"images/{i}.png" for i in world.ids]
    table["title"] = names.unique([names.title(m, w) for m, w in zip(motifs, u[:, 1:5])])
    table["artist"] = [artists[a] for a in calendar.artist]
    table["year"] = pd.array([None if q else y for q, y in zip(vague, years)], dtype="Int64")
    table["date_text"] = [names.date_text(y, w) if q else str(y) for q, y, w in zip(vague, years, u[:, 5:7])]
    table["style"] = movements(world)
    table["genre"] = [names.GENRES[m] for m in motifs]
    medium = uniforms(world.seed, "medium", index=calendar.artist)[:, 0]
    wash = express(world.latent)[:, NAMES.index("wash")] > 0.75
    table["medium"] = np.where(wash, "watercolour on paper", [names.MEDIA[int(m * 3)] for m in medium])
    table["artist_birth"] = calendar.birth[calendar.artist]
    table["artist_death"] = calendar.death[calendar.artist]
    table["region"] = [names.REGIONS[r] for r in calendar.region[calendar.artist]]
    assert len(table) == n
    return table


def movements(world: World, *, least: int = 6, lasts: int = 70) -> list[str]:
    """A movement's name for every work: handed down from the first parent, new where a work leaps or follows nobody.

    A name lasts `lasts` years; what descends from it later goes by another. Movements of fewer than `least` works stay
    unnamed.
    """
    n, year = len(world), world.calendar.year
    leap = world.course.leaps
    founder = np.arange(n)
    for k in range(n):
        parent = world.outcome.parents[0, k, 0]
        if parent >= 0 and not leap[k]:
            founder[k] = founder[parent]
    age = (year - year[founder]) // lasts
    keys, first, which, count = np.unique(founder + n * age, return_index=True, return_inverse=True, return_counts=True)
    u = uniforms(world.seed, "movement", index=world.calendar.event[keys % n] + n * (keys // n), draws=3)
    region = world.calendar.region[world.calendar.artist]
    big = [k for k in np.argsort(first) if count[k] >= least]
    called = names.unique([names.movement(region[first[k]], int(year[first[k]]), u[k]) for k in big])
    name = dict(zip(big, called))
    return [name.get(k, "") for k in which]


def _paint(job: tuple[Content, np.ndarray, int, int, str]) -> None:
    content, latent, size, hand, path = job
    cv2.setNumThreads(1)
    picture = paint(content, style(latent), size=size, hand=hand)
    with replacing(path) as part:
        part.write_bytes(cv2.imencode(".png", picture[..., ::-1])[1].tobytes())


def render(world: World, rows: np.ndarray, folder: Path, *, size: int, workers: int | None = None) -> None:
    """Paint the works at `rows` into `folder` as PNG files named by id."""
    folder.mkdir(parents=True, exist_ok=True)
    hands = world.calendar.event + 7919 * world.seed
    contents, ids = world.contents, world.ids
    jobs = [(contents[r], world.latent[r], size, int(hands[r]), str(folder / f"{ids[r]}.png")) for r in rows]
    workers = min(workers or os.cpu_count() or 1, 8)
    if workers == 1 or len(jobs) < 32:
        for job in progress(jobs, "painting", unit="picture"):
            _paint(job)
        return
    with ProcessPoolExecutor(workers) as pool:
        for _ in progress(pool.map(_paint, jobs, chunksize=16), "painting", total=len(jobs), unit="picture"):
            pass


def truth(world: World) -> dict[str, pd.DataFrame]:
    """The recorded parents, genomes and planted cases, lost works included."""
    ids, outcome = world.ids, world.outcome
    child, slot = np.nonzero(outcome.parents[0] >= 0)
    parent = outcome.parents[0][child, slot]
    kinds = np.array(KINDS, dtype=object)
    parents = pd.DataFrame(
        {
            "child": ids[child], "parent": ids[parent], "weight": outcome.weights[0][child, slot].astype(np.float64),
            "lag": (world.calendar.year[child] - world.calendar.year[parent]).astype(np.float64),
            "kind": kinds[world.kind[child]],
        }
    )  # fmt: skip
    genomes = pd.DataFrame(express(world.latent).astype(np.float64), columns=list(NAMES))
    genomes.insert(0, "id", ids)
    genomes["year"] = world.calendar.year
    genomes["lost"] = world.gone
    genomes["artist"] = world.calendar.artist
    genomes["region"] = world.calendar.region[world.calendar.artist]
    genomes["motif"] = [c.motif for c in world.contents]
    genomes = genomes[world.shown].reset_index(drop=True)
    odd = parents["kind"].ne("plain").to_numpy()
    told = parents.loc[odd, ["kind", "child", "parent"]]
    turned = outcome.against[0][child[odd]]
    told["parent"] = np.where(turned >= 0, ids[turned], told["parent"])  # a reaction is to the work it turns away from
    planted = [told.drop_duplicates()]
    alike = world.course.alike
    planted.append(pd.DataFrame({"kind": "look-alike", "child": ids[alike[:, 1]], "parent": ids[alike[:, 0]]}))
    planted.append(pd.DataFrame({"kind": "lost", "child": ids[world.gone], "parent": ""}))
    return {"parents": parents, "genomes": genomes, "planted": pd.concat(planted, ignore_index=True)}


def write(
    world: World,
    out: Path | str,
    *,
    size: int = 128,
    workers: int | None = None,
    futures: int = 0,
    painted: int = 0,
    truth_too: bool = True,
    reruns: bool = True,
) -> dict[str, Any]:
    """Write the surviving works as a corpus and everything known as truth/; returns a short account.

    With `reruns`, history is run again without each work (realised impact) and, `futures` times, from each work's year on
    (expected); for `painted` works the difference is also painted (pixels).
    """
    out = Path(out)
    kept = np.flatnonzero(~world.lost)
    render(world, kept, out / "images", size=size, workers=workers)
    with replacing(out / "metadata.csv") as part:
        metadata(world).iloc[kept].drop(columns="id").to_csv(part, index=False)
    if truth_too:
        for name, table in truth(world).items():
            with replacing(out / "truth" / f"{name}.parquet") as part:
                table.to_parquet(part, index=False)
        if reruns:
            impacts, ceilings = impact.measure(world, futures=futures, painted=painted)
            impact.save(impacts, ceilings, out / "truth" / "impact.parquet")
    account: dict[str, Any] = {
        "encoding": ENCODING, "regime": world.regime_name, "seed": world.seed, "works": len(kept), "lost": int(world.gone.sum()),
        "size": size,
    }  # fmt: skip
    if isinstance(world.course, AgentBasedHistory):
        account["customs"] = asdict(world.course.setting.parameters)
    if truth_too:
        write_json(out / "truth" / "world.json", account)
    return account
