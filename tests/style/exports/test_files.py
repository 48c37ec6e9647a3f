from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding, StyleExport, load


def test_a_style_file_carries_its_origin(tmp_path, e, clip, provenance):
    back = load(e.save(tmp_path / "cold.safetensors"))
    assert isinstance(back, AestheticEmbedding) and back.provenance == provenance and len(back.pictures) == 4
    assert (back.encoder, back.width) == (clip.name, 24)
    for kwargs in ({"width": 768}, {"encoder": "openai/clip-vit-large-patch14"}):
        with pytest.raises(StylogenyError, match="belongs to encoder 'clip' of width 24"):
            load(tmp_path / "cold.safetensors", **kwargs)


def test_an_export_is_read_back_with_its_origin(tmp_path, e, provenance):
    StyleExport.of("steering-vector", e, {"encoder.layers.0": np.ones(16)}).save(tmp_path / "v", add_to="states")
    back = StyleExport.read(tmp_path / "v")
    assert (back.kind, back.encoder, back.width, back.provenance) == ("steering-vector", "clip", 24, provenance)
    assert np.array_equal(back.tensors["encoder.layers.0"], np.ones(16))


@pytest.mark.parametrize(
    ("tensors", "kind"),
    [
        ({"lora_te_x.lora_down.weight": np.ones((2, 3))}, "lora"),
        ({"image_embeds": np.ones((2, 1, 8))}, "ip-adapter"),
        ({"clip_l": np.ones((2, 8)), "clip_g": np.ones((2, 9))}, "textual-inversion"),
        ({"emb_params": np.ones(8)}, "textual-inversion"),
    ],
)
def test_files_of_other_tools_are_told_by_their_tensors(tmp_path, tensors, kind):
    save_file(tensors, tmp_path / "x.safetensors")
    back = load(tmp_path / "x.safetensors", encoder="clip", width=24)  # it declares nothing, so nothing is checked
    assert (back.kind, back.encoder, back.width) == (kind, "", 0)
    assert not back.provenance.parameters and not back.provenance.software


def test_what_is_no_style(tmp_path):
    (tmp_path / "junk.safetensors").write_bytes(b"not a style")
    (tmp_path / "empty").mkdir()
    save_file({"a": np.ones((3, 1)), "b": np.ones((2, 2, 2))}, tmp_path / "other.safetensors")
    torch.save({"name": "x"}, tmp_path / "none.pt")
    for name, line in [
        ("junk.safetensors", "not a readable"), ("absent.pt", "no such"), ("empty", "one style file"),
        ("other.safetensors", "not a style file"), ("none.pt", "holds no style"),
    ]:  # fmt: skip
        with pytest.raises(StylogenyError, match=line):
            load(tmp_path / name)
