"""A LoRA of the denoiser: a style as a low-rank change of its weights (Hu et al. 2022), in one small file.

The change of every matrix is the product of two thin ones, so several can be added to a network, each by its own
weight, and taken away again: the network itself stays as it is. A convolution counts as the matrix that it is.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from ....artifacts import Format, read_tensors, write_tensors
from ....errors import StylogenyError
from ....provenance import Provenance
from ...styles import POINT
from ..generator import LearnedGenerator
from ..network import Denoiser
from ..trainer import denoiser

FORMAT = Format("lora", 1, "learn it again")
APART = ("coarse_mean.weight",)  # a linear model of palettes, which no low rank makes smaller
DOWN, UP = "down.", "up."


@dataclass(frozen=True, eq=False)
class LowRankAdapter:
    """A low-rank change of a denoiser.

    Parameters
    ----------
    factors : mapping of (name of a weight: (Tensor, Tensor))
        float32[r, in] and float32[out, r]; the change is the second times the first.
    point : ndarray
        float32[d]: where the style lies in the run's space.
    provenance : Provenance
        Parameters `name`, `family`, `rank`, `steps`, `pictures`; its input is the embedding that the network is
        conditioned on.
    """

    factors: Mapping[str, tuple[torch.Tensor, torch.Tensor]]
    point: np.ndarray
    provenance: Provenance

    @property
    def name(self) -> str:
        """Of the style."""
        return str(self.provenance.parameters["name"])

    @property
    def family(self) -> str:
        """Of the network that it changes."""
        return str(self.provenance.parameters["family"])

    def save(self, path: Path | str) -> None:
        """Write as safetensors, factors in half precision: a style is some hundred kB."""
        arrays = {POINT: np.asarray(self.point, dtype=np.float32)}
        for name, (down, up) in self.factors.items():
            arrays[DOWN + name] = down.detach().cpu().numpy().astype(np.float16)
            arrays[UP + name] = up.detach().cpu().numpy().astype(np.float16)
        write_tensors(path, arrays, FORMAT, provenance=self.provenance.document())

    @classmethod
    def read(cls, path: Path | str) -> LowRankAdapter:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            Missing, damaged, of another kind or version.
        """
        arrays, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            factors = {
                name.removeprefix(DOWN): tuple(
                    torch.from_numpy(arrays[side + name.removeprefix(DOWN)].astype(np.float32)) for side in (DOWN, UP)
                )
                for name in arrays
                if name.startswith(DOWN)
            }
            return cls(factors, arrays[POINT], Provenance.of(head["provenance"]))  # type: ignore[arg-type]


def fresh_factors(network: Denoiser, rank: int, *, seed: int = 0) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Factors of every matrix of a network whose product is zero; the thin matrices have at most full rank.

    Raises
    ------
    StylogenyError
        A rank below 1.
    """
    if rank < 1:
        raise StylogenyError("a rank is at least 1", got=rank)
    generator = torch.Generator().manual_seed(seed)
    factors = {}
    for name, weight in network.named_parameters():
        if weight.ndim < 2 or name in APART:
            continue
        out, into = weight.shape[0], weight[0].numel()
        r = min(rank, out, into)
        factors[name] = (torch.randn(r, into, generator=generator) / into**0.5, torch.zeros(out, r))
    return factors


def changed_weights(
    network: Denoiser, changes: Sequence[tuple[float, Mapping[str, tuple[torch.Tensor, torch.Tensor]]]]
) -> dict[str, torch.Tensor]:
    """Weights of a network with changes added, each by its weight; those alone that are changed.

    Raises
    ------
    StylogenyError
        A change of a network of another shape.
    """
    own: dict[str, torch.Tensor] = dict(network.named_parameters())
    out: dict[str, torch.Tensor] = {}
    for share, factors in changes:
        for name, (down, up) in factors.items():
            weight = out.get(name, own.get(name))
            if weight is None or up.shape[0] != weight.shape[0] or down.shape[1] != weight[0].numel():
                raise StylogenyError(
                    "this LoRA was learned on a network of another shape", got=name, fix="learn it again on this run"
                )
            out[name] = weight + share * (up @ down).view_as(weight)
    return out


def adapted(generator: LearnedGenerator, adapters: Sequence[tuple[float, LowRankAdapter]]) -> LearnedGenerator:
    """A generator whose network is changed by adapters, each by its weight; the one given stays as it is.

    Raises
    ------
    StylogenyError
        An adapter of another embedding or of a network of another shape.
    """
    trainer = generator.trainer
    for _, adapter in adapters:
        if adapter.provenance.inputs["embedding"] != trainer.space:
            raise StylogenyError(
                "this LoRA was learned in another embedding", got=adapter.name, fix="learn it again on this run"
            )
    network = copy.deepcopy(denoiser(trainer))
    weights = changed_weights(network, [(share, adapter.factors) for share, adapter in adapters])
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name in weights:
                parameter.copy_(weights[name])
    return replace(generator, trainer=replace(trainer, average=network))


def weighted_path(text: str) -> tuple[float, Path]:
    """``FILE`` or ``FILE:WEIGHT``, as a weight and a path.

    Raises
    ------
    StylogenyError
        No such file.
    """
    weight, path = 1.0, Path(text)
    name, _, end = text.rpartition(":")
    if not path.is_file() and name:
        with suppress(ValueError):  # a colon may also stand in a name
            weight, path = float(end), Path(name)
    if not path.is_file() or not np.isfinite(weight):
        raise StylogenyError("no such LoRA", got=text, fix="give FILE.safetensors or FILE.safetensors:WEIGHT")
    return weight, path
