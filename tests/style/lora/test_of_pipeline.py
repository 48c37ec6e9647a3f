"""LoRAs of tiny randomly initialised diffusers models, loaded again by diffusers itself."""

import warnings

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style.lora.of_pipeline import PipelineTuning, denoiser_of, learn_pipeline_lora

pytest.importorskip("peft")
HOW = PipelineTuning(rank=2, rate=3e-2, batch=2, size=32)


@pytest.fixture(scope="module")
def pipelines(tmp_path_factory):
    """Folders of pipelines, each made when first asked for."""
    from helpers.pipelines import saved

    root, made = tmp_path_factory.mktemp("pipelines"), {}

    def folder(kind):
        if kind not in made:
            made[kind] = saved(kind, root)
        return made[kind]

    return folder


def opened(folder):
    from diffusers import AutoPipelineForText2Image

    pipeline = AutoPipelineForText2Image.from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def drawn(pipeline):
    how = {"num_inference_steps": 2, "output_type": "np", "height": 32, "width": 32}
    return pipeline(prompt="snow", generator=torch.Generator().manual_seed(0), **how).images


@pytest.mark.slow  # importing diffusers alone takes several seconds
@pytest.mark.parametrize("kind", ["sd15", "sdxl", "sd3"])
def test_diffusers_loads_what_was_learned(pipelines, pictures, tmp_path, kind):
    pipeline, out = opened(pipelines(kind)), tmp_path / "mine.safetensors"
    plain = drawn(pipeline)
    said = learn_pipeline_lora(pictures[:2], pipeline, out, trigger="a picture", how=HOW, steps=40)
    assert said["steps"] == 40 and said["last_loss"] < said["first_loss"]
    assert np.array_equal(drawn(pipeline), plain)  # the pipeline is as it was
    assert out.stat().st_size < 400_000
    fresh = opened(pipelines(kind))
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)  # of tensors that peft does not find
        fresh.load_lora_weights(str(tmp_path), weight_name=out.name, adapter_name="mine")
    assert np.abs(drawn(fresh) - plain).max() > 1e-3
    fresh.set_adapters(["mine"], adapter_weights=[0.0])
    np.testing.assert_allclose(drawn(fresh), plain, atol=1e-5)


@pytest.mark.slow
def test_other_denoisers_are_refused(pipelines):
    with pytest.raises(StylogenyError, match="SDXL or SD 3"):
        denoiser_of(opened(pipelines("flux")))
