"""Tiny random CLIPs and diffusers pipelines: the real classes and file layouts, at hidden size 16 to 32."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch


def tokenizer(folder: Path) -> Any:
    """A CLIP tokenizer over letters: real class, real special tokens, 77 positions."""
    from transformers import CLIPTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz0123456789,.<>-_:'"
    words = [*letters, *(c + "</w>" for c in letters), "<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({w: i for i, w in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)


def text_config(hidden: int, width: int, eos: int) -> Any:
    from transformers import CLIPTextConfig

    return CLIPTextConfig(
        vocab_size=eos + 1, hidden_size=hidden, intermediate_size=2 * hidden,
        num_hidden_layers=2, num_attention_heads=2,
        projection_dim=width, max_position_embeddings=77, bos_token_id=eos - 1, eos_token_id=eos, pad_token_id=eos,
    )  # fmt: skip


def unet(cross: int, **extra: Any) -> Any:
    from diffusers import UNet2DConditionModel

    torch.manual_seed(3)
    return UNet2DConditionModel(
        sample_size=8, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=4, attention_head_dim=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=cross, **extra,
    ).eval()  # fmt: skip


def vae() -> Any:
    from diffusers import AutoencoderKL

    torch.manual_seed(4)
    return AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4, norm_num_groups=4,
    ).eval()  # fmt: skip


def sd15(tiny: Path) -> Any:
    """A fresh Stable Diffusion 1.5 pipeline whose text encoder is the tiny CLIP's (shipped without projection)."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline
    from transformers import AutoTokenizer, CLIPTextModel

    pipe = StableDiffusionPipeline(
        vae(), CLIPTextModel.from_pretrained(tiny / "clip").eval(), AutoTokenizer.from_pretrained(tiny / "clip"),
        unet(16), DDIMScheduler(num_train_timesteps=100, clip_sample=False, steps_offset=1), None, None,
        requires_safety_checker=False,
    )  # fmt: skip
    pipe.set_progress_bar_config(disable=True)
    return pipe


def sd2(tiny: Path) -> Any:
    """A fresh Stable Diffusion 2 pipeline: a CLIP's text half without its last layer, GELU, v-prediction, linear
    layers."""
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


def sdxl(tiny: Path) -> Any:
    """A fresh SDXL pipeline: the tiny CLIP's text half, and a second one (hidden 20, joint width 28)."""
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


def tiny_clip(folder: Path) -> None:
    """Write a CLIP (joint width 24, text hidden 16) in the Hugging Face layout."""
    from transformers import CLIPConfig, CLIPModel, CLIPVisionConfig

    tok = tokenizer(folder.parent / "tok")
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
    model.save_pretrained(folder)
    tok.save_pretrained(folder)


def settled(pipeline: Any) -> Any:
    """A pipeline after transformers left its own hooks, as it does the first time that hidden states are asked for."""
    for name in ("text_encoder", "text_encoder_2"):
        encoder = getattr(pipeline, name, None)
        if encoder is not None:
            encoder(pipeline.tokenizer("snow", return_tensors="pt").input_ids, output_hidden_states=True)
    return pipeline


def draw(pipeline: Any, prompt: str | list[str], **kwargs: Any) -> Any:
    """float32 pictures of a pipeline, two steps, fixed noise."""
    defaults = {"num_inference_steps": 2, "guidance_scale": 3.0, "output_type": "np", "height": 16, "width": 16}
    count = (len(prompt) if isinstance(prompt, list) else 1) * kwargs.get("num_images_per_prompt", 1)
    noise = [torch.Generator().manual_seed(7) for _ in range(count)]
    return pipeline(prompt, generator=noise, **{**defaults, **kwargs}).images


def load_adapter(pipeline: Any, width: int, folder: Path) -> None:
    """Load a random IP-Adapter for image embeddings of this width, from a file in the published layout."""
    from safetensors.torch import save_file

    generator = torch.Generator().manual_seed(1)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator) * 0.3

    cross = pipeline.unet.config.cross_attention_dim
    tensors, key = {}, 1
    for name in pipeline.unet.attn_processors:
        if name.endswith("attn2.processor"):
            hidden = pipeline.unet.get_submodule(name.removesuffix(".processor")).to_k.out_features
            for side in ("k", "v"):
                tensors[f"ip_adapter.{key}.to_{side}_ip.weight"] = random(hidden, cross)
            key += 2
    tensors |= {
        "image_proj.proj.weight": random(4 * cross, width), "image_proj.proj.bias": torch.zeros(4 * cross),
        "image_proj.norm.weight": torch.ones(cross), "image_proj.norm.bias": torch.zeros(cross),
    }  # fmt: skip
    save_file(tensors, folder / "adapter.safetensors")
    pipeline.load_ip_adapter(str(folder), subfolder="", weight_name="adapter.safetensors", image_encoder_folder=None)
