"""Families of learned generators by name: a ``loss`` and a ``sample`` over the one denoiser.

Those of :mod:`..autoregressive` have networks of their own.

What stands behind a colon is a setting: ``poisson:64`` is the Poisson flow of that dial, ``vp:ode`` draws along the
probability flow instead of by luck, ``flow:ot`` pairs noise and latents by optimal transport.
"""

from __future__ import annotations

from dataclasses import replace

from ....errors import StylogenyError
from . import diffusion, edm, flow, score, transport
from .family import Family
from .poisson import PoissonFlow
from .sde import SUB_VP, VE, VP

FAMILIES: dict[str, Family] = {
    "flow": flow,
    "flow:ot": transport,
    "diffusion": diffusion,
    "edm": edm,
    "poisson": PoissonFlow(),
    "score": score,
    "ve": VE,
    "vp": VP,
    "sub-vp": SUB_VP,
    "ve:ode": replace(VE, ode=True),
    "vp:ode": replace(VP, ode=True),
    "sub-vp:ode": replace(SUB_VP, ode=True),
}


def family_of(name: str) -> Family:
    """The family of a name.

    Raises
    ------
    StylogenyError
        No family of that name, or a dial that is no number above 0.
    """
    base, _, setting = name.partition(":")
    if base == "poisson" and setting:
        try:
            return PoissonFlow(float(setting))
        except ValueError:
            raise StylogenyError("the dial of a Poisson flow is a number", got=name, fix="use poisson:128") from None
    if name not in FAMILIES:
        raise StylogenyError(
            "no such family of generators",
            got=name,
            fix=f"use closed-form, diffusers, poisson:DIAL or {', '.join(FAMILIES)}, pixelcnn, vqgan",
        )
    return FAMILIES[name]


def drawn_as(asked: str, trained: str) -> str:
    """By which family a network trained for one is drawn when a name is asked for.

    A bare name means the setting it was trained with; ``:ode`` may be asked for afterwards.

    Raises
    ------
    StylogenyError
        The network was trained for another family.
    """
    base = trained.partition(":")[0]
    if asked in (base, trained):
        return trained
    if asked == f"{base}:ode":
        family_of(asked)
        return asked
    raise StylogenyError("the run's checkpoint is of another family", got=asked, fix=f"ask for {trained}")
