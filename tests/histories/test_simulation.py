"""A simulation on disk: a run folder that the chain goes on from."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stylogeny.cli import main
from stylogeny.errors import StylogenyError
from stylogeny.histories.simulate import simulate
from stylogeny.histories.simulation import Simulation
from stylogeny.world.ground_truth import GroundTruth


def test_saved_and_read_back(history, tmp_path):
    history.save(tmp_path)
    again = Simulation.read(tmp_path)
    for name in ("works", "parents", "movements", "yearly"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(history, name))
    assert np.array_equal(again.vectors, history.vectors) and again.provenance == history.provenance
    assert (again.start, again.years, again.ended) == (1899, 40, "in full")


def test_it_is_a_run_that_the_chain_goes_on_from(past, tmp_path, capsys):
    folder = tmp_path / "society"
    history = simulate(past, years=30, artists=16, pictures=0, seed=3)
    history.save(folder)
    again = Simulation.read(folder)
    pd.testing.assert_frame_equal(again.works, history.works)
    assert main(["trace", str(folder), "--quiet"]) == 0
    assert list(GroundTruth.read(folder).ids) == list(history.works["id"])
    followed = history.parents["parent"][history.parents["parent"].str.startswith("s")].value_counts().index[0]
    assert main(["credit", followed, str(folder), "--bootstraps", "2", "--quiet"]) == 0
    year = str(int(history.works["year"].min()) + 10)
    assert main(["holdout", str(folder), "--until", year, "--by", "artist", "--quiet"]) == 0
    assert main(["report", str(folder), "--quiet"]) == 0 and (folder / "report" / "index.html").exists()
    capsys.readouterr()
    assert main(["world", "score", str(folder), str(folder), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert scores["edges: this run"]["errors"] == 0
    best = max(v["ap"] for k, v in scores.items() if k.startswith("edges: ") and k != "edges: this run")
    assert scores["edges: this run"]["ap"] > 0.5 * best


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("artists.parquet", "nonsense"),
        ("history.parquet", "nonsense"),
        ("simulation.json", "[]"),
        ("simulation.json", "{}"),
        ("simulation.json", '{"stylogeny": "simulation/2"}'),
    ],
)
def test_a_damaged_save_is_one_clear_line(history, tmp_path, file, content):
    history.save(tmp_path / "s")
    (tmp_path / "s" / file).write_text(content)
    with pytest.raises(StylogenyError, match=rf"{file}.*run `stylogeny simulate` again"):
        Simulation.read(tmp_path / "s")


def test_a_folder_without_a_simulation_says_so(tmp_path):
    with pytest.raises(StylogenyError, match="no simulation lies in this folder"):
        Simulation.read(tmp_path)


def test_a_history_of_one_year_is_kept_though_nothing_in_it_has_a_parent_in_it(past, tmp_path):
    simulate(past, years=1, artists=60, pictures=0).save(tmp_path)
    parents = pd.read_parquet(tmp_path / "truth" / "parents.parquet")
    assert not len(parents) and parents["lag"].dtype == float and len(Simulation.read(tmp_path))


def test_a_notebook_shows_its_works_and_its_movements(history):
    assert history._repr_html_().count("<b>") == 1 + min(8, len(history))
    if len(history.movements):
        assert len(history.plot().get_yticklabels()) == len(history.movements)
    without = replace(history, movements=history.movements.iloc[:0])
    assert sum(bar.get_height() for bar in without.plot().patches) == history.yearly["shown"].sum()
