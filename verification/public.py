"""Is a public of fans like publics? The tail of adoption, herding and polarisation, by switching feeds.

    python verification/public.py [--seeds 10] [--first 10] [--artists 200] [--years 25] [--fans 1000] [--run RUN]

The past is a painted world seen as genomes, or with --run a traced run. For every seed a society is played with each
ranking, and its feed replayed: in parallel worlds of other luck before the same fans, with more and less social
influence (Salganik, Dodds & Watts 2006), and with a switch of all fans to the other ranking for a year (Guess et al.
2023 did so with some of the users of Facebook and Instagram for three months). Each line is one published
regularity; it holds where the 95 per cent interval of its mean over seeds is clear of its bar, fails where it lies
beyond it, and is open where it straddles it. Constants were set on seeds 0 to 2; --first says on which it is reported.
--write puts the tables into docs/society.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

import stylogeny as sg
from stylogeny.histories.public.feed import Feed
from stylogeny.histories.public.replay_feed import public_at, replay_feed
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.progress import quietly
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.null_models import gini
from stylogeny.society.public.fandom import HOT, RANKINGS, RECENCY, Fandom
from stylogeny.society.public.fans import Fans
from stylogeny.society.public.posts import Posts
from stylogeny.society.public.season import Looked
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from verification.common.tables import put
from verification.common.tails import fit_tail
from verification.society import interval, show

WORLDS = 8  # parallel ones, as many as Salganik, Dodds & Watts had
STRENGTHS = (0.0, 0.35, 0.7)  # of imitation; without it nothing is passed on either
LITTLE = 0.01  # added to shares of which a ratio is taken: some are 0
ENOUGH = 10  # likes by which an artist's public is known
Figures = dict[str, float]
Watched = list[tuple[Fans, Posts, Looked]]


def feed_of(graph: InfluenceGraph, fandom: Fandom, *, artists: int, years: int, seed: int) -> Feed:
    """The feed of a society that was played with such fans."""
    state, setting = begin(graph, artists=artists, seed=seed)
    setting = replace(setting, fandom=fandom)
    for _ in range(years):
        state = step(state, setting)
    assert state.public is not None and setting.public is not None
    return Feed.of(state.public, setting.public)


def likes_of_works(feed: Feed) -> np.ndarray:
    """Likes in all of every work that had its time before the public, by work, int64[w]."""
    last = max(feed.crowd)
    works = feed.posts[feed.posts["made"] <= last - 6]
    return works.groupby("work")["liked"].sum().to_numpy(dtype=np.int64)


def tail(feed: Feed) -> Figures:
    """The law of the tail of adoption."""
    likes = likes_of_works(feed)
    found = fit_tail(likes)
    top = np.sort(likes)[-max(len(likes) // 100, 1) :].sum() / likes.sum()
    return {
        "exponent": found.alpha, "share of works in the tail": found.size / len(likes), "top hundredth": top,
        "against exponential, z": found.exponential[0], "against log-normal, z": found.lognormal[0],
        "never liked": float((likes == 0).mean()),
    }  # fmt: skip


def herding(feed: Feed) -> Figures:
    """Inequality within worlds and unpredictability between them, by the strength of social influence."""
    out: Figures = {}
    shares = {}
    for strength in STRENGTHS:
        fandom = feed.setting.fandom if strength else replace(feed.setting.fandom, sharing=0.0)
        worlds = [
            likes_of_works(replay_feed(feed, imitation=strength, fandom=fandom, luck=1000 + k)) for k in range(WORLDS)
        ]
        shares[strength] = np.array([w / w.sum() for w in worlds])
        gaps = [np.abs(a - b).mean() for a, b in combinations(shares[strength], 2)]
        out[f"Gini {strength:g}"] = float(np.mean([gini(w) for w in shares[strength]]))
        out[f"unpredictability {strength:g}"] = float(np.mean(gaps) * shares[strength].shape[1])
    quality = shares[0.0].mean(axis=0).argsort().argsort() / len(shares[0.0][0])
    rank = shares[STRENGTHS[-1]].argsort(axis=1).argsort(axis=1) / len(quality)
    out["best do poorly"] = float((rank[:, quality >= 0.9] < 0.5).mean())
    out["worst do well"] = float((rank[:, quality < 0.1] >= 0.5).mean())
    return out


def polarisation(feed: Feed) -> Figures:
    """What changes when all fans are switched to the other ranking for the last year, and what their friends are."""
    last = max(feed.crowd)
    before = public_at(feed, last - 1)
    side = _side(before.fans)
    out: Figures = {}
    for ranking in RANKINGS:
        setting = replace(feed.setting, fandom=replace(feed.setting.fandom, ranking=ranking))
        after, watched = before.watched(feed.posted(last), year=last, crowd=feed.crowd[last], setting=setting)
        audience = _audiences(feed, last, before.fans, side)
        out |= {f"{name}, {ranking}": value for name, value in exposure(watched, audience, side).items()}
        out[f"taste between sides, {ranking}"] = _between(after.fans, side)
    friends = before.fans.friend
    out["friends of one's side"] = float((side[friends] == side[:, None]).mean())
    return out


def _side(fans: Fans) -> np.ndarray:
    """Which of two sides each fan's taste is on: the sign along the direction in which tastes differ most."""
    centred = fans.taste - fans.taste.mean(axis=0)
    axis = np.linalg.svd(centred, full_matrices=False)[2][0]
    return np.where(centred @ axis > 0, 1, -1)


