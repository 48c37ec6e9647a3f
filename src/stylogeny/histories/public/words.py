"""Words of a feed: what artists post, and the names of fans. They come after the fact, and decide nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ...society.events import judge
from ...streams import int_seed
from ...text.artist_names import names
from ...text.facts.types.publics import PostFacts
from ...text.facts.types.quantities import Title
from ...text.word_files import read
from ...text.writer import Prompt, Writer
from ..simulation import Simulation

WRITTEN = 240  # posts that have words: answers, and what of each year was seen most


def with_posts(simulation: Simulation, writer: Writer, seed: int, *, count: int = WRITTEN) -> Simulation:
    """The same history with words in the posts of its feed that were seen most, and names of its fans.

    The tone of what is said is kept beside it, by a fixed list of words (:func:`...society.events.judge`): a replay
    may let it count, this history did not.
    """
    feed = simulation.feed
    if feed is None:
        return simulation
    posts = feed.posts
    place = posts.groupby("year")["seen"].rank(ascending=False, method="first")  # every year has its turn
    place = place.where(posts["kind"] == "work", 0)  # answers are few, and nothing but words
    first = place.sort_values(kind="stable").index[:count]
    requests, known = read("requests").within("feed"), _Known(simulation)
    text, tone = posts["text"].tolist(), posts["tone"].tolist()
    for row in sorted(first):
        kind = f"post {posts['kind'].iat[row]}"
        facts = known.facts(posts.iloc[row].to_dict())
        own = int_seed(seed, "post", posts["id"].iat[row])
        text[row] = writer.text(Prompt(kind, facts, requests.text(kind)), seed=own)
        tone[row] = judge(text[row])[1]
    posts = posts.assign(text=text, tone=np.array(tone, dtype=np.float32))
    taken = simulation.artists["name"].astype(str).tolist()
    called = names(feed.fans["id"].str[1:].astype(int).to_numpy(), seed=int_seed(seed, "fans"), past=taken)
    return replace(simulation, feed=replace(feed, posts=posts, fans=feed.fans.assign(name=called)))


class _Known:
    """What a post may say of a history."""

    def __init__(self, simulation: Simulation) -> None:
        works = simulation.works
        self.name = dict(zip(simulation.artists["id"], simulation.artists["name"].astype(str)))
        self.title = dict(zip(works["id"], works["title"].astype(str)))
        self.maker = dict(zip(works["id"], works["artist"]))
        self.leap = dict(zip(works["id"], works["jump"].astype(bool)))
        edges = simulation.parents.sort_values(["weight", "parent"], ascending=[True, False])
        self.parent = dict(zip(edges["child"], edges["parent"]))  # the heaviest comes last, and stays

    def facts(self, post: dict[Any, Any]) -> PostFacts:
        """Of a post, a row of the feed."""
        work, author, to = str(post["work"]), str(post["author"]), str(post["to"])
        parent = self.parent.get(work, "")
        own = self.maker.get(parent) == author
        attacked = self._work_of(post)
        return PostFacts(
            name=self.name.get(author, ""),
            title=Title(self.title.get(work, "")) or None,
            year=int(post["year"]),
            source="" if own else self.name.get(self.maker.get(parent, ""), ""),
            source_title=None if own or parent not in self.title else Title(self.title[parent]),
            own_source=Title(self.title[parent]) if own else None,
            rival=self.name.get(to, ""),
            rival_title=Title(self.title[attacked]) if attacked in self.title else None,
            leap=bool(self.leap.get(work, False)) and post["kind"] == "work",
        )

    def _work_of(self, post: dict[Any, Any]) -> str:
        """The work that an answer is about: a post's number is four times its work's, and its kind."""
        about = str(post["about"])
        return f"s{int(about[1:]) // 4}" if about else ""
