"""A run's works as words find them: search, a prompt as a style, aesthetic gradients offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...errors import StylogenyError
from ...provenance import Provenance
from .caption_neighbours import CaptionNeighbours, bags, standard
from .text_tower import TextTower, inputs_of
from .vocabulary import buckets_of, captions, pieces, rows_of, words

if TYPE_CHECKING:
    from ...embedding.space import Embedding
    from ...generation.styles import Style
    from ...runs import Run
    from ..steering.aesthetic_embedding import AestheticEmbedding

FILE = "text_tower.safetensors"  # in a run folder
MOST = 3.0  # standard deviations to which one kind of answer counts when a prompt is drawn


@dataclass(frozen=True, eq=False)
class Library:
    """A run's works as the text tower sees them.

    Parameters
    ----------
    tower : TextTower
    space : Embedding
    places : ndarray
        float32[m, width]: unit vectors of the pictured works.
    neighbours : CaptionNeighbours
        What the captions of the works that look like each one say, its own left out.
    rows : ndarray
        int64[m]: their rows in the works table.
    """

    tower: TextTower
    space: Embedding
    places: np.ndarray
    neighbours: CaptionNeighbours
    rows: np.ndarray

    @classmethod
    def open(cls, run: Run | Path | str, *, seed: int = 0) -> Library:
        """The library of a run folder; the towers are trained the first time (``text_tower.safetensors``)."""
        from ...corpus.works import Works
        from ...embedding.space import Embedding
        from ...runs import Run, digest_file
        from .training import fit

        folder = run if isinstance(run, Run) else Run(run)
        table, vectors = folder.file("works.parquet", needs="load"), folder.file("embedding.safetensors", needs="embed")
        works = Works.read(table)
        space = Embedding.read(vectors, works)
        features = _cached_features(folder, space)
        inputs = inputs_of(space, features)
        out = folder.path / FILE
        folder.step(
            "text-tower",
            lambda: fit(works, inputs, seed=seed, embedding=digest_file(vectors)).save(out),
            parameters={"seed": seed, "features": features is not None},
            inputs=[table, vectors],
            outputs=[out.name],
        )
        return cls.of(TextTower.read(out), space, inputs)

    @classmethod
    def of(cls, tower: TextTower, space: Embedding, inputs: np.ndarray) -> Library:
        """Of trained towers, and what the picture tower sees of every pictured work (:func:`.inputs_of`)."""
        places, rows = tower.places(inputs), np.flatnonzero(space.works.pictured)
        ids = _caption_ids(space, rows, tower)
        captioned = np.array([k for k, i in enumerate(ids) if len(i)])
        own = np.full(len(rows), -1)
        own[captioned] = np.arange(len(captioned))
        words = bags([ids[k] for k in captioned], tower.tensors["idf"])
        return cls(tower, space, places, CaptionNeighbours.find(places, places[captioned], words, own=own), rows)

    def scores(self, text: str) -> np.ndarray:
        """How well every picture answers a text, in standard deviations: what it shows, and what its likes' captions
        say."""
        similarity, overlap = self.answers(text)
        return standard(similarity) + standard(overlap)

    def answers(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """What every picture shows of a text (cosine), and what its likes' captions say of it (overlap), both
        float[m]."""
        self.check(text)
        similarity = self.places @ self.tower.texts([text])[0]
        words = bags([self.tower.ids(text)], self.tower.tensors["idf"])
        return similarity, self.neighbours.answer(words)[:, 0]

    def check(self, text: str) -> None:
        """Raise unless a caption holds a word of the text, or most of its letter groups.

        The tower's hashed vocabulary cannot tell: in a large corpus most buckets are somebody's.
        """
        self.tower.ids(text)  # refuses a text without words
        for word in words(text):
            own = pieces(word)
            if own[0] in self._pieces or np.mean([piece in self._pieces for piece in own]) > 0.5:
                return
        raise StylogenyError(
            "the corpus has no such words", got=repr(text), fix="use words of its titles, artists, styles or genres"
        )

    @cached_property
    def _pieces(self) -> frozenset[str]:
        """All words of captions, and their letter groups."""
        known = {word for caption in captions(self.space.works) for word in words(" ".join(caption.values()))}
        return frozenset(piece for word in known for piece in pieces(word))

    def caption_share(self, text: str) -> np.ndarray:
        """The share of a text (idf-weighted) that each picture's own caption says, 0 to 1."""
        asked, weight = np.unique(self.tower.ids(text)), self.tower.tensors["idf"]
        own = [np.intersect1d(asked, ids) for ids in _caption_ids(self.space, self.rows, self.tower)]
        return np.array([(weight[o] ** 2).sum() for o in own]) / float((weight[asked] ** 2).sum())

    def search(self, text: str, *, n: int = 10, by: str = "both") -> list[tuple[int, float]]:
        """Rows of the works that answer to a text, best first, with a score.

        ``pictures`` asks the picture alone, ``words`` the captions alone (idf-weighted overlap), ``both`` adds the two
        after each is put in standard deviations over the works.
        """
        if by not in ("both", "pictures", "words"):
            raise StylogenyError("search by both, pictures or words", got=by)
        self.check(text)
        total = np.zeros(len(self.rows))
        if by != "words":
            total += self.scores(text)
        if by != "pictures":
            share = self.caption_share(text)
            total += standard(share) if by == "both" else share
        order = np.lexsort((self.rows, -total))[:n]
        return [(int(self.rows[k]), float(total[k])) for k in order]

    def style(
        self,
        prompt: str,
        *,
        e: AestheticEmbedding | None = None,
        strength: float = 0.5,
        sharpness: float = 2.0,
        steps: int = 20,
        lr: float = 1e-3,
    ) -> Style:
        """A prompt as a style of the generator: the works that answer it speak for it, and their mean is its point.

        They answer by what they show, by what their likes' captions say, and by what their own says, none of it
        counting above three standard deviations: a rare word of a lookalike's caption must not outshout the works it
        names.

        With an aesthetic embedding `e` of this library, works also count by how well they answer the prompt turned
        towards it, `strength` (0 to 1) as much as by the prompt itself, so that what was asked for is still shown;
        `steps` and `lr` are those of :meth:`.TextTower.steer`.
        """
        from ...generation.styles import NEIGHBOURS, Style

        kinds = [*self.answers(prompt), self.caption_share(prompt)]
        total = np.minimum([standard(x) for x in kinds], MOST).sum(axis=0)
        if e is not None:
            turned = self.tower.steer(prompt, e, strength=1.0, steps=steps, lr=lr)
            total = total + strength * standard(self.places @ turned)
        best = np.argsort(-total, kind="stable")[:NEIGHBOURS]
        weights = np.zeros(len(self.space.works))
        weights[self.rows[best]] = np.exp(sharpness * (total[best] - total[best[0]]))
        weights /= weights.sum()
        return Style(prompt, weights, (weights @ self.space.vectors).astype(np.float32))

    def learn(
        self, rows: Sequence[int], *, weights: Sequence[float] | None = None, origin: Provenance | None = None
    ) -> AestheticEmbedding:
        """An aesthetic embedding in this library's own space, from works of the run."""
        from ..steering.aesthetic_embedding import AestheticEmbedding

        where = {int(r): k for k, r in enumerate(self.rows)}
        missing = [r for r in rows if int(r) not in where]
        if missing or not len(rows):
            raise StylogenyError("works with pictures are expected", got=missing or "none")
        share = np.full(len(rows), 1 / len(rows)) if weights is None else np.asarray(weights) / np.sum(weights)
        e = share @ self.places[[where[int(r)] for r in rows]]
        works = [str(self.space.works.ids[r]) for r in rows]
        return AestheticEmbedding(e, self.tower.name, provenance=(origin or Provenance()).with_parameters(works=works))


def _cached_features(run: Run, space: Embedding) -> np.ndarray | None:
    """Backbone features of the pictured works where a run has them; None where it has not."""
    from ...embedding.backbones.backbone import backbone
    from ...embedding.backbones.features import features

    cache = run.path / "features"
    if space.head is None or not cache.is_dir():
        return None
    return features(space.works, backbone(space.backbone), cache=cache)


def _caption_ids(space: Embedding, rows: np.ndarray, tower: TextTower) -> list[np.ndarray]:
    """Vocabulary positions of the captions of works."""
    texts = captions(space.works)
    return [rows_of(buckets_of(" ".join(texts[r].values())), tower.tensors["buckets"]) for r in rows]


def encode(prompt: str, run: Run | Path | str, *, seed: int = 0) -> np.ndarray:
    """A prompt as a point of the run's embedding, float32[d], ready for its generator."""
    vector = Library.open(run, seed=seed).style(prompt).vector
    assert vector is not None
    return vector
