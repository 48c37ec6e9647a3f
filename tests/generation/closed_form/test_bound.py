import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation import fit
from stylogeny.generation.closed_form.bound import DenoisingBound
from stylogeny.generation.styles import Corpus

from ..conftest import BLUES, REDS, painting


@pytest.fixture(scope="module")
def prepared(small_works):
    return DenoisingBound.prepare(Corpus.of(small_works), np.arange(16))


def test_reweighting_equals_preparing_without_the_deleted(small_works):
    """With every patch kept as a candidate, weight 0 and absence are the same thing."""
    corpus, kept = Corpus.of(small_works), np.arange(12)
    asked = [painting(20), painting(21)]
    weights = np.zeros(16)
    weights[kept] = 1
    whole = DenoisingBound.prepare(corpus, asked, nearest=10_000, others=1).score(weights)
    part = DenoisingBound.prepare(corpus, asked, rows=kept, nearest=10_000, others=1)
    # the corpus's spread, and with it bandwidth and background, is of all works: the difference is of that order only
    assert np.allclose(whole, part.score(weights), atol=0.05)


def test_few_candidates_stand_for_all(small_works):
    corpus, asked = Corpus.of(small_works), [painting(20), painting(30)]
    exact = DenoisingBound.prepare(corpus, asked, nearest=10_000, others=1).score(np.ones(16))
    few = DenoisingBound.prepare(corpus, asked, nearest=24, others=24).score(np.ones(16))
    assert np.allclose(exact, few, atol=0.02)


def test_a_work_is_less_surprising_to_its_own_kind(prepared):
    reds, blues = np.zeros(16), np.zeros(16)
    reds[list(REDS)] = 1
    blues[list(BLUES)] = 1
    assert (prepared.score(reds)[list(REDS)] < prepared.score(blues)[list(REDS)]).all()
    assert (prepared.score(blues)[list(BLUES)] < prepared.score(reds)[list(BLUES)]).all()


def test_rows_are_scored_without_themselves(small_works, prepared):
    outside = DenoisingBound.prepare(Corpus.of(small_works), [painting(r) for r in range(16)])
    assert (prepared.score(np.ones(16)) > outside.score(np.ones(16))).all()


def test_scale_of_the_weights_does_not_matter_and_bad_ones_are_refused(prepared):
    assert np.allclose(prepared.score(np.ones(16)), prepared.score(np.full(16, 7.0)))
    with pytest.raises(StylogenyError, match="weight"):
        prepared.score(np.zeros(16))
    with pytest.raises(StylogenyError, match="weight"):
        prepared.score(np.ones(4))


def test_noise_is_more_surprising_than_a_picture(small_works):
    rng = np.random.default_rng(0)
    generator = fit(small_works)
    found = generator.bound([painting(40), rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)])
    assert found[0] < found[1]


def test_nothing_to_score(small_works):
    with pytest.raises(StylogenyError, match="no pictures"):
        DenoisingBound.prepare(Corpus.of(small_works), [])
