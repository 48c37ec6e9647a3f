"""An answer's files: what is read is what was written, and what is none is said in one line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.counterfactual.answer import FORMAT, Credit, Estimate, ScoreEstimate
from stylogeny.counterfactual.credit import credit
from stylogeny.errors import StylogenyError

from .conftest import History


@pytest.fixture(scope="module")
def answer(history: History) -> sg.Credit:
    root = int(np.argmax(history.graph.importance))
    return credit(history.graph, root, bootstraps=10, metrics=["rarity", "bound"], baselines=True)


def test_a_credit_survives_its_files(answer: sg.Credit, tmp_path: Path) -> None:
    answer.save(tmp_path)
    back = Credit.read(tmp_path, answer.slug)
    assert back.to_json() == answer.to_json() and back.metric == "rarity"
    assert back.draws.tolist() == answer.draws.tolist() and back.interval == answer.interval
    assert back.provenance == answer.provenance and back.baselines == answer.baselines
    assert back.table.equals(answer.table) and (back.table["loss"].diff().dropna() <= 0).all()


def test_what_is_no_answer_is_said_in_one_line(answer: sg.Credit, tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="no such credit"):
        Credit.read(tmp_path, "nothing")
    file = answer.save(tmp_path)
    stored = json.loads(file.read_text())
    for change, said in (
        ({"stylogeny": "holdout/1"}, "not a file of kind credit"),
        ({"stylogeny": f"credit/{FORMAT.version + 1}"}, "a newer version"),
        ({"metrics": {}}, "damaged"),
        ({"conformal_widening": None}, "damaged"),
    ):
        file.write_text(json.dumps({**stored, **change}))
        with pytest.raises(StylogenyError, match=said):
            Credit.read(tmp_path, answer.slug)
    del stored["works"], stored["checksum"]
    file.write_text(json.dumps(stored))
    with pytest.raises(StylogenyError, match=r"damaged .*works.*ask for it again"):
        Credit.read(tmp_path, answer.slug)


def test_an_estimate_reads_as_a_person_would_say_it() -> None:
    assert str(Estimate(12.3, (4.2, 18.9))) == "12 % worse (4-19 %)"
    score = ScoreEstimate(-0.5, controls={}, factual=1.0, unit="bits/dim")
    assert str(score) == "0.50 % better" and ScoreEstimate.of(score.to_json()).to_json() == score.to_json()
