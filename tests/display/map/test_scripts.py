"""The map's modules as one, for a notebook."""

from __future__ import annotations

import re

from stylogeny.display.map.scripts import STATIC, bundle, modules


def test_a_module_comes_after_what_it_needs() -> None:
    names = modules("notebook.js")
    assert names[-1] == "notebook.js" and names.index("history.js") < names.index("sheets.js") < names.index("map.js")
    assert {file.name for file in STATIC.glob("*.js")} == set(names)


def test_as_one_they_import_nothing_and_export_the_entry() -> None:
    text = bundle("notebook.js")
    assert not re.search(r"^import ", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default {"]


def test_no_two_modules_give_one_name_to_two_things() -> None:
    names = re.findall(r"^(?:async )?(?:function|class|const) (\w+)", bundle("notebook.js"), re.MULTILINE)
    assert len(names) == len(set(names)) > 20


def test_nothing_is_written_as_markup() -> None:
    """Titles and names are data: they reach the page as text."""
    for file in STATIC.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", file.read_text())
