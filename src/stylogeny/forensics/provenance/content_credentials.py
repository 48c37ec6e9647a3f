"""C2PA manifests (Content Credentials): written and signed, read and judged, by the C2PA project's own library.

A picture that we drew is ``c2pa.created``, its parents are ingredients of the relation ``inputTo``, whose hashed links
the action holds; a picture of others is ``c2pa.opened`` with what it was before as ``parentOf``. The genealogy is one
assertion, ``org.stylogeny.genealogy``. No thumbnails: they would double the file and hand on pictures of parents that
may only be looked at.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from ... import __version__
from ...errors import MissingPackage, StylogenyError
from .genealogy import SOURCES, Genealogy, Lookup
from .identity import Identity
from .verdict import SignatureVerdict, no_manifest, unreadable, verdict_of

GENEALOGY, SOFT_BINDING = "org.stylogeny.genealogy", "c2pa.soft-binding"
MARK_METHOD = "org.stylogeny.dither-modulation.1"
MOST = 16  # parents that are ingredients; all are in the genealogy
BEGINNINGS = (
    (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"), (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)  # fmt: skip


def media_type(data: bytes) -> str:
    """What kind of picture these bytes are, by their content; empty for what cannot be signed."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return {b"avif": "image/avif", b"heic": "image/heic", b"heix": "image/heic"}.get(data[8:12], "")
    return next((kind for begins, kind in BEGINNINGS if data.startswith(begins)), "")


def signed(
    data: bytes, genealogy: Genealogy, identity: Identity, *, lookup: Lookup | None = None, mark: str = ""
) -> bytes:
    """A picture file with a signed manifest.

    Parameters
    ----------
    data : bytes
        The file; a manifest that is in it already stays, as that of the picture's parent.
    genealogy : Genealogy
        Without a ``source_type`` the picture is not ours: it was opened, and nothing is said of how it came to be.
    identity : Identity
    lookup : callable, optional
        Finds parents, whose pictures become ingredients.
    mark : str
        Hexadecimal; what the pixels are marked with.

    Raises
    ------
    StylogenyError
        For a file that cannot carry a manifest, or a certificate that cannot sign (expired, of a wrong kind).
    """
    c2pa, kind = _library(), media_type(data)
    if not kind:
        raise StylogenyError("only PNG, JPEG, WebP, TIFF, GIF, AVIF and HEIC can be signed", got="another kind of file")
    with _refused("the picture cannot be signed", identity.folder):
        context = c2pa.Context(
            c2pa.Settings.from_dict({"builder": {"thumbnail": {"enabled": False}}}),
            c2pa.Signer.from_info(
                c2pa.C2paSignerInfo(alg=b"es256", sign_cert=identity.chain, private_key=identity.key, ta_url=None)
            ),
        )
        named = _ingredients(genealogy, lookup)
        ours = bool(genealogy.source_type)
        links = [label for label, _, _ in named] if ours else ["before"]
        with c2pa.Builder(_manifest(genealogy, kind, links, mark), context) as builder:
            if not ours:
                before = {"title": genealogy.title or "before", "relationship": "parentOf", "label": "before"}
                builder.add_ingredient(before, kind, io.BytesIO(data))
            for label, said, file in named if ours else ():
                content = file.read_bytes()
                builder.add_ingredient({**said, "label": label}, media_type(content), io.BytesIO(content))
            out = io.BytesIO()
            builder.sign(kind, io.BytesIO(data), out)
    return out.getvalue()


def judged(data: bytes, anchors: bytes = b"") -> SignatureVerdict:
    """What the manifest of a picture file is worth to someone who trusts the roots `anchors` (PEM)."""
    c2pa, kind = _library(), media_type(data)
    if not kind:
        return unreadable("not a kind of file that carries a manifest")
    settings: dict[str, Any] = {"verify": {"verify_trust": True, "ocsp_fetch": False, "remote_manifest_fetch": False}}
    if anchors:
        settings["trust"] = {"user_anchors": anchors.decode("ascii")}
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(settings))
        with c2pa.Reader(kind, io.BytesIO(data), context=context) as reader:
            return verdict_of(json.loads(reader.json()))
    except c2pa.C2paError.ManifestNotFound:
        return no_manifest()
    except c2pa.C2paError as error:
        return unreadable(str(error))


def _manifest(genealogy: Genealogy, kind: str, links: Sequence[str], mark: str) -> dict[str, Any]:
    """The manifest as the library's builder takes it."""
    parameters = {"parameters": {"ingredientIds": list(links)}} if links else {}
    action: dict[str, Any] = {"action": "c2pa.opened", **parameters}
    if genealogy.source_type:
        action = {"action": "c2pa.created", "digitalSourceType": SOURCES + genealogy.source_type, **parameters}
    assertions: list[dict[str, Any]] = [
        {"label": "c2pa.actions.v2", "data": {"actions": [action]}},
        {"label": GENEALOGY, "data": genealogy.document()},
    ]
    if mark:
        data = {"alg": MARK_METHOD, "blocks": [{"scope": {}, "value": mark}]}
        assertions.append({"label": SOFT_BINDING, "data": data})
    generator = [{"name": "Stylogeny", "version": __version__}]
    return {"claim_generator_info": generator, "title": genealogy.title, "format": kind, "assertions": assertions}


def _ingredients(genealogy: Genealogy, lookup: Lookup | None) -> list[tuple[str, dict[str, Any], Path]]:
    """Label, description and file of those parents whose files can be had."""
    found = []
    for number, parent in enumerate(genealogy.parents[:MOST], 1):
        source = lookup(parent.id) if lookup is not None and parent.sha256 else None
        if source is None:
            continue
        said = {
            "title": parent.name,
            "relationship": "inputTo",
            "instance_id": parent.id,
            "description": f"share {parent.share:.4f}, SHA-256 {parent.sha256}",
        }
        found.append((f"parent-{number}", said, source.file))
    return found


@contextmanager
def _refused(what: str, got: object) -> Iterator[None]:
    """What the library refuses, in one line."""
    c2pa = _library()
    try:
        yield
    except c2pa.C2paError as error:
        said = " ".join(str(error).split())
        fix = "renew it with `stylogeny provenance init --renew`" if "not valid at time" in said else None
        raise StylogenyError(what, got=f"{got}: {said}", fix=fix) from error


def _library() -> ModuleType:
    try:
        import c2pa
    except ImportError:
        raise MissingPackage(
            "signed provenance needs the package c2pa-python", fix="pip install 'stylogeny[forensics]'"
        ) from None
    return c2pa
