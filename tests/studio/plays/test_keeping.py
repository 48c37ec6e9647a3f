import shutil

import pytest

from stylogeny.cli import main
from stylogeny.errors import StylogenyError
from stylogeny.histories.simulation import Simulation
from stylogeny.society.parameters import SocietyParameters
from stylogeny.studio.plays.company import begun, simulation_of
from stylogeny.studio.plays.keeping import keep_society
from stylogeny.studio.state import Studio


@pytest.fixture
def own_run(past_run, tmp_path):
    shutil.copytree(past_run, tmp_path / "run")
    return tmp_path / "run"


def asked(moment, name):
    return {"moment": moment.document(), "name": name, "pictures": 0}


def quiet(said):
    pass


def test_a_command_afterwards_finds_a_steady_society(own_run, capsys):
    moment = begun(Studio(own_run), 30, 2).on(6, SocietyParameters(imitation=1.5))
    keep_society(own_run, asked(moment, "mine"), callback=quiet)
    file = own_run / "futures" / "mine" / "history.parquet"
    was = file.stat().st_mtime_ns
    command = ["simulate", str(own_run), "--years", "6", "--artists", "30", "--seed", "2", "--pictures", "0"]
    assert main([*command, "--param", "imitation=1.5", "--name", "mine", "--quiet"]) == 0
    assert file.stat().st_mtime_ns == was


def test_a_society_whose_parameters_changed_is_kept_as_it_was_played(own_run):
    studio = Studio(own_run)
    moment = begun(studio, 30, 2).on(4, SocietyParameters()).on(3, SocietyParameters(imitation=1.5))
    made = keep_society(own_run, asked(moment, "forked"), callback=quiet)
    kept = Simulation.read(own_run / "futures" / "forked")
    assert made["href"] == "/society/kept/forked"
    assert kept.works["id"].tolist() == simulation_of(studio, moment).works["id"].tolist()


def test_nothing_is_kept_of_what_has_not_begun_or_over_something_else(own_run):
    with pytest.raises(StylogenyError, match="not begun"):
        keep_society(own_run, asked(begun(Studio(own_run), 30, 2), "mine"), callback=quiet)
    (own_run / "futures" / "mine").mkdir(parents=True)
    (own_run / "futures" / "mine" / "letter.txt").write_text("keep me")
    moment = begun(Studio(own_run), 30, 2).on(2, SocietyParameters())
    with pytest.raises(StylogenyError, match="not a simulation"):
        keep_society(own_run, asked(moment, "mine"), callback=quiet)
