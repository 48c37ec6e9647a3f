"""The exhibition catalogue of a simulated history: rooms, plates, manifestos, reviews and lives, as HTML and as Markdown.

What is said comes from a writer, what it is said about from :mod:`.chronicle`; which works hang where is decided by the
tables alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..corpus.works import Works
from ..progress import Callback, progress
from ..streams import int_seed
from ..text.facts.chronicle import Chronicle
from ..text.facts.company import surname
from ..text.facts.record import Simulated, count, listed, part, spelt
from ..text.grammar import Grammar
from ..text.writer import Prompt, Writer
from .catalogue_page import Catalogue, Life, Passage, Plate, Room

ASKS = {
    "introduction": "Write the introduction of an exhibition catalogue of this simulated history, 150 to 250 words; say plainly that none of it was painted by anyone who lived.",
    "movement essay": "Write the wall essay on this movement for an exhibition catalogue, 120 to 200 words.",
    "manifesto": "Write this movement's manifesto in its founders' voice, 40 to 90 words, fitting the looks of its works.",
    "review": "Write a critic's review of this movement's first exhibition, 70 to 130 words, with an opinion.",
    "wall text": "Write a wall text on this picture, 25 to 60 words.",
    "biography": "Write a short biography of this painter for a catalogue, 80 to 150 words.",
    "overlooked": "Write three or four sentences on this painter, whom fame passed over.",
    "sleeper": "Write three sentences on this picture, which waited long for an answer.",
    "quarrel": "Write four sentences on these two painters, who turned away from each other.",
    "target": "Write three sentences on this painter, from whom more others turned away than from anyone.",
    "line": "Write three or four sentences on this line of teachers and pupils.",
    "coda": "Write the closing paragraph of the catalogue, 60 to 110 words.",
}
PLATES = 4
COVERS = 6  # pictures that one is chosen from for the cover


def catalogue(
    simulation: Simulated,
    *,
    writer: Writer | None = None,
    past: Works | None = None,
    rooms: int = 8,
    lives: int = 10,
    seed: int = 0,
    callback: Callback | None = None,
) -> Catalogue:
    """Compose the catalogue of a simulated history.

    Parameters
    ----------
    simulation : Simulation
    writer : Writer, optional
        By default a new grammar, which uses no sentence twice in one catalogue, nor the frame of one with other names in it.
    past : Works, optional
        The works it grew from, so that sources among them are named.
    rooms, lives : int
        At most so many movements (those with most works, shown in order of birth) and artists.
    seed : int
        Owns the choice of words; the book names the seed of the history.
    """
    writer = writer or Grammar(once=True)
    told = Chronicle(simulation, past=past)

    def say(kind: str, facts: Mapping[str, Any], *event: object, images: Sequence[Any] = ()) -> Passage:
        text = writer.text(Prompt(kind, facts, ASKS[kind]), images=images, seed=int_seed(seed, kind, *event))
        return Passage(text.strip(), str(getattr(writer, "source", "grammar")))

    named = [m for m in told.by_movement if told.called(m)]
    chosen = sorted(
        sorted(named, key=lambda m: (-len(told.by_movement[m]), m))[:rooms], key=lambda m: (told.movement(m)["born"], m)
    )
    whole = _overview(told, named, past)
    introduction = say("introduction", whole)
    made = [_room(told, m, say) for m in progress(chosen, "catalogue", total=len(chosen), callback=callback)]
    people = _people(told, lives, chosen)
    shown = {p.picture for r in made for p in r.plates}
    biographies = tuple(_life(told, a, say, shown) for a in people)
    asides = []
    waited = _sleeper(told)
    if waited is not None:
        asides.append(("The picture that waited", say("sleeper", _waiting(told, waited), waited)))
    for head, kind, facts in (
        ("A quarrel", "quarrel", told.quarrel()),
        ("Painted against", "target", told.target()),
        ("A classroom", "line", told.line()),
    ):
        if facts:
            asides.append((head, say(kind, facts)))
    passed = _overlooked(told)
    if passed:
        asides.append(("Passed over", say("overlooked", told.artist(passed), passed)))
    bars = []
    for m in chosen:
        facts = told.movement(m)
        bars.append((facts["name"], facts["born"], facts.get("died", told.last), facts.get("stale_from", 0)))
    return Catalogue(
        _titled([r.name for r in made]),
        f"A history that did not happen, {told.first} to {told.last}",
        introduction, tuple(made), biographies, tuple((h, t) for h, t in asides if t), say("coda", whole), tuple(bars),
        (told.first, told.last), told.params.get("seed", seed), len(told.works), _cover(told, made),
    )  # fmt: skip


def _cover(told: Chronicle, rooms: Sequence[Room]) -> str:
    """Of the best-followed pictures on the walls the one that can be seen from farthest: light set hardest against dark."""
    fame = dict(zip(told.works["id"], told.works["fame"]))
    hung = {p.picture for r in rooms for p in r.plates if p.picture}
    best = sorted(hung, key=lambda i: (-float(fame[i]), i))[:COVERS]
    return max(best, key=lambda i: (float(told.look([told.row[i]])["contrast"]), i), default="")


def _titled(rooms: Sequence[str]) -> str:
    """The title of a book with these rooms."""
    if len(rooms) < 2:
        return rooms[0] if rooms else "Pictures without a Name"
    first, last = (re.sub(r"^The ", "the ", name) for name in (rooms[0], rooms[-1]))
    return f"From {first} to {last}"


def _overview(told: Chronicle, named: Sequence[str], past: Works | None) -> dict[str, Any]:
    """Facts about the whole."""
    works = told.works
    facts: dict[str, Any] = {"first_year": told.first, "last_year": told.last, "works": count(len(works), "work")}
    facts |= {"painters": count(works["artist"].nunique(), "painter")}
    facts |= {"corpus": f"{len(past):,}"} if past is not None else {}
    if not len(works):
        return facts
    lives = [(int(told.movement(m).get("died", told.last)) - int(told.movement(m)["born"]), m) for m in named]
    if lives:
        alive = [told.called(m) for m in named if "alive" in told.movement(m)]
        facts |= {"movements": count(len(named), "movement")}
        facts |= {"alive_movements": listed(alive[:3])} if 0 < len(alive) <= 3 else {}
        facts |= {"alive_movements": count(len(alive), "movement")} if len(alive) > 3 else {}
        facts |= {} if alive else {"all_dead": "yes"}
        facts |= {"all_alive": "yes"} if len(alive) == len(named) else {}
        facts |= {"dead": spelt(len(named) - len(alive))} if 0 < len(alive) < len(named) else {}
        nameless = float((works["movement"] == "").mean())
        facts |= {"nameless": part(nameless)} if nameless >= 0.2 else {"all_named": "yes"}
    ended = [(years, m) for years, m in lives if "died" in told.movement(m)]
    if len(lives) > 2 and len(ended) > 1:
        (short, a), (long, b) = min(ended), max(lives)
        if [y for y, _ in lives].count(long) == 1 and [y for y, _ in ended].count(short) == 1 and a != b:
            facts |= {"longest": told.called(b), "longest_years": count(long, "year")}
            facts |= {"shortest": told.called(a), "shortest_years": count(short, "year")}
    fame = works["fame"].to_numpy()
    best = int(fame.argmax())
    facts |= {"best_title": told.titled(str(works["id"].iat[best])), "best_year": int(works["year"].to_numpy()[best])}
    facts["best_artist"] = told.name(str(works["artist"].iat[best]))
    if fame.sum() > 0 and len(fame) > 50:
        top = np.sort(fame)[-10:].sum() / fame.sum()
        facts |= {"top_share": part(top)} if top >= 0.08 else {"level": "yes"}
    others = told.answers["others"].to_numpy()
    facts |= {"mostly_unanswered": "yes"} if (others == 0).mean() > 0.5 else {}
    facts["unanswered_share"] = part((others == 0).mean())
    heard = works["artist"].to_numpy()[others > 0]
    facts["unknown"] = spelt(works["artist"].nunique() - len(np.unique(heard)))
    sums = works.assign(others=others).groupby("artist")["others"].sum().sort_values(ascending=False, kind="stable")
    return facts | ({"foremost": told.name(str(sums.index[0]))} if sums.iloc[0] > 0 else {})


def _room(told: Chronicle, movement: str, say: Any) -> Room:
    facts, rows = told.movement(movement), told.by_movement[movement]
    hung = _hung(told, rows)
    images = [told.pictures[told.ids[r]] for r in hung if told.ids[r] in told.pictures]
    essay = say("movement essay", facts, movement, images=images)
    manifesto = say("manifesto", facts, movement, images=images[:2])
    review = say("review", facts, movement, images=images[:2])
    plates = []
    for r in hung:
        w = {str(k): v for k, v in told.works.iloc[r].items()}
        name = str(w["id"])
        seen = name if name in told.pictures else ""
        facts_of = {**told.work(r), "artist": surname(told.name(str(w["artist"])))}  # the label has the whole name
        text = say("wall text", facts_of, name, images=[told.pictures[name]] if seen else ())
        plates.append(Plate(name, str(w["title"] or name), told.name(str(w["artist"])), int(w["year"]), text, seen))
    until = str(facts["died"]) if "died" in facts else f"still alive in {told.last}"
    return Room(
        facts["name"],
        f"{facts['born']}–{until}" if "died" in facts else f"from {facts['born']}, {until}",
        essay,
        manifesto,
        review,
        tuple(plates),
    )


def _hung(told: Chronicle, rows: np.ndarray) -> list[int]:
    """The works on a room's walls, by date: painted ones first, among them the first, the last and the most famous, by different hands."""
    ids = told.works["id"].to_numpy()
    able = np.array([r for r in rows if ids[r] in told.pictures] or list(rows), dtype=int)
    fame = told.works["fame"].to_numpy()[able]
    order = [0, len(able) - 1, *np.argsort(-fame, kind="stable").tolist()]
    taken: list[int] = []
    for fresh in (True, False):
        for k in dict.fromkeys(order):
            hands = {told.works["artist"].iat[r] for r in taken}
            if (
                len(taken) < PLATES
                and int(able[k]) not in taken
                and (not fresh or told.works["artist"].iat[int(able[k])] not in hands)
            ):
                taken.append(int(able[k]))
    return sorted(taken, key=lambda r: (int(told.works["year"].to_numpy()[r]), r))


