import dataclasses

import cv2
import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.copies.index import KeypointIndex
from stylogeny.counterfactual.attribute import attribute
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.tracing import trace


def doctored(picture: np.ndarray, path) -> None:
    """Cropped, rescaled, tinted and recompressed."""
    h, w = picture.shape[:2]
    cut = picture[h // 14 : -h // 20, w // 18 : -w // 12]
    cut = cv2.resize(cut, None, fx=0.9, fy=0.9, interpolation=cv2.INTER_AREA)
    cut = np.clip(cut * np.array([1.05, 0.97, 0.9]) + 6, 0, 255).astype(np.uint8)
    path.write_bytes(cv2.imencode(".jpg", cut[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes())


@pytest.fixture(scope="module")
def index(painted) -> KeypointIndex:
    """The keypoints of the painted world."""
    return KeypointIndex.of(painted[2].works)


def test_a_planted_copy_is_almost_all_direct_copy(painted, index, tmp_path):
    folder, world, graph = painted
    source = cv2.imread(str(folder / f"{world.ids[30]}.png"))[..., ::-1]
    doctored(source, tmp_path / "copy.jpg")
    year = float(world.calendar.year[-1]) + 5
    found = attribute(tmp_path / "copy.jpg", graph, year=year, vector=world.latent[30], bootstraps=0, index=index)
    copied = found.table[found.table["kind"].eq("direct copy")]
    assert copied["id"].tolist() == [world.ids[30]] and found.direct_copy > 0.8
    assert found.evidence[0].id == world.ids[30] and found.evidence[0].keypoints >= 10
    assert found.table["share"].sum() == pytest.approx(1.0)


def test_another_picture_in_the_same_style_owes_its_lineage_and_no_piece(painted):
    folder, world, graph = painted
    path = folder / f"{world.ids[60]}.png"
    without = trace(
        Embedding.from_vectors(graph.works.select(np.arange(90) != 60), np.delete(world.latent, 60, axis=0))
    )
    found = attribute(path, without, year=float(world.calendar.year[60]), vector=world.latent[60], bootstraps=10)
    assert found.direct_copy == 0 and found.style + found.innovation > 0.85
    assert found.table["share"].sum() == pytest.approx(1.0)
    for table in (found.table, found.artists):  # every point lies inside its own interval
        inside = table.dropna(subset=["low"])
        assert len(inside) and (inside["low"] <= inside["share"]).all() and (inside["share"] <= inside["high"]).all()
    assert found.artists["share"].sum() + found.innovation == pytest.approx(1.0)
    parts = found.artists[["direct_copy", "pieces", "style"]].sum(axis=1)
    assert np.allclose(parts, found.artists["share"])


def test_a_collage_owes_each_work_its_part(painted, index, tmp_path):
    folder, world, graph = painted
    left, right = (cv2.imread(str(folder / f"{world.ids[k]}.png")) for k in (20, 55))
    side = min(left.shape[0], right.shape[0])
    right = cv2.convertScaleAbs(right[:side, ::-1], alpha=0.8, beta=20)
    half = [part.shape[1] // 2 for part in (left, right)]
    collage = np.concatenate([left[:side, : half[0]], right[:, : half[1]]], axis=1)
    cv2.imwrite(str(tmp_path / "collage.png"), collage)
    year = float(world.calendar.year[-1]) + 5
    found = attribute(tmp_path / "collage.png", graph, year=year, vector=world.latent[80], bootstraps=0, index=index)
    owed = found.table[found.table["kind"].isin(["direct copy", "piece"])].groupby("id")["share"].sum()
    assert owed[world.ids[20]] > 0.3 and owed[world.ids[55]] > 0.15  # much of the second is plain sky
    hands = {e.id: e.mirrored for e in found.evidence}
    assert not hands[world.ids[20]] and hands[world.ids[55]]


def test_a_picture_of_a_work_is_said_to_be_that_work(painted, index):
    folder, world, graph = painted
    found = attribute(folder / f"{world.ids[44]}.png", graph, vector=world.latent[44], bootstraps=0, index=index)
    assert found.work == world.ids[44] and found.year == pytest.approx(float(graph.years[44]))
    assert found.direct_copy > 0.8 and found.table["id"].iat[0] == world.ids[44]


def test_a_look_alike_made_later_gets_nothing(painted, index):
    """Two people have the same idea: the picture came first, so the other, however like it, caused none of it."""
    folder, world, graph = painted
    row = 40
    year, vector = float(world.calendar.year[row]) - 0.5, world.latent[row] + 0.01
    found = attribute(folder / f"{world.ids[row]}.png", graph, year=year, vector=vector, bootstraps=0, index=index)
    owed = found.table[found.table["kind"].eq("work") & found.table["id"].ne("")]
    assert (owed["year"] < world.calendar.year[row]).all() and world.ids[row] not in set(owed["id"])


def test_royalties_share_out_the_whole_amount(painted, index, tmp_path):
    folder, world, graph = painted
    path = folder / f"{world.ids[70]}.png"
    found = attribute(
        path, graph, year=float(world.calendar.year[70]), vector=world.latent[70], bootstraps=0, index=index
    )
    found.royalties(tmp_path / "owed.csv", amount=1000)
    owed = pd.read_csv(tmp_path / "owed.csv")
    assert owed["amount"].sum() == pytest.approx(1000, abs=0.01)
    assert {"kind", "id", "title", "artist", "share", "low", "high", "amount"} <= set(owed.columns)


def test_no_title_is_a_formula_in_the_table_of_royalties(painted, index, tmp_path):
    folder, world, graph = painted
    path = folder / f"{world.ids[70]}.png"
    found = attribute(
        path, graph, year=float(world.calendar.year[70]), vector=world.latent[70], bootstraps=0, index=index
    )
    dataclasses.replace(found, table=found.table.assign(title='=HYPERLINK("x")')).royalties(tmp_path / "owed.csv")
    assert set(pd.read_csv(tmp_path / "owed.csv")["title"]) == {'\'=HYPERLINK("x")'}


def test_a_year_or_vector_that_is_none_is_refused(painted, index, tmp_path):
    folder, world, graph = painted
    path = folder / f"{world.ids[3]}.png"
    with pytest.raises(StylogenyError, match="year must be a number"):
        attribute(path, graph, year=float("nan"), vector=world.latent[3], index=index)
    with pytest.raises(StylogenyError, match="vector must be finite"):
        attribute(path, graph, year=1700.0, vector=world.latent[3][:2], index=index)
    stranger = np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "stranger.png"), stranger)
    with pytest.raises(StylogenyError, match="not made from pictures"):
        attribute(tmp_path / "stranger.png", graph, index=index)
