"""Write a world as an ordinary corpus (metadata.csv, images/) plus its truth/, and make it again from its account."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from ..artifacts import Format, read_document, replacing, write_document
from ..counterfactual.noise_ceiling import TRUTH as IMPACTS
from ..errors import StylogenyError
from ..executors import Execution, Result
from ..histories.ground_truth_tables import FOLDER, read_truth, write_truth
from ..society.parameters import SocietyParameters
from ..streams import uniforms
from . import impact, names
from .agent_based import AgentBasedHistory
from .history import World
from .painting.genome import NAMES, express, style
from .painting.painter import Content, paint
from .regimes import regime
from .schedule import KINDS

FORMAT = Format("painted-world", 2, "paint the world again with `stylogeny world paint`")
ACCOUNT = Path(FOLDER) / "world.json"
CHUNK = 8  # works that a worker paints at a time
Job = tuple[Content, np.ndarray, int, int, str]  # what is depicted, the style, the size, the hand, and the file


def metadata(world: World) -> pd.DataFrame:
    """The catalogue of all works, lost ones too: what a museum would know. One row per work, in order of date."""
    calendar, n = world.calendar, len(world)
    u = uniforms(world.seed, "catalogue", index=calendar.event, draws=10)
    v = uniforms(world.seed, "name", index=np.arange(len(calendar.region)), draws=3)
    artists = names.unique([names.artist(r, w) for r, w in zip(calendar.region, v)])
    vague = u[:, 0] < regime(world.regime_name).vague_share
    years = [int(y) for y in calendar.year]
    motifs = [c.motif for c in world.contents]
    table = pd.DataFrame({"id": world.ids})
    table["file_name"] = [f"images/{i}.png" for i in world.ids]
    table["title"] = names.unique([names.title(m, w) for m, w in zip(motifs, u[:, 1:5])])
    table["artist"] = [artists[a] for a in calendar.artist]
    table["date_text"] = [names.date_text(y, w) if q else str(y) for q, y, w in zip(vague, years, u[:, 5:7])]
    # the works of a year are shown at one moment, in the middle of it: none of them has seen another
    told = [text in (str(y), f"c. {y}") for text, y in zip(table["date_text"], years)]
    table["year"] = np.where(told, calendar.year + 0.5, np.nan)
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


def movements(world: World, *, min_works: int = 6, lifetime: int = 70) -> list[str]:
    """A movement's name for every work: handed down from the first parent, new where a work leaps or follows nobody.

    A name lasts `lifetime` years; what descends from it later goes by another. Movements of fewer than `min_works`
    works stay unnamed.
    """
    n, year = len(world), world.calendar.year
    leap = world.model.leaps
    founder = np.arange(n)
    for k in range(n):
        parent = world.outcome.parents[0, k, 0]
        if parent >= 0 and not leap[k]:
            founder[k] = founder[parent]
    age = (year - year[founder]) // lifetime
    keys, first, which, count = np.unique(founder + n * age, return_index=True, return_inverse=True, return_counts=True)
    u = uniforms(world.seed, "movement", index=world.calendar.event[keys % n] + n * (keys // n), draws=3)
    region = world.calendar.region[world.calendar.artist]
    big = [k for k in np.argsort(first) if count[k] >= min_works]
    name = dict(zip(big, names.unique([names.movement(region[first[k]], int(year[first[k]]), u[k]) for k in big])))
    return [name.get(k, "") for k in which]


def _paint(state: tuple[None, list[Job]], seed: int, shard: int) -> Result:
    """Some works, as files."""
    cv2.setNumThreads(1)
    for content, latent, size, hand, path in state[1]:
        picture = paint(content, style(latent), size=size, hand=hand)
        with replacing(path) as part:
            part.write_bytes(cv2.imencode(".png", picture[..., ::-1])[1].tobytes())
    return {}


def render(world: World, rows: np.ndarray, folder: Path, *, size: int, workers: int | None = None) -> None:
    """Paint the works at `rows` into `folder` as PNG files named by id."""
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.absolute()  # a worker may stand elsewhere
    hands = world.calendar.event + 7919 * world.seed
    contents, ids = world.contents, world.ids
    jobs = [(contents[r], world.latent[r], size, int(hands[r]), str(folder / f"{ids[r]}.png")) for r in rows]
    workers = min(workers or os.cpu_count() or 1, 8)
    serial = workers == 1 or len(jobs) < 4 * CHUNK
    Execution("serial" if serial else "process", workers).run(
        _paint, None, shards=range(-(-len(jobs) // CHUNK)), own=lambda k: jobs[k * CHUNK : (k + 1) * CHUNK],
        config={}, what="painting",
    )  # fmt: skip


def truth_tables(world: World) -> dict[str, pd.DataFrame]:
    """The recorded parents, genomes and planted cases, lost works included."""
    ids, outcome, year = world.ids, world.outcome, world.calendar.year
    child, slot = np.nonzero(outcome.parents[0] >= 0)
    parent = outcome.parents[0][child, slot]
    parents = pd.DataFrame(
        {
            "child": ids[child],
            "parent": ids[parent],
            "weight": outcome.weights[0][child, slot].astype(np.float64),
            "lag": (year[child] - year[parent]).astype(np.float64),
            "kind": np.array(KINDS, dtype=object)[world.kind[child]],
        }
    )
    return {"parents": parents, "genomes": _genomes(world), "planted": _planted(world, parents, child)}


def _genomes(world: World) -> pd.DataFrame:
    """The genes, year, artist, region and motif of every work that was exhibited."""
    genomes = pd.DataFrame(express(world.latent).astype(np.float64), columns=list(NAMES))
    genomes.insert(0, "id", world.ids)
    genomes["year"] = world.calendar.year
    genomes["lost"] = world.destroyed
    genomes["artist"] = world.calendar.artist
    genomes["region"] = world.calendar.region[world.calendar.artist]
    genomes["motif"] = [c.motif for c in world.contents]
    return genomes[world.exhibited].reset_index(drop=True)


def _planted(world: World, parents: pd.DataFrame, child: np.ndarray) -> pd.DataFrame:
    """What was put there on purpose: kind, child, parent; `child` int64 are the rows of the parents' children."""
    ids = world.ids
    special = parents["kind"].ne("plain").to_numpy()
    cases = parents.loc[special, ["kind", "child", "parent"]]
    turned = world.outcome.against[0][child[special]]
    # a reaction is to the work it turns away from
    cases["parent"] = np.where(turned >= 0, ids[turned], cases["parent"])
    pairs = world.model.lookalike_pairs
    lookalikes = pd.DataFrame({"kind": "look-alike", "child": ids[pairs[:, 1]], "parent": ids[pairs[:, 0]]})
    lost = pd.DataFrame({"kind": "lost", "child": ids[world.destroyed], "parent": ""})
    return pd.concat([cases.drop_duplicates(), lookalikes, lost], ignore_index=True)


