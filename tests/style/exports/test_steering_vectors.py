from __future__ import annotations

import numpy as np
import pytest

from helpers.agreement import agreement
from stylogeny.errors import StylogenyError
from stylogeny.style import add_vectors, export_style, load
from stylogeny.style.exports.steering_vectors import steering_vectors
from stylogeny.style.exports.text_encoder import TextEncoder


def test_steering_vector_on_the_real_encoder(tmp_path, pipe, clip, e):
    export_style(e, to="steering-vector", output=tmp_path / "cold.safetensors", encoder=clip, steps=20, lr=3e-3)
    back = load(tmp_path / "cold.safetensors")
    assert back.kind == "steering-vector" and set(back.tensors) == {"encoder.layers.0", "encoder.layers.1"}
    plain = agreement(pipe, e)
    with add_vectors(pipe.text_encoder, back.tensors):
        once = agreement(pipe, e)
    with add_vectors(pipe.text_encoder, back.tensors, scale=-1.0):
        against = agreement(pipe, e)
    assert once > plain > against and agreement(pipe, e) == plain
    with (
        pytest.raises(StylogenyError, match="does not fit"),
        add_vectors(pipe.text_encoder, {"encoder.layers.7": np.ones(16)}),
    ):
        pass
    # with the plain states of one prompt, the vectors rebuild its tuned states on average over prompts and positions
    vectors = steering_vectors(e, TextEncoder.of(clip, e), steps=0)
    assert all(np.abs(v).max() < 1e-6 for v in vectors.values())
