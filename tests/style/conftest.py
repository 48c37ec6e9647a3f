"""A tiny CLIP and pipelines of it, and pictures of two looks."""

from __future__ import annotations

import hashlib
import os

import numpy as np
import pytest
import torch

from helpers.tiny_models import sd15, sdxl, settled, tiny_clip

os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Folder with clip/ (joint width 24, text hidden 16) in the Hugging Face layout."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    torch.set_num_threads(1)  # tiny tensors: a second thread only waits
    root = tmp_path_factory.mktemp("tiny")
    tiny_clip(root / "clip")
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


@pytest.fixture(scope="session")
def pipe(tiny):
    return settled(sd15(tiny))


@pytest.fixture(scope="session")
def xl(tiny):
    return settled(sdxl(tiny))


@pytest.fixture(scope="session")
def other(clip):
    """A second CLIP: same shape, other weights."""
    from transformers import CLIPModel

    from stylogeny.style import ClipEncoder

    torch.manual_seed(77)
    return ClipEncoder(CLIPModel(clip.model.config).eval(), clip.tokenizer, "another-clip")


@pytest.fixture
def fingerprint():
    """Bytes of every tensor of a pipeline's modules, its hooks, and its own attributes."""

    def of(pipeline):
        h = hashlib.blake2b()
        for name, part in sorted(pipeline.components.items()):
            if isinstance(part, torch.nn.Module):
                for key, value in part.state_dict().items():
                    h.update(key.encode() + value.contiguous().numpy().tobytes())
                hooks = [len(held) for m in part.modules() for name, held in vars(m).items() if name.endswith("_hooks")]
                h.update(f"{name} {sum(hooks)} {[p.requires_grad for p in part.parameters()]}".encode())
        return h.hexdigest(), "encode_prompt" in vars(pipeline)

    return of
