import numpy as np
import pytest

from stylogeny.society.lifecycle import figures
from stylogeny.society.movements import RESOLUTION, _leiden, _match, communities, find


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
    found = find(style, year, artist)
    first = found.table.iloc[0]
    assert abs(first["born"] - 1850) <= 10 and first["declared"] <= 1880 and abs(first["died"] - 1900) <= 10
    assert (kind[found.member == first["number"]] == 1).mean() > 0.75
    assert len(found.table) == 2 and abs(found.table.iloc[1]["born"] - 1875) <= 10
    assert (kind[found.member == found.table.iloc[1]["number"]] == 2).mean() > 0.75


def test_nothing_is_found_where_nothing_is(planted):
    _, year, artist, _ = planted
    style = np.random.default_rng(5).normal(size=(len(year), 12))
    assert not len(find(style, year, artist).table)


def test_what_is_declared_does_not_depend_on_the_future(planted):
    style, year, artist, _ = planted
    whole = find(style, year, artist).table
    until = year <= 1889
    part = find(style[until], year[until], artist[until]).table
    early = whole[whole["declared"] <= 1889]
    assert early[["born", "declared"]].values.tolist() == part[["born", "declared"]].values.tolist()


def test_one_artist_is_no_movement(planted):
    style, year, artist, kind = planted
    alone = artist.copy()
    alone[kind == 1] = 999
    code, _ = communities(style[(year >= 1850) & (year < 1870)], alone[(year >= 1850) & (year < 1870)])
    mine = (kind == 1)[(year >= 1850) & (year < 1870)]
    assert (code[mine] == -1).mean() > 0.9


def test_two_movements_that_drift_together_both_end():
    rng = np.random.default_rng(1)
    n = 1800
    year, artist = np.sort(rng.integers(1900, 1960, n)).astype(float), rng.integers(0, 180, n)
    which = rng.integers(0, 3, n)
    ends = 2.5 * np.eye(10)[:2]
    style = rng.normal(size=(n, 10))
    for k in (0, 1):
        mine = which == k
        together = np.clip((year[mine] - 1925) / 3, 0, 1)[:, None]
        style[mine] = (
            (1 - together) * ends[k] + together * ends.mean(axis=0) + 0.4 * rng.normal(size=(int(mine.sum()), 10))
        )
    table = find(style, year, artist).table
    assert (table["born"] <= 1900).sum() == 2 and (table["died"][:2] < 1945).all()


def test_a_group_that_holds_the_works_of_two_movements_is_a_merger():
    table = [{"number": k, "last": 9, "spans": 3, "parent": -1, "merged": -1} for k in range(2)]
    now = _match([np.arange(10)], {0: np.arange(6), 1: np.arange(6, 10)}, table, end=14, span=10)
    assert list(now) == [0] and table[1]["merged"] == 0 and table[0]["merged"] == -1
    table = [{"number": 0, "last": 9, "spans": 3, "parent": -1, "merged": -1}]
    now = _match([np.arange(6), np.arange(6, 10)], {0: np.arange(10)}, table, end=14, span=10)
    assert sorted(now) == [0, 1] and table[1]["parent"] == 0


def test_figures_of_a_life():
    rng = np.random.default_rng(2)
    year = np.repeat(np.arange(1900, 1930), 6)
    n = len(year)
    style = rng.normal(size=(n, 4))
    mine = np.arange(n) % 2 == 0
    style[mine] = [8, 0, 0, 0] + 0.5 * rng.normal(size=(int(mine.sum()), 4))
    tired = mine & (year >= 1915)
    style[tired] = [8, 0, 0, 0] + 0.02 * rng.normal(size=(int(tired.sum()), 4))
    verdicts = np.where(mine[:, None], [[0.5, -0.5, 0.0]], 0.0)
    responses = np.where(mine, 0, 1)
    parents = np.where(mine | (np.arange(n) == 0), -1, 0)[:, None]
    life = figures(
        1, member=np.where(mine, 1, -1), style=style, year=year, verdicts=verdicts, responses=responses, parents=parents
    )
    assert life["recognisability"] > 0.95 and life["variation"] < 0.5
    assert (life["advocates"], life["opponents"], life["opposed"]) == (1, 1, 1.0)
    assert 1914 <= life["stale_from"] <= 1921


def test_the_partition_is_as_good_as_leidenalg_finds():
    leidenalg, igraph = pytest.importorskip("leidenalg"), pytest.importorskip("igraph")
    from sklearn.metrics import adjusted_mutual_info_score

    rng = np.random.default_rng(3)
    truth = np.repeat(np.arange(4), 60)
    style = 4 * np.eye(6)[truth] + rng.normal(size=(240, 6))
    code, _, _ = _leiden(style, np.arange(240), 0)
    squared = np.square(style[:, None] - style[None]).sum(2) + 1e9 * np.eye(240)
    near = np.argsort(squared, axis=1)[:, :10]
    ties = igraph.Graph(n=240, edges=[(i, int(j)) for i in range(240) for j in near[i] if i in near[j]])
    theirs = leidenalg.find_partition(
        ties, leidenalg.RBConfigurationVertexPartition, resolution_parameter=RESOLUTION, seed=0
    ).membership
    assert adjusted_mutual_info_score(code, theirs) > 0.95 and adjusted_mutual_info_score(code, truth) > 0.9
