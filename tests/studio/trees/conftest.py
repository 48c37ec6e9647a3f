"""A run of the planted history, in which trees are grown without pictures."""

import shutil

import pytest

from helpers.planted_history import planted
from helpers.traced_run import traced_run
from stylogeny.studio.state import Studio
from stylogeny.studio.trees.acts import start


@pytest.fixture(scope="session")
def grown_once(tmp_path_factory):
    run = traced_run(tmp_path_factory.mktemp("planted") / "run", planted()).path
    start(Studio(run), "mine", {"root": "w220", "years": 20, "branching": 3, "seed": 5})
    return run


@pytest.fixture
def studio(grown_once, tmp_path):
    shutil.copytree(grown_once, tmp_path / "run")
    return Studio(tmp_path / "run")
