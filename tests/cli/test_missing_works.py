"""Missing works, listed and painted, from a traced run."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import stylogeny as sg
from stylogeny.cli import missing_works
from stylogeny.errors import StylogenyError
from stylogeny.runs import Run
from stylogeny.world import corpus
from stylogeny.world.history import World


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray]:
    """A painted world, traced in its true styles."""
    folder = tmp_path_factory.mktemp("missing")
    world = World.make("heavy-loss", works=40, seed=2)
    corpus.write(world, folder / "world", size=64, workers=1, with_truth=False)
    works = sg.load(folder / "world")
    home = Run(folder / "run", create=True)
    works.save(home.path / "works.parquet")
    order = {i: k for k, i in enumerate(world.ids)}
    space = sg.Embedding.from_vectors(works, world.latent[[order[i] for i in works.ids]])
    space.save(home)
    sg.trace(space).save(home)
    for step in ("load", "embed", "trace"):
        home.record(step, {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    return home.path, works.ids


def call(run: Path, *more: str) -> None:
    parser = argparse.ArgumentParser()
    missing_works.add_arguments(parser)
    args = parser.parse_args([str(run), *more])
    args.seed, args.json, args.quiet = 0, True, True
    missing_works.run(args)


def test_named_children_have_a_dated_and_painted_parent(
    run: tuple[Path, np.ndarray], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, ids = run
    out = tmp_path / "sheet.png"
    call(folder, "--of", str(ids[20]), str(ids[22]), "-o", str(out), "--size", "64")
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 1 and found[0]["children"] == sorted([str(ids[20]), str(ids[22])])
    assert found[0]["earliest"] <= found[0]["year"] <= found[0]["latest"] and found[0]["gain"] is None
    with Image.open(out) as picture:  # the last cell of the row is painted, the two before it are blank
        row = np.asarray(picture.convert("L")).astype(float)
    cells = np.array_split(row, 5, axis=1)
    assert cells[4].std() > 5 * max(cells[3][:, 10:-10].std(), 0.5)


def test_groups_are_looked_for_when_none_is_named(
    run: tuple[Path, np.ndarray], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = run
    call(folder, "--max", "2")
    found = json.loads(capsys.readouterr().out)
    assert 1 <= len(found) <= 2 and all(len(f["children"]) > 1 and f["gain"] > 0 for f in found)


def test_a_size_at_which_nothing_can_be_painted_is_refused_first(run: tuple[Path, np.ndarray]) -> None:
    with pytest.raises(StylogenyError, match="32 to 1024 pixels"):
        call(run[0], "--size", "100000000")
