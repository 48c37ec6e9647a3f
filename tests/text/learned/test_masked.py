"""The diffusion itself, on a small law whose every conditional is known."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch

from stylogeny.text.learned.masked import ORDERS, bound, hide, sample, surprise
from stylogeny.text.learned.pieces import MASK

CODES, LENGTH = 4, 3  # the first code is the mask
LAW = np.random.default_rng(5).dirichlet(np.full((CODES - 1) ** LENGTH, 0.4)).reshape([CODES - 1] * LENGTH)


def true_conditionals(rows: torch.Tensor) -> torch.Tensor:
    """Logits of each place given what is not masked elsewhere."""
    out = torch.full((*rows.shape, CODES), -torch.inf, dtype=torch.float64)
    for n, row in enumerate(rows.tolist()):
        for place in range(LENGTH):
            seen = tuple(slice(None) if c == MASK or k == place else slice(c - 1, c) for k, c in enumerate(row))
            others = tuple(k for k in range(LENGTH) if k != place)
            out[n, place, 1:] = torch.from_numpy(np.log(LAW[seen].sum(axis=others)))
    return out


def all_free(n: int = 1) -> torch.Tensor:
    return torch.ones(n, LENGTH, dtype=torch.bool)


def test_with_true_conditionals_the_bound_is_minus_log_p() -> None:
    for word in itertools.product(range(1, CODES), repeat=LENGTH):
        exact = -math.log(LAW[tuple(c - 1 for c in word)])
        assert float(bound(true_conditionals, torch.tensor(word), all_free()[0])) == pytest.approx(exact, abs=1e-9)


def test_drawn_subsets_integrate_to_the_same_bound() -> None:
    word = torch.tensor([[1, 3, 2]]).expand(4000, -1)
    draws = torch.rand(4000, LENGTH + 1, generator=torch.Generator().manual_seed(0))
    hidden = hide(all_free(4000), draws)
    nats = surprise(true_conditionals(word.masked_fill(hidden, MASK)), word, all_free(4000), hidden)
    assert float(nats.mean()) == pytest.approx(-math.log(LAW[0, 2, 1]), abs=4 * float(nats.std()) / math.sqrt(4000))
    assert np.bincount(hidden.sum(dim=1), minlength=4)[1:] / 4000 == pytest.approx([1 / 3] * 3, abs=0.03)


def test_the_bound_of_a_uniform_guess_is_known() -> None:
    def uniform(rows: torch.Tensor) -> torch.Tensor:
        return torch.zeros(*rows.shape, CODES).index_fill(-1, torch.tensor([MASK]), -torch.inf)

    assert float(bound(uniform, torch.tensor([1, 2, 3]), all_free()[0])) == pytest.approx(3 * math.log(3), rel=1e-6)
    two = torch.tensor([True, False, True])
    assert float(bound(uniform, torch.tensor([1, 2, 3]), two)) == pytest.approx(2 * math.log(3), rel=1e-6)


@pytest.mark.parametrize("order", ORDERS)
def test_sampling_under_a_fact_is_the_exact_conditional(order: str) -> None:
    n = 6000
    rows = torch.tensor([[0, 2, 0]]).expand(n, -1)
    free = torch.tensor([[True, False, True]]).expand(n, -1)
    draws = torch.from_numpy(np.random.default_rng(1).random((n, LENGTH, 2)))
    drawn = sample(true_conditionals, rows, free, draws, order=order)
    assert (drawn[:, 1] == 2).all()
    found = np.zeros((3, 3))
    np.add.at(found, (drawn[:, 0].numpy() - 1, drawn[:, 2].numpy() - 1), 1 / n)
    exact = LAW[:, 1] / LAW[:, 1].sum()
    assert found == pytest.approx(exact, abs=4 * math.sqrt(0.25 / n))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("steps", [None, 1, 2, 7])
def test_a_text_depends_on_its_own_draws_alone(order: str, steps: int | None) -> None:
    draws = torch.from_numpy(np.random.default_rng(2).random((5, LENGTH, 2)))
    free = torch.tensor([[1, 1, 1], [1, 0, 0], [0, 1, 1], [0, 0, 0], [1, 1, 0]], dtype=torch.bool)
    rows = torch.tensor([[0, 0, 0], [0, 1, 3], [3, 0, 0], [1, 1, 1], [0, 0, 2]])
    together = sample(true_conditionals, rows, free, draws, order=order, steps=steps)
    alone = [sample(true_conditionals, rows[[k]], free[[k]], draws[[k]], order=order, steps=steps) for k in range(5)]
    assert torch.equal(together, torch.cat(alone))
    assert torch.equal(together[~free], rows[~free]) and (together != MASK).all()


def test_only_free_pieces_are_hidden_and_at_least_one_is() -> None:
    free = torch.rand(200, 9, generator=torch.Generator().manual_seed(3)) < 0.5
    hidden = hide(free, torch.rand(200, 10, generator=torch.Generator().manual_seed(4)))
    assert not (hidden & ~free).any() and (hidden.any(dim=1) == free.any(dim=1)).all()
