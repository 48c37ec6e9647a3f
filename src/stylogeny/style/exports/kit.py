"""What of a style can be given without an encoder: its works, its words, its colours, and whatever is made of them.

No file here pretends to be a vector that a model understands: pictures are what an IP-Adapter looks at, captions what a
LoRA is trained on, and words what every model reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ...artifacts import write_json, write_text
from ...generation.contact_sheet import save_sheet, sheet
from .captioned import save_captioned
from .comfyui import picture_nodes
from .model_card import kit_card
from .sources import StyleSources, save_png
from .swatches import Swatches, thumbnail
from .tokens import plain_token
from .workflow import for_editor, for_server, painting

REFERENCE_SIDE = 512  # pixels of the squares that an image encoder is shown
REFERENCES = 8  # of them
SUBJECT = "a harbour at night"  # that the example prompts paint


@dataclass(frozen=True)
class Kit:
    """A style on its way out, without an encoder.

    Parameters
    ----------
    sources : StyleSources
    looks : str
        How its pictures look, in words (``dark, muted, broken brushwork, ochre and slate``); may be empty.
    seed : int
    """

    sources: StyleSources
    looks: str = ""
    seed: int = 0

    @property
    def token(self) -> str:
        """The trigger word."""
        return plain_token(self.sources.name)

    @property
    def words(self) -> str:
        """The style in words that any model reads."""
        return ", ".join(filter(None, (self.sources.prompt, self.looks)))


@dataclass(frozen=True)
class KitReport:
    """What was written, by name below `path`; `token` is the trigger word."""

    path: str
    to: str
    token: str
    words: str
    files: list[str] = field(default_factory=list)

    def document(self) -> dict[str, object]:
        """As JSON-able values."""
        return {"path": self.path, "to": self.to, "token": self.token, "prompt": self.words, "files": self.files}


def export_kit(kit: Kit, *, to: str, output: Path | str) -> KitReport:
    """Write a style for another tool, from its pictures alone.

    Parameters
    ----------
    kit : Kit
    to : str
        One of :data:`PARTS`, or ``kit`` for all of them.
    output : path
        The folder.
    """
    output = Path(output)
    parts = PARTS if to == "kit" else {to: PARTS[to]}
    files: list[str] = []
    for name, write in parts.items():
        below = output / name if to == "kit" else output
        below.mkdir(parents=True, exist_ok=True)
        files += [str((below / file).relative_to(output)) for file in write(kit, below)]
    write_text(output / "README.md", kit_card(kit.sources, to=to, token=kit.token, words=kit.words))
    return KitReport(str(output), to, kit.token, kit.words, [*files, "README.md"])


def _palette(kit: Kit, folder: Path) -> list[str]:
    return Swatches.of(kit.sources, seed=kit.seed).save(folder, kit.sources.name, kit.token)


def _words(kit: Kit, folder: Path) -> list[str]:
    """A prompt, and the file in which Automatic1111 and Forge keep their styles."""
    lines = [f"{SUBJECT}, {kit.words}", "", f"trigger word of a LoRA or embedding of this style: {kit.token}"]
    write_text(folder / "prompt.txt", "\n".join(lines) + "\n")
    quoted = (text.replace('"', '""') for text in (kit.token, "{prompt}, " + kit.words, ""))
    write_text(folder / "styles.csv", "name,prompt,negative_prompt\n" + ",".join(f'"{q}"' for q in quoted) + "\n")
    return ["prompt.txt", "styles.csv"]


def _reference(kit: Kit, folder: Path) -> list[str]:
    """A sheet to look at, and squares for whatever takes a picture of a style."""
    works = kit.sources.sample(REFERENCES)
    pictures = [work.pixels(1024) for work in works]
    save_sheet(
        folder / "reference.png",
        sheet([thumbnail(p, 256) for p in pictures], captions=[w.line for w in works], columns=4),
    )
    names = []
    for k, picture in enumerate(pictures, 1):
        names.append(f"{k:02d}.png")
        save_png(folder / names[-1], thumbnail(picture, REFERENCE_SIDE))
    write_json(folder / "reference.json", dict(zip(names, (work.document() for work in works))))
    return ["reference.png", *names, "reference.json"]


def _dataset(kit: Kit, folder: Path) -> list[str]:
    return save_captioned(kit.sources, folder, token=kit.token)


def _comfyui(kit: Kit, folder: Path) -> list[str]:
    """A folder for ComfyUI/custom_nodes that needs no encoder: nodes, pictures, and workflows that use them."""
    write_text(folder / "picture_nodes.py", Path(picture_nodes.__file__).read_text(encoding="utf-8"))
    write_text(folder / "__init__.py", package_of("picture_nodes"))
    names = ["__init__.py", "picture_nodes.py"]
    for k, work in enumerate(kit.sources.sample(REFERENCES), 1):
        names.append(f"pictures/{k:02d}.png")
        save_png(folder / names[-1], work.pixels(1024))
    prompt = f"{SUBJECT}, {kit.words}"
    for stem, adapter in (("workflow", False), ("workflow_ip_adapter", True)):
        graph = painting(prompt, adapter=adapter, seed=kit.seed, prefix=kit.token)
        write_json(folder / f"{stem}.json", for_editor(graph))
        write_json(folder / f"{stem}_api.json", for_server(graph))
        names += [f"{stem}.json", f"{stem}_api.json"]
    return names


def package_of(*modules: str) -> str:
    """The ``__init__.py`` of a folder of ComfyUI nodes."""
    imports = "".join(f"from . import {m}\n" for m in sorted(modules))
    merged = {
        name: "{" + ", ".join(f"**{m}.{name}" for m in sorted(modules)) + "}"
        for name in ("NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS")
    }
    return (
        f'"""A Stylogeny style for ComfyUI."""\n\n{imports}\n'
        + "".join(f"{name} = {value}\n" for name, value in merged.items())
        + '\n__all__ = ["NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS"]\n'
    )


PARTS: dict[str, Callable[[Kit, Path], list[str]]] = {
    "palette": _palette,
    "prompt": _words,
    "reference": _reference,
    "dataset": _dataset,
    "comfyui": _comfyui,
}
