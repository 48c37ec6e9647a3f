"""Manifest stores of any program, as the reader gives them."""

from __future__ import annotations

import pytest

from stylogeny.forensics.provenance.verdict import verdict_of


def store(state: str, *codes: str, deltas: tuple[str, ...] = (), **manifest: object) -> dict:
    def failures(some: tuple[str, ...]) -> dict:
        return {"failure": [{"code": c, "url": "self#jumbf=c2pa.assertions/x", "explanation": c} for c in some]}

    return {
        "active_manifest": "m",
        "manifests": {"m": manifest, "older": {}},
        "validation_state": state,
        "validation_results": {
            "activeManifest": failures(codes),
            "ingredientDeltas": [{"validationDeltas": failures(deltas)}],
        },
    }


@pytest.mark.parametrize(
    ("state", "codes", "kind"),
    [
        ("Trusted", (), "trusted"),
        ("Valid", ("signingCredential.untrusted",), "untrusted"),
        ("Invalid", ("signingCredential.untrusted", "signingCredential.expired"), "expired"),
        ("Invalid", ("signingCredential.expired", "assertion.dataHash.mismatch"), "damaged"),
        ("Invalid", ("signingCredential.revoked",), "wrong certificate"),
        ("Invalid", ("something.new",), "damaged"),
    ],
)
def test_the_gravest_fault_is_the_verdict(state, codes, kind):
    assert verdict_of(store(state, *codes)).state == kind


def test_what_is_wrong_with_what_it_was_made_from_counts():
    assert verdict_of(store("Invalid", deltas=("assertion.hashedURI.mismatch",))).state == "damaged"


def test_a_foreign_manifest_is_read_as_far_as_it_goes():
    manifest = {
        "claim_generator_info": [{"name": "Camera"}],
        "signature_info": {"issuer": "Maker", "time": "2026-01-02T03:04:05Z"},
        "ingredients": [{"title": "before.jpg"}],
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [{"action": "c2pa.cropped"}]}},
            {"label": "org.stylogeny.genealogy", "data": {"parents": "not ours"}},
        ],
    }
    verdict = verdict_of(store("Trusted", **manifest))
    assert verdict.good and verdict.signer == "Maker" and verdict.generator == "Camera"
    assert verdict.action == "c2pa.cropped" and verdict.ingredients == ("before.jpg",) and verdict.earlier == 1
    assert verdict.genealogy is None and verdict.time.startswith("2026")
    assert verdict_of({}).state == "untrusted"
