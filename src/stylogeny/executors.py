"""One ordered map over idempotent units: in this process, in worker processes, or on a Ray cluster.

A unit is keyed by (config, seed, shard). Its result is a flat dict of arrays; with a folder it is kept as
``KEY.safetensors``, so a stopped map resumes where it was and never repeats a finished unit. Every executor holds the
numerical libraries to one thread within a unit: the same bytes come from all of them.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from .artifacts import Format, read_tensors, write_tensors
from .errors import StylogenyError
from .progress import Callback, progress
from .runs import digest

EXECUTORS = ("serial", "process", "ray")
FORMAT = Format("unit", 1, "remove it, and it is made again")
Result = dict[str, np.ndarray]
State = TypeVar("State")
Shared = TypeVar("Shared", contravariant=True)


class Unit(Protocol[Shared]):
    """Work on one shard: ``unit(state, seed, shard) -> {name: array}``; a module-level function, so it can travel."""

    def __call__(self, state: Shared, seed: int, shard: int) -> Result: ...


def key(config: Mapping[str, Any], seed: int, shard: int) -> str:
    """The name of one unit's result."""
    return digest({"config": dict(config), "seed": int(seed), "shard": int(shard)})


def _run(unit: Unit[State], state: State, seed: int, shard: int, path: Path | None) -> Result:
    """One unit, on one thread; its result is written down before it is handed back."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        result = {name: np.ascontiguousarray(value) for name, value in unit(state, seed, shard).items()}
    if path is not None:
        write_tensors(path, result, FORMAT)
    return result


def _kept(path: Path | None) -> Result | None:
    """The result of a finished unit; none where there is no file, or one that cannot be read and is made again."""
    if path is None or not path.exists():
        return None
    try:
        return read_tensors(path, FORMAT)[0]
    except StylogenyError:
        return None


def run_units(
    unit: Unit[State],
    state: State,
    *,
    shards: Sequence[int],
    seed: int = 0,
    config: Mapping[str, Any],
    executor: str = "serial",
    workers: int | None = None,
    address: str | None = None,
    folder: Path | str | None = None,
    what: str = "units",
    callback: Callback | None = None,
) -> list[Result]:
    """Results of ``unit(state, seed, shard)`` in the order of `shards`.

    Parameters
    ----------
    unit : callable
        A module-level function that depends on its arguments alone.
    state : object
        What all units share (a graph, a model); sent once to each worker.
    shards, seed, config
        Name the units. `config` must hold everything (JSON-able) that changes a result.
    executor : str
        ``serial``, ``process`` (worker processes on this machine) or ``ray``.
    workers : int, optional
        Processes; by default one per core.
    address : str, optional
        A Ray cluster (``ray://host:10001`` or ``auto``); by default Ray is started on this machine.
    folder : Path, optional
        Where results are kept. Finished units are read from it and not run again.

    Raises
    ------
    StylogenyError
        For an unknown executor, or Ray where it is not installed.
    """
    if executor not in EXECUTORS:
        raise StylogenyError(f"an executor is one of {', '.join(EXECUTORS)}", got=repr(executor))
    if address is not None and executor != "ray":
        raise StylogenyError("an address goes with the ray executor", got=executor, fix="add --executor ray")
    paths = {s: Path(folder) / f"{key(config, seed, s)}.safetensors" if folder else None for s in shards}
    done = {s: result for s, path in paths.items() if (result := _kept(path)) is not None}
    todo = [s for s in shards if s not in done]
    if todo:
        stream = {"serial": _serial, "process": _process, "ray": _ray}[executor]
        results = stream(unit, state, seed, todo, paths, workers=workers, address=address)
        for shard, result in progress(zip(todo, results), what, total=len(todo), callback=callback):
            done[shard] = result
    return [done[s] for s in shards]


@dataclass(frozen=True)
class Execution:
    """Where units run and where their results are kept.

    Parameters
    ----------
    executor, workers, address, folder
        As in :func:`run_units`.
    """

    executor: str = "serial"
    workers: int | None = None
    address: str | None = None
    folder: Path | str | None = None

    @classmethod
    def of(cls, executor: str | Execution) -> Execution:
        """From the name of an executor, or as it is."""
        return executor if isinstance(executor, Execution) else cls(executor)

    def run(
        self,
        unit: Unit[State],
        state: State,
        *,
        shards: Sequence[int],
        seed: int = 0,
        config: Mapping[str, Any],
        what: str = "units",
        callback: Callback | None = None,
    ) -> list[Result]:
        """:func:`run_units` there."""
        return run_units(
            unit, state, shards=shards, seed=seed, config=config, what=what, callback=callback, executor=self.executor,
            workers=self.workers, address=self.address, folder=self.folder,
        )  # fmt: skip


Stream = Iterator[Result]
Paths = Mapping[int, Path | None]


def _serial(unit: Unit[State], state: State, seed: int, todo: list[int], paths: Paths, **_: Any) -> Stream:
    for shard in todo:
        yield _run(unit, state, seed, shard, paths[shard])


def _process(
    unit: Unit[State], state: State, seed: int, todo: list[int], paths: Paths, *, workers: int | None, **_: Any
) -> Stream:
    from joblib import Parallel, delayed

    # loky starts clean processes (no fork of a threaded parent) and maps large arrays instead of copying them
    pool = Parallel(n_jobs=min(workers or os.cpu_count() or 1, len(todo)), return_as="generator", backend="loky")
    with warnings.catch_warnings():
        # a worker that was idle for long or grew large is replaced and its unit run again; nobody needs to hear of it
        warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
        yield from pool(delayed(_run)(unit, state, seed, shard, paths[shard]) for shard in todo)


def _ray(
    unit: Unit[State],
    state: State,
    seed: int,
    todo: list[int],
    paths: Paths,
    *,
    workers: int | None,
    address: str | None,
) -> Stream:
    try:
        import ray
    except ImportError:
        raise StylogenyError("the ray executor needs Ray", fix="pip install 'stylogeny[ray]'") from None
    started = not ray.is_initialized()
    if started:
        local: dict[str, Any] = {} if address else {"num_cpus": workers, "include_dashboard": False}
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **local)
    try:
        remote: Callable[..., Any] = ray.remote(_run).remote  # type: ignore[attr-defined]
        shared = ray.put(state)
        # a cluster's workers need not see this machine's disk: the driver writes results down as they come back
        for shard, handle in zip(todo, [remote(unit, shared, seed, shard, None) for shard in todo]):
            result = {name: np.array(value) for name, value in ray.get(handle).items()}
            path = paths[shard]
            if path is not None:
                write_tensors(path, result, FORMAT)
            yield result
    finally:
        if started:
            ray.shutdown()
