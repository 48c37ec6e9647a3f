"""Anderson mixing: parameters as a vector and back, steps that are extrapolated, and what is not followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.small_history import fitted_model
from stylogeny.influence.branching.anderson import AndersonMixing, flat, shaped
from stylogeny.influence.branching.m_step import BOUNDS
from stylogeny.influence.branching.model import Kernels


@pytest.fixture()
def kernels() -> Kernels:
    return fitted_model().kernels


def towards(kernels: Kernels, end: float, rate: float) -> Kernels:
    """One step of an iteration that closes a share of the gap to `end` in the log-odds of immigration."""
    x = np.log(kernels.immigrant / (1 - kernels.immigrant))
    x += rate * (end - x)
    return replace(kernels, immigrant=float(1 / (1 + np.exp(-x))))


def test_parameters_come_back_from_their_vector(kernels: Kernels) -> None:
    back = shaped(flat(kernels), kernels, BOUNDS)
    assert np.allclose(flat(back), flat(kernels), atol=1e-9)


def test_a_creeping_iteration_arrives_at_once(kernels: Kernels) -> None:
    mixing, edges = AndersonMixing(BOUNDS), np.zeros(4)
    plain = mixed = kernels
    for _ in range(4):
        plain = towards(plain, 0.5, 0.05)
        mixed, edges, moved = mixing.step(mixed, towards(mixed, 0.5, 0.05), edges)
    target = 1 / (1 + np.exp(-0.5))
    assert abs(mixed.immigrant - target) < 1e-3 < abs(plain.immigrant - target)
    assert moved < 0.05 and mixing.extrapolated


def test_weights_beyond_the_limit_are_not_followed(kernels: Kernels) -> None:
    mixing = AndersonMixing(BOUNDS, max_weight=0.5)
    at = kernels
    for _ in range(3):
        after = towards(at, 0.5, 0.05)
        at, _, _ = mixing.step(at, after, np.zeros(4))
        assert at == after and not mixing.extrapolated


def test_going_back_is_to_where_the_last_plain_iteration_led(kernels: Kernels) -> None:
    mixing, at = AndersonMixing(BOUNDS), kernels
    for _ in range(3):
        after = towards(at, 0.5, 0.05)
        at, _, _ = mixing.step(at, after, np.ones(4))
    back, edges = mixing.back()
    assert back == after and edges.tolist() == [1, 1, 1, 1] and not mixing.extrapolated
