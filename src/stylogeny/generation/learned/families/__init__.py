"""Families of trained generators: each is a loss and a sampler over the one denoiser.

A family is a module with ``loss(network, clean, style, dropped, noise, time, weight)``, a mean over the batch to descend, and
``sample(field, noise, steps, start=None)``, where ``field(x, t)`` is the guided network and `start` a latent to keep to.
"""

from __future__ import annotations

from typing import Any

from ....errors import StylogenyError

NAMES = ("flow", "diffusion")


def named(name: str) -> Any:
    """The module of a family.

    Raises
    ------
    StylogenyError
        No family of that name.
    """
    if name not in NAMES:
        raise StylogenyError(
            "no such family of generators", got=name, fix=f"use closed-form, diffusers or {' or '.join(NAMES)}"
        )
    import importlib

    return importlib.import_module(f"{__name__}.{name}")
