"""An identity that signs: a certificate authority of one's own, made offline, and a key that signs pictures.

In its folder lie ``root.pem`` (to be given to those who should trust), ``chain.pem`` (what signs, and who vouches for
it), the keys, which only their owner may read, ``anchors/`` for the roots of others whom one trusts, and ``marked/``,
a record of each picture that was marked. The leaf is of the profile of C2PA 2.2 (14.5): no authority, for digital
signatures, with an extended usage (e-mail protection), an authority key identifier and an organisation.
"""

from __future__ import annotations

import datetime
import os
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...artifacts import Format, read_document, write_document
from ...errors import MissingPackage, StylogenyError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, Name, ObjectIdentifier

FORMAT = Format("identity", 1, "make another with `stylogeny provenance init`")
FILE = "identity.json"
VARIABLE = "STYLOGENY_IDENTITY"  # the environment's name for the folder
IN_RUN = "provenance"  # the folder in a run
EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
ROOT_YEARS, LEAF_DAYS = 20, 730
MARK_BYTES = 32


def usual_folder() -> Path:
    """Where the user's identity lies: what STYLOGENY_IDENTITY names, else a folder of the user's configuration."""
    named = os.environ.get(VARIABLE)
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(named) if named else Path(home) / "stylogeny" / "identity"


@dataclass(frozen=True)
class Identity:
    """Who signs.

    Parameters
    ----------
    folder : Path
    name : str
        The organisation in the certificates.
    always : bool
        Whether commands sign what they write without being told.
    """

    folder: Path
    name: str
    always: bool = False

    @classmethod
    def read(cls, folder: Path | str) -> Identity:
        """The identity in a folder.

        Raises
        ------
        StylogenyError
            When there is none, or a file of it is missing.
        """
        folder = Path(folder)
        if not (folder / FILE).is_file():
            raise StylogenyError("no identity to sign with", got=folder, fix="make one: `stylogeny provenance init`")
        said = read_document(folder / FILE, FORMAT)
        for name in ("root.pem", "chain.pem", "leaf.key", "mark.key"):
            if not (folder / name).is_file():
                raise StylogenyError(f"the identity lacks {name}", got=folder, fix=FORMAT.fix)
        if (folder / "mark.key").stat().st_size != MARK_BYTES:  # another secret would read no mark, and lay weak ones
            raise FORMAT.damaged(folder / "mark.key", f"it has not {MARK_BYTES} bytes")
        with FORMAT.fits(folder / FILE):
            return cls(folder, str(said["name"]), bool(said["always"]))

    @classmethod
    def find(cls, folder: Path | str | None = None, run: Path | str | None = None) -> Identity | None:
        """The identity in `folder`, where one is named; else that of the run, else the user's; None where none is."""
        if folder is not None:
            return cls.read(folder)
        for place in [*([Path(run) / IN_RUN] if run is not None else []), usual_folder()]:
            if (place / FILE).is_file():
                return cls.read(place)
        return None

    @property
    def chain(self) -> bytes:
        """PEM of the certificate that signs and of its root."""
        return (self.folder / "chain.pem").read_bytes()

    @property
    def key(self) -> bytes:
        """PEM of the private key that signs."""
        return (self.folder / "leaf.key").read_bytes()

    @property
    def mark_key(self) -> bytes:
        """The secret that pictures are marked with."""
        return (self.folder / "mark.key").read_bytes()

    @property
    def anchors(self) -> bytes:
        """PEM of the roots that are trusted: its own, and those in ``anchors/``."""
        return anchors_of([self.folder / "root.pem", *sorted((self.folder / "anchors").glob("*.pem"))])

    def expires(self) -> datetime.datetime:
        """When the certificate that signs ends."""
        return _certificates(self.chain)[0].not_valid_after_utc


def anchors_of(files: Sequence[Path | str]) -> bytes:
    """PEM of the certificates in some files; raises for a file that holds none."""
    parts = []
    for file in map(Path, files):
        data = file.read_bytes()
        try:
            _certificates(data)
        except ValueError:
            raise StylogenyError("not a certificate in PEM", got=file, fix="give the signer's root.pem") from None
        parts.append(data if data.endswith(b"\n") else data + b"\n")
    return b"".join(parts)


