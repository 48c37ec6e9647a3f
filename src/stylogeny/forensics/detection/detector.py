"""Was a picture drawn by a machine? A probe taught on pictures that were, and on real ones saved alike.

Without pictures of a generator nothing can be said of it: `said` is "cannot say" wherever real and drawn pictures of
the teaching would look the same, and the rates that stand beside an answer are those of the picture's size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from .probe import Probe
from .saving import SHRINK, Saving, resized, savings
from .traces import TRACES, is_flat

FORMAT = Format("detector", 1, "remove it, and it is made anew")
ALARM = 0.05  # false-alarm rate at which a picture is said to be drawn
SIDES, QUALITIES = (256, 160), (0, 90, 75)  # that both sides are saved at alike
KINDS = ("residue", "spectrum", "eye")  # of traces that the shipped answer reads
LEAST = 40  # pictures a side, below which no false-alarm rate of 5 % can be shown
CANNOT, DRAWN, REAL = "cannot say", "drawn by a machine", "no trace of a generator that is known here"


@dataclass(frozen=True)
class Detection:
    """Whether a picture was drawn by a machine.

    Parameters
    ----------
    score : float
        The higher, the likelier; NaN where the picture shows too little.
    false_alarm : float
        How often a real picture scores as high.
    missed : float
        How often a drawn picture scores as low.
    power : float
        The share of drawn pictures of about this size that are told at 5 % false alarms; how far to trust an answer.
    said : str
        "drawn by a machine", "no trace of a generator that is known here", or "cannot say".
    """

    score: float
    false_alarm: float
    missed: float
    power: float
    said: str

    def to_json(self) -> dict[str, float | str | None]:
        """As JSON-able values."""
        numbers = {name: getattr(self, name) for name in ("score", "false_alarm", "missed", "power")}
        return {**{k: round(v, 4) if np.isfinite(v) else None for k, v in numbers.items()}, "said": self.said}


@dataclass(frozen=True, eq=False)
class DetectionExample:
    """A picture to teach a detector.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3].
    drawn : bool
    group : str
        What it was made of: a work and its round trip through an autoencoder are of one group.
    generator : str
        What drew it, or where a real one is from.
    """

    picture: np.ndarray
    drawn: bool
    group: str
    generator: str


@dataclass(frozen=True, eq=False)
class Taught:
    """Examples in every way of saving, as traces: m = examples x savings.

    Parameters
    ----------
    traces : ndarray
        float32[m, D].
    drawn, group, generator, saving : ndarray
        bool[m], object[m], object[m], int64[m].
    savings : tuple of Saving
    """

    traces: np.ndarray
    drawn: np.ndarray
    group: np.ndarray
    generator: np.ndarray
    saving: np.ndarray
    savings: tuple[Saving, ...]

    @classmethod
    def of(
        cls,
        examples: Iterable[DetectionExample],
        *,
        ways: Sequence[Saving],
        kinds: Sequence[str] = KINDS,
        alike: bool = True,
    ) -> Taught:
        """Look at examples.

        Parameters
        ----------
        examples : iterable of DetectionExample
        ways : sequence of Saving
            Each example is saved in every one of them.
        kinds : sequence of str
            Of :data:`.traces.TRACES`.
        alike : bool
            Whether every picture is made smaller first, so that it has no grid of an earlier compression; without it a
            detector learns what the files were.
        """
        rows, facts = [], []
        for example in examples:
            plain = resized(example.picture, SHRINK) if alike else example.picture
            for k, way in enumerate(ways):
                rows.append(trace_of(way.of(plain), kinds))
                facts.append((example.drawn, example.group, example.generator, k))
        if not rows:
            raise StylogenyError("a detector is taught on pictures", got="none")
        drawn, group, generator, saving = zip(*facts)
        return cls(
            np.stack(rows), np.array(drawn), np.array(group, dtype=object), np.array(generator, dtype=object),
            np.array(saving), tuple(ways),
        )  # fmt: skip

    def select(self, mask: np.ndarray) -> Taught:
        """The rows of a mask bool[m]."""
        return Taught(
            self.traces[mask], self.drawn[mask], self.group[mask], self.generator[mask], self.saving[mask], self.savings
        )

    def probe(self) -> Probe:
        """A probe taught on these rows."""
        return Probe.fit(self.traces, self.drawn, self.group)


def trace_of(picture: np.ndarray, kinds: Sequence[str] = KINDS) -> np.ndarray:
    """Traces float32[D] of a picture uint8[H, W, 3], side by side."""
    return np.concatenate([TRACES[kind](picture) for kind in kinds])


@dataclass(frozen=True, eq=False)
class Detector:
    """Probes for pictures of several sizes.

    Parameters
    ----------
    probes : mapping
        By the longest side in pixels.
    generators : tuple of str
        What it was taught on.
    kinds : tuple of str
    """

    probes: dict[int, Probe]
    generators: tuple[str, ...]
    kinds: tuple[str, ...] = KINDS

    @classmethod
    def fit(
        cls,
        examples: Iterable[DetectionExample],
        *,
        sides: Sequence[int] = SIDES,
        qualities: Sequence[int] = QUALITIES,
        kinds: Sequence[str] = KINDS,
    ) -> Detector:
        """Teach one; every example is saved at each size and quality.

        Raises
        ------
        StylogenyError
            With fewer than 40 real or 40 drawn pictures.
        """
        every = list(examples)
        fewest = min(sum(e.drawn for e in every), sum(not e.drawn for e in every))
        if fewest < LEAST:
            raise StylogenyError(
                f"a detector is taught on {LEAST} pictures of either side", got=fewest, fix="give it more works"
            )
        probes = {}
        for side in sides:
            probes[side] = Taught.of(every, ways=savings([side], qualities), kinds=kinds).probe()
        return cls(probes, tuple(sorted({e.generator for e in every if e.drawn})), tuple(kinds))

    def save(self, path: Path | str) -> None:
        """Write it down."""
        fields = ("mean", "scale", "weight", "real", "drawn")
        tensors = {f"{side}.{name}": getattr(p, name) for side, p in self.probes.items() for name in fields}
        biases = {str(side): probe.bias for side, probe in self.probes.items()}
        write_tensors(path, tensors, FORMAT, bias=biases, generators=self.generators, kinds=self.kinds)

    @classmethod
    def read(cls, path: Path | str) -> Detector:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            When the file is damaged, of another kind or of another version.
        """
        tensors, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            probes = {
                int(side): Probe(
                    tensors[f"{side}.mean"], tensors[f"{side}.scale"], tensors[f"{side}.weight"], float(bias),
                    tensors[f"{side}.real"], tensors[f"{side}.drawn"],
                )
                for side, bias in head["bias"].items()
            }  # fmt: skip
            return cls(probes, tuple(head["generators"]), tuple(head["kinds"]))


