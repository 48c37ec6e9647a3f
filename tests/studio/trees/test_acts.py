import pytest

from stylogeny.cli import main
from stylogeny.errors import StylogenyError
from stylogeny.futures.tree import grow
from stylogeny.studio.trees.acts import act, grow_tree, new_folder, read_tree, root_of, tree_folder


def tree(studio, at=None):
    return read_tree(studio.graph, tree_folder(studio.path, "mine"), at)


def test_a_tree_is_the_one_that_the_package_grows(studio):
    same = grow(studio.graph, root="w220", years=20, branching=3, generations=1, seed=5)
    assert tree(studio).alive == same.alive


def test_an_act_follows_the_state_it_is_done_to_and_loses_nothing(studio):
    first, second, third = tree(studio).alive
    assert act(studio, "mine", {"act": "prune", "at": 1, "works": [first]})["at"] == 2
    assert act(studio, "mine", {"act": "keep", "at": 1, "works": [third]})["at"] == 3
    assert tree(studio, 1).alive == (first, second, third)
    assert tree(studio, 2).alive == (second, third)
    assert tree(studio).alive == (third,) and tree(studio, 0).alive == ()


def test_growing_merging_and_renaming(studio):
    first, second, _ = tree(studio).alive
    grown = act(studio, "mine", {"act": "grow", "at": 1, "works": [first], "branching": 2, "years": 10})
    assert len(grown["created"]) == 2 and all(work.startswith(first) for work in grown["created"])
    merged = act(studio, "mine", {"act": "merge", "at": grown["at"], "works": [first, second]})
    assert {first, second} <= set(tree(studio).parents(merged["created"][0]))
    named = act(studio, "mine", {"act": "rename", "at": merged["at"], "works": [first], "title": "My own"})
    assert "My own" in tree(studio, named["at"]).works.table["title"].tolist()


def test_the_command_line_finds_where_the_tree_stands(studio, capsys):
    act(studio, "mine", {"act": "prune", "at": 1, "works": [tree(studio).alive[0]]})
    act(studio, "mine", {"act": "goto", "at": 1})
    assert main(["futures", "show", str(studio.path), "--name", "mine", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "3 works alive" in said and "operation 1 (here)" in said and "operation 2: prune" in said


def test_a_job_leads_to_what_grew(studio):
    asked = {"name": "mine", "act": "grow", "at": 1, "works": [], "branching": 1}
    assert grow_tree(studio.path, asked, callback=lambda said: None)["href"] == "/futures/mine?at=2"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"act": "burn"}, "no such act"),
        ({"act": "prune"}, "a work, or several"),
        ({"act": "merge", "works": ["one"]}, "two works"),
        ({"act": "grow", "branching": 9}, "1 to 8 answers"),
        ({"act": "grow", "years": 1000}, "1 to 300 years"),
        ({"act": "grow", "response": "shout"}, "no such response"),
        ({"act": "prune", "works": ["nobody"]}, "no such work"),
        ({"act": "goto", "at": 7}, "no such operation"),
    ],
)
def test_what_cannot_be_done_changes_nothing(studio, asked, why):
    with pytest.raises(StylogenyError, match=why):
        act(studio, "mine", {"at": 1, **asked})
    assert len(tree(studio).operations) == 1


@pytest.mark.parametrize("name", ["../mine", "none", "Mine", ""])
def test_no_other_folder_is_opened(studio, name):
    with pytest.raises(StylogenyError, match="no tree of futures"):
        tree_folder(studio.path, name)


def test_roots(studio):
    assert root_of(studio, "School A", None, None) == "School A" and root_of(studio, " ", None, None) is None
    with pytest.raises(StylogenyError, match="no such"):
        root_of(studio, "nobody at all", None, None)
    with pytest.raises(StylogenyError, match="needs the year"):
        root_of(studio, "", "picture.png", None)
    with pytest.raises(StylogenyError, match="a tree of this name"):
        new_folder(studio.path, "mine")
