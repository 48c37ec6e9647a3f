"""The ordinary differential equation that every family shares: exact densities, and pictures to noise and back.

All schedules a clean + s noise have the same probability flow up to time and scale (Song et al. 2021; Karras et al.
2022), which on the straight path is dx/dt = velocity. Densities along it change by the divergence of the velocity (Chen
et al. 2018), estimated without bias from one vector of signs (Hutchinson; Grathwohl et al. 2019). Families differ in
how the velocity was learned, and in what density it starts from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from ....errors import StylogenyError
from .family import Field
from .straight import log_normal

TOLERANCE = 1e-5


def solve(
    field: Field,
    x: torch.Tensor,
    *,
    start: float = 0.0,
    end: float = 1.0,
    tolerance: float = TOLERANCE,
    through: Sequence[torch.Tensor] | None = None,
) -> torch.Tensor:
    """Where the probability flow takes latents from one time to another: (0, 1) draws, (1, 0) inverts, float[n, ...].

    Parameters
    ----------
    field : callable
        Velocity of (x, t).
    x : Tensor
        float[n, ...] at the time `start`.
    start, end : float
        Times of the straight path: 0 is noise, 1 is clean.
    tolerance : float
        Of the adaptive Runge-Kutta 5(4) solver, relative and absolute.
    through : sequence of Tensor, optional
        What the field depends on. With it, gradients of the result with respect to these and to `x` are found by the
        adjoint equation, backwards in time: memory does not grow with the number of steps.
    """
    from torchdiffeq import odeint, odeint_adjoint

    def slope(t: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return field(y, t.expand(len(y)))

    times = torch.tensor([start, end], dtype=x.dtype, device=x.device)
    if through is None:
        return odeint(slope, x, times, rtol=tolerance, atol=tolerance, method="dopri5")[-1]
    return odeint_adjoint(
        slope, x, times, rtol=tolerance, atol=tolerance, method="dopri5", adjoint_params=tuple(through)
    )[-1]


def log_likelihood(
    field: Field,
    x: torch.Tensor,
    *,
    log_base: Callable[[torch.Tensor], torch.Tensor] = log_normal,
    probe: torch.Tensor | None = None,
    tolerance: float = TOLERANCE,
) -> torch.Tensor:
    """Log density of points under the flow, nats, float[n].

    Parameters
    ----------
    field : callable
        Velocity of (x, t).
    x : Tensor
        float[n, ...].
    log_base : callable
        Log density of where the flow starts; see :meth:`.family.Family.log_base`.
    probe : Tensor, optional
        Random signs of the shape of `x` for Hutchinson's estimate of the divergence, which is unbiased. By default
        every coordinate is differentiated.
    tolerance : float
        Of the adaptive Runge-Kutta 5(4) solver.

    Raises
    ------
    StylogenyError
        A probe of another shape.
    """
    from torchdiffeq import odeint

    if probe is not None and probe.shape != x.shape:
        raise StylogenyError("a probe has a sign for each latent", got=tuple(probe.shape), fix=f"give {tuple(x.shape)}")

    def slope(t: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.enable_grad():
            at = state[0].detach().requires_grad_(True)
            velocity = field(at, t.expand(len(at)))
            divergence = _exact_trace(velocity, at) if probe is None else _estimated_trace(velocity, at, probe)
        return velocity.detach(), divergence.detach()

    times = torch.tensor([1.0, 0.0], dtype=x.dtype, device=x.device)
    start = (x, torch.zeros(len(x), dtype=x.dtype, device=x.device))
    path, change = odeint(slope, start, times, rtol=tolerance, atol=tolerance, method="dopri5")
    return log_base(path[-1].flatten(1)) + change[-1]


def _exact_trace(velocity: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """The divergence of a velocity at x, coordinate by coordinate, float[n]."""
    flat = velocity.flatten(1)
    parts = [
        torch.autograd.grad(flat[:, i].sum(), x, retain_graph=True)[0].flatten(1)[:, i] for i in range(flat.shape[1])
    ]
    return torch.stack(parts).sum(dim=0)


def _estimated_trace(velocity: torch.Tensor, x: torch.Tensor, signs: torch.Tensor) -> torch.Tensor:
    """Hutchinson's estimate of the divergence of a velocity at x, float[n]."""
    pulled = torch.autograd.grad((velocity * signs).sum(), x)[0]
    return (pulled * signs).flatten(1).sum(dim=1)
