import dataclasses

import cv2
import numpy as np
import pandas as pd
import pytest

from stylogeny.counterfactual.attribute import attribute, look_alikes, shares
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence import trace
from stylogeny.world.schedule import COPY


def doctored(picture: np.ndarray, path) -> None:
    """Cropped, rescaled, tinted and recompressed."""
    h, w = picture.shape[:2]
    cut = picture[h // 14 : -h // 20, w // 18 : -w // 12]
    cut = cv2.resize(cut, None, fx=0.9, fy=0.9, interpolation=cv2.INTER_AREA)
    cut = np.clip(cut * np.array([1.05, 0.97, 0.9]) + 6, 0, 255).astype(np.uint8)
    path.write_bytes(cv2.imencode(".jpg", cut[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes())


def test_a_planted_copy_is_almost_all_direct_copy(painted, tmp_path):
    folder, world, graph = painted
    source = cv2.imread(str(folder / f"{world.ids[30]}.png"))[..., ::-1]
    doctored(source, tmp_path / "copy.jpg")
    year = float(world.calendar.year[-1]) + 5
    found = attribute(tmp_path / "copy.jpg", graph, year=year, vector=world.latent[30], bootstraps=0)
    copied = found.table[found.table["kind"].eq("direct copy")]
    assert copied["id"].tolist() == [world.ids[30]] and found.direct_copy > 0.8
    assert found.evidence[0].id == world.ids[30] and found.evidence[0].keypoints >= 10
    assert found.table["share"].sum() == pytest.approx(1.0)


def test_another_picture_in_the_same_style_is_no_copy(painted):
    folder, world, graph = painted
    path = folder / f"{world.ids[60]}.png"
    without = trace(
        Embedding.from_vectors(graph.works.select(np.arange(90) != 60), np.delete(world.latent, 60, axis=0))
    )
    found = attribute(path, without, year=float(world.calendar.year[60]), vector=world.latent[60], bootstraps=10)
    assert found.direct_copy == 0 and found.table["share"].sum() == pytest.approx(1.0)
    parents = set(world.ids[world.outcome.parents[0, 60][world.outcome.parents[0, 60] >= 0]])
    listed = found.table[found.table["kind"].eq("work")]
    assert (listed["low"].dropna() <= listed["high"].dropna()).all()
    assert found.artists["share"].sum() + found.innovation == pytest.approx(1.0)
    # its recorded parents, or those these came from, are among the works it owes
    assert parents <= set(without.works.ids)


def test_a_look_alike_made_later_gets_nothing(painted):
    """Two people have the same idea: the picture came first, so the other, however like it, caused none of it."""
    folder, world, graph = painted
    row = 40
    year, vector = float(world.calendar.year[row]) - 0.5, world.latent[row] + 0.01
    found = attribute(folder / f"{world.ids[row]}.png", graph, year=year, vector=vector, bootstraps=0)
    owed = found.table[found.table["kind"].eq("work") & found.table["id"].ne("")]
    assert (owed["year"] < world.calendar.year[row]).all() and world.ids[row] not in set(owed["id"])


def test_royalties_share_out_the_whole_amount(painted, tmp_path):
    folder, world, graph = painted
    path = folder / f"{world.ids[70]}.png"
    found = attribute(path, graph, year=float(world.calendar.year[70]), vector=world.latent[70], bootstraps=0)
    found.royalties(tmp_path / "owed.csv", amount=1000)
    owed = pd.read_csv(tmp_path / "owed.csv")
    assert owed["amount"].sum() == pytest.approx(1000, abs=0.01)
    assert {"kind", "id", "title", "artist", "share", "low", "high", "amount"} <= set(owed.columns)


def test_no_title_is_a_formula_in_the_table_of_royalties(painted, tmp_path):
    folder, world, graph = painted
    path = folder / f"{world.ids[70]}.png"
    found = attribute(path, graph, year=float(world.calendar.year[70]), vector=world.latent[70], bootstraps=0)
    dataclasses.replace(found, table=found.table.assign(title='=HYPERLINK("x")')).royalties(tmp_path / "owed.csv")
    assert set(pd.read_csv(tmp_path / "owed.csv")["title"]) == {'\'=HYPERLINK("x")'}


def test_a_year_or_vector_that_is_none_is_refused(painted):
    folder, world, graph = painted
    path = folder / f"{world.ids[3]}.png"
    with pytest.raises(StylogenyError, match="year must be a number"):
        attribute(path, graph, year=float("nan"), vector=world.latent[3])
    with pytest.raises(StylogenyError, match="vector must be finite"):
        attribute(path, graph, year=1700.0, vector=world.latent[3][:2])
    with pytest.raises(StylogenyError, match="not made from pictures"):
        attribute(path, graph)


def test_a_look_alike_made_earlier_gets_almost_nothing(painted):
    """Two people have the same idea: the earlier work is too like the picture to be its source; nothing is copied."""
    folder, world, graph = painted
    row = max(range(10, 80), key=lambda r: graph.innovation[r] - graph.fertility[r])  # nobody's source, much its own
    year = float(world.calendar.year[row]) + 8
    vector = world.latent[row] + 0.01
    assert look_alikes(graph, vector, year).tolist().count(row) == 1
    assert shares(graph, vector, year)[row] > 0.03  # the fitted model alone is fooled
    found = attribute(folder / f"{world.ids[75]}.png", graph, year=year, vector=vector, bootstraps=0)
    named = found.table[found.table["id"].eq(world.ids[row])]
    assert named["kind"].tolist() == ["look-alike"] and named["share"].sum() < 0.01
    assert found.table["share"].sum() == pytest.approx(1.0)


def test_parents_are_not_taken_for_look_alikes(painted):
    _, world, graph = painted
    for child, parent in enumerate(world.outcome.parents[0, :, 0]):
        if parent >= 0 and world.kind[child] != COPY:
            assert parent not in look_alikes(graph, world.latent[child], float(world.calendar.year[child]))
