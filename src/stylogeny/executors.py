"""One ordered map over idempotent units: in this process, in worker processes, or on a Ray cluster.

A unit is keyed by (config, seed, shard). Its result is a flat dict of arrays; with a folder it is kept as
``KEY.safetensors``, so a stopped map resumes where it was and never repeats a finished unit. Every executor holds the
numerical libraries to one thread within a unit: the same bytes come from all of them. A worker that dies is replaced
and its unit run again. Workers on other machines must see pictures under the paths that they have here.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from .artifacts import Format, read_tensors, write_tensors
from .errors import StylogenyError
from .progress import Callback, progress
from .runs import digest

if TYPE_CHECKING:
    from joblib import Parallel

EXECUTORS = ("serial", "process", "ray")
DEATHS = 2  # workers that may die in one map before it is given up
FORMAT = Format("unit", 1, "remove it, and it is made again")
Result = dict[str, np.ndarray]
State = TypeVar("State")
Given = TypeVar("Given")
Shared = TypeVar("Shared", contravariant=True)


class Unit(Protocol[Shared]):
    """Work on one shard: ``unit(state, seed, shard) -> {name: array}``; a module-level function, so it can travel."""

    def __call__(self, state: Shared, seed: int, shard: int) -> Result: ...


class Task(NamedTuple):
    """One unit to be run.

    Parameters
    ----------
    shard : int
        Its number.
    own : object
        What this unit alone needs: it gets ``(state, own)`` for its state, unless this is None.
    path : Path, optional
        Where its result is kept.
    """

    shard: int
    own: object = None
    path: Path | None = None


def key(config: Mapping[str, Any], seed: int, shard: int) -> str:
    """The name of one unit's result."""
    return digest({"config": dict(config), "seed": int(seed), "shard": int(shard)})


def _run(unit: Unit[Any], state: object, seed: int, task: Task) -> Result:
    """One unit, on one thread; its result is written down before it is handed back."""
    from threadpoolctl import threadpool_limits

    given = state if task.own is None else (state, task.own)
    with threadpool_limits(limits=1):
        result = {name: np.ascontiguousarray(value) for name, value in unit(given, seed, task.shard).items()}
    if task.path is not None:
        write_tensors(task.path, result, FORMAT, unit=task.path.stem)
    return result


def _kept(path: Path | None) -> Result | None:
    """The result of a finished unit; none where there is no file of it, or none that can be read."""
    if path is None or not path.exists():
        return None
    try:
        result, said = read_tensors(path, FORMAT)
    except StylogenyError:
        return None
    return result if said.get("unit", path.stem) == path.stem else None  # another's, under this name


