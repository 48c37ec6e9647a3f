"""A training that was stopped ends as one that was not."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.text.learned.examples import Example
from stylogeny.text.learned.model import TextModel
from stylogeny.text.learned.training import TextPlan, train

PLAN = TextPlan(steps=6, batch=4)


def test_stopped_and_resumed_is_as_if_never_stopped(texts: list[Example], tmp_path: Path) -> None:
    whole = train(TextModel.start(texts, width=16), texts, PLAN)
    file = tmp_path / "words.safetensors"
    train(TextModel.start(texts, width=16), texts, PLAN, checkpoint=file, stop_after=3)
    resumed = train(TextModel.start(texts, width=16), texts, PLAN, checkpoint=file)
    for one, other in zip(whole.network.parameters(), resumed.network.parameters()):
        assert torch.equal(one, other)
    with pytest.raises(StylogenyError, match="another plan"):
        train(TextModel.start(texts, width=16), texts, TextPlan(steps=9, batch=4), checkpoint=file)
    train(TextModel.start(texts, width=16), texts, TextPlan(steps=2, batch=4), checkpoint=file, restart=True)


def test_a_loss_that_is_no_number_says_at_which_step(texts: list[Example], tmp_path: Path) -> None:
    file = tmp_path / "words.safetensors"
    train(TextModel.start(texts, width=16), texts, PLAN, checkpoint=file, stop_after=2)
    before = file.read_bytes()
    with pytest.raises(StylogenyError, match="step 2"):
        train(
            TextModel.start(texts, width=16), texts, PLAN, checkpoint=file,
            loss=lambda model, batch, rng: next(model.network.parameters()).sum() * float("nan"),
        )  # fmt: skip
    assert file.read_bytes() == before
