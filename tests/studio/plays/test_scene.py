import pytest

from stylogeny.studio.plays.company import begun, simulation_of
from stylogeny.studio.plays.scene import FEEDS, scene


@pytest.fixture
def history(studio):
    return simulation_of(studio, begun(studio, 60, 1).on(30, begun(studio, 60, 1).parameters))


@pytest.mark.parametrize("feed", FEEDS)
def test_the_feed_has_the_works_of_its_year_in_its_order(history, feed):
    year = history.start + history.years - 5
    told = scene(history, year=year, feed=feed)
    own = history.works[history.works["year"] == year]
    assert {post["id"] for post in told["feed"]} <= set(own["id"])
    assert len(told["feed"]) == min(12, len(own))
    rank = {
        "adopted": lambda post: post["fame"],
        "argued": lambda post: min(post["advocates"], post["opponents"]),
        "leaping": lambda post: post["leap"],
    }[feed]
    ranks = [rank(post) for post in told["feed"]]
    assert ranks == sorted(ranks, reverse=True)


def test_posts_name_those_they_come_after(history):
    told = scene(history, year=history.start + history.years)
    shares = [parent["share"] for post in told["feed"] for parent in post["after"]]
    assert shares and all(0 < share <= 1 for share in shares)


def test_the_dead_are_not_at_work(history):
    year = history.start + history.years
    died = history.artists.set_index("id")["died"]
    assert all(not died[p["id"]] <= year for p in scene(history, year=year)["people"] if p["died"] is not None)


def test_movements_have_as_many_works_as_their_counts_say(history):
    for m in scene(history, year=history.start + history.years)["movements"]:
        assert sum(m["counts"].values()) == m["size"] and m["name"]


def test_critics_and_the_public(history):
    said = scene(history, year=history.start + history.years)["said"]
    assert all(w["advocates"] > w["opponents"] for w in said["praised"])
    assert all(w["advocates"] < w["opponents"] for w in said["blamed"])
    fame = [w["fame"] for w in said["adopted"]]
    assert fame and fame == sorted(fame, reverse=True)
