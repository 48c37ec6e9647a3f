"""What is required of ours on worlds of known history, each line with its figure and whether it is met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from .scoring import CREDIT, EDGES, LOOPED, OURS, means, summary


@dataclass(frozen=True)
class Line:
    """A figure in words; `met` is None where nothing is required of it."""

    text: str
    met: bool | None = None

    def of(self, source: str) -> str:
        """The line as a list item about one source of figures."""
        verdict = "" if self.met is None else "met: " if self.met else "**not met**: "
        return f"- {source}: {verdict}{self.text}"


def requirements(figures: pd.DataFrame) -> list[Line]:
    """Every line, from the figures of known_truth.py."""
    gains = summary(figures)
    edges, credit = means(figures, "edges", EDGES), means(figures, "credit", CREDIT)
    model = means(figures, "model", ["claimed", "shuffled", "coverage"])
    return [
        *_against_baselines(gains),
        *_credit(credit),
        *_edges(edges),
        *_coverage(model),
        *_outer_loop(edges, credit),
        *_without_influence(model),
    ]


def _each_regime(gains: pd.DataFrame, measure: str) -> tuple[pd.DataFrame, int]:
    """The gains of a measure, all regimes together left out, and in how many they are above nothing."""
    part = gains[gains["measure"].eq(measure) & gains["regime"].ne("all regimes")]
    return part, int((part["gain"] > 0).sum())


def _against_baselines(gains: pd.DataFrame) -> Iterator[Line]:
    ap, ahead = _each_regime(gains, "ap")
    yield Line(f"average precision above the best baseline in {ahead} of {len(ap)} regimes", ahead == len(ap))
    ratio = float((ap["ours"] / ap["best baseline"]).mean() - 1)
    yield Line(f"by {100 * ratio:.0f} % on average (15 % required)", ratio >= 0.15)
    net, ahead = _each_regime(gains, "realised")
    text = f"net credit above the best baseline in {ahead} of {len(net)} regimes (realised impact)"
    yield Line(text, ahead == len(net))
    overall = gains[gains["measure"].eq("realised") & gains["regime"].eq("all regimes")].iloc[0]
    gain = f"{overall['gain']:.3f} ({overall['low']:.3f} to {overall['high']:.3f})"
    yield Line(f"its mean gain in rank correlation is {gain}", bool(overall["low"] > 0))
    far, ahead = _each_regime(gains, "expected")
    if len(far):
        yield Line(f"against expected impact `expected` is above the best baseline in {ahead} of {len(far)} regimes")


def _credit(credit: pd.DataFrame) -> Iterator[Line]:
    ours = credit[credit["method"].eq(OURS)].set_index("regime")
    if "neutral" in ours.index:
        value = float(ours["realised_of_ceiling"]["neutral"])
        yield Line(f"{value:.2f} of the noise ceiling in the neutral regime (0.8 required)", value >= 0.8)
    if "rich-get-richer" in ours.index:
        value = float(ours["realised"]["rich-get-richer"])
        yield Line(f"{value:.2f} in rich-get-richer (above 0.41 required)", value > 0.41)
    weak = credit[credit["method"].str.contains("similarity|leave-one-out")]
    beaten = [ours.loc[row["regime"], "realised"] > row["realised"] for _, row in weak.iterrows()]
    text = f"similarity and leave-one-out beaten in {sum(beaten)} of {len(beaten)} comparisons"
    yield Line(text, all(beaten))


def _edges(edges: pd.DataFrame) -> Iterator[Line]:
    errors = float(edges[edges["method"].eq(OURS)]["errors"].sum())
    yield Line(f"{errors:.0f} edges against the catalogue's dates (0 required)", errors == 0)


def _coverage(model: pd.DataFrame) -> Iterator[Line]:
    if "coverage" in model and model["coverage"].notna().any():
        share = model["coverage"].dropna()
        text = f"95 % intervals cover {100 * share.min():.0f}-{100 * share.max():.0f} % of true path flows"
        yield Line(text, bool(share.between(0.92, 0.98).all()))


def _outer_loop(edges: pd.DataFrame, credit: pd.DataFrame) -> Iterator[Line]:
    def change(table: pd.DataFrame, column: str) -> pd.Series:
        by_method = {m: table[table["method"].eq(m)].set_index("regime")[column] for m in (LOOPED, OURS)}
        return by_method[LOOPED] - by_method[OURS]

    if edges["method"].eq(LOOPED).any():
        ap, net = change(edges, "ap"), change(credit, "realised")
        text = (
            f"the outer loop changes average precision by {ap.min():+.3f} to {ap.max():+.3f} and net credit by"
            f" {net.min():+.3f} to {net.max():+.3f} over the regimes (never worse required)"
        )
        yield Line(text, bool((ap > -1e-9).all() and (net > -1e-9).all()))


def _without_influence(model: pd.DataFrame) -> Iterator[Line]:
    if "null" in model["regime"].to_numpy():
        claimed = float(model[model["regime"].eq("null")]["claimed"].iloc[0])
        yield Line(f"{claimed:.2f} of influence claimed in the world without any (0 required)", claimed < 0.05)
    worst = float(model["shuffled"].abs().max())
    text = f"with shuffled dates credit still correlates up to {worst:.2f} with the true impact (0 required)"
    yield Line(text, worst < 0.05)
