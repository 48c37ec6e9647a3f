"""Steering beside its rivals on equal terms.

Equal terms are the same pictures, prompts, noise and wall time, and style compared where prompt fidelity is equal,
because every method can buy style with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from ...errors import StylogenyError
from ...generation.pretrained.protocol import Pipeline
from ..encoders import Encoder, EncoderLike, Picture
from ..evaluation import evaluate_pictures, independent_encoder
from ..steering.aesthetic_embedding import AestheticEmbedding
from ..steering.aesthetic_gradients import learn
from ..steering.steer import steer
from .training import TRIGGER, Budget, dreambooth_lora, encode, textual_inversion

DIALS = (0.25, 0.5, 0.75, 1.0)
PLAIN = "plain"  # the pipeline alone
Draw = Callable[[str], np.ndarray]  # a prompt to pictures float[n, H, W, 3] in [0, 1]


@dataclass(frozen=True)
class Row:
    """One method at one setting of its dial: its style and prompt fidelity, and the seconds its training took."""

    method: str
    dial: float
    style: float
    fidelity: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Contest:
    """What all methods draw, and how it is evaluated.

    Parameters
    ----------
    pipeline : Pipeline
    pictures : sequence of Picture
        The style.
    prompts : sequence of str
        What to draw in it.
    e : AestheticEmbedding
        The style, as it is steered with.
    evaluator : Encoder
        Evaluates; not the encoder of `e`.
    background : sequence of Picture
        Other pictures, for the CSLS correction.
    call : dict
        Keyword arguments of the pipeline.
    budget : Budget
        Of each rival; its seed is also that of the noise.
    """

    pipeline: Pipeline
    pictures: Sequence[Picture]
    prompts: Sequence[str]
    e: AestheticEmbedding
    evaluator: Encoder
    background: Sequence[Picture]
    call: dict[str, Any]
    budget: Budget

    def draw(self, **more: object) -> np.ndarray:
        """The pipeline's pictures, always from the same noise."""
        noise = torch.Generator().manual_seed(self.budget.seed)
        return self.pipeline(generator=noise, output_type="np", **self.call, **more).images

    def enter(self, method: str, dial: float, seconds: float, draw: Draw) -> Row:
        """A picture of every prompt, evaluated."""
        pictures = [(np.clip(draw(p)[0], 0, 1) * 255).round().astype(np.uint8) for p in self.prompts]
        result = evaluate_pictures(
            pictures,
            references=self.pictures,
            encoder=self.evaluator,
            optimised=self.e,
            prompts=list(self.prompts),
            background=self.background,
        )
        if result.fidelity is None:
            raise StylogenyError("prompt fidelity needs an evaluator with a text half", got=self.evaluator.name)
        return Row(method, dial, result.style, result.fidelity, seconds)


def compare(
    pipeline: Pipeline,
    pictures: Sequence[Picture],
    prompts: Sequence[str],
    *,
    encoder: EncoderLike,
    evaluator: EncoderLike,
    seconds: float = 60.0,
    background: Sequence[Picture] = (),
    dials: Sequence[float] = DIALS,
    size: int = 512,
    steering: dict[str, Any] | None = None,
    seed: int = 0,
    **call: object,
) -> list[Row]:
    """Steering and its two rivals on the same pictures, prompts, noise and wall time.

    Parameters
    ----------
    pipeline : DiffusionPipeline
        SD 1.5 or SD 2.
    pictures, prompts : sequences
        The style, and what to draw in it.
    encoder : EncoderLike
        The CLIP that aesthetic gradients are learned with.
    evaluator : EncoderLike
        Another CLIP with a text half: it is refused when it is the same.
    seconds : float
        Wall time of each rival's training. Steering trains nothing: its time per prompt is what it spends.
    dials : sequence of float
        Settings of each method's strength.
    steering : dict, optional
        Keyword arguments of ``steer``.
    call
        Keyword arguments of the pipeline.

    Returns
    -------
    list of Row
        One per method and dial, and one for the pipeline alone (``plain``).
    """
    e = learn(pictures, encoder=encoder)
    contest = Contest(
        pipeline, pictures, prompts, e, independent_encoder(evaluator, [e]),
        background=background, call=call, budget=Budget(seconds, size=size, seed=seed),
    )  # fmt: skip
    return [
        contest.enter(PLAIN, 0.0, 0.0, lambda p: contest.draw(prompt=p)),
        *_steered(contest, dials, steering or {}),
        *_inverted(contest, dials),
        *_fine_tuned(contest, dials),
    ]


def _steered(contest: Contest, dials: Sequence[float], steering: dict[str, Any]) -> list[Row]:
    rows = []
    for dial in dials:
        with steer(contest.pipeline, contest.e, strength=dial, **steering) as session:
            row = contest.enter("aesthetic gradients", dial, 0.0, lambda p: contest.draw(prompt=p))
        rows.append(replace(row, seconds=sum(entry.seconds for entry in session.log)))
    return rows


def _inverted(contest: Contest, dials: Sequence[float]) -> list[Row]:
    rows = []
    pipeline = contest.pipeline
    with textual_inversion(pipeline, contest.pictures, contest.budget) as (token, spent):
        for dial in dials:

            def draw(prompt: str, dial: float = dial) -> np.ndarray:
                with torch.no_grad():
                    ends = encode(pipeline, prompt), encode(pipeline, f"{prompt}, {TRIGGER} {token}")
                return contest.draw(prompt_embeds=torch.lerp(*ends, dial), negative_prompt="")

            rows.append(contest.enter("textual inversion", dial, spent, draw))
    return rows


def _fine_tuned(contest: Contest, dials: Sequence[float]) -> list[Row]:
    rows = []
    with dreambooth_lora(contest.pipeline, contest.pictures, contest.budget) as (words, spent):

        def draw(prompt: str) -> np.ndarray:
            return contest.draw(prompt=f"{prompt}, {TRIGGER} {words}")

        for dial in dials:
            contest.pipeline.set_adapters(["style"], adapter_weights=[dial])
            rows.append(contest.enter("DreamBooth-LoRA", dial, spent, draw))
    return rows


def at_equal_fidelity(rows: Sequence[Row]) -> tuple[float, dict[str, float]]:
    """Each method's style where prompt fidelity is equal: the fidelity, and style by method.

    The fidelity is the highest that every method reaches; between dial settings style is interpolated, and among
    settings above it the best style counts (a method is not charged for fidelity it does not give up).
    """
    methods = [m for m in dict.fromkeys(r.method for r in rows) if m != PLAIN]
    if not methods:
        raise StylogenyError("no methods to compare", got="rows of the plain pipeline only")
    own = {m: sorted((r.fidelity, r.style) for r in rows if r.method == m) for m in methods}
    level = min(points[-1][0] for points in own.values())
    styles = {}
    for method, points in own.items():
        best = max(style for fidelity, style in points if fidelity >= level - 1e-12)
        along = float(np.interp(level, [f for f, _ in points], [s for _, s in points]))
        styles[method] = max(best, along)
    return level, styles
