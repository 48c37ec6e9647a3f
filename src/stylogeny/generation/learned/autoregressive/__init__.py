"""Families that draw a picture place after place, by name: each a network with its own loss, draw and likelihood.

``vqgan:fsq`` writes latents in a fixed grid of words in place of a codebook, ``vqgan:adversarial`` has an adversary.
"""

from __future__ import annotations

from ....errors import StylogenyError
from ..data import TrainingData
from ..families import family_of
from ..network import NetworkConfig
from .model import Autoregressive
from .pixelcnn import PixelCNN
from .vqgan import VQGAN

AUTOREGRESSIVE = ("pixelcnn", "vqgan", "vqgan:fsq", "vqgan:adversarial")


def check_family(name: str) -> None:
    """Raise as :func:`.families.family_of` does unless a family, of whatever kind, has this name."""
    if name not in AUTOREGRESSIVE:
        family_of(name)


def is_autoregressive(name: str) -> bool:
    """Whether a family draws place after place."""
    return name in AUTOREGRESSIVE


def network_of(name: str, shape: NetworkConfig, data: TrainingData | None = None) -> Autoregressive:
    """A family's network, fresh: of data, or to be filled from a checkpoint.

    Raises
    ------
    StylogenyError
        No such family.
    """
    if name == "pixelcnn":
        return PixelCNN(shape) if data is None else PixelCNN(shape, data.spectrum, data.coarse_mean)
    if name not in AUTOREGRESSIVE:
        raise StylogenyError("no such autoregressive family", got=name, fix=f"use {', '.join(AUTOREGRESSIVE)}")
    scales = None if data is None else data.scales
    return VQGAN(shape, scales, grid=name == "vqgan:fsq", adversarial=name == "vqgan:adversarial")
