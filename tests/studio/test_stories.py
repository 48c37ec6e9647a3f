"""Stories: what acts do to them, alone and by two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylogeny.errors import StylogenyError
from stylogeny.studio.state import Studio
from stylogeny.studio.stories import MAX_TEXT, Stop, Story, begin, change, end, keep, stories

THREE = Story("s", "S", tuple(Stop(i, f"/work/{i}", i.upper()) for i in "abc"))


def ids(story: Story) -> str:
    return "".join(stop.id for stop in story.stops)


def test_stops_move_and_go() -> None:
    assert ids(THREE.changed("up", "b")) == "bac" and ids(THREE.changed("up", "a")) == "abc"
    assert ids(THREE.changed("down", "b")) == "acb" and ids(THREE.changed("down", "c")) == "abc"
    assert ids(THREE.changed("remove", "b")) == "ac"
    assert THREE.changed("say", "b", text="x\r\ny").stops[1].text == "x\ny"
    assert len(THREE.changed("say", "b", text="x" * 2 * MAX_TEXT).stops[1].text) == MAX_TEXT
    assert THREE.changed("title", text="  A\n b ").title == "A b"
    for act, stop in (("up", "z"), ("fly", "a"), ("", "a")):
        with pytest.raises(StylogenyError):
            THREE.changed(act, stop)


@given(st.lists(st.tuples(st.sampled_from(["up", "down"]), st.sampled_from("abc")), max_size=12))
def test_moving_loses_nothing(acts: list[tuple[str, str]]) -> None:
    story = THREE
    for act, stop in acts:
        story = story.changed(act, stop)
    assert sorted(ids(story)) == list("abc")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil", "javascript:alert(1)", "", "work"]
)
def test_a_stop_is_in_the_studio(elsewhere: str) -> None:
    with pytest.raises(StylogenyError, match="address of this studio"):
        THREE.with_stop(elsewhere, "x")


def test_two_at_once_lose_nothing(run: Path) -> None:
    studio = Studio(run)
    story = begin(studio, "Both <b>")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda k: keep(studio, story.name, f"/work/w{k}", f"Work {k}"), range(24)))
    assert len(Story.read(studio, story.name).stops) == 24
    change(studio, story.name, "title", text="Renamed")
    assert [s.title for s in stories(studio)] == ["Renamed"]
    end(studio, story.name)
    assert stories(studio) == [] and list((studio.folder / "stories").glob("*.ended"))


def test_titles_are_one_line_and_stories_differ_by_them(run: Path) -> None:
    studio = Studio(run)
    for title in ("", "  \n "):
        with pytest.raises(StylogenyError, match="empty"):
            begin(studio, title)
    begin(studio, "../../etc/passwd")
    with pytest.raises(StylogenyError, match="already"):
        begin(studio, "../../etc/passwd")
    assert all(f.parent == studio.folder / "stories" for f in run.rglob("*passwd*"))
    with pytest.raises(StylogenyError, match="no such story"):
        Story.read(studio, "../../manifest")
