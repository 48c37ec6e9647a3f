"""Random streams belong to events."""

from __future__ import annotations

import numpy as np
from scipy import stats

from stylogeny.streams import normals, owners, stream, uniforms


def test_an_event_has_the_same_luck_whoever_else_exists() -> None:
    everyone = uniforms(3, "artist", index=np.arange(1000), draws=5)
    without = uniforms(3, "artist", index=np.delete(np.arange(1000), 17), draws=5)
    assert np.array_equal(np.delete(everyone, 17, axis=0), without)
    assert np.array_equal(everyone[:, :2], uniforms(3, "artist", index=np.arange(1000), draws=2))


def test_draws_are_uniform_and_uncorrelated_across_neighbouring_events() -> None:
    u = uniforms(0, "x", index=np.arange(20000), draws=2)
    assert stats.kstest(u[:, 0], "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(u[:-1, 0], u[1:, 0])[0, 1]) < 0.03
    assert abs(np.corrcoef(u[:, 0], u[:, 1])[0, 1]) < 0.03
    assert stats.kstest(normals(1, "x", index=np.arange(20000))[:, 0], "norm").pvalue > 1e-3


def test_seed_and_event_both_matter() -> None:
    assert stream(0, "a", 1).random() == stream(0, "a", 1).random()
    assert len({stream(s, e, i).random() for s in (0, 1) for e in ("a", "b") for i in (0, 1)}) == 8


def test_owners_of_the_same_id_are_the_same_wherever_it_stands():
    a, b = owners(["x", "y", "z"]), owners(["z", "x"])
    assert a[0] == b[1] and a[2] == b[0] and len(set(a.tolist())) == 3
