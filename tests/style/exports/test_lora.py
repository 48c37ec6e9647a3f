from __future__ import annotations

import pytest

from helpers.agreement import agreement
from helpers.tiny_models import sd15
from stylogeny.style import export_style, load
from stylogeny.style.exports.lora import low_rank
from stylogeny.style.exports.text_encoder import TextEncoder


@pytest.mark.parametrize("layout", ["diffusers", "kohya"])
def test_lora_in_diffusers(tmp_path, tiny, clip, e, layout):
    path = tmp_path / "pytorch_lora_weights.safetensors"
    measures = export_style(e, to="lora", output=path, encoder=clip, layout=layout, rank=16, steps=10, lr=3e-3).measures
    assert measures["reload_error"] < 1e-4  # full rank: nothing is cut
    assert measures["cosine_after"] > measures["cosine_before"]
    pipe = sd15(tiny)
    before = agreement(pipe, e)
    pipe.load_lora_weights(str(path))
    assert agreement(pipe, e) == pytest.approx(measures["cosine_after"], abs=1e-4)
    pipe.unload_lora_weights()
    assert agreement(pipe, e) == pytest.approx(before, abs=1e-6) == pytest.approx(measures["cosine_before"], abs=1e-4)
    back = load(path)
    assert (back.kind, back.encoder, back.width) == ("lora", "clip", 16)


def test_rank_is_a_dial(clip, e):
    half = TextEncoder.of(clip, e)
    errors = [low_rank(e, half, rank=r, steps=10, lr=3e-3).error for r in (1, 4, 16)]
    assert 1.5 > errors[0] > errors[1] > errors[2] and errors[2] < 1e-4
