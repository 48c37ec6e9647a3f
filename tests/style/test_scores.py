from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style import learn
from stylogeny.style.eye import BuiltInEye
from stylogeny.style.scores import BUNDLED, score_pictures


def test_heads_of_both_formats_score_through_a_clip(tmp_path, clip, pictures):
    torch.manual_seed(0)
    laion, sac = torch.nn.Linear(24, 1), torch.nn.Linear(24, 1)
    torch.save(laion.state_dict(), tmp_path / "laion.pth")
    torch.save({f"linear.{k}": v for k, v in sac.state_dict().items()}, tmp_path / "sac.pth")
    scores = score_pictures(pictures, heads=[tmp_path / "laion.pth", tmp_path / "sac.pth"], encoder=clip)
    x = torch.nn.functional.normalize(torch.from_numpy(clip.pictures(pictures)), dim=1)
    with torch.no_grad():
        np.testing.assert_allclose(scores["laion"], laion(x)[:, 0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(scores["sac"], sac(x * 24**0.5)[:, 0], rtol=1e-4, atol=1e-5)


def test_the_bundled_preference_needs_no_file(pictures):
    grey = [np.repeat(p.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8) for p in pictures]
    colourful, plain = (score_pictures(p, heads=[BUNDLED])[BUNDLED] for p in (pictures, grey))
    assert (colourful > plain).all()


def test_likeness_with_a_style(clip, pictures):
    own, theirs = learn(pictures[:3], encoder=BuiltInEye(), texture=False), learn(pictures[:3], encoder=clip)
    for e, encoder in ((own, None), (theirs, clip)):
        (score,) = score_pictures(pictures, styles=[e], encoder=encoder).values()
        assert score[:4].mean() > score[4:].mean()


def test_what_cannot_be_scored(tmp_path, clip, pictures, other):
    torch.save(torch.nn.Linear(7, 1).state_dict(), tmp_path / "narrow.pth")
    for heads, encoder, why in [
        ([], None, "a head or a style"),
        ([tmp_path / "narrow.pth"], None, "add --encoder"),
        ([tmp_path / "narrow.pth"], clip, "width 7"),
    ]:
        with pytest.raises(StylogenyError, match=why):
            score_pictures(pictures[:1], heads=heads, encoder=encoder)
    e = learn(pictures[:1], encoder=clip, texture=False)
    with pytest.raises(StylogenyError, match="belongs to"):
        score_pictures(pictures[:1], styles=[e])
    with pytest.raises(StylogenyError, match="belongs to encoder"):
        score_pictures(pictures[:1], styles=[e], encoder=other)
