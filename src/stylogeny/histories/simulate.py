"""The verb: an influence graph -> a society that carries its history on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..corpus.pictures import pixels
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..movements.detect import find
from ..movements.life_cycle import figures
from ..progress import Callback, progress
from ..society import critics
from ..society.engine import step
from ..society.initial import begin
from ..society.parameters import HORIZON, RESPONSES, Setting, SocietyParameters
from ..society.state import State
from ..streams import int_seed
from ..text.appearance import Appearance, common_appearance
from ..text.artist_names import recent_artists
from ..text.colours import palette
from ..text.facts.index import evenly
from ..text.facts.types.works import AppearanceFacts, MovementNameFacts, TitleFacts
from ..text.grammar import Grammar
from ..text.naming import name_movement, title_work
from ..text.work_titles import plain_titles
from ..text.writer import Writer
from .artist_table import roll_call
from .pictures import paint
from .simulation import Simulation

PICTURES = 120  # works painted unless more or fewer are asked for


def simulate(
    graph: InfluenceGraph,
    *,
    years: int = 60,
    artists: int = 500,
    seed: int = 0,
    customs: SocietyParameters | None = None,
    without: str | None = None,
    pictures: int = PICTURES,
    size: int = 128,
    writer: Writer | None = None,
    folder: Path | None = None,
    events: Sequence[Mapping[str, Any]] = (),
    callback: Callback | None = None,
) -> Simulation:
    """Let artists, critics and audiences carry a history on.

    Parameters
    ----------
    graph : InfluenceGraph
        The past.
    years : int
        How far to go on from the last dated work.
    artists : int
        Artists at any time, of all ages.
    seed : int
        Owns every draw.
    customs : SocietyParameters, optional
        How the society works.
    without : str, optional
        The id of a simulated work that is never made: the same history, all other luck held fixed, had it not been.
    pictures : int
        How many works are painted by the closed-form generator: the first, most adopted and last of every movement first.
    size : int
        Longest side of the pictures, in pixels.
    events : sequence of mapping
        What audiences said (``year``, ``artist`` id, ``weight``): it moves the liking of the artist's works from then on.
    writer : Writer, optional
        Finds names of movements and titles; never decides what happens. By default a grammar.
    folder : Path, optional
        Where pictures are kept as they are painted, so that a killed run goes on from there; the years before are played
        again, which is quick. What else there is to keep is for :meth:`Simulation.save`.

    Returns
    -------
    Simulation

    Raises
    ------
    StylogenyError
        Without years or artists, for fewer pictures than none, or for the id of a work that is not made in this history.
    """
    if pictures < 0:
        raise StylogenyError("the number of pictures is not negative", got=pictures)
    state, setting = play(
        graph,
        years=years,
        artists=artists,
        seed=seed,
        customs=customs,
        without=without,
        events=events,
        callback=callback,
    )
    return chronicle(
        graph, state, setting, writer=writer, pictures=pictures, size=size, folder=folder, callback=callback
    )


def play(
    graph: InfluenceGraph,
    *,
    years: int,
    artists: int,
    seed: int = 0,
    customs: SocietyParameters | None = None,
    without: str | None = None,
    events: Sequence[Mapping[str, Any]] = (),
    callback: Callback | None = None,
) -> tuple[State, Setting]:
    """The society after so many years, and what its history never changed: arguments and errors as for :func:`simulate`."""
    if not 1 <= years < HORIZON:
        raise StylogenyError(
            f"a future has between 1 and {HORIZON - 1} years",
            got=years,
            fix="pass years after the corpus ends, --years 60",
        )
    state, setting = begin(graph, artists=artists, seed=seed, customs=customs, without=_number(without))
    setting = replace(setting, heard=heard(events))
    left_out = setting.without < 0
    for _ in progress(range(years), "simulate", unit="year", callback=callback):
        if not left_out and (setting.without - setting.real) % HORIZON == state.year + 1 - setting.start:
            as_it_was = step(state, replace(setting, without=-1))  # the year that its id names
            left_out = setting.without in as_it_was.made[-1].number
        state = step(state, setting)
        if not state.size:
            break
    if not left_out:
        raise StylogenyError(
            "no such work is made in this history, so it cannot be left out", got=without,
            fix="name one of the same simulation without this, as its history.parquet lists them",
        )  # fmt: skip
    return state, setting


def heard(events: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, int, float], ...]:
    """Audience events (:func:`stylogeny.society.events.read_events`) as the society hears them; remarks weigh nothing.

    Raises
    ------
    StylogenyError
        When an event is of no simulated artist.
    """
    for event in events:
        if not (str(event["artist"])[:1] == "a" and _decimal(str(event["artist"])[1:])):
            raise StylogenyError(
                "an audience event names a simulated artist by id", got=repr(event["artist"]), fix="such as a17"
            )
    return tuple((int(e["artist"][1:]), int(e["year"]), float(e["weight"])) for e in events if e["weight"])


def _decimal(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal()


def _number(work: str | None) -> int:
    if work is None:
        return -1
    if not work.startswith("s") or not _decimal(work[1:]):
        raise StylogenyError("not the id of a simulated work", got=repr(work), fix="ids look like s123040017")
    return int(work[1:])


def chronicle(
    graph: InfluenceGraph,
    state: State,
    setting: Setting,
    *,
    writer: Writer | None = None,
    pictures: int = PICTURES,
    size: int = 128,
    folder: Path | None = None,
    callback: Callback | None = None,
) -> Simulation:
    """What happened until this state, with movements found and named, and pictures."""
    writer = writer or Grammar()
    made = state.made
    join = {f: np.concatenate([getattr(m, f)[m.shown] for m in made]) for f in _FIELDS} if made else _empty(setting)
    year = np.concatenate([np.full(int(m.shown.sum()), m.year) for m in made]) if made else np.zeros(0, dtype=np.int64)
    ids = np.array([f"s{k}" for k in join["number"]], dtype=object)
    won = pd.concat([pd.Series(m.adoptions, m.adopted) for m in made]) if made else pd.Series(dtype=float)
    fame = won.groupby(level=0).sum().reindex(join["number"]).fillna(0.0).to_numpy()
    found = find(join["style"] / setting.scale, year.astype(float), join["uid"], seed=setting.seed)
    people = roll_call(state, setting, join, fame, past=recent_artists(graph))
    works = pd.DataFrame(
        {
            "id": ids, "title": "", "artist": [f"a{u}" for u in join["uid"]], "year": year,
            "movement": [f"m{k}" if k >= 0 else "" for k in found.member], "fame": np.round(fame, 3),
            "response": np.array(RESPONSES, dtype=object)[join["response"]], "jump": join["jump"],
            "advocates": (join["verdict"] > 0.05).sum(axis=1), "opponents": (join["verdict"] < -0.05).sum(axis=1),
        }
    )  # fmt: skip
    edges = _edges(graph, join, ids)
    movements = _movements(found.table, found.member, join, year, fame, setting)
    counted = works[works["movement"] != ""].value_counts(["artist", "movement"], sort=True).reset_index()
    home = dict(zip(counted["artist"][::-1], counted["movement"][::-1]))
    people["movement"] = [home.get(i, "") for i in people["id"]]
    film = _film(state, join, year, fame)
    params: dict[str, Any] = {
        "years": state.year - setting.start, "artists": len(state.artists), "seed": setting.seed, "from": setting.start,
        "without": f"s{setting.without}" if setting.without >= 0 else None, "customs": asdict(setting.customs),
        "ended": "everyone has died" if not state.size else "in full",
    }  # fmt: skip
    told = Simulation(works, join["style"], edges, people, movements, film, {}, params)
    plates = paint(graph, told, count=pictures, size=size, seed=setting.seed, folder=folder, callback=callback)
    return _named(replace(told, pictures=plates), writer, setting.seed)


_FIELDS = ("number", "uid", "style", "parents", "shares", "response", "rival", "jump", "verdict")


def _empty(setting: Setting) -> dict[str, np.ndarray]:
    d = len(setting.centre)
    shapes: dict[str, Any] = {"style": (0, d), "parents": (0, 3), "shares": (0, 3), "verdict": (0, critics.CRITICS)}
    whole = {"number", "uid", "parents", "response", "rival"}
    return {f: np.zeros(shapes.get(f, 0), dtype=np.int64 if f in whole else np.float32) for f in _FIELDS}


def _edges(graph: InfluenceGraph, join: dict[str, np.ndarray], ids: np.ndarray) -> pd.DataFrame:
    """True parents among shown works and works of the past."""
    child, slot = np.nonzero(join["parents"] >= 0)
    parent, weight = join["parents"][child, slot], join["shares"][child, slot]
    past = parent < len(graph.years)
    name = np.array([f"s{p}" for p in parent], dtype=object)
    name[past] = graph.works.ids[parent[past]]
    return pd.DataFrame({"child": ids[child], "parent": name, "weight": weight.astype(np.float64)})


def _movements(
    table: pd.DataFrame,
    member: np.ndarray,
    join: dict[str, np.ndarray],
    year: np.ndarray,
    fame: np.ndarray,
    setting: Setting,
) -> pd.DataFrame:
    """The movements with their founders and the figures of their lives."""
    parents = pd.Index(join["number"]).get_indexer(join["parents"].ravel()).reshape(join["parents"].shape)
    style = join["style"] / setting.scale
    out = []
    for m in table.to_dict("records"):
        mine = np.flatnonzero(member == m["number"])
        early = mine[year[mine] <= m["declared"]]
        by_artist = pd.DataFrame({"uid": join["uid"][early], "fame": fame[early]}).groupby("uid")["fame"].sum()
        life = figures(
            m["number"], member=member, style=style, year=year, verdicts=join["verdict"], responses=join["response"],
            parents=parents,
        )  # fmt: skip
        out.append(
            {
                "id": f"m{m['number']}", "name": "", "born": int(year[mine].min()), "declared": int(m["declared"]),
                "died": m["died"], "founder": f"a{by_artist.idxmax()}" if len(by_artist) else "",
                "parent": f"m{m['parent']}" if m["parent"] >= 0 else "", "merged": f"m{m['merged']}" if m["merged"] >= 0 else "",
                "size": len(mine), **life, "survived": bool(pd.isna(m["died"])),
                "lived": int((year.max() if pd.isna(m["died"]) else m["died"]) - year[mine].min()) + 1,
            }
        )  # fmt: skip
    columns = [
        "id", "name", "born", "declared", "died", "founder", "parent", "merged", "size", "recognisability", "variation",
        "reaction", "reacting", "advocates", "opponents", "opposed", "stale_from", "survived", "lived",
    ]  # fmt: skip
    frame = pd.DataFrame(out, columns=columns)
    return frame.astype({"died": "Int64", "stale_from": "Int64"})


def _film(state: State, join: dict[str, np.ndarray], year: np.ndarray, fame: np.ndarray) -> pd.DataFrame:
    """One row a year."""
    rows = []
    for m in state.made:
        here = year == m.year
        worth = np.sort(fame[here])
        n = len(worth)
        gini = float((2 * np.arange(1, n + 1) - n - 1) @ worth / (n * worth.sum())) if n and worth.sum() > 0 else 0.0
        spread = float(np.sqrt(join["style"][here].var(axis=0).sum())) if n else 0.0
        alive = np.unique(m.uid).size
        rows.append(
            {"year": m.year, "artists": alive, "made": len(m.number), "shown": n, "spread": spread, "gini": gini}
        )
    return pd.DataFrame(rows, columns=["year", "artists", "made", "shown", "spread", "gini"])


def _named(told: Simulation, writer: Writer, seed: int) -> Simulation:
    """The same history with titles of works and names of movements."""
    works, movements = told.works.copy(), told.movements.copy()
    people = dict(zip(told.artists["id"], told.artists["name"]))
    titles: dict[str, str] = {}
    for i, year, artist in zip(works["id"], works["year"], works["artist"]):
        if i in told.pictures:
            appearance = _appearance([told.pictures[i]])
            titles[i] = title_work(
                writer,
                TitleFacts(appearance=appearance, year=int(year), artist=people[artist]),
                images=[told.pictures[i]],
                taken=list(titles.values()),
                seed=int_seed(seed, "title", i),
            )
    number = [int(i[1:]) for i in works["id"]]
    makers = [int(i[1:]) for i in works["artist"]]
    plain = plain_titles(number, makers=makers, seed=seed, taken=list(titles.values()))
    works["title"] = [titles.get(i, other) for i, other in zip(works["id"], plain)]
    called: dict[str, str] = {}
    for k, m in enumerate(movements.to_dict("records")):
        mine = works[works["movement"] == m["id"]]
        seen = evenly([told.pictures[i] for i in mine["id"] if i in told.pictures])
        facts = MovementNameFacts(
            appearance=_appearance(seen),
            year=int(m["born"]),
            founder=people.get(m["founder"], ""),
            parent=called.get(m["parent"], ""),
            first_title=str(mine["title"].iloc[0]) if len(mine) else "",
        )
        called[m["id"]] = name_movement(
            writer, facts, images=seen, taken=list(called.values()), seed=int_seed(seed, "name", k)
        )
    movements["name"] = movements["id"].map(called)
    return replace(told, works=works, movements=movements)


def _appearance(pictures: list[np.ndarray | Path]) -> AppearanceFacts | None:
    """What pictures share; the palette is that of their full size."""
    appearance = common_appearance([Appearance.of(picture) for picture in pictures])
    words = [w for p in pictures for w in palette(pixels(p))]
    colours = sorted(set(words), key=lambda w: (-words.count(w), w))[:2]
    return None if appearance is None else replace(appearance, palette=tuple(colours))