def write(
    world: World,
    out: Path | str,
    *,
    size: int = 128,
    workers: int | None = None,
    futures: int = 0,
    painted: int = 0,
    with_truth: bool = True,
    reruns: bool = True,
) -> dict[str, object]:
    """Write the surviving works as a corpus and everything known as truth/; returns a short account.

    With `reruns`, history is run again without each work (realised impact) and, `futures` times, from each work's
    year on (expected); for `painted` works the difference is also painted (pixels).
    """
    out = Path(out)
    kept = world.surviving
    render(world, kept, out / "images", size=size, workers=workers)
    with replacing(out / "metadata.csv") as part:
        metadata(world).iloc[kept].drop(columns="id").to_csv(part, index=False)
    account: dict[str, object] = {
        "regime": world.regime_name,
        "seed": world.seed,
        "works": len(kept),
        "lost": int(world.destroyed.sum()),
        "size": size,
    }
    if isinstance(world.model, AgentBasedHistory):
        account["parameters"] = asdict(world.model.setting.parameters)
    if with_truth:
        write_truth(out, truth_tables(world))
        if reruns:
            impact.measure(world, futures=futures, painted=painted).save(out / IMPACTS)
        write_document(out / ACCOUNT, FORMAT, **account)
    return account


def world_of(corpus: Path | str | None) -> World | None:
    """The world that a corpus was painted from; None where it is no painted world.

    Raises
    ------
    StylogenyError
        When the same account no longer makes the same history.
    """
    if corpus is None or not (Path(corpus) / ACCOUNT).exists():
        return None
    said = read_document(Path(corpus) / ACCOUNT, FORMAT)
    with FORMAT.fits(Path(corpus) / ACCOUNT):
        works, lost = int(said["works"]), int(said["lost"])
        given = said.get("parameters")
        parameters = None if given is None else SocietyParameters(**given)
        world = World.make(
            str(said["regime"]),
            works=works,
            seed=int(said["seed"]),
            parameters=parameters,
            lost=lost_share(works, lost),
        )
    genomes = read_truth(corpus)["genomes"]
    here = express(world.latent)[world.exhibited]
    if len(genomes) != len(here) or not np.allclose(genomes.iloc[:, 1 : 1 + here.shape[1]], here, atol=1e-4):
        raise StylogenyError("this world was painted by another version and cannot be run again", got=corpus)
    return world


def lost_share(works: int, lost: int) -> float:
    """The share of works lost that makes a world of so many surviving and lost ones."""
    share = lost / (works + lost)
    while share > 0 and int(np.ceil(works / (1 - share))) > works + lost:
        share = float(np.nextafter(share, 0.0))
    return share


def painted(world: World, row: int, *, size: int) -> np.ndarray:
    """A work of a world as it is painted, uint8[h, w, 3], its longest side `size` pixels."""
    hand = int(world.calendar.event[row] + 7919 * world.seed)
    return paint(world.contents[row], style(world.latent[row]), size=size, hand=hand)
