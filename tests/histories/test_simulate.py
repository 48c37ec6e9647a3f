"""A simulated society: what users rely on, from a small past with given vectors."""

import json
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from stylogeny.cli import main
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.futures.artist_space import ArtistSpace
from stylogeny.histories.controller import Controller
from stylogeny.histories.simulate import play, simulate
from stylogeny.histories.simulation import Simulation
from stylogeny.influence import trace
from stylogeny.runs import Run
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.parameters import HORIZON, SocietyParameters
from stylogeny.world.ground_truth import GroundTruth


@pytest.fixture(scope="module")
def graph():
    n, rng = 120, np.random.default_rng(0)
    years = np.sort(rng.integers(1700, 1900, n))
    table = pd.DataFrame(
        {
            "id": [f"w{i}" for i in range(n)], "title": "", "artist": [f"Painter {i % 12}" for i in range(n)],
            "earliest": years, "latest": years, "date_text": "", "style": "", "genre": "", "medium": "", "picture": "",
            "status": "dated", "group": np.arange(n),
        }
    )  # fmt: skip
    vectors = np.cumsum(rng.normal(size=(n, 6)), axis=0) * 0.2
    return trace(Embedding.from_vectors(Works(table), vectors.astype(np.float32)))


@pytest.fixture(scope="module")
def told(graph):
    return simulate(graph, years=40, artists=40, pictures=0, seed=3)


def test_parents_are_earlier_and_their_weights_sum_to_one(graph, told):
    year = dict(zip(told.works["id"], told.works["year"])) | dict(zip(graph.works.ids, graph.works.year))
    edges = told.parents
    assert (edges["parent"].map(year) < edges["child"].map(year)).all()
    assert np.allclose(edges.groupby("child")["weight"].sum(), 1)
    assert told.works["year"].between(1900, 1940).all() and told.works["year"].is_monotonic_increasing


def test_artists_work_only_while_they_live(told):
    people = told.artists.set_index("id")
    age = told.works["year"] - told.works["artist"].map(people["born"])
    assert age.between(18, 100).all()
    died = told.works["artist"].map(people["died"])
    assert (told.works["year"] <= died.fillna(10_000)).all()
    assert people["name"].is_unique


def test_the_same_seed_gives_the_same_history_and_another_another(graph, told):
    again = simulate(graph, years=40, artists=40, pictures=0, seed=3)
    pd.testing.assert_frame_equal(again.works, told.works)
    assert (again.vectors == told.vectors).all()
    other = simulate(graph, years=40, artists=40, pictures=0, seed=4)
    assert set(other.works["id"]) != set(told.works["id"])


def test_without_a_work_only_what_it_touched_changes(graph, told):
    edges = told.parents[told.parents["parent"].str.startswith("s")]
    gone = edges["parent"].value_counts().index[0]
    without = simulate(graph, years=40, artists=40, pictures=0, seed=3, without=gone)
    assert gone not in set(without.works["id"]) and gone not in set(without.parents["parent"])
    year = dict(zip(told.works["id"], told.works["year"]))[gone]
    before = (told.works["year"] < year).to_numpy()
    then = (without.works["year"] < year).to_numpy()
    assert (told.vectors[before] == without.vectors[then]).all()
    # luck belongs to events: who lives and who sets out to make a work that year is the same in both
    assert (told.artists[["id", "born"]].merge(without.artists[["id", "born"]], on="id").eval("born_x == born_y")).all()
    both = told.works["id"].isin(set(without.works["id"]))
    assert both.mean() > 0.8


def test_deleting_the_last_work_of_a_history_changes_nothing_else(graph, told):
    last = told.works[told.works["year"] == told.works["year"].max()]["id"].iat[0]
    without = simulate(graph, years=40, artists=40, pictures=0, seed=3, without=last)
    kept = (told.works["id"] != last).to_numpy()
    assert list(without.works["id"]) == list(told.works["id"][kept])
    assert (without.vectors == told.vectors[kept]).all()


