"""Steer a diffusers pipeline towards a style for as long as a ``with`` block lasts.

    with steer(pipe, e, strength=0.9):
        pipe("a harbour at night").images

Three methods behind one call, each put in place by hooks and taken out again, so the pipeline's weights are never written:

``gradient``    the prompt's encoding is tuned by gradient steps (:mod:`.tuning`), then mixed with the original one
``blend``       no gradient: the prompt's point in the joint space is turned towards e, and the hidden states follow
                through the pseudo-inverse of the projection
``ip-adapter``  e is given to the denoiser as the image token of an IP-Adapter that the pipeline has loaded

The mix (`strength`) is the dial to turn; `steps` and `lr` set how far the tuned end of it is.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from ...errors import StylogenyError
from .adapter import image_token
from .aesthetic_gradients import AestheticEmbedding
from .blend import blend, mixed, row_of, slerp, stack
from .tuning import SteeringTarget, text_model, tune

METHODS = {"gradient": 0.9, "blend": 0.3, "ip-adapter": 0.6}  # and the strength each starts from


@dataclass
class Steering:
    """What happened inside the block: one entry in `log` for each prompt and encoder that was steered.

    An entry holds ``encoder`` (the pipeline's name for it), ``role`` (prompt or negative), ``seconds``, and the agreement
    with the style ``before`` and ``after`` (weighted mean cosine).
    """

    method: str
    strength: float
    log: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def steer(
    pipeline: Any,
    e: AestheticEmbedding | Sequence[AestheticEmbedding],
    *,
    weights: Sequence[float] | None = None,
    negative: AestheticEmbedding | Sequence[AestheticEmbedding] = (),
    steps: int = 20,
    lr: float = 1e-4,
    strength: float | None = None,
    method: str = "gradient",
    arc: bool = False,
    projection: Any = None,
) -> Iterator[Steering]:
    """Within the block every picture the pipeline makes is in the style; afterwards the pipeline is bit-identical.

    Parameters
    ----------
    pipeline : DiffusionPipeline
        With one or more CLIP text encoders (SD 1.5, SD 2, SDXL and their image-to-image, inpainting, ControlNet kin).
    e : AestheticEmbedding or several
        Each is matched to the pipeline's encoders by width.
    weights : sequence of float, optional
        One an embedding (default 1); negative turns away from it.
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
    styles, against = _several(e), _several(negative)
    if not styles:
        raise StylogenyError("at least one embedding is expected", got="none")
    signs = [1.0] * len(styles) if weights is None else [float(w) for w in weights]
    if len(signs) != len(styles) or not np.isfinite(signs).all() or not any(signs):
        raise StylogenyError("one finite weight an embedding, not all zero, is expected", got=signs)
    if method not in METHODS:
        raise StylogenyError("no such steering method", got=repr(method), fix="use " + ", ".join(METHODS))
    amount = METHODS[method] if strength is None else float(strength)
    if not 0 <= amount <= 1:
        raise StylogenyError("strength lies between 0 and 1", got=amount)
    if steps < 0 or not lr > 0:
        raise StylogenyError("steps must be 0 or more and lr above 0", got=f"steps {steps}, lr {lr}")
    session = Steering(method, amount)
    if method == "ip-adapter":
        if against:
            raise StylogenyError("negative embeddings work with methods gradient and blend", got=method)
        with image_token(pipeline, styles, signs, amount):
            yield session
        return
    towers = _towers(pipeline, [*styles, *against], projection)
    hooks = [
        _Tower(name, encoder, linear, _target(styles, signs, width), _target(against, [1.0] * len(against), width),
               session, steps, lr, slerp if arc else torch.lerp, _end(pipeline, name))
        for name, encoder, linear, width in towers
    ]  # fmt: skip
    handles = [h.encoder.register_forward_hook(h, with_kwargs=True) for h in hooks]
    original = getattr(pipeline, "encode_prompt", None)
    if original is not None:
        pipeline.encode_prompt = _announcing(original, hooks, bool(against))
    try:
        yield session
    finally:
        for handle in handles:
            handle.remove()
        if original is not None:
            del pipeline.encode_prompt


def _several(e: Any) -> list[AestheticEmbedding]:
    return [e] if isinstance(e, AestheticEmbedding) else list(e)


def _target(styles: list[AestheticEmbedding], weights: list[float], width: int) -> SteeringTarget | None:
    """The embeddings of this width as one target (None when there is none)."""
    chosen = [(s.vector, w) for s, w in zip(styles, weights, strict=True) if s.width == width and w]
    if not chosen:
        return None
    return SteeringTarget(torch.from_numpy(np.stack([v for v, _ in chosen])), torch.tensor([w for _, w in chosen]))


def _end(pipeline: Any, name: str) -> int | None:
    """The end-of-text token of an encoder's tokenizer: a prompt that starts with it is empty."""
    return getattr(getattr(pipeline, name.replace("text_encoder", "tokenizer"), None), "eos_token_id", None)


def _matrix(projection: Any) -> np.ndarray | None:
    """A text projection float32[D, hidden] from an array, an encoder, a transformers CLIP or a path."""
    if projection is None:
        return None
    if isinstance(projection, torch.Tensor):
        projection = projection.detach().float().cpu().numpy()
    if isinstance(projection, np.ndarray):
        return projection.astype(np.float32)
    if hasattr(projection, "text_projection"):
        return projection.text_projection.weight.detach().float().cpu().numpy()
    from ..encoders import as_encoder

    matrix = getattr(as_encoder(projection), "projection", None)
    if matrix is None:
        raise StylogenyError("the encoder given as projection has no text half", fix="give a whole CLIP")
    return matrix


def _towers(pipeline: Any, styles: list[AestheticEmbedding], projection: Any) -> list[tuple[str, Any, Any, int]]:
    """The pipeline's CLIP text encoders that an embedding fits: (name, module, projection or None, joint width)."""
    found, widths, bare = [], [], []
    matrices = [m for m in [_matrix(projection), *(s.projection for s in styles)] if m is not None]
    for name in ("text_encoder", "text_encoder_2", "text_encoder_3"):
        encoder = getattr(pipeline, name, None)
        try:
            hidden = text_model(encoder).final_layer_norm.weight.shape[0] if encoder is not None else 0
        except StylogenyError:
            continue  # a T5 beside the CLIPs
        if not hidden:
            continue
        own = getattr(encoder, "text_projection", None)
        if own is not None:
            options = [own.weight.detach().float()]
        else:
            options = [torch.from_numpy(m) for m in matrices if m.shape[1] == hidden]
        bare += [f"{name} (hidden {hidden})"] if not options else []
        for option in options:
            widths.append(len(option))
            if any(s.width == len(option) for s in styles):
                found.append((name, encoder, None if own is not None else option, len(option)))
                break
    if not widths and not bare:
        raise StylogenyError(
            "this pipeline has no CLIP text encoder", got=type(pipeline).__name__, fix="use SD 1.5, SD 2 or SDXL"
        )
    fits = {w for *_, w in found}
    strangers = sorted({s.width for s in styles} - fits)
    if strangers and bare:
        raise StylogenyError(
            f"{' and '.join(bare)} has no projection into CLIP's joint space",
            fix="learn the style with a whole CLIP, or pass projection=PATH to the CLIP this text encoder came from",
        )
    if strangers:
        have = " and ".join(str(w) for w in widths)
        raise StylogenyError(
            f"an embedding of width {strangers[0]} does not fit this pipeline's encoders of width {have}",
            fix="learn the style with the pipeline's own CLIP",
        )
    return found


def _announcing(original: Any, hooks: list[_Tower], negative: bool) -> Any:
    """`encode_prompt`, telling the towers which of their calls is the prompt and which the negative prompt."""
    signature = inspect.signature(original)

    def encode_prompt(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind_partial(*args, **kwargs)
        if given.arguments.get("prompt_embeds") is not None:
            raise StylogenyError("a steered pipeline needs the prompt's words", got="prompt_embeds", fix="pass prompt=")
        if (
            negative
            and given.arguments.get("negative_prompt") is None
            and given.arguments.get("negative_prompt_embeds") is None
        ):
            kwargs = {k: v for k, v in given.arguments.items() if k != "self"}
            prompt = kwargs.get("prompt")
            kwargs["negative_prompt"] = [""] * len(prompt) if isinstance(prompt, list) else ""
            args = ()
        for hook in hooks:
            hook.roles = iter(["prompt", "negative"])
        try:
            return original(*args, **kwargs)
        finally:
            for hook in hooks:
                hook.roles = None

    return encode_prompt


class _Tower:
    """The forward hook of one text encoder: replaces its output by the steered one, row by row, once a prompt."""

    def __init__(
        self, name: str, encoder: Any, linear: torch.Tensor | None, positive: SteeringTarget | None, negative: SteeringTarget | None,
        session: Steering, steps: int, lr: float, mix: Any, end: int | None,
    ) -> None:  # fmt: skip
        self.name, self.encoder, self.session = name, encoder, session
        self.linear, self.targets = linear, {"prompt": positive, "negative": negative}
        self.steps, self.lr, self.mix, self.end = steps, lr, mix, end
        self.roles: Iterator[str] | None = None
        self.busy = False
        self.memo: dict[tuple[str, bytes], Any] = {}

    def __call__(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> Any:
        if self.busy:
            return None
        role = next(self.roles, "prompt") if self.roles is not None else "prompt"
        target = self.targets[role]
        if target is None or not self.session.strength:
            return None
        kwargs = dict(kwargs)
        ids = kwargs.pop("input_ids") if "input_ids" in kwargs else args[0]
        rows = []
        for row in range(len(ids)):
            own = {k: v[row : row + 1] if isinstance(v, torch.Tensor) else v for k, v in kwargs.items()}
            plain = row_of(output, row)
            if role == "prompt" and int(ids[row, 1]) == self.end:
                rows.append(plain)  # the empty prompt is what guidance pushes away from: it stays
                continue
            key = (role, ids[row].cpu().numpy().tobytes() + repr(sorted(own)).encode())
            if key not in self.memo:
                self.memo[key] = self._steered(ids[row : row + 1], target, plain, own, role)
            rows.append(self.memo[key])
        return stack(rows)

    def _steered(self, ids: torch.Tensor, target: SteeringTarget, plain: Any, kwargs: dict[str, Any], role: str) -> Any:
        start = time.perf_counter()
        target = SteeringTarget(target.directions.to(ids.device), target.weights.to(ids.device))
        amount = self.session.strength
        if self.session.method == "gradient":
            kwargs = {k: v for k, v in kwargs.items() if k not in ("output_hidden_states", "return_dict")}
            self.busy = True
            try:
                tuned = tune(self.encoder, ids, target, projection=self.linear, steps=self.steps, lr=self.lr, **kwargs)
            finally:
                self.busy = False
            before, after = tuned.before, tuned.after
            result = mixed(plain, tuned.output, amount, self.mix)
        else:
            before, after, result = blend(self.encoder, plain, target, self.linear, amount)
        self.session.log.append(
            {
                "encoder": self.name,
                "role": role,
                "seconds": time.perf_counter() - start,
                "before": before,
                "after": after,
            }
        )
        return result
