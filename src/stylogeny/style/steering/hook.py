"""The hook that replaces a text encoder's output by the steered one while a block lasts."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from ...errors import StylogenyError
from .blend import blend
from .outputs import Mix, mix_outputs, row_of, slerp, stack
from .text_encoder import TextOutput
from .towers import Tower
from .tuning import SteeringTarget, tune


@dataclass(frozen=True)
class SteeringOptions:
    """How prompts are steered: the method and its strength; Adam steps, their size, and the mix, of ``gradient``."""

    method: str
    strength: float
    steps: int = 20
    lr: float = 1e-4
    arc: bool = False

    @property
    def mix(self) -> Mix:
        """How the plain and the tuned output are mixed."""
        return slerp if self.arc else torch.lerp


@dataclass(frozen=True)
class SteeredPrompt:
    """One prompt that was steered: by which encoder, in which role (prompt or negative), and to what effect.

    `before` and `after` are agreements with the style, weighted mean cosines.
    """

    encoder: str
    role: str
    seconds: float
    before: float
    after: float


@dataclass(eq=False)
class TowerHook:
    """The forward hook of one text encoder: replaces its output by the steered one, row by row, once per prompt.

    Parameters
    ----------
    tower : Tower
    targets : mapping
        What ``prompt`` and ``negative`` are turned towards, if anything.
    options : SteeringOptions
    log : list of SteeredPrompt
        What was steered is added to it.
    """

    tower: Tower
    targets: dict[str, SteeringTarget | None]
    options: SteeringOptions
    log: list[SteeredPrompt]
    roles: Iterator[str] | None = None
    busy: bool = False
    memo: dict[tuple[str, bytes], TextOutput] = field(default_factory=dict)

    def __call__(
        self, module: nn.Module, args: tuple[torch.Tensor, ...], kwargs: dict[str, Any], output: TextOutput
    ) -> TextOutput | None:
        if self.busy:
            return None
        role = next(self.roles, "prompt") if self.roles is not None else "prompt"
        target = self.targets[role]
        if target is None or not self.options.strength:
            return None
        kwargs = dict(kwargs)
        ids = kwargs.pop("input_ids") if "input_ids" in kwargs else args[0]
        rows = []
        for row in range(len(ids)):
            own = {k: v[row : row + 1] if isinstance(v, torch.Tensor) else v for k, v in kwargs.items()}
            plain = row_of(output, row)
            if role == "prompt" and int(ids[row, 1]) == self.tower.end:
                rows.append(plain)  # the empty prompt is what guidance pushes away from: it stays
                continue
            key = (role, ids[row].cpu().numpy().tobytes() + repr(sorted(own)).encode())
            if key not in self.memo:
                self.memo[key] = self._steer(ids[row : row + 1], target, plain, own, role)
            rows.append(self.memo[key])
        return stack(rows)

    def _steer(
        self, ids: torch.Tensor, target: SteeringTarget, plain: TextOutput, kwargs: dict[str, Any], role: str
    ) -> TextOutput:
        """One prompt's steered output."""
        start = time.perf_counter()
        target = SteeringTarget(target.directions.to(ids.device), target.weights.to(ids.device))
        tower, options = self.tower, self.options
        if options.method == "gradient":
            kwargs = {k: v for k, v in kwargs.items() if k not in ("output_hidden_states", "return_dict")}
            self.busy = True
            try:
                tuned = tune(
                    tower.encoder,
                    ids,
                    target,
                    projection=tower.projection,
                    steps=options.steps,
                    lr=options.lr,
                    **kwargs,
                )
            finally:
                self.busy = False
            before, after = tuned.before, tuned.after
            result = mix_outputs(plain, tuned.output, options.strength, options.mix)
        else:
            before, after, result = blend(tower.encoder, plain, target, tower.projection, options.strength)
        self.log.append(SteeredPrompt(tower.name, role, time.perf_counter() - start, before, after))
        return result


def announce_roles(
    encode_prompt: Callable[..., object], hooks: Sequence[TowerHook], *, negative: bool
) -> Callable[..., object]:
    """A pipeline's `encode_prompt`, telling the hooks which of their calls is the prompt and which the negative prompt.

    With `negative` there is always a negative prompt: an empty one where none is given.
    """
    signature = inspect.signature(encode_prompt)

    def encode(*args: Any, **kwargs: Any) -> object:
        given = signature.bind_partial(*args, **kwargs).arguments
        if given.get("prompt_embeds") is not None:
            raise StylogenyError("a steered pipeline needs the prompt's words", got="prompt_embeds", fix="pass prompt=")
        if negative and given.get("negative_prompt") is None and given.get("negative_prompt_embeds") is None:
            kwargs = {k: v for k, v in given.items() if k != "self"}
            prompt = kwargs.get("prompt")
            kwargs["negative_prompt"] = [""] * len(prompt) if isinstance(prompt, list) else ""
            args = ()
        for hook in hooks:
            hook.roles = iter(["prompt", "negative"])
        try:
            return encode_prompt(*args, **kwargs)
        finally:
            for hook in hooks:
                hook.roles = None

    return encode
