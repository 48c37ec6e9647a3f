"""The open-data exports of museums: one module each, a mapping of a row to a record."""

from __future__ import annotations

from types import ModuleType

from . import aic, carnegie, cleveland, met, moma, nga, tate

MUSEUMS: dict[str, ModuleType] = {
    "met": met, "moma": moma, "tate": tate, "nga": nga, "cleveland": cleveland, "carnegie": carnegie, "aic": aic,
}  # fmt: skip
