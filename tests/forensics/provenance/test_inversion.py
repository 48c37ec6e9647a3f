"""Pictures of the smallest network, run back to the noise that they were drawn from."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from generation.conftest import small_space as small_space
from generation.conftest import small_works as small_works
from generation.learned.conftest import corpus as corpus
from generation.learned.conftest import data as data
from generation.learned.conftest import plan as plan
from stylogeny.forensics.provenance.inversion import carries_noise_mark, find_noise_mark, first_noise
from stylogeny.forensics.provenance.noise_mark import KeyedNoise, mark_noise
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.families.probability_flow import solve
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.streams import stream

KEY = b"\x05" * 32


@pytest.mark.parametrize(
    ("family", "carries"),
    [("flow", True), ("flow:ot", True), ("diffusion", True), ("edm", True), ("vp:ode", True), ("vp", False),
     ("score", False), ("poisson:128", False)],
)  # fmt: skip
def test_families_that_draw_by_luck_forget_how_they_began(family, carries):
    assert carries_noise_mark(family) is carries


def test_a_picture_gives_its_noise_back(data, plan, corpus):
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, plan))
    cells = (len(generator.channels), 16, 16)
    noise = KeyedNoise(KEY)(stream(0, "z").standard_normal(cells, dtype=np.float32), 3, 2)
    point = np.asarray(corpus.space.vectors[0], np.float32)
    scales = generator.trainer.scales
    with torch.inference_mode():
        field = generator.field(scales.standardise_vectors(torch.from_numpy(point)[None]))
        latents = scales.restore_latents(solve(field, torch.from_numpy(noise)[None], tolerance=1e-4))
        full = torch.zeros(1, generator.autoencoder.channels, 16, 16)
        full[:, generator.channels] = latents
        picture = generator.autoencoder.decode(full)[0]
    nonce, mark = find_noise_mark(first_noise(generator, picture, condition=point), KEY, [1, 3])
    assert nonce == "3.2" and mark.found and mark.share > 0.75
    _, other = find_noise_mark(first_noise(generator, picture, condition=point), bytes(32), [1, 3])
    assert not other.found


def test_of_all_nonces_the_best_is_given_and_all_are_counted():
    noise = mark_noise(stream(0).standard_normal((4, 8, 8)), KEY, "9.1")
    nonce, mark = find_noise_mark(noise, KEY, [7, 9], numbers=4)
    assert (nonce, mark.share) == ("9.1", 1.0)
    assert mark.false_alarm == pytest.approx(8 * 0.5**256)
