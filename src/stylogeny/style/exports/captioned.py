"""A folder of captioned pictures from which a LoRA is trained, as kohya's scripts and diffusers' both read it."""

from __future__ import annotations

import json
from pathlib import Path

from ...artifacts import write_text
from .sources import StyleSources, save_png

SIDE = 1024  # pixels of the longest side of a picture
REPEATS = 10  # of the weightiest work in an epoch; the others are repeated by their share


def save_captioned(sources: StyleSources, folder: Path, *, token: str) -> list[str]:
    """Write pictures and captions into ``REPEATS_TOKEN`` folders, ``metadata.jsonl`` and ``dataset.toml``; the names.

    A caption is the trigger word and what is on the picture, never how it is painted: what no caption says is what the
    trigger word learns.
    """
    most = max(work.share for work in sources.works)
    names, lines, folders = [], [], []
    for k, work in enumerate(sources.works, 1):
        repeats = max(1, round(REPEATS * work.share / most))
        group, stem = f"{repeats}_{token}", f"{k:03d}"
        caption = f"{token}, {work.caption}"
        save_png(folder / group / f"{stem}.png", work.pixels(SIDE))
        write_text(folder / group / f"{stem}.txt", caption + "\n")
        lines.append(json.dumps({"file_name": f"{group}/{stem}.png", "text": caption}, ensure_ascii=False))
        names += [f"{group}/{stem}.png", f"{group}/{stem}.txt"]
        if (repeats, group) not in folders:
            folders.append((repeats, group))
    write_text(folder / "metadata.jsonl", "\n".join(lines) + "\n")
    write_text(folder / "dataset.toml", _toml(folders))
    return [*names, "metadata.jsonl", "dataset.toml"]


def _toml(folders: list[tuple[int, str]]) -> str:
    """What kohya's scripts read with ``--dataset_config``, run from the folder itself."""
    parts = ['[general]\ncaption_extension = ".txt"\nkeep_tokens = 1\n', "[[datasets]]\nresolution = 512\n"]
    parts += [f'[[datasets.subsets]]\nimage_dir = "{group}"\nnum_repeats = {repeats}\n' for repeats, group in folders]
    return "\n".join(parts)
