"""Encoders that put pictures and words into one space: CLIP from a path or from modules already in memory."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

import numpy as np
from PIL import Image

from ..errors import StylogenyError
from ..progress import progress
from .hub import check_model

if TYPE_CHECKING:
    from transformers import CLIPModel, CLIPVisionModelWithProjection, PreTrainedTokenizerBase

Picture: TypeAlias = str | Path | np.ndarray | Image.Image  # an array is uint8[H, W, 3]
EncoderLike: TypeAlias = "Encoder | CLIPModel | CLIPVisionModelWithProjection | str | Path"
MEAN = np.array([0.48145466, 0.4578275, 0.40821073], dtype=np.float32)  # OpenAI CLIP's preprocessing, shared by LAION's
STD = np.array([0.26862954, 0.26130258, 0.27577711], dtype=np.float32)


class Encoder(Protocol):
    """What :func:`stylogeny.style.learn` needs: a name, a width, and pictures to vectors."""

    @property
    def name(self) -> str: ...

    @property
    def width(self) -> int: ...

    def pictures(self, pictures: Sequence[Picture], *, batch: int = 16) -> np.ndarray:
        """float32[n, width], one row per picture, not normalised."""
        ...


def read(picture: Picture) -> np.ndarray:
    """A picture as uint8[H, W, 3]."""
    if isinstance(picture, (str, Path)):
        from ..corpus.pictures import read as read_file

        return read_file(picture)
    array = np.asarray(picture.convert("RGB") if isinstance(picture, Image.Image) else picture)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
        raise StylogenyError(
            "a picture is a path, a PIL image or uint8[H, W, 3]", got=f"{array.dtype}{list(array.shape)}"
        )
    return array


def prepare(picture: Picture, size: int) -> np.ndarray:
    """CLIP's preprocessing: shorter side to `size` (bicubic), centre crop, normalise; float32[3, size, size]."""
    image = Image.fromarray(read(picture))
    scale = size / min(image.size)
    image = image.resize(
        (max(size, round(image.width * scale)), max(size, round(image.height * scale))), Image.Resampling.BICUBIC
    )
    left, top = (image.width - size) // 2, (image.height - size) // 2
    pixels = np.asarray(image.crop((left, top, left + size, top + size)), dtype=np.float32) / 255
    return ((pixels - MEAN) / STD).transpose(2, 0, 1)


def cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosines between the rows of a[n, d] and b[m, d], float[n, m]."""
    return unit(a) @ unit(b).T


def unit(x: np.ndarray) -> np.ndarray:
    """Rows divided by their length (a zero row stays zero)."""
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


@dataclass(frozen=True, eq=False, repr=False)
class ClipEncoder:
    """A CLIP with its image tower and, when there is one, its text tower.

    Parameters
    ----------
    model : CLIPModel or CLIPVisionModelWithProjection
        Of transformers; frozen; used in its own precision and on its own device.
    tokenizer : PreTrainedTokenizerBase, optional
        Needed for :meth:`texts` only.
    name : str
        What files made with it declare: the Hugging Face id or folder name.
    """

    model: CLIPModel | CLIPVisionModelWithProjection
    tokenizer: PreTrainedTokenizerBase | None = None
    name: str = ""
    width: int = field(init=False)

    def __post_init__(self) -> None:
        if not hasattr(self.model, "visual_projection"):
            raise StylogenyError(
                "a CLIP with a visual projection is needed",
                got=type(self.model).__name__,
                fix="use CLIPModel or CLIPVisionModelWithProjection",
            )
        object.__setattr__(self, "width", int(self.model.visual_projection.out_features))
        if not self.name:
            object.__setattr__(self, "name", str(getattr(self.model.config, "_name_or_path", "") or "clip"))

    def __repr__(self) -> str:
        return f"ClipEncoder({self.name!r}, width {self.width})"

    @classmethod
    def read(cls, path: Path | str) -> ClipEncoder:
        """Load from a Hugging Face id or folder (a whole CLIP, or its vision half with projection)."""
        check_model(path)
        from transformers import AutoConfig, AutoTokenizer, CLIPModel, CLIPVisionModelWithProjection

        try:
            config = AutoConfig.from_pretrained(path)
        except (OSError, ValueError) as error:
            raise StylogenyError(
                "no CLIP there", got=str(path), fix="give a Hugging Face id or a folder with config.json"
            ) from error
        if config.model_type not in ("clip", "clip_vision_model"):
            raise StylogenyError("not a CLIP", got=config.model_type, fix="give a model whose model_type is clip")
        whole = config.model_type == "clip"
        model = (CLIPModel if whole else CLIPVisionModelWithProjection).from_pretrained(path).eval()
        tokenizer = None
        if whole:
            try:
                tokenizer = AutoTokenizer.from_pretrained(path)
            except (OSError, ValueError):
                tokenizer = None
        return cls(model, tokenizer, Path(str(path)).name if Path(str(path)).exists() else str(path))

    @property
    def projection(self) -> np.ndarray | None:
        """The text projection float32[width, hidden], when the text half is there."""
        linear = getattr(self.model, "text_projection", None)
        return None if linear is None else linear.weight.detach().float().cpu().numpy()

    def pictures(self, pictures: Sequence[Picture], *, batch: int = 16) -> np.ndarray:
        """Image features float32[n, width], not normalised."""
        import torch

        vision = self.model.vision_model
        config: Any = getattr(self.model.config, "vision_config", self.model.config)
        size = int(config.image_size)
        weight = self.model.visual_projection.weight
        rows: list[np.ndarray] = []
        starts: Iterable[int] = range(0, len(pictures), batch)
        for start in progress(starts, "encode pictures", total=-(-len(pictures) // batch), unit="batch"):
            pixels = np.stack([prepare(p, size) for p in pictures[start : start + batch]])
            with torch.no_grad():
                pooled = vision(pixel_values=torch.from_numpy(pixels).to(weight.device, weight.dtype)).pooler_output
                rows.append(self.model.visual_projection(pooled).float().cpu().numpy())
        return np.concatenate(rows)

    def texts(self, texts: Sequence[str]) -> np.ndarray:
        """Text features float32[n, width], not normalised; text over the context length is cut, with a warning."""
        import torch

        if self.tokenizer is None or self.projection is None:
            raise StylogenyError(
                "this encoder has no text half", got=self.name, fix="give a whole CLIP with its tokenizer"
            )
        model = cast("CLIPModel", self.model)  # it has a text half
        config: Any = model.config.text_config
        limit = config.max_position_embeddings
        if any(len(ids) > limit for ids in self.tokenizer(list(texts)).input_ids):
            warnings.warn(f"a prompt is longer than {limit} tokens; the rest is cut off", stacklevel=2)
        tokens = self.tokenizer(
            list(texts), padding="max_length", max_length=limit, truncation=True, return_tensors="pt"
        )
        with torch.no_grad():
            pooled = model.text_model(input_ids=tokens.input_ids.to(model.device)).pooler_output
            return model.text_projection(pooled).float().cpu().numpy()


def as_encoder(encoder: EncoderLike) -> Encoder:
    """An encoder from an encoder, a transformers CLIP, or a path or Hugging Face id."""
    if isinstance(encoder, (str, Path)):
        return ClipEncoder.read(encoder)
    if hasattr(encoder, "visual_projection"):
        return ClipEncoder(cast("CLIPModel", encoder))
    if hasattr(encoder, "pictures") and hasattr(encoder, "width"):
        return encoder
    raise StylogenyError(
        "not an encoder", got=type(encoder).__name__, fix="give a path to a CLIP or a transformers CLIPModel"
    )


def check_encoder(own: str, own_width: int, *, encoder: str = "", width: int = 0) -> None:
    """Refuse to use what belongs to one encoder with another, or with one of another width.

    `own` and `own_width` are what a style declares of itself; what it does not declare is not checked.
    """
    if (width and own_width and own_width != width) or (encoder and own and own != encoder):
        raise StylogenyError(
            f"this style belongs to encoder {own or 'unknown'!r} of width {own_width}",
            got=f"{encoder or 'an encoder'} of width {width or own_width}",
            fix="export it again for that encoder",
        )
