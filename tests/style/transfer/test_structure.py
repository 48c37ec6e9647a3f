import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style.transfer.structure import READ, genes_of, geometry_of, read_geometry, restructure
from stylogeny.style.transfer.texture import Texture
from stylogeny.world.painting.genome import NAMES, SIZE, style
from stylogeny.world.painting.motifs import MOTIFS
from stylogeny.world.painting.painter import Content, paint


def painted(distortion, seed):
    latent = np.zeros(SIZE)
    latent[NAMES.index("distortion")] = distortion
    return paint(Content(sorted(MOTIFS)[seed % len(MOTIFS)], seed), style(latent), size=160)


def test_columns_are_those_of_the_genes():
    assert {gene: reading.column for gene, reading in READ.items()} == {gene: NAMES.index(gene) for gene in READ}


def test_a_distorted_style_is_told_from_a_straight_one():
    straight, bent = (genes_of(read_geometry([painted(z, k) for k in (1, 2, 3, 5)])) for z in (-2.0, 2.0))
    assert bent["distortion"] > straight["distortion"] + 0.15


def test_more_pictures_are_believed_more_and_weights_count():
    def distortion(readings, weights=None):
        return genes_of(np.array(readings), weights=weights)["distortion"]

    far, middle = [1.0, 0.0, 0.0], [READ[gene].offset for gene in READ]
    assert 0.5 < distortion([far]) < distortion([far] * 4) < distortion([far] * 40)
    assert distortion([middle] * 9) == pytest.approx(0.5)
    assert distortion([far, middle], [0.9, 0.1]) > distortion([far, middle], [0.1, 0.9])


def test_genes_say_how_a_content_is_rearranged():
    plain = geometry_of({"distortion": 0.0, "angularity": 0.4, "elongation": 0.5})
    assert (plain.warp, plain.facets) == (0, 0) and plain.stretch == pytest.approx(0)
    assert geometry_of({"distortion": 0.4, "angularity": 0.9, "elongation": 0.5}).facets == 0  # angular, not bent
    made = geometry_of({"distortion": 0.8, "angularity": 0.9, "elongation": 0.9})
    assert made.warp == 0.8 and made.facets == pytest.approx(0.8) and made.stretch > 0
    half = geometry_of({"distortion": 0.8, "angularity": 0.9, "elongation": 0.9}, strength=0.5)
    assert half.warp == 0.4 and half.stretch == pytest.approx(made.stretch / 2)


def test_a_content_takes_the_geometry_of_a_style():
    def reader(pictures):
        return np.tile([2.0, 0.0, 0.0], (len(pictures), 1))

    content = painted(-2.0, 1)
    made = restructure(content, [painted(0.0, 2)] * 3, size=96, reader=reader)
    assert made.picture.shape[1] == 96 and made.geometry.warp == made.genes["distortion"] > 0.9
    assert not np.array_equal(made.picture, restructure(content, [painted(0.0, 2)], size=96, strength=0.0).picture)


def test_a_style_file_has_no_geometry():
    with pytest.raises(StylogenyError, match="read off pictures"):
        restructure(painted(0.0, 1), [Texture.of([painted(0.0, 1)])])
    with pytest.raises(StylogenyError, match="between 0 and 1"):
        restructure(painted(0.0, 1), [painted(0.0, 2)], strength=2.0)
