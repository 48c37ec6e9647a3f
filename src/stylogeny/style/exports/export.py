"""A style in the forms other tools read. Every file declares its encoder, its width and the style's own provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ...artifacts import replacing, write_text
from ...errors import StylogenyError
from ..encoders import EncoderLike
from ..steering.aesthetic_embedding import AestheticEmbedding
from .files import StyleExport
from .kit import Kit, export_kit, package_of
from .model_card import model_card
from .tokens import plain_token, token_of

TARGETS = ("ip-adapter", "textual-inversion", "lora", "aesthetic-gradients", "steering-vector", "comfyui")
Measures = dict[str, float | str]


@dataclass(frozen=True)
class ExportOptions:
    """Dials of an export; None leaves them to the target.

    Parameters
    ----------
    layout : str, optional
        Which tool names the tensors.
    tokens, rank : int
        Size of a textual inversion, rank of a LoRA.
    steps, lr : int, float, optional
        Of the optimisation behind inversion, LoRA and steering vector.
    seed : int
    """

    layout: str | None = None
    tokens: int = 4
    rank: int = 8
    steps: int | None = None
    lr: float | None = None
    seed: int = 0

    def dials(self, steps: int, lr: float) -> tuple[int, float]:
        """Steps and learning rate, by default these."""
        return steps if self.steps is None else self.steps, lr if self.lr is None else self.lr


@dataclass(frozen=True)
class ExportReport:
    """What was written, and what the target measured (LoRA: reload error; inversion: cosines)."""

    path: str
    to: str
    encoder: str
    width: int
    measures: Mapping[str, float | str] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """As JSON-able values."""
        return {"path": self.path, "to": self.to, "encoder": self.encoder, "width": self.width, **self.measures}


def export_style(
    e: AestheticEmbedding,
    *,
    to: str,
    output: Path | str,
    encoder: EncoderLike | None = None,
    layout: str | None = None,
    name: str | None = None,
    tokens: int = 4,
    rank: int = 8,
    steps: int | None = None,
    lr: float | None = None,
    second: tuple[AestheticEmbedding, EncoderLike] | None = None,
    kit: Kit | None = None,
    card: bool = True,
    seed: int = 0,
) -> ExportReport:
    """Write a style for another tool.

    Parameters
    ----------
    e : AestheticEmbedding
        The style, in the encoder of the model it is for.
    to : str
        One of :data:`TARGETS`.
    output : path
        The file; for ``comfyui`` the node's folder.
    encoder : optional
        The whole CLIP that `e` lives in (an encoder, a transformers CLIPModel or a path): needed for
        ``textual-inversion``, ``lora`` and ``steering-vector``.
    layout : str, optional
        ``textual-inversion``: ``diffusers`` (default), ``a1111``, ``pt`` or ``sdxl``; ``lora``: ``diffusers`` (default)
        or ``kohya``.
    name : str, optional
        The token, card and style name; default the style's own name or the file's stem.
    tokens, rank, steps, lr, seed : optional
        See :class:`ExportOptions`.
    second : (AestheticEmbedding, encoder), optional
        SDXL's other encoder (``clip_g``), for ``layout="sdxl"``.
    kit : Kit, optional
        The style's pictures, for the workflows of ``comfyui``.
    card : bool
        Write a card beside the file, ``STEM.md`` (in a folder, its ``README.md``), in the form of a Hugging Face model
        card.
    """
    output = Path(output)
    label = name or e.name or output.stem
    options = ExportOptions(layout, tokens, rank, steps, lr, seed)
    if to == "ip-adapter":
        measures = _ip_adapter(output, e)
    elif to == "aesthetic-gradients":
        measures = _pt(output, e)
    elif to == "comfyui":
        measures = _comfyui(output, e, label, kit)
    elif to == "textual-inversion":
        measures = _textual_inversion(output, e, encoder, label, second, options)
    elif to == "lora":
        measures = _lora(output, e, encoder, options)
    elif to == "steering-vector":
        measures = _steering_vectors(output, e, encoder, options)
    else:
        raise StylogenyError("no such export target", got=to, fix="use " + ", ".join(TARGETS))
    if card:
        beside = output / "README.md" if to == "comfyui" else output.with_suffix(".md")
        token = str(measures.get("token", ""))
        write_text(beside, model_card(e, to=to, name=label, file=output.name, token=token))
    return ExportReport(str(output), to, e.encoder, e.width, measures)


def _ip_adapter(output: Path, e: AestheticEmbedding) -> Measures:
    """Image embeddings (2, 1, D): zeros, and the style as long as its pictures' features are."""
    pair = np.stack([np.zeros_like(e.vector), e.vector * np.float32(e.norm)])[:, None]
    StyleExport.of("ip-adapter", e, {"image_embeds": pair}).save(output)
    return {}


