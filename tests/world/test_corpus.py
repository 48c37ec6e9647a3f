"""A painted world is an ordinary corpus, its truth beside it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stylogeny as sg
from stylogeny.cli import main
from stylogeny.errors import StylogenyError
from stylogeny.world.corpus import lost_share, metadata, render, world_of, write
from stylogeny.world.corpus import painted as painted_again
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    arguments = (
        "world paint --regime all --works 24 --size 64 --seed 4 --futures 2 --pixels 2 --workers 1 --quiet --out"
    )
    assert main([*arguments.split(), str(out)]) == 0
    return out


def test_it_loads_as_any_corpus(painted: Path) -> None:
    works = sg.load(painted)
    assert len(works) == 24 and works.dated.all()
    truth = GroundTruth.read(painted)
    assert set(truth.ids) == set(works.ids)
    at = [works.find(i) for i in truth.ids]
    made = truth.years + 0.5
    assert (works.earliest[at] <= made).all() and (made <= works.latest[at]).all()
    same = np.flatnonzero(works.earliest == works.latest)
    assert len(same) > 15 and np.isin(works.earliest[same] % 1, 0.5).all()
    # of works of one year, shown at one moment, none has seen another
    assert sg.load(painted, pictures=False).column("date_text")[same[0]].endswith(str(int(works.year[same[0]])))


def test_lost_works_are_in_the_truth_only(painted: Path) -> None:
    genomes = pd.read_parquet(painted / "truth" / "genomes.parquet")
    pictures = {p.stem for p in (painted / "images").iterdir()}
    assert genomes["lost"].sum() == 16
    assert pictures == set(genomes.loc[~genomes["lost"], "id"])
    planted = pd.read_parquet(painted / "truth" / "planted.parquet")
    assert planted["kind"].eq("lost").sum() == 16


def test_two_paintings_of_one_seed_are_the_same_bytes(painted: Path, tmp_path: Path) -> None:
    arguments = (
        "world paint --regime all --works 24 --size 64 --seed 4 --futures 2 --pixels 2 --workers 2 --quiet --out"
    )
    main([*arguments.split(), str(tmp_path)])
    files = sorted(p.relative_to(painted) for p in painted.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    for f in files:
        assert (painted / f).read_bytes() == (tmp_path / f).read_bytes(), f


def test_titles_and_artists_are_unique_names() -> None:
    table = metadata(World.make("neutral", works=400, seed=0))
    assert table["title"].is_unique
    lives = table.groupby("artist")[["artist_birth", "artist_death", "region"]].nunique()
    assert (lives == 1).all(axis=None)
    years = table["year"].dropna()
    assert (years >= table.loc[years.index, "artist_birth"] + 15).all()
    assert (years < table.loc[years.index, "artist_death"] + 1).all()


@pytest.mark.parametrize(
    ("regime", "lost"), [("neutral", None), ("heavy-loss", None), ("all", 0.37), ("society", None)]
)
def test_the_same_history_is_made_again(tmp_path: Path, regime: str, lost: float | None) -> None:
    world = World.make(regime, works=40, seed=6, lost=lost)
    write(world, tmp_path, size=32, workers=1, reruns=False)
    again = world_of(tmp_path)
    assert again is not None and np.array_equal(again.latent, world.latent)
    assert np.array_equal(again.lost, world.lost)
    row = int(world.surviving[-1])
    assert np.array_equal(painted_again(again, row, size=32), painted_again(world, row, size=32))


def test_another_corpus_is_no_world(tmp_path: Path) -> None:
    assert world_of(tmp_path) is None and world_of(None) is None


def test_a_world_that_does_not_come_again_is_told(tmp_path: Path) -> None:
    write(World.make("neutral", works=20, seed=6), tmp_path, size=32, workers=1, reruns=False)
    other = World.make("neutral", works=20, seed=7)
    truth = tmp_path / "truth"
    kept = (truth / "world.json").read_bytes()
    write(other, tmp_path, size=32, workers=1, reruns=False)
    (truth / "world.json").write_bytes(kept)
    assert json.loads(kept)["seed"] == 6
    with pytest.raises(StylogenyError, match="cannot be run again"):
        world_of(tmp_path)


def test_the_share_lost_is_found_for_any_number() -> None:
    for works, lost in ((500, 0), (600, 400), (7, 3), (40, 24), (333, 222)):
        assert int(np.ceil(works / (1 - lost_share(works, lost)))) == works + lost


def test_workers_paint_the_same_pictures(tmp_path: Path) -> None:
    world, rows = World.make("neutral", works=40, seed=3), np.arange(40)
    for name, workers in (("alone", 1), ("together", 2)):
        render(world, rows, tmp_path / name, size=64, workers=workers)
    pictures = [{f.name: f.read_bytes() for f in (tmp_path / name).iterdir()} for name in ("alone", "together")]
    assert pictures[0] == pictures[1] and len(pictures[0]) == 40
