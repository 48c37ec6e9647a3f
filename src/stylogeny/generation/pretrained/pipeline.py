"""The pretrained model you already have: a diffusers pipeline (SD 1.5, SDXL, SD 3, Flux, unCLIP), by id or path.

A style reaches it in up to three ways at once: as a start, the closed form's picture of the style (or your own) is
noised and painted over (SDEdit, Meng et al. 2022); as words (:func:`.conditioning.describe`, or your own); and, where
an IP-Adapter is loaded or the model is an unCLIP, as an image embedding decoded from the style's point out of those of
the works around it.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from ...corpus.pictures import read
from ...errors import StylogenyError, out_of_memory
from ...streams import int_seed
from ..closed_form.generator import ClosedFormGenerator
from ..generator import Drawing, DrawOptions, DrawRequest, StyleLike
from ..sampling import top_rows
from ..styles import Style
from .adapters import adapter_embeddings, image_embeddings, load_adapter, load_loras
from .conditioning import DECODED_FROM, blend, coefficients, describe
from .protocol import Pipeline

SIDE = 512  # pixels of a picture whose size is not said
LOOKED_AT = 512  # pixels of a work's longest side, as an image encoder sees it


@dataclass(frozen=True, eq=False)
class PretrainedGenerator:
    """A diffusers pipeline behind the protocol of every family.

    Parameters
    ----------
    closed : ClosedFormGenerator
        Draws the start, and answers for bounds and sources.
    pipeline : Pipeline
        Image to image, or an unCLIP that paints from image embeddings.
    adapted : bool
        Whether an IP-Adapter is loaded.
    """

    closed: ClosedFormGenerator
    pipeline: Pipeline
    adapted: bool = False

    @classmethod
    def load(
        cls,
        closed: ClosedFormGenerator,
        name: str,
        *,
        adapter: Sequence[str] | None = None,
        encoder: str | None = None,
        loras: Sequence[tuple[float, Path]] = (),
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
        loras : sequence of (float, Path)
            LoRAs for it, each with its weight.

        Raises
        ------
        StylogenyError
            No diffusers, no such pipeline, or an adapter or LoRA that does not fit it.
        """
        try:
            import torch
            from diffusers import AutoPipelineForImage2Image, DiffusionPipeline
        except ImportError:
            raise StylogenyError(
                "pretrained models need diffusers", got=name, fix="pip install 'stylogeny[diffusers]'"
            ) from None
        device = "cuda" if torch.cuda.is_available() else "cpu"
        dtype = torch.float16 if device == "cuda" else torch.float32
        try:
            kind = str(DiffusionPipeline.load_config(name).get("_class_name"))
            opener = DiffusionPipeline if "UnCLIP" in kind else AutoPipelineForImage2Image
            pipeline = opener.from_pretrained(name, torch_dtype=dtype).to(device)
        except (OSError, ValueError) as error:
            raise StylogenyError("no usable pipeline of that name", got=name, fix=str(error).splitlines()[0]) from None
        if not _parameters(pipeline) & {"strength", "image_embeds", "image_embeddings"}:
            raise StylogenyError(
                "a pipeline that paints over pictures or from image embeddings is expected",
                got=kind,
                fix="for unCLIP, take an image-to-image one",
            )
        if adapter is not None:
            load_adapter(pipeline, adapter, encoder, dtype)
        if loras:
            load_loras(pipeline, loras)
        pipeline.set_progress_bar_config(disable=True)
        return cls(closed, pipeline, adapter is not None)

    def generate(self, style: StyleLike | list[Style], **options: Unpack[DrawOptions]) -> np.ndarray:
        """Pictures of a style, uint8[n, H, W, 3]; see :meth:`draw`."""
        return self.draw(style, **options).pictures

    def draw(
        self,
        style: StyleLike | list[Style],
        *,
        strength: float | None = None,
        guidance: float = 5.0,
        steps: int = 30,
        **options: Unpack[DrawOptions],
    ) -> Drawing:
        """Pictures of a style, and what their starts drew on (nothing, for an unCLIP: it starts from noise).

        Parameters
        ----------
        style, options
            See :class:`.DrawOptions`. A `content` is the start. Without a `prompt` the words are those of
            :func:`.conditioning.describe`; with `diversity`, starts and image embeddings lean, and words stay those of
            the style asked for.
        strength : float
            0 keeps the start, 1 forgets it (default 0.6); not for a pipeline that starts from noise.
        guidance, steps : float, int
            Of the pipeline.
        """
        closed, parameters = self.closed, _parameters(self.pipeline)
        request = DrawRequest.of(
            style, closed.corpus, side=SIDE, factor=closed.autoencoder.factor, words=True, **options
        )
        dials = {"guidance_scale": guidance, "decoder_guidance_scale": guidance, "num_inference_steps": steps}
        call: dict[str, Any] = {name: value for name, value in dials.items() if name in parameters}
        if {"height", "width"} <= parameters:  # SD 3 and Flux would otherwise paint at their own size
            call |= {"height": request.shape[0], "width": request.shape[1]}
        start = None
        if "strength" in parameters:
            call["strength"] = 0.6 if strength is None else strength
            start = self._start(request)
            if call["strength"] * steps < 1:  # not one step of the pipeline: the start is what there is
                return request.drawn(start)
        elif request.content is not None or strength is not None:
            raise StylogenyError("this pipeline starts from noise alone", got="a content picture or a strength")
        pictures = self._paint(request, start, call, guidance)
        if start is None:
            return request.drawn(Drawing.unattributed(pictures, closed.autoencoder.factor))
        return request.drawn(Drawing(pictures, start.rows, start.shares))

    def _start(self, request: DrawRequest) -> Drawing:
        """What is painted over: the content, or the closed form's picture of each style."""
        if request.content is None:
            return self.closed.draw(request.styles, size=request.shape, seed=request.seed)
        contents = np.stack([request.content] * len(request.styles))
        return Drawing.unattributed(contents, self.closed.autoencoder.factor)

    def _paint(self, request: DrawRequest, start: Drawing | None, call: dict[str, Any], guidance: float) -> np.ndarray:
        """What the pipeline makes of every style, uint8[n, H, W, 3]; `call` are its other keyword arguments."""
        import torch
        from PIL import Image

        parameters, (height, width) = _parameters(self.pipeline), request.shape
        pictures = []
        for i, (named, style) in enumerate(zip(request.named, request.styles)):
            if i == 0 or style is not request.styles[i - 1]:
                call = call | self._embeddings(style, guidance)
            if "prompt" in parameters:
                call["prompt"] = request.prompt or self._words(named)
            if start is not None:
                call["image"] = Image.fromarray(start.pictures[i])
            generator = torch.Generator().manual_seed(int_seed(request.seed, "pretrained", i, bits=63))
            with torch.inference_mode(), out_of_memory(f"a picture of {height} x {width}", "lower --size"):
                image = self.pipeline(generator=generator, output_type="np", **call).images[0]
            pictures.append(np.clip(np.rint(np.asarray(image) * 255), 0, 255).astype(np.uint8))
        return np.stack(pictures)

    def _words(self, style: Style) -> str:
        """A prompt for a style of the works that are left."""
        return describe(Style(style.name, self.closed.datum(style), style.vector), self.closed.corpus)

    def _embeddings(self, style: Style, guidance: float) -> dict[str, Any]:
        """The style as an image embedding, by the name that the pipeline takes it by, where it takes one."""
        import torch
        from PIL import Image

        names = [name for name in ("image_embeds", "image_embeddings") if name in _parameters(self.pipeline)]
        if not self.adapted and not names:
            return {}
        works, space = self.closed.corpus.works, self.closed.corpus.space
        datum = self.closed.datum(style)
        rows = top_rows(datum, DECODED_FROM)
        near = space.vectors[rows] if space is not None and style.vector is not None else np.zeros((len(rows), 1))
        mix = coefficients(near, datum[rows], style.vector if space is not None else None)
        pictures = [Image.fromarray(read(works.picture(int(r)), LOOKED_AT)) for r in rows]
        with torch.inference_mode():
            if names:
                return {names[0]: blend(image_embeddings(self.pipeline, pictures), mix)[None]}
            return {"ip_adapter_image_embeds": adapter_embeddings(self.pipeline, pictures, mix, guided=guidance > 1)}

    def bound(self, pictures: Sequence[np.ndarray], *, seed: int = 0) -> np.ndarray:
        """The closed form's bound: a pretrained model has seen too much to stand for a corpus."""
        return self.closed.bound(pictures, seed=seed)

    def sources(self, picture: np.ndarray) -> Drawing:
        """The closed form's answer: which works of the corpus a picture resembles, region by region."""
        return self.closed.sources(picture)


def _parameters(pipeline: Pipeline) -> set[str]:
    """What a pipeline can be called with."""
    return set(inspect.signature(pipeline.__call__).parameters)
