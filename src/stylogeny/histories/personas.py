"""Artists who never lived, as packs that other software can give a presence.

A pack is one JSON file of the shipped schema. Everything it says of an artist comes through the writer from the facts
of the simulation.
"""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from ..artifacts import Format, write_json
from ..progress import Callback, progress
from ..runs import slug
from ..streams import int_seed
from ..text.facts.history_facts import HistoryFacts
from ..text.facts.index import HistoryIndex, Simulated
from ..text.facts.types.people import LifeFacts
from ..text.facts.types.works import AppearanceFacts
from ..text.grammar import Grammar
from ..text.word_files import read
from ..text.wording import fact_text
from ..text.writer import Prompt, Writer

# other software reads packs, by the schema beside them: the format's name is where that says, under `encoding`
FORMAT = Format("persona", 1, "write the packs again")
TIES = 8  # sources and followers of a pack
IMAGES = 3  # pictures that a writer is shown of an artist


def persona(
    facts: HistoryFacts, artist: str, *, writer: Writer, seed: int = 0, folder: Path | None = None
) -> dict[str, Any]:
    """One artist's pack, as JSON-able values of the shipped schema (:func:`schema`).

    Parameters
    ----------
    facts : HistoryFacts
    artist : str
        The artist's id.
    writer : Writer
        Whose words the pack has.
    seed : int
        Owns the choice of words.
    folder : Path, optional
        What paths of pictures are relative to.
    """
    index, known, life = facts.index, facts.artist(artist), facts.life(artist)
    images, number = pictures_of(index, artist)[:IMAGES], int_seed(seed, "persona", artist)
    requests = read("requests").within("persona")
    words = {
        kind: writer.text(Prompt(kind, known, requests.text(kind)), images=images, seed=number)
        for kind in ("biography", "esthetic")
    }
    return {
        "encoding": str(FORMAT),
        "simulated": True,
        "id": artist,
        "name": known.name,
        "born": life.born_year,
        "died": life.died_year,
        "movement": known.movement,
        **words,
        "voice": _voice(index, artist, known.name, life),
        "looks": {} if known.appearance is None else _looks(known.appearance),
        "works": [_work(index, int(row), folder) for row in index.by_artist.get(artist, ())],
        "relations": _relations(index, artist, life),
        "provenance": {
            "software": f"stylogeny {__version__}",
            "words": writer.source,
            "seed": seed if index.seed is None else index.seed,  # of the history; the words have a luck of their own
        },
    }


def write_personas(
    simulation: Simulated,
    folder: Path | str,
    *,
    artists: Sequence[str] = (),
    most: int = 40,
    writer: Writer | None = None,
    seed: int = 0,
    callback: Callback | None = None,
) -> list[Path]:
    """Write ``personas/NAME.json`` of the named artists, or of the `most` followed, and the schema beside them."""
    facts, folder = HistoryFacts(simulation), Path(folder)
    index, writer = facts.index, writer or Grammar()
    if artists:
        chosen = [index.find_artist(artist) for artist in artists]
    else:
        fame = index.artist_fame.sort_values(ascending=False, kind="stable")
        chosen = [str(a) for a in fame.index if a in index.artists.index][:most]
    paths = []
    for artist in progress(chosen, "personas", total=len(chosen), callback=callback):
        path = folder / "personas" / f"{slug(index.artist_name(artist))}-{slug(artist)}.json"
        write_json(path, persona(facts, artist, writer=writer, seed=seed, folder=folder))
        paths.append(path)
    write_json(folder / "personas" / "persona.schema.json", schema())
    return paths


def schema() -> dict[str, Any]:
    """The JSON schema of a pack."""
    file = importlib.resources.files(__package__) / "persona.schema.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def pictures_of(index: HistoryIndex, artist: str) -> list[np.ndarray | Path]:
    """An artist's pictures, from first to last."""
    ids = [index.ids[row] for row in index.by_artist.get(artist, ())]
    return [index.pictures[i] for i in ids if i in index.pictures]


def _voice(index: HistoryIndex, artist: str, name: str, life: LifeFacts) -> dict[str, Any]:
    """How an artist speaks, by ambition, and of what."""
    ambition = index.artist_of[artist]["ambition"]
    drive = 0.5 if ambition is None or np.isnan(float(ambition)) else float(ambition)
    others = [float(row["ambition"]) for row in index.artist_of.values() if row["ambition"] is not None]
    rank = float(np.mean([drive > other for other in others])) if others else 0.5
    temper = "driven" if rank > 2 / 3 else "even" if rank < 1 / 3 else "restless"
    words = read("persona")
    manner = words.within("manners").text(temper)
    relations = {"teacher": life.teacher, "pupils": life.pupils, "rivals": life.rival}
    return {
        "temper": temper,
        "manner": manner,
        "subjects": ["own works", *(subject for subject, known in relations.items() if known)],
        "system": words.within("voice").text("system").format(name=name, manner=manner),
    }


def _looks(appearance: AppearanceFacts) -> dict[str, Any]:
    """What was measured on an artist's pictures."""
    figures = {} if appearance.figures is None else appearance.figures.document()
    measured = {name: getattr(appearance, name) for name in ("tone", "colour", "facture")}
    return {"palette": fact_text(appearance.palette), **measured, **figures}


def _relations(index: HistoryIndex, artist: str, life: LifeFacts) -> dict[str, Any]:
    """From whom an artist learned, and who from the artist."""
    rivals = [index.artist_name(other) for other in index.rivals(artist) if other in index.artist_of]
    sources, followers = (
        [
            {"name": index.artist_name(other), "weight": round(weight, 4)}
            for other, weight in index.ties(artist, forward=forward)[:TIES]
        ]
        for forward in (False, True)
    )
    return {
        "teacher": life.teacher,
        "pupils": [index.artist_name(pupil) for pupil in index.pupils(artist)],
        "rivals": rivals,
        "sources": sources,
        "followers": followers,
    }


def _work(index: HistoryIndex, row: int, folder: Path | None) -> dict[str, Any]:
    """One work of a pack, and its parents."""
    work, name = index.works.iloc[row], index.ids[row]
    out: dict[str, Any] = {
        "id": name,
        "title": str(work["title"]),
        "year": int(work["year"]),
        "fame": float(work["fame"]),
        "movement": index.movement_name(str(work["movement"])),
        "parents": [_parent(index, parent, weight) for parent, weight in index.parents_of(name)],
    }
    if name in index.pictures:
        picture, path = index.pictures[name], f"pictures/{name}.png"
        if folder is not None and isinstance(picture, Path) and picture.is_relative_to(folder):
            path = picture.relative_to(folder).as_posix()
        out["picture"] = path
    return out


def _parent(index: HistoryIndex, parent: str, weight: float) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": parent, "weight": round(weight, 6)}
    if parent in index.row_of:
        source = index.works.iloc[index.row_of[parent]]
        entry |= {"title": str(source["title"]), "artist": index.artist_name(str(source["artist"]))}
    return entry
