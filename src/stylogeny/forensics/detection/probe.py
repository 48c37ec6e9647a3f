"""A linear probe on frozen traces, with a threshold from pictures that it was not taught on.

The probe is a ridge regression onto drawn (1) or real (-1), solved in the space of the pictures; its penalty is the one
that does best on held-out groups (pictures made of one another stay together). Scores of real pictures that were held
out are kept: the false-alarm rate of a score is its conformal p among them (Vovk, Gammerman & Shafer 2005), valid for a
real picture that is exchangeable with those, whatever the probe has learned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...embedding.heads.folds import folds_by

PENALTIES = (1e-2, 1e-1, 1.0, 10.0, 100.0)  # in mean squared lengths of a standardised picture
CLIP = 6.0  # standard deviations


@dataclass(frozen=True, eq=False)
class Probe:
    """What was learned.

    Parameters
    ----------
    mean, scale, weight : ndarray
        float32[D]: of the traces, and the direction towards drawn pictures.
    bias : float
    real, drawn : ndarray
        float64[m], ascending: scores of real and of drawn pictures by probes that had not seen them.
    """

    mean: np.ndarray
    scale: np.ndarray
    weight: np.ndarray
    bias: float
    real: np.ndarray
    drawn: np.ndarray

    @classmethod
    def fit(cls, traces: np.ndarray, drawn: np.ndarray, group: np.ndarray) -> Probe:
        """Learn it.

        Parameters
        ----------
        traces : ndarray
            float32[n, D].
        drawn : ndarray
            bool[n].
        group : ndarray
            object[n]: pictures of one group are held out together.
        """
        mean, scale = traces.mean(axis=0), traces.std(axis=0) + 1e-6
        x = np.clip((traces - mean) / scale, -CLIP, CLIP).astype(np.float64)
        gram = x @ x.T
        y = np.where(drawn, 1.0, -1.0)
        size = float(np.trace(gram)) / len(x)
        fold = folds_by(group)
        held = {penalty: _held_out(gram, y, fold, penalty * size) for penalty in PENALTIES}
        best = min(PENALTIES, key=lambda p: float(_balanced(y) @ np.square(np.clip(held[p], -1, 1) - y)))
        dual, bias = _solve(gram, y, best * size)
        scores = held[best]
        return cls(
            mean.astype(np.float32), scale.astype(np.float32), (x.T @ dual).astype(np.float32), bias,
            np.sort(scores[~drawn]), np.sort(scores[drawn]),
        )  # fmt: skip

    def score(self, traces: np.ndarray) -> np.ndarray:
        """Scores float64[n] of traces float32[n, D]: the higher, the likelier drawn."""
        x = np.clip((traces - self.mean) / self.scale, -CLIP, CLIP)
        return x.astype(np.float64) @ self.weight + self.bias

    def false_alarm(self, score: float) -> float:
        """How often a real picture scores as high: conformal, so never 0."""
        return float((1 + (self.real >= score).sum()) / (1 + len(self.real)))

    def missed(self, score: float) -> float:
        """How often a drawn picture scores as low."""
        return float((1 + (self.drawn <= score).sum()) / (1 + len(self.drawn)))

    def threshold(self, false_alarms: float) -> float:
        """The lowest score whose false-alarm rate is at most this; infinite where too few pictures can say."""
        allowed = int(np.floor(false_alarms * (1 + len(self.real)))) - 1
        return float(np.nextafter(self.real[-1 - allowed], np.inf)) if allowed >= 0 else np.inf

    def power(self, false_alarms: float) -> float:
        """The share of drawn pictures that are told at this rate of false alarms, among those held out."""
        return float((self.drawn >= self.threshold(false_alarms)).mean())


def _balanced(y: np.ndarray) -> np.ndarray:
    """Weights float64[n] by which both sides count alike."""
    return np.where(y > 0, 0.5 / max((y > 0).sum(), 1), 0.5 / max((y < 0).sum(), 1))


def _solve(gram: np.ndarray, y: np.ndarray, ridge: float) -> tuple[np.ndarray, float]:
    """Dual coefficients float64[n] and bias, both sides counting alike."""
    weight = _balanced(y) * len(y)
    bordered = np.zeros((len(y) + 1, len(y) + 1))
    bordered[:-1, :-1] = gram + np.diag(ridge / weight)
    bordered[:-1, -1] = bordered[-1, :-1] = 1.0
    solution = np.linalg.solve(bordered, np.append(y, 0.0))
    return solution[:-1], float(solution[-1])


def _held_out(gram: np.ndarray, y: np.ndarray, fold: np.ndarray, ridge: float) -> np.ndarray:
    """The score of each picture by a probe that has not seen its fold, float64[n]."""
    out = np.zeros(len(y))
    for k in np.unique(fold):
        inside, own = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        dual, bias = _solve(gram[np.ix_(inside, inside)], y[inside], ridge)
        out[own] = gram[np.ix_(own, inside)] @ dual + bias
    return out
