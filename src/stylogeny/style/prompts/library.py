"""A run's works as words find them: search, a prompt as a style, aesthetic gradients offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import StylogenyError
from .caption_neighbours import CaptionNeighbours, bags, standard
from .text_tower import TextTower, inputs_of
from .vocabulary import captions, hashed, rows_of

if TYPE_CHECKING:
    from ...embedding.space import Embedding
    from ...generation.styles import Style
    from ...runs import Run
    from ..steering.aesthetic_gradients import AestheticEmbedding

MOST = 3.0  # standard deviations to which one kind of answer counts when a prompt is drawn


@dataclass(frozen=True, eq=False)
class Library:
    """A run's works as the text tower sees them.

    Parameters
    ----------
    words : TextTower
    space : Embedding
    places : ndarray
        float32[m, width]: unit vectors of the pictured works.
    said : CaptionNeighbours
        What is said of the works that look like each one, its own words left out.
    rows : ndarray
        int64[m]: their rows in the works table.
    """

    words: TextTower
    space: Embedding
    places: np.ndarray
    said: CaptionNeighbours
    rows: np.ndarray

    @classmethod
    def open(cls, run: Run | Path | str, *, seed: int = 0) -> Library:
        """The library of a run folder; the towers are trained the first time (``words.safetensors``)."""
        from ...corpus.works import Works
        from ...embedding.backbones.backbone import backbone
        from ...embedding.backbones.features import features
        from ...embedding.space import Embedding
        from ...runs import Run, digest_file
        from .text_tower_training import fit

        folder = run if isinstance(run, Run) else Run(run)
        table, vectors = folder.file("works.parquet", needs="load"), folder.file("embedding.safetensors", needs="embed")
        works = Works.read(table)
        space = Embedding.read(vectors, works)
        name = space.backbone
        cache = folder.path / "features"
        known = features(works, backbone(name), cache=cache) if space.head is not None and cache.is_dir() else None
        inputs = inputs_of(space, known)
        out = folder.path / "words.safetensors"
        folder.step(
            "words",
            lambda: fit(works, inputs, seed=seed, space=digest_file(vectors)).save(out),
            parameters={"seed": seed, "features": known is not None},
            inputs=[table, vectors],
            outputs=[out.name],
        )
        words = TextTower.read(out)
        places, rows = words.places(inputs), np.flatnonzero(works.pictured)
        saying, there = captions(works), words.tensors["known"]
        ids = [rows_of(hashed(" ".join(saying[r].values())), there) for r in rows]
        worded = np.array([k for k, i in enumerate(ids) if len(i)])
        own = np.full(len(rows), -1)
        own[worded] = np.arange(len(worded))
        said = bags([ids[k] for k in worded], words.tensors["idf"])
        return cls(words, space, places, CaptionNeighbours.find(places, places[worded], said, own=own), rows)

    def scores(self, text: str) -> np.ndarray:
        """How well every picture answers a text, in standard deviations: what it shows, and what is said of its likes."""
        shown, said = self.shown_and_said(text)
        return standard(shown) + standard(said)

    def shown_and_said(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """What every picture shows of a text (cosine), and what is said of its likes (overlap), both float[m]."""
        shown = self.places @ self.words.texts([text])[0]
        return shown, self.said.answer(bags([self.words.ids(text)], self.words.tensors["idf"]))[:, 0]

    def named(self, text: str) -> np.ndarray:
        """The share of a text (idf-weighted) that each picture's own metadata says, 0 to 1."""
        mine = np.unique(self.words.ids(text))
        known, weight, there = captions(self.space.works), self.words.tensors["idf"], self.words.tensors["known"]
        own = [np.intersect1d(mine, rows_of(hashed(" ".join(known[r].values())), there)) for r in self.rows]
        return np.array([(weight[o] ** 2).sum() for o in own]) / float((weight[mine] ** 2).sum())

    def search(self, text: str, *, n: int = 10, by: str = "both") -> list[tuple[int, float]]:
        """Rows of the works that answer to a text, best first, with a score.

        ``pictures`` asks the picture alone, ``words`` the metadata alone (idf-weighted overlap), ``both`` adds the two
        after each is put in standard deviations over the works.
        """
        if by not in ("both", "pictures", "words"):
            raise StylogenyError("search by both, pictures or words", got=by)
        self.words.ids(text)  # refuses what the corpus has no words for
        total = np.zeros(len(self.rows))
        if by != "words":
            total += self.scores(text)
        if by != "pictures":
            named = self.named(text)
            total += standard(named) if by == "both" else named
        order = np.lexsort((self.rows, -total))[:n]
        return [(int(self.rows[k]), float(total[k])) for k in order]

    def style(
        self, prompt: str, *, e: AestheticEmbedding | None = None, strength: float = 0.5, sharpness: float = 2.0,
        **steering: Any,
    ) -> Style:  # fmt: skip
        """A prompt as a style of the generator: the works that answer it speak for it, and their mean is its point.

        They answer by what they show, by what is said of their likes, and by what is said of themselves, none of it counting
        above three standard deviations: a rare word said of a lookalike must not outshout the works it names.

        With an aesthetic embedding `e` of this library, works also count by how well they answer the prompt turned towards
        it, `strength` (0 to 1) as much as by the prompt itself, so that what was asked for is still shown; other keyword
        arguments go to :meth:`.words.TextTower.steered`.
        """
        from ...generation.styles import NEIGHBOURS, Style

        shown, said = self.shown_and_said(prompt)
        seen = np.minimum([standard(x) for x in (shown, said, self.named(prompt))], MOST).sum(axis=0)
        if e is not None:
            seen = seen + strength * standard(self.places @ self.words.steered(prompt, e, strength=1.0, **steering))
        best = np.argsort(-seen, kind="stable")[:NEIGHBOURS]
        weights = np.zeros(len(self.space.works))
        weights[self.rows[best]] = np.exp(sharpness * (seen[best] - seen[best[0]]))
        weights /= weights.sum()
        return Style(prompt, weights, (weights @ self.space.vectors).astype(np.float32))

    def learn(
        self, rows: Sequence[int], *, weights: Sequence[float] | None = None, history: Mapping[str, Any] | None = None
    ) -> AestheticEmbedding:
        """An aesthetic embedding in this library's own space, from works of the run."""
        from ..steering.aesthetic_gradients import AestheticEmbedding

        where = {int(r): k for k, r in enumerate(self.rows)}
        missing = [r for r in rows if int(r) not in where]
        if missing or not len(rows):
            raise StylogenyError("works with pictures are expected", got=missing or "none")
        share = np.full(len(rows), 1 / len(rows)) if weights is None else np.asarray(weights) / np.sum(weights)
        e = share @ self.places[[where[int(r)] for r in rows]]
        sources = tuple(str(self.space.works.ids[r]) for r in rows)
        return AestheticEmbedding(e, self.words.name, 1.0, None, {"works": len(rows)}, sources, dict(history or {}))


def encode(prompt: str, run: Run | Path | str, *, seed: int = 0) -> np.ndarray:
    """A prompt as a point of the run's embedding, float32[d], ready for its generator."""
    vector = Library.open(run, seed=seed).style(prompt).vector
    assert vector is not None
    return vector
