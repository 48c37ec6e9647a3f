"""The command that signs and verifies, from an identity to a stripped picture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.cli import main
from stylogeny.generation.saved_pictures import PictureRecord, save_picture


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STYLOGENY_IDENTITY", str(tmp_path / "identity"))
    return tmp_path


def picture_in(folder: Path) -> Path:
    pixels = np.random.default_rng(0).integers(60, 200, (96, 96, 3), dtype=np.uint8)
    record = PictureRecord("a style", 5, 1, (96, 96), sources=[{"id": "w1", "title": "Snow", "share": 0.5}])
    return save_picture(folder / "p.png", pixels, record)


def said(argv: list[str], capsys: pytest.CaptureFixture[str]) -> dict:
    assert main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_from_an_identity_to_a_stripped_picture(home, capsys):
    picture = picture_in(home)
    assert main(["provenance", "sign", str(picture)]) == 2
    assert "provenance init" in capsys.readouterr().err
    made = said(["provenance", "init", "--name", "Me"], capsys)
    assert Path(made["root"]).is_file()
    signed = said(["provenance", "sign", str(picture), "--mark"], capsys)["signed"][0]
    assert signed["seed"] == 5 and signed["parents"][0]["title"] == "Snow"
    (found,) = said(["provenance", "verify", str(picture)], capsys)["pictures"]
    assert found["state"] == "trusted" and found["genealogy"]["seed"] == 5
    with Image.open(picture) as image:
        image.convert("RGB").save(home / "again.jpg", quality=75)
    (found,) = said(["provenance", "verify", str(home / "again.jpg")], capsys)["pictures"]
    assert found["state"] == "none" and found["pixel_mark"]["genealogy"]["seed"] == 5
    assert main(["provenance", "verify", str(home / "again.jpg")]) == 0
    assert "Snow" in capsys.readouterr().out


def test_others_trust_whom_they_name(home, capsys, monkeypatch):
    picture = picture_in(home)
    root = said(["provenance", "init", "--name", "Me"], capsys)["root"]
    said(["provenance", "sign", str(picture), "-o", str(home / "out")], capsys)
    monkeypatch.setenv("STYLOGENY_IDENTITY", str(home / "nobody"))
    copy = str(home / "out" / "p.png")
    assert said(["provenance", "verify", copy], capsys)["pictures"][0]["state"] == "untrusted"
    assert said(["provenance", "verify", copy, "--anchors", root], capsys)["pictures"][0]["state"] == "trusted"
    assert said(["provenance", "verify", str(picture)], capsys)["pictures"][0]["state"] == "none"


def test_one_files_fault_stays_its_own(home, capsys):
    picture = picture_in(home)
    (home / "notes.txt").write_text("no picture")
    said(["provenance", "init", "--name", "Me"], capsys)
    assert main(["provenance", "sign", str(picture), str(home / "notes.txt"), "--json"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["signed"]) == 1 and "notes.txt" in err
    assert main(["provenance", "verify", str(home / "missing.png"), str(picture)]) == 0
    assert "no such file" in capsys.readouterr().err
    assert main(["provenance", "verify", str(home / "missing.png")]) == 2
    for others in ([], [str(home / "gone.png")]):
        assert main(["provenance", "sign", str(home / "missing.png"), *others]) == 2
        assert "no such file or folder (got" in (line := capsys.readouterr().err) and "Errno" not in line


def test_an_identity_needs_a_name_and_is_not_written_over(home, capsys):
    assert main(["provenance", "init"]) == 2
    assert "--name" in capsys.readouterr().err
    said(["provenance", "init", "--name", "Me"], capsys)
    assert main(["provenance", "init", "--name", "Me"]) == 2
    assert "already" in capsys.readouterr().err
    renewed = said(["provenance", "init", "--renew", "--days", "3"], capsys)
    assert renewed["name"] == "Me"
