"""Closed-form steering, and the arithmetic on encoder outputs that all steering shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from .tuning import SteeringTarget, feature_of, text_model


def blend(
    encoder: Any, output: Any, target: SteeringTarget, projection: torch.Tensor | None, strength: float
) -> tuple[float, float, Any]:
    """Closed-form steering of one prompt's output: agreement before, agreement after, the new output.

    The feature f = P h is turned to f' (same length, `strength` of the way to e); h moves by P^+ (f' - f). Every
    position but the first follows, and states before the last layer norm follow through its inverse.
    """
    own = getattr(encoder, "text_projection", None)
    linear = own.weight.detach() if own is not None else projection
    assert linear is not None  # steer() refuses an encoder without either
    matrix = linear.float().to(output.last_hidden_state.device)
    norm = text_model(encoder).final_layer_norm
    with torch.no_grad():
        feature = feature_of(output, matrix).float()[0]
        direction = torch.nn.functional.normalize((target.weights[:, None] * target.directions).sum(0), dim=0)
        turned = (
            torch.nn.functional.normalize(torch.lerp(feature / feature.norm(), direction, strength), dim=0)
            * feature.norm()
        )
        shift = torch.linalg.lstsq(matrix, (turned - feature)[:, None], driver="gelsd").solution[:, 0]

        def moved(name: str, value: torch.Tensor) -> torch.Tensor:
            if name == "text_embeds":
                return turned.to(value.dtype)[None]
            if name == "pooler_output":
                return value + shift.to(value.dtype)
            step = shift
            if name == "hidden_states":
                step = shift / norm.weight.float().clamp_min(1e-3) * value.float().std(-1, unbiased=False, keepdim=True)
            new = value + step.to(value.dtype)
            new[:, :1] = value[:, :1]
            return new

        fields: dict[str, Any] = {}
        for name, value in output.items():
            if isinstance(value, tuple):
                fields[name] = tuple(moved(name, v) for v in value) if name == "hidden_states" else value
            else:
                fields[name] = moved(name, value)
        return float(target.agreement(feature[None])), float(target.agreement(turned[None])), type(output)(**fields)


def each(output: Any, function: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """A model output with `function(name, tensor)` applied to its tensors and tuples of tensors."""
    fields = {}
    for name, value in output.items():
        fields[name] = tuple(function(v) for v in value) if isinstance(value, tuple) else function(value)
    return type(output)(**fields)


def row_of(output: Any, row: int) -> Any:
    """One prompt's part of a batched output."""
    return each(output, lambda v: v[row : row + 1])


def stack(rows: list[Any]) -> Any:
    """One prompt outputs back into a batch; fields that a row lacks are left out."""
    names = [n for n in rows[0] if all(r.get(n) is not None for r in rows)]
    fields: dict[str, Any] = {}
    for name in names:
        values = [r[name] for r in rows]
        if isinstance(values[0], tuple):
            fields[name] = tuple(torch.cat(parts) for parts in zip(*values, strict=True))
        else:
            fields[name] = torch.cat(values)
    return type(rows[0])(**fields)


def mixed(plain: Any, tuned: Any, amount: float, mix: Any) -> Any:
    """Each tensor of `plain` moved `amount` of the way to `tuned`, by `mix` (lerp or :func:`slerp`)."""
    fields: dict[str, Any] = {}
    for name, value in plain.items():
        other = tuned[name]
        if isinstance(value, tuple):
            fields[name] = tuple(
                mix(v.float(), o.float(), amount).to(v.dtype) for v, o in zip(value, other, strict=True)
            )
        else:
            fields[name] = mix(value.float(), other.float(), amount).to(value.dtype)
    return type(plain)(**fields)


def slerp(a: torch.Tensor, b: torch.Tensor, amount: float) -> torch.Tensor:
    """Along the arc between the last-axis vectors of a and b; lengths are interpolated linearly."""
    la, lb = a.norm(dim=-1, keepdim=True), b.norm(dim=-1, keepdim=True)
    angle = torch.arccos(((a * b).sum(-1, keepdim=True) / (la * lb).clamp_min(1e-12)).clamp(-1, 1))
    sine = torch.sin(angle)
    arc = (torch.sin((1 - amount) * angle) * a / la + torch.sin(amount * angle) * b / lb) / sine
    return torch.where(sine < 1e-4, torch.lerp(a, b, amount), arc * torch.lerp(la, lb, amount))
