import math
from dataclasses import replace

import pytest
import torch

from helpers.draws import draws_of
from stylogeny.errors import StylogenyError
from stylogeny.generation.learned.families import FAMILIES, drawn_as, family_of
from stylogeny.generation.learned.families.probability_flow import log_likelihood
from stylogeny.generation.learned.families.sde import Sde
from stylogeny.generation.learned.families.straight import log_normal
from stylogeny.generation.learned.network import Denoiser, NetworkConfig
from stylogeny.generation.learned.spectrum import cosines, spectrum_of

CELLS = 4
POWER = torch.linspace(0.2, 3.0, 2 * CELLS * CELLS).view(2, CELLS, CELLS)


@pytest.fixture(scope="module")
def field():
    """An untrained network: the velocity towards a Gaussian with the works' own spectrum."""
    torch.manual_seed(0)
    network = Denoiser(NetworkConfig(24, 1, 2, 2, 3, cells=CELLS, near=8), POWER)
    return lambda x, t: network(x, t, torch.zeros(len(x), 3))


@pytest.mark.parametrize("name", [*FAMILIES, "poisson:512"])
def test_every_untrained_family_draws_the_gaussian_with_the_spectrum_of_the_works(field, name):
    family = family_of(name)
    if isinstance(family, Sde):  # its corrector takes steps too long for as few dimensions as 32
        family = replace(family, corrections=0)
    with torch.inference_mode():
        made = family.sample(field, draws_of(300, 2, CELLS, CELLS), family.STEPS)
    wide = {"score": 1.09**2, "edm": 1.05**2, "poisson": 1.05**2}.get(name.partition(":")[0], 1.0)  # see their tests
    ratio = spectrum_of(made) / POWER / wide
    assert torch.allclose(ratio, torch.ones_like(POWER), atol=0.4)
    assert float(ratio.mean()) == pytest.approx(1, abs=0.08)


def test_all_but_the_poisson_flow_start_from_the_normal_law():
    ends = torch.randn(4, 3, generator=torch.Generator().manual_seed(5))
    other = {name for name in FAMILIES if not torch.equal(family_of(name).log_base(ends), log_normal(ends))}
    assert other == {"poisson"}


@pytest.mark.parametrize("name", ["flow", "poisson", "poisson:1e6"])
def test_an_untrained_family_gives_works_the_density_of_that_gaussian(field, name):
    x = torch.randn(3, 2, CELLS, CELLS, generator=torch.Generator().manual_seed(1))
    seen = cosines(CELLS) @ x @ cosines(CELLS).T
    truth = (-0.5 * seen.square() / POWER - 0.5 * (2 * math.pi * POWER).log()).flatten(1).sum(dim=1)
    found = log_likelihood(field, x, log_base=family_of(name).log_base, tolerance=1e-5)
    heavy = name == "poisson"  # at a dial of 128 it starts from Student's law
    assert torch.allclose(found, truth, atol=1.0 if heavy else 2e-3)
    assert torch.allclose(found, truth, atol=2e-3) != heavy


def test_every_family_is_a_loss_a_sampler_and_a_density():
    for name in FAMILIES:
        family = family_of(name)
        assert callable(family.loss) and callable(family.sample) and callable(family.log_base)
        assert family.STEPS >= 20


def test_unknown_families_are_answered_with_those_there_are():
    with pytest.raises(StylogenyError, match=r"no such family.*flow, .*diffusion"):
        family_of("gan")


def test_a_dial_is_read_and_a_wrong_one_refused():
    assert family_of("poisson:64").dial == 64
    for wrong in ("poisson:many", "poisson:0", "poisson:-3", "poisson:nan"):
        with pytest.raises(StylogenyError, match="dial"):
            family_of(wrong)


def test_a_checkpoint_is_drawn_by_its_own_family_only():
    assert drawn_as("poisson", "poisson:64") == "poisson:64"
    assert drawn_as("vp:ode", "vp") == "vp:ode"
    assert drawn_as("flow", "flow:ot") == "flow:ot"
    for asked, trained in (("edm", "flow"), ("poisson:8", "poisson:64"), ("flow:ot", "flow")):
        with pytest.raises(StylogenyError, match=f"another family.*ask for {trained}"):
            drawn_as(asked, trained)
