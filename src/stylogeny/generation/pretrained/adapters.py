"""What is added to a diffusers pipeline: IP-Adapters and unCLIPs with their image embeddings, and LoRAs."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import StylogenyError
from .conditioning import blend
from .protocol import Pipeline

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image


def load_adapter(pipeline: Pipeline, adapter: Sequence[str], encoder: str | None, dtype: torch.dtype) -> None:
    """Load an IP-Adapter into a pipeline.

    Parameters
    ----------
    pipeline : Pipeline
    adapter : (repository or folder, subfolder, file name)
    encoder : str, optional
        The adapter's image encoder where it is not beside it: for Flux an id or path, else a folder of the repository.
    dtype : torch.dtype
        Of the encoder.

    Raises
    ------
    StylogenyError
        No such adapter, one of another model, or a pipeline that takes none.
    """
    repository, inside, file = adapter
    if not hasattr(pipeline, "load_ip_adapter"):
        raise StylogenyError(
            "this pipeline takes no IP-Adapter", got=type(pipeline).__name__, fix="leave --adapter out"
        )
    parameters = inspect.signature(pipeline.load_ip_adapter).parameters
    more: dict[str, Any] = {"subfolder": inside}
    if "image_encoder_pretrained_model_name_or_path" in parameters:  # Flux
        more["image_encoder_dtype"] = dtype
        if encoder is not None:
            more["image_encoder_pretrained_model_name_or_path"] = encoder
    elif encoder is not None:
        more["image_encoder_folder"] = encoder
    try:
        pipeline.load_ip_adapter(repository, weight_name=file, **more)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        why = str(error).strip().splitlines() or [type(error).__name__]
        got = "/".join(filter(None, adapter))
        raise StylogenyError("no IP-Adapter that fits this pipeline", got=got, fix=why[0][:200]) from None


def load_loras(pipeline: Pipeline, files: Sequence[tuple[float, Path]]) -> None:
    """Load LoRAs into a pipeline, each by its weight.

    Raises
    ------
    StylogenyError
        A pipeline that takes none, or a file that does not fit it.
    """
    if not hasattr(pipeline, "load_lora_weights"):
        raise StylogenyError("this pipeline takes no LoRA", got=type(pipeline).__name__)
    names = [f"lora{k}" for k in range(len(files))]
    for name, (_, path) in zip(names, files):
        try:
            pipeline.load_lora_weights(str(path.parent), weight_name=path.name, adapter_name=name)
        except Exception as error:  # whatever peft, diffusers or safetensors raise of a file that is no LoRA
            raise StylogenyError(
                "no LoRA that fits this model", got=str(path), fix=str(error).strip().splitlines()[0][:160]
            ) from error
    pipeline.set_adapters(names, adapter_weights=[weight for weight, _ in files])


def image_embeddings(pipeline: Pipeline, pictures: Sequence[Image]) -> torch.Tensor:
    """The pipeline's own image embeddings of pictures, float[k, D]."""
    import torch

    pixels = pipeline.feature_extractor(images=list(pictures), return_tensors="pt").pixel_values
    model = pipeline.image_encoder
    return torch.cat([model(p[None].to(model.device, model.dtype)).image_embeds for p in pixels])


def adapter_embeddings(
    pipeline: Pipeline, pictures: Sequence[Image], mix: np.ndarray, *, guided: bool
) -> torch.Tensor | list[torch.Tensor]:
    """What the pipeline's IP-Adapter takes as ``ip_adapter_image_embeds``: its embeddings of pictures, blended.

    Every pipeline prepares a picture in a shape of its own, with what stands for no picture before it where it guides;
    the first axis of that shape is kept apart, and the rest is blended.
    """
    import torch

    prepare = pipeline.prepare_ip_adapter_image_embeds
    parameters = inspect.signature(prepare).parameters
    more = {"do_classifier_free_guidance": guided} if "do_classifier_free_guidance" in parameters else {}
    several = "StableDiffusion3" not in type(pipeline).__name__  # SD 3 takes one adapter, the others a list of them
    prepared = []
    for picture in pictures:
        one = prepare([picture] if several else picture, None, device=pipeline.device, num_images_per_prompt=1, **more)
        prepared.append(one[0] if several else one)
    stacked = torch.stack(prepared)  # [k, 2 or 1, ...]
    out = torch.stack([blend(part, mix) if part.any() else part[0] for part in stacked.unbind(1)])
    return [out] if several else out
