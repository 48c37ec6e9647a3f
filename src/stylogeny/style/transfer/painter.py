"""Feed-forward style transfer: one network, conditioned on a style vector, in one pass (Johnson, Alahi & Fei-Fei 2016).

One network paints every style that a vector can name: the texture and colours of a picture, or a point of the space
where no picture is. It is trained by :mod:`.training`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...streams import stream
from ..encoders import Picture
from .painting_network import DEEP, PaintingNetwork
from .pictures import picture_array, picture_tensor
from .style_code import style_code

FORMAT = Format("painter", 3, "train it again")
FAR = 4.0  # standard deviations to which style vectors are cut


@dataclass(frozen=True)
class PainterShape:
    """Width and blocks of the network, and whether its vectors are those of :func:`.style_code`."""

    width: int
    blocks: int
    texture: bool


@dataclass(frozen=True, eq=False)
class Painter:
    """A trained network.

    Parameters
    ----------
    net : PaintingNetwork
    mean, scale : ndarray
        float32[d]: standardisation of style vectors.
    palette : ndarray
        float32[d + 1, 12]: from a standardised vector and 1 to the style's :func:`~.painting_network.colours`.
    shape : PainterShape
    """

    net: PaintingNetwork
    mean: np.ndarray
    scale: np.ndarray
    palette: np.ndarray
    shape: PainterShape

    def paint(self, content: Picture, style: Picture | np.ndarray, *, size: int = 256, seed: int = 0) -> np.ndarray:
        """The content in a style, uint8[H, W, 3]: a style picture, or a style vector float[d]; `seed` of the grain."""
        x = picture_tensor(content, size)
        rows, columns = x.shape[-2:]
        x = F.pad(x, (0, -columns % DEEP, 0, -rows % DEEP), mode="replicate")
        code = ((self._code(style) - self.mean) / self.scale).astype(np.float32)
        vector = torch.from_numpy(code)[None].clamp(-FAR, FAR)
        noise = torch.from_numpy(stream(seed, "grain").normal(size=(1, 1, *x.shape[-2:])).astype(np.float32))
        with torch.inference_mode():
            y = self.net(x, vector, palette_of(vector, torch.from_numpy(self.palette)), noise)
        return picture_array(y[:, :, :rows, :columns].clamp(0, 1))

    def _code(self, style: Picture | np.ndarray) -> np.ndarray:
        """A style as a vector that the network knows."""
        if isinstance(style, np.ndarray) and style.ndim == 1:
            if style.shape != self.mean.shape or not np.isfinite(style).all():
                raise StylogenyError(
                    f"a style vector of {len(self.mean)} finite numbers is expected", got=f"{len(style)}"
                )
            return style
        if not self.shape.texture:
            raise StylogenyError(
                "this network was trained on style vectors", got="a picture", fix="pass the style's vector"
            )
        return style_code(style)

    def save(self, path: Path | str) -> None:
        """Write as safetensors."""
        tensors = {f"net.{k}": v.numpy() for k, v in self.net.state_dict().items()}
        tensors |= {"mean": self.mean, "scale": self.scale, "palette": self.palette}
        write_tensors(path, tensors, FORMAT, shape=asdict(self.shape))

    @classmethod
    def read(cls, path: Path | str) -> Painter:
        """Read what :meth:`save` wrote."""
        tensors, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            shape = PainterShape(**head["shape"])
            net = PaintingNetwork(len(tensors["mean"]), shape.width, shape.blocks)
            net.load_state_dict({k[4:]: torch.from_numpy(v) for k, v in tensors.items() if k.startswith("net.")})
            return cls(net.eval(), tensors["mean"], tensors["scale"], tensors["palette"], shape)


def palette_of(code: torch.Tensor, palette: torch.Tensor) -> torch.Tensor:
    """The colours [B, 12] that standardised style vectors [B, d] stand for."""
    return F.pad(code, (0, 1), value=1.0) @ palette
