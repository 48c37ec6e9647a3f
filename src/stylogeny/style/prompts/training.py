"""Train the text tower: each work's words against its picture, in batches (symmetric InfoNCE)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from ...corpus.works import Works
from ...errors import StylogenyError
from ...progress import Callback, progress
from ...provenance import Provenance
from ...streams import stream
from .text_tower import TextTower, text_forward
from .vocabulary import buckets_of, captions, rows_of, vocabulary_of

WIDTH, HIDDEN, AXES = 128, 256, 128
# how often each part of a caption is shown, so that parts are queries too
KEEP = {"title": 0.8, "artist": 0.6, "style": 0.6, "genre": 0.6, "medium": 0.4, "year": 0.5}


@dataclass(frozen=True, eq=False)
class CaptionedPictures:
    """Captions and pictures to train on.

    Parameters
    ----------
    rows : ndarray
        int64[k]: positions of the works with captions among all pictured works.
    captions : dict
        For each of them, the vocabulary positions int64 of every part of its caption.
    inputs : Tensor
        float32[m, p]: the pictured works along the principal axes.
    buckets, idf : ndarray
        int64[v] and float32[v]: the vocabulary, and their inverse document frequencies.
    mean, scale, axes : ndarray
        float32[D], float32[D], float32[D, p]: how `inputs` came about.
    """

    rows: np.ndarray
    captions: dict[int, dict[str, np.ndarray]]
    inputs: torch.Tensor
    buckets: np.ndarray
    idf: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    axes: np.ndarray

    @classmethod
    def of(cls, works: Works, inputs: np.ndarray, rows: np.ndarray | None) -> CaptionedPictures:
        """Of the works at `rows` among those with pictures, by default all."""
        pictured = np.flatnonzero(works.pictured)
        if len(inputs) != len(pictured):
            raise StylogenyError("one input per pictured work is expected", got=f"{len(inputs)} for {len(pictured)}")
        all_texts = captions(works)
        texts = [all_texts[r] for r in pictured]
        chosen = np.arange(len(inputs)) if rows is None else np.asarray(rows)
        chosen = np.array([k for k in chosen if texts[k]], dtype=np.int64)
        if len(chosen) < 16:
            raise StylogenyError(
                "a text tower needs at least 16 works with words", got=len(chosen), fix="give titles, artists or styles"
            )
        mean, scale = inputs[chosen].mean(0), inputs[chosen].std(0) + 1e-6
        standard = np.clip((inputs - mean) / scale, -5, 5).astype(np.float32)
        axes = _axes(standard[chosen], min(AXES, standard.shape[1], len(chosen) - 1))
        buckets, idf = vocabulary_of([buckets_of(" ".join(texts[k].values())) for k in chosen])
        parts = {int(k): {name: rows_of(buckets_of(text), buckets) for name, text in texts[k].items()} for k in chosen}
        return cls(
            chosen, parts, torch.from_numpy(standard @ axes),
            buckets=buckets, idf=idf, mean=mean, scale=scale, axes=axes,
        )  # fmt: skip


def fit(
    works: Works,
    inputs: np.ndarray,
    *,
    rows: np.ndarray | None = None,
    epochs: int = 30,
    batch: int = 512,
    lr: float = 2e-3,
    embedding: str = "",
    seed: int = 0,
    callback: Callback | None = None,
) -> TextTower:
    """Both towers, from the words and pictures of works.

    Parameters
    ----------
    works : Works
    inputs : ndarray
        float32[m, D]: one row per pictured work (:func:`.text_tower.inputs_of`).
    rows : ndarray, optional
        Positions into `inputs` to train on (default all): the others are held out.
    epochs, batch, lr : int, int, float
    embedding : str
        Digest of the embedding, kept in the file.

    Raises
    ------
    StylogenyError
        Fewer than 16 works with words.
    """
    data = CaptionedPictures.of(works, inputs, rows)
    p = _start(data.inputs.shape[1], len(data.buckets), seed)
    optimiser = torch.optim.AdamW([{"params": list(p.values()), "weight_decay": 1e-2}], lr=lr)
    batches = max(1, len(data.rows) // batch)
    steps = epochs * batches
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, lr, total_steps=steps + 1, pct_start=0.1)
    for epoch in progress(range(epochs), "text tower", unit="epoch", callback=callback):
        rng = stream(seed, "words", epoch)
        for rows_now in np.array_split(rng.permutation(data.rows), batches):
            loss = _loss(p, data, rows_now, rng)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    tensors = {k: v.detach().numpy() for k, v in p.items()}
    tensors |= {"buckets": data.buckets, "idf": data.idf, "mean": data.mean, "scale": data.scale, "axes": data.axes}
    parameters = {"epochs": epochs, "batch": batch, "lr": lr, "works": len(data.rows), "seed": seed}
    return TextTower(tensors, Provenance(parameters, {"embedding": embedding}))


def _loss(
    p: dict[str, torch.Tensor], data: CaptionedPictures, rows: np.ndarray, rng: np.random.Generator
) -> torch.Tensor:
    """Symmetric InfoNCE of the captions and pictures of some works."""
    ids = [_caption(data.captions[int(k)], rng) for k in rows]
    keep = torch.from_numpy((rng.random((len(rows), data.inputs.shape[1])) > 0.2).astype(np.float32) / 0.8)
    drop = torch.from_numpy((rng.random((len(rows), HIDDEN)) > 0.3).astype(np.float32) / 0.7)
    text = text_forward(p, ids, data.idf)
    picture = _pictures(p, data.inputs[torch.from_numpy(rows)] * keep, drop)
    logits = text @ picture.T * p["temperature"].exp().clamp(max=50)
    target = _same(ids)
    return F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target.T / target.T.sum(1, keepdim=True))


def _start(width_in: int, vocabulary: int, seed: int) -> dict[str, torch.Tensor]:
    rng = stream(seed, "words", "start")

    def matrix(rows: int, columns: int, std: float | None = None) -> torch.Tensor:
        value = rng.normal(size=(rows, columns)) * (std or columns**-0.5)
        return torch.from_numpy(value.astype(np.float32)).requires_grad_(True)

    def zeros(size: int) -> torch.Tensor:
        return torch.zeros(size, requires_grad=True)

    return {
        "table": matrix(vocabulary, HIDDEN, 0.1), "w1": matrix(HIDDEN, HIDDEN), "b1": zeros(HIDDEN),
        "w2": matrix(WIDTH, HIDDEN), "b2": zeros(WIDTH), "wp": matrix(HIDDEN, width_in), "bp": zeros(HIDDEN),
        "wq": matrix(WIDTH, HIDDEN), "bq": zeros(WIDTH), "wr": matrix(WIDTH, width_in),
        "temperature": torch.tensor([np.log(10.0)], dtype=torch.float32, requires_grad=True),
    }  # fmt: skip


def _pictures(p: dict[str, torch.Tensor], x: torch.Tensor, drop: torch.Tensor) -> torch.Tensor:
    h = torch.relu(F.linear(x, p["wp"], p["bp"])) * drop
    return F.normalize(F.linear(h, p["wq"], p["bq"]) + F.linear(x, p["wr"]), dim=1)


def _axes(x: np.ndarray, count: int) -> np.ndarray:
    """Whitening principal axes, float32[D, count]."""
    values, vectors = np.linalg.eigh(x.T.astype(np.float64) @ x / len(x))
    best = np.argsort(-values)[:count]
    return (vectors[:, best] / np.sqrt(np.maximum(values[best], 1e-3))).astype(np.float32)


def _caption(parts: dict[str, np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Some parts of a caption (at least one)."""
    kept = [name for name in parts if rng.random() < KEEP[name]]
    return np.concatenate([parts[name] for name in kept or list(parts)[:1]])


def _same(ids: Sequence[np.ndarray]) -> torch.Tensor:
    """Targets[B, B]: captions that came out equal share the mass."""
    names = [i.tobytes() for i in ids]
    number = {n: k for k, n in enumerate(dict.fromkeys(names))}
    group = torch.tensor([number[n] for n in names])
    same = (group[:, None] == group[None]).float()
    return same / same.sum(1, keepdim=True)