def _audiences(feed: Feed, year: int, fans: Fans, side: np.ndarray) -> dict[int, float]:
    """The mean side of those who liked each artist in the ten years before a year, where enough did."""
    uid = {f"f{u}": int(s) for u, s in zip(fans.uid.tolist(), side)}
    author = dict(zip(feed.posts["id"], feed.posts["author"]))
    likes = feed.likes[(feed.likes["year"] < year) & (feed.likes["year"] >= year - 10)]
    table = likes.assign(side=likes["fan"].map(uid), artist=likes["post"].map(author)).dropna()
    groups = table.groupby("artist")["side"].agg(["mean", "size"])
    known = groups[groups["size"] >= ENOUGH]["mean"]
    return {int(str(artist)[1:]): float(mean) for artist, mean in known.items()}


def exposure(watched: Watched, audience: dict[int, float], side: np.ndarray) -> Figures:
    """How much is liked, and how much of what is seen and liked is of the other side, or of mixed publics."""
    seen_cross, liked_cross, mixed, liked = [], [], [], 0
    for _, posts, looked in watched:
        lean = np.array([audience.get(a, np.nan) for a in posts.author.tolist()])
        there = looked.seen >= 0
        leaning = np.where(there, lean[looked.seen], np.nan)
        known = ~np.isnan(leaning)
        seen_cross.append((leaning * side[:, None] < 0)[known])
        mixed.append((np.abs(leaning) < 1 / 3)[known])
        rows = np.flatnonzero(looked.liked >= 0)
        liked += len(rows)
        chosen = lean[looked.liked[rows]]
        liked_cross.append((chosen * side[rows] < 0)[~np.isnan(chosen)])
    cross, chosen = float(np.concatenate(seen_cross).mean()), float(np.concatenate(liked_cross).mean())
    return {
        "likes per look": liked / len(side) / len(watched), "seen of the other side": cross,
        "of it liked less, share": 1 - chosen / cross, "seen of mixed publics": float(np.concatenate(mixed).mean()),
    }  # fmt: skip


def _between(fans: Fans, side: np.ndarray) -> float:
    """Share of the variance of tastes that is between two sides."""
    centred = fans.taste - fans.taste.mean(axis=0)
    means = np.stack([centred[side == s].mean(axis=0) for s in (-1, 1)])
    share = np.array([(side == s).mean() for s in (-1, 1)])
    return float((share[:, None] * np.square(means)).sum() / np.square(centred).sum(axis=1).mean())


@dataclass(frozen=True)
class Published:
    """A published regularity, its figure, and the bars that its mean must clear."""

    name: str
    source: str
    figure: Callable[[Figures], float]
    above: float = -np.inf
    below: float = np.inf

    @property
    def criterion(self) -> str:
        """In words."""
        words = [f"above {self.above:g}"] * (self.above > -np.inf) + [f"below {self.below:g}"] * (self.below < np.inf)
        return ", ".join(words)

    def verdict(self, values: np.ndarray) -> str:
        """Whether it holds."""
        low, high = interval(values)
        if low > self.above and high < self.below:
            return "yes"
        return "**no**" if high < self.above or low > self.below else "**open**"


def switched(name: str) -> Callable[[Figures], float]:
    """What a figure is with recency-follow, over what it is with interest-hot."""
    return lambda f: (f[f"{name}, {RECENCY}"] + LITTLE) / (f[f"{name}, {HOT}"] + LITTLE)


def taken_by_ranking(figures: Figures) -> float:
    """How much less of what is seen is of the other side when ranked."""
    return 1 - 1 / switched("seen of the other side")(figures)


