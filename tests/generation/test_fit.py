import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation import fit


def test_fit_refuses_what_it_cannot_use(small_works):
    with pytest.raises(StylogenyError, match="weight"):
        fit(small_works, np.ones(3))
    with pytest.raises(StylogenyError, match="weight"):
        fit(small_works, -np.ones(16))
    with pytest.raises(StylogenyError, match="two works"):
        fit(small_works, np.eye(16)[0])
    with pytest.raises(StylogenyError, match="no such family"):
        fit(small_works, family="gan")


def test_a_learned_family_needs_a_run_and_a_pretrained_one_a_model(small_space):
    with pytest.raises(StylogenyError, match="needs its run folder"):
        fit(small_space, family="flow", autoencoder="linear")
    with pytest.raises(StylogenyError, match="needs a model"):
        fit(small_space, family="diffusers", autoencoder="linear")
