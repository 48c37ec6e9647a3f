"""Learn to repaint: first an encoder with a common decoder on all works, then a decoder for each hand.

encoder   patches of all works, spoilt, have to be mended by a common decoder (Perov et al. 2020, DeepFaceLab: both
          sides, warped); a judge who reads the hand from the code is misled (gradient reversal), so that the code does
          not carry it
hand      the common decoder goes on with one hand's works alone, the encoder held; and what it makes of others' works
          must have that hand's texture and keep its code

All decoders grow from one, so that their weights can be mixed: a point between two hands is a decoder too (deep network
interpolation, Wang et al. 2019).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from ...progress import Callback
from ...streams import int_seed
from ..transfer.features import RandomFilters
from ..transfer.losses import gram, out_of_range
from .descent import descend
from .network import HandDecoder, HandShape, LayoutEncoder, reversed_gradient, without_palette
from .studies import PatchStudies, spoilt


@dataclass(frozen=True)
class RepaintTraining:
    """How hands are learned.

    Parameters
    ----------
    size, patch, batch : int
        Longest side of the works in pixels, side of a patch, patches a step.
    steps, hand_steps : int
        Of the encoder, and of each hand.
    rate : float
    warp, fog : float
        How the encoder's patches are spoilt (:func:`.studies.spoilt`).
    confusion : float
        Weight of the misled judge.
    texture, swap, keep : float
        Weights of the mended patch's texture, of the hand's in others' works, and of their code.
    shape : HandShape
    """

    size: int = 160
    patch: int = 64
    batch: int = 6
    steps: int = 600
    hand_steps: int = 300
    rate: float = 2e-3
    warp: float = 0.02
    fog: float = 1.0
    confusion: float = 0.01
    texture: float = 0.05
    swap: float = 0.1
    keep: float = 0.3
    shape: HandShape = field(default_factory=HandShape)


class _Learner(nn.Module):
    """What is learned first: the encoder, the common decoder, and the judge."""

    def __init__(self, shape: HandShape, artists: int) -> None:
        super().__init__()
        self.encoder = LayoutEncoder(shape)
        self.decoder = HandDecoder(shape)
        self.judge = nn.Sequential(
            nn.Conv2d(shape.code, 32, 3, 2), nn.LeakyReLU(0.2), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(32, max(artists, 1)),
        )  # fmt: skip


def learn_encoder(
    studies: PatchStudies,
    how: RepaintTraining,
    *,
    seed: int = 0,
    kept: Path | None = None,
    mark: str = "",
    callback: Callback | None = None,
) -> tuple[LayoutEncoder, HandDecoder]:
    """The encoder of a run's works, and the decoder that all hands start from (600 steps, some minutes of CPU).

    See :func:`.descent.descend` for `kept` and `mark`.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int_seed(seed, "repaint"))
        learner = _Learner(how.shape, int(studies.artist.max()) + 1)
    features = _filters()

    def loss(luck: torch.Generator) -> torch.Tensor:
        seen, pale, artist = studies.patches(how.batch, how.patch, luck)
        code = learner.encoder(spoilt(pale, luck, warp=how.warp, fog=how.fog))
        total = _mended(learner.decoder(code, _grain(seen, luck)), seen, features, how)
        told = artist >= 0
        if how.confusion > 0 and told.any():
            said = learner.judge(reversed_gradient(code[told], how.confusion))
            total = total + F.cross_entropy(said, artist[told])
        return total

    descend(
        learner, loss, steps=how.steps, rate=how.rate, seed=seed, what="encoder of hands", kept=kept, mark=mark,
        callback=callback,
    )  # fmt: skip
    return learner.encoder.eval(), learner.decoder.eval()


def learn_hand(
    encoder: LayoutEncoder,
    common: HandDecoder,
    own: PatchStudies,
    others: PatchStudies,
    how: RepaintTraining,
    *,
    seed: int = 0,
    kept: Path | None = None,
    mark: str = "",
    callback: Callback | None = None,
) -> HandDecoder:
    """A hand's decoder, from its `own` works and what it has to repaint (300 steps); encoder and common one stay."""
    decoder, features = copy.deepcopy(common).train(), _filters()
    encoder.requires_grad_(False)
    goals = _goals(own, features)

    def loss(luck: torch.Generator) -> torch.Tensor:
        seen, pale, _ = own.patches(how.batch, how.patch, luck)
        code = encoder(spoilt(pale, luck, warp=how.warp, fog=how.fog))
        total = _mended(decoder(code, _grain(seen, luck)), seen, features, how)
        if how.swap > 0:
            seen, pale, _ = others.patches(how.batch, how.patch, luck)
            code = encoder(pale)
            y = decoder(code, _grain(seen, luck))
            looks = [gram(m).mean(0) for m in features.style(y)]
            miss = torch.stack([((g - goal) ** 2).sum() / (goal**2).sum() for g, goal in zip(looks, goals)])
            total = total + how.swap * miss.mean().log1p() + 10 * out_of_range(y)
            total = total + how.keep * (encoder(without_palette(y.clamp(0, 1))) - code).abs().mean()
        return total

    descend(
        decoder, loss, steps=how.hand_steps, rate=how.rate / 2, seed=seed, what="hand", kept=kept, mark=mark,
        callback=callback,
    )  # fmt: skip
    return decoder.eval()


def mixed(decoders: Sequence[HandDecoder], shares: Sequence[float]) -> HandDecoder:
    """The decoder between several that grew from one: the mean of their weights by shares, which sum to 1."""
    out = copy.deepcopy(decoders[0])
    states = [d.state_dict() for d in decoders]
    out.load_state_dict({
        name: torch.stack([share * state[name] for share, state in zip(shares, states, strict=True)]).sum(0)
        for name in states[0]
    })  # fmt: skip
    return out.eval()


def _mended(y: torch.Tensor, x: torch.Tensor, features: RandomFilters, how: RepaintTraining) -> torch.Tensor:
    """How far mended patches y are from what they were: colours, fine and coarse, and texture."""
    total = (y - x).abs().mean() + (F.avg_pool2d(y, 4) - F.avg_pool2d(x, 4)).abs().mean()
    if how.texture > 0:
        with torch.no_grad():
            goal = [gram(m) for m in features.style(x)]
        pairs = zip((gram(m) for m in features.style(y)), goal)
        miss = torch.stack([((g - t) ** 2).sum((1, 2)) / (t**2).sum((1, 2)).clamp_min(1e-6) for g, t in pairs])
        total = total + how.texture * miss.mean(0).log1p().mean()
    return total + 10 * out_of_range(y)


def _goals(own: PatchStudies, features: RandomFilters) -> list[torch.Tensor]:
    """The mean Gram matrices of a hand's works, level by level."""
    with torch.no_grad():
        every = [[gram(m)[0] for m in features.style(x[None].float() / 255)] for x in own.pictures]
    return [torch.stack(level).mean(0) for level in zip(*every)]


def _filters() -> RandomFilters:
    return RandomFilters(channels=12, sizes=(3, 5), levels=4, seed=0)


def _grain(x: torch.Tensor, luck: torch.Generator) -> torch.Tensor:
    return torch.randn(len(x), 1, *x.shape[-2:], generator=luck)
