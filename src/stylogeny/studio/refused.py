"""What the studio refuses, with the status that says why."""

from __future__ import annotations

import re

from ..errors import StylogenyError

OPTION = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)")
IN_THE_BROWSER = {  # what a person does there instead of giving a command this option
    "name": "give it another name",
    "root": "choose a picture to grow from",
    "year": "give the year that it is of",
    "years": "choose years after the corpus ends",
    "artists": "choose more artists",
    "encoder": "give the folder of a CLIP on the studio's machine",
    "estimand": "leave out less, or choose that others take its place",
}


class Refused(StylogenyError):
    """What cannot be done here, with the status that says so: 403 forbidden, 404 not there, 413 too much, 503 busy.

    Parameters
    ----------
    what, got, fix
        As of every error.
    status : int
    """

    def __init__(self, what: str, *, got: object = None, fix: str | None = None, status: int = 422) -> None:
        super().__init__(what, got=got, fix=fix)
        self.status = status


def said_in_a_browser(error: StylogenyError) -> str:
    """An error in one line, for somebody who fills in forms: a command's options are said otherwise, or not at all."""
    fix = error.fix or ""
    if options := OPTION.findall(fix):
        fix = next((IN_THE_BROWSER[each] for each in options if each in IN_THE_BROWSER), "")
    told = error if fix == (error.fix or "") else StylogenyError(error.what, got=error.got, fix=fix)
    return " ".join(str(told).split())
