import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation.learned.families import FAMILIES, family_of


def test_every_family_is_a_loss_and_a_sampler():
    for name in FAMILIES:
        family = family_of(name)
        assert callable(family.loss) and callable(family.sample)


def test_unknown_families_are_answered_with_those_there_are():
    with pytest.raises(StylogenyError, match=r"no such family.*flow or diffusion"):
        family_of("gan")
