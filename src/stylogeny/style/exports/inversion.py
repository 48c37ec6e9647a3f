"""Exports that need a text encoder: token embeddings, a LoRA, and steering vectors that say what e says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ...errors import StylogenyError
from ...progress import progress
from ...streams import stream
from ..encoders import as_encoder
from ..files import require
from ..steering.aesthetic_gradients import AestheticEmbedding
from ..steering.tuning import SteeringTarget, feature_of, text_model, tune

PROMPTS = (
    "a painting of a harbour", "a portrait of a woman", "mountains under snow", "a still life with fruit", "a city street at night",
    "two men talking", "a forest in autumn", "an empty room",
)  # fmt: skip
HELD_OUT = ("a ship in a storm", "a bowl of flowers", "a dog on a road", "a cathedral")
LINEAR = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")


@dataclass(frozen=True, eq=False)
class TextEncoder:
    """A CLIP text encoder, its tokenizer, and the projection float32[D, hidden] into the joint space."""

    encoder: Any
    tokenizer: Any
    projection: torch.Tensor

    @classmethod
    def of(cls, clip: Any, e: AestheticEmbedding) -> TextEncoder:
        """The text half of a CLIP (an encoder, a transformers CLIPModel or a path) that `e` belongs to.

        Raises
        ------
        StylogenyError
            No CLIP, one without text half or tokenizer, one of another width or name.
        """
        if clip is None:
            raise StylogenyError(
                "this target needs the CLIP that the style lives in", got="none", fix="pass --encoder PATH"
            )
        whole: Any = as_encoder(clip)
        matrix = getattr(whole, "projection", None)
        if matrix is None or getattr(whole, "tokenizer", None) is None:
            raise StylogenyError(
                "this target needs a whole CLIP with its tokenizer", got=whole.name, fix="pass --encoder PATH"
            )
        require(e.encoder, e.width, encoder=whole.name, width=whole.width)
        return cls(whole.model.text_model, whole.tokenizer, torch.from_numpy(matrix))

    def ids(self, prompts: Sequence[str]) -> torch.Tensor:
        """Token ids int64[n, 77]."""
        limit = text_model(self.encoder).embeddings.position_embedding.num_embeddings
        return self.tokenizer(
            list(prompts), padding="max_length", max_length=limit, truncation=True, return_tensors="pt"
        ).input_ids


def _goal(e: AestheticEmbedding) -> SteeringTarget:
    return SteeringTarget(torch.from_numpy(e.vector)[None], torch.ones(1))


def invert(
    e: AestheticEmbedding, half: TextEncoder, *, tokens: int = 4, steps: int = 200, lr: float = 5e-3, seed: int = 0
) -> tuple[np.ndarray, float, float]:
    """Token embeddings whose presence in a prompt turns its feature towards e.

    The vectors stand after "..., in the style of" in a handful of prompts; gradient ascent on the mean cosine, with each
    vector's length held at the vocabulary's mean length so that it stays a plausible token.

    Returns
    -------
    (vectors, before, after)
        float32[tokens, hidden]; mean cosine with e over held-out prompts without and with them.
    """
    if not 1 <= tokens <= 32:
        raise StylogenyError("1 to 32 tokens are expected", got=tokens)
    table = text_model(half.encoder).embeddings.token_embedding
    weight = table.weight.detach().float()
    length = weight.norm(dim=1).mean()
    start = weight.mean(0) + 0.02 * length * torch.from_numpy(
        stream(seed, "invert").normal(size=(tokens, weight.shape[1])).astype(np.float32)
    )
    vectors = start.clone().requires_grad_(True)
    learn_ids, where = _with_slots(half, [f"{p}, in the style of" for p in PROMPTS], tokens)
    test_ids, test_where = _with_slots(half, [f"{p}, in the style of" for p in HELD_OUT], tokens)
    target = _goal(e)

    def agreement(ids: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
        held = vectors / vectors.norm(dim=1, keepdim=True) * length

        def place(_module: Any, _inputs: Any, output: torch.Tensor) -> torch.Tensor:
            new = output.clone()
            new[slots] = held.repeat(len(ids), 1)
            return new

        handle = table.register_forward_hook(place)
        try:
            return target.agreement(feature_of(half.encoder(input_ids=ids), half.projection))
        finally:
            handle.remove()

    optimiser = torch.optim.Adam([vectors], lr=lr * float(length))
    for _ in progress(range(steps), "invert", unit="step"):
        optimiser.zero_grad()
        (-agreement(learn_ids, where)).backward()
        optimiser.step()
    half.encoder.zero_grad(set_to_none=True)
    with torch.no_grad():
        plain = target.agreement(feature_of(half.encoder(input_ids=half.ids(HELD_OUT)), half.projection))
        after = agreement(test_ids, test_where)
        held = vectors / vectors.norm(dim=1, keepdim=True) * length
    return held.numpy(), float(plain), float(after)


def _with_slots(half: TextEncoder, prompts: Sequence[str], tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids with `tokens` placeholder tokens before each prompt's end, and the mask of their positions."""
    limit = text_model(half.encoder).embeddings.position_embedding.num_embeddings
    rows, masks = [], []
    for prompt in prompts:
        ids = half.tokenizer(prompt).input_ids
        body, end = ids[:-1][: limit - tokens - 1], ids[-1]
        row = [*body, *([body[-1]] * tokens), end]
        masks.append([len(body) <= k < len(body) + tokens for k in range(limit)])
        rows.append(row + [half.tokenizer.pad_token_id] * (limit - len(row)))
    return torch.tensor(rows), torch.tensor(masks)


