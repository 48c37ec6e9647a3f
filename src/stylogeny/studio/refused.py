"""What the studio refuses, with the status that says why."""

from __future__ import annotations

from ..errors import StylogenyError


class Refused(StylogenyError):
    """What cannot be done here, with the status that says so: 403 forbidden, 404 not there, 413 too much, 503 busy.

    Parameters
    ----------
    what, got, fix
        As of every error.
    status : int
    """

    def __init__(self, what: str, *, got: object = None, fix: str | None = None, status: int = 422) -> None:
        super().__init__(what, got=got, fix=fix)
        self.status = status
