"""Files of a style: what they declare about themselves, and reading any of them back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from ..artifacts import replacing
from ..errors import StylogenyError
from .steering.aesthetic_gradients import ENCODING as AESTHETIC
from .steering.aesthetic_gradients import AestheticEmbedding, torch_load

ENCODING = "style-export/1"


@dataclass(frozen=True, eq=False)
class StyleExport:
    """An exported style read back.

    Parameters
    ----------
    kind : str
        ``ip-adapter``, ``textual-inversion``, ``lora`` or ``steering-vector``.
    tensors : mapping
        Name to ndarray, as in the file.
    encoder, width : str, int
        The encoder it belongs to and the width of its space; empty and 0 when the file does not say.
    history : mapping
        Where the style comes from: parents, weights, year, space, seed.
    """

    kind: str
    tensors: Mapping[str, np.ndarray]
    encoder: str
    width: int
    history: Mapping[str, Any]

    def require(self, *, encoder: str = "", width: int = 0) -> StyleExport:
        """Itself, when it belongs to this encoder and width; else a line that says what it belongs to."""
        require(self.encoder, self.width, encoder=encoder, width=width)
        return self


def require(mine: str, own: int, *, encoder: str = "", width: int = 0) -> None:
    """Refuse a style of another encoder or width (what a file does not declare is not checked)."""
    if (width and own and own != width) or (encoder and mine and mine != encoder):
        raise StylogenyError(
            f"this style belongs to encoder {mine or 'unknown'!r} of width {own}",
            got=f"{encoder or 'an encoder'} of width {width or own}",
            fix="export it again for that encoder",
        )


def declare(kind: str, e: AestheticEmbedding, *, width: int | None = None, **extra: str) -> dict[str, str]:
    """What every exported file says about itself, as safetensors metadata (strings only)."""
    return {
        "stylogeny": ENCODING, "kind": kind, "encoder": e.encoder, "width": str(width or e.width),
        "history": json.dumps(dict(e.history), sort_keys=True), "sources": json.dumps(list(e.sources)),
        "software": f"stylogeny {__version__}", **extra,
    }  # fmt: skip


def write_tensors(path: Path | str, tensors: Mapping[str, np.ndarray], meta: Mapping[str, str]) -> Path:
    """Safetensors by temporary name and rename."""
    from safetensors.numpy import save_file

    with replacing(path) as part:
        save_file({k: np.ascontiguousarray(v) for k, v in tensors.items()}, str(part), metadata=dict(meta))
    return Path(path)


def read_tensors(path: Path | str) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Tensors and metadata of a safetensors file."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), "np") as file:
            return {k: file.get_tensor(k) for k in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except (SafetensorError, ValueError, TypeError) as error:
        raise StylogenyError("not a readable safetensors file", got=str(path)) from error


def load(path: Path | str, *, encoder: str = "", width: int = 0) -> AestheticEmbedding | StyleExport:
    """Read a style in any form this project writes, and the reference's ``.pt`` aesthetic embeddings.

    A folder (a ComfyUI node) is read by the one style file in it. Nothing in a file is run. With `encoder` or `width`, a
    style that declares another one is refused.

    Raises
    ------
    StylogenyError
        No such file, not a style, or a pickle that would run code.
    """
    found = _read(Path(path))
    require(found.encoder, found.width, encoder=encoder, width=width)
    return found


def _read(path: Path) -> AestheticEmbedding | StyleExport:
    if path.is_dir():
        found = sorted([*path.glob("*.safetensors"), *path.glob("styles/*.safetensors")])
        if len(found) != 1:
            raise StylogenyError(
                "a folder with one style file is expected", got=f"{len(found)} in {path}", fix="name the file"
            )
        path = found[0]
    if not path.is_file():
        raise StylogenyError("no such style file", got=str(path))
    if path.suffix in (".pt", ".bin", ".ckpt", ".pth"):
        value = torch_load(path)
        if isinstance(value, Mapping):
            tensors = {**value.get("string_to_param", {})} or {k: v for k, v in value.items() if hasattr(v, "detach")}
            arrays = {str(k): v.detach().float().cpu().numpy() for k, v in tensors.items()}
            if not arrays:
                raise StylogenyError("the file holds no style", got=str(path))
            return _recognised(arrays, {"name": str(value.get("name", ""))}, path)
        return AestheticEmbedding.from_pt(path)
    return _recognised(*read_tensors(path), path)


def _recognised(
    tensors: dict[str, np.ndarray], meta: Mapping[str, str], path: Path
) -> AestheticEmbedding | StyleExport:
    """By its metadata, or (files of other tools) by the names of its tensors."""
    if meta.get("stylogeny") == AESTHETIC:
        return AestheticEmbedding.from_tensors(tensors, meta)
    if any("lora" in name for name in tensors):
        kind = "lora"
    elif "image_embeds" in tensors:
        kind = "ip-adapter"
    elif meta.get("kind") == "steering-vector":
        kind = "steering-vector"
    elif all(t.ndim == 2 for t in tensors.values()) and len(tensors) <= 2:
        kind = "textual-inversion"
    else:
        raise StylogenyError("not a style file", got=f"{path} with {len(tensors)} tensors")
    return StyleExport(
        kind, tensors, meta.get("encoder", ""), int(meta.get("width", "0")), json.loads(meta.get("history", "{}"))
    )