def run_units(
    unit: Unit[Given],
    state: object,
    *,
    shards: Sequence[int],
    seed: int = 0,
    config: Mapping[str, Any] | Callable[[int], Mapping[str, Any]],
    own: Callable[[int], object] | None = None,
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
        What all units share (a graph, a model); its arrays are sent once to each worker.
    shards, seed, config
        Name the units. `config` must hold everything (JSON-able) that changes a result; or give it for a shard.
    own : callable, optional
        Gives what a shard alone needs, when its turn comes: its unit gets ``(state, own(shard))`` for its state.
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
        For an unknown executor, Ray where it is not installed, or workers that die again and again.
    """
    named: Callable[[int], Mapping[str, Any]] = config if callable(config) else lambda shard: config
    where = None if folder is None else Path(folder)  # without one, nobody asks what the units are called
    paths = {s: where and where / f"{key(named(s), seed, s)}.safetensors" for s in shards}
    _check(executor, address)
    done = {s: result for s, path in paths.items() if (result := _kept(path)) is not None}
    if todo := [s for s in shards if s not in done]:
        tasks = (Task(s, None if own is None else own(s), paths[s]) for s in todo)
        with pool(state, executor=executor, workers=workers, address=address) as open_pool:
            results = open_pool.map(unit, tasks, seed=seed, count=len(todo))
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
        unit: Unit[Given],
        state: object,
        *,
        shards: Sequence[int],
        seed: int = 0,
        config: Mapping[str, Any] | Callable[[int], Mapping[str, Any]],
        own: Callable[[int], object] | None = None,
        what: str = "units",
        callback: Callback | None = None,
    ) -> list[Result]:
        """:func:`run_units` there."""
        return run_units(
            unit, state, shards=shards, seed=seed, config=config, own=own, what=what, callback=callback,
            executor=self.executor, workers=self.workers, address=self.address, folder=self.folder,
        )  # fmt: skip

    def pool(self, state: State) -> AbstractContextManager[Pool[State]]:
        """:func:`pool` there."""
        return pool(state, executor=self.executor, workers=self.workers, address=self.address)


def usual_executor(*, pays: bool) -> str:
    """``process`` where worker processes pay off and there is more than one core, else ``serial``."""
    return "process" if pays and (os.cpu_count() or 1) > 1 else "serial"


def _check(executor: str, address: str | None) -> None:
    """Raise on an unknown executor, or an address that goes with none."""
    if executor not in EXECUTORS:
        raise StylogenyError(f"an executor is one of {', '.join(EXECUTORS)}", got=repr(executor))
    if address is not None and executor != "ray":
        raise StylogenyError("an address goes with the ray executor", got=executor, fix="add --executor ray")


@contextmanager
def pool(
    state: State, *, executor: str = "serial", workers: int | None = None, address: str | None = None
) -> Iterator[Pool[State]]:
    """Workers that know `state`, for as many maps as this context lasts; parameters and errors as :func:`run_units`."""
    _check(executor, address)
    if executor == "serial":
        yield Pool(state)
    elif executor == "process":
        processes = _Processes(state, workers or os.cpu_count() or 1)
        try:
            yield processes
        finally:
            processes.close()
    else:
        with _ray(state, workers, address) as cluster:
            yield cluster


class Pool(Generic[State]):
    """Runs units one after another in this process; others run them elsewhere.

    Parameters
    ----------
    state : object
        What all units share.
    """

    def __init__(self, state: State) -> None:
        self.state = state

    def map(
        self, unit: Unit[Given], tasks: Iterable[Task], *, seed: int = 0, count: int | None = None
    ) -> Iterator[Result]:
        """Results in the order of the tasks, which are made as workers become free; `count` is how many, if known."""
        for task in tasks:
            yield _run(unit, self.state, seed, task)


class _Processes(Pool[State]):
    """Worker processes on this machine."""

    def __init__(self, state: State, workers: int) -> None:
        super().__init__(state)
        self.workers, self._open = workers, ExitStack()
        self.parallel: Parallel | None = None

    def map(
        self, unit: Unit[Given], tasks: Iterable[Task], *, seed: int = 0, count: int | None = None
    ) -> Iterator[Result]:
        from joblib import delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        asked: deque[Task] = deque()  # those whose results have not come back

        def calls(tasks: Iterable[Task]) -> Iterator[Any]:
            for task in tasks:
                asked.append(task)
                yield delayed(_run)(unit, self.state, seed, task)

        left = iter(tasks)
        for deaths in range(DEATHS + 1):
            again = list(asked)
            asked.clear()
            try:
                with warnings.catch_warnings():
                    # a worker that was idle for long or grew large is replaced and its unit run again
                    warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
                    for result in self._parallel(count)(calls(chain(again, left))):
                        asked.popleft()
                        yield result
                return
            except TerminatedWorkerError as error:
                self.close()
                if deaths == DEATHS:
                    raise _killed() from error

    def _parallel(self, count: int | None) -> Parallel:
        """Clean processes (no fork of a threaded parent), to which large arrays are mapped once, not copied."""
        from joblib import Parallel

        if self.parallel is None:
            jobs = self.workers if count is None else max(1, min(self.workers, count))
            self.parallel = self._open.enter_context(Parallel(n_jobs=jobs, return_as="generator", backend="loky"))
        return self.parallel

    def close(self) -> None:
        """Let go of the processes and of what was mapped to them."""
        self._open.close()
        self.parallel = None


class _Ray(Pool[State]):
    """Workers of a Ray cluster, which need not see this machine's run folder: results are written down here."""

    def __init__(self, state: State) -> None:
        import ray

        super().__init__(state)
        self.shared = ray.put(state)

    def map(
        self, unit: Unit[Given], tasks: Iterable[Task], *, seed: int = 0, count: int | None = None
    ) -> Iterator[Result]:
        import ray
        from ray.exceptions import RayError, RayTaskError

        ahead = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
        remote: Callable[..., Any] = ray.remote(max_retries=DEATHS)(_run).remote
        asked: deque[tuple[Task, Any]] = deque()
        left = iter(tasks)
        while True:
            for task in islice(left, ahead - len(asked)):
                asked.append((task, remote(unit, self.shared, seed, task._replace(path=None))))
            if not asked:
                return
            task, handle = asked.popleft()
            try:
                result = {name: np.array(value) for name, value in ray.get(handle).items()}
            except RayTaskError as error:  # what the unit raised, without the cluster's account of it
                raise error.cause from None
            except RayError as error:
                raise _killed() from error
            if task.path is not None:
                write_tensors(task.path, result, FORMAT, unit=task.path.stem)
            yield result


@contextmanager
def _ray(state: State, workers: int | None, address: str | None) -> Iterator[Pool[State]]:
    """A cluster: the one that is there, the one at an address, or one on this machine for as long as this lasts."""
    try:
        import ray
    except ImportError:
        raise StylogenyError("the ray executor needs Ray", fix="pip install 'stylogeny[ray]'") from None
    started = not ray.is_initialized()
    if started:
        local: dict[str, Any] = {} if address else {"num_cpus": workers, "include_dashboard": False}
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **local)
        except (ConnectionError, ValueError, TimeoutError) as error:
            raise StylogenyError(
                "no Ray cluster answers",
                got=address or error,
                fix="start one with `ray start --head`, or check --address",
            ) from error
    try:
        yield _Ray(state)
    finally:
        if started:
            ray.shutdown()


def _killed() -> StylogenyError:
    return StylogenyError(
        "worker processes were killed again and again, perhaps for want of memory",
        fix="ask for fewer --workers, then give the same command again: what was finished is kept",
    )
