"""Free-text dates to a closed interval of years."""

from __future__ import annotations

import re

from ..errors import StylogenyError


def parse_date(text: str) -> tuple[int, int]:
    """The (earliest, latest) year that a date text allows, as astronomical years (1 BCE is 0).

    Raises
    ------
    StylogenyError
        A ValueError that says why the text names no year.
    """
    text = str(text).strip()
    found = re.findall(r"\d+", text)
    if re.fullmatch(r"\d{1,2}(st|nd|rd|th) century", text):
        return (int(found[0]) - 1) * 100, int(found[0]) * 100 - 1
    if not found or len(found[0]) > 4:
        raise StylogenyError("no year in the date", got=repr(text))
    first = int(found[0])
    last = int(found[-1])
    if last < first and len(found) > 1:
        scale = 10 ** len(found[-1])
        last += first // scale * scale
    return (first, last) if last >= first else (first, first)
