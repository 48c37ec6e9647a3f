"""What is signed is read by the C2PA project's own reader, and what was done to it since is found."""

from __future__ import annotations

import io
import json
from pathlib import Path

import c2pa
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from stylogeny.errors import StylogenyError
from stylogeny.forensics.provenance.content_credentials import judged, media_type, signed
from stylogeny.forensics.provenance.genealogy import Genealogy
from stylogeny.forensics.provenance.identity import leaf_certificate, make_identity

from .conftest import jpeg, lookup_in, png

HERE = Path(__file__).parent
DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36"


def reader(data: bytes, kind: str = "image/png") -> dict:
    with c2pa.Reader(kind, io.BytesIO(data)) as opened:
        return json.loads(opened.json())


def test_the_manifest_says_the_genealogy_and_links_the_parents(identity, picture, genealogy, tmp_path):
    store = reader(signed(png(picture), genealogy, identity, lookup=lookup_in(tmp_path, picture), mark="0badcafe"))
    manifest = store["manifests"][store["active_manifest"]]
    assert store["validation_state"] == "Valid" and "thumbnail" not in manifest
    said = {a["label"]: a["data"] for a in manifest["assertions"]}
    assert Genealogy.of(said["org.stylogeny.genealogy"]) == genealogy
    (action,) = said["c2pa.actions.v2"]["actions"]
    assert action["action"] == "c2pa.created" and action["digitalSourceType"].endswith("/composite")
    (link,) = action["parameters"]["ingredients"]
    assert link["hash"] and "c2pa.ingredient" in link["url"]
    (parent,) = manifest["ingredients"]  # the other parent's file is not to be had
    assert parent["relationship"] == "inputTo" and genealogy.parents[0].sha256 in parent["description"]
    assert said["c2pa.soft-binding"]["blocks"][0]["value"] == "0badcafe"


@pytest.mark.parametrize("encode", [png, jpeg])
def test_trust_is_the_readers(encode, identity, picture, genealogy, tmp_path):
    data = signed(encode(picture), genealogy, identity)
    assert judged(data, identity.anchors).state == "trusted"
    stranger = make_identity(tmp_path / "other", "Stranger")
    for anchors in (b"", stranger.anchors):
        verdict = judged(data, anchors)
        assert verdict.state == "untrusted" and verdict.genealogy == genealogy
    assert verdict.signer == "Atelier of Tests, Atelier of Tests (pictures)"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), np.asarray(Image.open(io.BytesIO(encode(picture)))))


def test_what_was_changed_is_named(identity, picture, genealogy):
    data = signed(png(picture), genealogy, identity)
    pixels = bytearray(data)
    pixels[-60] ^= 1
    verdict = judged(bytes(pixels), identity.anchors)
    assert verdict.state == "damaged" and "assertion.dataHash.mismatch" in verdict.said
    words = bytearray(data)
    words[data.index(b"closed-form", data.index(b"org.stylogeny.genealogy"))] ^= 1
    verdict = judged(bytes(words), identity.anchors)
    assert verdict.state == "damaged" and "org.stylogeny.genealogy" in verdict.said
    assert "dataHash" not in verdict.said


def test_what_lost_its_manifest_says_nothing(identity, picture, genealogy):
    data = signed(png(picture), genealogy, identity)
    with Image.open(io.BytesIO(data)) as image:
        again = io.BytesIO()
        image.save(again, "PNG")
    assert judged(again.getvalue(), identity.anchors).state == "none"
    assert judged(png(picture)).state == "none"


@pytest.mark.parametrize("kept", [0, 3, 200, -40])
def test_a_truncated_file_is_unreadable(kept, identity, picture, genealogy):
    data = signed(png(picture), genealogy, identity)
    assert judged(data[:kept], identity.anchors).state == "unreadable"


def test_a_picture_of_others_is_opened_and_keeps_what_it_said(identity, picture, genealogy):
    first = signed(png(picture), genealogy, identity)
    second = judged(signed(first, Genealogy("theirs"), identity), identity.anchors)
    assert second.state == "trusted" and second.action == "c2pa.opened" and second.source_type == ""
    assert second.earlier == 1


def test_an_expired_certificate(identity, picture, genealogy):
    """expired.png was signed with a certificate that lasted minutes; expired.pem is its root."""
    verdict = judged((HERE / "expired.png").read_bytes(), (HERE / "expired.pem").read_bytes())
    assert verdict.state == "expired" and not verdict.good


def test_a_certificate_of_a_wrong_kind(picture):
    """wrong_kind.png was signed by another program with a certificate for documents; wrong_kind.pem is its root."""
    verdict = judged((HERE / "wrong_kind.png").read_bytes(), (HERE / "wrong_kind.pem").read_bytes())
    assert verdict.state == "wrong certificate" and verdict.genealogy is None
    assert verdict.generator == "another program 1" and verdict.source_type == "digitalCreation"


def test_certificates_that_cannot_sign(tmp_path, picture, genealogy):
    made = make_identity(tmp_path / "id", "A")
    root = x509.load_pem_x509_certificate((made.folder / "root.pem").read_bytes())
    root_key = serialization.load_pem_private_key((made.folder / "root.key").read_bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())

    def use(**how):
        leaf = leaf_certificate("A", key, root, root_key, **how)
        encoded = [c.public_bytes(serialization.Encoding.PEM) for c in (leaf, root)]
        (made.folder / "chain.pem").write_bytes(b"".join(encoded))
        plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (made.folder / "leaf.key").write_bytes(key.private_bytes(*plain))

    use(days=-0.001)
    with pytest.raises(StylogenyError, match="--renew"):
        signed(png(picture), genealogy, made)
    use(days=10, usage=DOCUMENT_SIGNING)
    with pytest.raises(StylogenyError, match="required EKU"):
        signed(png(picture), genealogy, made)
    (made.folder / "leaf.key").write_text("no key")
    with pytest.raises(StylogenyError, match="cannot be signed"):
        signed(png(picture), genealogy, made)


def test_only_pictures_are_signed(identity, genealogy):
    with pytest.raises(StylogenyError, match="only PNG"):
        signed(b"%PDF-1.7", genealogy, identity)
    assert judged(b"%PDF-1.7").state == "unreadable"
    assert media_type(b"RIFF\0\0\0\0WEBPVP8 ") == "image/webp" and media_type(b"BM") == ""