def test_imitation_makes_fame_unequal(graph):
    calm = simulate(graph, years=30, artists=60, pictures=0, customs=SocietyParameters(imitation=0.0))
    crowd = simulate(graph, years=30, artists=60, pictures=0, customs=SocietyParameters(imitation=1.2))
    assert crowd.film["gini"].tail(10).mean() > calm.film["gini"].tail(10).mean() + 0.05


def test_a_society_without_births_dies_out_and_says_so(graph):
    told = simulate(graph, years=200, artists=20, pictures=0, customs=SocietyParameters(births=False))
    assert told.params["ended"] == "everyone has died" and told.params["years"] < 100 and len(told) > 50


def test_fixing_an_artist_gives_their_manner(graph):
    space = ArtistSpace.fit(graph)
    z = graph.embedding.vectors
    means = {a: z[graph.works.column("artist") == a].mean(axis=0) for a in space.names}
    centre = z.mean(axis=0)
    for name, manner in zip(space.names, space.manner):  # shrunk to the middle, never past the artist's own mean
        along = (manner - centre) @ (means[name] - centre) / np.square(means[name] - centre).sum()
        assert 0 < along <= 1 + 1e-6


def test_it_is_a_run_that_the_chain_goes_on_from(graph, tmp_path, capsys):
    folder = tmp_path / "society"
    told = simulate(graph, years=30, artists=16, pictures=0, seed=3)
    told.save(folder)
    again = Simulation.read(folder)
    pd.testing.assert_frame_equal(again.works, told.works)
    assert main(["trace", str(folder), "--quiet"]) == 0
    assert list(GroundTruth.read(folder).ids) == list(told.works["id"])
    followed = told.parents["parent"][told.parents["parent"].str.startswith("s")].value_counts().index[0]
    assert main(["credit", followed, str(folder), "--bootstraps", "2", "--quiet"]) == 0
    past = str(int(told.works["year"].min()) + 10)
    assert main(["holdout", str(folder), "--until", past, "--by", "artist", "--quiet"]) == 0
    assert main(["report", str(folder), "--quiet"]) == 0 and (folder / "report" / "index.html").exists()
    capsys.readouterr()
    assert main(["world", "score", str(folder), str(folder), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert scores["edges: this run"]["errors"] == 0
    best = max(v["ap"] for k, v in scores.items() if k.startswith("edges: ") and k != "edges: this run")
    assert scores["edges: this run"]["ap"] > 0.5 * best


@pytest.mark.parametrize(
    ("file", "content"), [("artists.parquet", "nonsense"), ("simulation.json", "[]"), ("simulation.json", "{}")]
)
def test_a_damaged_save_is_one_clear_line(told, tmp_path, file, content):
    told.save(tmp_path / "s")
    (tmp_path / "s" / file).write_text(content)
    with pytest.raises(StylogenyError, match="not a readable simulation"):
        Simulation.read(tmp_path / "s")


def test_a_history_of_one_year_is_kept_though_nothing_in_it_has_a_parent_in_it(graph, tmp_path):
    simulate(graph, years=1, artists=60, pictures=0).save(tmp_path)
    parents = pd.read_parquet(tmp_path / "truth" / "parents.parquet")
    assert not len(parents) and parents["lag"].dtype == float and len(Simulation.read(tmp_path))


@pytest.mark.parametrize("asked", [{"years": 0}, {"years": -5}, {"artists": 0}, {"years": HORIZON}, {"pictures": -1}])
def test_bad_calls(graph, asked):
    with pytest.raises(StylogenyError):
        simulate(graph, **{"years": 5, "artists": 5, "pictures": 0} | asked)
    with pytest.raises(StylogenyError, match="not the id"):
        simulate(graph, years=2, artists=5, pictures=0, without="mona-lisa")


@pytest.mark.parametrize(
    ("custom", "value"),
    [("output", 1.5), ("shown", 5), ("keep", -0.1), ("fame", np.nan), ("own", np.inf), ("patience", 0), ("attention", -1), ("step", 1e9),
     ("births", 1), ("step", "long"), ("jump", True)],
)  # fmt: skip
def test_customs_are_held_to_what_they_can_be(custom, value):
    with pytest.raises(StylogenyError, match=f"custom {custom} .got {value}.; it is") as error:
        SocietyParameters(**{custom: value})
    assert "\n" not in str(error.value)


def test_a_custom_is_a_plain_number_whatever_it_came_as():
    assert json.dumps(asdict(SocietyParameters(step=np.float32(0.5), fame=1))).count("0.5") >= 1  # type: ignore[arg-type]
    assert type(SocietyParameters(fame=1).fame) is float


def test_a_work_that_is_never_made_cannot_be_left_out(graph, told):
    made = {f"s{n}" for n in _numbers(graph)}
    artist = next(i for i in told.works["id"] if int(i[1:]) + 1 not in {int(m[1:]) for m in made})
    for never in (
        f"s{int(artist[1:]) + 1}",
        "s7",
        f"s{int(artist[1:]) + 5000}",
    ):  # a year without a work; the past; after the end
        with pytest.raises(StylogenyError, match="no such work is made"):
            simulate(graph, years=40, artists=40, pictures=0, seed=3, without=never)
    unseen = sorted(made - set(told.works["id"]))[0]  # made, and shown to nobody: critics saw it
    assert simulate(graph, years=40, artists=40, pictures=0, seed=3, without=unseen).params["without"] == unseen


def _numbers(graph):
    """Of every work made in the history `told`, shown or not."""
    state, _ = play(graph, years=40, artists=40, seed=3)
    return np.concatenate([m.number for m in state.made])


@pytest.fixture
def run(graph, tmp_path):
    run = Run(tmp_path / "run", create=True)
    graph.works.save(run.path / "works.parquet")
    graph.embedding.save(run)
    graph.save(run)
    run.record("trace", {"state": "done"})
    return run


def test_another_history_replaces_the_one_in_its_folder_and_a_killed_one_is_gone_on_with(run, capsys, monkeypatch):
    argv = ["simulate", str(run.path), "--artists", "20", "--pictures", "0", "--quiet"]
    place = run.path / "futures" / "society-0"
    assert main([*argv, "--years", "6"]) == 0
    for old in ("pictures/s1.png", "personas/a.json", "influence.parquet", "events.jsonl"):
        (place / old).parent.mkdir(exist_ok=True)
        (place / old).write_text("")
    assert main([*argv, "--years", "6"]) == 0 and (place / "pictures" / "s1.png").exists()  # done already
    assert (
        main([*argv, "--years", "7", "--without", "s7", "--name", "society-0"]) == 2
    )  # what cannot be made replaces nothing
    assert main([*argv, "--years", "7", "--pictures", "-1"]) == 2
    assert (place / "personas" / "a.json").exists() and Simulation.read(place).params["years"] == 6

    def killed(*_):
        (place / "pictures").mkdir()
        (place / "pictures" / "s1.png").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Simulation, "save", killed)
        assert main([*argv, "--years", "7"]) == 130
    left = {p.name for p in place.iterdir()}
    assert left == {"asked.json", "events.jsonl", "pictures"}  # what was said to it is kept
    assert main([*argv, "--years", "7"]) == 0
    assert (place / "pictures" / "s1.png").exists() and Simulation.read(place).params["years"] == 7
    assert main([*argv, "--years", "8"]) == 0 and not (place / "pictures").exists()
    assert main([*argv, "--years", "2", "--seed", "-1"]) == 0 and (run.path / "futures" / "society-minus-1").exists()
    capsys.readouterr()


def test_what_is_no_simulation_is_not_replaced_by_one(run, capsys):
    grow = ["futures", "grow", str(run.path), "--years", "5", "--no-pictures", "--quiet", "--name"]
    simulated = ["simulate", str(run.path), "--years", "2", "--artists", "9", "--pictures", "0", "--quiet", "--name"]
    assert main([*grow, "tree"]) == 0 and main([*simulated, "history"]) == 0
    capsys.readouterr()
    for words in ([*simulated, "tree"], [*grow, "history"], ["futures", "search", str(run.path), "--name", "tree"]):
        assert main(words) == 2
        line = capsys.readouterr().err.strip()
        assert "--name" in line and "\n" not in line
    assert main([*simulated, "other", "--hear", "histroy"]) == 2 and "there are history" in capsys.readouterr().err
    assert main([*simulated, "other", "--hear", "history"]) == 0
    assert main([*simulated, "x", "--custom", "births=maybe"]) == 2 and "true" in capsys.readouterr().err
    assert main([*simulated, "notes", "--without", "s1"]) == 2  # nothing was begun in that folder
    mine = run.path / "futures" / "notes" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("precious")
    assert main([*simulated, "notes"]) == 2 and mine.exists()
    capsys.readouterr()


def test_nothing_is_replaced_by_what_cannot_be_made(run, capsys):
    argv = ["simulate", str(run.path), "--years", "3", "--artists", "9", "--quiet", "--pictures", "0", "--name", "kept"]
    assert main(argv) == 0
    place = run.path / "futures" / "kept"
    assert main([*argv, "--size", "100"]) == 2 and (place / "history.parquet").exists()
    tree = place / "futures" / "mine" / "tree"
    tree.mkdir(parents=True)
    (tree / "acts.json").write_text("{}")
    assert main([*argv, "--seed", "5"]) == 2 and "mine" in capsys.readouterr().err and (tree / "acts.json").exists()


def test_the_last_of_two_values_of_a_custom_counts(run, capsys):
    argv = [
        "simulate",
        str(run.path),
        "--years",
        "4",
        "--artists",
        "20",
        "--pictures",
        "0",
        "--quiet",
        "--json",
        "--name",
        "twice",
    ]
    made = []
    for first, last in (("0.1", "0.9"), ("0.9", "0.1")):
        assert main([*argv, "--custom", f"output={first}", "--custom", f"output={last}"]) == 0
        made.append(json.loads(capsys.readouterr().out)["works"])
    assert made[0] > 2 * made[1]


def test_the_command(run, capsys):
    argv = ["simulate", str(run.path), "--years", "20", "--artists", "30", "--pictures", "0", "--quiet"]
    assert main(argv) == 0
    assert "works by" in capsys.readouterr().out
    first = (run.path / "futures/society-0/history.parquet").read_bytes()
    assert main([*argv, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["params"]["artists"] == 30
    assert (run.path / "futures/society-0/history.parquet").read_bytes() == first
    assert main([*argv, "--custom", "greed=3"]) == 2
    assert "imitation" in capsys.readouterr().err


def test_pause_step_rewind_fork_save_resume(graph, tmp_path):
    society = Controller(graph, artists=20, seed=1)
    society.play(society.year + 10, seen=lambda s: society.pause() if s.year == 1903 else None)
    assert society.year == 1903
    twin = society.fork()
    society.change(reaction=0.9)
    society.step(5)
    twin.step(5)
    assert society.year == twin.year
    assert not np.array_equal(society.state.artists.place, twin.state.artists.place)
    society.save(tmp_path / "society.json")
    resumed = Controller.resume(tmp_path / "society.json", graph)
    assert np.array_equal(resumed.state.artists.place, society.state.artists.place)
    society.rewind(1903)
    society.step(5)
    assert np.array_equal(society.state.artists.place, twin.state.artists.place)
    with pytest.raises(StylogenyError, match="no such year"):
        society.rewind(1800)
    whole = json.loads((tmp_path / "society.json").read_text())
    for broken in ("{", "[]", json.dumps(whole | {"customs": []}), json.dumps(whole | {"customs": [{"fame": "much"}]})):
        (tmp_path / "society.json").write_text(broken)
        with pytest.raises(StylogenyError, match="not a readable society"):
            Controller.resume(tmp_path / "society.json", graph)


def test_a_state_is_never_changed(graph):
    state, setting = begin(graph, artists=10, seed=0)
    place = state.artists.place.copy()
    fame = state.museum.fame.copy()
    after = step(step(state, setting), setting)
    assert (state.artists.place == place).all() and (state.museum.fame == fame).all() and after.year == state.year + 2
