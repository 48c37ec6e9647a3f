"""A picture is examined: what it says of itself, what it copies, and whether its claimed year and hand fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...corpus import pictures as reader
from ...corpus.calendar import middle_of, year_text
from ...corpus.copies.alignment import textured_patches
from ...corpus.copies.index import KeypointIndex
from ...corpus.copies.keypoints import at_side
from ...corpus.lookup import select
from ...corpus.works import Works
from ...counterfactual.attribution.pieces import COPIED, FoundPieces
from ...embedding.backbones.backbone import backbone
from ...embedding.heads.dating import quantiles
from ...embedding.space import Embedding
from ...errors import MissingPackage
from ...influence.placement import Placement, place
from ...runs import Run
from ..provenance.identity import Identity
from ..provenance.verdict import DAMAGED, EXPIRED, NONE, TRUSTED, UNREADABLE, WRONG_KIND, SignatureVerdict
from ..provenance.verification import PictureOrigin, mark_line, origin
from .finding import AGREES, DISAGREES, LEVEL, NOTES, PictureFinding, cannot_say, rate_text
from .hand import hand_claim
from .year import DatedWindow, YearClaim, calibrate_windows, latest_window, year_claim

SHOWN = 0.02  # of a picture's patches: with fewer that show anything, there is nothing to examine
FLAT = "the picture shows next to nothing"
UNASKED = "install stylogeny[forensics]"
Examiner = Callable[[np.ndarray], Sequence[PictureFinding]]  # of the pixels, uint8[H, W, 3]


@dataclass(frozen=True, eq=False)
class Authentication:
    """What was found about a picture.

    Parameters
    ----------
    file : str
    claims : mapping
        ``artist`` and ``year``, as they were claimed; None for what was not.
    findings : tuple of PictureFinding
    windows : tuple of DatedWindow
        Latest-looking first; empty without a claimed year.
    placed : Placement, optional
        Where it lies in the run's space.
    copies : tuple of dict
        ``id, title, artist, date, coverage, mirrored`` of works that are in it.
    origin : PictureOrigin
    """

    file: str
    claims: dict[str, Any]
    findings: tuple[PictureFinding, ...]
    windows: tuple[DatedWindow, ...]
    placed: Placement | None
    copies: tuple[dict[str, Any], ...]
    origin: PictureOrigin

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "file": self.file,
            "claims": self.claims,
            "findings": [f.document() for f in self.findings],
            "windows": [{"box": list(w.box), "year": round(w.year, 1), "p": w.p} for w in self.windows],
            "placed": None if self.placed is None else self.placed.json(),
            "copies": list(self.copies),
            "origin": self.origin.document(),
        }


def authenticate(
    picture: Path | str,
    run: Run | Path | str,
    *,
    artist: str | None = None,
    year: float | None = None,
    identity: Identity | None = None,
    anchors: bytes = b"",
    examiners: Sequence[Examiner] = (),
    seed: int = 0,
) -> Authentication:
    """Ask everything that can be asked of a picture.

    Parameters
    ----------
    picture : path
    run : Run or path
        With an embedding that was made from pictures.
    artist : str, optional
        Whose it is said to be: an artist of the run.
    year : float, optional
        When it is said to have been made.
    identity : Identity, optional
        Whose marks are looked for.
    anchors : bytes
        PEM of the roots that are trusted.
    examiners : sequence of callable
        Further questions to the pixels.

    Raises
    ------
    StylogenyError
        For what is no picture, an artist who is not in the run, or a run without an embedding.
    """
    run = run if isinstance(run, Run) else Run(run)
    pixels = reader.read(picture)
    works = Works.read(run.file("works.parquet", needs="load"))
    run.file("embedding.safetensors", needs="embed")
    space = Embedding.read(run, works=works)
    hand = None if artist is None else select(works, artist, kinds=("artist",))
    came = _origin(picture, anchors, identity)
    findings = [_signature(came), _mark(came, identity)]
    more = [finding for examiner in examiners for finding in examiner(pixels)]
    claims = {"artist": None if hand is None else hand.name, "year": year}
    if textured_patches(at_side(pixels)).mean() < SHOWN:
        asked = [name for name, value in (("claimed year", year), ("claimed hand", artist)) if value is not None]
        findings += [cannot_say(about, FLAT) for about in ("copies", *asked)]
        return Authentication(str(picture), claims, (*findings, *more), windows=(), placed=None, copies=(), origin=came)
    pieces = FoundPieces.of(pixels, works, KeypointIndex.open(run.path, works))
    copies = tuple(_copies(pieces, works))
    findings += [_copied(pieces, copies, works)]
    windows: list[DatedWindow] = []
    placed = None
    if space.head is None:
        asked = [name for name, value in (("claimed year", year), ("claimed hand", artist)) if value is not None]
        findings += [cannot_say(about, "the run's space was not made from pictures") for about in asked]
    else:
        placed = place(picture, space)[0]
        known = pieces.work
        if year is not None:
            dated, windows = _year(picture, year, space, run, known=known, seed=seed)
            findings += dated
        if hand is not None:
            vector = placed.vector if known is None else space.vectors[known]
            findings.append(_hand(space, vector, hand.rows, hand.name, known))
    return Authentication(
        str(picture), claims, (*findings, *more), windows=tuple(windows), placed=placed, copies=copies, origin=came
    )


def _origin(picture: Path | str, anchors: bytes, identity: Identity | None) -> PictureOrigin:
    """What the file says of itself, as far as the packages that are installed can read it."""
    for whose in (identity, None):
        try:
            return origin(picture, anchors=anchors, identity=whose)
        except MissingPackage:
            continue
    return PictureOrigin(str(picture), SignatureVerdict(UNREADABLE, UNASKED))


def _signature(came: PictureOrigin) -> PictureFinding:
    s = came.signature
    state = {TRUSTED: AGREES, DAMAGED: DISAGREES, EXPIRED: NOTES, WRONG_KIND: NOTES}.get(s.state, NOTES)
    if s.state in (NONE, UNREADABLE):
        return cannot_say("signature", s.said)
    who = f"; {s.signer}, with {s.generator}" if s.signer else ""
    how = f"; {s.action.removeprefix('c2pa.')}{', ' if s.source_type else ''}{s.source_type}" if s.action else ""
    return PictureFinding(
        "signature", state, s.said + who + how, known_from="a digest of the file, signed (ES256, SHA-256)"
    )


def _mark(came: PictureOrigin, identity: Identity | None) -> PictureFinding:
    if not came.mark_asked and identity is not None:
        return cannot_say("mark", UNASKED)
    if not came.mark_asked:
        return cannot_say("mark", "no identity here, whose mark could be looked for")
    if came.mark is None:
        return PictureFinding("mark", NOTES, "no mark of yours in its pixels")
    state = DISAGREES if came.mark.looks_right is False else NOTES
    rate = came.mark.mark.false_alarm
    return PictureFinding("mark", state, mark_line(came.mark), false_alarm=rate, known_from="the code's geometry")


def _copies(pieces: FoundPieces, works: Works) -> list[dict[str, Any]]:
    """The works of which the picture holds pieces, most covered first."""
    said = []
    for copy in pieces.copies:
        if copy.coverage < COPIED:
            continue
        line = works.table.iloc[copy.row]
        named = {"id": str(line["id"]), "title": str(line["title"] or ""), "artist": str(line["artist"] or "")}
        facts = {"date": works.date(copy.row), "coverage": round(copy.coverage, 3), "mirrored": copy.mirrored}
        said.append({**named, **facts})
    return said


def _copied(pieces: FoundPieces, copies: Sequence[dict[str, Any]], works: Works) -> PictureFinding:
    if pieces.work is not None:
        line = works.table.iloc[pieces.work]
        name = ", ".join(filter(None, (str(line["title"] or line["id"]), str(line["artist"] or ""))))
        said = f"it is a picture of {name}, {works.date(pieces.work)}, which is in the run"
        return PictureFinding("copies", NOTES, said)
    if not copies:
        return PictureFinding("copies", NOTES, "no work of the run lies in it")
    first = copies[0]
    name = first["title"] or first["id"]
    said = f"{first['coverage']:.0%} of it lies over {name}, {first['artist'] or 'unknown'}"
    return PictureFinding("copies", NOTES, said + (", mirrored" if first["mirrored"] else ""))


def _year(
    picture: Path | str, year: float, space: Embedding, run: Run, *, known: int | None, seed: int
) -> tuple[list[PictureFinding], list[DatedWindow]]:
    """Whether the claimed year fits the whole picture, and its windows."""
    head, body = space.head, backbone(space.backbone)
    assert head is not None
    middle = middle_of(year)
    if known is not None and space.works.dated[known]:
        first, last = space.works.earliest[known], space.works.latest[known]
        fits = first <= middle <= last
        said = f"the run dates that work {space.works.date(known)}"
        return [
            PictureFinding("claimed year", AGREES if fits else DISAGREES, said, known_from="the run's own table")
        ], []
    pixels = reader.read(picture, size=body.side)
    posterior = head.posterior(body.features([pixels]))
    median = float(quantiles(posterior, head.years, 0.5)[0])
    claim = year_claim(head, posterior[0], middle)
    findings = [_whole(claim, year, median)]
    calibration = calibrate_windows(space, body, run.path, seed=seed)
    windows, p, count = latest_window(pixels, middle, space, body, calibration)
    late = windows[0]
    said = (
        f"the window least likely to be as early looks like {year_text(late.year)}; of pictures that are what they are "
        f"said to be {rate_text(p)} have one as unlikely"
    )
    state = DISAGREES if p < LEVEL else AGREES
    findings.append(PictureFinding("latest element", state, said, p, LEVEL, f"windows of {count} works of the run"))
    return findings, windows


def _whole(claim: YearClaim, year: float, median: float) -> PictureFinding:
    wrong = claim.two_sided < LEVEL
    way = "later" if claim.looks_later < claim.looks_earlier else "earlier"
    said = f"it looks like {year_text(median)}"
    if wrong:
        said += f", {way} than {year_text(year)}: {rate_text(claim.two_sided)} of right pictures look as wrong"
    else:
        said += f", which {year_text(year)} fits: {rate_text(claim.two_sided)} of right pictures look as far off"
    known = f"{claim.works} works by artists not seen in training"
    return PictureFinding("claimed year", DISAGREES if wrong else AGREES, said, claim.two_sided, LEVEL, known)


def _hand(space: Embedding, vector: np.ndarray, rows: np.ndarray, artist: str, known: int | None) -> PictureFinding:
    """Whether the claimed hand fits."""
    if known is not None and str(space.works.table["artist"].iat[known]):
        true = known in set(rows.tolist())
        said = f"the run says that work is by {space.works.table['artist'].iat[known]}"
        return PictureFinding("claimed hand", AGREES if true else DISAGREES, said, known_from="the run's own table")
    claim = hand_claim(space, vector, rows, skip=known)
    if claim is None:
        return cannot_say("claimed hand", "too few works of such artists are in the run")
    wrong = claim.p < LEVEL
    said = (
        f"{rate_text(claim.nearer)} of the works of others lie nearer than the nearest by {artist}; of pictures truly "
        f"by their artist {rate_text(claim.p)} stand as far off"
    )
    known_from = f"{claim.works} works by {claim.artists} artists with about {claim.own} works"
    return PictureFinding("claimed hand", DISAGREES if wrong else AGREES, said, claim.p, LEVEL, known_from)
