"""Credit answers on the pages: verdicts beside controls, and why other methods disagree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.credit_answer import CREDIT
from stylogeny.counterfactual.answer import BaselineScore, Credit, Estimate
from stylogeny.counterfactual.baselines import OURS
from stylogeny.report.sections.answers import answer_of, disagreement, verdict


def with_draws(ours: np.ndarray, control: np.ndarray) -> Credit:
    """The answer with these draws, and those of its matched control."""
    headline = replace(CREDIT.metrics["bound"], draws=ours, controls={"matched": Estimate(3.0, None, control)})
    return replace(CREDIT, metrics={**CREDIT.metrics, "bound": headline})


def test_a_verdict_counts_histories_and_needs_enough_of_them() -> None:
    ours = np.arange(20.0)
    assert "In 20 of 20 resampled histories" in verdict(with_draws(ours, ours - 1))
    assert "does not stand clear of its time" in verdict(with_draws(ours, np.full(20, 10.0)))
    assert verdict(with_draws(ours[:5], ours[:5] - 1)) == ""


@pytest.mark.parametrize(
    ("ours", "alone", "says"),
    [(97.0, 40.0, "dispensable to leave-one-out"), (40.0, 97.0, "missed by leave-one-out"), (50.0, 52.0, "They agree")],
)
def test_disagreement_says_which_way_and_why(ours: float, alone: float, says: str) -> None:
    scores = {
        name: BaselineScore(1.0, "per cent worse", rank, "") for name, rank in ((OURS, ours), ("leave-one-out", alone))
    }
    assert says in disagreement(replace(CREDIT, baselines=scores))


def test_a_card_has_the_drawing_of_the_answer_and_its_controls() -> None:
    card = answer_of(CREDIT)
    assert card.drawing.count("<circle") == 3 and card.controlled and not card.outside
    assert [name for name, _ in card.baselines] == [OURS, "leave-one-out"]
    assert card.scores == [("coming as near it by chance", "71 % worse (2-300 %)", "12 % worse")]