def trusted(run: Path | str, files: Sequence[Path | str] = ()) -> tuple[Identity | None, bytes]:
    """Whose marks are looked for in a run, and PEM of the roots that are trusted: its own, and those in some files.

    No root is trusted where certificates cannot be read here, for want of a package.
    """
    identity = Identity.find(run=run)
    try:
        return identity, anchors_of(files) + (b"" if identity is None else identity.anchors)
    except MissingPackage:
        return identity, b""


def make_identity(folder: Path | str, name: str, *, always: bool = False, days: int = LEAF_DAYS) -> Identity:
    """Make a root, a leaf and the secret of the marks, offline.

    Parameters
    ----------
    folder : path
        Readable to its owner alone from now on.
    name : str
        Person or organisation, as it stands in the certificates.
    always : bool
        Whether every picture is signed from now on.
    days : int
        How long the leaf lasts.

    Raises
    ------
    StylogenyError
        Without a name or the package `cryptography`, or when the folder holds an identity already.
    """
    folder = Path(folder)
    if (folder / FILE).exists():
        raise StylogenyError("there is an identity here already", got=folder, fix="renew it, or name another folder")
    if not 1 <= len(name.strip()) <= 64:
        raise StylogenyError("a name of 1 to 64 characters is expected", got=repr(name), fix="pass --name")
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise MissingPackage(
            "an identity needs the package cryptography", fix="pip install 'stylogeny[forensics]'"
        ) from None

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "anchors").mkdir(exist_ok=True)
    root_key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name.strip(), "root")
    root = _certificate(subject, subject, root_key, root_key, days=round(365.25 * ROOT_YEARS), authority=True)
    _private(folder / "root.key", _pem(root_key))
    _private(folder / "mark.key", secrets.token_bytes(MARK_BYTES))
    _private(folder / "root.pem", _encoded(root))
    _issue(folder, name.strip(), days)
    write_document(folder / FILE, FORMAT, name=name.strip(), always=always)  # last: now it is whole
    return Identity.read(folder)


def renew(identity: Identity, *, days: int = LEAF_DAYS) -> Identity:
    """The same identity with a new leaf under its root: what was signed before stays as trusted as it was."""
    if not (identity.folder / "root.key").is_file():
        raise StylogenyError("the root's key is not here", got=identity.folder, fix="renew where it is kept")
    _issue(identity.folder, identity.name, days)
    return identity


def leaf_certificate(
    name: str, key: EllipticCurvePrivateKey, root: Certificate, root_key: EllipticCurvePrivateKey, *,
    days: float, usage: str = EMAIL_PROTECTION,
) -> Certificate:  # fmt: skip
    """A certificate to sign with, under a root, from an hour ago to `days` from now."""
    from cryptography.x509 import ObjectIdentifier

    return _certificate(
        _name(name, "pictures"), root.subject, key, root_key, days=days, authority=False, usage=ObjectIdentifier(usage)
    )


def _issue(folder: Path, name: str, days: int) -> None:
    """Write a new leaf and its key."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    with FORMAT.fits(folder / "root.pem"):
        root = _certificates((folder / "root.pem").read_bytes())[0]
    with FORMAT.fits(folder / "root.key"):
        root_key = load_pem_private_key((folder / "root.key").read_bytes(), None)
        if not isinstance(root_key, ec.EllipticCurvePrivateKey) or root_key.public_key() != root.public_key():
            raise ValueError("it is not the key of root.pem")
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = leaf_certificate(name, key, root, root_key, days=days)
    _private(folder / "leaf.key", _pem(key))
    _private(folder / "chain.pem", _encoded(leaf) + _encoded(root))


def _certificate(
    subject: Name,
    issuer: Name,
    key: EllipticCurvePrivateKey,
    signer: EllipticCurvePrivateKey,
    *,
    days: float,
    authority: bool,
    usage: ObjectIdentifier | None = None,
) -> Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    now = datetime.datetime.now(datetime.UTC)
    allowed = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    signs = x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **allowed)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))  # clocks differ
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(signs, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if usage is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return made.sign(signer, hashes.SHA256())


def _name(organisation: str, role: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    common = f"{organisation[:48]} ({role})"
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificates(pem: bytes) -> list[Certificate]:
    """Raises ValueError where there is none."""
    try:
        from cryptography.x509 import load_pem_x509_certificates
    except ImportError:
        raise MissingPackage(
            "certificates need the package `cryptography`", fix="pip install 'stylogeny[forensics]'"
        ) from None
    return load_pem_x509_certificates(pem)


def _encoded(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, at every moment of its life."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
