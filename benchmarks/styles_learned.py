"""A style learned from twelve pictures on our own generator, way beside way: what `steering.py --run` prints.

A network is trained on a run without the works of some artists. Each of them is then learned from twelve of their
works, and what prompts ask for is drawn in the style: by textual inversion (a condition learned by the network's own
loss), by a LoRA, both for the same processor seconds, by aesthetic gradients on the run's text tower, at the mean point
of the twelve, and by the closed form with its texture laid over. Where words and a style are one condition, it lies
half-way between them. Probes know other works of the artist, never the twelve.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.generation import copied, features, likeness
from stylogeny.corpus.pictures import read
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.generation.autoencoder import load
from stylogeny.generation.canvas import blur, crop_to, resize
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.batch import Batch
from stylogeny.generation.learned.config import default_config
from stylogeny.generation.learned.data import SIDE, TrainingData, prepare
from stylogeny.generation.learned.generator import BLURRED, LearnedGenerator
from stylogeny.generation.learned.lora.fine_tuning import FineTuning, data_of_pictures, descend, fine_tune
from stylogeny.generation.learned.lora.low_rank import LowRankAdapter, adapted
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus, Style, of_group
from stylogeny.runs import Run
from stylogeny.streams import stream
from stylogeny.style.in_run import Manner
from stylogeny.style.painting import LEAN, Piece, paint
from stylogeny.style.prompts.library import Library
from stylogeny.style.transfer.optimisation import lineage

SHOWN = 12  # works of an artist that a style is learned from
PROMPTS = {"landscape": "landscape", "portrait": "portrait", "marina": "marina harbour", "still life": "still life"}
HEAD = ["way", "learning, CPU s", "style", "fidelity", "likeness of composition", "copied, %"]


@dataclass(frozen=True, eq=False)
class Classroom:
    """A run, a network trained without some of its artists, and probes.

    Parameters
    ----------
    run : Run
    corpus : Corpus
    trainer : Trainer
    artists : sequence of str
        Whose works it has not seen.
    n, seed : int
        Pictures of each prompt.
    """

    run: Run
    corpus: Corpus
    trainer: Trainer
    artists: Sequence[str]
    n: int = 2
    seed: int = 0

    @classmethod
    def open(cls, run: Run, artists: Sequence[str], *, steps: int, checkpoint: Path, n: int, seed: int) -> Classroom:
        """Train the network, from its checkpoint where there is one."""
        corpus = Corpus.open(run)
        weights = corpus.works.pictured.astype(float)
        weights[np.isin(corpus.works.column("artist"), artists)] = 0
        trainer = Trainer.read(checkpoint) if checkpoint.exists() else None
        if trainer is None or trainer.step < steps:
            data = prepare(corpus, weights, load(), seed=seed)
            trainer = trainer or Trainer.start(data, default_config(seed))
            trainer.train(data, checkpoint=checkpoint, steps=steps)
        return cls(run, corpus, trainer, artists, n, seed)

    def rows(self, artist: str) -> tuple[np.ndarray, np.ndarray]:
        """The works of an artist that are shown, and those that probes know."""
        works = self.corpus.works
        own = np.flatnonzero((works.column("artist") == artist) & works.pictured)
        own = stream(self.seed, "shown", artist).permutation(own)
        return own[:SHOWN], own[SHOWN:]

    @cached_property
    def squares(self) -> np.ndarray:
        """Every pictured work as uint8[SIDE, SIDE, 3], by row."""
        works = self.corpus.works
        blank = np.zeros((SIDE, SIDE, 3), np.uint8)
        return np.stack([
            crop_to(read(works.picture(k), 2 * SIDE), (SIDE, SIDE)) if works.pictured[k] else blank
            for k in range(len(works))
        ])  # fmt: skip

    @cached_property
    def library(self) -> Library:
        """The run's words."""
        return Library.open(self.run)

    @cached_property
    def eye(self) -> Callable[[Sequence[np.ndarray]], np.ndarray]:
        """What tells what is shown apart."""
        body = backbone("built-in")
        return lambda pictures: np.concatenate([body.features([p]) for p in pictures])

    @cached_property
    def subject(self) -> Pipeline:
        """Which genre a picture is of, known from all works that the network was trained on."""
        works = self.corpus.works
        rows = np.flatnonzero(works.pictured & ~np.isin(works.column("artist"), self.artists))
        linear = LogisticRegression(max_iter=2000, C=0.1, class_weight="balanced")
        probe = make_pipeline(StandardScaler(), PCA(64, random_state=0), linear)
        return probe.fit(self.eye(through_blur(self.squares[rows])), works.column("genre")[rows])


