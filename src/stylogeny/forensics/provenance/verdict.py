"""What a manifest is worth: trusted, signed by someone unknown, expired, damaged, absent; and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .genealogy import Genealogy

TRUSTED, UNTRUSTED, EXPIRED, WRONG_KIND = "trusted", "untrusted", "expired", "wrong certificate"
DAMAGED, NONE, UNREADABLE = "damaged", "none", "unreadable"
UNKNOWN_SIGNER = "signingCredential.untrusted"
# failures by the beginnings of their codes, the gravest first
KINDS = (
    ("assertion.", DAMAGED), ("claimSignature.", DAMAGED), ("claim.", DAMAGED), ("general.", DAMAGED),
    ("manifest.", DAMAGED), ("signingCredential.expired", EXPIRED), ("signingCredential.", WRONG_KIND),
    ("algorithm.", WRONG_KIND), ("timeStamp.", WRONG_KIND),
)  # fmt: skip
IN_WORDS = {
    TRUSTED: "signed by someone you trust, and unchanged since",
    UNTRUSTED: "unchanged since it was signed, by someone whose root is not among your anchors",
    EXPIRED: "the signer's certificate has expired, and no time stamp says that it was signed before",
    WRONG_KIND: "signed with a certificate that is not for signing pictures",
    DAMAGED: "changed since it was signed",
    NONE: "no manifest: never signed, or saved again since",
    UNREADABLE: "cannot be read",
}


@dataclass(frozen=True)
class ManifestFault:
    """What is wrong: its C2PA code, where (the assertion or signature), and the library's words."""

    code: str
    where: str
    said: str


@dataclass(frozen=True)
class SignatureVerdict:
    """What the manifest of a file is worth.

    Parameters
    ----------
    state : str
        ``trusted``, ``untrusted``, ``expired``, ``wrong certificate``, ``damaged``, ``none`` or ``unreadable``.
    said : str
        The same in a sentence.
    signer : str
        Organisation and name in the certificate. Anyone may write any name there: it counts only where it is trusted.
    generator : str
        The program that made the claim.
    time : str
        Of the time stamp; empty without one.
    source_type : str
        The last part of the digital source type.
    action : str
        The first action.
    ingredients : tuple of str
        Titles.
    earlier : int
        Manifests inside it, of what it was made from.
    mark : str
        Hexadecimal, what it says that the pixels are marked with.
    faults : tuple of ManifestFault
    genealogy : Genealogy, optional
        Where it has ours.
    """

    state: str
    said: str
    signer: str = ""
    generator: str = ""
    time: str = ""
    source_type: str = ""
    action: str = ""
    ingredients: tuple[str, ...] = ()
    earlier: int = 0
    mark: str = ""
    faults: tuple[ManifestFault, ...] = ()
    genealogy: Genealogy | None = None

    @property
    def good(self) -> bool:
        """Whether it is whole and its signer is trusted."""
        return self.state == TRUSTED

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("faults", "genealogy")}
        faults = [{"code": f.code, "where": f.where, "said": f.said} for f in self.faults]
        genealogy = None if self.genealogy is None else self.genealogy.document()
        return {**plain, "ingredients": list(self.ingredients), "faults": faults, "genealogy": genealogy}


def no_manifest() -> SignatureVerdict:
    """Of a file without a manifest."""
    return SignatureVerdict(NONE, IN_WORDS[NONE])


def unreadable(why: str) -> SignatureVerdict:
    """Of a file that is broken, or whose manifest is."""
    return SignatureVerdict(UNREADABLE, f"{IN_WORDS[UNREADABLE]}: {' '.join(why.split())}")


def verdict_of(store: Mapping[str, Any]) -> SignatureVerdict:
    """Of a manifest store as the library's reader gives it, whoever wrote it."""
    manifest = store.get("manifests", {}).get(store.get("active_manifest"), {})
    faults = _faults(store.get("validation_results", {}))
    codes = [f.code for f in faults if f.code != UNKNOWN_SIGNER]
    state = next((kind for begins, kind in KINDS if any(code.startswith(begins) for code in codes)), None)
    if state is None:
        trusted = store.get("validation_state") == "Trusted"
        state = TRUSTED if trusted else DAMAGED if codes else UNTRUSTED
    said = IN_WORDS[state]
    if state == DAMAGED:
        said += ": " + "; ".join(sorted({f"{f.where} ({f.code})" for f in faults if f.code != UNKNOWN_SIGNER}))
    signature = manifest.get("signature_info") or {}
    names = (signature.get("issuer"), signature.get("common_name"))
    assertions = {a.get("label", ""): a.get("data") or {} for a in manifest.get("assertions", ())}
    actions: list[dict[str, Any]] = next(
        (d.get("actions", []) for n, d in assertions.items() if n.startswith("c2pa.actions")), []
    )
    first = actions[0] if actions else {}
    programs = manifest.get("claim_generator_info") or [{}]
    return SignatureVerdict(
        state=state,
        said=said,
        signer=", ".join(filter(None, names)),
        generator=" ".join(filter(None, (programs[0].get("name"), programs[0].get("version")))),
        time=str(signature.get("time") or ""),
        source_type=str(first.get("digitalSourceType") or "").rpartition("/")[2],
        action=str(first.get("action") or ""),
        ingredients=tuple(str(i.get("title") or i.get("instance_id") or "") for i in manifest.get("ingredients", ())),
        earlier=max(0, len(store.get("manifests", {})) - 1),
        mark=_mark(assertions.get("c2pa.soft-binding", {})),
        faults=faults,
        genealogy=_genealogy(assertions.get("org.stylogeny.genealogy")),
    )


def _faults(results: Mapping[str, Any]) -> tuple[ManifestFault, ...]:
    """Failures of the manifest and of those inside it."""
    parts = [results.get("activeManifest") or {}]
    parts += [d.get("validationDeltas") or {} for d in results.get("ingredientDeltas") or ()]
    return tuple(
        ManifestFault(str(f.get("code", "")), str(f.get("url", "")).rpartition("/")[2], str(f.get("explanation", "")))
        for part in parts
        for f in part.get("failure", ())
    )


def _mark(binding: Mapping[str, Any]) -> str:
    blocks = binding.get("blocks") or [{}]
    return str(blocks[0].get("value") or "")


def _genealogy(document: Any) -> Genealogy | None:
    """Ours, where it can be read: in a foreign manifest anything may stand under this name."""
    try:
        return None if document is None else Genealogy.of(document)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
