"""Certificates as C2PA wants them, made offline; openssl is asked for a second opinion."""

from __future__ import annotations

import shutil
import stat
import subprocess

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from stylogeny.errors import StylogenyError
from stylogeny.forensics.provenance.content_credentials import judged, signed
from stylogeny.forensics.provenance.identity import Identity, anchors_of, make_identity, renew, usual_folder

from .conftest import png


def test_keys_are_their_owners_alone(identity):
    assert stat.S_IMODE(identity.folder.stat().st_mode) == 0o700
    for name in ("root.key", "leaf.key", "mark.key"):
        assert stat.S_IMODE((identity.folder / name).stat().st_mode) == 0o600


def test_the_leaf_is_of_the_profile_for_signing(identity):
    leaf, root = x509.load_pem_x509_certificates(identity.chain)
    extension = leaf.extensions.get_extension_for_class
    usage = extension(x509.KeyUsage)
    assert extension(x509.BasicConstraints).value.ca is False
    assert usage.critical and usage.value.digital_signature and not usage.value.key_cert_sign
    assert list(extension(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.EMAIL_PROTECTION]
    above = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert extension(x509.AuthorityKeyIdentifier).value.key_identifier == above
    assert leaf.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)[0].value == "Atelier of Tests"
    leaf.verify_directly_issued_by(root)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_openssl_agrees(identity, tmp_path):
    chain, root = identity.folder / "chain.pem", identity.folder / "root.pem"
    done = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-purpose", "smimesign", "-CAfile", root, chain], capture_output=True
    )
    assert done.returncode == 0, done.stderr
    other = make_identity(tmp_path / "other", "Someone else").folder / "root.pem"
    assert subprocess.run(["openssl", "verify", "-CAfile", other, chain], capture_output=True).returncode != 0


def test_an_identity_is_made_once_and_can_be_renewed(tmp_path, picture, genealogy):
    first = make_identity(tmp_path / "id", "A", days=30)
    before, root, soon = signed(png(picture), genealogy, first), first.anchors, first.expires()
    with pytest.raises(StylogenyError, match="already"):
        make_identity(tmp_path / "id", "A")
    again = renew(first, days=900)
    assert again.anchors == root and again.expires() > soon
    assert judged(before, again.anchors).state == "trusted"
    assert judged(signed(png(picture), genealogy, again), root).state == "trusted"


def test_the_runs_identity_comes_before_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("STYLOGENY_IDENTITY", str(tmp_path / "mine"))
    assert Identity.find() is None and usual_folder() == tmp_path / "mine"
    make_identity(tmp_path / "mine", "Mine", always=True)
    make_identity(tmp_path / "run" / "provenance", "The run's")
    assert Identity.find().name == "Mine" and Identity.find().always
    assert Identity.find(run=tmp_path / "run").name == "The run's"
    with pytest.raises(StylogenyError, match="provenance init"):
        Identity.find(tmp_path / "nowhere")


def test_what_is_no_identity_is_said(tmp_path):
    (tmp_path / "x.pem").write_text("no certificate")
    with pytest.raises(StylogenyError, match="not a certificate"):
        anchors_of([tmp_path / "x.pem"])
    with pytest.raises(StylogenyError, match="name"):
        make_identity(tmp_path / "id", " ")
    identity = make_identity(tmp_path / "id", "A")
    (identity.folder / "leaf.key").unlink()
    with pytest.raises(StylogenyError, match=r"lacks leaf\.key"):
        Identity.read(tmp_path / "id")


@pytest.mark.parametrize("file", ["root.pem", "root.key", "mark.key"])
def test_a_damaged_file_is_named_and_nothing_is_renewed(file, tmp_path):
    identity = make_identity(tmp_path / "id", "A")
    chain = identity.chain
    (identity.folder / file).write_bytes(b"junk")
    with pytest.raises(StylogenyError, match=rf"damaged \(got .*{file}"):
        renew(Identity.read(identity.folder))
    assert identity.chain == chain


def test_the_key_of_another_root_renews_nothing(tmp_path):
    identity, other = make_identity(tmp_path / "id", "A"), make_identity(tmp_path / "other", "A")
    (identity.folder / "root.key").write_bytes((other.folder / "root.key").read_bytes())
    with pytest.raises(StylogenyError, match=r"not the key of root\.pem"):
        renew(identity)