def through_blur(pictures: Sequence[np.ndarray] | np.ndarray) -> list[np.ndarray]:
    """Pictures as a composition shows them."""
    return [resize(blur(p, SIDE // BLURRED), (SIDE, SIDE)) for p in pictures]


@dataclass(frozen=True, eq=False)
class Probes:
    """What says whose a picture is, and what it shows, both through the blur of a composition."""

    style: Pipeline
    subject: Pipeline
    eye: Callable[[Sequence[np.ndarray]], np.ndarray]

    @classmethod
    def fit(cls, room: Classroom, artist: str) -> Probes:
        """Whose: the artist's works that are not shown against all that the network was trained on."""
        works, (_, known) = room.corpus.works, room.rows(artist)
        others = np.flatnonzero(works.pictured & ~np.isin(works.column("artist"), room.artists))
        rows = np.concatenate([known, others])
        style = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, class_weight="balanced"))
        style.fit(features(through_blur(room.squares[rows])), np.arange(len(rows)) < len(known))
        return cls(style, room.subject, room.eye)

    def judge(self, pictures: Sequence[np.ndarray], genres: Sequence[str]) -> tuple[float, float]:
        """How likely pictures are by the artist, and how often they show what was asked for."""
        seen = through_blur(pictures)
        style = self.style.predict_proba(features(seen))[:, 1].mean()
        return float(style), float(np.mean(self.subject.predict(self.eye(seen)) == np.asarray(genres)))


@dataclass(frozen=True, eq=False)
class Lesson:
    """One artist to be learned."""

    room: Classroom
    artist: str

    @cached_property
    def shown(self) -> np.ndarray:
        """Rows that are learned from."""
        return self.room.rows(self.artist)[0]

    @cached_property
    def style(self) -> Style:
        """The mean of what is shown."""
        return of_group(self.shown, self.room.corpus, self.artist)

    @cached_property
    def data(self) -> TrainingData:
        """What is shown, as the network sees it."""
        space = self.room.corpus.space
        assert space is not None
        pictures = [read(self.room.corpus.works.picture(int(r)), 2 * SIDE) for r in self.shown]
        return data_of_pictures(pictures, space.vectors[self.shown], self.room.trainer, load())

    @cached_property
    def generator(self) -> LearnedGenerator:
        """The network, and paint of what is shown and of what it was trained on."""
        corpus = self.room.corpus
        weights = corpus.works.pictured.astype(float)
        weights[np.isin(corpus.works.column("artist"), self.room.artists)] = 0
        weights[self.shown] = 1
        return LearnedGenerator(ClosedFormGenerator.of(corpus, load(), weights), self.room.trainer)

    @cached_property
    def asked(self) -> list[tuple[str, Style]]:
        """What prompts ask for: genres, and styles of works that were trained on."""
        left_out = np.isin(self.room.corpus.works.column("artist"), self.room.artists)
        out = []
        for genre, prompt in PROMPTS.items():
            style = self.room.library.style(prompt)
            weights = np.where(left_out, 0, style.weights)
            out.append((genre, Style(prompt, weights, weights / weights.sum() @ self.vectors)))
        return out

    @property
    def vectors(self) -> np.ndarray:
        """Of all works."""
        space = self.room.corpus.space
        assert space is not None
        return space.vectors

    def lora(self, seconds: float, how: FineTuning) -> tuple[LowRankAdapter, float]:
        """A LoRA, and the processor seconds it took."""
        steps, began = self.steps(seconds, how), time.process_time()
        return fine_tune(self.room.trainer, self.data, how, name=self.artist, steps=steps), since(began)

    def steps(self, seconds: float, how: FineTuning, *, tried: int = 6) -> int:
        """How many steps of a LoRA fit into processor seconds."""
        fine_tune(self.room.trainer, self.data, how, name=self.artist, steps=1)
        began = time.process_time()
        fine_tune(self.room.trainer, self.data, how, name=self.artist, steps=tried)
        return max(1, round(seconds / since(began) * tried))

    def inverted(self, seconds: float, *, rate: float = 0.05) -> tuple[np.ndarray, float]:
        """Textual inversion: the one condition that denoises all that is shown best, and the seconds it took."""
        trainer, network = self.room.trainer, self.room.trainer.average.eval()
        vector = self.data.vectors.mean(dim=0).clone().requires_grad_(True)
        how, chunk, spent, done = FineTuning(rate=rate), 10, 0.0, 0

        def change(batch: Batch) -> Batch:
            return replace(batch, style=vector.expand(len(batch), -1), dropped=torch.zeros_like(batch.dropped))

        while spent < seconds:  # the optimiser starts anew with every chunk, on batches of its own
            began = time.process_time()
            how = replace(how, seed=done)
            descend(trainer, self.data, network, [vector], how, minutes=None, steps=chunk, change=change)
            spent, done, chunk = spent + since(began), done + chunk, 80
        scales = trainer.scales
        return (vector.detach() * scales.vector_std + scales.vector_mean).numpy(), spent

    def towards(self, style: Style, point: np.ndarray, share: float) -> Style:
        """What is asked for, part of the way towards a point; painted by what is shown as well."""
        assert style.vector is not None
        weights = 0.5 * style.weights + 0.5 * self.style.weights
        return Style(style.name, weights, (1 - share) * style.vector + share * point)

    def drawn(self, generator: LearnedGenerator, styles: Sequence[Style]) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Compositions of styles in their order, and the first one of each painted."""
        n, seed = self.room.n, self.room.seed
        bare = [generator.draw(s, n=n, size=SIDE, seed=seed, paint=False).pictures for s in styles]
        lent = [generator.draw(s, n=1, size=SIDE, seed=seed).pictures[0] for s in styles]
        return [p for each in bare for p in each], lent

    def closed_form(self) -> list[np.ndarray]:
        """What the generator without a network paints: words choose works, and what is shown is laid over."""
        closed, corpus = self.generator.closed, self.room.corpus
        paths, weights = lineage(self.style, corpus.works, most=SHOWN)
        manner = Manner(self.style, paths, weights, learned=True)
        out: list[np.ndarray] = []
        for _, style in self.asked:
            drawing = closed.draw(style, n=self.room.n, size=SIDE, seed=self.room.seed)
            for picture in drawing.pictures:
                piece = Piece(manner=manner, content=picture, draw={"seed": self.room.seed})
                out += list(paint(piece, closed, corpus).pictures)
        return out


def since(began: float) -> float:
    """Processor seconds."""
    return time.process_time() - began


def compare(
    lesson: Lesson, *, seconds: float, how: FineTuning, share: float
) -> tuple[dict[str, list[float]], dict[str, list[np.ndarray]]]:
    """Every way on one artist: numbers of the table, and pictures."""
    room = lesson.room
    probes = Probes.fit(room, lesson.artist)
    genres = [genre for genre, _ in lesson.asked for _ in range(room.n)]
    originals = [np.asarray(room.squares[r]) for r in lesson.shown]
    plain = [style for _, style in lesson.asked]
    assert lesson.style.vector is not None
    point = lesson.style.vector
    inverted, spent = lesson.inverted(seconds)
    adapter, learned = lesson.lora(seconds, how)
    began = time.process_time()
    e = room.library.learn([int(r) for r in lesson.shown])
    turned = []
    for (_, style), prompt in zip(lesson.asked, PROMPTS.values()):
        found = room.library.style(prompt, e=e, strength=share / LEAN * 0.5)
        left_out = np.isin(room.corpus.works.column("artist"), room.artists)
        left_out[lesson.shown] = False
        weights = np.where(left_out, 0, found.weights)
        turned.append(Style(style.name, weights, weights / weights.sum() @ lesson.vectors))
    turning = since(began)
    network, changed = lesson.generator, adapted(lesson.generator, [(1.0, adapter)])
    ways: dict[str, tuple[float, LearnedGenerator, list[Style]]] = {
        "words alone": (0.0, network, plain),
        "aesthetic gradients": (turning, network, turned),
        "mean point": (0.0, network, [lesson.towards(s, point, share) for s in plain]),
        "textual inversion": (spent, network, [lesson.towards(s, inverted, share) for s in plain]),
        "LoRA, words alone": (learned, changed, [lesson.towards(s, point, 0.0) for s in plain]),
        "LoRA, at the mean point": (learned, changed, [lesson.towards(s, point, share) for s in plain]),
    }
    table: dict[str, list[float]] = {}
    pictures: dict[str, list[np.ndarray]] = {}

    def enter(way: str, took: float, compositions: list[np.ndarray], painted: list[np.ndarray]) -> None:
        alike = np.mean([likeness(p, originals) for p in compositions])
        own = np.mean([copied(p, originals)[0] for p in painted])
        table[way] = [took, *probes.judge(compositions, genres), float(alike), 100 * float(own)]
        pictures[way] = [p for pair in zip(compositions[:: room.n], painted) for p in pair]

    for way, (took, generator, styles) in ways.items():
        enter(way, took, *lesson.drawn(generator, styles))
    painted = lesson.closed_form()
    enter("closed form, painted over", 0.0, painted, painted[:: room.n])
    works = room.corpus.works
    shown, known = ([np.asarray(room.squares[r]) for r in rows] for rows in room.rows(lesson.artist))
    judged = probes.judge(shown, list(works.column("genre")[lesson.shown]))
    table["the works shown"] = [np.nan, *judged, float(np.mean([likeness(p, originals) for p in known])), np.nan]
    return table, pictures
