"""The page of one simulated movement, from its first work to its stale phase: ``python verification/movement.py RUN
--out docs``.

Writes OUT/movement.md and OUT/movement/*. RUN is a run folder with a simulated future (`stylogeny simulate`). Of its
movements the one with the longest stale phase is taken, or `--movement NAME`. Its works are painted by the closed
form over the run's works.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

import numpy as np

from stylogeny.artifacts import replacing, write_text
from stylogeny.corpus.pictures import read
from stylogeny.generation.contact_sheet import sheet
from stylogeny.histories.pictures import paint
from stylogeny.histories.simulation import Simulation
from stylogeny.influence.open_graph import open_graph
from stylogeny.movements.life_cycle import SPAN, STALE
from stylogeny.runs import Run
from stylogeny.streams import int_seed
from stylogeny.text.facts.history_facts import HistoryFacts
from stylogeny.text.facts.index import is_missing, whole_number
from stylogeny.text.facts.types.movements import MovementFacts
from stylogeny.text.grammar import Grammar
from stylogeny.text.numerals import count
from stylogeny.text.writer import Prompt
from verification.common.figures import save_png

ROW = 6  # pictures per row
SIDE = 128

INTRO = """# One simulated movement

{name} never existed. Nobody planned it either: virtual artists looked at one another's works, critics let some of
them be shown, publics took up a few, and a community of styles persisted long enough to be given a name. This page
follows it from its first work to {ending}. The pictures are painted by the closed form from the works of a painted
world, so that no one's art is redistributed; the words are a grammar's, over measured facts. The history was looked
for: few movements go stale, and the first seed with one that did was taken. The parameters of the society are the
usual ones. It is built by commands, of which {run} is a run folder of a painted world of {past} works
(`stylogeny world paint`, `load`, `embed`, `trace`):

{commands}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a traced run folder with a simulated future")
    parser.add_argument("--future", default="society-0", help="its name in RUN/futures/")
    parser.add_argument("--movement", help="a movement's name (default: the one with the longest stale phase)")
    parser.add_argument("--made", action="append", default=[], help="a command that led here, for the page (repeat)")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    folder = args.run / "futures" / args.future
    told = Simulation.read(folder)
    movement = picked(told, args.movement)
    graph = open_graph(Run(args.run))
    rows = shown(told, movement)
    wanted = sorted({r for row in rows.values() for r in row})
    pictures = paint(graph, told, rows=wanted, size=SIDE, seed=args.seed)
    story = HistoryFacts(_with(told, pictures), past=graph.works)
    facts = story.movement(movement)
    life = {str(k): v for k, v in told.movements.set_index("id").loc[movement].to_dict().items()}
    stale = not is_missing(life["stale_from"])
    commands = [*args.made, f"python verification/movement.py {shlex.quote(args.run.name)} --future {args.future}"]
    ending = "the years in which it repeats itself" if stale else "the last year on record; it did not go stale"
    text = [
        INTRO.format(
            name=facts.name,
            ending=ending,
            run=f"`{args.run.name}`",
            past=len(graph.works),
            commands="\n".join(f"    {c}" for c in commands),
        )
    ]
    writer = Grammar(once=True)

    def say(kind: str) -> str:
        return writer.text(Prompt(kind, facts), seed=int_seed(args.seed, "page", kind))

    text += [f"\n## {facts.name}\n\n{say('movement essay')}\n\n> {say('manifesto')}\n"]
    source = [p for p, _ in sources(told, rows["The first work"][0])]
    old = [str(i) for i in source if str(i) in set(graph.works.ids)]
    for title, row in rows.items():
        name = f"movement/{title.split(',')[0].lower().replace(' ', '-')}.jpg"
        seen, captions = [pictures[str(told.works["id"].iat[r])] for r in row], [_caption(story, r) for r in row]
        if title == "The first work" and old:
            seen = [*(read(graph.works.picture(graph.works.find(i)), SIDE) for i in old[:3]), *seen]
            captions = [_old(graph.works.table.iloc[graph.works.find(i)]) for i in old[:3]] + captions
        _save(args.out / name, [np.asarray(p) for p in seen], captions)
        text.append(f"\n## {title}\n\n{_said(title, story, facts, life, row, len(old))}\n\n![{title}]({name})\n")
    _chart(told, movement, args.out / "movement" / "life.png")
    chart = "![Works per year, and how new they are](movement/life.png)"
    text.append(f"\n## A critic\n\n{say('review')}\n\n## Its life in figures\n\n{chart}\n\n{_table(facts, life)}\n")
    write_text(args.out / "movement.md", "".join(text))
    print(f"{facts.name}: {len(wanted)} pictures, {args.out / 'movement.md'}")


def picked(told: Simulation, name: str | None) -> str:
    """The movement's id: by name, or the one with the longest stale phase, or without any the longest-lived."""
    table = told.movements
    if name is not None:
        found = table.loc[table["name"] == name, "id"]
        if not len(found):
            raise SystemExit(f"no movement called {name!r}; there are {', '.join(table['name'])}")
        return str(found.iloc[0])
    if not len(table):
        raise SystemExit("no movement of this history lived long enough to be named; simulate more artists and years")
    last = told.works.groupby("movement")["year"].max()
    end = table["id"].map(last).astype(float)
    stale = (end - table["stale_from"].astype("Float64").astype(float)).fillna(-1.0)
    return str(table["id"].iloc[int(np.lexsort((end - table["born"], stale))[-1])])


