"""The figures of a movement's life, on works laid out by hand."""

import numpy as np
import pytest

from stylogeny.movements.life_cycle import life_cycle


def test_figures_of_a_life():
    rng = np.random.default_rng(2)
    year = np.repeat(np.arange(1900, 1930), 6)
    n = len(year)
    style = rng.normal(size=(n, 4))
    own = np.arange(n) % 2 == 0
    style[own] = [8, 0, 0, 0] + 0.5 * rng.normal(size=(int(own.sum()), 4))
    tired = own & (year >= 1915)
    style[tired] = [8, 0, 0, 0] + 0.02 * rng.normal(size=(int(tired.sum()), 4))
    verdicts = np.where(own[:, None], [[0.5, -0.5, 0.0]], 0.0)
    responses = np.where(own, 0, 1)
    parents = np.where(own | (np.arange(n) == 0), -1, 0)[:, None]
    life = life_cycle(
        1, member=np.where(own, 1, -1), style=style, year=year, verdicts=verdicts, responses=responses, parents=parents
    )
    assert life.recognisability > 0.95 and life.variation < 0.5
    assert (life.advocates, life.opponents, life.opposed) == (1, 1, 1.0)
    assert 1914 <= life.stale_from <= 1921


def test_a_movement_that_turns_back_reacts_and_one_that_goes_on_does_not():
    # a line of works along the first axis; what follows goes on along it, or turns back
    style = np.array([[0.0, 0], [1, 0], [2, 0], [3, 0], [1, 0], [1, 0]])
    year, parents = np.array([1900, 1901, 1902, 1903, 1903, 1904]), np.array([[-1], [0], [1], [2], [2], [4]])
    common = {
        "style": style,
        "year": year,
        "verdicts": np.zeros((6, 2)),
        "parents": parents,
        "responses": np.array([0, 0, 0, 0, 1, 0]),
    }
    on = life_cycle(1, member=np.array([-1, -1, -1, 1, -1, -1]), **common)
    back = life_cycle(1, member=np.array([-1, -1, -1, -1, 1, 1]), **common)
    assert on.reaction == pytest.approx(-1) and back.reaction == pytest.approx(1)
    assert on.reacting == 0 and back.reacting == 0.5
