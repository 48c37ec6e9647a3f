"""Writers beside each other on a run's own words: ``python benchmarks/words.py RUN --steps 1500``.

Masked diffusion and a left-to-right model on the same network, pieces, conditions, batches and steps, and Kneser-Ney
over characters (a model for each kind of text, told nothing of the record). A tenth of the texts is held back; those of
them that are among the texts learned are left out. Bits are for each character outside facts, given the record: the
diffusion's are a bound on its words (16 subsets a text) and its layout exactly, the others' are exact.

Then every writer writes about the records held back and is asked to tell the facts that the text held back tells: how
many of them it does, in how many texts it tells a fact that nobody has given it, and how many contradict the record. A
word or pair of words that at least five texts learned have, all of them about records of which something is the case
(dark, soon answered), says that it is the case; texts held back that "contradict" their own record so are the false
alarms. Copied are sentences (of names the whole) that stand in a text learned, word for word, facts aside.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import torch

from benchmarks.generation import markdown
from stylogeny.corpus.works import Works
from stylogeny.progress import quietly
from stylogeny.runs import Run
from stylogeny.streams import int_seed, stream
from stylogeny.text.learned.examples import KINDS, Example, examples
from stylogeny.text.learned.masked import ORDERS
from stylogeny.text.learned.model import LONGEST, TextModel
from stylogeny.text.learned.pieces import PIECE, letters, told
from stylogeny.text.learned.training import TextPlan, masked_loss, train
from verification.common.language_models import KneserNey, causal_bits, causal_loss, causal_text

MARKED = 5  # texts that a telling word is in at least
Write = Callable[[Example, int], str]


def split(texts: Sequence[Example], *, seed: int) -> tuple[list[Example], list[Example]]:
    """Texts learned and texts held back, none of which is among those learned."""
    held = stream(seed, "held back").random(len(texts)) < 0.1
    learned = [e for e, h in zip(texts, held) if not h]
    same = {(e.kind, e.text) for e in learned}
    return learned, [e for e, h in zip(texts, held) if h and (e.kind, e.text) not in same]


def words_of(text: str) -> set[str]:
    """The words of a text and their pairs, facts aside."""
    pieces = [p.strip().casefold() for p in PIECE.findall(text) if p.strip()]
    return {p for p in pieces if len(p) > 2 and "{" not in p} | {
        f"{a} {b}" for a, b in pairwise(pieces) if "{" not in a + b
    }


def telling(texts: Sequence[Example]) -> dict[str, frozenset[str]]:
    """What a word says to be the case, for words that say something."""
    common: dict[str, frozenset[str]] = {}
    counts = Counter[str]()
    for example in texts:
        for word in words_of(example.text):
            counts[word] += 1
            common[word] = common[word] & example.conditions if word in common else example.conditions
    said = {w: frozenset(c for c in common[w] if not c.startswith("century")) for w, n in counts.items() if n >= MARKED}
    return {w: c for w, c in said.items() if c}


def sentences(text: str, kind: str) -> Iterator[str]:
    """What is compared when copies are looked for."""
    parts = text.replace("! ", ". ").replace("? ", ". ").split(". ") if kind == "wall text" else [text]
    yield from (part.strip(" .").casefold() for part in parts if part.strip(" ."))


def judge(
    write: Write, asked: Sequence[Example], says: dict[str, frozenset[str]], known: set[str], seed: int
) -> list[str]:
    """Facts kept, texts with facts that nobody gave, texts that contradict, sentences copied."""
    kept = wanted = strange = against = copied = lines = 0
    for k, example in enumerate(asked):
        text = write(example, int_seed(seed, "judged", k))
        want, tells = told(example.text), told(text)
        kept, wanted = kept + len(want & tells), wanted + len(want)
        strange += bool(tells - want)
        against += any(not says[w] <= example.conditions for w in words_of(text) if w in says)
        for line in sentences(text, example.kind):
            copied, lines = copied + (line in known), lines + 1
    share = [f"{kept / wanted:.0%}" if wanted else "", f"{strange / len(asked):.0%}", f"{against / len(asked):.0%}"]
    return [*share, f"{copied / max(lines, 1):.0%}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--texts", type=int, default=4000, help="texts by the grammar")
    parser.add_argument("--looks", type=int, default=800, help="pictures measured")
    parser.add_argument("--judged", type=int, default=120, help="texts written of each kind")
    parser.add_argument("--order", type=int, default=6, help="of Kneser-Ney, in characters")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    with quietly():
        given = examples(
            Works.read(Run(args.run).file("works.parquet")), count=args.texts, looks=args.looks, seed=args.seed
        )
        learned, held = split(given, seed=args.seed)
        plan = TextPlan(steps=args.steps, seed=args.seed)
        clock = [time.process_time()]
        masked = train(TextModel.start(learned, seed=args.seed), learned, plan, loss=masked_loss)
        clock.append(time.process_time())
        causal = train(TextModel.start(learned, causal=True, seed=args.seed), learned, plan, loss=causal_loss)
        clock.append(time.process_time())
        by_kind = defaultdict(list)
        for example in learned:
            by_kind[example.kind].append(example.text)
        models = {kind: KneserNey(texts, order=args.order) for kind, texts in by_kind.items()}
        held = [e for e in held if masked.pieces.knows(e.text) and len(masked.pieces.encode(e.text)) < LONGEST]
        clock.append(time.process_time())

    size = sum(p.numel() for p in masked.network.parameters())
    took = [after - before for before, after in pairwise(clock)]
    print(f"{len(learned)} texts learned; {size:,} weights; {args.steps} steps")
    print(f"processor seconds: diffusion {took[0]:.0f}, left to right {took[1]:.0f}, Kneser-Ney {took[2]:.0f}\n")
    print(markdown(["bits per character", "texts", "masked diffusion (bound)", "left to right", "Kneser-Ney"], []))
    for kind in KINDS:
        own = [e for e in held if e.kind == kind][:400]
        size = sum(letters(e.text) for e in own)
        bits = [masked.bits(own, seed=args.seed).sum(), causal_bits(causal, own).sum()]
        bits.append(sum(models[kind].bits(e.text) for e in own))
        print(f"| {kind} | {len(own)} | " + " | ".join(f"{b / max(size, 1):.2f}" for b in bits) + " |", flush=True)

    says = telling(learned)
    head = ["writer", "kind", "facts kept", "facts not given", "contradictions", "copied"]
    print("\n" + markdown(head, []))
    samples: list[str] = []
    for kind in ("wall text", "title"):
        asked = [e for e in held if e.kind == kind][: args.judged]
        known = {line for text in by_kind[kind] for line in sentences(text, kind)}
        writers: dict[str, Write] = {
            f"masked diffusion, {order}": lambda e, s, o=order: masked.write(e, tell=told(e.text), order=o, seed=s)  # type: ignore[misc]
            for order in ORDERS
        }
        writers["masked diffusion, 8 steps"] = lambda e, s: masked.write(e, tell=told(e.text), steps=8, seed=s)
        writers["left to right"] = lambda e, s: causal_text(causal, e, seed=s)
        writers["Kneser-Ney"] = lambda e, s: models[e.kind].text(seed=s)
        writers["texts held back"] = lambda e, s: e.text
        for name, write in writers.items():
            print(f"| {name} | {kind} | " + " | ".join(judge(write, asked, says, known, args.seed)) + " |", flush=True)
            samples += [
                f"- {name}, {kind}: {write(e, int_seed(args.seed, 'judged', k))}" for k, e in enumerate(asked[:3])
            ]
    print("\n" + "\n".join(samples))


if __name__ == "__main__":
    main()
