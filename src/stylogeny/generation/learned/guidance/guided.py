"""Guidance of any family's sampler by something wanted of the clean latents, through the field that all of them ask.

Draws shall follow p(clean) exp(weight x value(clean)). On the straight path x = (1 - t) noise + t clean that adds
(1 - t) / t times the gradient of log E[exp(weight x value) | x] to the velocity. It is taken at the field's own guess
of the clean latents, which moves with x as that of a Gaussian with the works' spectrum does: each frequency of power P
by t P / (t^2 P + (1 - t)^2). For Gaussian latents and a linear value that is exact, at every time; guidance adds no
frequency that works do not have.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from ..families.family import Field
from ..families.straight import across
from ..spectrum import cosines

Value = Callable[[torch.Tensor], torch.Tensor]  # clean latents float[n, C, h, w] to float[n]
Power = Callable[[int, int], torch.Tensor]  # (height, width) to the works' power, float[C, height, width]


def guided(field: Field, value: Value, power: Power, *, weight: float = 1.0) -> Field:
    """The field of draws that lean to a higher value.

    Parameters
    ----------
    field : callable
    value : callable
        Differentiable; a picture's own, whatever stands beside it.
    power : callable
        See :meth:`..network.Denoiser.power`.
    weight : float
    """

    def leaning(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        velocity = field(x, t)
        at = across(t, x)
        slope = gradient(value, x + (1 - at) * velocity)
        rows, columns = (cosines(n).to(x) for n in x.shape[2:])
        spectrum = power(*x.shape[2:]).to(x)
        gain = (1 - at) * spectrum / (at.square() * spectrum + (1 - at).square()).clamp_min(1e-6)
        return velocity + weight * (rows.T @ (gain * (rows @ slope @ columns.T)) @ columns)

    return leaning


def gradient(value: Value, clean: torch.Tensor) -> torch.Tensor:
    """The gradient of a value at clean latents, of their shape."""
    with torch.inference_mode(False), torch.enable_grad():
        at = clean.detach().clone().requires_grad_(True)
        return torch.autograd.grad(value(at).sum(), at)[0]
