import numpy as np
import pytest

from stylogeny.movements import detect as movements
from stylogeny.movements.communities import RESOLUTION, communities, standing_out
from stylogeny.movements.detect import _match, _Movement, find
from stylogeny.movements.life_cycle import figures
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
    code, _, _ = standing_out(style[(year >= 1850) & (year < 1870)], alone[(year >= 1850) & (year < 1870)])
    mine = (kind == 1)[(year >= 1850) & (year < 1870)]
    assert (code[mine] == -1).mean() > 0.9


def moving(paths: dict[int, tuple[int, int, list[float], list[float], int]], *, dim: int, seed: int):
    """A crowd with schools in it: from year, to year, where they begin, where they end, and the year they set out; five years on the way."""
    rng = np.random.default_rng(seed)
    n = 1600
    year, artist = np.sort(rng.integers(1900, 1972, n)).astype(float), rng.integers(0, 160, n)
    style, school = rng.normal(size=(n, dim)), np.full(n, -1)
    axes = np.linalg.qr(rng.normal(size=(dim, 3)))[0].T * 1.7 * np.sqrt(dim)
    for k, (begin, end, here, there, leaves) in paths.items():
        mine = (year >= begin) & (year < end) & (school < 0) & (rng.random(n) < 0.18)
        school[mine] = k
        gone = np.clip((year[mine] - leaves) / 5, 0, 1)[:, None]
        where = (1 - gone) * (np.array(here) @ axes) + gone * (np.array(there) @ axes)
        style[mine] = where + 0.45 * rng.normal(size=(int(mine.sum()), dim))
    return style, year, artist, school


def told(found, school):
    """The school that most works of each movement are of."""
    return {k: int(np.bincount(school[found.member == k] + 1).argmax()) - 1 for k in found.table["number"]}


@pytest.mark.parametrize("seed", [11, 13])
def test_two_movements_that_become_one_merge(seed):
    paths = {
        0: (1905, 1970, [1, 0, 0], [0.5, 0.5, 0], 1935), 1: (1908, 1940, [0, 1, 0], [0.5, 0.5, 0], 1935),
        2: (1915, 1955, [0, 0, 1], [0, 0, 1], 1990),
    }  # fmt: skip
    style, year, artist, school = moving(paths, dim=16 + seed, seed=seed)
    found = find(style, year, artist)
    of = told(found, school)
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
    table = find(style, year, artist).table
    born = table[table["parent"] >= 0]
    assert len(born) and (born["parent"] == table["number"].iloc[0]).all() and born["born"].between(1925, 1945).all()
    assert (table["merged"] == -1).all()


@pytest.mark.parametrize("seed", range(5))
def test_neutral_copying_has_families_but_no_movements(seed):
    style, year, artist = nulls.drifting_styles(
        works=30, years=36, dim=10 + 3 * seed, innovation=0.03 + 0.02 * seed, step=0.2 + 0.06 * seed, seed=seed + 50
    )
    assert not len(find(style, year.astype(float), artist).table)
    span = year >= 26
    _, apart, _ = communities(style[span], artist[span] + 10_000 * year[span])
    assert apart.max() > 0.2  # families there are


def test_a_family_that_stands_out_now_and_then_is_no_movement(monkeypatch):
    """A neutral world in which one family is tighter than usual three times in a row, but never surely."""
    style, year, artist = nulls.drifting_styles(
        works=52, years=45, dim=15, innovation=0.13956583681921325, step=0.40553696868661704, seed=216
    )
    assert not len(find(style, year.astype(float), artist, seed=216).table)
    monkeypatch.setattr(movements, "FIRM", -1.0)
    assert len(find(style, year.astype(float), artist, seed=216).table) == 1


def test_a_group_that_holds_the_works_of_two_movements_is_a_merger():
    followed = [_Movement(0, 9, middles={9: np.zeros(1)}) for _ in range(2)]
    alive = {0: np.arange(6), 1: np.arange(6, 10)}
    now = _match([np.arange(10)], [{0: 0.6, 1: 0.4}], alive, followed, end=14, span=10)
    assert list(now) == [0] and followed[1].merged == 0 and followed[0].merged == -1
    followed = [_Movement(0, 9)]
    now = _match([np.arange(6), np.arange(6, 10)], [{0: 1.0}, {0: 1.0}], {0: np.arange(10)}, followed, end=14, span=10)
    assert sorted(now) == [0, 1] and followed[1].parent == 0


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
    on = figures(1, member=np.array([-1, -1, -1, 1, -1, -1]), **common)
    back = figures(1, member=np.array([-1, -1, -1, -1, 1, 1]), **common)
    assert on["reaction"] == pytest.approx(-1) and back["reaction"] == pytest.approx(1)
    assert on["reacting"] == 0 and back["reacting"] == 0.5


def test_the_partition_is_as_good_as_leidenalg_finds():
    leidenalg, igraph = pytest.importorskip("leidenalg"), pytest.importorskip("igraph")
    from sklearn.metrics import adjusted_mutual_info_score

    rng = np.random.default_rng(3)
    truth = np.repeat(np.arange(4), 60)
    style = 4 * np.eye(6)[truth] + rng.normal(size=(240, 6))
    code, _, _ = communities(style.astype(np.float32), np.arange(240), seed=0)
    squared = np.square(style[:, None] - style[None]).sum(2) + 1e9 * np.eye(240)
    near = np.argsort(squared, axis=1)[:, :10]
    ties = igraph.Graph(n=240, edges=[(i, int(j)) for i in range(240) for j in near[i] if i in near[j]])
    theirs = leidenalg.find_partition(
        ties, leidenalg.RBConfigurationVertexPartition, resolution_parameter=RESOLUTION, seed=0
    ).membership
    assert adjusted_mutual_info_score(code, theirs) > 0.95 and adjusted_mutual_info_score(code, truth) > 0.9
