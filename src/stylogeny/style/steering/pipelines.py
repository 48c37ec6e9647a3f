"""Text-to-image pipelines of diffusers by id or path, for the commands that steer one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import numpy as np

from ...errors import StylogenyError, out_of_memory
from ...generation.pretrained.protocol import Pipeline
from ...progress import progress
from ...streams import int_seed
from ..hub import check_model
from .aesthetic_embedding import AestheticEmbedding
from .steer import Steering, steer


def open_pipeline(name: str | Path) -> Pipeline:
    """A pipeline that paints from words, on the GPU where there is one.

    Raises
    ------
    StylogenyError
        No diffusers, no such model, or one that does not take a prompt.
    """
    check_model(name, library="diffusers")
    import torch
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()  # what it says of processors is nothing that a user can act on
    from diffusers import AutoPipelineForText2Image, DiffusionPipeline
    from diffusers.utils import logging

    logging.disable_progress_bar()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = torch.float16 if device == "cuda" else torch.float32
    last: Exception | None = None
    for opener in (AutoPipelineForText2Image, DiffusionPipeline):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # the name of an argument that older versions know
                pipeline = opener.from_pretrained(name, torch_dtype=dtype).to(device)
        except (OSError, ValueError, KeyError) as error:
            last = error
            continue
        pipeline.set_progress_bar_config(disable=True)
        return cast(Pipeline, pipeline)
    raise StylogenyError("no usable pipeline of that name", got=str(name), fix=str(last).splitlines()[0][:160])


def paint_steered(
    pipeline: Pipeline,
    prompts: Sequence[str],
    styles: Sequence[AestheticEmbedding],
    *,
    weights: Sequence[float] | None = None,
    n: int = 1,
    seed: int = 0,
    together: bool = False,
    call: dict[str, Any] | None = None,
    steering: dict[str, Any] | None = None,
) -> tuple[list[np.ndarray], Steering | None]:
    """`n` pictures uint8[H, W, 3] of each prompt, steered, and what steering did (None without styles).

    The k-th picture of every prompt starts from the same noise, with styles and without. `together` gives the model all
    prompts in one call, as shared attention needs it. `call` are keyword arguments
    of the pipeline, `steering` those of :func:`.steer`.
    """
    import torch

    pictures: list[np.ndarray] = []
    with ExitStack() as stack:
        session = None
        if styles:
            session = stack.enter_context(steer(pipeline, styles, weights=weights, **(steering or {})))
        groups = [list(prompts)] if together else [[prompt] for prompt in prompts]
        asked = [(group, k) for group in groups for k in range(n)]
        for group, k in progress(asked, "painting", unit="picture"):
            noise = [torch.Generator().manual_seed(int_seed(seed, "steered", k, bits=63)) for _ in group]
            own = {**(call or {})}
            if "negative_prompt" in own:
                own["negative_prompt"] = [own["negative_prompt"]] * len(group)
            with out_of_memory("a picture of this model", "lower --size"):
                images = pipeline(prompt=group, generator=noise, output_type="np", **own).images
            pictures += [np.clip(np.rint(np.asarray(image) * 255), 0, 255).astype(np.uint8) for image in images]
    return pictures, session
