"""Train a writer on a run's own words, and let it write: titles, names and wall texts, with no network and no model.

It learns the corpus's titles and names, and wall texts that the built-in grammar wrote about records of its works, by
masked diffusion: where the facts stand comes first, then the words around them, in any order. A fact of the record can
neither be lost nor changed. With --about a wall text of a work is written from what the run knows of it; with --infill
an unfinished text is finished, a word for every _, facts of the work wherever it says {artist} or the like. Training
is done once, and resumes; RUN/words/model.safetensors is then what `--writer words` of talk and catalogue means.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from . import at_least, emit

if TYPE_CHECKING:
    from ..runs import Run
    from ..text.learned.model import TextModel

EXAMPLE = 'stylogeny words run --infill "The _ of the _" -n 5'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been loaded")
    parser.add_argument("--about", metavar="WORK", help="write about this work: title or id")
    parser.add_argument("--infill", metavar="TEXT", help="finish this text: every _ becomes a word")
    parser.add_argument(
        "--kind", metavar="KIND",
        help="title, artist name, movement name or wall text (default: with --about wall text, else title)",
    )  # fmt: skip
    parser.add_argument("-n", type=at_least(1), default=4, metavar="N", help="how many texts (default 4)")
    parser.add_argument(
        "--order", choices=("random", "left", "sure"), default="random",
        help="in which order words are found: by chance (default), left to right, or surest first",
    )  # fmt: skip
    parser.add_argument(
        "--steps", type=at_least(1), metavar="K", help="steps of training in all (default 2000, or as it was trained)"
    )
    parser.add_argument(
        "--texts",
        type=at_least(0),
        metavar="M",
        help="texts by the grammar to learn (default 4000, or as it was trained)",
    )
    parser.add_argument("--restart", action="store_true", help="learn anew, without the last checkpoint")


def run(args: argparse.Namespace) -> None:
    """Train unless that is done, write, print."""
    from ..runs import Run
    from ..text.learned.masked_writer import learn_words

    folder = Run(args.run)
    model = learn_words(folder, steps=args.steps, texts=args.texts, restart=args.restart)
    kind = args.kind or ("title" if args.about is None else "wall text")
    texts = _written(args, folder, model, kind)
    emit(args, {"kind": kind, "texts": texts, "kinds": sorted(model.layouts)}, "\n".join(texts))


def _written(args: argparse.Namespace, folder: Run, model: TextModel, kind: str) -> list[str]:
    """The texts that were asked for."""
    from ..corpus.lookup import select
    from ..generation.styles import Corpus
    from ..streams import int_seed
    from ..text.facts.types.works import TitleFacts, WorkFacts
    from ..text.learned.examples import Example, conditions_of
    from ..text.learned.masked_writer import in_places, write
    from ..text.learned.records import work_record
    from ..text.wording import word_facts

    facts: WorkFacts | TitleFacts | None = None
    if args.about is not None:
        corpus = Corpus.open(folder)
        row = int(select(corpus.works, args.about, kinds=("work",)).rows[0])
        facts = record = work_record(corpus.works, row, corpus.graph)
        if kind == "title":
            facts = TitleFacts(appearance=record.appearance, year=record.year, artist=record.artist)
    seeds = [int_seed(args.seed, "text", k) for k in range(args.n)]
    if args.infill is not None:
        year = None if facts is None else facts.year
        words = word_facts(facts)
        asked = Example(kind, "", conditions_of(words, year))
        unfinished = [model.infill(args.infill, asked, order=args.order, seed=seed) for seed in seeds]
        return [in_places(text, words) for text in unfinished]
    return [write(model, kind, facts, order=args.order, seed=seed) for seed in seeds]
