"""One map over units: the same bytes from every executor, also where a worker dies half-way."""

import os
import pickle
import signal

import numpy as np
import pytest

from stylogeny.corpus.pictures import BadPicture
from stylogeny.errors import StylogenyError, UnknownWork
from stylogeny.executors import EXECUTORS, Execution, run_units
from stylogeny.streams import stream


def unit(state, seed, shard):
    """A module-level unit: a product whose last bits would show another thread count or order."""
    luck = stream(seed, "unit", shard).normal(size=(64, 64))
    return {"value": luck @ state["matrix"], "shard": np.array([shard])}


def failing(state, seed, shard):
    if shard == 3 and not state["repaired"]:
        raise RuntimeError("stopped")
    return {"shard": np.array([shard])}


def dying(state, seed, shard):
    """The worker that takes shard 3 first is killed; whoever takes it again is not."""
    folder, own = state
    if shard == 3 and not (folder / "died").exists():
        (folder / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"value": stream(seed, "unit", shard).normal(size=own)}


def always_dying(state, seed, shard):
    os.kill(os.getpid(), signal.SIGKILL)


def refusing(state, seed, shard):
    raise BadPicture("a strip", "p.png", fix="leave it out")


STATE = {"matrix": np.linspace(-1, 1, 64 * 64).reshape(64, 64)}
CONFIG = {"step": "test"}


def test_processes_give_the_bytes_of_the_serial_map_in_order(tmp_path):
    serial = run_units(unit, STATE, shards=range(5), config=CONFIG, folder=tmp_path / "a")
    process = run_units(
        unit, STATE, shards=range(5), config=CONFIG, executor="process", workers=2, folder=tmp_path / "b"
    )
    assert [int(r["shard"][0]) for r in process] == [0, 1, 2, 3, 4]
    assert all((a["value"] == b["value"]).all() for a, b in zip(serial, process))
    names = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert names == sorted(p.name for p in (tmp_path / "b").iterdir()) and len(names) == 5
    assert all((tmp_path / "a" / n).read_bytes() == (tmp_path / "b" / n).read_bytes() for n in names)


@pytest.fixture(scope="module")
def ray():
    """Ray on this machine, with this folder's modules known to its workers."""
    module = pytest.importorskip("ray", reason="Ray is not installed (pip install 'stylogeny[ray]')")
    paths = os.pathsep.join([os.path.dirname(__file__), os.environ.get("PYTHONPATH", "")])
    module.init(
        num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR",
        object_store_memory=100 << 20, runtime_env={"env_vars": {"PYTHONPATH": paths}},
    )  # fmt: skip
    yield module
    module.shutdown()


@pytest.mark.parametrize("executor", EXECUTORS[1:])
def test_a_worker_killed_half_way_changes_nothing(executor, request, tmp_path):
    if executor == "ray":
        request.getfixturevalue("ray")
    (tmp_path / "died").touch()
    own, how = (lambda shard: shard + 4), {"shards": range(6), "config": CONFIG, "seed": 1}
    run_units(dying, tmp_path, own=own, folder=tmp_path / "serial", **how)
    (tmp_path / "died").unlink()
    run_units(dying, tmp_path, own=own, executor=executor, workers=2, folder=tmp_path / executor, **how)
    assert (tmp_path / "died").exists()
    whole = {p.name: p.read_bytes() for p in (tmp_path / "serial").iterdir()}
    assert {p.name: p.read_bytes() for p in (tmp_path / executor).iterdir()} == whole and len(whole) == 6


@pytest.mark.parametrize("executor", EXECUTORS[1:])
def test_an_error_comes_back_from_a_worker_as_it_was_raised(executor, request):
    if executor == "ray":
        request.getfixturevalue("ray")
    with pytest.raises(BadPicture, match=r"not a usable picture: a strip \(got p.png\); leave it out$") as caught:
        run_units(refusing, None, shards=range(2), config=CONFIG, executor=executor, workers=1)
    assert caught.value.reason == "a strip"


