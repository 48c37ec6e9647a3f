import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.lora.low_rank import (
    LowRankAdapter,
    adapted,
    changed_weights,
    fresh_factors,
    weighted_path,
)
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.provenance import Provenance


@pytest.fixture
def generator(data, plan, corpus):
    return LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, plan))


def adapter(generator, *, seed=0, space=None):
    """A LoRA of rank 2 that changes everything."""
    factors = fresh_factors(generator.trainer.average, 2, seed=seed)
    rng = torch.Generator().manual_seed(seed)
    factors = {k: (down, torch.randn(up.shape, generator=rng) / 10) for k, (down, up) in factors.items()}
    point = generator.corpus.space.vectors[0]
    said = {"name": "mine", "family": "flow"}
    return LowRankAdapter(factors, point, Provenance(said, {"embedding": space or generator.trainer.space}))


def drawn(generator):
    return generator.generate("Rosso", size=64, seed=1, steps=2, paint=False).astype(int)


def test_a_fresh_change_changes_nothing_and_a_product_is_added(generator):
    network = generator.trainer.average
    fresh = changed_weights(network, [(1.0, fresh_factors(network, 3))])
    assert all(torch.equal(value, dict(network.named_parameters())[name]) for name, value in fresh.items())
    a, b = adapter(generator, seed=1), adapter(generator, seed=2)
    changed = changed_weights(network, [(0.5, a.factors), (-2.0, b.factors)])
    name = "blocks.0.mix.weight"
    expected = network.get_parameter(name) + sum(
        share * factors[name][1] @ factors[name][0] for share, factors in ((0.5, a.factors), (-2.0, b.factors))
    )
    torch.testing.assert_close(changed[name], expected)


def test_weights_mix_and_leave_the_generator_as_it_was(generator):
    plain, one = drawn(generator), adapter(generator)
    strong, weak = drawn(adapted(generator, [(1.0, one)])), drawn(adapted(generator, [(0.1, one)]))
    assert np.abs(strong - plain).mean() > np.abs(weak - plain).mean() > 0
    assert np.array_equal(drawn(adapted(generator, [(0.0, one)])), plain)
    assert np.abs(drawn(adapted(generator, [(1.0, one), (-1.0, one)])) - plain).max() <= 1  # it is taken away again
    assert np.array_equal(drawn(generator), plain)


def test_a_file_gives_back_what_was_saved(generator, tmp_path):
    one = adapter(generator)
    one.save(tmp_path / "a.safetensors")
    back = LowRankAdapter.read(tmp_path / "a.safetensors")
    assert (back.name, back.family) == ("mine", "flow") and np.array_equal(back.point, one.point)
    assert np.abs(drawn(adapted(generator, [(1.0, back)])) - drawn(adapted(generator, [(1.0, one)]))).max() <= 2
    assert (tmp_path / "a.safetensors").stat().st_size < 200_000


def test_what_does_not_fit_is_refused(generator, tmp_path):
    with pytest.raises(StylogenyError, match="another embedding"):
        adapted(generator, [(1.0, adapter(generator, space="other"))])
    one = adapter(generator)
    short = {name: (down[:, :-1], up) for name, (down, up) in one.factors.items()}
    with pytest.raises(StylogenyError, match="another shape"):
        changed_weights(generator.trainer.average, [(1.0, short)])
    with pytest.raises(StylogenyError, match="at least 1"):
        fresh_factors(generator.trainer.average, 0)
    with pytest.raises(StylogenyError, match="no such LoRA"):
        weighted_path(str(tmp_path / "absent.safetensors:0.5"))
    with pytest.raises(StylogenyError, match="no such LoRA"):
        weighted_path(str(tmp_path / "absent.safetensors"))


def test_a_weight_stands_behind_a_colon(tmp_path):
    file = tmp_path / "a:1.safetensors"
    file.touch()
    assert weighted_path(f"{file}:-0.5") == (-0.5, file)
    assert weighted_path(str(file)) == (1.0, file)
