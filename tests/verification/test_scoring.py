"""Ours beside the baselines: gains over the best of them, and what is required, on figures made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from verification.common.requirements import requirements
from verification.common.scoring import OURS, means, summary


def figures(*, errors: float = 0.0) -> pd.DataFrame:
    """Two regimes, three seeds: ours is ahead of both baselines by 0.2 and more."""
    rows = []
    for regime in ("neutral", "null"):
        for seed in (1, 2, 3):
            world = {"regime": regime, "seed": seed}
            rows.append({**world, "question": "model", "claimed": 0.01, "shuffled": 0.3, "coverage": 0.95})
            for method, ap, realised in ((OURS, 0.6, 0.8), ("nearest", 0.4, 0.6), ("similarity", 0.1, 0.2)):
                edges = {"question": "edges", "method": method, "ap": ap + 0.01 * seed, "errors": errors}
                credit = {"question": "credit", "method": method, "realised": realised, "realised_of_ceiling": realised}
                rows += [{**world, **edges}, {**world, **credit}]
    return pd.DataFrame(rows)


def test_the_gain_is_over_the_best_baseline_of_each_regime() -> None:
    table = summary(figures()).set_index(["measure", "regime"])
    assert table.loc[("ap", "neutral"), "which"] == "nearest"
    assert table.loc[("ap", "neutral"), "gain"] == pytest.approx(0.2)
    assert table.loc[("realised", "all regimes"), "low"] == pytest.approx(0.2)
    assert np.isnan(table.loc[("ap", "all regimes"), "ours"])


def test_means_are_over_seeds() -> None:
    table = means(figures(), "edges", ["ap", "top1"])
    assert list(table.columns) == ["regime", "method", "ap"]  # nobody measured top1
    assert table["ap"].tolist()[:3] == pytest.approx([0.62, 0.42, 0.12])


def test_requirements_say_what_is_met() -> None:
    lines = {line.text.split(" (")[0]: line.met for line in requirements(figures())}
    assert lines["average precision above the best baseline in 2 of 2 regimes"] is True
    assert lines["0.80 of the noise ceiling in the neutral regime"] is True
    assert lines["with shuffled dates credit still correlates up to 0.30 with the true impact"] is False
    failing = [line.of("genomes") for line in requirements(figures(errors=2.0)) if "catalogue" in line.text]
    assert failing == ["- genomes: **not met**: 4 edges against the catalogue's dates (0 required)"]
