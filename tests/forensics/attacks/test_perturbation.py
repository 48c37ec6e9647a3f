"""Attacks stay within what they may do, and chance does less than they."""

import numpy as np
import pytest

from helpers.pictures import noise
from stylogeny.embedding.build import embed
from stylogeny.embedding.heads.config import HeadConfig
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.forensics.attacks.perturbation import AttackBudget, perturbed, random_noise
from stylogeny.forensics.purification import GaussianDenoiser

SMALL = HeadConfig(dim=4, pca_dim=8, axes=16, hidden_dim=16, networks=1, epochs=1, min_steps=20, batch_size=16)


@pytest.fixture(scope="module")
def space(stripe_works) -> Embedding:
    return embed(stripe_works.select(np.arange(0, 72, 3)), config=SMALL)


def distance(space: Embedding, picture: np.ndarray, target: np.ndarray) -> float:
    from stylogeny.embedding.backbones.backbone import backbone

    assert space.head is not None
    return float(np.linalg.norm(space.head.vectors(backbone("built-in").features([picture]))[0] - target))


def test_an_attack_beats_chance_and_stays_in_its_box(space):
    from stylogeny.corpus.pictures import read

    picture, target = read(space.works.picture(2)), space.vectors[20]
    attacked = perturbed(picture, space.head, target, budget=AttackBudget(epsilon=8, steps=6))
    assert np.abs(attacked.astype(int) - picture).max() <= 8
    by_chance = distance(space, random_noise(picture, 8), target)
    assert distance(space, attacked, target) < min(by_chance, distance(space, picture, target))
    denoiser = GaussianDenoiser.of([picture])
    through = perturbed(picture, space.head, target, budget=AttackBudget(epsilon=4, steps=2), denoiser=denoiser)
    assert np.abs(through.astype(int) - picture).max() <= 4


def test_a_budget_of_nothing_is_refused(space):
    with pytest.raises(StylogenyError, match="at least 1"):
        perturbed(np.asarray(noise(0)), space.head, space.vectors[0], budget=AttackBudget(epsilon=0))
