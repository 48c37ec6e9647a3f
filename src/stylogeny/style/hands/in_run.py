"""The hands of a run: the encoder is learned once, a hand when it is first asked for, and both are kept in the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ...corpus.lookup import Selection, mixture_terms, select
from ...corpus.works import Works
from ...errors import StylogenyError
from ...runs import Run, digest, digest_file
from ...streams import stream
from .repainter import Repainter, read_encoder, read_hand, save_networks
from .studies import PatchStudies
from .training import RepaintTraining, learn_encoder, learn_hand

FOLDER = "hands"  # in a run folder
ENCODER = f"{FOLDER}/encoder.safetensors"
LEAST = 6  # works with pictures that a hand is learned from
MOST = 400  # works that the encoder is learned from, and a hand at most


def hands_named(text: str, works: Works) -> list[tuple[float, Selection]]:
    """Shares and hands of what was asked: an artist, or a mixture of several (``0.6*A+0.4*B``).

    Raises
    ------
    StylogenyError
        For an unknown artist, one with fewer than 6 works with pictures, or a share that is not positive.
    """
    out = []
    for share, name in [(1.0, text)] if _is_artist(text, works) else mixture_terms(text) or [(1.0, text)]:
        hand = select(works, name, kinds=("artist",))
        if share <= 0:
            raise StylogenyError("the shares of hands must be positive", got=text)
        count = int(works.pictured[hand.rows].sum())
        if count < LEAST:
            raise StylogenyError(
                f"a hand is learned from {LEAST} works with pictures at least",
                got=f"{count} of {hand.name}",
                fix="name an artist of whom the run has more",
            )
        out.append((share, hand))
    return out


def repainter_of_run(
    run: Run, hands: Sequence[Selection], *, how: RepaintTraining | None = None, most: int = MOST, seed: int = 0
) -> Repainter:
    """The run's repainter with these hands, those learned that were not yet (some minutes of CPU).

    Parameters
    ----------
    run : Run
    hands : sequence of Selection
        Artists of the run, as :func:`hands_named` gives them.
    how : RepaintTraining, optional
    most : int
        Works that the encoder is learned from, and each hand at most.
    seed : int
    """
    how = how or RepaintTraining()
    table, out = run.file("works.parquet", needs="load"), run.path / ENCODER
    works = Works.read(table)
    out.parent.mkdir(exist_ok=True)
    parameters = {**asdict(how), "pictures": most, "seed": seed}
    drawn = stream(seed, "repaint", "works").permutation(np.flatnonzero(works.pictured))[:most]
    shared = {k: v for k, v in parameters.items() if k not in ("hand_steps", "swap", "keep")}

    def encoder() -> None:
        mark = digest([shared, digest_file(table)])
        learned, common = learn_encoder(_studies(works, drawn, how), how, seed=seed, kept=_part(out), mark=mark)
        save_networks(out, {"encoder": learned, "common": common}, how.shape)

    run.step("repaint encoder", encoder, parameters=shared, inputs=[table], outputs=[ENCODER])
    learned, common, shape = read_encoder(out)
    decoders = {}
    for hand in hands:
        name = f"{FOLDER}/{hand.slug}.safetensors"

        def one(hand: Selection = hand, path: Path = run.path / name) -> None:
            rows = hand.rows[works.pictured[hand.rows]]
            rows = stream(seed, "repaint", hand.subject).permutation(rows)[:most]
            own = _studies(works, rows, how)
            others = _studies(works, np.setdiff1d(drawn, hand.rows), how)
            mark = digest([parameters, hand.subject, digest_file(out)])
            grown = learn_hand(learned, common, own, others, how, seed=seed, kept=_part(path), mark=mark)
            save_networks(path, {"hand": grown}, how.shape, artist=hand.subject, works=len(own))

        asked = {**parameters, "artist": hand.subject}
        run.step(f"repaint {hand.slug}", one, parameters=asked, inputs=[table, out], outputs=[name])
        decoders[hand.name] = read_hand(run.path / name)
    return Repainter(learned, common, decoders, shape)


def _studies(works: Works, rows: np.ndarray, how: RepaintTraining) -> PatchStudies:
    """Patches of works."""
    pictures = [works.picture(int(row)) for row in np.sort(rows)]
    artists = works.column("artist").astype(str)[np.sort(rows)].tolist()
    return PatchStudies.of(pictures, artists, size=how.size, patch=how.patch, least=LEAST)


def _is_artist(text: str, works: Works) -> bool:
    """Whether a text with a + or - in it is somebody's name as it stands."""
    return bool((works.column("artist").astype(str) == text).any())


def _part(path: Path) -> Path:
    return path.with_name(f"{path.stem}.part.safetensors")
