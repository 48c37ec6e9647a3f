import math

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from stylogeny.errors import StylogenyError
from stylogeny.generation.learned.checkpoint import Checkpoint
from stylogeny.generation.learned.trainer import Trainer


def test_a_checkpoint_says_how_it_was_made_and_keeps_every_tensor(data, plan, tmp_path):
    trainer = Trainer.start(data, plan).train(data, steps=2, checkpoint=tmp_path / "c")
    kept = Checkpoint.read(tmp_path / "c")
    assert kept.plan == plan and kept.provenance.inputs == {"embedding": data.space}
    assert kept.step == 2 and kept.loss == trainer.loss
    assert kept.shape == trainer.network.shape
    for group, network in ((kept.network, trainer.network), (kept.average, trainer.average)):
        state = network.state_dict()
        assert group.keys() == state.keys() and all(torch.equal(group[k], state[k]) for k in state)
    moments = trainer.optimiser.state_dict()["state"]
    assert all(torch.equal(kept.moments[n][k], v) for n, state in moments.items() for k, v in state.items())
    assert all(kept.moments[n]["step"].shape == () for n in moments)
    assert torch.equal(kept.scales.latent_weight, data.scales.latent_weight)


def test_before_the_first_step_there_is_no_loss(data, plan, tmp_path):
    Trainer.start(data, plan).save(tmp_path / "c")
    kept = Checkpoint.read(tmp_path / "c")
    assert math.isnan(kept.loss) and kept.step == 0 and kept.moments == {}


def test_half_precision_keeps_its_bits(data, plan, tmp_path):
    trainer = Trainer.start(data, plan)
    trainer.network.half()
    trainer.save(tmp_path / "c")
    kept = Checkpoint.read(tmp_path / "c").network
    assert all(torch.equal(kept[k], v) and kept[k].dtype == v.dtype for k, v in trainer.network.state_dict().items())
    assert kept["null_condition"].numpy().dtype == np.float16


def test_checkpoints_of_another_version_or_no_checkpoint(data, plan, tmp_path):
    path = tmp_path / "c"
    Trainer.start(data, plan).save(path)
    with safe_open(path, framework="pt") as file:
        head = file.metadata()["stylogeny"]
    old = head.replace("denoiser/6", "denoiser/5")
    assert old != head
    save_file(load_file(path), tmp_path / "old", metadata={"stylogeny": old})
    with pytest.raises(StylogenyError, match=r"older version.*train again"):
        Trainer.read(tmp_path / "old")
    (tmp_path / "junk").write_bytes(b"not one")
    with pytest.raises(StylogenyError, match=r"damaged.*train again"):
        Trainer.read(tmp_path / "junk")
