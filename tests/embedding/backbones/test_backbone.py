"""Backbones: the built-in statistics, and Hugging Face models saved to disk, small and untrained."""

import numpy as np
import pytest

from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.statistics import describe
from stylogeny.errors import StylogenyError


def _picture(height=60, width=80, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "picture",
    [
        _picture(),
        np.zeros((40, 40, 3), np.uint8),
        np.full((5, 300, 3), 255, np.uint8),
        np.full((300, 3, 3), 128, np.uint8),
        _picture(1, 1),
        np.repeat(_picture()[..., :1], 3, axis=2),
    ],
    ids=["noise", "black", "wide", "tall", "one pixel", "grey"],
)
def test_any_picture_has_finite_statistics_of_one_length(picture):
    found = describe(picture)
    assert found.dtype == np.float32 and np.isfinite(found).all()
    assert found.shape == describe(_picture(seed=1)).shape


def test_statistics_tell_colour_and_texture_apart():
    """A warmer copy and a blurred copy change different parts; a copy twice as large changes little."""
    import cv2

    base = cv2.GaussianBlur(_picture(150, 200), (0, 0), 1.5)
    noise = np.std([describe(cv2.GaussianBlur(_picture(150, 200, s), (0, 0), 1.5)) for s in range(4)], axis=0) + 0.05
    step = lambda other: np.abs(describe(other) - describe(base)) / noise  # noqa: E731
    warm = np.clip(base * [1.2, 1.0, 0.8], 0, 255).astype(np.uint8)
    blurred = cv2.GaussianBlur(base, (0, 0), 2.0)
    assert step(warm)[:195].mean() > step(warm)[300:].mean()
    assert step(blurred)[300:].mean() > step(blurred)[:195].mean() * 0.5
    assert np.median(step(base.copy())) == 0


def test_a_picture_is_described_alike_whatever_stands_beside_it():
    body = backbone("built-in")
    both = body.features([_picture(seed=0), _picture(seed=1)])
    np.testing.assert_array_equal(body.features([_picture(seed=1)])[0], both[1])


def test_filters_ship_with_the_package_and_tell_brushwork_apart():
    """Responses to a striped picture differ from those to a blurred one, and hardly with its size."""
    from stylogeny.embedding.backbones.patches import WEIGHTS, respond

    assert WEIGHTS.stat().st_size < 8_000_000
    y, x = np.mgrid[0:180, 0:240]
    stripes = np.repeat((127 + 100 * np.sin(x * 0.9 + y * 0.3)).astype(np.uint8)[..., None], 3, axis=2)
    larger = np.kron(stripes, np.ones((2, 2, 1), np.uint8))
    flat = np.full_like(stripes, 127)
    base = respond(stripes)
    assert base.shape == (512,) and np.isfinite(respond(flat)).all()
    assert np.abs(base - respond(flat)).mean() > 3 * np.abs(base - respond(larger)).mean()


def _save(kind, folder):
    import transformers as t

    if kind == "dinov2":
        config = t.Dinov2Config(
            hidden_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=28, patch_size=14
        )
        model, processor = (
            t.Dinov2Model(config),
            t.BitImageProcessor(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}),
        )
    elif kind == "clip":
        vision = dict(
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=28,
            patch_size=14,
        )
        text = dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, vocab_size=20)
        model = t.CLIPModel(t.CLIPConfig(text_config=text, vision_config=vision, projection_dim=12))
        processor = t.CLIPImageProcessor(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
    elif kind == "siglip":
        vision = dict(
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=28,
            patch_size=14,
        )
        text = dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, vocab_size=20)
        model = t.SiglipModel(t.SiglipConfig(text_config=text, vision_config=vision))
        processor = t.SiglipImageProcessor(size={"height": 28, "width": 28})
    else:
        config = t.ViTConfig(
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=28,
            patch_size=14,
        )
        model, processor = (
            t.ViTModel(config, add_pooling_layer=False),
            t.ViTImageProcessor(size={"height": 28, "width": 28}),
        )
    model.save_pretrained(folder)
    processor.save_pretrained(folder)


@pytest.mark.parametrize("kind", ["dinov2", "clip", "siglip", "vit"])
def test_hugging_face_models_from_a_folder(kind, tmp_path):
    pytest.importorskip("transformers")
    import torch

    torch.manual_seed(0)
    _save(kind, tmp_path)
    body = backbone(str(tmp_path))
    found = body.features([_picture(seed=s) for s in range(3)])
    assert found.shape == (3, {"clip": 12}.get(kind, 16)) and found.dtype == np.float32
    assert np.ptp(found, axis=0).max() > 0
    np.testing.assert_allclose(backbone(str(tmp_path)).features([_picture(seed=2)])[0], found[2], atol=1e-5)


def test_unknown_backbone_is_one_clear_line(tmp_path):
    pytest.importorskip("transformers")
    with pytest.raises(StylogenyError, match="built-in"):
        backbone(str(tmp_path / "nothing" / "here"))
