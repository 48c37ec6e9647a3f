"""The completion script knows every command, and a shell takes it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from stylogeny.cli import COMMANDS, main


def test_bash_completes_commands_and_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    assert all(command in script for command in COMMANDS) and "--bootstraps" in script
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    (tmp_path / "complete.sh").write_text(script)
    ask = 'source complete.sh; COMP_WORDS=(stylogeny peri); COMP_CWORD=1; _shtab_stylogeny; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["period"]
