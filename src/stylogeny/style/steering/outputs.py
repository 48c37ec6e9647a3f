"""Arithmetic on the outputs of text encoders: rows, batches, and mixtures of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from .text_encoder import TextOutput

Mix = Callable[[torch.Tensor, torch.Tensor, float], torch.Tensor]


def rebuild(output: TextOutput, change: Callable[[str, torch.Tensor], torch.Tensor]) -> TextOutput:
    """A model output with ``change(name, tensor)`` applied to its tensors and tuples of tensors."""
    fields: dict[str, Any] = {}
    for name, value in output.items():
        fields[name] = tuple(change(name, v) for v in value) if isinstance(value, tuple) else change(name, value)
    return type(output)(**fields)


def row_of(output: TextOutput, row: int) -> TextOutput:
    """One prompt's part of a batched output."""
    return rebuild(output, lambda _, value: value[row : row + 1])


def stack(rows: list[TextOutput]) -> TextOutput:
    """Outputs of one prompt each back into a batch; fields that a row lacks are left out."""
    names = [name for name, _ in rows[0].items() if all(row.get(name) is not None for row in rows)]
    fields: dict[str, Any] = {}
    for name in names:
        values = [row[name] for row in rows]
        tuples = [value for value in values if isinstance(value, tuple)]
        if tuples:
            fields[name] = tuple(torch.cat(parts) for parts in zip(*tuples, strict=True))
        else:
            fields[name] = torch.cat([value for value in values if isinstance(value, torch.Tensor)])
    return type(rows[0])(**fields)


def mix_outputs(plain: TextOutput, tuned: TextOutput, amount: float, mix: Mix) -> TextOutput:
    """Each tensor of `plain` moved `amount` of the way to `tuned`, by `mix` (lerp or :func:`slerp`)."""
    fields: dict[str, Any] = {}
    for name, value in plain.items():
        other = tuned[name]
        if isinstance(value, tuple) and isinstance(other, tuple):
            fields[name] = tuple(
                mix(v.float(), o.float(), amount).to(v.dtype) for v, o in zip(value, other, strict=True)
            )
        elif isinstance(value, torch.Tensor) and isinstance(other, torch.Tensor):
            fields[name] = mix(value.float(), other.float(), amount).to(value.dtype)
    return type(plain)(**fields)


def slerp(a: torch.Tensor, b: torch.Tensor, amount: float) -> torch.Tensor:
    """Along the arc between the last-axis vectors of a and b; lengths are interpolated linearly."""
    la, lb = a.norm(dim=-1, keepdim=True), b.norm(dim=-1, keepdim=True)
    angle = torch.arccos(((a * b).sum(-1, keepdim=True) / (la * lb).clamp_min(1e-12)).clamp(-1, 1))
    sine = torch.sin(angle)
    arc = (torch.sin((1 - amount) * angle) * a / la + torch.sin(amount * angle) * b / lb) / sine
    return torch.where(sine < 1e-4, torch.lerp(a, b, amount), arc * torch.lerp(la, lb, amount))
