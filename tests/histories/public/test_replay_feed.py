"""A feed once more: as it was, without a post, before a fan less, in another ranking."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.histories.public.feed import Feed
from stylogeny.histories.public.replay_feed import public_at, replay_feed
from stylogeny.histories.simulation import Simulation
from stylogeny.society.public.fandom import RECENCY


def test_replayed_from_its_file_the_same_is_liked(history: Simulation, feed: Feed, tmp_path: Path) -> None:
    feed.save(tmp_path)
    again = replay_feed(Feed.read(tmp_path))
    pd.testing.assert_frame_equal(again.likes, feed.likes)
    pd.testing.assert_frame_equal(again.posts, feed.posts)
    fame = again.adoptions().groupby("work")["adoptions"].sum()
    assert fame.reindex(history.works["id"]).fillna(0).to_numpy() == pytest.approx(history.works["fame"], abs=2e-3)


def test_without_a_post_only_what_follows_from_it_changes(feed: Feed) -> None:
    works = feed.posts[(feed.posts["kind"] == "work") & (feed.posts["liked"] > 0)]
    gone = works.iloc[len(works) // 2]
    other = replay_feed(feed, without=[gone["id"]])
    time, when = feed.likes["year"] * 4 + feed.likes["season"], gone["year"] * 4 + gone["season"]
    pd.testing.assert_frame_equal(
        feed.likes[time < when], other.likes[(other.likes["year"] * 4 + other.likes["season"]) < when]
    )
    assert gone["id"] not in set(other.likes["post"]) and gone["id"] in set(feed.likes["post"])
    first = feed.likes[time == when].set_index("fan")["post"]  # in that season who did not like it likes the same
    after = other.likes[(other.likes["year"] * 4 + other.likes["season"]) == when].set_index("fan")["post"]
    kept = first[first != gone["id"]]
    same = after.reindex(kept.index) == kept
    assert same.mean() > 0.9  # but for those whose feed now has another post in the place


def test_without_a_fan_nobody_elses_luck_moves(feed: Feed) -> None:
    fan = str(feed.likes["fan"].iloc[0])
    other = replay_feed(feed, fandom=replace(feed.setting.fandom, without=int(fan[1:])))
    assert fan not in set(other.likes["fan"])
    first = feed.likes["year"] == feed.likes["year"].min()
    opening = feed.likes[first & (feed.likes["season"] == 0) & (feed.likes["fan"] != fan)]
    again = other.likes[(other.likes["year"] == opening["year"].iloc[0]) & (other.likes["season"] == 0)]
    pd.testing.assert_frame_equal(opening.reset_index(drop=True), again.reset_index(drop=True))
    both = feed.likes.merge(other.likes, on=["fan", "year", "season"])
    assert (both["post_x"] == both["post_y"]).mean() > 0.5
    lucky = replay_feed(feed, luck=99).likes.merge(feed.likes, on=["fan", "year", "season"])
    assert (lucky["post_x"] == lucky["post_y"]).mean() < 0.4


def test_another_ranking_shows_other_posts(feed: Feed) -> None:
    other = replay_feed(feed, fandom=replace(feed.setting.fandom, ranking=RECENCY))
    both = feed.likes.merge(other.likes, on=["fan", "year", "season"])
    assert (both["post_x"] == both["post_y"]).mean() < 0.5
    assert repr(other).endswith("80 fans, recency-follow)")


def test_a_post_that_is_not_there_is_an_error(feed: Feed, tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="no such post in this feed"):
        replay_feed(feed, without=["p1"])
    with pytest.raises(StylogenyError, match="this history has no fans"):
        Feed.read(tmp_path)


def test_harsh_words_deepen_quarrels_only_when_asked(feed: Feed) -> None:
    harsh = replace(feed, posts=feed.posts.assign(tone=-1.0))
    last = max(feed.crowd)
    plain = public_at(feed, last).fans.tie
    assert (public_at(harsh, last).fans.tie == plain).all()
    heard = replace(harsh, setting=replace(feed.setting, fandom=replace(feed.setting.fandom, words=1.0)))
    ties = public_at(heard, last).fans.tie
    assert ties[ties < 0].sum() < plain[plain < 0].sum()
