"""What a run makes of a style's name: works of its own that speak for it, and what it is painted over with.

A name may be anything the run knows, a style file, or a mixture of such. A file learned with the built-in eye is put
into the run's space by the run's own head; its texture comes along in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..artifacts import form_of
from ..corpus.lookup import mixture_terms
from ..errors import StylogenyError
from ..generation.styles import Corpus, Style, at_point, mixture, resolve
from .exports.files import load
from .eye import eye_name
from .steering.aesthetic_embedding import OWN_EYE, OWN_SPACE, AestheticEmbedding
from .transfer.optimisation import Look, lineage

MOST = 6  # works of a style whose texture is taken
FILES = (".safetensors", ".pt", ".bin")  # of styles
SUFFIXES = (*FILES, ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif")


@dataclass(frozen=True, eq=False)
class Manner:
    """How something is to be painted.

    Parameters
    ----------
    style : Style
        The works of the run that speak for it.
    looks, weights : sequences
        What its texture and colours are taken from, and how much of each.
    """

    style: Style
    looks: Sequence[Look]
    weights: Sequence[float]
    learned: bool = False  # from a file: the works only come near it

    @classmethod
    def of(cls, names: str | Sequence[str], corpus: Corpus, *, embedding: str = "") -> Manner:
        """Of one name or several, which are mixed.

        Parameters
        ----------
        names : str or sequence
            A style of the run, a style file, ``0.6*NAME+0.4*mine.safetensors``; each of several counts once or by its
            own share.
        corpus : Corpus
        embedding : str
            Digest of the run's embedding file, for style files of its own space.
        """
        parts: list[tuple[float, Style, list[Look], list[float]]] = []
        learned = False
        for share, name in _terms([names] if isinstance(names, str) else list(names)):
            if share <= 0:
                raise StylogenyError("a mixture's shares must be positive", got=name)
            if is_file(name) and not is_lora(name):
                e = style_file(name)
                style = in_space(e, corpus, embedding=embedding)
                learned = True
            else:
                e, style = None, resolve(name, corpus)
            paths, own = lineage(style, corpus.works, most=MOST)
            looks: list[Look] = [*paths]
            if e is not None and e.texture is not None:
                looks, own = [e.texture], [1.0]
            parts.append((share, style, looks, own))
        total = sum(share for share, *_ in parts)
        every = [look for _, _, each, _ in parts for look in each]
        weights = [share / total * w for share, _, _, own in parts for w in own]
        if len(parts) == 1:
            return cls(parts[0][1], every, weights, learned)
        name = " and ".join(style.name for _, style, _, _ in parts)
        return cls(mixture([(share, style) for share, style, _, _ in parts], name=name), every, weights, learned)


def is_file(name: str) -> bool:
    """Whether a name is that of a style file."""
    return Path(name).suffix in FILES


def is_lora(name: str) -> bool:
    """Whether a file is a LoRA of a run's network, which says no more than where its style lies."""
    from safetensors import SafetensorError

    path = Path(name)
    try:
        return path.suffix == ".safetensors" and path.is_file() and form_of(path).startswith("lora/")
    except (SafetensorError, OSError):  # who opens it says what is wrong
        return False


def style_file(path: Path | str) -> AestheticEmbedding:
    """A style file, and no export of one."""
    e = load(path)
    if not isinstance(e, AestheticEmbedding):
        raise StylogenyError("this file is an export for another tool", got=e.kind, fix="name the style file it is of")
    return e


def weighted_files(names: Sequence[str]) -> tuple[list[AestheticEmbedding], list[float]]:
    """Style files with weights as they are written, ``-0.5*mine.safetensors``."""
    styles, weights = [], []
    for weight, name in _terms(names):
        if not is_file(name):
            raise StylogenyError(
                "a style file is expected", got=name, fix="make one with `stylogeny learn` or `stylogeny export`"
            )
        styles.append(style_file(name))
        weights.append(weight)
    return styles, weights


def looks_of(names: Sequence[str]) -> tuple[list[Look], list[float]]:
    """What style files and pictures look like from near, with weights as they are written."""
    looks: list[Look] = []
    weights = []
    for weight, name in _terms(names):
        if is_file(name):
            e = style_file(name)
            if e.texture is None:
                raise StylogenyError("this style file has no texture", got=name, fix="learn it again from its pictures")
            looks.append(e.texture)
        elif Path(name).is_file():
            looks.append(Path(name))
        else:
            raise StylogenyError(
                "neither a style file nor a picture", got=name, fix="for a style of a run, add --run RUN"
            )
        weights.append(weight)
    return looks, weights


def in_space(e: AestheticEmbedding, corpus: Corpus, *, embedding: str = "") -> Style:
    """A style file as a style of a run: the works nearest to where it lies in the run's space.

    Raises
    ------
    StylogenyError
        When the run has no such space, or the file belongs to another encoder or embedding.
    """
    from .from_run import point_of

    space, name = corpus.space, e.name or "a learned style"
    if space is None:
        raise StylogenyError("a style file needs a run with an embedding", fix="run `stylogeny embed` first")
    if e.encoder.startswith(OWN_SPACE):
        return replace(at_point(point_of(e, embedding=embedding), corpus), name=name)
    if e.encoder.startswith(OWN_EYE) and space.head is not None and space.edition is not None:
        if eye_name(space.edition) != e.encoder:
            raise StylogenyError(
                "this style was learned by another edition of the built-in eye than the run was embedded by",
                got=space.backbone,
                fix="learn it again, and `stylogeny embed` the run again with the built-in backbone",
            )
        seen = (e.vector * e.norm)[None] if e.examples is None else e.examples.astype(np.float32)
        return replace(at_point(space.head.vectors(seen).mean(axis=0), corpus), name=name)
    raise StylogenyError(
        f"this style belongs to {e.encoder or 'an encoder it does not name'}, and the run sees with {space.backbone}",
        got=f"width {e.width}",
        fix="learn it again without --encoder",
    )


def _terms(names: Sequence[str]) -> list[tuple[float, str]]:
    """Shares and names; a mixture that holds a file is taken apart here, others by the run."""
    out: list[tuple[float, str]] = []
    for text in names:
        terms = mixture_terms(text)
        if any(Path(name).suffix in SUFFIXES for _, name in terms):
            out += terms
        else:
            out.append((1.0, text))
    return out
