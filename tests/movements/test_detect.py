"""Movements that were planted are found with their births, deaths, splits and mergers, and no others."""

import numpy as np
import pytest

from stylogeny.movements.communities import leiden_communities
from stylogeny.movements.detect import detect_movements
from stylogeny.society import null_models as nulls


@pytest.fixture(scope="module")
def planted():
    """A crowd without structure, in which a movement is born in 1850, splits in 1875, and dies in 1900."""
    rng = np.random.default_rng(0)
    n = 2400
    year = np.sort(rng.integers(1800, 1950, n)).astype(float)
    artist = rng.integers(0, 240, n)
    style = rng.normal(size=(n, 12))
    kind = np.zeros(n, dtype=int)
    inside = (year >= 1850) & (year < 1900) & (rng.random(n) < 0.4)
    late = inside & (year >= 1875) & (rng.random(n) < 0.5)
    first, second = rng.normal(size=(2, 12)) * 1.5
    style[inside] = first + 0.45 * rng.normal(size=(int(inside.sum()), 12))
    style[late] = second + 0.45 * rng.normal(size=(int(late.sum()), 12))
    kind[inside], kind[late] = 1, 2
    return style, year, artist, kind


def test_a_planted_movement_is_born_and_dies_when_it_did(planted):
    style, year, artist, kind = planted
    found = detect_movements(style, year, artist)
    first = found.table.iloc[0]
    assert abs(first["born"] - 1850) <= 10 and first["declared"] <= 1880 and abs(first["died"] - 1900) <= 10
    assert (kind[found.member == first["number"]] == 1).mean() > 0.75
    assert len(found.table) == 2 and abs(found.table.iloc[1]["born"] - 1875) <= 10
    assert (kind[found.member == found.table.iloc[1]["number"]] == 2).mean() > 0.75


def test_nothing_is_found_where_nothing_is(planted):
    _, year, artist, _ = planted
    style = np.random.default_rng(5).normal(size=(len(year), 12))
    assert not len(detect_movements(style, year, artist).table)


def test_what_is_declared_does_not_depend_on_the_future(planted):
    style, year, artist, _ = planted
    whole = detect_movements(style, year, artist).table
    until = year <= 1889
    part = detect_movements(style[until], year[until], artist[until]).table
    early = whole[whole["declared"] <= 1889]
    assert early[["born", "declared"]].values.tolist() == part[["born", "declared"]].values.tolist()


def moving(paths: dict[int, tuple[int, int, list[float], list[float], int]], *, dim: int, seed: int):
    """A crowd with schools in it: from year, to year, where they begin and end, the year they set out.

    They are five years on the way.
    """
    rng = np.random.default_rng(seed)
    n = 1600
    year, artist = np.sort(rng.integers(1900, 1972, n)).astype(float), rng.integers(0, 160, n)
    style, school = rng.normal(size=(n, dim)), np.full(n, -1)
    axes = np.linalg.qr(rng.normal(size=(dim, 3)))[0].T * 1.7 * np.sqrt(dim)
    for k, (begin, end, here, there, leaves) in paths.items():
        rows = (year >= begin) & (year < end) & (school < 0) & (rng.random(n) < 0.18)
        school[rows] = k
        gone = np.clip((year[rows] - leaves) / 5, 0, 1)[:, None]
        where = (1 - gone) * (np.array(here) @ axes) + gone * (np.array(there) @ axes)
        style[rows] = where + 0.45 * rng.normal(size=(int(rows.sum()), dim))
    return style, year, artist, school


def school_of(found, school):
    """The school that most works of each movement are of."""
    return {k: int(np.bincount(school[found.member == k] + 1).argmax()) - 1 for k in found.table["number"]}


@pytest.mark.parametrize("seed", [11, 13])
def test_two_movements_that_become_one_merge(seed):
    paths = {
        0: (1905, 1970, [1, 0, 0], [0.5, 0.5, 0], 1935), 1: (1908, 1940, [0, 1, 0], [0.5, 0.5, 0], 1935),
        2: (1915, 1955, [0, 0, 1], [0, 0, 1], 1990),
    }  # fmt: skip
    style, year, artist, school = moving(paths, dim=16 + seed, seed=seed)
    found = detect_movements(style, year, artist)
    of = school_of(found, school)
    merged = found.table[found.table["merged"] >= 0]
    assert len(merged) and set(merged["number"].map(of)) | set(merged["merged"].map(of)) == {0, 1}
    assert set(of.values()) == {0, 1, 2}


@pytest.mark.parametrize("seed", [21])
def test_a_movement_that_goes_two_ways_has_split(seed):
    paths = {
        0: (1905, 1935, [1, 0, 0], [1, 0, 0], 1990), 1: (1935, 1970, [1, 0, 0], [1, 0.7, 0], 1935),
        2: (1935, 1970, [1, 0, 0], [1, -0.7, 0], 1935),
    }  # fmt: skip
    style, year, artist, _ = moving(paths, dim=16 + seed, seed=seed)
    table = detect_movements(style, year, artist).table
    born = table[table["parent"] >= 0]
    assert len(born) and (born["parent"] == table["number"].iloc[0]).all() and born["born"].between(1925, 1945).all()
    assert (table["merged"] == -1).all()


@pytest.mark.parametrize("seed", range(5))
def test_neutral_copying_has_families_but_no_movements(seed):
    style, year, artist = nulls.drifting_styles(
        works=30, years=36, dim=10 + 3 * seed, innovation=0.03 + 0.02 * seed, step=0.2 + 0.06 * seed, seed=seed + 50
    )
    assert not len(detect_movements(style, year.astype(float), artist).table)
    span = year >= 26
    families = leiden_communities(style[span], artist[span] + 10_000 * year[span])
    assert families.separation.max() > 0.2  # families there are


def test_a_family_that_stands_out_now_and_then_is_no_movement():
    """A neutral world in which one family is tighter than usual three times in a row, but never surely."""
    style, year, artist = nulls.drifting_styles(
        works=52, years=45, dim=15, innovation=0.13956583681921325, step=0.40553696868661704, seed=216
    )
    assert not len(detect_movements(style, year.astype(float), artist, seed=216).table)
    loose = detect_movements(style, year.astype(float), artist, min_tightness=-1.0, seed=216)
    assert len(loose.table) == 1
