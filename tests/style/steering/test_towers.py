"""Which text encoders of a pipeline a style fits, and by which projection."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style import learn
from stylogeny.style.steering.towers import find_towers, text_projection


@pytest.fixture(scope="module")
def e(clip, pictures):
    return learn(pictures[:4], encoder=clip)


def test_a_projection_is_the_same_from_everything_that_has_one(clip):
    own = clip.model.text_projection.weight.detach().numpy()
    for source in (own, own.astype(np.float64), torch.from_numpy(own), clip.model, clip):
        given = text_projection(source)
        assert given.dtype == np.float32 and np.array_equal(given, own)
    assert text_projection(None) is None


def test_a_plain_encoder_takes_the_projection_of_the_style_it_came_with(pipe, clip, e):
    (tower,) = find_towers(pipe, [e], None)
    own = clip.model.text_projection.weight.detach()
    assert tower.name == "text_encoder" and tower.encoder is pipe.text_encoder and tower.width == e.width == len(own)
    assert torch.equal(tower.projection, own) and tower.end == pipe.tokenizer.eos_token_id
    bare = replace(e, projection=None)
    (given,) = find_towers(pipe, [bare], own)
    assert torch.equal(given.projection, own)
    with pytest.raises(StylogenyError, match="no projection into"):
        find_towers(pipe, [bare], None)


def test_an_encoder_with_a_projection_of_its_own_keeps_it(xl, e):
    width = len(xl.text_encoder_2.text_projection.weight)
    assert width != e.width and [t.name for t in find_towers(xl, [e], None)] == ["text_encoder"]
    own = replace(e, vector=np.eye(width, dtype=np.float32)[0], projection=None)
    (tower,) = find_towers(xl, [own], e.projection)
    assert tower.name == "text_encoder_2" and tower.projection is None and tower.width == width


def test_a_style_of_another_width_and_a_pipeline_without_a_clip_are_refused(pipe, e):
    half = replace(e, vector=e.vector[:10] / np.linalg.norm(e.vector[:10]), projection=None)
    with pytest.raises(StylogenyError):
        find_towers(pipe, [half], e.projection)

    class Deaf:
        text_encoder = None

    with pytest.raises(StylogenyError, match="no CLIP text encoder"):
        find_towers(Deaf(), [e], None)
