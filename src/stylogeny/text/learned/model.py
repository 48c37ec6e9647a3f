"""A model of a corpus's texts: pieces, layouts, conditions and the network, and what it can be asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...streams import stream
from .examples import Example
from .layout import Layouts
from .masked import Guess, hide, sample, surprise
from .network import TextNetwork, TextShape
from .pieces import END, MASK, TextPieces, told

FORMAT = Format("text-model", 1, "run `stylogeny words --restart`")
FILE = "words/model.safetensors"  # in a run folder
LONGEST = 72  # pieces of a text; longer ones are not learned
GAP = "_"  # in an unfinished text: one word to be found


@dataclass(frozen=True, eq=False)
class TextModel:
    """Masked diffusion over texts of some kinds, or with a causal network what it is compared with.

    Parameters
    ----------
    pieces : TextPieces
    conditions : tuple of str
        What may be known of a text, kinds among it.
    layouts : mapping
        By kind.
    network : TextNetwork
    """

    pieces: TextPieces
    conditions: tuple[str, ...]
    layouts: Mapping[str, Layouts]
    network: TextNetwork

    @classmethod
    def start(cls, texts: Sequence[Example], *, causal: bool = False, seed: int = 0, width: int = 128) -> TextModel:
        """An untrained model of some texts; its first weights depend on the seed alone.

        Raises
        ------
        StylogenyError
            No texts.
        """
        if not texts:
            raise StylogenyError("there are no words to learn", fix="give a run whose works have titles")
        pieces = TextPieces.of([example.text for example in texts])
        conditions = sorted({c for example in texts for c in _conditions(example)})
        by_kind: dict[str, list[np.ndarray]] = {}
        for example in texts:
            row = pieces.encode(example.text)
            if 0 < len(row) <= LONGEST:
                by_kind.setdefault(example.kind, []).append(row)
        layouts = {kind: Layouts.of(pieces, rows, longest=LONGEST) for kind, rows in by_kind.items()}
        shape = TextShape(len(pieces), len(conditions), LONGEST, width=width, causal=causal)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = TextNetwork(shape)
        return cls(pieces, tuple(conditions), layouts, network)

    @cached_property
    def writable(self) -> torch.Tensor:
        """bool[V]: pieces that are words, not facts."""
        able = torch.from_numpy(~self.pieces.places)
        able[[MASK, END]] = False
        return able

    def context(self, given: Sequence[Example]) -> torch.Tensor:
        """Conditions of texts, float32[n, C]; what was never seen in training is left out."""
        number = {name: k for k, name in enumerate(self.conditions)}
        out = torch.zeros(len(given), len(self.conditions))
        for row, example in enumerate(given):
            out[row, [number[c] for c in sorted(_conditions(example)) if c in number]] = 1.0
        return out

    def rows(self, given: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor]:
        """TextPieces of texts int64[n, L], and how many each has, int64[n]."""
        return pad([self.pieces.encode(example.text) for example in given])

    def free(self, rows: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """bool[n, L]: what is written; the rest is facts, or after the end."""
        return self.writable[rows] & (torch.arange(rows.shape[1]) < lengths[:, None])

    def guess(self, context: torch.Tensor, lengths: torch.Tensor, able: torch.Tensor | None = None) -> Guess:
        """The denoiser of texts under conditions; `able` bool[..., V] says which pieces may stand where."""
        allowed = self.writable if able is None else able & self.writable

        def logits(rows: torch.Tensor) -> torch.Tensor:
            out: torch.Tensor = self.network(rows, context, lengths)
            return out.masked_fill(~allowed, -torch.inf)

        return logits

    def bits(self, given: Sequence[Example], *, draws: int = 16, seed: int = 0) -> np.ndarray:
        """Bits of each text given its record, float64[n]: the bound on its words, and its layout exactly.

        Parameters
        ----------
        given : sequence of Example
        draws : int
            Subsets of masked pieces for each text, their numbers spread evenly (antithetic).
        """
        out = np.zeros(len(given))
        for k, example in enumerate(given):
            rows, lengths = self.rows([example] * draws)
            free, rng = self.free(rows, lengths), stream(seed, "bound", k)
            chance = rng.random((draws, rows.shape[1] + 1))
            chance[:, 0] = (chance[0, 0] + np.arange(draws) / draws) % 1.0
            hidden = hide(free, torch.from_numpy(chance))
            guess = self.guess(self.context([example] * draws), lengths)
            with torch.inference_mode():
                nats = surprise(guess(rows.masked_fill(hidden, MASK)), rows, free, hidden).double().mean()
            out[k] = float(nats) / math.log(2) + self.layouts[example.kind].bits(rows[0].numpy())
        return out

    def write(
        self,
        asked: Example,
        *,
        known: frozenset[str] = frozenset(),
        tell: frozenset[str] | None = None,
        order: str = "random",
        steps: int | None = None,
        seed: int = 0,
    ) -> str:
        """A text with places for facts.

        Parameters
        ----------
        asked : Example
            Kind and conditions; its text is not read.
        known : frozenset of str
            Facts that the record has.
        tell : frozenset of str, optional
            Those that are told; by default some, as texts of this kind do.
        order, steps
            See :func:`.masked.sample`.
        seed : int

        Raises
        ------
        StylogenyError
            A kind of text that was not learned.
        """
        layouts = self._layouts(asked.kind)
        rng = stream(seed, "layout", asked.kind)
        tell = layouts.choose(known, rng) if tell is None else tell
        row = torch.from_numpy(layouts.draw(tell, rng))[None]
        asked = replace(asked, text="".join(f"{{{name}}}" for name in sorted(tell)))
        return self._fill(row, row == 0, asked, None, order=order, steps=steps, seed=seed)

    def infill(
        self, text: str, asked: Example, *, order: str = "random", steps: int | None = None, seed: int = 0
    ) -> str:
        """An unfinished text with a word wherever it has a :data:`GAP`, other words and places of facts as they are.

        Raises
        ------
        StylogenyError
            No gap, a text that is too long, or characters that no text of the run has.
        """
        self._layouts(asked.kind)
        parts = text.split(GAP)
        if len(parts) < 2:
            raise StylogenyError("nothing to fill in", got=repr(text), fix=f"put {GAP} for each missing word")
        row: list[int] = []
        able: list[np.ndarray] = []
        spaced = np.array([name.startswith(" ") for name in self.pieces.names])
        for k, part in enumerate(parts):
            gap_ahead = k < len(parts) - 1
            numbers = self.pieces.encode(part.removesuffix(" ") if gap_ahead else part)
            row += numbers.tolist()
            able += [np.ones(len(self.pieces), bool)] * len(numbers)
            if gap_ahead:
                row.append(MASK)
                able.append(self.pieces.words & (spaced == part.endswith(" ")))
        if len(row) > LONGEST:
            raise StylogenyError("too long a text", got=f"{len(row)} pieces", fix=f"at most {LONGEST}")
        rows, allowed = torch.tensor([row]), torch.from_numpy(np.stack(able))
        if not (allowed & self.writable).any(dim=1).all():
            raise StylogenyError("the run has no words that could stand there", got=repr(text))
        asked = replace(asked, text="".join(f"{{{name}}}" for name in sorted(told(text))))
        return self._fill(rows, rows == MASK, asked, allowed, order=order, steps=steps, seed=seed)

    def _fill(
        self,
        rows: torch.Tensor,
        free: torch.Tensor,
        asked: Example,
        able: torch.Tensor | None,
        *,
        order: str,
        steps: int | None,
        seed: int,
    ) -> str:
        lengths = torch.tensor([rows.shape[1]])
        draws = torch.from_numpy(stream(seed, "words", asked.kind).random((1, rows.shape[1], 2)))
        guess = self.guess(self.context([asked]), lengths, able)
        with torch.inference_mode():
            return self.pieces.decode(sample(guess, rows, free, draws, order=order, steps=steps)[0].tolist())

    def _layouts(self, kind: str) -> Layouts:
        if kind not in self.layouts:
            raise StylogenyError(
                "no such texts were learned", got=repr(kind), fix=f"ask for one of {', '.join(self.layouts)}"
            )
        return self.layouts[kind]

    def save(self, path: Path, *, moments: Mapping[str, np.ndarray] | None = None, **said: object) -> None:
        """Write as one safetensors file, `moments` of an optimiser and what is `said` beside it."""
        arrays = {f"network.{name}": value.numpy() for name, value in self.network.state_dict().items()}
        arrays |= {f"optimiser.{name}": value for name, value in (moments or {}).items()}
        write_tensors(
            path, arrays, FORMAT,
            shape=asdict(self.network.shape), pieces=list(self.pieces.names), conditions=list(self.conditions),
            layouts={kind: layouts.document() for kind, layouts in self.layouts.items()}, **said,
        )  # fmt: skip

    @classmethod
    def read(cls, path: Path) -> TextModel:
        """Read what :meth:`save` wrote.

        Raises
        ------
        StylogenyError
            Missing, damaged, or of another version.
        """
        arrays, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            pieces = TextPieces(tuple(head["pieces"]))
            layouts = {kind: Layouts.read(pieces, d, longest=LONGEST) for kind, d in head["layouts"].items()}
            network = TextNetwork(TextShape(**head["shape"]))
            network.load_state_dict(
                {
                    name.partition(".")[2]: torch.from_numpy(a)
                    for name, a in arrays.items()
                    if name.startswith("network.")
                }
            )
            return cls(pieces, tuple(head["conditions"]), layouts, network.eval())


def pad(rows: Sequence[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of numbers beside each other, int64[n, L] with zeros at the end, and their lengths int64[n]."""
    lengths = torch.tensor([len(row) for row in rows])
    out = torch.zeros(len(rows), max(int(lengths.max()), 1), dtype=torch.long)
    for k, row in enumerate(rows):
        out[k, : len(row)] = torch.from_numpy(row)
    return out, lengths


def _conditions(example: Example) -> set[str]:
    """All that is known of a text: its kind, what it tells, and what it does not say."""
    return {f"kind {example.kind}", *(f"tells {name}" for name in told(example.text)), *example.conditions}
