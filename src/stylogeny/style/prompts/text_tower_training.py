"""Train the text tower: each work's words against its picture, in batches (symmetric InfoNCE)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional as F

from ...corpus.works import Works
from ...errors import StylogenyError
from ...progress import Callback, progress
from ...streams import stream
from .text_tower import TextTower, text_forward
from .vocabulary import captions, hashed, rows_of, vocabulary

WIDTH, HIDDEN, AXES = 128, 256, 128
KEEP = {
    "title": 0.8,
    "artist": 0.6,
    "style": 0.6,
    "genre": 0.6,
    "medium": 0.4,
    "year": 0.5,
}  # so that parts are queries too


def fit(
    works: Works,
    inputs: np.ndarray,
    *,
    rows: np.ndarray | None = None,
    epochs: int = 30,
    batch: int = 512,
    lr: float = 2e-3,
    space: str = "",
    seed: int = 0,
    callback: Callback | None = None,
) -> TextTower:
    """Both towers, from the words and pictures of works.

    Parameters
    ----------
    works : Works
    inputs : ndarray
        float32[m, D]: one row a pictured work (:func:`.words.inputs_of`).
    rows : ndarray, optional
        Positions into `inputs` to train on (default all): the others are held out.
    epochs, batch, lr : int, int, float
    space : str
        Digest of the embedding, kept in the file.

    Raises
    ------
    StylogenyError
        Fewer than 16 works with words.
    """
    pictured = np.flatnonzero(works.pictured)
    if len(inputs) != len(pictured):
        raise StylogenyError("one input a pictured work is expected", got=f"{len(inputs)} for {len(pictured)}")
    all_known = captions(works)
    known = [all_known[r] for r in pictured]
    chosen = np.arange(len(inputs)) if rows is None else np.asarray(rows)
    chosen = np.array([k for k in chosen if known[k]], dtype=np.int64)
    if len(chosen) < 16:
        raise StylogenyError(
            "a text tower needs at least 16 works with words", got=len(chosen), fix="give titles, artists or styles"
        )
    mean, scale = inputs[chosen].mean(0), inputs[chosen].std(0) + 1e-6
    standard = np.clip((inputs - mean) / scale, -5, 5).astype(np.float32)
    axes = _axes(standard[chosen], min(AXES, standard.shape[1], len(chosen) - 1))
    x = torch.from_numpy(standard @ axes)
    buckets, weight = vocabulary([hashed(" ".join(known[k].values())) for k in chosen])
    parts = {k: {name: rows_of(hashed(text), buckets) for name, text in known[k].items()} for k in chosen}
    p = _start(x.shape[1], len(buckets), seed)
    optimiser = torch.optim.AdamW([{"params": list(p.values()), "weight_decay": 1e-2}], lr=lr)
    steps = epochs * max(1, len(chosen) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, lr, total_steps=steps + 1, pct_start=0.1)
    for epoch in progress(range(epochs), "text tower", unit="epoch", callback=callback):
        luck = stream(seed, "words", epoch)
        order = luck.permutation(chosen)
        for rows_now in np.array_split(order, max(1, len(chosen) // batch)):
            ids = [_caption(parts[k], luck) for k in rows_now]
            keep = torch.from_numpy((luck.random((len(rows_now), x.shape[1])) > 0.2).astype(np.float32) / 0.8)
            drop = torch.from_numpy((luck.random((len(rows_now), HIDDEN)) > 0.3).astype(np.float32) / 0.7)
            text = text_forward(p, ids, weight)
            picture = _pictures(p, x[torch.from_numpy(rows_now)] * keep, drop)
            logits = text @ picture.T * p["temperature"].exp().clamp(max=50)
            target = _same(ids)
            loss = F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target.T / target.T.sum(1, keepdim=True))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    tensors = {k: v.detach().numpy() for k, v in p.items()}
    return TextTower({**tensors, "known": buckets, "idf": weight, "mean": mean, "scale": scale, "axes": axes}, space)


def _start(width_in: int, vocabulary: int, seed: int) -> dict[str, torch.Tensor]:
    luck = stream(seed, "words", "start")

    def matrix(rows: int, columns: int, spread: float | None = None) -> torch.Tensor:
        value = luck.normal(size=(rows, columns)) * (spread or columns**-0.5)
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


def _caption(parts: dict[str, np.ndarray], luck: np.random.Generator) -> np.ndarray:
    """Some of what is known of a work (at least one thing)."""
    kept = [name for name in parts if luck.random() < KEEP[name]]
    return np.concatenate([parts[name] for name in kept or list(parts)[:1]])


def _same(ids: Sequence[np.ndarray]) -> torch.Tensor:
    """Targets[B, B]: captions that came out equal share the mass."""
    names = [i.tobytes() for i in ids]
    number = {n: k for k, n in enumerate(dict.fromkeys(names))}
    group = torch.tensor([number[n] for n in names])
    same = (group[:, None] == group[None]).float()
    return same / same.sum(1, keepdim=True)
