"""ImaginedWorks: works that do not exist yet, their parents, and their pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..artifacts import replacing, write_json
from ..corpus.pictures import pixels
from ..errors import StylogenyError

ENCODING = "history/1"
COLUMNS = (
    "id", "title", "artist", "year", "root", "generation", "answers", "response", "jump", "step", "log_density", "plausibility", "novelty",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ImaginedWorks:
    """Imagined works.

    Parameters
    ----------
    table : DataFrame
        n rows: id, title, artist, year (int), root (what it was imagined from), generation (1 = a child of real works),
        answers (id of the work it is an answer to), response (``build on``, ``negate`` or ``travel beside``), jump (a Levy jump?), step (its scale), log_density (nats,
        under the fitted model), plausibility and novelty (shares in [0, 1] of real works it exceeds).
    vectors : ndarray
        float32[n, d], in the space of the graph it was imagined from.
    parents : DataFrame
        child, parent, weight: ids; the parents of a generation above 1 may be imagined works. Weights sum to 1 a child.
    pictures : mapping
        id to uint8[H, W, 3] or to the path of a picture; may be empty.
    params : mapping
        What was asked and fitted.
    """

    table: pd.DataFrame
    vectors: np.ndarray
    parents: pd.DataFrame
    pictures: Mapping[str, np.ndarray | Path] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [c for c in COLUMNS if c not in self.table.columns]
        if missing:
            raise StylogenyError("a table of imagined works lacks columns", got=", ".join(missing))
        if len(self.vectors) != len(self.table):
            raise StylogenyError(
                "one vector an imagined work is expected", got=f"{len(self.vectors)} for {len(self.table)}"
            )
        object.__setattr__(self, "table", self.table.reset_index(drop=True).copy())

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        if not len(self):
            return "ImaginedWorks(no works)"
        return f"ImaginedWorks({len(self)} imagined works, {self.table['year'].min()}-{self.table['year'].max()})"

    def picture(self, row: int) -> np.ndarray | None:
        """The picture of one imagined work, uint8[H, W, 3], or None when none was made."""
        found = self.pictures.get(str(self.table["id"].iat[row]))
        return None if found is None else pixels(found)

    def parents_of(self, row: int) -> list[tuple[str, float]]:
        """Parents of one imagined work as (id, weight), heaviest first."""
        mine = self.parents[self.parents["child"] == self.table["id"].iat[row]]
        return [(p, float(w)) for p, w in sorted(zip(mine["parent"], mine["weight"]), key=lambda e: (-e[1], e[0]))]

    def save(self, folder: Path | str) -> None:
        """Write history.parquet, parents.parquet, vectors.safetensors, history.json and pictures/ID.png."""
        from PIL import Image
        from safetensors.numpy import save_file

        folder = Path(folder)
        for name, table in (("history.parquet", self.table), ("parents.parquet", self.parents)):
            with replacing(folder / name) as part:
                table.to_parquet(part, index=False)
        with replacing(folder / "vectors.safetensors") as part:
            save_file({"vectors": np.ascontiguousarray(self.vectors, dtype=np.float32)}, part)
        for row, name in enumerate(self.table["id"]):
            picture = self.picture(row)
            if picture is not None:
                with replacing(folder / "pictures" / f"{name}.png") as part:
                    Image.fromarray(picture).save(part, format="PNG")
        own = {f"{name}.png" for name in self.pictures}
        for stale in (folder / "pictures").glob("*.png"):
            if stale.name not in own:  # of works that were in this folder before, some under ids of these
                stale.unlink()
        write_json(folder / "history.json", {"encoding": ENCODING, "params": dict(self.params)})

    @classmethod
    def read(cls, folder: Path | str) -> ImaginedWorks:
        """Read what :meth:`save` wrote; pictures stay on disk until asked for.

        Raises
        ------
        StylogenyError
            When the folder holds no history of this version.
        """
        from safetensors.numpy import load_file

        folder = Path(folder)
        try:
            head = json.loads((folder / "history.json").read_text(encoding="utf-8"))
            if not isinstance(head, dict) or not isinstance(head.get("params", {}), dict):
                raise ValueError("history.json is not a history's")
            table = pd.read_parquet(folder / "history.parquet")
            parents = pd.read_parquet(folder / "parents.parquet")
            vectors = load_file(folder / "vectors.safetensors")["vectors"]
        except Exception as error:
            raise StylogenyError(
                "not a readable folder of imagined works", got=f"{folder}: {error}", fix="run `stylogeny imagine` again"
            ) from error
        if head.get("encoding") != ENCODING:
            raise StylogenyError(
                "imagined works of another version", got=head.get("encoding"), fix="imagine them again"
            )
        found = {i: folder / "pictures" / f"{i}.png" for i in table["id"]}
        return cls(table, vectors, parents, {i: p for i, p in found.items() if p.exists()}, head.get("params", {}))
