"""Futures that grow from pictures of one's own: placed in the past, answered, and refused where they cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import stylogeny as sg
from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from helpers.stripes import stripes
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.futures.imagine import imagine
from stylogeny.futures.roots import RootPictures, ground, named_root, with_pictures
from stylogeny.futures.tree import grow
from stylogeny.futures.tree_io import read, save
from stylogeny.histories.simulate import simulate
from stylogeny.influence.graph import InfluenceGraph

MADE = 2020


@pytest.fixture(scope="module")
def traced(stripe_space: Embedding) -> InfluenceGraph:
    return sg.trace(stripe_space, seed=0, fits=1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("own")
    for k in range(2):
        Image.fromarray(stripes(1850, 1.0, seed=90 + k)).save(folder / f"glow {k}.png")
    return tuple(sorted(folder.iterdir()))


def test_pictures_stand_in_the_past_with_likely_parents(traced: InfluenceGraph, files: tuple[Path, ...]) -> None:
    past, rows = with_pictures(traced, RootPictures(files, MADE))
    n = len(traced)
    assert rows.tolist() == [n, n + 1] and past.works.column("title")[rows].tolist() == ["glow 0", "glow 1"]
    assert (past.years[rows] > MADE).all() and past.parents[rows].sum() > 0
    np.testing.assert_allclose(np.asarray(past.parents.sum(axis=1)).ravel() + past.innovation, 1.0, atol=1e-4)
    assert (past.parents[:n, :n] != traced.parents).nnz == 0


def test_what_answers_them_is_later_and_comes_from_them(traced: InfluenceGraph, files: tuple[Path, ...]) -> None:
    root = RootPictures((files[0].parent,), MADE)
    works = imagine(traced, root=root, years=20, n=30, seed=1, pictures=False)
    assert (works.table["year"] > MADE).all()
    assert set(works.table["answers"]) == {"root-glow-0", "root-glow-1"}
    built = works.parents[works.parents["child"].isin(works.table["id"][works.table["response"] == "build on"])]
    assert built.groupby("child")["parent"].apply(lambda p: p.str.startswith("root-").any()).all()
    model, _ = ground(traced, root)
    own = model.vectors[len(traced) :]
    far = np.linalg.norm(works.vectors[:, None] - own[None], axis=2).min(axis=1)
    every = imagine(traced, years=20, n=30, seed=1, pictures=False)
    assert np.median(far) < np.median(np.linalg.norm(every.vectors[:, None] - own[None], axis=2).min(axis=1))


def test_a_tree_of_them_is_read_back_and_grows_on(
    traced: InfluenceGraph, files: tuple[Path, ...], tmp_path: Path
) -> None:
    tree = grow(traced, root=RootPictures(files, MADE), years=10, branching=2, generations=2, seed=3)
    added = tree.add(tree.alive[0], files[1], title="Mine")
    new = added.alive[-1]
    assert added.works.table.set_index("id").loc[new, "title"] == "Mine" and new in added.leaves
    assert tree.alive[0] in added.parents(new)
    grown = added.grow(works=[new], branching=2, years=5)
    assert all(new in grown.ancestors([w]) for w in grown.alive[-2:])
    save(added, tmp_path / "t")
    again = read(tmp_path / "t", traced)
    assert again.works.table.equals(added.works.table)
    more, same = added.grow(branching=1), again.grow(branching=1)
    assert np.array_equal(more.works.vectors, same.works.vectors)
    with pytest.raises(StylogenyError, match="is later than it"):
        tree.add(tree.alive[0], files[0], year=MADE)


def test_a_society_answers_them(traced: InfluenceGraph, files: tuple[Path, ...]) -> None:
    history = simulate(traced, years=4, artists=20, pictures=0, seed=1, root=RootPictures(files, MADE))
    assert history.works["year"].min() > MADE
    assert history.parents["parent"].isin(["root-glow-0", "root-glow-1"]).any()


def test_bad_roots_are_one_clear_line(traced: InfluenceGraph, files: tuple[Path, ...], tmp_path: Path) -> None:
    works, picture = traced.works, str(files[0])
    assert named_root([], None, works) is None
    assert named_root([str(works.ids[0])], None, works) == works.ids[0]
    assert named_root([picture], MADE, works) == RootPictures((files[0],), MADE)
    for names, year, says in (
        ([picture], None, "a root without a date"),
        ([picture], date.today().year + 1, "a root from the future"),
        ([], MADE, "a year belongs to a picture"),
        ([picture, picture], None, "have no year"),
    ):
        with pytest.raises(StylogenyError, match=says):
            named_root(names, year, works)
    for root, says in (
        (RootPictures((tmp_path / "none.png",), MADE), "no such picture"),
        (RootPictures(files, 900), "earlier than all works"),
    ):
        with pytest.raises(StylogenyError, match=says):
            ground(traced, root)
