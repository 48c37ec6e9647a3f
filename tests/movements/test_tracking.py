"""Communities of one span matched with the movements of the span before."""

import numpy as np

from stylogeny.movements.tracking import Track, match, origins


def test_a_group_that_holds_the_works_of_two_movements_is_a_merger():
    tracks = [Track(0, 9, centroids={9: np.zeros(1)}) for _ in range(2)]
    alive = {0: np.arange(6), 1: np.arange(6, 10)}
    now = match([np.arange(10)], [{0: 0.6, 1: 0.4}], alive, tracks, end=14, span=10)
    assert list(now) == [0] and tracks[1].merged == 0 and tracks[0].merged == -1


def test_a_movement_whose_works_are_held_by_two_groups_has_split():
    tracks = [Track(0, 9)]
    now = match([np.arange(6), np.arange(6, 10)], [{0: 1.0}, {0: 1.0}], {0: np.arange(10)}, tracks, end=14, span=10)
    assert sorted(now) == [0, 1] and tracks[1].parent == 0


def test_new_works_come_from_where_most_of_their_nearest_were():
    style = np.array([[0.0], [0.1], [0.2], [0.3], [0.4], [9.0], [9.1], [9.2], [9.3], [9.4], [0.15]], dtype=np.float32)
    alive = {0: np.arange(5), 1: np.arange(5, 10)}
    before = np.arange(10)
    assert origins(np.array([0, 1, 10]), alive, before, style) == {0: 1.0}
    assert origins(np.array([0, 5]), alive, before, style) == {0: 0.5, 1: 0.5}
    assert origins(np.array([0, 10]), {}, before, style) == {}
