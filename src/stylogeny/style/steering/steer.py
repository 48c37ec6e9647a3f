"""Steer a diffusers pipeline towards a style for as long as a ``with`` block lasts.

    with steer(pipe, e, strength=0.9):
        pipe("a harbour at night").images

Three methods behind one call, each put in place by hooks and taken out again, so the pipeline's weights are never
written:

``gradient``    the prompt's encoding is tuned by gradient steps (:mod:`.tuning`), then mixed with the original one
``blend``       no gradient: the prompt's point in the joint space is turned towards e, and the hidden states follow
                through the pseudo-inverse of the projection
``ip-adapter``  e is given to the denoiser as the image token of an IP-Adapter that the pipeline has loaded

The mix (`strength`) is the dial to turn; `steps` and `lr` set how far the tuned end of it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch

from ...errors import StylogenyError
from ...generation.pretrained.protocol import Pipeline
from .adapter import image_token
from .aesthetic_embedding import AestheticEmbedding
from .hook import SteeredPrompt, SteeringOptions, TowerHook, announce_roles
from .towers import ProjectionLike, find_towers
from .tuning import SteeringTarget

METHODS = {"gradient": 0.9, "blend": 0.3, "ip-adapter": 0.6}  # and the strength each starts from


@dataclass
class Steering:
    """What happened inside the block: one entry in `log` for each prompt and encoder that was steered."""

    options: SteeringOptions
    log: list[SteeredPrompt] = field(default_factory=list)


@contextmanager
def steer(
    pipeline: Pipeline,
    e: AestheticEmbedding | Sequence[AestheticEmbedding],
    *,
    weights: Sequence[float] | None = None,
    negative: AestheticEmbedding | Sequence[AestheticEmbedding] = (),
    steps: int = 20,
    lr: float = 1e-4,
    strength: float | None = None,
    method: str = "gradient",
    arc: bool = False,
    projection: ProjectionLike | None = None,
) -> Iterator[Steering]:
    """Within the block every picture the pipeline makes is in the style; afterwards the pipeline is bit-identical.

    Parameters
    ----------
    pipeline : DiffusionPipeline
        With one or more CLIP text encoders (SD 1.5, SD 2, SDXL and their image-to-image, inpainting, ControlNet kin).
    e : AestheticEmbedding or several
        Each is matched to the pipeline's encoders by width.
    weights : sequence of float, optional
        One per embedding (default 1); negative turns away from it.
    negative : AestheticEmbedding or several
        What the *negative* prompt (also an empty one) is turned towards, so that guidance leads away from it.
    steps, lr : int, float
        Adam steps and their size (``gradient`` only).
    strength : float
        0 leaves the conditioning as it was, 1 takes the steered one whole (``ip-adapter``: the adapter's scale).
        Default: ``gradient`` .9, ``blend`` .3, ``ip-adapter`` .6.
    method : {"gradient", "blend", "ip-adapter"}
    arc : bool
        Mix along the arc instead of the chord (keeps the length of each token's state).
    projection : optional
        Text projection for encoders shipped without one (SD 1.5, SDXL's first): an array [D, hidden], a
        CLIP, or a path to one. Not needed when the embedding carries it.

    Raises
    ------
    StylogenyError
        No CLIP text encoder, no encoder of an embedding's width, unknown method, numbers out of range, a call with
        ``prompt_embeds`` instead of a prompt.
    """
    styles, against = several(e), several(negative)
    signs = _weights(styles, weights)
    session = Steering(_options(method, strength, steps=steps, lr=lr, arc=arc))
    if method == "ip-adapter":
        if against:
            raise StylogenyError("negative embeddings work with methods gradient and blend", got=method)
        with image_token(pipeline, styles, signs, session.options.strength):
            yield session
        return
    hooks = [
        TowerHook(
            tower,
            {
                "prompt": _target(styles, signs, tower.width),
                "negative": _target(against, [1.0] * len(against), tower.width),
            },
            session.options,
            session.log,
        )
        for tower in find_towers(pipeline, [*styles, *against], projection)
    ]
    handles = [h.tower.encoder.register_forward_hook(h, with_kwargs=True) for h in hooks]
    original = getattr(pipeline, "encode_prompt", None)
    if original is not None:
        pipeline.encode_prompt = announce_roles(original, hooks, negative=bool(against))
    try:
        yield session
    finally:
        for handle in handles:
            handle.remove()
        if original is not None:
            del pipeline.encode_prompt


def several(e: AestheticEmbedding | Sequence[AestheticEmbedding]) -> list[AestheticEmbedding]:
    """One embedding or a sequence of them as a list."""
    return [e] if isinstance(e, AestheticEmbedding) else list(e)


def _weights(styles: Sequence[AestheticEmbedding], weights: Sequence[float] | None) -> list[float]:
    """One weight per embedding."""
    if not styles:
        raise StylogenyError("at least one embedding is expected", got="none")
    signs = [1.0] * len(styles) if weights is None else [float(w) for w in weights]
    if len(signs) != len(styles) or not np.isfinite(signs).all() or not any(signs):
        raise StylogenyError("one finite weight per embedding, not all zero, is expected", got=signs)
    return signs


def _options(method: str, strength: float | None, *, steps: int, lr: float, arc: bool) -> SteeringOptions:
    """Options that are in range."""
    if method not in METHODS:
        raise StylogenyError("no such steering method", got=repr(method), fix="use " + ", ".join(METHODS))
    amount = METHODS[method] if strength is None else float(strength)
    if not 0 <= amount <= 1:
        raise StylogenyError("strength lies between 0 and 1", got=amount)
    if steps < 0 or not lr > 0:
        raise StylogenyError("steps must be 0 or more and lr above 0", got=f"steps {steps}, lr {lr}")
    return SteeringOptions(method, amount, steps, lr, arc)


def _target(styles: Sequence[AestheticEmbedding], weights: Sequence[float], width: int) -> SteeringTarget | None:
    """The embeddings of this width as one target (None when there is none)."""
    chosen = [(s.vector, w) for s, w in zip(styles, weights, strict=True) if s.width == width and w]
    if not chosen:
        return None
    return SteeringTarget(torch.from_numpy(np.stack([v for v, _ in chosen])), torch.tensor([w for _, w in chosen]))
