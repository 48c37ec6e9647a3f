import pytest

from stylogeny.generation.autoencoder import load
from stylogeny.generation.latent_cache import LatentCache


@pytest.fixture
def cache(small_works):
    return LatentCache(small_works, load("linear"), keep=2)


def test_small_works_are_enlarged_so_that_none_tiles_a_larger_picture(cache):
    # a 64 x 80 work, left small, was a pattern of repeated blank patches at eight times its area
    high, wide = cache.latent(2, 256).shape[1:]
    assert high * wide == pytest.approx((256 / 8) ** 2, rel=0.05)
    assert wide / high == pytest.approx(80 / 64, rel=0.05)
    assert cache.latent(2, 1024).shape[1:] == (8, 10)


def test_a_picture_is_never_enlarged(cache):
    assert cache.picture(2, 256).shape == (64, 80, 3)
    assert cache.picture(2, 32).shape[0] < 64


def test_what_was_read_is_kept_and_the_oldest_goes_first(cache):
    first = cache.picture(0, 32)
    assert cache.picture(0, 32) is first
    cache.picture(1, 32)
    cache.picture(2, 32)
    assert cache.picture(0, 32) is not first
