"""Where pictures come from, signed and checked, offline.

init makes an identity once: a certificate authority of your own, a certificate that signs, a secret for marks. sign
puts a C2PA manifest into picture files: what this program drew says its parents with shares, year, seed and generator;
any other picture, that it was there. With --run the run says whom a picture follows. verify asks any file, whoever
signed it: trusted, signed by someone unknown, expired, damaged (and where), or nothing; your mark in its pixels is
looked for too, which outlives the manifest. Give your root.pem to those who should trust you; put theirs into anchors/.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least, common, emit, error_line
from .signing import anchors_argument

if TYPE_CHECKING:
    from ..forensics.provenance.genealogy import Genealogy, Lookup
    from ..forensics.provenance.identity import Identity

NESTED = True
DRAWS = False
EXAMPLE = 'stylogeny provenance init --name "My studio" && stylogeny provenance verify picture.png'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    init = verbs.add_parser("init", help="make an identity that signs")
    init.add_argument("--name", metavar="NAME", help="you or your organisation, as it stands in the certificates")
    init.add_argument("--always", action="store_true", help="sign every picture that commands write from now on")
    init.add_argument("--days", type=at_least(1, 3650), default=730, help="how long the certificate lasts (730)")
    init.add_argument("--renew", action="store_true", help="a new certificate under the root that is there")
    sign = verbs.add_parser("sign", help="sign picture files, in place")
    sign.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE", help="picture files")
    sign.add_argument("--run", type=Path, metavar="RUN", help="a run that says whom they follow, with shares")
    sign.add_argument("--mark", action="store_true", help="mark the pixels too (a JPEG is encoded anew)")
    sign.add_argument("-o", "--out", type=Path, metavar="FOLDER", help="write there, and leave the files as they are")
    verify = verbs.add_parser("verify", help="ask picture files where they come from")
    verify.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE", help="picture files, of anyone")
    anchors_argument(verify)
    for verb in (init, sign, verify):
        verb.add_argument(
            "--identity", type=Path, metavar="FOLDER",
            help="the identity's folder (default: that of --run, else $STYLOGENY_IDENTITY, else ~/.config/stylogeny)",
        )  # fmt: skip
        common(verb, draws=False)


def run(args: argparse.Namespace) -> None:
    """Do what the verb says."""
    {"init": _init, "sign": _sign, "verify": _verify}[args.verb](args)


def _init(args: argparse.Namespace) -> None:
    from ..errors import StylogenyError
    from ..forensics.provenance.identity import Identity, make_identity, renew, usual_folder

    folder = args.identity or usual_folder()
    if args.renew:
        identity = renew(Identity.read(folder), days=args.days)
    elif not args.name:
        raise StylogenyError(
            "an identity has a name", got="none", fix="pass --name, as it should stand in certificates"
        )
    else:
        identity = make_identity(folder, args.name, always=args.always, days=args.days)
    until = identity.expires().date().isoformat()
    value = {"folder": str(folder), "name": identity.name, "expires": until, "root": str(folder / "root.pem")}
    how = "every picture is signed from now on" if identity.always else "commands sign with --sign"
    text = f"{identity.name} can sign until {until}: {how}\n  {folder / 'root.pem'} is for those who should trust it"
    emit(args, value, f"{text}\n  the keys beside it are yours alone")


def _sign(args: argparse.Namespace) -> None:
    from ..errors import StylogenyError
    from ..forensics.provenance.identity import Identity, usual_folder
    from ..forensics.provenance.signing import PictureFinder, sign_file

    identity = Identity.find(args.identity, run=args.run) or Identity.read(usual_folder())
    lookup = PictureFinder(args.run)
    done, failed = [], []
    for path in args.pictures:
        out = path if args.out is None else args.out / path.name
        try:
            inferred = None if args.run is None else _inferred(path, args.run, lookup)
            said = sign_file(path, identity, genealogy=inferred, lookup=lookup, mark=args.mark, out=out)
            done.append({"path": str(out), **said.document()})
        except (StylogenyError, OSError) as error:
            if len(args.pictures) == 1:
                raise
            failed.append({"path": str(path), "reason": error_line(error)})
    if not done:
        raise StylogenyError(failed[0]["reason"])
    for each in failed:
        print(f"stylogeny provenance: {each['path']}: {each['reason']}", file=sys.stderr)
    lines = [f"{d['path']}: signed by {identity.name}, {_parents(d)}" for d in done]
    emit(args, {"signed": done, "failed": failed}, "\n".join(lines))


def _parents(said: dict[str, object]) -> str:
    parents = said.get("parents")
    count = len(parents) if isinstance(parents, list) else 0
    if count:
        return f"with {count} parent{'' if count == 1 else 's'}"
    return "with no parent" if said.get("generator") else "without a word on where it comes from"


def _inferred(path: Path, run: Path, lookup: Lookup) -> Genealogy | None:
    """Whom a finished picture follows, as a run sees it; None for a picture that says itself what it is."""
    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..forensics.provenance.inferred import inferred_genealogy
    from ..generation.saved_pictures import read_record
    from ..influence.graph import InfluenceGraph
    from ..influence.placement import place
    from ..runs import Run

    if read_record(path) is not None:
        return None
    folder = Run(run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    folder.file("embedding.safetensors", needs="embed")
    space = Embedding.read(folder, works=works)
    graph = InfluenceGraph.read(folder, embedding=space) if (folder.path / "influence.parquet").exists() else None
    return inferred_genealogy(place(path, space, graph, limit=12)[0], lookup)


def _verify(args: argparse.Namespace) -> None:
    from ..errors import StylogenyError
    from ..forensics.provenance.identity import Identity, anchors_of
    from ..forensics.provenance.verification import origin

    identity: Identity | None = Identity.find(args.identity)
    anchors = anchors_of(args.anchors) + (identity.anchors if identity is not None else b"")
    found, failed = [], []
    for path in args.pictures:
        try:
            found.append(origin(path, anchors=anchors, identity=identity))
        except StylogenyError as error:
            failed.append({"file": str(path), "reason": str(error)})
    if not found:
        raise StylogenyError(failed[0]["reason"])
    for each in failed:
        print(f"stylogeny provenance: {each['reason']}", file=sys.stderr)
    value = {"pictures": [o.document() for o in found], "failed": failed}
    emit(args, value, "\n".join(line for o in found for line in o.lines))
