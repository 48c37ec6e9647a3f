from __future__ import annotations

import numpy as np
import pytest

from helpers.tiny_models import draw, sd15
from stylogeny.errors import StylogenyError
from stylogeny.style import shared_attention


def test_shared_attention_pulls_a_batch_to_its_first_picture(tiny, fingerprint):
    pipe = sd15(tiny)
    before, plain = fingerprint(pipe), draw(pipe, ["snow", "a harbour", "a cat"])
    with shared_attention(pipe, scale=0.0):
        off = draw(pipe, ["snow", "a harbour", "a cat"])
    with shared_attention(pipe):
        shared = draw(pipe, ["snow", "a harbour", "a cat"])
        alone = draw(pipe, "snow")
    np.testing.assert_allclose(off, plain, atol=1e-5)  # the processor is the original one when nothing is shared
    np.testing.assert_allclose(shared[0], plain[0], atol=1e-5)
    np.testing.assert_allclose(alone[0], plain[0], atol=1e-5)
    assert np.abs(shared[1:] - plain[1:]).max() > 1e-4
    assert fingerprint(pipe) == before and np.array_equal(draw(pipe, ["snow", "a harbour", "a cat"]), plain)
    with pytest.raises(StylogenyError, match="U-Net"), shared_attention(object()):
        pass
