"""A painted world is an ordinary corpus, its truth beside it, and the command line makes and scores it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stylogeny as sg
from stylogeny.cli import main
from stylogeny.corpus.dates import parse_date
from stylogeny.streams import uniforms
from stylogeny.world import names
from stylogeny.world.corpus import metadata
from stylogeny.world.ground_truth import Truth
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
    truth = Truth.read(painted)
    assert set(truth.ids) == set(works.ids)
    at = [works.find(i) for i in truth.ids]
    assert (works.earliest[at] <= truth.years).all() and (truth.years <= works.latest[at]).all()


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


def test_every_vague_date_holds_the_true_year() -> None:
    years = np.repeat(np.arange(1500, 1901), 12)
    luck = uniforms(0, "dates", index=np.arange(len(years)), draws=2)
    for year, u in zip(years, luck):
        text = names.date_text(int(year), u)
        earliest, latest = parse_date(text)
        assert earliest <= year <= latest, text


def test_titles_and_artists_are_unique_names() -> None:
    table = metadata(World.make("neutral", works=400, seed=0))
    assert table["title"].is_unique
    lives = table.groupby("artist")[["artist_birth", "artist_death", "region"]].nunique()
    assert (lives == 1).all(axis=None)
    years = table["year"].dropna()
    assert (years >= table.loc[years.index, "artist_birth"] + 15).all()
    assert (years <= table.loc[years.index, "artist_death"]).all()


def test_scores_of_plain_files(painted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = Truth.read(painted)
    child, parent = truth.parents.nonzero()
    edges = pd.DataFrame(
        {"child": truth.ids[child], "parent": truth.ids[parent], "weight": truth.parents[child, parent]}
    )
    edges.to_parquet(tmp_path / "edges.parquet")
    assert main(["world", "score", str(tmp_path / "edges.parquet"), str(painted), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["edges"]["ap"] > 0.9
    table = pd.DataFrame({"id": truth.ids, "value": truth.flow, "low": truth.flow - 1, "high": truth.flow + 1})
    table.to_parquet(tmp_path / "credit.parquet")
    assert main(["world", "score", str(tmp_path / "credit.parquet"), str(painted), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["credit"]
    assert found["coverage"] == 1 and "realised" in found


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("world paint --regime baroque --out x", "no such regime"),
        ("world paint --works 3 --out x", "at least 10 works"),
        ("world paint --size 4 --out x", "32 to 1024 pixels"),
        ("world paint --lost 0.99 --out x", "between 0 and 0.9"),
        ("world paint --futures 1 --out x", "two or more"),
        ("world score nothing.parquet nowhere", "not a painted world"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    arguments: str, line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments.split()) == 2
    err = capsys.readouterr().err
    assert line in err and err.count("\n") == 1
