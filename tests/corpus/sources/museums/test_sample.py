"""A sample of a museum is a folder that a run reads; what is not free, or not to be had, is left out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import stylogeny as sg
from helpers.museum import MuseumServer, museum
from stylogeny.cli import main
from stylogeny.corpus.sources.fetch import Fetcher
from stylogeny.corpus.sources.museums.interfaces import INTERFACES, Wanted
from stylogeny.corpus.sources.museums.sample import sample
from stylogeny.errors import StylogenyError

FETCH = Fetcher(every=0, retries=0, private=True)


@pytest.fixture
def server() -> Iterator[MuseumServer]:
    with museum() as running:
        yield running


@pytest.mark.parametrize("name", ["met", "aic"])
def test_what_is_in_the_public_domain_is_fetched_and_read(name: str, server: MuseumServer, tmp_path: Path) -> None:
    made = sample(name, tmp_path / "art", address=f"{server.address}/{name}", fetch=FETCH)
    assert (made.works, made.missed) == (10, 0)
    works = sg.load(tmp_path / "art")
    assert works.dated.sum() == 10 and works.table["artist"].nunique() == 3
    assert {int(y) for y in works.year.round()} <= {*range(1850, 1863)}
    rows = list(csv.DictReader((tmp_path / "art" / "metadata.csv").open(encoding="utf-8")))
    assert all(row["licence"].startswith("CC0") and row["source"].startswith("https://") for row in rows)


def test_it_goes_on_where_it_was_and_the_seed_says_which(server: MuseumServer, tmp_path: Path) -> None:
    for seed in (0, 0, 1):
        sample("met", tmp_path / f"{seed}", address=f"{server.address}/met", limit=3, seed=seed, fetch=FETCH)
    tables = [(tmp_path / f"{seed}" / "metadata.csv").read_text() for seed in (0, 1)]
    assert tables[0] != tables[1] and [len(t.splitlines()) for t in tables] == [4, 4]
    asked = [path for path in server.asked if path.startswith("/met/objects")]
    again = len(server.asked)
    sample("met", tmp_path / "0", address=f"{server.address}/met", limit=3, seed=0, fetch=FETCH)
    assert len(server.asked) == again and len(asked) <= 10


def test_pictures_that_cannot_be_had_are_counted(server: MuseumServer, tmp_path: Path) -> None:
    server.gone |= {0, 1}
    made = sample("aic", tmp_path, address=f"{server.address}/aic", fetch=FETCH)
    assert (made.works, made.missed) == (8, 2)


def test_departments_and_years(server: MuseumServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["sample", "met", "--out", str(tmp_path), "--address", f"{server.address}/met", "--every", "0", "--quiet"]
    assert main([*argv, "--from", "1850", "--to", "1853", "--department", "european"]) == 0
    assert capsys.readouterr().out.startswith("4 works in")
    assert main([*argv, "--department", "Arms"]) == 2
    assert "no such department (got Arms); there are European Paintings" in capsys.readouterr().err
    assert main([*argv, "--from", "1990"]) == 2
    assert "has no such works" in capsys.readouterr().err


def test_a_search_without_results_asks_for_nothing_else() -> None:
    asked: list[str] = []

    def ask(address: str) -> dict:
        asked.append(address)
        return {"objectIDs": None, "total": 0}

    assert list(INTERFACES["met"].works(ask, "x", Wanted(first=1900))) == [] and len(asked) == 1
    assert "dateBegin=1900" in asked[0] and "dateEnd" in asked[0]  # the Met takes both or neither


def test_an_unknown_museum_and_one_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="choose met or aic"):
        sample("louvre", tmp_path)
    with pytest.raises(StylogenyError, match="does not answer"):
        sample("met", tmp_path, address="http://127.0.0.1:9/met", fetch=FETCH)
