"""Image embeddings in and out of diffusers pipelines, whose IP-Adapters and unCLIPs each ask for them in another shape."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import StylogenyError
from .conditioning import blended


def adapt(pipeline: Any, adapter: Sequence[str], encoder: str | None, kind: Any) -> None:
    """Load an IP-Adapter into a pipeline.

    Parameters
    ----------
    pipeline : diffusers pipeline
    adapter : (repository or folder, subfolder, file name)
    encoder : str, optional
        The adapter's image encoder where it is not beside it: for Flux an id or path, else a folder of the repository.
    kind : torch.dtype
        Of the encoder.

    Raises
    ------
    StylogenyError
        No such adapter, one of another model, or a pipeline that takes none.
    """
    repository, inside, file = adapter
    got = "/".join(filter(None, adapter))
    if not hasattr(pipeline, "load_ip_adapter"):
        raise StylogenyError(
            "this pipeline takes no IP-Adapter", got=type(pipeline).__name__, fix="leave --adapter out"
        )
    asks = inspect.signature(pipeline.load_ip_adapter).parameters
    more: dict[str, Any] = {"subfolder": inside}
    if "image_encoder_pretrained_model_name_or_path" in asks:  # Flux
        more["image_encoder_dtype"] = kind
        if encoder is not None:
            more["image_encoder_pretrained_model_name_or_path"] = encoder
    elif encoder is not None:
        more["image_encoder_folder"] = encoder
    try:
        pipeline.load_ip_adapter(repository, weight_name=file, **more)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        why = str(error).strip().splitlines() or [type(error).__name__]
        raise StylogenyError("no IP-Adapter that fits this pipeline", got=got, fix=why[0][:200]) from None


def clip(pipeline: Any, pictures: Sequence[Any]) -> Any:
    """The pipeline's own image embeddings of PIL pictures, Tensor[k, D]."""
    import torch

    pixels = pipeline.feature_extractor(images=list(pictures), return_tensors="pt").pixel_values
    model = pipeline.image_encoder
    return torch.cat([model(p[None].to(model.device, model.dtype)).image_embeds for p in pixels])


def for_adapter(pipeline: Any, pictures: Sequence[Any], mix: np.ndarray, *, guided: bool) -> Any:
    """What the pipeline's IP-Adapter takes as ``ip_adapter_image_embeds``: its embeddings of PIL pictures, blended.

    Every pipeline prepares a picture in a shape of its own, with what stands for no picture before it where it guides;
    the first axis of that shape is kept apart, and the rest is blended.
    """
    import torch

    prepare = pipeline.prepare_ip_adapter_image_embeds
    asks = inspect.signature(prepare).parameters
    more = {"do_classifier_free_guidance": guided} if "do_classifier_free_guidance" in asks else {}
    several = "StableDiffusion3" not in type(pipeline).__name__  # SD 3 takes one adapter, the others a list of them
    made = []
    for picture in pictures:
        given = picture if not several else [picture]
        one = prepare(given, None, device=pipeline.device, num_images_per_prompt=1, **more)
        made.append(one[0] if several else one)
    whole = torch.stack(made)  # [k, 2 or 1, ...]
    parts = [blended(whole[:, i], mix) if whole[:, i].any() else whole[0, i] for i in range(whole.shape[1])]
    out = torch.stack(parts)
    return [out] if several else out
