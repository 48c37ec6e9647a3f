"""Plausible names: artists, titles, movements, media and the ways catalogues write dates."""

from __future__ import annotations

import numpy as np

from ..text.numerals import roman


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split(", "))


REGIONS = _words("Norvia, Castelmar, Ostland, Haruna")
_FIRST = {
    "Norvia": _words("Anders, Ingrid, Sven, Maren, Halvard, Liv, Jorund, Sigrid, Eskil, Tove, Birger, Runa"),
    "Castelmar": _words("Luca, Elena, Matteo, Chiara, Tomaso, Isabel, Rafael, Beatriz, Ercole, Lavinia, Diego, Ines"),
    "Ostland": _words("Pavel, Katya, Mirek, Zofia, Anton, Vera, Ivo, Ludmila, Kasimir, Olga, Jan, Milena"),
    "Haruna": _words("Kenzo, Aiko, Jiro, Sachi, Tetsu, Yumi, Goro, Hana, Isamu, Kiku, Ren, Mitsu"),
}
_START = {
    "Norvia": _words("Berg, Lind, Hav, Sten, Ravn, Eke, Fjeld, Holm, Vester, Grim"),
    "Castelmar": _words("Bel, Mor, Sal, Cor, Val, Mont, Ser, Alb, Rov, Fer"),
    "Ostland": _words("Kov, Nov, Dvor, Svob, Mal, Petr, Zel, Bor, Kras, Vil"),
    "Haruna": _words("Yama, Kawa, Mori, Tani, Ishi, Naka, Oka, Hoshi, Shima, Aki"),
}
_END = {
    "Norvia": _words("ström, gaard, dal, vik, sson, by, rud"),
    "Castelmar": _words("lini, etti, ano, aldo, ante, oza, iero"),
    "Ostland": _words("ák, ovsky, enko, ić, ina, arek, anov"),
    "Haruna": _words("moto, da, mura, zaki, no, hara, saka"),
}
_PLACES = _words(
    "Sandvik, Port Amar, Vell, the Orsa, Monteluz, Karhold, Isle Tern, Old Bridge, Lake Mire, Cape Solis, the Low "
    "Country, Aster, Bray Hill, the Salt Road, Quill Harbour, Dunmere"
)
_MOOD = _words(
    "in Evening Light, after Rain, at Dawn, under Snow, in Autumn, at Noon, in Moonlight, before the Storm, in Early "
    "Spring, at Low Tide, in the Fog, on a Feast Day, in Winter, at Harvest, by Lamplight"
)
_THING = {
    "landscape": _words("Fields, Valley, Orchard, Meadow, Poplars, Country Road, Cypresses, River Bend"),
    "mountains": _words("Peaks, Mountain Lake, The Pass, Glacier, Three Summits, High Pasture"),
    "sea": _words("Harbour, Fishing Boats, Regatta, Sails, Shore, The Roadstead, Calm Sea"),
    "village": _words("Village Street, Market Square, Rooftops, Church, Old Quarter, Farmhouses"),
    "portrait": _words(
        "Portrait of a Baker, Portrait of a Young Scholar, Portrait of the Artist's Sister, Head of a Fisherman, "
        "Portrait of a Widow, Self-Portrait, Portrait of a Lady, Portrait of a Merchant, The Student"
    ),
    "figures": _words("Pilgrims, The Gathering, Musicians, The Visit, Mourners, Procession, The Quarrel, Harvesters"),
    "still life": _words(
        "Still Life with Fruit, Still Life with a Jug, Flowers, The White Cloth, Oranges and Bottle, Breakfast"
    ),
    "interior": _words("Interior, The Blue Room, At the Table, Studio, The Reading Room, Kitchen"),
    "abstraction": _words("Composition, Improvisation, Study in Planes, Counterpoint, Rhythm, Ascending Forms"),
}
GENRES = {
    "landscape": "landscape",
    "mountains": "landscape",
    "sea": "marina",
    "village": "cityscape",
    "portrait": "portrait",
    "figures": "genre painting",
    "still life": "still life",
    "interior": "interior",
    "abstraction": "abstract",
}
MEDIA = _words("oil on canvas, oil on panel, tempera on panel, watercolour on paper, gouache on paper")
_ROOTS = _words(
    "Lumin, Form, Chromat, Vital, Tonal, Primitiv, Concret, Ornament, Sincer, Nocturn, Plain, Veil, Pastoral, Ardor"
)


def _pick(options: tuple[str, ...], u: float) -> str:
    return options[int(u * len(options)) % len(options)]


def artist(region: int, u: np.ndarray) -> str:
    """A name of a region; u float[3] in 0..1."""
    home = REGIONS[region % len(REGIONS)]
    return f"{_pick(_FIRST[home], u[0])} {_pick(_START[home], u[1])}{_pick(_END[home], u[2])}"


def title(motif: str, u: np.ndarray) -> str:
    """A title for a motif; u float[4] in 0..1."""
    thing = _pick(_THING[motif], u[0])
    if motif == "abstraction":
        tails = ("in Red", "in Blue", "with Circles", f"No. {2 + int(40 * u[1])}", "in Grey")
        return f"{thing} {tails[int(u[2] * 5)]}"
    if motif in ("portrait", "still life", "interior"):
        tail = _pick(_MOOD, u[1]) if u[2] < 0.3 else ("" if u[2] < 0.55 else f"from {_pick(_PLACES, u[1])}")
        return f"{thing} {tail}".strip()
    if u[2] < 0.45:
        return f"{thing} {_pick(_MOOD, u[1])}"
    place = _pick(_PLACES, u[3])
    return f"{thing} {'near' if u[1] < 0.5 else 'at'} {place}"


def unique(titles: list[str]) -> list[str]:
    """Number repeated titles: "Pilgrims", "Pilgrims (II)", ..."""
    count: dict[str, int] = {}
    out = []
    for t in titles:
        count[t] = count.get(t, 0) + 1
        out.append(t if count[t] == 1 else f"{t} ({roman(count[t])})")
    return out


def movement(region: int, year: int, u: np.ndarray) -> str:
    """A movement's name; u float[3] in 0..1."""
    home = REGIONS[region % len(REGIONS)]
    root = _pick(_ROOTS, u[0])
    if u[1] < 0.45:
        return f"{root}ism"
    if u[1] < 0.75:
        return f"{home} {_pick(('School', 'Manner', 'Circle', 'Brotherhood', 'Secession'), u[2])} of {year // 10 * 10}"
    return f"{_pick(('New', 'High', 'Late', 'Free', 'Pure'), u[2])} {root}ism"


def date_text(year: int, u: np.ndarray) -> str:
    """How a catalogue writes a year it does not know exactly; u float[2] in 0..1. The true year is always inside."""
    if u[0] < 0.35:
        return f"c. {year}"
    if u[0] < 0.65:
        return f"{year // 10 * 10}s"
    if u[0] < 0.85:
        before = int(6 * u[1])
        return f"{year - before}-{year - before + 6}"
    century, within = year // 100 + 1, year % 100
    part = "early" if within < 25 else "late" if within >= 75 else "mid" if 40 <= within < 60 else ""
    if not part:
        return f"{year // 10 * 10}s"
    ending = "th" if 10 < century % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(century % 10, "th")
    return f"{part} {century}{ending} century"
