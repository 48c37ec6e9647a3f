"""Tiny random CLIPs and diffusers pipelines: the real classes and file layouts, at hidden size 16 to 32."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")


def tokenizer(folder: Path):
    """A CLIP tokenizer over letters: real class, real special tokens, 77 positions."""
    from transformers import CLIPTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz0123456789,.<>-_:'"
    words = [*letters, *(c + "</w>" for c in letters), "<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({w: i for i, w in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)


def text_config(hidden: int, width: int, eos: int):
    from transformers import CLIPTextConfig

    return CLIPTextConfig(
        vocab_size=eos + 1, hidden_size=hidden, intermediate_size=2 * hidden, num_hidden_layers=2, num_attention_heads=2,
        projection_dim=width, max_position_embeddings=77, bos_token_id=eos - 1, eos_token_id=eos, pad_token_id=eos,
    )  # fmt: skip


def unet(cross: int, **extra):
    import torch
    from diffusers import UNet2DConditionModel

    torch.manual_seed(3)
    return UNet2DConditionModel(
        sample_size=8, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=4, attention_head_dim=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=cross, **extra,
    ).eval()  # fmt: skip


def vae():
    import torch
    from diffusers import AutoencoderKL

    torch.manual_seed(4)
    return AutoencoderKL(
        block_out_channels=(8, 8), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4, norm_num_groups=4,
    ).eval()  # fmt: skip


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Folder with clip/ (joint width 24, text hidden 16) in the Hugging Face layout."""
    import torch
    from transformers import CLIPConfig, CLIPModel, CLIPVisionConfig
    from transformers.utils import logging

    logging.set_verbosity_error()
    torch.set_num_threads(1)  # tiny tensors: a second thread only waits

    root = tmp_path_factory.mktemp("tiny")
    tok = tokenizer(root / "tok")
    torch.manual_seed(0)
    vision = CLIPVisionConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=8,
        projection_dim=24,
    )  # fmt: skip
    config = CLIPConfig(
        text_config=text_config(16, 24, tok.eos_token_id).to_dict(), vision_config=vision.to_dict(), projection_dim=24
    )
    model = CLIPModel(config).eval()
    with torch.no_grad():  # the init is so flat that every prompt looks alike: spread it
        for name, p in model.named_parameters():
            if "norm" not in name and p.ndim > 1:
                p.mul_(2.0 if ".q_proj" in name or ".k_proj" in name else 6.0)
    model.save_pretrained(root / "clip")
    tok.save_pretrained(root / "clip")
    return root


@pytest.fixture(scope="session")
def clip(tiny):
    from stylogeny.style import ClipEncoder

    return ClipEncoder.read(tiny / "clip")


@pytest.fixture(scope="session")
def pictures():
    """Eight pictures of two looks: warm horizontal bands, cold vertical bands."""
    made = []
    for k in range(8):
        rng = np.random.default_rng(k)
        wave = 127 + 100 * np.sin(np.arange(48) / (2 + k % 4))[:, None] * np.ones((1, 48))
        image = np.stack([wave, wave * 0.5, 255 - wave], -1) if k < 4 else np.stack([255 - wave.T, wave.T, wave.T], -1)
        made.append(np.clip(image + rng.normal(0, 8, image.shape), 0, 255).astype(np.uint8))
    return made


def sd15(tiny):
    """A fresh Stable Diffusion 1.5 pipeline whose text encoder is the tiny CLIP's (shipped without projection)."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline
    from transformers import AutoTokenizer, CLIPTextModel

    pipe = StableDiffusionPipeline(
        vae(), CLIPTextModel.from_pretrained(tiny / "clip").eval(), AutoTokenizer.from_pretrained(tiny / "clip"), unet(16),
        DDIMScheduler(num_train_timesteps=100, clip_sample=False, steps_offset=1), None, None, requires_safety_checker=False,
    )  # fmt: skip
    pipe.set_progress_bar_config(disable=True)
    return pipe


def sd2(tiny):
    """A fresh Stable Diffusion 2 pipeline: a CLIP's text half without its last layer, GELU, v-prediction, linear projections."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline
    from transformers import AutoTokenizer, CLIPTextModel

    short = CLIPTextModel.from_pretrained(tiny / "clip", num_hidden_layers=1, hidden_act="gelu").eval()
    scheduler = DDIMScheduler(
        num_train_timesteps=100, clip_sample=False, steps_offset=1, prediction_type="v_prediction",
        rescale_betas_zero_snr=True, timestep_spacing="trailing",
    )  # fmt: skip
    pipe = StableDiffusionPipeline(
        vae(), short, AutoTokenizer.from_pretrained(tiny / "clip"), unet(16, use_linear_projection=True), scheduler,
        None, None, requires_safety_checker=False,
    )  # fmt: skip
    pipe.set_progress_bar_config(disable=True)
    return pipe


def sdxl(tiny):
    """A fresh SDXL pipeline: the tiny CLIP's text half, and a second one (hidden 20, joint width 28)."""
    import torch
    from diffusers import DDIMScheduler, StableDiffusionXLPipeline
    from transformers import AutoTokenizer, CLIPTextModel, CLIPTextModelWithProjection

    tok, tok_2 = (AutoTokenizer.from_pretrained(tiny / "clip") for _ in range(2))
    torch.manual_seed(5)
    second = CLIPTextModelWithProjection(text_config(20, 28, tok.eos_token_id)).eval()
    net = unet(
        36, addition_embed_type="text_time", addition_time_embed_dim=4, transformer_layers_per_block=(1, 1),
        projection_class_embeddings_input_dim=28 + 6 * 4, use_linear_projection=True,
    )  # fmt: skip
    pipe = StableDiffusionXLPipeline(
        vae(), CLIPTextModel.from_pretrained(tiny / "clip").eval(), second, tok, tok_2, net,
        DDIMScheduler(num_train_timesteps=100, clip_sample=False, steps_offset=1),
    )  # fmt: skip
    pipe.set_progress_bar_config(disable=True)
    return pipe


@pytest.fixture(scope="session")
def pipe(tiny):
    return sd15(tiny)


@pytest.fixture(scope="session")
def xl(tiny):
    return sdxl(tiny)


def draw(pipeline, prompt, **kwargs):
    """float32 pictures of a pipeline, two steps, fixed noise."""
    import torch

    defaults = {"num_inference_steps": 2, "guidance_scale": 3.0, "output_type": "np", "height": 16, "width": 16}
    count = (len(prompt) if isinstance(prompt, list) else 1) * kwargs.get("num_images_per_prompt", 1)
    noise = [torch.Generator().manual_seed(7) for _ in range(count)]
    return pipeline(prompt, generator=noise, **{**defaults, **kwargs}).images


@pytest.fixture
def fingerprint():
    """Bytes of every tensor of a pipeline's modules, its hooks, and its own attributes."""

    def of(pipeline):
        import hashlib

        import torch

        h = hashlib.blake2b()
        for name, part in sorted(pipeline.components.items()):
            if isinstance(part, torch.nn.Module):
                for key, value in part.state_dict().items():
                    h.update(key.encode() + value.contiguous().numpy().tobytes())
                hooks = [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in part.modules()]
                h.update(f"{name} {sum(hooks)} {[p.requires_grad for p in part.parameters()]}".encode())
        return h.hexdigest(), "encode_prompt" in vars(pipeline)

    return of