@dataclass(frozen=True, eq=False)
class LowRank:
    """A low-rank change of a text encoder: module name to (down[r, in], up[out, r]), and what truncation costs.

    `error` is the relative distance of the truncated encoder's states from the tuned one's, on held-out prompts (0: the
    same, 1: as far as from the plain encoder); `before`, `tuned`, `after` are mean cosines with e there.
    """

    factors: Mapping[str, tuple[np.ndarray, np.ndarray]]
    rank: int
    error: float
    before: float
    tuned: float
    after: float


def low_rank(
    e: AestheticEmbedding,
    half: TextEncoder,
    *,
    rank: int = 8,
    steps: int = 20,
    lr: float = 1e-4,
    prompts: Sequence[str] = PROMPTS,
) -> LowRank:
    """Tune the linear layers of the text encoder on several prompts at once, and truncate the change by SVD."""
    if rank < 1:
        raise StylogenyError("rank must be at least 1", got=rank)

    def linear(name: str) -> bool:
        return name.endswith(tuple(f"{n}.weight" for n in LINEAR))

    target = _goal(e)
    tuned = tune(half.encoder, half.ids(prompts), target, projection=half.projection, steps=steps, lr=lr, only=linear)
    plain = dict(half.encoder.named_parameters())
    factors, cut = {}, {}
    for name, value in tuned.weights.items():
        u, s, v = torch.linalg.svd(value - plain[name].detach().float(), full_matrices=False)
        r = min(rank, len(s))
        up, down = u[:, :r] * s[:r].sqrt(), s[:r].sqrt()[:, None] * v[:r]
        factors[name.removesuffix(".weight")] = (down.numpy(), up.numpy())
        cut[name] = plain[name].detach().float() + up @ down
    ids = half.ids(HELD_OUT)

    def run(weights: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, float]:
        with torch.no_grad():
            output = torch.func.functional_call(half.encoder, dict(weights), kwargs={"input_ids": ids})
            return output.last_hidden_state, float(target.agreement(feature_of(output, half.projection)))

    (zero, before), (full, best), (short, after) = run({}), run(tuned.weights), run(cut)
    error = float((short - full).norm() / (full - zero).norm().clamp_min(1e-12))
    return LowRank(factors, rank, error, before, best, after)


def steering_vectors(
    e: AestheticEmbedding, half: TextEncoder, *, steps: int = 20, lr: float = 1e-4, prompts: Sequence[str] = PROMPTS
) -> dict[str, np.ndarray]:
    """What tuning adds to the states after each layer, on average over prompts and positions: name to float32[hidden].

    The names are modules of the text encoder; :func:`added` puts the vectors there.
    """
    ids = half.ids(prompts)
    tuned = tune(half.encoder, ids, _goal(e), projection=half.projection, steps=steps, lr=lr)
    with torch.no_grad():
        plain = half.encoder(input_ids=ids, output_hidden_states=True)
    vectors = {}
    previous = torch.zeros(plain.hidden_states[0].shape[-1])
    for layer, (new, old) in enumerate(zip(tuned.output.hidden_states[1:], plain.hidden_states[1:], strict=True)):
        total = (new - old)[:, 1:].mean(dim=(0, 1))
        vectors[f"encoder.layers.{layer}"] = (
            total - previous
        ).numpy()  # each layer adds its share; residuals carry it on
        previous = total
    return vectors


@contextmanager
def added(encoder: Any, vectors: Mapping[str, np.ndarray], *, scale: float = 1.0) -> Iterator[None]:
    """Within the block a text encoder's layers give their output plus `scale` times the vector of their name.

    Raises
    ------
    StylogenyError
        A layer the encoder does not have, or vectors of another width.
    """
    inner = text_model(encoder)
    width = inner.final_layer_norm.weight.shape[0]
    modules = dict(inner.named_modules())
    for name, vector in vectors.items():
        if name not in modules or vector.shape != (width,):
            raise StylogenyError(
                f"a steering vector for {name} of width {len(vector)} does not fit", got=f"an encoder of width {width}"
            )

    def adding(vector: np.ndarray) -> Any:
        shift = scale * torch.from_numpy(np.asarray(vector, dtype=np.float32))

        def hook(_module: Any, _inputs: Any, output: Any) -> Any:
            first = output[0] if isinstance(output, tuple) else output
            moved = first + shift.to(first.device, first.dtype)
            moved[:, :1] = first[:, :1]
            return (moved, *output[1:]) if isinstance(output, tuple) else moved

        return hook

    handles = [modules[name].register_forward_hook(adding(vector)) for name, vector in vectors.items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
