"""Tiny randomly initialised pipelines and IP-Adapters saved to disk: the real classes and file layouts, a few thousand
weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from helpers.tiny_models import text_config, tokenizer, unet, vae

WIDE = 24  # of image embeddings


def scheduler() -> Any:
    from diffusers import DDIMScheduler

    return DDIMScheduler(num_train_timesteps=100, clip_sample=False, steps_offset=1)


def text(words: Any, hidden: int, width: int, *, projected: bool = False) -> Any:
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(
        text_config(hidden, width, words.eos_token_id)
    ).eval()


def eyes() -> tuple[Any, Any]:
    """An image encoder with wide embeddings, and what prepares pictures for it."""
    from transformers import CLIPImageProcessorPil, CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, image_size=32, patch_size=8,
        projection_dim=WIDE,
    )  # fmt: skip
    size = {"height": 32, "width": 32}
    return CLIPVisionModelWithProjection(config).eval(), CLIPImageProcessorPil(
        size={"shortest_edge": 32}, crop_size=size
    )


def latents(channels: int) -> Any:
    """An autoencoder with a shift, as SD 3 and Flux have."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=channels, norm_num_groups=4, shift_factor=0.1, scaling_factor=1.5, use_quant_conv=False,
        use_post_quant_conv=False,
    ).eval()  # fmt: skip


def t5(width: int) -> tuple[Any, Any]:
    """A T5 encoder over letters, and its tokenizer."""
    from transformers import T5Config, T5EncoderModel, T5TokenizerFast

    letters = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0)]
    letters += [(c, -3.0) for c in "abcdefghijklmnopqrstuvwxyz"]
    config = T5Config(
        vocab_size=len(letters), d_model=width, d_ff=16, d_kv=8, num_layers=1, num_heads=2, is_encoder_decoder=False
    )
    return T5EncoderModel(config).eval(), T5TokenizerFast(vocab=letters, extra_ids=0, model_max_length=32)


def sd15(root: Path) -> Any:
    from diffusers import StableDiffusionPipeline

    words = tokenizer(root / "words")
    return StableDiffusionPipeline(
        vae(), text(words, 16, 24), words, unet(16), scheduler(), None, None, requires_safety_checker=False
    )


def sdxl(root: Path) -> Any:
    from diffusers import StableDiffusionXLPipeline

    words = tokenizer(root / "words")
    net = unet(
        36, addition_embed_type="text_time", addition_time_embed_dim=4, transformer_layers_per_block=(1, 1),
        projection_class_embeddings_input_dim=28 + 6 * 4, use_linear_projection=True,
    )  # fmt: skip
    second = text(words, 20, 28, projected=True)
    return StableDiffusionXLPipeline(vae(), text(words, 16, 24), second, words, words, net, scheduler())


def sd3(root: Path) -> Any:
    from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline

    words = tokenizer(root / "words")
    net = SD3Transformer2DModel(
        sample_size=32, patch_size=1, in_channels=4, num_layers=1, attention_head_dim=8, num_attention_heads=2,
        caption_projection_dim=16, joint_attention_dim=32, pooled_projection_dim=48, out_channels=4,
    ).eval()  # fmt: skip
    first, second = text(words, 16, 24, projected=True), text(words, 16, 24, projected=True)
    return StableDiffusion3Pipeline(
        net, FlowMatchEulerDiscreteScheduler(), latents(4), first, words, second, words, *t5(32)
    )


def flux(root: Path) -> Any:
    from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel

    words = tokenizer(root / "words")
    long, more = t5(16)
    net = FluxTransformer2DModel(
        patch_size=1, in_channels=4, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=16, pooled_projection_dim=16, axes_dims_rope=(4, 4, 8),
    ).eval()  # fmt: skip
    return FluxPipeline(
        FlowMatchEulerDiscreteScheduler(),
        latents(1),
        text(words, 16, 24),
        words,
        long,
        more,
        net,
    )


def unclip(root: Path) -> Any:
    from diffusers import DDPMScheduler, StableUnCLIPImg2ImgPipeline
    from diffusers.pipelines.stable_diffusion.stable_unclip_image_normalizer import StableUnCLIPImageNormalizer

    words = tokenizer(root / "words")
    model, processor = eyes()
    net = unet(16, class_embed_type="projection", projection_class_embeddings_input_dim=2 * WIDE)
    return StableUnCLIPImg2ImgPipeline(
        processor, model, StableUnCLIPImageNormalizer(WIDE), DDPMScheduler(beta_schedule="squaredcos_cap_v2"), words,
        text(words, 16, 24), net, scheduler(), vae(),
    )  # fmt: skip


MAKERS = {"sd15": sd15, "sdxl": sdxl, "sd3": sd3, "flux": flux, "unclip": unclip}


def saved(kind: str, root: Path) -> Path:
    """The folder of a pipeline of this kind."""
    torch.manual_seed(0)
    MAKERS[kind](root).save_pretrained(root / kind)
    return root / kind


def adapter(kind: str, pipeline: Path, root: Path) -> tuple[tuple[str, str, str], str]:
    """An IP-Adapter of a saved pipeline, in the files the published ones have, and its image encoder."""
    from diffusers import FluxTransformer2DModel, UNet2DConditionModel
    from safetensors.torch import save_file

    torch.manual_seed(1)
    model, _ = eyes()
    folder = root / f"{kind}-adapter"
    model.save_pretrained(folder / "models" / "image_encoder")
    tensors = {}
    if kind == "flux":
        net = FluxTransformer2DModel.from_pretrained(pipeline / "transformer")
        cross, hidden = net.config.joint_attention_dim, net.inner_dim
        places = [name for name in net.attn_processors if not name.startswith("single")]
        for k in range(len(places)):
            for side in ("k", "v"):
                tensors[f"ip_adapter.{k}.to_{side}_ip.weight"] = torch.randn(hidden, cross)
                tensors[f"ip_adapter.{k}.to_{side}_ip.bias"] = torch.zeros(hidden)
    else:
        net = UNet2DConditionModel.from_pretrained(pipeline / "unet")
        cross = net.config.cross_attention_dim
        places = [name for name in net.attn_processors if name.endswith("attn2.processor")]
        for k, name in enumerate(places):
            hidden = net.get_submodule(name.removesuffix(".processor")).to_q.out_features
            for side in ("k", "v"):
                tensors[f"ip_adapter.{2 * k + 1}.to_{side}_ip.weight"] = torch.randn(hidden, cross)
    tensors |= {
        "image_proj.proj.weight": torch.randn(4 * cross, WIDE), "image_proj.proj.bias": torch.zeros(4 * cross),
        "image_proj.norm.weight": torch.ones(cross), "image_proj.norm.bias": torch.zeros(cross),
    }  # fmt: skip
    save_file(tensors, folder / "models" / "adapter.safetensors")
    encoder = str(folder / "models" / "image_encoder") if kind == "flux" else "image_encoder"
    return (str(folder), "models", "adapter.safetensors"), encoder
