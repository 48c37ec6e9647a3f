"""--sign, on commands that write pictures."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from helpers.embedded_run import embedded_run
from stylogeny.cli import main
from stylogeny.cli.signing import signed_by, signing
from stylogeny.errors import StylogenyError
from stylogeny.forensics.provenance.content_credentials import judged
from stylogeny.forensics.provenance.identity import make_identity


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STYLOGENY_IDENTITY", str(tmp_path / "identity"))
    return embedded_run(tmp_path / "run").path


def test_render_signs_what_it_draws(run, tmp_path, capsys):
    argv = ["render", "Rosso", str(run), "-n", "1", "--size", "64", "--quiet", "-o"]
    assert main([*argv, str(tmp_path / "a.png"), "--sign"]) == 2
    assert "provenance init" in capsys.readouterr().err and not (tmp_path / "a.png").exists()
    identity = make_identity(run / "provenance", "The run's")
    assert main([*argv, str(tmp_path / "a.png"), "--sign"]) == 0
    assert main([*argv, str(tmp_path / "b.png")]) == 0
    verdict = judged((tmp_path / "a.png").read_bytes(), identity.anchors)
    assert verdict.state == "trusted" and verdict.source_type == "composite"
    assert verdict.genealogy.parents and verdict.genealogy.parents[0].sha256
    assert verdict.genealogy.parents[0].artist == "Rosso"
    assert judged((tmp_path / "b.png").read_bytes()).state == "none"
    assert main([*argv[:4], "4", *argv[5:], str(tmp_path / "sheet.png"), "--sign"]) == 2
    assert "a sheet is not signed" in capsys.readouterr().err


def test_an_identity_may_say_always(run):
    assert signed_by(Namespace(sign=False, run=str(run))) == {}
    make_identity(run / "provenance", "The run's", always=True)
    assert signed_by(Namespace(sign=False, run=str(run))) == {"signed": "The run's"}
    assert signed_by(Namespace(run=str(run))) == {}  # a command that writes no pictures


def test_to_sign_there_must_be_an_identity(run):
    with pytest.raises(StylogenyError, match="no identity"), signing(Namespace(sign=True, run=None)):
        pass
