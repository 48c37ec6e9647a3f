"""Contact sheets: surviving works in order of time, and a line of descent."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from stylogeny.world.contact_sheets import line_of_descent, over_time
from stylogeny.world.history import World


def test_a_sheet_shows_surviving_works_in_order_of_time(small_world: World) -> None:
    sheet = over_time(small_world, spans=3, columns=2, size=48)
    cell = 48 + 6
    assert sheet.shape == (3 * cell, 3 * cell, 3)
    ink = [
        [(sheet[y * cell : (y + 1) * cell, x * cell : (x + 1) * cell] < 200).mean() for x in range(3)] for y in range(3)
    ]
    assert all(0 < label < 0.2 for label, *_ in ink) and all(min(pictures) > 0.2 for _, *pictures in ink)


def test_a_line_of_descent_has_room_for_every_generation(small_world: World, tmp_path: Path) -> None:
    founder = int(small_world.outcome.fame[0].argmax())
    line_of_descent(small_world, founder, tmp_path / "line.png", max_works=6, size=48)
    with Image.open(tmp_path / "line.png") as picture:
        assert picture.width >= 2 * 105 and len(picture.convert("RGB").getcolors(1 << 20)) > 100
