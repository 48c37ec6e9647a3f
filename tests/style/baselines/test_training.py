from __future__ import annotations

import numpy as np
import torch

from helpers.tiny_models import draw, sd15
from stylogeny.style.baselines.training import Budget, dreambooth_lora, latents, textual_inversion


def _loss(pipe, pictures, prompt):
    """Mean denoising loss on fixed noise."""
    x = latents(pipe, pictures, 16)
    g = torch.Generator().manual_seed(3)
    with torch.no_grad():
        hidden = pipe.encode_prompt(prompt, "cpu", 1, False)[0].expand(len(x), -1, -1)
        total = 0.0
        for t in (10, 50, 90):
            noise = torch.randn(x.shape, generator=g)
            step = torch.full((len(x),), t)
            found = pipe.unet(pipe.scheduler.add_noise(x, noise, step), step, encoder_hidden_states=hidden).sample
            total += float(((found - noise) ** 2).mean())
    return total / 3


def test_rivals_learn_and_leave_no_trace(tiny, pictures, fingerprint):
    pipe = sd15(tiny)
    before, plain = fingerprint(pipe), draw(pipe, "snow")
    start = _loss(pipe, pictures[:2], "a picture in the style of sks")
    with dreambooth_lora(pipe, pictures[:2], Budget(steps=25, lr=1e-2, size=16)) as (words, seconds):
        assert seconds > 0 and _loss(pipe, pictures[:2], f"a picture in the style of {words}") < 0.97 * start
        assert np.abs(draw(pipe, "snow") - plain).max() > 1e-4
    assert fingerprint(pipe)[0] == before[0] and np.array_equal(draw(pipe, "snow"), plain)
    with textual_inversion(pipe, pictures[:2], Budget(steps=15, lr=0.3, size=16)) as (token, _):
        first = pipe.text_encoder.get_input_embeddings().weight[-1].detach().clone()
        learned = _loss(pipe, pictures[:2], f"a picture in the style of {token}")
        with torch.no_grad():
            pipe.text_encoder.get_input_embeddings().weight[-2:] = (
                pipe.text_encoder.get_input_embeddings().weight[:-2].mean(0)
            )
        assert learned < _loss(pipe, pictures[:2], f"a picture in the style of {token}") and first.std() > 0
    assert fingerprint(pipe)[0] == before[0] and np.array_equal(draw(pipe, "snow"), plain)
