"""Interviews before and after an event, of artists and fans; a history as it was known in a year."""

from __future__ import annotations

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.histories.public.as_of import as_of
from stylogeny.histories.public.fan_talk import fan_answer, fan_facts, fan_topic, find_fan, witness
from stylogeny.histories.public.feed import Feed
from stylogeny.histories.public.interviews import event_of, interview
from stylogeny.histories.simulation import Simulation
from stylogeny.text.grammar import Grammar


def test_what_came_later_has_not_been(history: Simulation, feed: Feed) -> None:
    year = history.start + 6
    then = as_of(history, year)
    assert then.feed is not None and then.works["year"].max() == year == then.feed.posts["year"].max()
    assert set(then.artists["id"]) == set(then.works["artist"]) and len(then.vectors) == len(then.works)
    assert set(then.parents["child"]) <= set(then.works["id"]) and not (then.artists["died"] > year).any()
    won = feed.adoptions()
    won = won[won["year"] <= year].groupby("work")["adoptions"].sum()
    assert then.works["fame"].to_numpy() == pytest.approx(won.reindex(then.works["id"]).fillna(0).to_numpy())
    whole = as_of(history, history.start + 12)
    assert len(whole.works) == len(history.works)
    assert whole.works["fame"].to_numpy() == pytest.approx(history.works["fame"].to_numpy(), abs=2e-3)


def test_a_fan_is_asked_the_same_and_has_changed(history: Simulation, feed: Feed) -> None:
    work = str(feed.posts[feed.posts["year"] == history.start + 6].sort_values("liked")["work"].iloc[-1])
    title = str(history.works.set_index("id")["title"][work])
    shown = feed.posts[feed.posts["work"] == work]["id"]
    fan = next(f for f in feed.likes[feed.likes["post"].isin(shown)]["fan"] if f in set(feed.fans["id"]))
    found = interview(history, fan, work, writer=Grammar())
    assert found.years == (history.start + 5, history.start + 9) and found.name
    assert [t.message for t in found.before] == [t.message for t in found.after]
    assert title in found.after[-1].message and found.after[-1].about == "fan work"
    assert str(history.start + 6) in found.after[-1].answer or "“" in found.after[-1].answer
    late = witness(history, fan, history.start + 9)
    assert fan_facts(late, work).work_liked is not None and not fan_facts(late, work).work_passed
    early = witness(history, fan, history.start + 5)
    assert early.fan is None or len(early.likes) < len(late.likes)


def test_an_artist_is_asked_of_the_time(history: Simulation) -> None:
    maker = str(history.works[history.works["year"] == history.start + 1]["artist"].iloc[0])
    found = interview(history, maker, str(history.start + 4), writer=Grammar(), after=2)
    assert found.id == maker and found.years == (history.start + 3, history.start + 6)
    assert all(turn.answer for turn in (*found.before, *found.after))
    late = history.works.groupby("artist")["year"].min()
    newcomer = str(late[late == late.max()].index[0])
    assert (
        interview(history, newcomer, str(late.max()), writer=Grammar()).before[0].answer.startswith("I had not shown")
    )


def test_fans_are_found_and_answer_of_themselves(history: Simulation, feed: Feed) -> None:
    fan = feed.fans.sort_values("likes").iloc[-1]
    assert find_fan(feed, str(fan["name"]).upper()) == fan["id"] == find_fan(feed, str(fan["id"]))
    assert find_fan(feed, "nobody") == ""
    seen = witness(history, str(fan["id"]), history.start + 12)
    name = dict(zip(history.artists["id"], history.artists["name"]))
    said = fan_answer(seen, "Whom do you follow?", writer=Grammar())
    assert said.about == "fan follows" and name[fan["loyal_to"][0]] in said.answer
    assert [fan_topic(q) for q in ("Do you hate anyone?", "Who are your friends?", "What did you like lately?")] == [
        "fan quarrel", "fan friends", "fan last",
    ]  # fmt: skip
    with pytest.raises(StylogenyError, match="nothing to answer"):
        fan_answer(seen, " ", writer=Grammar())


def test_an_event_is_a_work_a_post_or_a_year_within_the_history(history: Simulation, feed: Feed) -> None:
    post = feed.posts[feed.posts["year"] == history.start + 3].iloc[0]
    made = int(history.works.set_index("id")["year"][post["work"]])
    assert event_of(history, str(post["work"])) == event_of(history, str(post["id"])) == (made, post["work"])
    assert event_of(history, str(history.start + 2)) == (history.start + 2, "")
    for wrong, said in (("s1", "no such event"), ("tomorrow", "no such event"), ("1500", "nobody can be asked")):
        with pytest.raises(StylogenyError, match=said):
            event_of(history, wrong)
