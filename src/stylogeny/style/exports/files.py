"""Files of a style: what an export declares about itself, and reading any of them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...artifacts import Format, form_of, read_tensors, write_tensors
from ...errors import StylogenyError
from ...provenance import Provenance
from ..encoders import check_encoder
from ..foreign_files import arrays_of, read_pt, read_safetensors
from ..steering.aesthetic_embedding import FORMAT as STYLE
from ..steering.aesthetic_embedding import AestheticEmbedding

FORMAT = Format("style-export", 2, "export the style again")
UNKNOWN = Provenance({}, {}, {}, {})  # of a file that says nothing of its origin


@dataclass(frozen=True, eq=False)
class StyleExport:
    """A style in a form that other tools read.

    Parameters
    ----------
    kind : str
        ``ip-adapter``, ``textual-inversion``, ``lora`` or ``steering-vector``.
    tensors : mapping
        Name to ndarray, as in the file.
    encoder, width : str, int
        The encoder it belongs to and the width of its space; empty and 0 when the file does not say.
    provenance : Provenance
        Where the style comes from; see :class:`.AestheticEmbedding`.
    """

    kind: str
    tensors: Mapping[str, np.ndarray]
    encoder: str = ""
    width: int = 0
    provenance: Provenance = UNKNOWN

    @classmethod
    def of(cls, kind: str, e: AestheticEmbedding, tensors: Mapping[str, np.ndarray], *, width: int = 0) -> StyleExport:
        """A style's tensors of a kind, in a space of its own width or another."""
        return cls(kind, tensors, e.encoder, width or e.width, e.provenance)

    def save(self, path: Path | str, **notes: str) -> None:
        """Write as safetensors: the tensors as the other tool names them; the head says what they are, with `notes`."""
        write_tensors(
            path, self.tensors, FORMAT,
            kind=self.kind, encoder=self.encoder, width=self.width, provenance=self.provenance.document(), **notes,
        )  # fmt: skip

    @classmethod
    def read(cls, path: Path | str) -> StyleExport:
        """Read what :meth:`save` wrote."""
        tensors, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            return cls(head["kind"], tensors, head["encoder"], head["width"], Provenance.of(head["provenance"]))

    def require(self, *, encoder: str = "", width: int = 0) -> StyleExport:
        """Itself, when it belongs to this encoder and width; else a line that says what it belongs to."""
        check_encoder(self.encoder, self.width, encoder=encoder, width=width)
        return self


def load(path: Path | str, *, encoder: str = "", width: int = 0) -> AestheticEmbedding | StyleExport:
    """Read a style in any form this project writes, and the reference's ``.pt`` aesthetic embeddings.

    A folder (a ComfyUI node) is read by the one style file in it. Nothing in a file is run. With `encoder` or `width`,
    a style that declares another one is refused.

    Raises
    ------
    StylogenyError
        No such file, not a style, or a pickle that would run code.
    """
    return _read(_file_of(Path(path))).require(encoder=encoder, width=width)


def _file_of(path: Path) -> Path:
    """The style file that a path names."""
    if path.is_dir():
        files = sorted([*path.glob("*.safetensors"), *path.glob("styles/*.safetensors")])
        if len(files) != 1:
            raise StylogenyError(
                "a folder with one style file is expected", got=f"{len(files)} in {path}", fix="name the file"
            )
        path = files[0]
    if not path.is_file():
        raise StylogenyError("no such style file", got=str(path))
    return path


def _read(path: Path) -> AestheticEmbedding | StyleExport:
    if path.suffix in (".pt", ".bin", ".ckpt", ".pth"):
        return _from_pt(path)
    tensors, _ = read_safetensors(path)
    form = form_of(path).partition("/")[0]
    if form == STYLE.name:
        return AestheticEmbedding.read(path)
    return StyleExport.read(path) if form == FORMAT.name else _recognise(tensors, path)


def _from_pt(path: Path) -> AestheticEmbedding | StyleExport:
    """A textual inversion or another state dict, or the reference's one tensor."""
    value = read_pt(path)
    if not isinstance(value, Mapping):
        return AestheticEmbedding.from_pt(path)
    tensors = arrays_of(value.get("string_to_param", {})) or arrays_of(value)
    if not tensors:
        raise StylogenyError("the file holds no style", got=str(path))
    return _recognise(tensors, path)


def _recognise(tensors: dict[str, np.ndarray], path: Path) -> StyleExport:
    """A file of another tool, by the names of its tensors."""
    if any("lora" in name for name in tensors):
        return StyleExport("lora", tensors)
    if "image_embeds" in tensors:
        return StyleExport("ip-adapter", tensors)
    if all(t.ndim in (1, 2) for t in tensors.values()) and 1 <= len(tensors) <= 2:  # one token may come as a row
        return StyleExport("textual-inversion", {name: np.atleast_2d(t) for name, t in tensors.items()})
    raise StylogenyError("not a style file", got=f"{path} with {len(tensors)} tensors")
