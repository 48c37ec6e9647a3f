"""What is asked of a pretrained pipeline, whichever class it is of."""

from __future__ import annotations

from typing import Any, Protocol


class Pipeline(Protocol):
    """A ``diffusers.DiffusionPipeline``: its parts (``unet``, ``text_encoder``, ``vae`` ...) depend on its class."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

    def __getattr__(self, name: str) -> Any: ...

    def __setattr__(self, name: str, value: Any) -> None: ...

    def __delattr__(self, name: str) -> None: ...
