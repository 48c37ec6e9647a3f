"""Placing pictures never seen: years, likely parents and nearest works."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import stylogeny as sg
from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from helpers.stripes import stripes
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.placement import place


def test_pictures_get_a_year_parents_and_nearest_works(stripe_space: Embedding, tmp_path: Path) -> None:
    for year in (1550, 1850):
        Image.fromarray(stripes(year, 1.0, seed=year)).save(tmp_path / f"{year}.png")
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    failed: list[tuple[str, str]] = []
    placed = sg.place(tmp_path, stripe_space, failed=failed)
    assert [p.file.rsplit("/", 1)[1] for p in placed] == ["1550.png", "1850.png"]
    assert len(failed) == 1 and "broken.jpg" in failed[0][0]
    assert placed[0].year < placed[1].year
    for p in placed:
        assert p.interval[0] <= p.year <= p.interval[1]
        assert 0 < sum(w["weight"] for w in p.parents) <= 1 + 1e-6
        assert list(p.nearest) == sorted(p.nearest, key=lambda w: w["distance"])
    with pytest.raises(StylogenyError, match="broken"):
        place(tmp_path / "broken.jpg", stripe_space)


def test_the_graph_is_asked_for_parents_where_there_is_one(stripe_space: Embedding, tmp_path: Path) -> None:
    Image.fromarray(stripes(1800, 1.0, seed=3)).save(tmp_path / "new.png")
    graph = sg.trace(stripe_space, seed=0)
    (placed,) = place(tmp_path / "new.png", stripe_space, graph)
    assert placed.parents
    assert all(int(w["date"][:4]) < placed.interval[1] for w in placed.parents)


def test_your_own_vectors_cannot_take_pictures(stripe_works: Works, tmp_path: Path) -> None:
    space = sg.Embedding.from_vectors(stripe_works, np.random.default_rng(0).normal(size=(72, 5)))
    with pytest.raises(StylogenyError, match="not made from pictures"):
        place(tmp_path, space)


def test_a_picture_of_a_work_is_that_work(stripe_space: Embedding, tmp_path: Path) -> None:
    works = stripe_space.works
    picture = Image.open(works.picture(5)).convert("RGB")
    picture.resize((picture.width * 3 // 4, picture.height * 3 // 4)).save(tmp_path / "again.jpg", quality=80)
    graph = sg.trace(stripe_space)
    placed = place(tmp_path / "again.jpg", stripe_space, graph)[0]
    assert placed.work is not None and placed.work["id"] == works.ids[5]
    assert placed.interval == (works.earliest[5], works.latest[5]) and placed.json()["work"] == placed.work
    assert works.ids[5] not in {w["id"] for w in [*placed.nearest, *placed.parents]}
    Image.fromarray(stripes(1700, 1.0, seed=99)).save(tmp_path / "new.png")
    assert place(tmp_path / "new.png", stripe_space)[0].work is None
