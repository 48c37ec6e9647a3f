"""One family of errors a person can act on: what went wrong, what was given, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager


class StylogenyError(ValueError):
    """A known error. The command line prints it as one line and exits 2.

    Parameters
    ----------
    what : str
        What was expected or went wrong.
    got : object, optional
        What was given instead.
    fix : str, optional
        What the person can do about it.
    """

    def __init__(self, what: str, *, got: object = None, fix: str | None = None) -> None:
        line = what.rstrip(".")
        if got is not None:
            line += f" (got {got})"
        if fix:
            line += f"; {fix.rstrip('.')}"
        super().__init__(line)
        self.what, self.got, self.fix = what, got, fix

    def __reduce__(self) -> tuple[object, ...]:
        """How it comes back from a worker process, whatever arguments its class takes."""
        said = {**self.__dict__, "got": None if self.got is None else str(self.got)}
        return _from_worker, (type(self), self.args, said)


def _from_worker(kind: type[StylogenyError], args: tuple[object, ...], said: dict[str, object]) -> StylogenyError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


class MissingPackage(StylogenyError):
    """An optional package is not installed: what it is for cannot be done, everything else can."""


class UnknownWork(StylogenyError):
    """No work of the corpus, or none of its artists or styles, answers to this name; the nearest names are suggested.

    Parameters
    ----------
    name : str
        As it was given.
    known : iterable of str
        The names that there are.
    kinds : sequence of str
        What was looked for: ``work``, ``artist``, ``style``, ``genre``.
    near : sequence of str, optional
        Those of them that may have been meant. By default they are the ones most alike, letter by letter.
    """

    def __init__(
        self,
        name: str,
        known: Iterable[str],
        *,
        kinds: Sequence[str] = ("work",),
        near: Sequence[str] | None = None,
    ) -> None:
        if near is None:
            lowered = {k.casefold(): k for k in known if k}
            near = [lowered[m] for m in difflib.get_close_matches(name.casefold(), list(lowered), n=3, cutoff=0.5)]
        if near:
            fix = "did you mean " + " or ".join(repr(m) for m in near)
        elif "work" in kinds:
            fix = "name it by id, file name or title"
        else:
            fix = f"name one of the {kinds[0]}s of the corpus"
        what = ", ".join(kinds[:-1]) + " or " + kinds[-1] if len(kinds) > 1 else kinds[0]
        super().__init__(f"no such {what}", got=repr(name), fix=fix)


@contextmanager
def out_of_memory(got: object, fix: str) -> Iterator[None]:
    """Turn running out of memory within this context into one line: what was attempted, and what to lower.

    NumPy raises MemoryError, torch and OpenCV errors of their own that say so in their text.
    """
    try:
        yield
    except StylogenyError:
        raise
    except Exception as error:
        if not isinstance(error, MemoryError) and "memory" not in str(error).casefold():
            raise
        raise StylogenyError("out of memory", got=got, fix=fix) from error
