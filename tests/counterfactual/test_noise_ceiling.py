"""Noise ceilings are given where they are known, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stylogeny.artifacts import write_table
from stylogeny.counterfactual.answer import Credit
from stylogeny.counterfactual.credit import credit
from stylogeny.counterfactual.noise_ceiling import FORMAT, TRUTH, noise_ceiling, truth_file
from stylogeny.errors import StylogenyError

from .conftest import History


def impacts(folder: Path, **ceilings: float) -> Path:
    """A painted world's folder as far as its impacts go."""
    table = pd.DataFrame({"id": ["w0"], "realised": [1.0], "expected": [1.0]})
    write_table(folder / TRUTH, table, FORMAT, ceilings=ceilings)
    return folder


def test_ceilings_are_those_of_the_impacts(tmp_path: Path) -> None:
    assert noise_ceiling(tmp_path) is None and noise_ceiling(None) is None and truth_file(tmp_path) is None
    impacts(tmp_path, realised=0.9, expected=0.8, futures=40.0)
    assert noise_ceiling(tmp_path) == {"realised": 0.9, "expected": 0.8}
    assert noise_ceiling(tmp_path / "truth") is None
    assert noise_ceiling(impacts(tmp_path)) is None
    with pytest.raises(StylogenyError, match="not a painted world"):
        noise_ceiling(tmp_path, truth=tmp_path / "elsewhere")


def test_an_answer_carries_the_ceilings_of_its_world(history: History, tmp_path: Path) -> None:
    assert credit(history.graph, 0, bootstraps=0).ceiling is None
    with pytest.raises(StylogenyError, match="not a painted world"):
        credit(history.graph, 0, bootstraps=0, truth=tmp_path)
    answer = credit(history.graph, 0, bootstraps=0, truth=impacts(tmp_path, realised=0.9))
    assert answer.ceiling == {"realised": 0.9}
    answer.save(tmp_path)
    assert Credit.read(tmp_path, answer.slug).ceiling == answer.ceiling
