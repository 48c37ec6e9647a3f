import json

import pytest

from helpers.captioned_run import captioned_run
from stylogeny.cli import main


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return captioned_run(tmp_path_factory.mktemp("words"))


def test_search_command(made, capsys):
    assert main(["search", "snow", str(made[0].path), "-n", "3", "--by", "words", "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 3 and all("snow" in f["title"] for f in found)
    assert main(["search", "???", str(made[0].path), "--quiet"]) == 2
    assert "at least one word" in capsys.readouterr().err


def test_what_takes_long_at_first_says_so_once(tmp_path, capsys):
    run = str(captioned_run(tmp_path)[0].path)
    assert main(["search", "snow", run]) == 0
    assert "learning the corpus's words" in capsys.readouterr().err
    assert main(["search", "snow", run]) == 0
    assert "learning" not in capsys.readouterr().err
