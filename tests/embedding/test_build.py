"""The verb on a little painted corpus: legible, decodable, honest about artists, the same bytes again, resumable."""

import dataclasses
import os
import shutil

import numpy as np
import pytest
from PIL import Image

import stylogeny as sg
from stylogeny.corpus.works import Works
from stylogeny.embedding import embed
from stylogeny.embedding.backbones import features
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.heads import cross_fit as cf
from stylogeny.embedding.heads.cross_fit import overlay
from stylogeny.embedding.space import Embedding
from stylogeny.embedding.time_axis import move
from stylogeny.errors import StylogenyError
from stylogeny.influence.placement import place

from .conftest import QUICK, paint, stripes


def test_time_is_legible_for_artists_never_seen(stripe_space):
    held = stripe_space.provenance["held_out_artists"]
    assert held["works"] == 72
    assert held["date_error_mean"] < 0.8 * held["date_error_of_a_constant"]
    assert held["order_accuracy"] > 0.75


def test_vectors_can_be_dated_and_decoded(stripe_space, stripe_works, stripe_cache):
    read = stripe_space.head.read(features.features(stripe_works, backbone("built-in"), cache=stripe_cache))
    assert np.corrcoef(stripe_space.date(stripe_space.vectors), stripe_works.year)[0, 1] > 0.7
    np.testing.assert_allclose(read.sum(1), 1, atol=1e-9)
    x = features.features(stripe_works, backbone("built-in"), cache=stripe_cache)
    head = stripe_space.head
    back = head.decode(stripe_space.vectors)
    assert back.shape == x.shape
    scale = head.tensors["scale"]
    assert np.square((back - x) / scale).mean() < 0.4 * np.square((x - x.mean(0)) / scale).mean()


def test_moving_along_the_axis_moves_the_date(stripe_space, stripe_works):
    start = stripe_space.vectors[::7]
    dates = [stripe_space.date(move(stripe_space, start, years)) for years in (-60, -30, 0, 30, 60)]
    assert (np.diff(np.mean(dates, axis=1)) > 0).all()
    assert (np.diff(dates, axis=0) > 0).all()
    np.testing.assert_allclose(move(stripe_space, start, 0), start, atol=1e-5)


def test_no_work_is_described_by_a_network_that_saw_its_artist(stripe_works, monkeypatch):
    seen = []
    fit = cf.fit

    def spy(features, works, **kwargs):
        seen.append(set(works.column("artist")))
        return fit(features, works, **kwargs)

    monkeypatch.setattr(cf, "fit", spy)
    x = np.random.default_rng(0).normal(size=(72, 30)).astype(np.float32)
    made = cf.cross_fit(x, stripe_works, recipe=dataclasses.replace(QUICK, least=5))
    artists = stripe_works.column("artist")
    assert len(seen) == 4
    assert all(artists[i] not in seen[made.fold[i]] for i in range(72))


def test_features_without_any_time_in_them_are_admitted_to_be_useless(stripe_works):
    x = np.random.default_rng(0).normal(size=(72, 30)).astype(np.float32)
    made = cf.cross_fit(x, stripe_works, recipe=QUICK)
    low, high = made.head.interval(made.posterior)
    covered = (low <= stripe_works.year) & (stripe_works.year <= high)
    assert covered.mean() >= 0.88
    assert np.median(high - low) > 250  # of 400 years


def test_overlay_undoes_a_rotation():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 6))
    turn = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    found, shift = overlay(a, 2.5 * a @ turn + 3)
    np.testing.assert_allclose(found, 2.5 * turn, atol=1e-8)
    np.testing.assert_allclose(a @ found + shift, 2.5 * a @ turn + 3, atol=1e-8)


