"""What a room of the studio is: its name, its address, the routes that answer there, the work it can ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from starlette.routing import BaseRoute

from ..progress import Callback
from .state import Studio


class JobTask(Protocol):
    """Work that a job does in a process of its own: a module-level function, so that the process finds it.

    It gets the run folder, the arguments that were asked (JSON-able), and a callback for progress and partial results
    (JSON-able too); what it returns is the job's result.
    """

    def __call__(self, run: Path, arguments: Mapping[str, object], *, callback: Callback) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Room:
    """A room.

    Parameters
    ----------
    name : str
        ``work``: in addresses, in templates, as the class of its pages.
    title : str
        In the navigation: ``Works``.
    address : str
        Where its door is: ``/works``.
    routes : callable
        The routes of a studio's room.
    tasks : mapping
        Kind of job to what it does.
    listed : bool
        Whether the navigation leads there; a room that is about one work is entered from that work.
    begin : callable, optional
        What is opened when the studio starts, while nobody waits for it yet.
    """

    name: str
    title: str
    address: str
    routes: Callable[[Studio], list[BaseRoute]]
    tasks: Mapping[str, JobTask] = field(default_factory=dict)
    listed: bool = True
    begin: Callable[[Studio], object] | None = None
