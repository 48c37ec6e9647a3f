"""Turn a CLIP text encoder towards a style, for one prompt or a set of them, without touching the encoder itself.

The parameters are copied, the copy takes the gradient steps, and the encoder's forward runs on the copy
(``torch.func.functional_call``), so the module in memory stays bit-identical whatever happens. Only the token rows that
the prompt uses are copied: rows without gradient do not move under Adam, so this equals tuning the whole table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from .text_encoder import TextOutput, feature_of, token_table


@dataclass(frozen=True)
class SteeringTarget:
    """What the text feature is turned towards: unit directions[k, D] with weights[k] (negative: away from it)."""

    directions: torch.Tensor
    weights: torch.Tensor

    def agreement(self, feature: torch.Tensor) -> torch.Tensor:
        """Weighted mean cosine of features[B, D] with the directions (over the sum of absolute weights), mean over
        B."""
        cosines = nn.functional.normalize(feature, dim=-1) @ self.directions.T
        return (cosines @ self.weights / self.weights.abs().sum()).mean()


@dataclass(frozen=True)
class TunedEncoder:
    """The encoder's output after tuning, its agreement before and after, and the tuned copies by parameter name."""

    output: TextOutput
    before: float
    after: float
    weights: dict[str, torch.Tensor]


def trainable(encoder: nn.Module, only: Callable[[str], bool] | None = None) -> dict[str, torch.Tensor]:
    """Float32 leaf copies of the parameters that are tuned: all but the projection and the token table."""
    table = token_table(encoder).weight
    copies = {}
    for name, value in encoder.named_parameters():
        if value is table or name.startswith("text_projection") or (only is not None and not only(name)):
            continue
        copies[name] = value.detach().to(torch.float32, copy=True).requires_grad_(True)
    return copies


def tune(
    encoder: nn.Module,
    input_ids: torch.Tensor,
    target: SteeringTarget,
    *,
    projection: torch.Tensor | None = None,
    steps: int = 20,
    lr: float = 1e-4,
    only: Callable[[str], bool] | None = None,
    **kwargs: object,
) -> TunedEncoder:
    """`steps` Adam steps on -agreement for the prompts input_ids int64[B, L] together; the encoder is not changed.

    `only(name)` restricts which parameters move (the token rows move too unless it is given). Half-precision encoders
    are tuned in float32. Other keyword arguments go to the encoder's forward.
    """
    copies = trainable(encoder, only)
    embedding = token_table(encoder)
    used, inverse = torch.unique(input_ids, return_inverse=True)
    rows = embedding.weight.detach()[used].to(torch.float32, copy=True).requires_grad_(only is None)
    fixed = {
        n: v.detach().float()
        for n, v in encoder.named_parameters()
        if n not in copies and v is not embedding.weight and v.dtype != torch.float32
    }
    projection = None if projection is None else projection.to(rows.device, torch.float32)

    def forward(**extra: object) -> TextOutput:
        return torch.func.functional_call(
            encoder, {**fixed, **copies}, kwargs={"input_ids": input_ids, **kwargs, **extra}
        )

    handle = embedding.register_forward_hook(lambda *_: rows[inverse])
    try:
        with torch.enable_grad():
            optimiser = torch.optim.Adam([*copies.values(), *([rows] if only is None else [])], lr=lr)
            before = 0.0
            for step in range(steps):
                agreement = target.agreement(feature_of(forward(), projection))
                before = before if step else float(agreement.detach())
                optimiser.zero_grad()
                (-agreement).backward()
                optimiser.step()
        del optimiser
        with torch.no_grad():
            output = forward(output_hidden_states=True)
            after = float(target.agreement(feature_of(output, projection)))
    finally:
        handle.remove()
    return TunedEncoder(output, before if steps else after, after, {n: v.detach() for n, v in copies.items()})