def _pt(output: Path, e: AestheticEmbedding) -> Measures:
    """The reference's form: one float32 tensor (1, D), scaled as its pictures' features are."""
    import torch

    with replacing(output) as part:
        torch.save(torch.from_numpy(e.vector * np.float32(e.norm))[None], part)
    return {}


def _textual_inversion(
    output: Path,
    e: AestheticEmbedding,
    encoder: EncoderLike | None,
    name: str,
    second: tuple[AestheticEmbedding, EncoderLike] | None,
    options: ExportOptions,
) -> Measures:
    from .text_encoder import TextEncoder
    from .textual_inversion import LR, STEPS, check_layout, invert, save_inversion, save_pt

    half = TextEncoder.of(encoder, e)
    layout = options.layout or "diffusers"
    check_layout(layout, second=second is not None)
    steps, lr = options.dials(STEPS, LR)
    inversion = invert(e, half, tokens=options.tokens, steps=steps, lr=lr, seed=options.seed)
    token = token_of(name)
    if layout == "pt":
        save_pt(output, inversion.vectors, token=token, steps=steps)
    else:
        other = None
        if second is not None and layout == "sdxl":
            half = TextEncoder.of(second[1], second[0])
            other = invert(second[0], half, tokens=options.tokens, steps=steps, lr=lr, seed=options.seed).vectors
        save_inversion(output, e, inversion.vectors, layout=layout, token=token, second=other)
    return {"token": token, "cosine_before": inversion.before, "cosine_after": inversion.after}


def _lora(output: Path, e: AestheticEmbedding, encoder: EncoderLike | None, options: ExportOptions) -> Measures:
    from .lora import LR, STEPS, check_layout, low_rank, save_lora
    from .text_encoder import TextEncoder

    half = TextEncoder.of(encoder, e)
    layout = options.layout or "diffusers"
    check_layout(layout)
    steps, lr = options.dials(STEPS, LR)
    change = low_rank(e, half, rank=options.rank, steps=steps, lr=lr)
    save_lora(output, e, change, layout=layout, width=half.projection.shape[1])
    return {
        "rank": options.rank,
        "reload_error": change.error,
        "cosine_before": change.before,
        "cosine_tuned": change.tuned,
        "cosine_after": change.after,
    }


def _steering_vectors(
    output: Path, e: AestheticEmbedding, encoder: EncoderLike | None, options: ExportOptions
) -> Measures:
    from .steering_vectors import LR, STEPS, steering_vectors
    from .text_encoder import TextEncoder

    steps, lr = options.dials(STEPS, LR)
    vectors = steering_vectors(e, TextEncoder.of(encoder, e), steps=steps, lr=lr)
    StyleExport.of("steering-vector", e, vectors).save(output, add_to="states after each layer")
    return {}


def _comfyui(output: Path, e: AestheticEmbedding, name: str, kit: Kit | None) -> Measures:
    """A folder for ComfyUI/custom_nodes: the nodes as they are, the style file, and the style's pictures."""
    from .comfyui import nodes

    if kit is not None:
        export_kit(kit, to="comfyui", output=output)
    write_text(output / "nodes.py", Path(nodes.__file__).read_text(encoding="utf-8"))
    write_text(output / "__init__.py", package_of("nodes", *(["picture_nodes"] if kit is not None else [])))
    file = f"{plain_token(name)}.safetensors"
    e.save(output / "styles" / file)
    return {"style": file}