def _people(told: Chronicle, most: int, rooms: Sequence[str]) -> list[str]:
    """Whom the reader has met: the makers of the pictures that the rooms turn on, then founders, then the most followed.

    At most three of one movement; in order of birth.
    """
    sums = told.fame_of_artists
    centres = [str(told.works["artist"].iat[told.centre(m)]) for m in rooms]
    founders = [str(told.movement_of[m].get("founder") or "") for m in rooms]
    followed = [str(a) for a in sorted(sums.index, key=lambda a: (-float(sums[a]), str(a)))]
    met = [*followed[:2], *centres, *[a for a in founders if a in set(followed[: len(followed) // 4])], *followed]
    taken: list[str] = []
    homes: Counter[str] = Counter()
    for artist in dict.fromkeys(met):
        if artist not in told.artists.index or artist not in sums.index or len(taken) == most:
            continue
        home = str(told.artist_of[artist].get("movement") or "")
        if homes[home] < 3:
            homes[home] += 1
            taken.append(artist)
    return sorted(taken, key=lambda a: (told.life(a).get("born_year", 0), a))


def _life(told: Chronicle, artist: str, say: Any, shown: set[str]) -> Life:
    facts = told.artist(artist)
    rows = told.by_artist.get(artist, np.zeros(0, int))
    painted = [str(told.ids[r]) for r in rows if told.ids[r] in told.pictures]
    fresh = [i for i in painted if i not in shown]
    dates = (
        f"{facts.get('born_year', '?')}–{facts['died_year']}"
        if "died_year" in facts
        else f"born {facts.get('born_year', '?')}"
    )
    return Life(facts["name"], dates, say("biography", facts, artist), (fresh or [""])[0])


def _sleeper(told: Chronicle) -> int | None:
    """The work that, of those answered by at least three later ones of other hands, waited longest; None under a decade."""
    found = told.answers
    wait = np.where(found["others"] >= 3, found["first"] - told.works["year"], -np.inf)
    return int(wait.argmax()) if len(wait) and wait.max() >= 10 else None


def _waiting(told: Chronicle, row: int) -> dict[str, Any]:
    """Facts about a work that waited: those of the work, and where its maker was when it was found."""
    facts, artist = told.work(row), str(told.works["artist"].iat[row])
    found, life = int(told.answers["first"].to_numpy()[row]), told.life(artist)
    if "died_year" in life and life["died_year"] < found:
        return {**facts, "dead_by_then": "yes"}
    return {**facts, "found_age": found - life["born_year"]} if "born_year" in life else facts


def _overlooked(told: Chronicle) -> str:
    """The artist whose rank by what others took is farthest above the rank by fame; nobody when no distance is plain."""
    table = told.works.assign(others=told.answers["others"]).groupby("artist")[["fame", "others"]].sum()
    if len(table) < 20:
        return ""
    rank = table.rank(ascending=False)
    gap = (rank["fame"] - rank["others"]).where(rank["others"] <= 0.2 * len(table), -np.inf)
    best = str(gap.idxmax())
    return best if gap.max() >= 0.1 * len(table) and best in told.artists.index else ""
