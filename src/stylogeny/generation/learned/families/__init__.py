"""Families of learned generators by name; each is a module with a ``loss`` and a ``sample`` over the one denoiser."""

from __future__ import annotations

from ....errors import StylogenyError
from . import diffusion, flow
from .family import Family

FAMILIES: dict[str, Family] = {"flow": flow, "diffusion": diffusion}


def family_of(name: str) -> Family:
    """The family of a name.

    Raises
    ------
    StylogenyError
        No family of that name.
    """
    if name not in FAMILIES:
        raise StylogenyError(
            "no such family of generators", got=name, fix=f"use closed-form, diffusers or {' or '.join(FAMILIES)}"
        )
    return FAMILIES[name]
