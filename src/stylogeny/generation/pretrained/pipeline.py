"""The pretrained model you already have: a diffusers pipeline (SD 1.5, SDXL, SD 3, Flux, unCLIP), by id or path.

A style reaches it in up to three ways at once: as a start, the closed form's picture of the style (or your own) is noised
and painted over (SDEdit, Meng et al. 2022); as words (:func:`.speaking.words`, or your own); and, where an IP-Adapter is
loaded or the model is an unCLIP, as an image embedding decoded from the style's point out of those of the works around it.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...corpus.pictures import read
from ...errors import StylogenyError, out_of_memory
from ...streams import int_seed
from ..closed_form.generator import ClosedFormGenerator, Drawing, heaviest
from ..closed_form.schedule import canvas, fitting
from ..diversity import varied
from ..learned.generator import unattributed
from ..styles import Style, resolve
from .adapters import adapt, clip, for_adapter
from .conditioning import SHOWN, blended, coefficients, words

LOOKED_AT = 512  # pixels of a work's longest side, as an image encoder sees it


@dataclass(frozen=True, eq=False)
class PretrainedGenerator:
    """A diffusers pipeline behind the protocol of every family.

    Parameters
    ----------
    closed : ClosedFormGenerator
        Draws the start, and answers for bounds and sources.
    pipeline : diffusers pipeline
        Image to image, or an unCLIP that paints from image embeddings.
    adapted : bool
        Whether an IP-Adapter is loaded.
    """

    closed: ClosedFormGenerator
    pipeline: Any
    adapted: bool = False

    @classmethod
    def load(
        cls, closed: ClosedFormGenerator, name: str, *, adapter: Sequence[str] | None = None, encoder: str | None = None
    ) -> PretrainedGenerator:
        """Open a pipeline by id or path.

        Parameters
        ----------
        closed : ClosedFormGenerator
        name : str
            For instance ``stable-diffusion-v1-5/stable-diffusion-v1-5``, or a folder.
        adapter : (repository or folder, subfolder, file name), optional
            An IP-Adapter for it, for instance ``("h94/IP-Adapter", "models", "ip-adapter_sd15.bin")``.
        encoder : str, optional
            The adapter's image encoder, where it is not in its folder: for Flux an id or path, else a subfolder.

        Raises
        ------
        StylogenyError
            No diffusers, no such pipeline, or an adapter that does not fit it.
        """
        try:
            import torch
            from diffusers import AutoPipelineForImage2Image, DiffusionPipeline
        except ImportError:
            raise StylogenyError(
                "pretrained models need diffusers", got=name, fix="pip install 'stylogeny[diffusers]'"
            ) from None
        device = "cuda" if torch.cuda.is_available() else "cpu"
        kind = torch.float16 if device == "cuda" else torch.float32
        try:
            what = str(DiffusionPipeline.load_config(name).get("_class_name"))
            opener = DiffusionPipeline if "UnCLIP" in what else AutoPipelineForImage2Image
            pipeline = opener.from_pretrained(name, torch_dtype=kind).to(device)
        except (OSError, ValueError) as error:
            raise StylogenyError("no usable pipeline of that name", got=name, fix=str(error).splitlines()[0]) from None
        asks = inspect.signature(pipeline.__call__).parameters.keys()
        if not asks & {"strength", "image_embeds", "image_embeddings"}:
            raise StylogenyError(
                "a pipeline that paints over pictures or from image embeddings is expected", got=what,
                fix="for unCLIP, take an image-to-image one",
            )  # fmt: skip
        if adapter is not None:
            adapt(pipeline, adapter, encoder, kind)
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
        spread: str | None = None,
    ) -> np.ndarray:
        """Pictures of a style, uint8[n, H, W, 3]; see :meth:`draw`."""
        return self.draw(style, n=n, size=size, seed=seed, content=content, prompt=prompt, spread=spread).pictures

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
        strength: float | None = None,
        guidance: float = 5.0,
        steps: int = 30,
    ) -> Drawing:
        """Pictures of a style, and what their starts drew on (nothing, for an unCLIP: it starts from noise).

        Parameters
        ----------
        style, n, size, seed, content, spread
            As for the closed form; with `content`, that picture is the start. With `spread`, starts and image embeddings lean;
            words stay those of the style asked for.
        prompt : str, optional
            Words; by default :func:`.speaking.words` of the style.
        strength : float
            0 keeps the start, 1 forgets it (default 0.6); not for a pipeline that starts from noise.
        guidance, steps : float, int
            Of the pipeline.
        """
        import torch
        from PIL import Image

        found = resolve(style, self.closed.corpus)
        height, width = canvas(size, self.closed.autoencoder.factor)
        fitting(content, (height, width))
        styles = varied(found, spread, self.closed.corpus, n, seed=seed)
        asks = inspect.signature(self.pipeline.__call__).parameters.keys()
        more: dict[str, Any] = {}
        if "prompt" in asks:
            left = Style(found.name, self.closed.datum(found), found.vector)
            more["prompt"] = prompt or words(left, self.closed.corpus)
        if {"height", "width"} <= asks:
            more |= {"height": height, "width": width}  # SD 3 and Flux would otherwise paint at their own size
        steer = {"guidance_scale": guidance, "decoder_guidance_scale": guidance, "num_inference_steps": steps}
        more |= {name: value for name, value in steer.items() if name in asks}
        start = None
        if "strength" in asks:
            more["strength"] = 0.6 if strength is None else strength
            if content is None:
                start = self.closed.draw(styles, size=(height, width), seed=seed)
            else:
                start = unattributed(np.stack([content] * n), self.closed.autoencoder.factor)
            if more["strength"] * steps < 1:  # not one step of the pipeline: the start is what there is
                return start
        elif content is not None or strength is not None:
            raise StylogenyError("this pipeline starts from noise alone", got="a content picture or a strength")
        made = []
        for i, each in enumerate(styles):
            if i == 0 or each is not styles[i - 1]:
                more |= self._embedded(each, asks, guidance)
            if start is not None:
                more["image"] = Image.fromarray(start.pictures[i])
            luck = torch.Generator().manual_seed(int_seed(seed, "pretrained", i, bits=63))
            with torch.inference_mode(), out_of_memory(f"a picture of {height} x {width}", "lower --size"):
                image = self.pipeline(generator=luck, output_type="np", **more).images[0]
            made.append(np.clip(np.rint(np.asarray(image) * 255), 0, 255).astype(np.uint8))
        if start is None:
            return unattributed(np.stack(made), self.closed.autoencoder.factor)
        return Drawing(np.stack(made), start.rows, start.shares)

    def _embedded(self, style: Style, asks: Any, guidance: float) -> dict[str, Any]:
        """The style as an image embedding, for pipelines that take one."""
        import torch
        from PIL import Image

        wants = [name for name in ("image_embeds", "image_embeddings") if name in asks]
        if not self.adapted and not wants:
            return {}
        works, space = self.closed.corpus.works, self.closed.corpus.space
        datum = self.closed.datum(style)
        rows = heaviest(datum, SHOWN)
        near = space.vectors[rows] if space is not None and style.vector is not None else np.zeros((len(rows), 1))
        mix = coefficients(near, datum[rows], style.vector if space is not None else None)
        seen = [Image.fromarray(read(works.picture(int(r)), LOOKED_AT)) for r in rows]
        with torch.inference_mode():
            if wants:
                return {wants[0]: blended(clip(self.pipeline, seen), mix)[None]}
            return {"ip_adapter_image_embeds": for_adapter(self.pipeline, seen, mix, guided=guidance > 1)}

    def bound(self, pictures: Sequence[np.ndarray], *, seed: int = 0) -> np.ndarray:
        """The closed form's bound: a pretrained model has seen too much to stand for a corpus."""
        return self.closed.bound(pictures, seed=seed)

    def sources(self, picture: np.ndarray) -> Drawing:
        """The closed form's answer: which works of the corpus a picture resembles, region by region."""
        return self.closed.sources(picture)
