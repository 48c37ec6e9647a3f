"""Closed-form steering: a prompt's point in the joint space is turned towards a style, and its states follow."""

from __future__ import annotations

import torch
from torch import nn

from .outputs import rebuild
from .text_encoder import TextOutput, feature_of, text_model
from .tuning import SteeringTarget


def blend(
    encoder: nn.Module,
    output: TextOutput,
    target: SteeringTarget,
    projection: torch.Tensor | None,
    strength: float,
) -> tuple[float, float, TextOutput]:
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

        def move(name: str, value: torch.Tensor) -> torch.Tensor:
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

        names = [name for name, value in output.items() if name == "hidden_states" or not isinstance(value, tuple)]
        result = rebuild(output, lambda name, value: move(name, value) if name in names else value)
        return float(target.agreement(feature[None])), float(target.agreement(turned[None])), result
