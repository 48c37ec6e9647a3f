"""Judge pictures made in a style: how like the style, how true to the prompt, how pleasing.

The encoder that was optimised is never the judge: gradient steps please it whatever the picture looks like. Cosines of
style features are not calibrated across styles (hubs are near everything), so similarity is CSLS-corrected (Conneau et
al. 2018) against a background of other pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import StylogenyError
from .encoders import Encoder, Picture, as_encoder, cosine, unit
from .files import read_tensors
from .steering.aesthetic_gradients import AestheticEmbedding, torch_load


@dataclass(frozen=True)
class Verdict:
    """Means over the pictures judged.

    `style` is the CSLS-corrected similarity with the references (plain cosine without a background), `fidelity` the
    cosine with the prompt (None for a judge without text half), `aesthetic` a score for each head given.
    """

    style: float
    fidelity: float | None
    aesthetic: Mapping[str, float]


def csls(x: np.ndarray, y: np.ndarray, background: np.ndarray, *, k: int = 10) -> np.ndarray:
    """Cross-domain similarity local scaling, float[n, m]: 2 cos(x, y) - r(x) - r(y).

    r is the mean cosine with the k nearest of `background` float[b, d], so that a hub, near everything, gains nothing.
    """
    if not len(background):
        raise StylogenyError("a background of pictures is expected", got="none")
    k = min(k, len(background))

    def nearness(v: np.ndarray) -> np.ndarray:
        return np.sort(cosine(v, background), axis=1)[:, -k:].mean(axis=1)

    return 2 * cosine(x, y) - nearness(x)[:, None] - nearness(y)[None]


@dataclass(frozen=True, eq=False)
class AestheticHead:
    """A linear aesthetic predictor on CLIP image features, from the user's file.

    Parameters
    ----------
    weight, bias : ndarray, float
        float64[D] and its offset (a linear stack is multiplied out).
    scaled : bool
        Whether unit features are first multiplied by sqrt(D), as Simulacra's models expect.
    name : str
    """

    weight: np.ndarray
    bias: float
    scaled: bool
    name: str

    @classmethod
    def read(cls, path: Path | str) -> AestheticHead:
        """LAION's ``weight, bias``, its linear stack ``layers.N.weight``, or Simulacra's ``linear.weight``.

        A ``.pth`` is read without running code; safetensors with the same names works too.
        """
        path = Path(path)
        if path.suffix == ".safetensors":
            state: dict[str, np.ndarray] = read_tensors(path)[0]
        else:
            loaded = torch_load(path)
            if not isinstance(loaded, Mapping):
                raise StylogenyError("an aesthetic head is a state dict", got=type(loaded).__name__)
            state = {k: v.detach().float().numpy() for k, v in loaded.items() if hasattr(v, "detach")}
        if "linear.weight" in state:
            stack, scaled = [(state["linear.weight"], state["linear.bias"])], True
        elif "weight" in state:
            stack, scaled = [(state["weight"], state.get("bias", np.zeros(1)))], False
        else:
            order = sorted(int(k.split(".")[1]) for k in state if k.startswith("layers.") and k.endswith(".weight"))
            stack, scaled = [(state[f"layers.{n}.weight"], state[f"layers.{n}.bias"]) for n in order], False
        if not stack:
            raise StylogenyError("not an aesthetic head of LAION or Simulacra", got=f"{path} with {sorted(state)[:4]}")
        weight, bias = np.eye(stack[0][0].shape[1]), np.zeros(stack[0][0].shape[1])
        for w, b in stack:
            weight, bias = w.astype(np.float64) @ weight, w.astype(np.float64) @ bias + b
        if len(weight) != 1:
            raise StylogenyError("an aesthetic head gives one score", got=f"{len(weight)} outputs")
        return cls(weight[0], float(bias[0]), scaled, path.stem)

    def score(self, features: np.ndarray) -> np.ndarray:
        """Scores float64[n] of image features float[n, D]."""
        if features.shape[1] != len(self.weight):
            raise StylogenyError(
                f"the head {self.name} is for features of width {len(self.weight)}",
                got=features.shape[1],
                fix="judge with its CLIP",
            )
        x = unit(features.astype(np.float64)) * (features.shape[1] ** 0.5 if self.scaled else 1.0)
        return x @ self.weight + self.bias


def independent(encoder: Any, optimised: Sequence[AestheticEmbedding]) -> Encoder:
    """The encoder as a judge, unless it is one that was optimised (by name or by its very text projection)."""
    tower = as_encoder(encoder)
    mine = getattr(tower, "projection", None)
    for e in optimised:
        same = mine is not None and e.projection is not None and np.array_equal(mine, e.projection)
        if same or (e.encoder and e.encoder == tower.name):
            raise StylogenyError(
                "the encoder that was optimised cannot be the judge", got=tower.name, fix="judge with another encoder"
            )
    return tower


def judge_pictures(
    pictures: Sequence[Picture],
    *,
    references: Sequence[Picture],
    encoder: Any,
    optimised: AestheticEmbedding | Sequence[AestheticEmbedding] = (),
    prompts: Sequence[str] | None = None,
    background: Sequence[Picture] = (),
    heads: Sequence[AestheticHead] = (),
) -> Verdict:
    """Judge pictures by an encoder that had no part in making them.

    Parameters
    ----------
    pictures, references : sequences of pictures
        What was made, and the pictures whose style was meant.
    encoder : optional
        The judge: a CLIP, or anything with ``pictures``.
    optimised : AestheticEmbedding or several
        The embeddings the pictures were steered with; their encoder is refused as a judge.
    prompts : sequence of str, optional
        One a picture, for fidelity (the judge needs a text half).
    background : sequence of pictures, optional
        Other pictures, for the CSLS correction.
    heads : sequence of AestheticHead
    """
    used = [optimised] if isinstance(optimised, AestheticEmbedding) else list(optimised)
    tower = independent(encoder, used)
    if prompts is not None and len(prompts) != len(pictures):
        raise StylogenyError("one prompt a picture is expected", got=f"{len(prompts)} for {len(pictures)}")
    made, wanted = tower.pictures(pictures), tower.pictures(references)
    likeness = csls(made, wanted, tower.pictures(background)) if len(background) else cosine(made, wanted)
    fidelity = None
    if prompts is not None and hasattr(tower, "texts"):
        said = tower.texts(prompts)
        fidelity = float((unit(made) * unit(said)).sum(axis=1).mean())
    return Verdict(float(likeness.mean()), fidelity, {h.name: float(h.score(made).mean()) for h in heads})
