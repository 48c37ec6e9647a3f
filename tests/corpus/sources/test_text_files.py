"""In which encoding a text file is."""

from __future__ import annotations

from pathlib import Path

from stylogeny.corpus.sources.delimited import described, encoding, rows


def test_mac_roman_is_told_from_windows_1252_by_letters_within_words(tmp_path: Path) -> None:
    """Where neither has a letter the bytes would be signs: D\u0178rer, C\u017dzanne."""
    text = "title,artist\nThéière,Cézanne\nRitter,Dürer\nL’été,Miró\nŽena,Šíma\n"
    for name, lines in (("mac_roman", text.splitlines()[:4]), ("cp1252", text.splitlines())):
        file = tmp_path / f"{name}.csv"
        file.write_bytes("\n".join(lines).encode(name))
        assert [",".join(row.values()) for row in rows(file)] == lines[1:]
    assert described(tmp_path / "mac_roman.csv") == "Mac Roman"
    assert [encoding(tmp_path / f"{name}.csv") for name in ("mac_roman", "cp1252")] == ["mac_roman", "cp1252"]
