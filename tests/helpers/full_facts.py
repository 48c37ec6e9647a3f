"""Facts of which everything is known, built from the types of their fields."""

from __future__ import annotations

from dataclasses import fields
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from stylogeny.text.facts.types.base import Facts
from stylogeny.text.facts.types.quantities import Between, Difference, Odds, Rank, Share, Title

F = TypeVar("F", bound=Facts)
NAMES = ("Ada Berg", "Bo Lind", "Cy Holm", "Di Ravn", "Ed Stone", "Flo Vester", "Gil Moor", "Hal Frost")
MOVEMENTS = ("parent", "movement", "founder_of", "centre_of", "left", "joined", "came_from", "went_to", "enemy")


def full(kind: type[F], **values: object) -> F:
    """Facts of a kind with a value for every field; `values` are those of fields by name, within facts too.

    No two texts or numbers are alike, so that each can be found in a sentence.
    """
    return _full(kind, values, iter(range(3, 10_000)))


def _full(kind: type[F], values: dict[str, object], numbers: Any) -> F:
    hints = get_type_hints(kind)
    return kind(**{f.name: values.get(f.name, _value(f.name, hints[f.name], values, numbers)) for f in fields(kind)})


def _value(name: str, hint: Any, values: dict[str, object], numbers: Any) -> object:
    if get_origin(hint) in (Union, UnionType):
        hint = next(t for t in get_args(hint) if t is not type(None))
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    number = next(numbers)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return (
            (Difference.LIGHTER, Difference.FULLER)
            if inner is Difference
            else tuple(f"{n} {number}" for n in NAMES[:2])
        )
    if issubclass(hint, Facts):
        return _full(hint, values, numbers)
    if hint is bool:
        return True
    if issubclass(hint, (Share, Odds)):
        return hint(0.75)
    if issubclass(hint, Rank):
        return hint(2)
    if issubclass(hint, Between):
        return hint(NAMES[4:6])
    if issubclass(hint, Title):
        return hint(f"Piece {number}")
    if issubclass(hint, int):
        return hint(number)
    if "colour" in name:
        return f"hue{number}"
    return f"Style {number}ism" if name in MOVEMENTS else f"{NAMES[number % len(NAMES)]}{number}"
