"""Words of a feed: from the tables, after the fact, and fans have names of their own."""

from __future__ import annotations

from dataclasses import replace

from stylogeny.histories.public.words import with_posts
from stylogeny.histories.simulate import simulate
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.parameters import SocietyParameters
from stylogeny.society.public.fandom import Fandom
from stylogeny.text.grammar import Grammar


def test_what_was_seen_most_has_words_about_itself_and_nothing_else_moves(past: InfluenceGraph) -> None:
    parameters = SocietyParameters(reaction=0.4)
    history = simulate(past, years=10, artists=30, pictures=0, seed=3, fandom=Fandom(fans=60), parameters=parameters)
    assert history.feed is not None
    posts = history.feed.posts
    title = dict(zip(history.works["id"], history.works["title"]))
    said = posts[posts["text"] != ""]
    assert len(said) > 0.9 * min(120, len(posts))
    assert all(str(title[w]).replace("'", "’") in t for w, t in zip(said["work"], said["text"]))
    answers = said[said["kind"] == "answer"]
    name = dict(zip(history.artists["id"], history.artists["name"]))
    named = [
        str(name[to]) in text or str(title[f"s{int(about[1:]) // 4}"]) in text
        for to, text, about in zip(answers["to"], answers["text"], answers["about"])
        if to in name
    ]
    assert len(named) > 3 and sum(named) > 0.5 * len(named)
    few = with_posts(
        replace(history, feed=replace(history.feed, posts=posts.assign(text="", tone=0.0))), Grammar(), 1, count=5
    )
    assert few.feed is not None and (few.feed.posts["text"] != "").sum() == 5
    assert (few.feed.posts["seen"] == posts["seen"]).all()
    assert history.feed.fans["name"].is_unique and not set(history.feed.fans["name"]) & set(history.artists["name"])


def test_a_history_without_fans_is_left_as_it_is(past: InfluenceGraph) -> None:
    history = simulate(past, years=2, artists=10, pictures=0, seed=3)
    assert with_posts(history, Grammar(), 0) is history and history.feed is None
