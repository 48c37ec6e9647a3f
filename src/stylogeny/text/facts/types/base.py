"""What all facts are: frozen dataclasses whose fields are what a template may name.

A field that is None, False or empty is a fact that is not known, and nothing is said of it. Numbers carry their unit
as their type (:mod:`.quantities`), so that :mod:`...wording` can put them into words. A field that holds other facts
is said under its own name (``first`` and ``title``: ``first_title``), or, where it is :data:`MERGED`, as if those
were its owner's.

The order of the fields is part of a text's random draws (``Wording.draws``): new ones come last.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

MERGED = {"merged": True}  # metadata of a field whose facts are said as if they were its owner's


def is_unknown(value: object) -> bool:
    """Whether a field's value says that the fact is not known."""
    return value is None or value is False or (type(value) in (str, tuple) and not value)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a text may claim."""

    def document(self) -> dict[str, Any]:
        """What is known, as JSON-able values."""
        known = {f.name: value for f in fields(self) if not is_unknown(value := getattr(self, f.name))}
        return {
            name: value.document() if isinstance(value, Facts) else list(value) if isinstance(value, tuple) else value
            for name, value in known.items()
        }
