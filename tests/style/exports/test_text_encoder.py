from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding, ClipEncoder
from stylogeny.style.exports.text_encoder import TextEncoder


def test_a_style_needs_the_whole_clip_that_it_lives_in(clip, e):
    assert TextEncoder.of(clip, e).ids(["snow", "a harbour"]).shape == (2, 77)
    with pytest.raises(StylogenyError, match="needs the CLIP"):
        TextEncoder.of(None, e)
    with pytest.raises(StylogenyError, match="with its tokenizer"):
        TextEncoder.of(ClipEncoder(clip.model), e)
    with pytest.raises(StylogenyError, match="belongs to encoder 'other' of width 7"):
        TextEncoder.of(clip, AestheticEmbedding(np.ones(7), "other"))
