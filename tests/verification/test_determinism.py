"""The sweep of surroundings: training in another folder, language, time zone and order of hashes, on more threads."""

from __future__ import annotations

from pathlib import Path

from verification.determinism import ALL, differing, played
from verification.same_results import step

STEPS = (
    step("load", "world", "--out", "run"),
    step("embed", "run", "--backbone", "statistics"),
    step("trace", "run", "--max-iter", "5"),
    step("train", "run", "--steps", "2", "--network", "tiny", "--batch", "2"),
    step("render", "{artist}", "run", "-n", "1", "--size", "32", "-o", "style.png"),
    step("place", "{picture}", "run", printed=True),
)


def test_a_chain_and_a_training_are_the_same_bytes_elsewhere_on_two_threads(tmp_path: Path) -> None:
    first, other = (played(STEPS, tmp_path, where, works=16)[0] for where in ALL[:2])
    assert {"run/denoiser/checkpoint.safetensors", "style.png"} <= first.keys()
    assert not differing(first, other)
    assert differing(first, {**other, "style.png": ""}) == ["style.png"]