def test_a_mapped_head_says_the_same_of_mapped_vectors(stripe_space, stripe_works):
    rng = np.random.default_rng(0)
    d = stripe_space.vectors.shape[1]
    change = np.eye(d) + 0.2 * rng.normal(size=(d, d))
    mapped = stripe_space.head.mapped(change)
    z = stripe_space.vectors @ change.astype(np.float32)
    np.testing.assert_allclose(mapped.date(z), stripe_space.head.date(stripe_space.vectors), atol=0.5)
    back, wanted = mapped.decode(z), stripe_space.head.decode(stripe_space.vectors)
    np.testing.assert_allclose(back, wanted, atol=0.02 * np.abs(wanted).max())


def test_same_seed_same_bytes_and_read_back(stripe_works, stripe_cache, tmp_path):
    for name in ("a", "b"):
        embed(stripe_works, recipe=QUICK, seed=5, cache=stripe_cache).save(tmp_path / f"{name}.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()
    space = Embedding.read(tmp_path / "a.safetensors", stripe_works)
    assert space.provenance["seed"] == 5 and space.vectors.shape == (72, 32)
    assert np.isfinite(space.date(space.vectors)).all()
    assert np.linalg.norm(space.time_axis) == pytest.approx(1, abs=1e-5)


def test_a_stopped_run_loses_at_most_a_shard(stripe_works, tmp_path, monkeypatch):
    monkeypatch.setattr(features, "SHARD", 24)
    calls = []

    class Stopping:
        name = "mean colours"
        edition = "1"
        side = None
        stop = True

        def features(self, pictures):
            calls.append(len(pictures))
            if self.stop and len(calls) == 2:
                raise KeyboardInterrupt
            return np.stack([p.mean((0, 1)) for p in pictures])

    with pytest.raises(KeyboardInterrupt):
        features.features(stripe_works, Stopping(), cache=tmp_path)
    body = Stopping()
    body.stop = False
    again = features.features(stripe_works, body, cache=tmp_path)
    assert calls == [24, 24, 24, 24]  # the first kept, the second made again
    np.testing.assert_array_equal(again, features.features(stripe_works, body))


def test_a_corpus_that_was_moved_keeps_its_features(stripe_works, tmp_path):
    class Mean:
        name, edition, side, asked = "mean colours", "1", None, 0

        def features(self, pictures):
            self.asked += len(pictures)
            return np.stack([p.mean((0, 1)) for p in pictures])

    body = Mean()
    before = features.features(stripe_works, body, cache=tmp_path / "cache")
    root = tmp_path / "elsewhere"
    shutil.copytree(stripe_works.root, root)  # with times of writing
    np.testing.assert_array_equal(
        features.features(Works(stripe_works.table, root), body, cache=tmp_path / "cache"), before
    )
    assert body.asked == len(stripe_works)
    os.utime(root / stripe_works.column("picture")[0], (0, 0))
    features.features(Works(stripe_works.table, root), body, cache=tmp_path / "cache")
    assert body.asked > len(stripe_works)


def test_placing_pictures_never_seen(stripe_space, tmp_path):
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


def test_placing_asks_the_graph_when_there_is_one(stripe_space, tmp_path):
    Image.fromarray(stripes(1800, 1.0, seed=3)).save(tmp_path / "new.png")
    graph = sg.trace(stripe_space, seed=0)
    (placed,) = place(tmp_path / "new.png", stripe_space, graph)
    assert placed.parents
    assert all(w["year"] < placed.interval[1] for w in placed.parents)


def test_your_own_vectors_cannot_take_pictures(stripe_works, tmp_path):
    space = sg.Embedding.from_vectors(stripe_works, np.random.default_rng(0).normal(size=(72, 5)))
    with pytest.raises(StylogenyError, match="not made from pictures"):
        place(tmp_path, space)
    assert space.date(space.vectors).shape == (72,)


def test_too_few_works_is_one_clear_line(tmp_path):
    works = paint(tmp_path, artists=2, each=1)
    with pytest.raises(StylogenyError, match="four dated works"):
        embed(works)
