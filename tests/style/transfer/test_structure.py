import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style.transfer.rearrangement import Geometry, rearrange
from stylogeny.style.transfer.structure import fit_geometry, read_geometry, restructure
from stylogeny.style.transfer.texture import Texture
from stylogeny.world.painting.genome import NAMES, SIZE, style
from stylogeny.world.painting.motifs import MOTIFS
from stylogeny.world.painting.painter import Content, paint


def painted(distortion, seed):
    latent = np.zeros(SIZE)
    latent[NAMES.index("distortion")] = distortion
    return paint(Content(sorted(MOTIFS)[seed % len(MOTIFS)], seed), style(latent), size=160)


def test_the_eye_reads_the_gene_of_distortion_off_pairs_of_one_content():
    straight, bent = (read_geometry([painted(z, k) for k in range(1, 6)])[:, 0] for z in (-2.0, 2.0))
    assert (bent - straight).mean() > 0.4


def test_a_geometry_is_found_again_that_a_picture_was_given():
    picture = painted(-1.5, 1)
    goal = read_geometry([rearrange(picture, Geometry(warp=0.9), seed=0)])[0]
    found, before, after = fit_geometry(picture, goal, seed=0)
    assert found.warp >= 0.75 and found.facets == 0
    assert np.abs(after - goal).sum() < np.abs(before - goal).sum()
    assert fit_geometry(picture, before)[0] == Geometry()  # where nothing is amiss nothing is moved


def test_a_content_takes_the_geometry_of_a_distorted_style():
    styles = [painted(2.0, k) for k in (2, 3, 5)]
    made = restructure(painted(-1.5, 1), styles, size=96)
    assert made.picture.shape[1] == 96 and made.geometry.warp > 0
    own, goal, now = made.read["distortion"]
    assert own < goal and abs(now - goal) < abs(own - goal)
    half = restructure(painted(-1.5, 1), styles, size=96, strength=0.5)
    assert half.geometry.warp == pytest.approx(made.geometry.warp / 2)


def test_a_style_file_has_no_geometry():
    texture = Texture.of([painted(0.0, 1)])
    with pytest.raises(StylogenyError, match="read off pictures"):
        restructure(painted(0.0, 1), [texture])
    with pytest.raises(StylogenyError, match="between 0 and 1"):
        restructure(painted(0.0, 1), [painted(0.0, 2)], strength=2.0)
