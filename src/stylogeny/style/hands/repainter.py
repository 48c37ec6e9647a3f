"""A picture repainted in another's hand, or between several: the shared encoder, then a hand's own decoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...streams import stream
from ..encoders import Picture, read
from ..transfer.pictures import picture_array, picture_tensor
from .network import FACTOR, HandDecoder, HandShape, LayoutEncoder, without_palette
from .training import mixed

FORMAT = Format("hand", 1, "remove it, and `stylogeny repaint` learns it again")
Network = TypeVar("Network", bound=nn.Module)
FLAT = 2.0  # grey levels of spread in every colour, below which a picture shows nothing


@dataclass(frozen=True, eq=False)
class Repainter:
    """An encoder and the hands that were learned behind it.

    Parameters
    ----------
    encoder : LayoutEncoder
    common : HandDecoder
        Of no hand: what all of them grew from.
    hands : mapping of (name: HandDecoder)
    shape : HandShape
    """

    encoder: LayoutEncoder
    common: HandDecoder
    hands: Mapping[str, HandDecoder]
    shape: HandShape

    def paint(self, picture: Picture, hand: str | Mapping[str, float], *, size: int = 256, seed: int = 0) -> np.ndarray:
        """The picture as a hand would have painted it, uint8[H, W, 3].

        Parameters
        ----------
        picture : path or ndarray
            What is repainted.
        hand : str or mapping
            A hand, or shares of several, which count by what they are of their sum.
        size : int
            Longest side, pixels. Strokes are as large, in pixels, as in the works that were learned from.
        seed : int
            Of the grain.

        Raises
        ------
        StylogenyError
            For a hand that was not learned, shares that are not positive, and a picture of one colour.
        """
        check_shown(picture)
        decoder = self._decoder({hand: 1.0} if isinstance(hand, str) else hand)
        x = picture_tensor(picture, size)
        rows, columns = x.shape[-2:]
        pale = F.pad(without_palette(x), (0, -columns % FACTOR, 0, -rows % FACTOR), mode="replicate")
        grain = stream(seed, "grain").normal(size=(1, 1, *pale.shape[-2:])).astype(np.float32)
        with torch.inference_mode():
            y = decoder(self.encoder(pale), torch.from_numpy(grain))
        return picture_array(y[:, :, :rows, :columns].clamp(0, 1))

    def _decoder(self, hands: Mapping[str, float]) -> HandDecoder:
        """The decoder of some shares of hands."""
        unknown = [name for name in hands if name not in self.hands]
        if unknown:
            known = ", ".join(self.hands) or "none"
            raise StylogenyError("this hand was not learned", got=unknown[0], fix=f"known here: {known}")
        total = sum(hands.values())
        if not hands or min(hands.values()) <= 0 or not np.isfinite(total):
            raise StylogenyError("the shares of hands must be positive", got=list(hands.values()))
        return mixed([self.hands[name] for name in hands], [share / total for share in hands.values()])


def check_shown(picture: Picture) -> None:
    """Raise for a picture of (nearly) one colour."""
    if float(read(picture).reshape(-1, 3).std(axis=0).max()) < FLAT:
        raise StylogenyError(
            "the picture is of one colour: there is nothing to repaint",
            got=picture if isinstance(picture, str | Path) else f"shape {list(read(picture).shape)}",
            fix="give a picture that shows something",
        )


def save_networks(path: Path | str, networks: Mapping[str, nn.Module], shape: HandShape, **said: object) -> None:
    """Write networks by name as one safetensors file."""
    tensors = {
        f"{name}.{key}": value.numpy()
        for name, network in networks.items()
        for key, value in network.state_dict().items()
    }
    write_tensors(path, tensors, FORMAT, shape=asdict(shape), **said)


def read_encoder(path: Path | str) -> tuple[LayoutEncoder, HandDecoder, HandShape]:
    """The encoder and the common decoder that :func:`save_networks` wrote."""
    tensors, head = read_tensors(path, FORMAT)
    with FORMAT.fits(path):
        shape = HandShape(**head["shape"])
        return _filled(LayoutEncoder(shape), tensors, "encoder"), _filled(HandDecoder(shape), tensors, "common"), shape


def read_hand(path: Path | str) -> HandDecoder:
    """A hand's decoder."""
    tensors, head = read_tensors(path, FORMAT)
    with FORMAT.fits(path):
        return _filled(HandDecoder(HandShape(**head["shape"])), tensors, "hand")


def _filled(network: Network, tensors: Mapping[str, np.ndarray], name: str) -> Network:
    values = {key: torch.from_numpy(value) for key, value in tensors.items()}
    network.load_state_dict({k.removeprefix(f"{name}."): v for k, v in values.items() if k.startswith(f"{name}.")})
    return network.eval()