def generated(picture: np.ndarray, detector: Detector) -> Detection:
    """Whether a picture was drawn by one of the generators that a detector knows, or by one like them.

    Parameters
    ----------
    picture : ndarray
        uint8[H, W, 3].
    detector : Detector
        As :func:`.teaching.detector_of` makes one for a run. A picture smaller than any that it was taught on, or of
        one colour, is none of which anything can be said.
    """
    # as it was taught: made smaller by the same factor, which takes the grid of a compression away, and no more
    seen = resized(picture, SHRINK)
    short = min(seen.shape[:2])
    fitting = [side for side in detector.probes if side <= short]
    if is_flat(picture) or not fitting:
        return Detection(np.nan, 1.0, 1.0, 0.0, CANNOT)
    side = max(fitting)
    probe = detector.probes[side]
    top, left = ((long - side) // 2 for long in seen.shape[:2])
    seen = seen[top : top + side, left : left + side]
    score = float(probe.score(trace_of(seen, detector.kinds)[None])[0])
    alarm, missed, power = probe.false_alarm(score), probe.missed(score), probe.power(ALARM)
    said = CANNOT
    if alarm <= ALARM < missed:
        said = DRAWN
    elif missed <= ALARM < alarm:
        said = REAL
    return Detection(score, alarm, missed, power, said)
