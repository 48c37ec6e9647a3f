from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from helpers.patterns import disc, stripes
from stylogeny.cli import main
from stylogeny.generation.video import read_video, write_video


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clip")
    frames = [np.roll(disc(), 2 * k, axis=1) for k in range(4)]
    write_video(frames, folder / "in.mp4", fps=8)
    write_video(frames[:1], folder / "one.mp4", fps=8)
    (folder / "sound.mp4").write_bytes(b"no pictures here")
    Image.fromarray(stripes(4, (230, 60, 40))).save(folder / "style.png")
    return folder


def test_a_clip_is_painted_frame_by_frame(made, tmp_path, capsys):
    out = tmp_path / "out.mp4"
    argv = ["clip", str(made / "in.mp4"), "--style", str(made / "style.png"), "-o", str(out), "--size", "48"]
    assert main([*argv, "--steps", "3", "--every", "2", "--json", "--quiet"]) == 0
    said = json.loads(capsys.readouterr().out)
    frames, fps = read_video(out)
    assert said["frames"] == len(frames) == 2 and fps == pytest.approx(4)
    assert said["flicker"] >= 0 and 0 < said["consistency"] <= 1


@pytest.mark.parametrize(
    ("video", "more", "why"),
    [
        ("absent.mp4", [], "no such video"),
        ("sound.mp4", [], "no stream of pictures"),
        ("one.mp4", [], "at least two frames"),
        ("in.mp4", ["--style", "Cubism"], "neither a style file nor a picture"),
        ("in.mp4", ["-o", "out.avi"], "written as .mp4"),
    ],
)
def test_bad_input_is_one_line(made, tmp_path, capsys, video, more, why):
    argv = ["clip", str(made / video), "--style", str(made / "style.png"), "-o", str(tmp_path / "o.mp4"), *more]
    assert main([*argv, "--quiet"]) == 2
    error = capsys.readouterr().err
    assert why in error and error.count("\n") == 1
