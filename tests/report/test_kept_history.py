import pytest

from helpers.small_past import small_past
from helpers.traced_run import traced_run
from stylogeny.errors import StylogenyError
from stylogeny.futures.tree import grow
from stylogeny.futures.tree_io import save
from stylogeny.histories.play import play
from stylogeny.histories.simulation import Simulation
from stylogeny.report.kept_history import history_folder, keep_history


@pytest.fixture
def run(tmp_path):
    return traced_run(tmp_path / "run", small_past())


def keep(run, years, played):
    graph = small_past()

    def history():
        played.append(years)
        return graph, *play(graph, years=years, artists=20, seed=1)

    inputs = [run.path / "influence.parquet"]
    return keep_history(run, "mine", history, asked={"years": years}, pictures=0, size=64, inputs=inputs)


def test_what_is_there_already_is_not_played_again_and_another_takes_its_place(run):
    played = []
    folder = keep(run, 5, played)
    assert Simulation.read(folder).years == 5 and list(folder.glob("catalogue*"))
    assert keep(run, 5, played) == folder and played == [5]
    keep(run, 6, played)
    assert Simulation.read(folder).years == 6 and played == [5, 6]


def test_neither_trees_nor_what_is_not_ours_are_lost(run):
    folder = keep(run, 5, [])
    save(grow(small_past(), branching=1, generations=1), folder / "futures" / "grown")
    with pytest.raises(StylogenyError, match="trees grown from the history"):
        keep(run, 6, [])
    other = run.path / "futures" / "other"
    other.mkdir()
    (other / "letter.txt").write_text("keep me")
    with pytest.raises(StylogenyError, match="not a simulation"):
        history_folder(run, "other")
