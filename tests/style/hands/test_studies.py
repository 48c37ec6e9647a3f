"""Patches as they are, and spoilt."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style.hands.studies import PatchStudies, spoilt


def _pictures(count: int) -> list[np.ndarray]:
    return list(np.random.default_rng(0).integers(0, 256, (count, 60, 90, 3), dtype=np.uint8))


def test_a_picture_that_cannot_be_read_costs_itself_alone(tmp_path):
    studies = PatchStudies.of([*_pictures(3), tmp_path / "gone.png"], ["A", "A", "B", "A"], size=64, patch=32, least=2)
    assert len(studies) == 3 and studies.artist.tolist() == [0, 0, -1]
    seen, pale, artist = studies.patches(5, 32, torch.Generator().manual_seed(0))
    assert seen.shape == pale.shape == (5, 3, 32, 32) and artist.shape == (5,)
    assert seen.min() >= 0 and seen.max() <= 1
    with pytest.raises(StylogenyError, match="none that can be read"):
        PatchStudies.of([tmp_path / "gone.png"], ["A"], size=64, patch=32)


def test_what_is_not_spoilt_is_as_it_was():
    x = torch.randn(2, 3, 32, 32).clamp(-3, 3)
    luck = torch.Generator().manual_seed(0)
    assert torch.equal(spoilt(x, luck, warp=0.0, fog=0.0), x)
    assert not torch.allclose(spoilt(x, luck, warp=0.02, fog=0.0), x)
    assert spoilt(x, luck, warp=0.02, fog=1.0).abs().max() <= 3
