"""The pretrained model you already have: any diffusers image-to-image pipeline (SD 1.5, SDXL, SD 3, Flux), by id or path.

A style reaches it three ways at once: as a start, the closed form's picture of the style is noised and painted over (SDEdit,
Meng et al. 2022); as words, the prompt or the style's own name; and, where an IP-Adapter is loaded, as image embeddings of
the works that speak for the style, weighted as the style weighs them.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..corpus.pictures import read
from ..errors import StylogenyError
from ..streams import key
from .closed_form import ClosedForm, Drawn, canvas, heaviest
from .styles import Style, resolve

SHOWN = 4  # works an IP-Adapter is shown


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A diffusers pipeline behind the protocol of every family.

    Parameters
    ----------
    closed : ClosedForm
        Draws the start, and answers for bounds and sources.
    pipeline : diffusers pipeline
        Image to image.
    adapted : bool
        Whether an IP-Adapter is loaded.
    """

    closed: ClosedForm
    pipeline: Any
    adapted: bool = False

    @classmethod
    def load(cls, closed: ClosedForm, name: str, *, adapter: tuple[str, str, str] | None = None) -> Pretrained:
        """Open a pipeline by id or path.

        Parameters
        ----------
        closed : ClosedForm
        name : str
            For instance ``stable-diffusion-v1-5/stable-diffusion-v1-5``, or a folder.
        adapter : (repository or folder, subfolder, file name), optional
            An IP-Adapter for it, for instance ``("h94/IP-Adapter", "models", "ip-adapter_sd15.bin")``.

        Raises
        ------
        StylogenyError
            No diffusers, or no such pipeline.
        """
        try:
            import torch
            from diffusers import AutoPipelineForImage2Image
        except ImportError:
            raise StylogenyError(
                "pretrained models need diffusers", got=name, fix="pip install 'stylogeny[diffusers]'"
            ) from None
        device = "cuda" if torch.cuda.is_available() else "cpu"
        kind = torch.float16 if device == "cuda" else torch.float32
        try:
            pipeline = AutoPipelineForImage2Image.from_pretrained(name, torch_dtype=kind).to(device)
        except (OSError, ValueError) as error:
            raise StylogenyError("no usable pipeline of that name", got=name, fix=str(error).splitlines()[0]) from None
        if adapter is not None:
            folder, inside, file = adapter
            pipeline.load_ip_adapter(folder, subfolder=inside, weight_name=file)
        pipeline.set_progress_bar_config(disable=True)
        return cls(closed, pipeline, adapter is not None)

    def generate(
        self,
        style: str | np.ndarray | Style,
        *,
        n: int = 1,
        size: int | tuple[int, int] = 512,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
    ) -> np.ndarray:
        """Pictures of a style, uint8[n, H, W, 3]; see :meth:`draw`."""
        return self.draw(style, n=n, size=size, seed=seed, content=content, prompt=prompt).pictures

    def draw(
        self,
        style: str | np.ndarray | Style,
        *,
        n: int = 1,
        size: int | tuple[int, int] = 512,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        spread: str | None = None,
        strength: float = 0.6,
        guidance: float = 5.0,
        steps: int = 30,
    ) -> Drawn:
        """Pictures of a style, and what their starts drew on.

        Parameters
        ----------
        style, n, size, seed, content, spread
            As for the closed form; with `content`, that picture is the start.
        prompt : str, optional
            Words; by default a painting in the style's name.
        strength : float
            0 keeps the start, 1 forgets it.
        guidance, steps : float, int
            Of the pipeline.
        """
        import torch
        from PIL import Image

        found = resolve(style, self.closed.corpus)
        height, width = canvas(size, self.closed.autoencoder.factor)
        start = self.closed.draw(found, n=n, size=(height, width), seed=seed, content=content, spread=spread)
        begin = start.pictures if content is None else np.repeat(content[None], n, axis=0)
        more: dict[str, Any] = {}
        if self.adapted:
            rows = heaviest(found.weights * self.closed.weights, SHOWN)
            more["ip_adapter_image"] = [
                [Image.fromarray(read(self.closed.corpus.works.picture(int(r)), 512)) for r in rows]
            ]
        if {"height", "width"} <= inspect.signature(self.pipeline.__call__).parameters.keys():
            more |= {"height": height, "width": width}  # SD 3 and Flux would otherwise paint at their own size
        made = []
        for i in range(n):
            luck = torch.Generator().manual_seed(key(seed, "pretrained", i) % 2**63)
            image = self.pipeline(
                prompt=prompt or f"a painting in the style of {found.name}", image=Image.fromarray(begin[i]),
                strength=strength, guidance_scale=guidance, num_inference_steps=steps, generator=luck, output_type="np", **more,
            ).images[0]  # fmt: skip
            made.append(np.clip(np.rint(np.asarray(image) * 255), 0, 255).astype(np.uint8))
        return Drawn(np.stack(made), start.rows, start.shares)

    def bound(self, pictures: Sequence[np.ndarray], *, seed: int = 0) -> np.ndarray:
        """The closed form's bound: a pretrained model has seen too much to stand for a corpus."""
        return self.closed.bound(pictures, seed=seed)

    def sources(self, picture: np.ndarray) -> Drawn:
        """The closed form's answer: which works of the corpus a picture resembles, region by region."""
        return self.closed.sources(picture)
