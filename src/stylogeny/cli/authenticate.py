"""Whether a picture is what it is said to be: one page, and JSON.

A claimed year and a claimed hand are held against what the run sees, whole and by window (a late motif in an early
manner); works of the run that lie in it are named; so is what the file says of itself (signature, mark). Each line
says how often a picture that is right would get it, or that it cannot be said.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import YEARS, at_least, emit, new_file
from .signing import anchors_argument

if TYPE_CHECKING:
    from ..forensics.detection.detector import Detector
    from ..runs import Run

EXAMPLE = 'stylogeny authenticate found.jpg run --artist "Camille Pissarro" --year 1885'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="a picture file")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been embedded")
    parser.add_argument("--artist", metavar="NAME", help="whose it is said to be: an artist of the run")
    parser.add_argument(
        "--year", type=at_least(*map(float, YEARS)), metavar="Y", help="when it is said to have been made"
    )
    anchors_argument(parser)
    parser.add_argument(
        "--teach", action="store_true", help="teach the run's detector of drawn pictures, if it has none (some minutes)"
    )
    parser.add_argument(
        "-o", "--out", type=new_file, metavar="HTML", help="the page to write (default: in RUN/questions/)"
    )


def run(args: argparse.Namespace) -> None:
    """Examine, write the page, print."""
    from functools import partial

    from ..corpus.pictures import read
    from ..corpus.works import Works
    from ..forensics.authentication.authenticate import authenticate
    from ..forensics.authentication.machine import machine_findings
    from ..forensics.provenance.identity import trusted
    from ..report.authentication_page import write_authentication
    from ..report.questions.page import folder_of
    from ..runs import Run, digest, digest_file, slug

    read(args.picture)  # before anything is taught
    folder = Run(args.run)
    identity, anchors = trusted(folder.path, args.anchors)
    examiner = partial(machine_findings, detector=_detector(folder, teach=args.teach, seed=args.seed))
    answer = authenticate(
        args.picture, folder, artist=args.artist, year=args.year, identity=identity, anchors=anchors,
        examiners=[examiner], seed=args.seed,
    )  # fmt: skip
    asked = digest({"picture": digest_file(args.picture), "artist": args.artist, "year": args.year})[:8]
    out = args.out or folder_of(folder) / f"authenticate-{slug(args.picture.stem)}-{asked}.html"
    page = write_authentication(answer, out, Works.read(folder.file("works.parquet", needs="load")))
    lines = [str(args.picture), *(f"  {finding.line}" for finding in answer.findings)]
    if answer.placed is not None:
        lines += [
            f"  beside {n['distance']:5.2f}  {n['title'] or n['id']}, {n['artist']}" for n in answer.placed.nearest
        ]
    emit(args, {**answer.document(), "page": str(page)}, "\n".join([*lines, f"  {page}"]))


def _detector(run: Run, *, teach: bool, seed: int) -> Detector | None:
    """The run's detector of drawn pictures; None where it has none and none is to be taught."""
    from ..forensics.detection.detector import Detector
    from ..forensics.detection.teaching import FILE, detector_of
    from ..influence.open_graph import open_graph

    if teach:
        return detector_of(run, open_graph(run), seed=seed)
    return Detector.read(run.path / FILE) if (run.path / FILE).exists() else None