CLAUSET = "Clauset, Shalizi & Newman 2009, doi:10.1137/070710111 (book sales 3.7, citations 3.2)"
SALGANIK = "Salganik, Dodds & Watts 2006, doi:10.1126/science.1121066"
GUESS = "Guess et al. 2023, doi:10.1126/science.abp9364"
BAKSHY = "Bakshy, Messing & Adamic 2015, doi:10.1126/science.aaa1160"
TABLE = [
    Published("adoption has a heavier tail than the exponential (Vuong's z)", CLAUSET,
              lambda f: f["against exponential, z"], above=1.96),
    Published("its exponent is that of cultural goods", "the same", lambda f: f["exponent"], 2.0, 4.0),
    Published("a log-normal fits as well (Vuong's z, below 0 better)", "the same: cannot be ruled out",
              lambda f: f["against log-normal, z"], below=1.96),
    Published("inequality rises with influence (Gini, weak over none)", SALGANIK,
              lambda f: f["Gini 0.35"] - f["Gini 0"], above=0.0),
    Published("and more with stronger influence (strong over weak)", "the same",
              lambda f: f["Gini 0.7"] - f["Gini 0.35"], above=0.0),
    Published("unpredictability rises with influence (weak over none)", "the same",
              lambda f: f["unpredictability 0.35"] - f["unpredictability 0"], above=0.0),
    Published("and more with stronger influence (strong over weak)", "the same",
              lambda f: f["unpredictability 0.7"] - f["unpredictability 0.35"], above=0.0),
    Published("the best tenth rarely do poorly (in the lower half)", "the same",
              lambda f: f["best do poorly"], below=0.2),
    Published("the worst tenth rarely do well (in the upper half)", "the same",
              lambda f: f["worst do well"], below=0.2),
    Published("a chronological feed is less used (likes, over those of the ranked)", GUESS,
              switched("likes per look"), below=1.0),
    Published("it shows more of mixed publics (over the ranked)", "the same",
              switched("seen of mixed publics"), above=1.0),
    Published("tastes are no farther apart for the ranked (between sides, difference)", "the same: nothing detectable",
              lambda f: abs(f[f"taste between sides, {HOT}"] - f[f"taste between sides, {RECENCY}"]), below=0.01),
    Published("ranking takes away some of the other side (share of what is seen)", f"{BAKSHY}: 5 and 8 %",
              lambda f: taken_by_ranking(f), above=0.0),
    Published("choice takes away more (share of what is liked, over that of ranking)", "the same",
              lambda f: f[f"of it liked less, share, {HOT}"] - taken_by_ranking(f), above=0.0),
    Published("friends are of one's own side more often than half the time",
              "Cinelli et al. 2021, doi:10.1073/pnas.2023301118", lambda f: f["friends of one's side"], above=0.5),
]  # fmt: skip


def figures(graph: InfluenceGraph, ranking: str, *, fans: int, artists: int, years: int, seed: int) -> Figures:
    """All figures of one history."""
    feed = feed_of(graph, Fandom(fans, ranking), artists=artists, years=years, seed=seed)
    return {**tail(feed), **herding(feed), **polarisation(feed)}


def report(found: dict[str, list[Figures]], what: str) -> list[str]:
    """The tables, as Markdown."""
    lines = [
        f"{what}: mean ± half its 95 % interval over seeds (lowest to highest).\n",
        f"| regularity | source | holds when | {' | '.join(f'{r} | holds' for r in found)} |",
        "|---|---|---|" + "---|---|" * len(found),
    ]
    for line in TABLE:
        cells = [np.array([line.figure(f) for f in every]) for every in found.values()]
        said = " | ".join(f"{show(c)} | {line.verdict(c)}" for c in cells)
        lines.append(f"| {line.name} | {line.source} | {line.criterion} | {said} |")
    lines += ["\n| figure | " + " | ".join(found) + " |", "|---|" + "---|" * len(found)]
    for name in next(iter(found.values()))[0]:
        lines.append(f"| {name} | " + " | ".join(show(np.array([f[name] for f in v])) for v in found.values()) + " |")
    return lines


def main() -> None:
    """Play, replay and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=10, help="the first seed (constants were set on 0 to 2)")
    parser.add_argument("--artists", type=int, default=200)
    parser.add_argument("--years", type=int, default=25)
    parser.add_argument("--fans", type=int, default=1000)
    parser.add_argument("--run", type=Path, help="a traced run to start from, instead of a painted world")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/society.md")
    args = parser.parse_args()
    found: dict[str, list[Figures]] = {ranking: [] for ranking in RANKINGS}
    size = {"fans": args.fans, "artists": args.artists, "years": args.years}
    with quietly():
        if args.run:
            from stylogeny.influence.open_graph import open_graph
            from stylogeny.runs import Run

            graph = open_graph(Run(args.run))
        else:
            graph = sg.trace(observe(World.make("neutral", works=400, seed=1), noise=0.2))
        for seed in range(args.first, args.first + args.seeds):
            for ranking in RANKINGS:
                found[ranking].append(figures(graph, ranking, **size, seed=seed))
    seeds = f"seeds {args.first}-{args.first + args.seeds - 1}"
    text = "\n".join(report(found, f"{args.fans} fans, {args.artists} artists, {args.years} years, {seeds}"))
    print(text)
    if args.write:
        put(text, name="public", script="public.py")


if __name__ == "__main__":
    main()
