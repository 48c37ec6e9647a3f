"""What hands are learned from: patches of works as they are, and the same patches spoilt for the encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from ...corpus.pictures import BadPicture
from ...errors import StylogenyError
from ..encoders import Picture, read
from ..transfer.pictures import crop_frame, picture_tensor
from .network import PALE, without_palette

STORED = 32  # steps of one standard deviation in which whitened colours are kept


@dataclass(frozen=True, eq=False)
class PatchStudies:
    """Works at one scale.

    Parameters
    ----------
    pictures : list of Tensor
        uint8[3, H, W] each.
    pale : list of Tensor
        int8[3, H, W]: the same without their palettes, in 32nds of a standard deviation.
    artist : Tensor
        int64[n]: number of the artist; -1 for one with too few works to be told from others.
    """

    pictures: list[torch.Tensor]
    pale: list[torch.Tensor]
    artist: torch.Tensor

    @classmethod
    def of(
        cls, pictures: Sequence[Picture], artists: Sequence[str], *, size: int, patch: int, least: int = 1
    ) -> PatchStudies:
        """Of pictures whose longest side is made `size` (more where the shorter would be less than a patch).

        Artists of whom fewer than `least` are among them are not told from others; a picture that cannot be read is
        left out.
        """
        seen, pale, names = [], [], []
        for picture, name in zip(pictures, artists, strict=True):
            try:
                array = read(picture)
            except BadPicture:
                continue
            rows, columns = array.shape[:2]
            longest = max(size, -(-(patch + patch // 4) * max(rows, columns) // min(rows, columns)))
            x = crop_frame(picture_tensor(array, longest))
            seen.append((x[0] * 255).round().to(torch.uint8))
            pale.append((without_palette(x)[0] * STORED).round().to(torch.int8))
            names.append(str(name))
        if not seen:
            raise StylogenyError("hands are learned from pictures", got="none that can be read")
        counts = Counter(names)
        numbers = {name: k for k, name in enumerate(sorted(n for n in counts if n and counts[n] >= least))}
        return cls(seen, pale, torch.tensor([numbers.get(name, -1) for name in names]))

    def __len__(self) -> int:
        return len(self.pictures)

    def patches(self, count: int, side: int, luck: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Random patches [count, 3, side, side] in [0, 1], mirrored half the time; the same without palette; of which
        artist each is, int64[count]."""
        which = torch.randint(len(self), (count,), generator=luck)
        seen, pale = [], []
        for k in which.tolist():
            high, wide = self.pictures[k].shape[-2:]
            draws = torch.rand(3, generator=luck).tolist()
            y, x = int(draws[0] * (high - side + 1)), int(draws[1] * (wide - side + 1))
            both = [t[k][:, y : y + side, x : x + side] for t in (self.pictures, self.pale)]
            if draws[2] < 0.5:
                both = [t.flip(-1) for t in both]
            seen.append(both[0])
            pale.append(both[1])
        return torch.stack(seen).float() / 255, torch.stack(pale).float() / STORED, self.artist[which]


def spoilt(pale: torch.Tensor, luck: torch.Generator, *, warp: float, fog: float) -> torch.Tensor:
    """Patches without palette [B, 3, S, S] as a decoder must mend them: bent, in other colours, blurred, noisy.

    Parameters
    ----------
    warp : float
        Standard deviation of the shifts of a 5 x 5 grid, in shares of the side.
    fog : float
        How much of the colours, sharpness and texture is spoilt, 0 to 1.
    """
    count, _, side, _ = pale.shape
    x = _bent(pale, luck, warp)
    if fog <= 0:
        return x
    turn = torch.linalg.qr(torch.eye(3) + 0.35 * fog * torch.randn(count, 3, 3, generator=luck))[0]
    turn = turn * torch.diagonal(turn, dim1=1, dim2=2).sign()[:, None, :]  # near the identity, not its mirror
    gain = (0.25 * fog * torch.randn(count, 3, 1, 1, generator=luck)).exp()
    x = torch.einsum("bij,bjhw->bihw", turn, x) * gain + 0.2 * fog * torch.randn(count, 3, 1, 1, generator=luck)
    by = torch.rand(count, 1, 1, 1, generator=luck) * fog  # of each patch, how much is taken from its blurred twin
    small = F.interpolate(F.avg_pool2d(x, 4), size=(side, side), mode="bilinear", align_corners=False)
    x = torch.lerp(x, small, by)
    noise = F.avg_pool2d(torch.randn(count, 3, side, side, generator=luck), 3, 1, 1) * 3
    return (x + 0.3 * fog * torch.rand(count, 1, 1, 1, generator=luck) * noise).clamp(-PALE, PALE)


def _bent(x: torch.Tensor, luck: torch.Generator, warp: float) -> torch.Tensor:
    """Bent by a 5 x 5 grid of random shifts."""
    count, _, side, _ = x.shape
    if warp <= 0:
        return x
    shift = 2 * warp * torch.randn(count, 2, 5, 5, generator=luck)  # grid_sample's sides are 2 long
    shift = F.interpolate(shift, size=(side, side), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    plain = F.affine_grid(torch.eye(2, 3).repeat(count, 1, 1), [count, 1, side, side], align_corners=False)
    return F.grid_sample(x, plain + shift, mode="bilinear", padding_mode="reflection", align_corners=False)
