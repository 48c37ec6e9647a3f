"""The command attribute: artists first, that a picture is a work of the run, and a table of who is owed what."""

import json

import numpy as np
import pandas as pd
import pytest

from stylogeny.cli import main
from stylogeny.corpus.copies.index import FILE
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.tracing import trace
from stylogeny.runs import Run
from stylogeny.world.corpus import render
from stylogeny.world.history import World

COUNT = 40


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A painted world at its genomes, traced into a run folder."""
    folder = tmp_path_factory.mktemp("attributed")
    world = World.make("neutral", works=COUNT, seed=3)
    render(world, np.arange(COUNT), folder, size=128, workers=1)
    year = world.calendar.year
    columns = dict.fromkeys(("date_text", "style", "genre", "medium"), "")
    table = pd.DataFrame(
        {
            "id": world.ids, "title": [f"Work {k}" for k in range(COUNT)],
            "artist": [f"Artist {a}" for a in world.calendar.artist], "earliest": year + 0.5, "latest": year + 0.5,
            **columns, "picture": [f"{i}.png" for i in world.ids], "status": "dated", "group": np.arange(COUNT),
        }
    )  # fmt: skip
    made = Run(folder, create=True)
    works = Works(table, folder)
    works.save(folder / "works.parquet")
    space = Embedding.from_vectors(works, world.latent)
    space.save(made)
    trace(space).save(made)
    made.record("trace", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    return folder


def test_a_work_of_the_run_is_named_and_its_artist_comes_first(run, tmp_path, capsys):
    works = Works.read(run / "works.parquet")
    picture, owed = works.picture(17), tmp_path / "owed.csv"
    ask = ["attribute", str(picture), str(run), "--bootstraps", "10", "--csv", str(owed), "--amount", "50"]
    assert main([*ask]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "is a picture of that work: Work 17, Artist" in said[0]
    artists, listed = said.index("artists"), said.index("works")
    assert artists < listed and "Artist" in said[artists + 1] and "direct copy: Work 17" in said[listed + 1]
    assert pd.read_csv(owed)["amount"].sum() == pytest.approx(50, abs=0.01)
    assert (run / FILE).exists()
    assert main([*ask, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["work"] == works.ids[17] and answer["artists"][0]["artist"] == works.table["artist"].iat[17]
    assert answer["direct_copy"] + answer["pieces"] + answer["style"] + answer["innovation"] == pytest.approx(1.0)


def test_a_corpus_too_small_for_parts_is_not_certified(run, capsys):
    works = Works.read(run / "works.parquet")
    ask = ["attribute", str(works.picture(17)), str(run), "--bootstraps", "0", "--certify", "--parts", "2"]
    assert main(ask) == 2
    assert "every part of a corpus needs 30 dated works" in capsys.readouterr().err.splitlines()[-1]
