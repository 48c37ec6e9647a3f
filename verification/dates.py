"""Date readings beside those of museums: how many agree, and the kind of every difference.

    python verification/dates.py --readings messy_dates.csv
    python verification/dates.py --export collection/artworks     # a museum's export with its own begin and end years

A readings file has the columns raw_date, ref_start, ref_end. Prints a Markdown table; docs/dates.md explains the kinds.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stylogeny.corpus.dates import parse_date
from stylogeny.corpus.sources import open_source

Interval = tuple[int, int]
_DOUBT = ("c.", "ca.", "circa", "c,", "?", "c1")
_OPEN = ("before", "after", "or later", "or earlier", "earlier than", "later than")
_PARTS = ("early", "mid", "late", "half", "quarter", "century", "0s", " c ", "dynasty", "period")
_LATER = re.compile(
    "cast|print|publish|manufactur|made|design|posthum|replica|version|assembled|fabricated|construct|impression|work"
    "|drawn|project|edit|produc|modeled|and|,|/"
)


def difference(text: str, ours: Interval, museums: Interval) -> str:
    """The kind of difference between two readings of a text; "unexplained" when it is none of the documented ones."""
    low, high, text = ours[0] - museums[0], ours[1] - museums[1], text.casefold()
    inside = museums[0] <= ours[0] and ours[1] <= museums[1]
    meets = ours[0] <= museums[1] and museums[0] <= ours[1]
    if low == high == 0:
        return "the same years"
    if abs(low) <= 1 and abs(high) <= 1:
        return "one year: calendar"
    if any(word in text for word in _OPEN) and meets:
        return "open end"
    if any(word in text for word in _DOUBT) and inside and max(low, -high) <= 50:
        return "the museum pads c."
    if any(word in text for word in _PARTS) and meets:
        return "parts of a century"
    if _LATER.search(text) and meets:
        return "which of two dates"
    return "unexplained"


def readings(path: Path) -> Iterator[tuple[str, Interval | None]]:
    """(text, museum's reading) of a readings file."""
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            start, end = row["ref_start"], row["ref_end"]
            yield row["raw_date"], (int(float(start)), int(float(end))) if start and end else None


def exported(path: Path) -> Iterator[tuple[str, Interval | None]]:
    """Distinct (text, museum's reading) of an export."""
    seen = set()
    for record in open_source(path).records():
        span = (record.earliest, record.latest)
        if record.date_text and (record.date_text, span) not in seen:
            seen.add((record.date_text, span))
            low, high = span
            yield record.date_text, None if low is None or high is None else (math.floor(low), math.floor(high))


def compare(
    pairs: Iterator[tuple[str, Interval | None]],
) -> tuple[Counter[str], list[tuple[str, Interval, Interval]], Counter[str]]:
    """Kinds of difference where both read, the unexplained ones, and what became of the rest."""
    kinds: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    unexplained = []
    for text, museums in pairs:
        try:
            ours = parse_date(text)
        except ValueError as error:
            rest[str(error).split(" (got")[0]] += 1
            continue
        if museums is None:
            rest["read, where the museum gives no reading"] += 1
            continue
        kinds[difference(text, ours, museums)] += 1
        if difference(text, ours, museums) == "unexplained":
            unexplained.append((text, ours, museums))
    return kinds, unexplained, rest


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--export", type=Path)
    parser.add_argument("--list", type=int, default=40, help="how many unexplained differences to list")
    args = parser.parse_args()
    if (args.readings is None) == (args.export is None):
        parser.error("give --readings or --export")
    kinds, unexplained, rest = compare(readings(args.readings) if args.readings else exported(args.export))
    total = sum(kinds.values())
    print(f"{total:,} texts that both read.\n\n| difference | texts | share |\n|---|---|---|")
    for kind, count in kinds.most_common():
        print(f"| {kind} | {count:,} | {count / total:.3f} |")
    for why, count in rest.most_common():
        print(f"\n{count:,} more: {why}.")
    for text, ours, museums in unexplained[: args.list]:
        print(f"\n- {text!r}: {ours}, the museum {museums}", end="")
    print()


if __name__ == "__main__":
    main()
