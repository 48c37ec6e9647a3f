"""Rows of csv files, whatever separates their cells; a fault stays within its row.

A quote that is never closed would swallow the rest of the file: here it is a letter of its row.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from .columns import known
from .rows import TableRow
from .text_files import MAC, encoding, open_text

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST = 500  # lines that one row may span
PREAMBLE = 20  # lines among which the headings are
_SEP = re.compile(r'"?sep=(.)"?\s*', re.I)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
csv.field_size_limit(1 << 24)


def separator(path: Path) -> str:
    """What separates the cells: what the first line says (``sep=;``), else what the headings have most of."""
    return headings(path)[1]


def headings(path: Path) -> tuple[int, str]:
    """The line of the headings, from 1, and what separates its cells.

    They are the first line that is not empty; or, below a title of the table and the like (lines of one cell), the
    first with the names of two fields.
    """
    with open_text(path) as file:
        lines = [(number, line) for number, line in enumerate(islice(file, PREAMBLE), 1) if line.strip()]
    if not lines:
        return 1, ","
    if match := _SEP.fullmatch(lines[0][1]):
        return lines[min(1, len(lines) - 1)][0], match[1]
    first = _most(lines[0][1], path)
    for number, line in lines:
        mark = _most(line, path)
        cells = _QUOTED.sub("", line).rstrip().split(mark)
        if sum(bool(cell.strip()) for cell in cells) > 1:
            above = number > lines[0][0] and known(next(csv.reader([line.strip()], delimiter=mark))) > 1
            return (number, mark) if above else (lines[0][0], first)
    return lines[0][0], first


def _most(line: str, path: Path) -> str:
    """The separator that a line has most of."""
    bare = _QUOTED.sub("", line)
    order = ["\t", ";", "|", ","] if path.suffix.lower() != ".csv" else [",", ";", "\t", "|"]
    return max(order, key=bare.count) if any(c in bare for c in order) else ","


def described(path: Path) -> str:
    """How a file is written, where that is not as UTF-8 with commas: "semicolons, Windows-1252"."""
    line, mark = headings(path)
    found = SEPARATORS.get(mark, repr(mark))
    names = {"utf-8": "", "utf-8-sig": "", "cp1252": "Windows-1252", MAC: "Mac Roman"}
    name = names.get(encoding(path), encoding(path).upper())
    with open_text(path) as file:
        above = sum(bool(text.strip()) and not _SEP.fullmatch(text) for text in islice(file, line - 1))
    place = f"headings in line {line}" if above else ""
    return ", ".join(part for part in ("" if found == "commas" else found, name, place) if part)


def rows(path: Path) -> Iterator[TableRow]:
    """The rows of a delimited file; one that cannot be read has a `fault`, one that was mended a `note`."""
    first, mark = headings(path)
    with open_text(path) as file:
        reader = _Reader(file, mark, first)
        header: list[str] | None = None
        for line, cells, note in reader.records():
            if not any(cells):
                continue
            if header is None:
                header = unique(cells)
                reader.width = len(header)
                continue
            surplus = any(cells[len(header) :])
            if note and (surplus or len(cells) < len(header)):
                yield TableRow(fault=f"damaged row (line {line}: a quote is never closed)")
            elif surplus:
                counts = f"{len(cells)} cells under {len(header)} headings"
                yield TableRow(fault=f"damaged row (line {line}: {counts})")
            else:
                yield TableRow(zip(header, cells), note=note)


def unique(names: list[str]) -> list[str]:
    """Headings without a repeat: the second "date" is "date (2)"."""
    found: list[str] = []
    for name in (n.strip() for n in names):
        number = 2
        unique = name
        while unique and unique in found:
            unique, number = f"{name} ({number})", number + 1
        found.append(unique)
    return found


class _Reader:
    """Puts lines together into records."""

    def __init__(self, lines: Iterator[str], separator: str, first: int) -> None:
        self.lines = islice(enumerate(lines, 1), first - 1, None)
        self.waiting: deque[tuple[int, str]] = deque()
        self.separator = separator
        self.width = 0  # cells of a row, when it is known
        self.opening = re.compile(rf'(?:^|{re.escape(separator)}) *"')

    def line(self) -> tuple[int, str] | None:
        return self.waiting.popleft() if self.waiting else next(self.lines, None)

    def records(self) -> Iterator[tuple[int, list[str], str]]:
        """(line, cells, note) of each record."""
        while (taken := self.line()) is not None:
            number, text = taken
            text = text.replace("\0", "")
            if '"' not in text:
                yield number, self.cells(text), ""
                continue
            block, opened = [taken], self.left_open(text, False)
            while opened and len(block) < LONGEST and (more := self.line()) is not None:
                block.append(more)
                opened = self.left_open(more[1], True)
            whole = "".join(t for _, t in block).replace("\0", "")
            cells = None if opened else self.strictly(whole, several=len(block) > 1)
            torn = cells is None or (self.width and len(cells) != self.width) or self.are_rows(block)
            if opened or (len(block) > 1 and torn):  # a quote that belongs to no pair: the row is its line
                self.waiting.extendleft(reversed(block[1:]))
                yield number, [c.strip().removeprefix('"') for c in self.cells(text, quoted=False)], "unclosed-quote"
            else:
                yield number, cells if cells is not None else self.cells(text), ""

    def left_open(self, line: str, opened: bool) -> bool:
        """Whether a quote is open at the end of a line, when one was or was not at its beginning."""
        at = 0
        while True:
            if opened:
                end = line.find('"', at)
                if end < 0:
                    return True
                at = end + 2 if line[end + 1 : end + 2] == '"' else end + 1
                opened = line[end + 1 : end + 2] == '"'
            else:
                match = self.opening.search(line, at)
                if match is None:
                    return False
                at, opened = match.end(), True

    def are_rows(self, block: list[tuple[int, str]]) -> bool:
        """Whether each line of several has the cells of a row."""
        return self.width > 2 and all(len(self.cells(text, quoted=False)) == self.width for _, text in block)

    def strictly(self, text: str, *, several: bool) -> list[str] | None:
        """The cells of a record that is one, None where what follows a closing quote is no separator."""
        try:
            found = list(csv.reader([text], delimiter=self.separator, skipinitialspace=True, strict=several))
        except csv.Error:
            return None
        return found[0] if len(found) == 1 else None

    def cells(self, line: str, *, quoted: bool = True) -> list[str]:
        """The cells of one line."""
        form: dict[str, Any] = {} if quoted else {"quoting": csv.QUOTE_NONE}
        try:
            found = list(csv.reader([line], delimiter=self.separator, skipinitialspace=True, **form))
        except csv.Error:
            return line.rstrip("\r\n").split(self.separator)
        return found[0] if found else []
