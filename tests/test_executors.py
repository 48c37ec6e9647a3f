import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.executors import Execution, run_units
from stylogeny.streams import stream


def unit(state, seed, shard):
    """A module-level unit: a product whose last bits would show another thread count or order."""
    luck = stream(seed, "unit", shard).normal(size=(64, 64))
    return {"value": luck @ state["matrix"], "shard": np.array([shard])}


def failing(state, seed, shard):
    if shard == 3 and not state["repaired"]:
        raise RuntimeError("stopped")
    return {"shard": np.array([shard])}


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
