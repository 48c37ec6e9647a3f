"""Parent sets against brute force over shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import nnls

from stylogeny.influence.branching.candidates import Candidates, nearest_earlier
from stylogeny.influence.branching.parent_sets import ParentSets, parent_sets, singles


@pytest.fixture(scope="module")
def candidates() -> Candidates:
    rng = np.random.default_rng(0)
    year = np.arange(1500.0, 1540.0)
    return nearest_earlier(rng.normal(size=(40, 4)).astype(np.float32), year, year + 1, k=6)


@pytest.fixture(scope="module")
def sets(candidates: Candidates) -> ParentSets:
    return parent_sets(candidates, np.full(len(candidates), -2.0), step=0.7, width=6, pairs=40, triples=40)


def test_shares_are_those_of_the_mixture_nearest_to_the_child(candidates: Candidates, sets: ParentSets) -> None:
    vectors = candidates.vectors.astype(float)
    assert set(sets.size.tolist()) == {1, 2, 3}
    for at in np.flatnonzero(sets.size > 1)[::7]:
        edge = sets.member[at][: sets.size[at]]
        assert (candidates.child[edge] == sets.child[at]).all()
        child, parents = vectors[sets.child[at]], vectors[candidates.parent[edge]]
        # least squares on the simplex: a heavy row holds the sum of the shares at one
        share, _ = nnls(np.vstack([parents.T, np.full(len(edge), 1e4)]), np.append(child, 1e4))
        np.testing.assert_allclose(sets.share[at][: len(edge)], share, atol=2e-3)
        assert sets.squared[at] == pytest.approx(np.square(child - share @ parents).sum(), abs=2e-3)
        assert sets.share[at].sum() == pytest.approx(1.0, abs=1e-5)


def test_the_volume_of_the_shares_is_that_of_the_differences_between_parents(
    candidates: Candidates, sets: ParentSets
) -> None:
    vectors = candidates.vectors.astype(float)
    assert (sets.log_det[sets.size == 1] == 0).all()
    for at in np.flatnonzero(sets.size > 1)[::11]:
        first, *others = vectors[candidates.parent[sets.member[at][: sets.size[at]]]]
        difference = np.array(others) - first
        assert sets.log_det[at] == pytest.approx(np.linalg.slogdet(difference @ difference.T)[1], abs=1e-3)


def test_no_set_comes_twice_and_all_are_in_child_order(sets: ParentSets) -> None:
    assert (np.diff(sets.child) >= 0).all()
    keys = [(c, *sorted(m)) for c, m in zip(sets.child.tolist(), sets.member.tolist())]
    assert len(set(keys)) == len(keys)


def test_priors_and_posteriors_of_edges_are_sums_over_sets(candidates: Candidates, sets: ParentSets) -> None:
    rng = np.random.default_rng(1)
    log_prior, r = rng.normal(size=len(candidates)), rng.random(len(sets))
    at = int(np.flatnonzero(sets.size == 3)[0])
    assert sets.log_prior(log_prior)[at] == pytest.approx(log_prior[sets.member[at]].sum())
    inclusion, share = sets.edge_posterior(r)
    edge = int(sets.member[at, 1])
    within = (sets.member == edge).any(axis=1)
    assert inclusion[edge] == pytest.approx(r[within].sum())
    assert share[edge] == pytest.approx((r[:, None] * sets.share)[sets.member == edge].sum())


def test_a_work_of_one_candidate_has_one_set() -> None:
    year = np.array([1500.0, 1501.0])
    pair = nearest_earlier(np.eye(2, dtype=np.float32), year, year + 0.5, k=3)
    sets = parent_sets(pair, np.zeros(len(pair)), step=1.0)
    assert len(sets) == 1 == len(singles(pair)) and sets.share[0].tolist() == [1.0, 0.0, 0.0]
