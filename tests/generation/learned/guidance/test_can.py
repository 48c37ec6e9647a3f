"""The objective of creative adversarial networks, and draws that lean to it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.checkpoint import CHECKPOINT
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.guidance.can import StyleAmbiguity, ambiguous, styled_works
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.runs import Run


def latents(mean: float, n: int = 40, seed: int = 0) -> torch.Tensor:
    return mean + 0.3 * torch.randn(n, 2, 8, 8, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("styles", [2, 3])
def test_it_is_highest_between_styles_and_where_works_are(styles: int) -> None:
    works = torch.cat([latents(2.0 * k, seed=k) for k in range(styles)])
    labels = [f"style {k}" for k in range(styles) for _ in range(40)]
    value = StyleAmbiguity.fit(works, labels, latents(2.0, seed=9) * 3)
    chance = value.chances(works)
    assert (chance.argmax(dim=1) == torch.arange(styles).repeat_interleave(40)).float().mean() > 0.95
    ends, middle = value(latents(0.0, seed=5)), value(latents(styles - 1.0, seed=5))
    assert middle.mean() > ends.mean() + 0.2 and (value(works) <= 0).all()
    assert value(works).mean() > value(3 * latents(2.0, seed=9)).mean()  # draws are no art


def test_even_chances_cost_nothing() -> None:
    zero = torch.zeros(2 * 17)
    even = StyleAmbiguity(("a", "b", "c"), zero, zero + 1, torch.zeros(34, 3), torch.zeros(3), zero, torch.tensor(50.0))
    assert torch.allclose(even(latents(0.0)), torch.zeros(40), atol=1e-6)
    half = StyleAmbiguity(
        ("a", "b"), zero, zero + 1, torch.zeros(34, 2), torch.tensor([math.log(3), 0.0]), zero, torch.tensor(50.0)
    )
    assert float(half(latents(0.0))[0]) == pytest.approx(0.5 * math.log(0.75) + 0.5 * math.log(0.25) + math.log(2))


def test_guided_draws_are_more_ambiguous_and_belong_to_their_seed(data, plan, corpus, tmp_path) -> None:
    run = Run(tmp_path / "run", create=True)
    Trainer.start(data, plan).save(run.file(CHECKPOINT))
    plain = LearnedGenerator.read(ClosedFormGenerator.of(corpus, load("linear")), run.file(CHECKPOINT))
    led = ambiguous(plain, weight=30.0)
    assert isinstance(led.value, StyleAmbiguity)
    drawn = [g.draw("Rosso", n=3, size=64, steps=6, paint=False).pictures for g in (plain, led)]
    values = [led.value(plain.latents(p)).mean() for p in drawn]
    assert values[1] > values[0]
    again = led.draw("Rosso", n=2, size=64, steps=6, paint=False).pictures
    assert np.array_equal(drawn[1][:2], again)
    same = fit(corpus, family="flow", run=run, guidance="can:30", autoencoder="linear")
    assert np.array_equal(same.draw("Rosso", n=2, size=64, steps=6, paint=False).pictures, again)
    for wrong, said in (("can:much", "no such guidance"), ("gan", "no such guidance")):
        with pytest.raises(StylogenyError, match=said):
            fit(corpus, family="flow", run=run, guidance=wrong, autoencoder="linear")
    with pytest.raises(StylogenyError, match="can be guided"):
        fit(corpus, guidance="can", autoencoder="linear")


def test_styles_of_too_few_works_are_refused(corpus) -> None:
    with pytest.raises(StylogenyError, match="two styles"):
        styled_works(corpus.works, np.arange(len(corpus.works)) < 3, seed=0)