def shown(told: Simulation, movement: str) -> dict[str, list[int]]:
    """Rows of the works on the page, by phase of the movement's life."""
    works = told.works
    mine = np.flatnonzero(works["movement"].to_numpy() == movement)
    year, fame = works["year"].to_numpy()[mine], works["fame"].to_numpy()[mine]
    life = told.movements.set_index("id").loc[movement]
    stale = whole_number(life["stale_from"])
    end = stale if stale is not None else int(year.max()) + 1
    early = mine[year < year.min() + max((end - year.min()) // 3, 1)]
    middle = mine[(year >= year.min() + max((end - year.min()) // 3, 1)) & (year < end)]
    best = mine[np.argsort(-fame, kind="stable")[:ROW]]
    out = {
        "The first work": [int(mine[0])],
        "Early years": _evenly(early[1:]),
        "What was followed": sorted(map(int, best)),
        "Later years": _evenly(middle),
    }
    if stale is not None:
        out["The stale phase"] = _evenly(mine[year >= stale])
    return {title: rows for title, rows in out.items() if rows}


def sources(told: Simulation, row: int) -> list[tuple[str, float]]:
    """Parents of a simulated work, heaviest first."""
    mine = told.parents[told.parents["child"] == told.works["id"].iat[row]]
    return sorted(zip(mine["parent"].astype(str), mine["weight"]), key=lambda e: (-e[1], e[0]))


def _with(told: Simulation, pictures: dict[str, Any]) -> Simulation:
    from dataclasses import replace

    return replace(told, pictures={**told.pictures, **pictures})


def _evenly(rows: np.ndarray) -> list[int]:
    if not len(rows):
        return []
    return [int(rows[k]) for k in np.unique(np.linspace(0, len(rows) - 1, min(ROW, len(rows))).round().astype(int))]


def _caption(story: HistoryFacts, row: int) -> str:
    w = story.index.works.iloc[row]
    return f"{w['year']} {story.index.artist_name(str(w['artist']))}"


def _old(work: Any) -> str:
    return f"{int(work['earliest'])} {work['artist']} (the past)"


def _said(
    title: str, story: HistoryFacts, facts: MovementFacts, life: dict[str, Any], rows: list[int], old: int
) -> str:
    """A sentence or two on a row of pictures, from the tables alone."""
    years = story.index.works["year"].iloc[rows]
    if title == "The first work":
        work = story.work(rows[0])
        before = ", after the works of the past that it took from" if old else ""
        return (
            f"“{work.title}”, by {work.artist}, {work.year}{before}. The name came in {int(life['declared'])}, when the"
            " community was found for the third time in a row."
        )
    if title == "What was followed":
        best = story.index.answers["others"].iloc[rows].max()
        return (
            f"Its most adopted works, by date. The one most often taken up has {int(best)} later works by other hands"
            " among its direct descendants."
        )
    if title == "The stale phase":
        return (
            f"From {facts.stale_from} on, what a new work adds is under {STALE:.0%} as new as in its first years:"
            f" {years.min()} to {years.max()}."
        )
    return f"{years.min()} to {years.max()}." if years.min() < years.max() else f"{years.min()}."


def _table(facts: MovementFacts, life: dict[str, Any]) -> str:
    """Its figures as a Markdown table."""
    rows = {
        "first work": facts.born,
        "named": int(life["declared"]),
        "last work": f"alive in {facts.alive}" if facts.died is None else facts.died,
        "works": facts.size,
        "made by": count(facts.painters or 0, "painter"),
        "founder": facts.founder,
        "came out of": facts.parent or "nothing that had a name",
        "recognisability (balanced accuracy)": f"{life['recognisability']:.2f}",
        "inner variation, over that of its years": f"{life['variation']:.2f}",
        "critics for": int(life["advocates"]),
        "critics against": int(life["opponents"]),
        "answers from outside that turn against it": f"{life['opposed']:.0%}",
        "repeats itself from": facts.stale_from or "never",
    }
    return "\n".join(["| | |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows.items())])


def _save(path: Path, pictures: list[np.ndarray], captions: list[str]) -> None:
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(sheet(pictures, ROW, captions=captions, side=SIDE))).convert("RGB")
    with replacing(path) as part:
        image.save(part, format="JPEG", quality=88)


def _chart(told: Simulation, movement: str, path: Path) -> None:
    """Works per year above, and below how new they are: distance to the nearest earlier work of the movement, a share
    of its first years'."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import pandas as pd

    mine = np.flatnonzero(told.works["movement"].to_numpy() == movement)
    year, style = told.works["year"].to_numpy()[mine], told.vectors[mine].astype(float)
    style = style / (told.vectors.std(axis=0) + 1e-9)
    new = [
        np.nan if not (year < y).any() else float(np.sqrt(((style[year < y] - z) ** 2).sum(axis=1).min()))
        for y, z in zip(year, style)
    ]
    by_year = pd.Series(new).groupby(year).mean().dropna()
    share = by_year.rolling(SPAN, min_periods=1).mean() / by_year.iloc[:SPAN].mean()
    stale = whole_number(told.movements.set_index("id").loc[movement, "stale_from"])
    figure, (above, below) = plt.subplots(2, 1, figsize=(8, 3.6), sharex=True, height_ratios=(1, 1.5))
    count = pd.Series(1, index=year).groupby(level=0).sum()
    above.bar(count.index, count.to_numpy(), color="#9a4a2a", width=0.8)
    above.set_ylabel("works")
    below.plot(share.index, share.to_numpy(), color="#9a4a2a")
    below.axhline(STALE, color="#8d8474", linestyle=":", linewidth=1)
    below.set_ylabel("novelty")
    below.set_ylim(0, None)
    below.xaxis.get_major_locator().set_params(integer=True)
    if stale is not None:
        for axis in (above, below):
            axis.axvspan(stale, int(year.max()) + 1, color="#e7dfd0", zorder=0)
    for axis in (above, below):
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    save_png(figure, path, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    main()
