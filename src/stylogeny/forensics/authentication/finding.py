"""One answer about a picture: what was asked, what is said, and how often as much is said of a right picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

AGREES, DISAGREES, NOTES, CANNOT_SAY = "agrees", "disagrees", "notes", "cannot say"
LEVEL = 0.05  # a conformal p below this disagrees with the claim


@dataclass(frozen=True)
class PictureFinding:
    """One line of an examination.

    Parameters
    ----------
    about : str
        What was asked: ``claimed year``.
    state : str
        ``agrees`` or ``disagrees`` with what is claimed, ``notes`` something, or ``cannot say``.
    said : str
        In a sentence.
    p : float, optional
        Share of right pictures that look at least as wrong.
    false_alarm : float, optional
        How often it would say so of a picture of which it is not true.
    known_from : str
        How that is known.
    """

    about: str
    state: str
    said: str
    p: float | None = None
    false_alarm: float | None = None
    known_from: str = ""

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        return asdict(self)

    @property
    def line(self) -> str:
        """In a line: what was asked, the state, what is said, how often it is wrong."""
        rate = "" if self.false_alarm is None else f" [false alarms: {rate_text(self.false_alarm)}]"
        return f"{self.about}: {self.state}: {self.said}{rate}"


def cannot_say(about: str, why: str) -> PictureFinding:
    """An answer that cannot be given."""
    return PictureFinding(about, CANNOT_SAY, why)


def rate_text(rate: float) -> str:
    """A rate for people: in per cent down to a hundredth of one, then as a power of ten."""
    if rate == 0:
        return "none"
    return f"{rate:.2g}" if rate < 1e-4 else f"{100 * rate:.3g} %"
