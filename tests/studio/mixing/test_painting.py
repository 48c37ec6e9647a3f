import io

import numpy as np
import pytest
from PIL import Image

from helpers.whole_run import whole as whole
from stylogeny.generation import fit
from stylogeny.generation.saved_pictures import read_record
from stylogeny.studio.mixing.mix import Mix
from stylogeny.studio.mixing.painting import gap_lines, sample
from stylogeny.studio.state import Studio


@pytest.fixture
def studio(whole):
    return Studio(whole)


def test_a_sample_is_the_picture_that_render_draws_and_says_so(studio, tmp_path):
    mix = Mix.of(["Other", "School <i>"], [0.7, -0.2], seed=4)
    made = sample(studio, mix, 2)
    drawn = fit(studio.graph).draw(mix.text, n=2, size=128, seed=4)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(made.png))), drawn.pictures[1])
    (tmp_path / "sample.png").write_bytes(made.png)
    record = read_record(tmp_path / "sample.png")
    assert (record.style, record.seed, record.index, record.size) == (mix.text, 4, 2, (128, 128))


def test_every_region_has_an_origin_among_the_works_that_are_named(studio):
    made = sample(studio, Mix.of(["Other"], [1]), 1)
    cells = np.array(made.cells)
    assert cells.shape == (16, 16) and cells.min() >= 0 and cells.max() < len(made.sources)
    shares = [source["share"] for source in made.sources]
    assert shares == sorted(shares, reverse=True) and sum(shares) == pytest.approx(1, abs=0.01)
    most = np.bincount(cells.ravel(), minlength=len(shares)).argmax()
    assert shares[most] > 0.5 * shares[0]


def test_larger_is_the_same_picture(studio):
    mix = Mix.of(["Other"], [1])
    small, large = (np.asarray(Image.open(io.BytesIO(sample(studio, mix, 1, size).png))) for size in (128, 256))
    assert large.shape == (256, 256, 3)
    shrunk = np.asarray(Image.fromarray(large).resize((128, 128), Image.Resampling.BOX), dtype=float)
    assert np.abs(shrunk - small).mean() < 0.5 * np.abs(shrunk - small[::-1]).mean() + 10


def test_too_few_works_have_no_gaps(studio):
    assert gap_lines(studio) == []
