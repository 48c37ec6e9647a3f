"""A picture is run back to the noise that a trained network would have drawn it from, and asked for a mark there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ...generation.canvas import crop_to
from ...generation.learned.data import SIDE
from ...generation.learned.families.probability_flow import solve
from ...generation.learned.generator import LearnedGenerator
from .noise_mark import NoiseMark, nonce_of, read_noise

TOLERANCE = 1e-3
FORGETFUL = ("score", "ve", "vp", "sub-vp", "poisson")  # families whose pictures forget the noise that they began with


def carries_noise_mark(family: str) -> bool:
    """Whether pictures of a family can be run back to their first noise: those drawn by an ODE from normal noise."""
    return family.endswith(":ode") or family.partition(":")[0] not in FORGETFUL


def first_noise(generator: LearnedGenerator, picture: np.ndarray, *, condition: np.ndarray | None = None) -> np.ndarray:
    """The noise of a picture uint8[H, W, 3] under the network's probability flow, float32[C, h, w].

    Parameters
    ----------
    generator : LearnedGenerator
    picture : ndarray
        At the size that it was drawn at: SIDE x SIDE pixels.
    condition : ndarray, optional
        float32[d]: the point that it was drawn at, where that is known; by default none, as if it were any picture.
    """
    scales = generator.trainer.scales
    width = len(scales.vector_mean)
    with torch.inference_mode():
        latents = generator.latents(crop_to(picture, (SIDE, SIDE))[None])
        told = (
            torch.zeros(1, width)
            if condition is None
            else scales.standardise_vectors(torch.from_numpy(condition)[None])
        )
        field = generator.field(told, 1.0 if condition is not None else 0.0)
        noise = solve(field, latents, start=1.0, end=0.0, tolerance=TOLERANCE)
    return noise[0].numpy()


def find_noise_mark(noise: np.ndarray, key: bytes, seeds: Sequence[int], *, numbers: int = 16) -> tuple[str, NoiseMark]:
    """The nonce whose signs a noise agrees with most, among the first pictures of some seeds, and how well."""
    nonces = [nonce_of(seed, number) for seed in seeds for number in range(numbers)]
    read = [(nonce, read_noise(noise, key, nonce, nonces=len(nonces))) for nonce in nonces]
    return max(read, key=lambda pair: pair[1].share)
