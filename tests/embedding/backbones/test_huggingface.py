"""Hugging Face vision models as backbones: small, untrained, saved to disk."""

import numpy as np
import pytest
import torch

from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.errors import StylogenyError

transformers = pytest.importorskip("transformers")
SIZES = dict(hidden_size=16, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2)
VISION = SIZES | dict(image_size=28, patch_size=14)


def picture(height=60, width=80, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def cropped(kind):
    return kind(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})


def tiny(kind):
    """A model and its processor."""
    t = transformers
    text = SIZES | dict(vocab_size=20)
    squashed = {"height": 28, "width": 28}
    if kind == "dinov2":
        return t.Dinov2Model(t.Dinov2Config(**VISION)), cropped(t.BitImageProcessor)
    if kind == "clip":
        config = t.CLIPConfig(text_config=text, vision_config=VISION, projection_dim=12)
        return t.CLIPModel(config), cropped(t.CLIPImageProcessor)
    if kind == "siglip":
        config = t.SiglipConfig(text_config=text, vision_config=VISION)
        return t.SiglipModel(config), t.SiglipImageProcessor(size=squashed)
    if kind == "convnext":
        config = t.ConvNextConfig(hidden_sizes=[4, 8, 12, 16], depths=[1, 1, 1, 1], image_size=32)
        return t.ConvNextModel(config), t.ConvNextImageProcessor(size={"shortest_edge": 32}, crop_pct=1.0)
    return t.ViTModel(t.ViTConfig(**VISION), add_pooling_layer=False), t.ViTImageProcessor(size=squashed)


@pytest.mark.parametrize(
    ("kind", "pooled", "layers"),
    [("dinov2", 16, 3 * 16), ("clip", 12, 3 * 16), ("siglip", 16, 3 * 16), ("vit", 16, 3 * 16), ("convnext", 16, 44)],
)
def test_models_from_a_folder(kind, pooled, layers, tmp_path):
    torch.manual_seed(0)
    for part in tiny(kind):
        part.save_pretrained(tmp_path)
    body = backbone(str(tmp_path))
    pictures = [picture(seed=s) for s in range(3)]
    found = body.features(pictures)
    assert body.blocks == (pooled, 2 * layers, *backbone("statistics").blocks)
    assert found.shape == (3, sum(body.blocks)) and found.dtype == np.float32
    own = found[:, : pooled + 2 * layers]
    assert np.isfinite(own).all() and np.ptp(own, axis=0).max() > 0
    again = backbone(str(tmp_path))
    assert again.edition == body.edition
    np.testing.assert_array_equal(again.features(pictures[2:])[0], found[2])
    assert np.isfinite(body.features([picture(16, 16), picture(4, 120), picture(1, 1)])).all()


def test_the_first_block_is_the_models_own_embedding(tmp_path):
    """What a CLIP says of the picture, in the terms that a diffusion model knows."""
    torch.manual_seed(0)
    model, processor = tiny("clip")
    for part in (model, processor):
        part.save_pretrained(tmp_path)
    pixels = processor(images=[picture()], return_tensors="pt")["pixel_values"]
    with torch.inference_mode():
        out = model.eval().get_image_features(pixel_values=pixels)
    embedding = out if isinstance(out, torch.Tensor) else out.pooler_output
    np.testing.assert_allclose(backbone(str(tmp_path)).features([picture()])[0, :12], embedding[0], atol=1e-5)


def test_an_unknown_model_is_one_clear_line(tmp_path):
    with pytest.raises(StylogenyError, match="built-in"):
        backbone(str(tmp_path / "nothing" / "here"))
