"""Steering vectors: what tuning adds to the states of a text encoder after each layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

from ...errors import StylogenyError
from ..steering.aesthetic_embedding import AestheticEmbedding
from ..steering.text_encoder import text_model
from ..steering.tuning import tune
from .text_encoder import PROMPTS, TextEncoder, target_of

STEPS, LR = 20, 1e-4
LayerOutput = torch.Tensor | tuple[torch.Tensor, ...]  # states, alone or before whatever else a layer gives


def steering_vectors(
    e: AestheticEmbedding, half: TextEncoder, *, steps: int = STEPS, lr: float = LR, prompts: Sequence[str] = PROMPTS
) -> dict[str, np.ndarray]:
    """What tuning adds to the states after each layer, on average over prompts and positions: name to float32[hidden].

    The names are modules of the text encoder; :func:`add_vectors` puts the vectors there.
    """
    ids = half.ids(prompts)
    tuned = tune(half.encoder, ids, target_of(e), projection=half.projection, steps=steps, lr=lr)
    with torch.no_grad():
        plain = half.encoder(input_ids=ids, output_hidden_states=True)
    vectors = {}
    previous = torch.zeros(plain.hidden_states[0].shape[-1])
    for layer, (new, old) in enumerate(zip(tuned.output.hidden_states[1:], plain.hidden_states[1:], strict=True)):
        total = (new - old)[:, 1:].mean(dim=(0, 1))
        vectors[f"encoder.layers.{layer}"] = (
            total - previous
        ).numpy()  # residuals carry the share of earlier layers on
        previous = total
    return vectors


@contextmanager
def add_vectors(encoder: nn.Module, vectors: Mapping[str, np.ndarray], *, scale: float = 1.0) -> Iterator[None]:
    """Within the block a text encoder's layers give their output plus `scale` times the vector of their name.

    Raises
    ------
    StylogenyError
        A layer the encoder does not have, or vectors of another width.
    """
    inner = text_model(encoder)
    width = inner.final_layer_norm.weight.shape[0]
    modules = dict(inner.named_modules())
    for name, vector in vectors.items():
        if name not in modules or vector.shape != (width,):
            raise StylogenyError(
                f"a steering vector for {name} of width {len(vector)} does not fit", got=f"an encoder of width {width}"
            )

    def hook(vector: np.ndarray) -> Callable[[nn.Module, object, LayerOutput], LayerOutput]:
        shift = scale * torch.from_numpy(np.asarray(vector, dtype=np.float32))

        def add(_module: nn.Module, _inputs: object, output: LayerOutput) -> LayerOutput:
            states = output[0] if isinstance(output, tuple) else output
            new = states + shift.to(states.device, states.dtype)
            new[:, :1] = states[:, :1]
            return (new, *output[1:]) if isinstance(output, tuple) else new

        return add

    handles = [modules[name].register_forward_hook(hook(vector)) for name, vector in vectors.items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
