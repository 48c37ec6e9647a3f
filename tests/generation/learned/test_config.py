import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation.learned.config import TrainingConfig, default_config
from stylogeny.generation.learned.network import SIZES


def test_out_of_memory_says_what_to_lower():
    with pytest.raises(StylogenyError, match="lower --batch"), TrainingConfig().memory():
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
    with pytest.raises(RuntimeError, match="shape"), TrainingConfig().memory():
        raise RuntimeError("shape mismatch")


def test_the_plan_of_this_machine_has_a_rate_for_its_width():
    rates = [default_config(size=size).rate for size in SIZES]
    assert rates == sorted(rates, reverse=True)
    assert default_config(3, rate=0.5, batch=2) == TrainingConfig(size=default_config().size, rate=0.5, batch=2, seed=3)
    with pytest.raises(StylogenyError, match="no such network size"):
        default_config(size="huge")
