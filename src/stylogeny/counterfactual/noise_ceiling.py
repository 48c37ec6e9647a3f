"""How well any method can rank works' true impacts: known only where history could be run again, in painted worlds.

A painted world writes the impacts that it measured in :data:`FORMAT`, with the ceilings said beside the table.
"""

from __future__ import annotations

from pathlib import Path

from ..artifacts import Format, read_table_head
from ..errors import StylogenyError

FORMAT = Format(
    "impacts", 1, "paint the world again with `stylogeny world paint`"
)  # ceilings are said beside the table
TRUTH = Path("truth") / "impact.parquet"  # inside a painted world's folder


def truth_file(root: Path | str | None) -> Path | None:
    """The impacts that a corpus at `root` brings with it; None for a corpus that is no painted world."""
    return Path(root) / TRUTH if root is not None and (Path(root) / TRUTH).is_file() else None


def noise_ceiling(root: Path | str | None, *, truth: Path | str | None = None) -> dict[str, float] | None:
    """Split-half noise ceilings of a painted world's impacts.

    Parameters
    ----------
    root : Path, optional
        The folder of the corpus; looked into when `truth` is not given.
    truth : Path, optional
        The folder of the painted world the corpus is from.

    Returns
    -------
    dict or None
        For each kind of impact (``realised``, ``expected``) the largest rank correlation over works that a perfect
        method can be sure of, 0 to 1. None where nobody knows, as for every corpus of real works.

    Raises
    ------
    StylogenyError
        When `truth` was given and holds no impacts.
    """
    path = truth_file(root if truth is None else truth)
    if path is None:
        if truth is None:
            return None
        raise StylogenyError(
            f"not a painted world (no {TRUTH.as_posix()})", got=str(truth), fix="paint one with `stylogeny world paint`"
        )
    ceilings = read_table_head(path, FORMAT).get("ceilings", {})
    with FORMAT.fits(path):
        return {name: float(ceilings[name]) for name in ("realised", "expected") if name in ceilings} or None
