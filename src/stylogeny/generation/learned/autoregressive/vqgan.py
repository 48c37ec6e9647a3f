"""VQGAN (van den Oord et al. 2017; Esser et al. 2021): latents written in words, and a law over the words of a picture.

An encoder turns each latent, having looked around it, into one of a few hundred words, a decoder turns words back into
latents, and a transformer learns which word follows which, told the style. Words, decoder and law are learned together;
the law reads the words as they are at the time. Untrained, encoder and decoder change nothing: words are then the
nearest of a codebook of latents, in the distance that the eye would see.

Reconstructions are held to the latents, to the texture that our random filters see in their pixels, and where it is
asked for to an adversary.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from ...autoencoder import BLOCK, BlockAutoencoder
from ..batch import Batch
from ..data import Scales
from ..families.family import Draws
from ..network import NetworkConfig
from ..process_group import ProcessGroup
from .codebook import Codebook, Grid, Quantiser
from .model import Autoregressive, uniforms
from .texture import Adversary, TextureLoss, balanced

WORDS = 512
FAINTEST = 0.05  # how much less visible than the mean a channel may count
FORGET = 0.1  # share of words that the law is not shown


class Residuals(nn.Module):
    """Convolutions among neighbours whose result is added to what was there; starts as zero."""

    def __init__(self, into: int, out: int, width: int, depth: int = 2) -> None:
        super().__init__()
        self.first = nn.Conv2d(into, width, 3, padding=1)
        self.layers = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(depth))
        self.last = nn.Conv2d(width, out, 3, padding=1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """float[n, into, h, w] to float[n, out, h, w]."""
        x = self.first(x)
        for layer in self.layers:
            x = x + layer(F.silu(x))
        return self.last(F.silu(x))


class VQGAN(Autoregressive):
    """Latents in words.

    Parameters
    ----------
    shape : NetworkConfig
    scales : Scales, optional
        Of the latents; by default all channels are seen alike. Kept in the checkpoint.
    grid : bool
        Finite scalar quantisation in place of a codebook.
    adversarial : bool
        With an adversary.
    texture : float
        Weight of the texture loss.
    peace : int
        Steps before the adversary is heard: a reconstruction that is still grey is no match for it.
    """

    unit = "code"
    screen: torch.Tensor
    visible: torch.Tensor
    steps: torch.Tensor

    def __init__(
        self,
        shape: NetworkConfig,
        scales: Scales | None = None,
        *,
        grid: bool = False,
        adversarial: bool = False,
        texture: float = 0.1,
        peace: int = 200,
    ) -> None:
        vocabulary: Quantiser = Grid() if grid else Codebook(WORDS, shape.channels)
        super().__init__(shape, vocabulary.dim)
        self.vocabulary, self.texture_weight, self.peace = vocabulary, texture, peace
        weight = torch.ones(shape.channels) if scales is None else scales.latent_weight
        self.register_buffer("visible", weight.sqrt().clamp_min(FAINTEST)[:, None, None])
        self.register_buffer("screen", _screen(shape.channels, scales))
        self.register_buffer("steps", torch.zeros((), dtype=torch.long))
        self.encoder = Residuals(shape.channels, vocabulary.dim, shape.near)
        self.decoder = Residuals(vocabulary.dim, shape.channels, shape.near)
        self.squeeze: nn.Module = nn.Identity()
        self.widen: nn.Module = nn.Identity()
        if vocabulary.dim != shape.channels:
            self.squeeze = nn.Conv2d(shape.channels, vocabulary.dim, 1, bias=False)
            self.widen = nn.Conv2d(vocabulary.dim, shape.channels, 1, bias=False)
            self._look_at_the_most_visible()
        self.head = nn.Linear(shape.width, vocabulary.count)
        self.near = nn.Linear(shape.width, 2 * vocabulary.dim)
        for layer in (self.head, self.near):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        self.texture = TextureLoss()
        self.adversary = Adversary() if adversarial else None
        self._latest: torch.Tensor | None = None

    def _look_at_the_most_visible(self) -> None:
        """Start with a number for each of the most visible channels, two of its spreads within the bounds."""
        with torch.no_grad():
            for layer in (self.squeeze, self.widen):
                nn.init.zeros_(layer.weight)  # type: ignore[arg-type]
            most = self.visible.flatten().argsort(descending=True, stable=True)[: self.vocabulary.dim].tolist()
            for number, channel in enumerate(most):
                spread = 2 * self.visible[channel, 0, 0]
                self.squeeze.weight[number, channel] = 1 / spread  # type: ignore[index, operator]
                self.widen.weight[channel, number] = spread  # type: ignore[index, operator]

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        """Latents float[n, C, h, w] to the vectors that words are looked up for, float[n, h, w, dim]."""
        seen = x * self.visible.to(x.dtype)
        return (self.squeeze(seen) + self.encoder(seen)).permute(0, 2, 3, 1)

    def decode(self, vectors: torch.Tensor) -> torch.Tensor:
        """What words stand for, float[n, h, w, dim], to latents float[n, C, h, w]."""
        vectors = vectors.permute(0, 3, 1, 2)
        return (self.widen(vectors) + self.decoder(vectors)) / self.visible.to(vectors.dtype)

    def words(self, x: torch.Tensor) -> torch.Tensor:
        """Latents float[n, C, h, w] in words, int64[n, h, w]."""
        return self.vocabulary.read(self.encode(x))

    def reconstruct(self, x: torch.Tensor) -> torch.Tensor:
        """Latents float[n, C, h, w] by way of their words."""
        return self.decode(self.vocabulary.vectors(self.words(x)))

    def pixels(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents of unit spread float[n, C, h, w] as pixels about [0, 1], float[n, 3, 8 h, 8 w], up to their mean."""
        return F.pixel_shuffle(F.conv2d(latents, self.screen.T[:, :, None, None].to(latents.dtype)), BLOCK) + 0.5

    def loss(self, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
        """Error of reconstruction by `weight` float[C, 1, 1], texture, what vectors cost, and nats for each word."""
        x = batch.clean
        with torch.autocast(x.device.type, enabled=False):  # half precision would mistake one word for another
            flat = self.encode(x).flatten(0, 2)
            written, index, cost = self.vocabulary.write(flat)
            made = self.decode(written.view(len(x), *x.shape[2:], -1))
            seen, shown = self.pixels(made), self.pixels(x)
            lost = (weight * (made - x).square()).mean() + self.texture_weight * self.texture(seen, shown) + cost
            if self.adversary is not None and self.steps >= self.peace:
                against = balanced(lost, self.adversary.others_loss(seen), self.decoder.last.weight)
                lost = lost + against + self.adversary.own_loss(seen, shown)
        self._latest = flat.detach()
        hidden = torch.special.ndtr(batch.noise[:, :1]) < FORGET
        canvas = self.vocabulary.vectors(index).view(len(x), *x.shape[2:], -1).permute(0, 3, 1, 2)
        logits = self.logits(torch.where(hidden, 0.0, canvas), self.raster.condition(batch.style, batch.dropped))
        return lost + F.cross_entropy(logits.flatten(0, 1), index)

    def logits(self, canvas: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        """Of every word at each place of vectors float[n, dim, h, w], given those before it: float[n, h * w, words]."""
        return self._logits(self.raster(canvas, condition))

    def _logits(self, summary: torch.Tensor) -> torch.Tensor:
        """How often a word is used, how near it lies to what is expected, and what is said of it by name."""
        every = self.vocabulary.vectors(torch.arange(self.vocabulary.count, device=summary.device)).to(summary.dtype)
        near = self.near(summary) @ torch.cat([every, every.square()], dim=1).T
        return self.head(summary) + near + self.vocabulary.usage.clamp_min(1e-6).log().to(summary.dtype)

    def nats(self, x: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None) -> torch.Tensor:
        index = self.words(x)
        canvas = self.vocabulary.vectors(index).permute(0, 3, 1, 2)
        logits = self.logits(canvas, self.raster.condition(style, dropped))
        return -logits.log_softmax(dim=-1).gather(-1, index.flatten(1)[..., None])[..., 0]

    def finish_step(self, group: ProcessGroup, *, seed: int, step: int) -> None:
        if self._latest is not None:
            with torch.no_grad():
                self.vocabulary.follow(self._latest, group, seed=seed, step=step)
        self._latest = None
        self.steps += 1

    def remark(self) -> str:
        return self.vocabulary.remark()

    def draw(
        self,
        condition: torch.Tensor,
        draws: Draws,
        *,
        guidance: float = 1.0,
        canvas: torch.Tensor | None = None,
        masked: torch.Tensor | None = None,
    ) -> torch.Tensor:
        own, part = self.precise(), uniforms(draws)[:, 0].flatten(1)
        n, height, width = len(part), *draws(0).shape[2:]
        twice = 1 if guidance == 1 else 2
        dropped = torch.arange(twice * n, device=part.device) >= n
        told = own.raster.condition(condition.double().repeat(twice, 1), dropped)
        kept = None if canvas is None else self.words(canvas).flatten(1)
        open_places = None if masked is None else masked.flatten().tolist()
        vectors = torch.zeros(twice * n, own.vocabulary.dim, height, width, dtype=torch.float64, device=part.device)
        index = torch.zeros(n, height * width, dtype=torch.long, device=part.device)
        memories = own.raster.memories(height * width)
        for place in range(height * width):
            row, column = divmod(place, width)
            logits = own._logits(own.raster.step(vectors, (row, column), told, memories))
            if twice == 2:
                logits = torch.lerp(logits[n:], logits[:n], guidance)
            if kept is not None and open_places is not None and not open_places[place]:
                index[:, place] = kept[:, place]
            else:
                below = logits.softmax(dim=-1).cumsum(dim=-1)[:, :-1]
                index[:, place] = (below < part[:, place, None]).sum(dim=-1)
            vectors[:, :, row, column] = own.vocabulary.vectors(index[:, place]).repeat(twice, 1)
        return own.decode(own.vocabulary.vectors(index.view(n, height, width))).float()


def _screen(channels: int, scales: Scales | None) -> torch.Tensor:
    """How each standardised channel of the built-in autoencoder looks in the pixels of a block, float32[C, 192]."""
    built_in = BlockAutoencoder()
    rows = built_in.basis * built_in.spread[:, None]
    if channels != built_in.channels:
        rows = rows[list(built_in.composition_channels)][:channels]
    rows = F.pad(rows, (0, 0, 0, max(0, channels - len(rows))))
    return rows if scales is None else rows * scales.latent_std[:, None]
