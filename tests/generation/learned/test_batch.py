import numpy as np
import torch

from stylogeny.generation.learned.batch import Batch, crop, pick
from stylogeny.streams import stream


def again(turn):
    return stream(0, "again", turn)


def test_picks_follow_their_chances():
    picked = pick(np.array([1.0, 0.5, 0.0, 0.25]), np.random.default_rng(0).random(4000), again)
    # places among those with a chance above 0
    assert np.abs(np.bincount(picked, minlength=3) / 4000 - np.array([4, 2, 1]) / 7).max() < 0.03


def test_crops_lie_where_they_are_asked_for():
    latents = [torch.arange(24.0).view(1, 4, 6), torch.zeros(1, 4, 4)]
    cut = crop(latents, np.array([0, 1]), np.array([[0.0, 0.999], [0.5, 0.5]]), 4)
    assert torch.equal(cut[0, 0], latents[0][0, :, 2:])
    assert torch.equal(cut[1], latents[1])


def test_every_tensor_of_a_batch_is_changed():
    some = torch.arange(6)
    batch = Batch(clean=some, style=some, dropped=some, noise=some, time=some, chance=some)
    half = batch.map(lambda value: value[::2])
    assert len(half) == 3
    assert all(value.tolist() == [0, 2, 4] for value in vars(half).values())
