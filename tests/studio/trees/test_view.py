import json

from stylogeny.studio.pages import plain
from stylogeny.studio.trees.acts import act, read_tree, tree_folder
from stylogeny.studio.trees.view import described, page, state


def test_works_know_their_neighbours(studio):
    grown = act(studio, "mine", {"act": "grow", "at": 1, "branching": 2, "years": 20})
    told = state(studio, "mine", grown["at"], 0)
    work = {w["id"]: w for w in told["works"]}
    assert len(work) == 9
    for name, w in work.items():
        for answer in w["answers"]:
            assert name in {p["id"] for p in work[answer["id"]]["parents"]} | {work[answer["id"]]["answers_to"]["id"]}
        assert all(key == "" or key in work for key in w["keys"].values())
        assert (w["keys"]["right"] == "") == (not w["answers"])
    place = {card.id: card.y for card in told["drawing"].cards}
    up = [(place[name], place[w["keys"]["up"]]) for name, w in work.items() if w["keys"]["up"]]
    assert up and all(there < here for here, there in up)


def test_every_work_can_be_reached_by_arrow_keys(studio):
    grown = act(studio, "mine", {"act": "grow", "at": 1, "branching": 2, "years": 20})
    work = {w["id"]: w for w in state(studio, "mine", grown["at"], 0)["works"]}
    reached, front = set(), [next(iter(work))]
    while front:
        name = front.pop()
        if name and name not in reached:
            reached.add(name)
            front += work[name]["keys"].values()
    assert reached == set(work)


def test_a_state_is_told_with_what_was_decided(studio):
    first = read_tree(studio.graph, tree_folder(studio.path, "mine")).alive[0]
    act(studio, "mine", {"act": "prune", "at": 1, "works": [first]})
    told = state(studio, "mine", 1, 0)
    assert [(o["number"], o["kind"], o["after"], o["state"]) for o in told["operations"]] == [
        (1, "grow", 0, "here"),
        (2, "prune", 1, "undone"),
    ]
    json.dumps(plain({k: v for k, v in told.items() if k != "drawing"}), allow_nan=False)


def test_a_state_without_works(studio):
    told = described(read_tree(studio.graph, tree_folder(studio.path, "mine"), 0))
    assert told["works"] == [] and told["drawing"] is None


def test_the_page_that_is_taken_away_needs_no_other(studio):
    text = page(studio, "mine", 1)
    assert text.startswith("<!doctype html>") and "Work 220" in text and "<script" not in text and "src=" not in text
