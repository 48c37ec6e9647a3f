"""Folds by artist: whole, balanced, and by work where there are too few artists."""

import numpy as np

from stylogeny.embedding.heads.folds import folds_by


def test_folds_keep_artists_whole_and_balance_their_works():
    artists = np.repeat([f"a{i}" for i in range(20)], np.arange(1, 21))
    fold = folds_by(artists, folds=4)
    assert all(len(set(fold[artists == a])) == 1 for a in set(artists))
    assert np.ptp(np.bincount(fold)) <= 10


def test_works_without_an_artist_are_not_one_artist():
    assert len(set(folds_by(np.array([""] * 40)))) == 4


def test_a_single_artist_is_split_by_work():
    assert sorted(np.bincount(folds_by(np.array(["same"] * 8)))) == [2, 2, 2, 2]
