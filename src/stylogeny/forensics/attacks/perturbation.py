"""The smallest lies: pixels moved by a few grey levels so that a run sees another year, another hand, other parents.

Projected gradient descent within a box about the picture (Madry et al. 2018). Steps are rounded to bytes before the
loss is told, since that is what can be saved. An attacker who knows that pictures are purified first follows the
gradient through the purification, which is exact: it is differentiable, and draws nothing at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from ...embedding.heads.head import Head
from ...errors import StylogenyError
from ...progress import progress
from ...streams import stream
from ..purification import STRENGTH, GaussianDenoiser, purified
from .eye_twin import eye_features, head_vector, measured

LOOK_AGAIN = 5  # steps between two measurements of what has no gradient


@dataclass(frozen=True)
class AttackBudget:
    """What an attacker may do.

    Parameters
    ----------
    epsilon : int
        Grey levels by which any value of any pixel may change.
    steps : int
        Of gradient descent.
    """

    epsilon: int = 8
    steps: int = 20


def perturbed(
    picture: np.ndarray,
    head: Head,
    target: np.ndarray,
    *,
    budget: AttackBudget | None = None,
    denoiser: GaussianDenoiser | None = None,
    strength: float = STRENGTH,
) -> np.ndarray:
    """A picture moved towards a place in a run's space.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3].
    head : Head
        Of a space of the built-in backbone.
    target : ndarray
        float32[d]: the vector that it is to have: that of a work of another hand and year, say.
    budget : AttackBudget, optional
    denoiser : GaussianDenoiser, optional
        The defence, where the attacker knows of it and attacks through it.
    strength : float
        Of the purification.

    Returns
    -------
    ndarray
        uint8[H, W, 3], nowhere more than `epsilon` from the picture: of all steps the one that came nearest.

    Raises
    ------
    StylogenyError
        For an epsilon or a number of steps below 1.
    """
    budget = budget or AttackBudget()
    if budget.epsilon < 1 or budget.steps < 1:
        raise StylogenyError("an attack moves pixels by at least 1 in at least 1 step", got=budget)
    start = torch.tensor(picture).permute(2, 0, 1)[None].float()
    wanted, size = torch.tensor(np.asarray(target, dtype=np.float32)), max(2.5 * budget.epsilon / budget.steps, 1.0)
    now, best, least = start.clone(), start, np.inf
    fixed = measured(picture)
    for step in progress(range(budget.steps), "steps of an attack"):
        if step % LOOK_AGAIN == 0 and step:
            fixed = measured(_bytes(now))
        at = now.round().requires_grad_(True)
        seen = at if denoiser is None else 255 * purified(at / 255, denoiser, strength=strength)
        loss = (head_vector(head, eye_features(seen, fixed))[0] - wanted).square().sum()
        if loss.item() < least:
            best, least = at.detach(), loss.item()
        (gradient,) = torch.autograd.grad(loss, at)
        now = now - size * gradient.sign()
        now = torch.minimum(torch.maximum(now, start - budget.epsilon), start + budget.epsilon).clamp(0, 255)
    return _bytes(best)


def random_noise(picture: np.ndarray, epsilon: int, *, seed: int = 0) -> np.ndarray:
    """Every value of a picture uint8[H, W, 3] moved up or down by `epsilon` by chance: what an attack must beat."""
    signs = stream(seed, "signs").choice([-1, 1], size=picture.shape)
    return np.clip(picture.astype(np.int64) + epsilon * signs, 0, 255).astype(np.uint8)


def _bytes(pixels: torch.Tensor) -> np.ndarray:
    return np.ascontiguousarray(pixels[0].permute(1, 2, 0).numpy().astype(np.uint8))
