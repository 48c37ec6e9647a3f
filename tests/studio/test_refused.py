"""Errors as a browser shows them: what to do is what one can do there."""

from __future__ import annotations

from typing import Any

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.studio.refused import said_in_a_browser


@pytest.mark.parametrize(
    ("fix", "said"),
    [
        ("pass another --name, or make a tree: imagine --generations 2", "; give it another name"),
        ("give --year, or one work, artist or style", "; give the year that it is of"),
        ("pass --purify 3", ""),  # nobody can do that here
        ("choose a work -- any", "; choose a work -- any"),
        ("choose a well-dated work", "; choose a well-dated work"),
        (None, ""),
    ],
)
def test_no_option_of_a_command_is_named(fix: str | None, said: str) -> None:
    assert said_in_a_browser(StylogenyError("this is\nso", got=3, fix=fix)) == f"this is so (got 3){said}"


def test_a_page_of_an_error_speaks_of_the_browser(client: Any) -> None:
    """A name that is taken, a root without a year, and what is not there."""
    folder = client.app.state.studio.path / "futures" / "taken"
    folder.mkdir(parents=True)
    (folder / "simulation.json").touch()
    asked = client.post("/futures", data={"name": "taken"}, headers={"Accept": "text/html"})
    assert asked.status_code == 422 and "give it another name" in asked.text and "--" not in body(asked.text)
    assert "<h1>That cannot be done</h1>" in asked.text
    assert "<h1>Not found</h1>" in client.get("/work/none").text


def body(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]
