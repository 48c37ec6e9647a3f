"""The style that is read from a picture: of the genes, not of what is depicted, and the same whatever stands beside."""

import numpy as np
import pytest

from stylogeny.artifacts import read_tensors
from stylogeny.embedding.backbones.backbone import backbone, seen
from stylogeny.embedding.backbones.style_encoder import FORMAT, WEIGHTS, WIDTH, StyledBlocks, read_style
from stylogeny.world.painting.genome import NAMES, SIZE, style
from stylogeny.world.painting.painter import Content, paint
from training.painted_styles import shown
from training.style_encoder import Examples, legible, teach, traits


def painting(motif: str, scene: int, **latent: float) -> np.ndarray:
    z = np.zeros(SIZE)
    for name, value in latent.items():
        z[NAMES.index(name)] = value
    return paint(Content(motif, scene), style(z), hand=scene)


def test_the_encoder_ships_with_the_package_and_belongs_to_the_eye():
    assert WEIGHTS.stat().st_size < 8_000_000
    assert read_tensors(WEIGHTS, FORMAT)[1]["edition"] == seen().edition
    body = backbone("built-in")
    assert body.blocks == (*seen().widths, WIDTH) and body.edition != seen().edition
    assert SIZE + shown(np.zeros((1, SIZE))).shape[1] == WIDTH


@pytest.mark.parametrize("gene", ["saturation", "stroke_contrast", "hatching", "key"])
def test_genes_are_read_whatever_is_depicted(gene):
    contents = [("sea", 1), ("portrait", 2), ("village", 3)]
    body = StyledBlocks(seen())
    column = body.describe([painting(*c, **{gene: z}) for z in (-1.3, 1.3) for c in contents])[:, -WIDTH:]
    low, high = column[:, NAMES.index(gene)].reshape(2, -1)
    assert high.min() > low.max()


def test_a_picture_is_read_alike_whatever_stands_beside_it():
    one, other = painting("sea", 1), painting("interior", 2)
    body = StyledBlocks(seen())
    both = body.describe([one, other])
    np.testing.assert_array_equal(body.describe([other])[0], both[1])
    np.testing.assert_array_equal(read_style(both[1:, :-WIDTH])[0], both[1, -WIDTH:])


@pytest.mark.parametrize("shape", [(1, 1, 3), (16, 16, 3), (3, 200, 3)])
def test_any_picture_has_a_finite_code(shape):
    found = StyledBlocks(seen()).describe([np.full(shape, 200, np.uint8)])[0, -WIDTH:]
    assert np.isfinite(found).all() and np.abs(found).max() < 30


def test_teaching_finds_what_features_tell_and_no_more():
    """A feature that follows one gene is read; a gene that no feature follows is expected to be average."""
    draw = np.random.default_rng(0)
    latent = draw.standard_normal((1500, SIZE))
    features = np.c_[2 * latent[:, :1], draw.standard_normal((1500, 5))].astype(np.float32)
    known = Examples(features, latent, np.full(1500, "sea"))
    encoder = teach(known.select(np.arange(1000)), blocks=(1, 5), ridge=0.1)
    score = legible(encoder, known.select(np.arange(1000, 1500)))
    assert score[0] > 0.97 and np.abs(score[1:SIZE]).max() < 0.1


def test_how_genes_show():
    """A hue is of no account where colour is as seen; slants half a turn apart are one direction."""
    latent = np.zeros((4, SIZE))
    latent[:2, NAMES.index("unnatural")] = -8
    latent[:2, NAMES.index("hue")] = -1, 1
    assert np.abs(np.diff(shown(latent[:2]), axis=0)).max() < 1e-6
    from scipy.special import ndtri

    latent[2:, NAMES.index("stroke_slant")] = ndtri([0.1, 0.1 + 1 / 1.6])
    np.testing.assert_allclose(shown(latent)[2], shown(latent)[3], atol=1e-12)
    assert traits(latent).shape == (4, WIDTH)
