"""Every export, loaded by the library it is for, gives there what the style gives here."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers.tiny_models import draw, load_adapter, sd15
from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding, export_style, load, steer


def test_ip_adapter_embeds_in_diffusers(tmp_path, tmp_path_factory, tiny, e, provenance):
    export_style(e, to="ip-adapter", output=tmp_path / "cold.safetensors")
    back = load(tmp_path / "cold.safetensors")
    assert (back.kind, back.encoder, back.width, back.provenance) == ("ip-adapter", "clip", 24, provenance)
    pipe = sd15(tiny)
    load_adapter(pipe, 24, tmp_path_factory.mktemp("adapter"))
    pipe.set_ip_adapter_scale(0.6)
    given = draw(pipe, "snow", ip_adapter_image_embeds=[torch.from_numpy(back.tensors["image_embeds"])])
    with steer(pipe, e, method="ip-adapter", strength=0.6):
        assert np.abs(given - draw(pipe, "snow")).max() < 1e-5


def test_aesthetic_gradients_pt(tmp_path, e):
    export_style(e, to="aesthetic-gradients", output=tmp_path / "cold.pt")
    raw = torch.load(tmp_path / "cold.pt", weights_only=True)  # as the reference reads it
    assert raw.shape == (1, 24) and raw.dtype == torch.float32 and float(raw.norm()) == pytest.approx(e.norm, rel=1e-5)
    np.testing.assert_allclose(load(tmp_path / "cold.pt").vector, e.vector, atol=1e-6)


def test_bad_exports_are_one_clear_line(tmp_path, clip, e):
    path = tmp_path / "x.safetensors"
    stranger = AestheticEmbedding(np.ones(7), "other")
    cases = [
        ({"to": "gif"}, "no such export target"),
        ({"to": "lora"}, "needs the CLIP"),
        ({"to": "textual-inversion"}, "needs the CLIP"),
        ({"to": "steering-vector"}, "needs the CLIP"),
        ({"to": "lora", "encoder": clip, "layout": "x"}, "no such layout"),
        ({"to": "textual-inversion", "encoder": clip, "layout": "x"}, "no such layout"),
        ({"to": "textual-inversion", "encoder": clip, "tokens": 0}, "1 to 32 tokens"),
        ({"to": "lora", "encoder": clip, "rank": 0}, "rank"),
    ]
    for kwargs, line in cases:
        with pytest.raises(StylogenyError, match=line):
            export_style(e, output=path, **kwargs)
    with pytest.raises(StylogenyError, match="belongs to encoder 'other' of width 7"):
        export_style(stranger, to="lora", output=path, encoder=clip)
    assert not path.exists() and not list(tmp_path.iterdir())
