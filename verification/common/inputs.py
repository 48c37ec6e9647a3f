"""Inputs as people have them, each made small: dates, tables, files, corpora too small for most answers.

What is expected of each is known: years of works by their titles, refused pictures, or one line that says what cannot
be done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

Span = tuple[float, float]  # first and last year; the last is after it
UNDATED: Span | None = None
DATES: dict[str, Span | None] = {
    "-500": (-500, -499), "0": UNDATED, "9999": UNDATED, "-1": UNDATED, "+1889-00-00T00:00:00Z": (1889, 1890),
    "A.D. 14-37": (14, 38), "192X": (1920, 1930), "18--": (1800, 1900), "180u": (1800, 1810), "1920s": (1920, 1930),
    "16./17. Jh.": (1500, 1700), "1. Hälfte 16. Jh.": (1500, 1550), "5. Jh. vor Christus": (-499, -399),
    "Ve siècle avant Jésus-Christ": (-499, -399), "dernier quart du XVIIIe siècle": (1775, 1800),
    "années 1920": (1920, 1930), "seconda metà del XVI secolo": (1550, 1600), "siglos XVI-XVII": (1500, 1700),
    "19de eeuw": (1800, 1900), "1800-talet": (1800, 1900), "1600-tallet": (1600, 1700), "16 век": UNDATED,
}  # fmt: skip
ROWS = (("A", "Munch", "1893"), ("B", "Dürer", "1500"), ("C", "Cézanne", "1902"))
READ = {"A": (1893.0, 1894.0), "B": (1500.0, 1501.0), "C": (1902.0, 1903.0)}


@dataclass(frozen=True)
class Input:
    """One input: its kind and name, the command for it, and what `load` must make of its works.

    Parameters
    ----------
    spans : mapping
        Title -> first and last year, None for a work that is not dated or refused.
    """

    kind: str
    name: str
    argv: tuple[str, ...]
    spans: Mapping[str, Span | None] = field(default_factory=dict)


def inputs(home: Path) -> Iterator[Input]:
    """Every input, made in a folder of its own below `home` as its turn comes."""
    for makers in (_dates, _tables, _files, _corpora):
        for number, (kind, name, folder, spans) in enumerate(makers(home)):
            out = f"{makers.__name__[1:]}-{number}-run"
            verb = ("run", str(folder), "--bootstraps", "2", "-n", "2") if spans is None else ("load", str(folder))
            yield Input(kind, name, (*verb, "--out", out), spans or {})


Made = tuple[str, str, Path, Mapping[str, Span | None] | None]


def _picture(file: Path, seed: int = 0) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((48, 48)).save(file)


def _dates(home: Path) -> Iterator[Made]:
    folder = home / "dates"
    for number, (said, span) in enumerate(DATES.items()):
        own = folder / str(number)
        _picture(own / "0.png")
        (own / "metadata.csv").write_text(f'file_name,title,date\n0.png,A,"{said}"\n', encoding="utf-8")
        yield "dates", said, own, {"A": span}


def _lines(mark: str, *, close: bool = True) -> str:
    rows = [("file_name", "title", "artist", "date"), *((f"{k}.png", *row) for k, row in enumerate(ROWS))]
    text = "\n".join(mark.join(row) for row in rows) + "\n"
    return text if close else text.replace("B", '"B', 1)


def _tables(home: Path) -> Iterator[Made]:
    wrapped = {"data": [{"file_name": f"{k}.png", "title": t, "artist": {"name": a}, "date": d}
                        for k, (t, a, d) in enumerate(ROWS)]}  # fmt: skip
    lines = "\n".join(json.dumps(row) for row in wrapped["data"])
    tables = {
        "semicolons": ("metadata.csv", _lines(";"), "utf-8"),
        "tabs": ("metadata.csv", _lines("\t"), "utf-8"),
        "sep=": ("metadata.csv", "sep=;\n" + _lines(";"), "utf-8"),
        "UTF-16": ("metadata.csv", _lines("\t"), "utf-16"),
        "Windows-1252": ("metadata.csv", _lines(","), "cp1252"),
        "a byte order mark": ("metadata.csv", _lines(","), "utf-8-sig"),
        "a quote that is never closed": ("metadata.csv", _lines(",", close=False), "utf-8"),
        "capital letters in the name": ("Metadata.CSV", _lines(","), "utf-8"),
        "another name": ("catalogue.csv", _lines(","), "utf-8"),
        ".tsv": ("metadata.tsv", _lines("\t"), "utf-8"),
        "JSON lines": ("metadata.jsonl", lines, "utf-8"),
        "the answer of an interface": ("metadata.json", json.dumps(wrapped), "utf-8"),
        "a lone surrogate": ("metadata.jsonl", lines.replace("Munch", "\\ud800"), "utf-8"),
        "headings in German": (
            "metadata.csv",
            _lines(",").replace("title,artist,date", "Titel,Künstler,Jahr"),
            "utf-8",
        ),
    }
    for number, (name, (file, text, encoding)) in enumerate(tables.items()):
        folder = home / "tables" / str(number)
        for k in range(len(ROWS)):
            _picture(folder / f"{k}.png", k)
        (folder / file).write_bytes(text.encode(encoding))
        yield "tables", name, folder, READ


def _files(home: Path) -> Iterator[Made]:
    whole = home / "whole.png"
    _picture(whole, 1)
    bytes_of = {
        "cut short": whole.read_bytes()[:200],
        "empty": b"",
        "a Git LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "PostScript called a PNG": b"%!PS-Adobe-3.0 EPSF-3.0\n(witness) run\n",
        "an SVG drawing": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "a web page": b"<!doctype html><html></html>",
        "a resource fork": b"\x00\x05\x16\x07" + bytes(60),
        "an archive": b"PK\x03\x04" + bytes(60),
        "a film": b"\x00\x00\x00\x18ftypmp42" + bytes(60),
    }
    for number, (name, content) in enumerate(bytes_of.items()):
        folder = home / "files" / str(number)
        for k in (1, 2):
            _picture(folder / f"{k}.png", k)
        (folder / "0.png").write_bytes(content)
        (folder / "metadata.csv").write_text(_lines(","), encoding="utf-8")
        yield "files", name, folder, READ | {"A": None}
    for number, (name, said) in enumerate({"another letter case": "B.PNG", "backslashes": "sub\\b.png"}.items()):
        folder = home / "paths" / str(number)
        _picture(folder / ("sub/b.png" if "\\" in said else "b.png"), 1)
        (folder / "metadata.csv").write_text(f"file_name,title,date\n{said},B,1500\n", encoding="utf-8")
        yield "files", name, folder, {"B": READ["B"]}


def _corpora(home: Path) -> Iterator[Made]:
    for number, (name, count, artists, step, alike) in enumerate(
        [
            ("one work", 1, 1, 9, False), ("two works", 2, 2, 9, False), ("five works", 5, 3, 9, False),
            ("one artist", 12, 1, 9, False), ("one year", 12, 4, 0, False), ("one picture for all", 12, 1, 9, True),
            ("nothing dated", 12, 4, -1, False),
        ]
    ):  # fmt: skip
        folder, rows = home / "corpora" / str(number), ["file_name,title,artist,date"]
        for k in range(count):
            _picture(folder / f"{k}.png", 0 if alike else k)
            rows.append(f"{k}.png,Work {k},Artist {k % artists},{1500 + step * k if step >= 0 else 'undated'}")
        (folder / "metadata.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        yield "small corpora", name, folder, None
