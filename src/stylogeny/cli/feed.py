"""The feed of a simulated history with fans, and the same posts once more before them.

Written is feed.html, beside the history or in --out: year by year what was seen most. With --without, --ranking,
--imitation, --words or --luck the fans are played again before the posts of the table, and it is said what changed;
--out then keeps the tables of the replay too. With --writer the posts are worded anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import counted, emit
from .talk import fallback_note, future_arguments, future_of, writer_arguments, writer_of

if TYPE_CHECKING:
    from ..histories.public.feed import Feed
    from ..histories.simulation import Simulation

EXAMPLE = "stylogeny feed run --ranking recency-follow"
CHANGED = 5  # works of which it is said how they fare otherwise


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    future_arguments(parser)
    parser.add_argument(
        "--without", action="append", default=[], metavar="POST",
        help="play again without this post or this work (an id), and what answers it; repeat for several",
    )  # fmt: skip
    parser.add_argument("--ranking", help="play again with this ranking: interest-hot or recency-follow")
    parser.add_argument(
        "--imitation", type=float, metavar="X", help="play again with fans who look this much at what others liked"
    )
    parser.add_argument(
        "--words",
        type=float,
        metavar="X",
        help="play again with quarrels in which the tone of what is said counts, 0 to 1",
    )
    parser.add_argument("--luck", type=int, metavar="SEED", help="play again with other luck, before the same fans")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to write (default: beside the history)")
    writer_arguments(parser)


def run(args: argparse.Namespace) -> None:
    """Write the page, and say what was seen most or what a replay changes."""
    from ..histories.public.words import with_posts
    from ..histories.simulation import Simulation
    from ..report.feed.page import write_feed

    folder = future_of(args)
    history = Simulation.read(folder)
    history.require_feed()
    note = ""
    if args.writer:
        writer = writer_of(args, folder)
        history = with_posts(history, writer, int(history.provenance.parameters["seed"]))
        note = fallback_note(writer)
    feed = history.require_feed()
    again = _replayed(args, feed)
    if again is None:
        page = write_feed(history, _made(args.out or folder))
        if args.out:
            feed.save(args.out)
        _say_most_seen(args, history, page, note)
        return
    value = _changes(history, feed, again)
    lines = [
        f"{again!r}: {value['likes']:,} likes where there were {value['likes_before']:,}; adoptions of works correlate "
        f"{value['correlation']:.2f}, Gini {value['gini']:.2f} where it was {value['gini_before']:.2f}"
    ]
    lines += [f"  {w['title']}: {w['after']:.1f} adoptions, where it had {w['before']:.1f}" for w in value["works"]]
    if args.out:
        from dataclasses import replace

        again.save(_made(args.out))
        value["page"] = str(write_feed(replace(history, feed=again), args.out))
        lines.append(f"kept in {args.out}")
    emit(args, value, "\n".join(lines))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _replayed(args: argparse.Namespace, feed: Feed) -> Feed | None:
    """The feed once more as asked for; None where nothing is."""
    from dataclasses import replace

    from ..histories.public.replay_feed import replay_feed

    changed = {name: getattr(args, name) for name in ("ranking", "words") if getattr(args, name) is not None}
    if not changed and not args.without and args.imitation is None and args.luck is None:
        return None
    return replay_feed(
        feed,
        without=args.without,
        fandom=replace(feed.setting.fandom, **changed),
        imitation=args.imitation,
        luck=args.luck,
    )


def _say_most_seen(args: argparse.Namespace, history: Simulation, page: Path, note: str) -> None:
    feed = history.require_feed()
    name = dict(zip(history.artists["id"], history.artists["name"]))
    title = dict(zip(history.works["id"], history.works["title"]))
    most = feed.posts.sort_values(["seen", "id"], ascending=[False, True]).head(CHANGED).to_dict("records")
    posts = [
        {
            "id": p["id"], "year": int(p["year"]), "artist": name.get(p["author"], ""),
            "title": title.get(p["work"], ""), "text": p["text"],
            **{count: int(p[count]) for count in ("seen", "liked", "shared")},
        }
        for p in most
    ]  # fmt: skip
    lines = [f"{counted(len(feed.posts), 'post')}, {counted(len(feed.likes), 'like')}, in {page}"]
    lines += [f"  {p['year']}  {p['artist']}: {p['text'] or p['title']} (liked {p['liked']} times)" for p in posts]
    lines += [f"({note})"] if note else []
    value = {"page": str(page), "posts": posts, "ranking": feed.setting.fandom.ranking, "fallbacks": note}
    emit(args, value, "\n".join(lines))


def _changes(history: Simulation, before: Feed, after: Feed) -> dict[str, Any]:
    """What a replay changes, and the works whose adoption changes most."""
    import numpy as np

    from ..society.null_models import gini

    title = dict(zip(history.works["id"], history.works["title"]))
    works = sorted(title)
    won = [
        feed.adoptions().groupby("work")["adoptions"].sum().reindex(works).fillna(0).to_numpy()
        for feed in (before, after)
    ]
    most = np.argsort(-np.abs(won[1] - won[0]), kind="stable")[:CHANGED]
    correlation = float(np.corrcoef(won[0], won[1])[0, 1]) if all(w.std() > 0 for w in won) else 0.0
    return {
        "likes_before": len(before.likes),
        "likes": len(after.likes),
        "gini_before": gini(won[0]),
        "gini": gini(won[1]),
        "correlation": correlation,
        "works": [
            {"id": works[k], "title": title[works[k]], "before": float(won[0][k]), "after": float(won[1][k])}
            for k in most.tolist()
            if won[0][k] != won[1][k]
        ],
    }
