"""The word lists and sentences of this package: TOML files in ``templates/``, each checked whole as it is read."""

from __future__ import annotations

import importlib.resources
import tomllib
from functools import cache

from ..errors import StylogenyError
from .templates.contents import check
from .templates.entries import WordFile

FOLDER = "templates"


@cache
def read(name: str) -> WordFile:
    """The file ``templates/NAME.toml``; errors as for :func:`checked`."""
    file = importlib.resources.files(__package__) / FOLDER / f"{name}.toml"
    return checked(name, file.read_text(encoding="utf-8"))


def checked(name: str, text: str) -> WordFile:
    """The entries of a file NAME.toml, each as it should be.

    Raises
    ------
    StylogenyError
        When the text is not TOML, or an entry is missing, unknown, of another type, or has a place that nobody fills;
        file and entry are named.
    """
    file = parse(f"{name}.toml", text)
    check(name, file)
    return file


def parse(name: str, text: str) -> WordFile:
    """A file's entries, whatever they are.

    Raises
    ------
    StylogenyError
        When the text is not TOML; the line and column are named.
    """
    try:
        return WordFile(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise StylogenyError(f"{name}: not TOML", got=str(error)) from error