def test_workers_that_die_again_and_again_are_given_up_in_one_line():
    with pytest.raises(StylogenyError, match=r"killed again and again.*--workers"):
        run_units(always_dying, None, shards=range(2), config=CONFIG, executor="process", workers=2)


@pytest.mark.parametrize("error", [BadPicture("torn", 3, fix="mend it"), UnknownWork("Manet", ["Monet"])])
def test_every_error_survives_being_sent(error):
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error) and str(back) == str(error) and back.fix == error.fix


def test_a_config_may_be_a_shards_own(tmp_path):
    def config(shard):
        return {"content": ["a", "b", "c"][shard]}

    run_units(unit, STATE, shards=range(3), config=config, folder=tmp_path)
    names = {p.name for p in tmp_path.iterdir()}
    run_units(unit, STATE, shards=range(2), config=config, folder=tmp_path)
    assert len(names) == 3 and {p.name for p in tmp_path.iterdir()} == names


def test_a_stopped_map_resumes_where_it_was(tmp_path):
    state = {"repaired": False}
    with pytest.raises(RuntimeError, match="stopped"):
        run_units(failing, state, shards=range(6), config=CONFIG, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    written = {p: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    run_units(failing, {"repaired": True}, shards=range(6), config=CONFIG, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 6
    assert all(p.stat().st_mtime_ns == when for p, when in written.items())


def test_a_result_that_cannot_be_read_is_made_again(tmp_path):
    first = run_units(unit, STATE, shards=range(3), config=CONFIG, folder=tmp_path)
    whole = {p: p.read_bytes() for p in tmp_path.iterdir()}
    damaged, empty, _ = sorted(whole)
    damaged.write_bytes(whole[damaged][:100])
    empty.write_bytes(b"")
    again = run_units(unit, STATE, shards=range(3), config=CONFIG, folder=tmp_path)
    assert all((a["value"] == b["value"]).all() for a, b in zip(first, again))
    assert {p: p.read_bytes() for p in tmp_path.iterdir()} == whole


def test_units_of_another_config_or_seed_are_other_units(tmp_path):
    run_units(unit, STATE, shards=range(2), config=CONFIG, folder=tmp_path)
    run_units(unit, STATE, shards=range(2), config={"step": "other"}, folder=tmp_path)
    run_units(unit, STATE, shards=range(2), seed=1, config=CONFIG, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 6


def test_unknown_executors_are_named():
    with pytest.raises(StylogenyError, match="serial, process, ray"):
        run_units(unit, STATE, shards=range(1), config=CONFIG, executor="dask")
    with pytest.raises(StylogenyError, match="ray executor"):
        run_units(unit, STATE, shards=range(1), config=CONFIG, address="auto")


def test_an_execution_says_where_units_run_and_are_kept(tmp_path):
    where = Execution("process", workers=1, folder=tmp_path)
    assert Execution.of(where) is where and Execution.of("process") == Execution("process")
    kept = where.run(unit, STATE, shards=range(2), seed=1, config=CONFIG)
    plain = run_units(unit, STATE, shards=range(2), seed=1, config=CONFIG)
    assert [r["value"].tolist() for r in kept] == [r["value"].tolist() for r in plain]
    assert len(list(tmp_path.iterdir())) == 2


def test_the_result_of_another_unit_under_its_name_is_made_again(tmp_path):
    first = run_units(unit, STATE, shards=range(2), config=CONFIG, folder=tmp_path)
    one, other = sorted(tmp_path.iterdir())
    whole = one.read_bytes()
    one.write_bytes(other.read_bytes())
    again = run_units(unit, STATE, shards=range(2), config=CONFIG, folder=tmp_path)
    assert all((a["value"] == b["value"]).all() for a, b in zip(first, again)) and one.read_bytes() == whole
