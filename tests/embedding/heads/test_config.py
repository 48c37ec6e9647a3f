"""What a configuration means for given works: the bandwidth of dates and the bins of years."""

import dataclasses

import numpy as np
import pytest

from helpers.works import dated_works
from stylogeny.embedding.heads.config import HeadConfig

WORKS = dated_works(np.arange(1500, 1900, 4))


def test_the_bandwidth_is_a_sixth_of_the_dates_own_deviation():
    assert HeadConfig().date_bandwidth(WORKS) == pytest.approx(np.std(WORKS.year) / 6)
    assert HeadConfig(bandwidth=7.0).date_bandwidth(WORKS) == 7.0


@pytest.mark.parametrize("max_bins", [20, 240])
def test_bins_cover_all_dates_and_are_never_more_than_allowed(max_bins):
    config = dataclasses.replace(HeadConfig(), max_bins=max_bins)
    years = config.years(WORKS)
    assert years[0] < 1500 and years[-1] > 1896
    assert len(years) <= max_bins + 2
    assert np.diff(years).min() >= config.date_bandwidth(WORKS) / 2 - 1e-9
