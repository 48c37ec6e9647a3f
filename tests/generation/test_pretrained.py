"""A tiny Stable Diffusion, randomly initialised and saved to disk, in the place of a real one."""

from types import SimpleNamespace

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation import fit
from stylogeny.generation.pretrained import Pretrained

pytestmark = pytest.mark.slow  # importing diffusers alone takes several seconds


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    pytest.importorskip("diffusers")
    import torch
    from diffusers import DDIMScheduler, StableDiffusionPipeline
    from transformers import CLIPTextModel

    from style.conftest import text_config, tokenizer, unet, vae

    root = tmp_path_factory.mktemp("pipeline")
    words = tokenizer(root / "words")
    torch.manual_seed(0)
    text = CLIPTextModel(text_config(16, 24, words.eos_token_id)).eval()
    pipeline = StableDiffusionPipeline(
        vae(), text, words, unet(16), DDIMScheduler(num_train_timesteps=100, clip_sample=False, steps_offset=1), None, None,
        requires_safety_checker=False,
    )  # fmt: skip
    pipeline.save_pretrained(root / "sd")
    return root / "sd"


def test_a_pipeline_paints_over_the_closed_form(saved, small_space):
    generator = fit(small_space, family="diffusers", model=str(saved), autoencoder="linear")
    how = {"n": 2, "size": 64, "seed": 1, "steps": 2}
    kept = generator.draw("Rosso", strength=0.5, **how)
    assert kept.pictures.shape == (2, 64, 64, 3)
    assert np.array_equal(kept.pictures, generator.draw("Rosso", strength=0.5, **how).pictures)
    assert not np.array_equal(kept.pictures, generator.draw("Rosso", strength=1.0, **how).pictures)
    assert not np.array_equal(kept.pictures, generator.draw("Rosso", strength=0.5, prompt="a boat", **how).pictures)
    assert sum(kept.works(0).values()) == pytest.approx(1, abs=1e-4)


def test_a_pipeline_with_a_size_of_its_own_is_told_the_one_asked_for(small_space):
    # the arguments of Stable Diffusion 3's and Flux's image-to-image calls that matter here
    class Large:
        def __call__(
            self, prompt, image, strength, guidance_scale, num_inference_steps, generator, output_type,
            height=1024, width=1024,
        ):  # fmt: skip
            return SimpleNamespace(images=[np.full((height, width, 3), 0.5)])

    painter = Pretrained(fit(small_space, autoencoder="linear"), Large())
    assert painter.generate("Rosso", n=1, size=(64, 96)).shape == (1, 64, 96, 3)


def test_no_such_pipeline_is_one_line(small_space, tmp_path):
    with pytest.raises(StylogenyError, match="no usable pipeline"):
        fit(small_space, family="diffusers", model=str(tmp_path / "absent"), autoencoder="linear")
    with pytest.raises(StylogenyError, match="needs a model"):
        fit(small_space, family="diffusers", autoencoder="linear")
