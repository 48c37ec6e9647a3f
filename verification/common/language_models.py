"""What masked diffusion over texts is compared with: left to right on the same network, and interpolated Kneser-Ney."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import torch

from stylogeny.streams import stream
from stylogeny.text.learned.examples import Example
from stylogeny.text.learned.model import LONGEST, TextModel, pad
from stylogeny.text.learned.pieces import END, MASK, PLACE


def _causal_logits(model: TextModel, batch: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Logits, targets and which places count, of texts with their ends; facts are pieces like others."""
    rows = [np.append(model.pieces.encode(example.text), END) for example in batch]
    targets, lengths = pad(rows)
    inputs = torch.cat([torch.full((len(rows), 1), END), targets[:, :-1]], dim=1)
    logits: torch.Tensor = model.network(inputs, model.context(batch), lengths)
    logits = logits.index_fill(-1, torch.tensor([MASK]), -torch.inf)
    return logits, targets, torch.arange(targets.shape[1]) < lengths[:, None]


def causal_loss(model: TextModel, batch: Sequence[Example], rng: np.random.Generator) -> torch.Tensor:
    """Cross-entropy left to right, nats for each piece."""
    logits, targets, real = _causal_logits(model, batch)
    cost = torch.nn.functional.cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    return cost[real].mean()


def causal_bits(model: TextModel, texts: Iterable[Example]) -> np.ndarray:
    """Bits of each text given its record, float64[n], exact: facts' places and the end too."""
    out = []
    with torch.inference_mode():
        for example in texts:
            logits, targets, _ = _causal_logits(model, [example])
            out.append(float(torch.nn.functional.cross_entropy(logits[0].double(), targets[0], reduction="sum")))
    return np.array(out) / math.log(2)


def causal_text(model: TextModel, asked: Example, *, seed: int) -> str:
    """A text left to right under an example's conditions (which facts it should tell is among them)."""
    draws, row = stream(seed, "left to right").random(LONGEST), [END]
    context = model.context([asked])
    with torch.inference_mode():
        for u in draws[:-1]:
            logits = model.network(torch.tensor([row]), context, torch.tensor([len(row)]))[0, -1].double()
            logits[MASK] = -torch.inf
            sums = logits.softmax(dim=-1).cumsum(dim=0)
            piece = min(int(torch.searchsorted(sums, torch.tensor(u) * sums[-1], right=True)), len(sums) - 1)
            if piece == END:
                break
            row.append(piece)
    return model.pieces.decode(row[1:])


class KneserNey:
    """Interpolated Kneser-Ney over characters, places of facts among them (Kneser & Ney 1995; Chen & Goodman 1999).

    Parameters
    ----------
    texts : iterable of str
    order : int
        Characters of a context, and the next.
    discount : float
    """

    def __init__(self, texts: Iterable[str], *, order: int = 6, discount: float = 0.75) -> None:
        self.order, self.discount = order, discount
        self.counts: list[dict[tuple[str, ...], Counter[str]]] = [defaultdict(Counter) for _ in range(order)]
        self.symbols: set[str] = set()
        for text in texts:
            row = self._row(text)
            self.symbols |= set(row[order - 1 :])
            for k in range(order - 1, len(row)):
                self.counts[order - 1][tuple(row[k - order + 1 : k])][row[k]] += 1
        for n in range(
            order - 1, 0, -1
        ):  # below the longest context it counts in how many contexts a character follows
            for context, after in self.counts[n].items():
                for symbol in after:
                    self.counts[n - 1][context[1:]][symbol] += 1

    def _row(self, text: str) -> list[str]:
        """Symbols of a text between starts and an end."""
        row, at = ["<s>"] * (self.order - 1), 0
        for match in PLACE.finditer(text):
            row += [*text[at : match.start()], match.group()]
            at = match.end()
        return [*row, *text[at:], "</s>"]

    def chance(self, context: tuple[str, ...], symbol: str) -> float:
        """The chance of a symbol after a context."""
        chance = 1 / (len(self.symbols) + 1)  # one more for what was never seen
        for n in range(self.order):
            after = self.counts[n].get(context[len(context) - n :] if n else ())
            if after:
                total = after.total()
                own = max(after[symbol] - self.discount, 0) / total
                chance = own + self.discount * len(after) / total * chance
        return chance

    def bits(self, text: str) -> float:
        """Bits of a text and its end."""
        row = self._row(text)
        start = self.order - 1
        return -sum(math.log2(self.chance(tuple(row[k - start : k]), row[k])) for k in range(start, len(row)))

    def text(self, *, seed: int, longest: int = 400) -> str:
        """A text drawn left to right."""
        rng, row, start = stream(seed, "kneser-ney"), ["<s>"] * (self.order - 1), self.order - 1
        symbols = sorted(self.symbols)
        while len(row) < longest:
            chances = np.array([self.chance(tuple(row[len(row) - start :]), s) for s in symbols])
            row.append(symbols[int(rng.choice(len(symbols), p=chances / chances.sum()))])
            if row[-1] == "</s>":
                break
        return "".join(s for s in row[start:] if s != "</s>")
