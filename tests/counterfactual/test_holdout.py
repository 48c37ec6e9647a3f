import numpy as np
import pandas as pd
import pytest

from stylogeny.counterfactual.holdout import Holdout, holdout, rounds
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.tracing import trace

from .conftest import works_of


@pytest.fixture(scope="module")
def two_movements():
    """A hundred early works; then Tame copies them closely, Wild leaps away; everything after descends from Wild."""
    rng = np.random.default_rng(0)
    early = rng.normal(size=(100, 6))
    tame = early[rng.integers(0, 100, 25)] + 0.15 * rng.normal(size=(25, 6))
    wild = np.array([5.0, 0, 0, 0, 0, 0]) + 0.5 * rng.normal(size=(25, 6))
    blocks, styles, years = [early, tame, wild], ["Old"] * 100 + ["Tame"] * 25 + ["Wild"] * 25, []
    years = [*range(1500, 1600), *[1610 + k // 2 for k in range(25)], *[1610 + k // 2 for k in range(25)]]
    for number in range(3):
        blocks.append(wild[rng.integers(0, 25, 15)] + 0.3 * rng.normal(size=(15, 6)))
        styles += [f"Heir {number}"] * 15
        years += list(range(1640 + 20 * number, 1655 + 20 * number))
    works = works_of(years, style=styles, artist=[f"Artist {k}" for k in range(len(styles))])
    return trace(Embedding.from_vectors(works, np.vstack(blocks).astype(np.float32)))


def test_the_leap_surprises_and_founds_and_the_copyists_do_not(two_movements):
    found = holdout(two_movements, until=1605, groups=["Tame", "Wild"], bootstraps=10)
    tame, wild = found.table.set_index("name").loc[["Tame", "Wild"]].to_dict("records")
    assert wild["surprise_low"] > 0.3 and tame["surprise_high"] < 0
    assert wild["importance_low"] > tame["importance_high"] and wild["importance"] > wild["importance_control"]
    assert wild["fertility"] > 1.5 and tame["fertility"] < 0.5
    assert "Wild (25 works from 1610)" in str(found)


def test_groups_may_be_artists_or_named_works(two_movements):
    by_artist = holdout(two_movements, until=1605, by="artist", groups=["Artist 130"], bootstraps=0)
    by_work = holdout(two_movements, until=1605, groups={"one": ["w130"]}, bootstraps=0)
    assert by_artist.table["surprise"][0] == pytest.approx(by_work.table["surprise"][0])
    assert np.isnan(by_artist.table["surprise_low"][0])


def test_a_holdout_survives_its_file(two_movements, tmp_path):
    found = holdout(two_movements, until=1605, groups=["tame", "Wild"], bootstraps=0)
    path = found.save(tmp_path)
    assert path == tmp_path / "holdout" / "style-1605.json"
    back = Holdout.read(path)
    pd.testing.assert_frame_equal(back.table, found.table)
    assert back.to_json() == found.to_json() and str(back) == str(found)
    assert back.provenance.parameters["seed"] == 0
    path.write_text("{}")
    with pytest.raises(StylogenyError, match="not a file of kind holdout"):
        Holdout.read(path)


def test_rounds_tell_a_predictable_space_from_an_unpredictable_one(two_movements):
    space = two_movements.embedding
    folded = Embedding.from_vectors(space.works, space.vectors.copy())
    folded.vectors[:, 0] *= 0.05  # the direction in which the future leapt
    table = rounds([space, folded], until=1605)
    assert table["ratio"][1] < 0.8 * table["ratio"][0]


def test_a_holdout_needs_a_past_a_future_and_members(two_movements):
    with pytest.raises(StylogenyError, match="at least 10 works before"):
        holdout(two_movements, until=1400)
    with pytest.raises(StylogenyError, match="no works after the year in 'Old'"):
        holdout(two_movements, until=1605, groups=["Old"])
    with pytest.raises(StylogenyError, match=r"no such style .*did you mean 'Tame'"):
        holdout(two_movements, until=1605, groups=["Tam"])
    with pytest.raises(StylogenyError, match="go by style or artist"):
        holdout(two_movements, until=1605, by="museum")
