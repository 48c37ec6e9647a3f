"""Is a simulated society like art? Published regularities it is held against, and what its nulls do.

    python verification/society.py [--seeds 3] [--artists 300] [--years 80] [--run RUN] [--write]

The past is a painted world seen as genomes (or, with --run, a traced run). Every line is one published regularity, measured on
as many histories as there are seeds and given as the mean (lowest to highest); beside it the same figure in the neutral
null (nobody prefers anything), and at another value of the custom that moves it most. --write puts the table
into docs/society.md. The entropy-complexity plane needs pictures: it is computed on those of the run and of a simulated history.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

import stylogeny as sg
from stylogeny.corpus.works import Works
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.progress import quietly
from stylogeny.society import audience, nulls
from stylogeny.society.beginning import begin
from stylogeny.society.customs import RESPONSES, Customs, Setting
from stylogeny.society.engine import step
from stylogeny.society.movements import find
from stylogeny.society.simulation import Simulation
from stylogeny.society.state import State
from stylogeny.streams import uniforms
from stylogeny.world.history import World
from stylogeny.world.observe import observe

DOC = Path(__file__).resolve().parents[1] / "docs" / "society.md"
BEGIN, END = "<!-- regularities: verification/society.py -->", "<!-- end of regularities -->"


@dataclass(frozen=True)
class Past:
    """One history as flat arrays, shown works in order of date."""

    year: np.ndarray
    uid: np.ndarray
    style: np.ndarray
    fame: np.ndarray
    response: np.ndarray
    rival: np.ndarray
    standing: dict[int, float]
    state: State
    setting: Setting


def play(graph: InfluenceGraph, customs: Customs, *, artists: int, years: int, seed: int) -> Past:
    """A history; `standing` keeps what was remembered of each artist ten years after they came."""
    state, setting = begin(graph, artists=artists, seed=seed, customs=customs)
    early: dict[int, float] = {}
    for _ in range(years):
        state = step(state, setting)
        ten = state.artists.working(state.year) & (state.year - state.artists.born == 28)
        early |= dict(zip(state.artists.uid[ten].tolist(), state.standing[ten].tolist()))
    made = state.made
    number = np.concatenate([m.number[m.shown] for m in made])
    won = pd.concat([pd.Series(m.adoptions, m.adopted) for m in made]).groupby(level=0).sum()
    year = np.concatenate([np.full(int(m.shown.sum()), m.year) for m in made])
    uid, style, response, rival = (
        np.concatenate([getattr(m, f)[m.shown] for m in made]) for f in ("uid", "style", "response", "rival")
    )
    fame = won.reindex(number).fillna(0.0).to_numpy()
    return Past(year, uid, style, fame, response, rival, early, state, setting)


def heaps(past: Past) -> float:
    """Exponent with which kinds of work grow with works: a work is of a new kind when no earlier one is within a usual step of it."""
    unit = past.style[:: max(len(past.style) // 2500, 1)] / past.setting.scale
    radius = 1.5 * float(np.sqrt((np.square(past.setting.root) / past.setting.scale[:, None] ** 2).sum()))
    kinds: list[np.ndarray] = []
    count = []
    for row in unit:
        if not kinds or np.square(np.stack(kinds) - row).sum(axis=1).min() > radius**2:
            kinds.append(row)
        count.append(len(kinds))
    n = np.arange(1, len(count) + 1)
    return float(np.polyfit(np.log(n[50:]), np.log(count)[50:], 1)[0])


def settled(past: Past) -> np.ndarray:
    """Fame of works that the publics are done with, float64[k]."""
    return past.fame[(past.year > past.setting.start + 10) & (past.year <= past.state.year - 6)]


def inequality(past: Past) -> float:
    """Gini coefficient of fame."""
    return nulls.gini(settled(past))


def top_share(past: Past) -> float:
    """Share of all adoptions that the most adopted hundredth of works has."""
    fame = np.sort(settled(past))
    return float(fame[-max(len(fame) // 100, 1) :].sum() / fame.sum())


def unpredictability(past: Past, worlds: int = 8) -> float:
    """Mean difference of a work's share between worlds, over the mean share: the same works before publics of other luck."""
    rows = np.flatnonzero(past.year == past.state.year - 6)
    setting, customs = past.setting, past.setting.customs
    unit = setting.unit(past.style[rows])
    liking = unit @ setting.traits @ setting.publics.T * customs.liking / np.sqrt(setting.traits.shape[1])
    shares = []
    for world in range(worlds):
        fame = np.zeros(len(rows))
        for year in range(6):
            fame = fame + audience.adopt(
                liking, fame, np.full(len(rows), year), rows, imitation=customs.imitation, chance=customs.chance,
                attention=customs.attention * len(rows), patience=customs.patience, seed=1000 + world, year=year,
            )  # fmt: skip
        shares.append(fame / fame.sum())
    gaps = [np.abs(a - b) for k, a in enumerate(shares) for b in shares[k + 1 :]]
    return float(np.mean(gaps) * len(rows))


def lock_in(past: Past) -> float:
    """Rank correlation of what is remembered of artists after ten years of work with the fame of their works after that."""
    born = {int(r[0]): int(r[1]) for part in past.state.roll for r in part}
    late = pd.DataFrame(
        {"uid": past.uid, "fame": past.fame, "age": past.year - pd.Series(past.uid).map(born).to_numpy()}
    )
    later = late[late["age"] > 28].groupby("uid")["fame"].sum()
    both = pd.DataFrame({"early": pd.Series(past.standing), "late": later}).dropna()
    return float(both.corr(method="spearman").to_numpy()[0, 1])


def dropout_ratio(past: Past) -> float:
    """How many times likelier to show nothing any more ten years on: the least remembered fifth against the most."""
    born = {int(r[0]): int(r[1]) for part in past.state.roll for r in part}
    last = pd.Series(past.year).groupby(past.uid).max()
    table = pd.DataFrame({"standing": pd.Series(past.standing)})
    table["born"] = table.index.map(born)
    table = table[table["born"] + 46 <= past.state.year]
    gone = last.reindex(table.index).fillna(0).to_numpy() < table["born"].to_numpy() + 38
    rank = table["standing"].rank(pct=True, method="first").to_numpy()
    return float((gone[rank <= 0.2].mean() + 0.01) / (gone[rank > 0.8].mean() + 0.01))


def _careers(past: Past, least: int = 10) -> list[np.ndarray]:
    order = np.argsort(past.uid, kind="stable")
    bounds = np.flatnonzero(np.diff(past.uid[order], prepend=-1, append=-2))
    return [order[a:b] for a, b in pairwise(bounds) if b - a >= least]


def streaks(past: Past) -> float:
    """How much likelier than in shuffled careers the two most adopted works of an artist are neighbours."""
    found, chance = [], []
    for rows in _careers(past):
        best = np.sort(np.argsort(-past.fame[rows])[:2])
        found.append(best[1] - best[0] == 1)
        chance.append(2 / len(rows))
    return float(np.mean(found) / np.mean(chance))


def exploration(past: Past) -> float:
    """Spread of an artist's works in the three years' works before the best one, over that from the best on (1: no difference)."""
    ratio = []
    for rows in _careers(past):
        at = int(past.fame[rows].argmax())
        if 3 <= at <= len(rows) - 4:
            z = past.style[rows] / past.setting.scale
            before, after = np.diff(z[at - 3 : at + 1], axis=0), np.diff(z[at : at + 4], axis=0)
            ratio.append(np.log(np.linalg.norm(before, axis=1).mean() / np.linalg.norm(after, axis=1).mean()))
    return float(np.exp(np.mean(ratio))) if ratio else np.nan


def contrast(past: Past) -> float:
    """Mean cosine of the step a reacting work takes (from its artist's last) and the way to the rival's best: below 0 away from it."""
    last: dict[int, np.ndarray] = {}
    best: dict[int, tuple[float, np.ndarray]] = {}
    cosines = []
    negate = RESPONSES.index("negate")
    for uid, style, fame, response, rival in zip(
        past.uid.tolist(), past.style, past.fame, past.response, past.rival.tolist()
    ):
        z = style / past.setting.scale
        if response == negate and uid in last and rival in best:
            a, b = z - last[uid], best[rival][1] - last[uid]
            cosines.append(float(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-9)))
        last[uid] = z
        if fame > best.get(uid, (-1.0, z))[0]:
            best[uid] = (float(fame), z)
    return float(np.mean(cosines)) if cosines else np.nan


def reacting(past: Past) -> float:
    """How much likelier reacting works are by artists less adopted than the median (outsiders) than by the others."""
    total = pd.Series(past.fame).groupby(past.uid).sum()
    outside = past.fame * 0 + (pd.Series(past.uid).map(total) < total.median()).to_numpy()
    negates = past.response == RESPONSES.index("negate")
    if not negates.any():
        return np.nan
    return float((negates[outside > 0].mean() + 1e-4) / (negates[outside == 0].mean() + 1e-4))


def bursts(past: Past) -> float:
    """Pace of change of a year's mean style: largest five-year change over the median (Foote's novelty, as Mauch uses it)."""
    unit = past.style / past.setting.scale
    means = pd.DataFrame(unit).groupby(past.year).mean().to_numpy()
    pace = [
        np.linalg.norm(means[t : t + 5].mean(axis=0) - means[t - 5 : t].mean(axis=0)) for t in range(5, len(means) - 5)
    ]
    return float(np.max(pace) / np.median(pace))


def named(past: Past) -> float:
    """Movements declared."""
    found = find(past.style / past.setting.scale, past.year.astype(float), past.uid, seed=past.setting.seed)
    return float(len(found.table))


@dataclass(frozen=True)
class Regularity:
    """What was published, how it is measured here, when it holds, and which custom moves it."""

    name: str
    source: str
    measure: Callable[[Past], float]
    holds: Callable[[list[float], list[float], list[float]], bool]  # default, null, knob
    criterion: str
    knob: dict[str, float]


def _all(test: Callable[[float], bool]) -> Callable[[list[float], list[float], list[float]], bool]:
    return lambda here, null, knob: all(test(v) for v in here)


TABLE = [
    Regularity("novelty grows like Heaps' law: exponent below 1", "Tria et al. 2014, doi:10.1038/srep05890", heaps, _all(lambda v: 0.3 < v < 0.95), "0.3 to 0.95", {"step": 1.4}),
    Regularity("fame is unequal (Gini)", "Salganik, Dodds & Watts 2006, doi:10.1126/science.1121066", inequality, lambda h, n, k: min(h) > 0.5 and min(h) > max(n), "above 0.5 and the null", {"imitation": 0.0}),
    Regularity("share of the top hundredth", "the same", top_share, lambda h, n, k: min(h) > 0.1 and min(h) > max(n), "above 0.1 and the null", {"imitation": 0.0}),
    Regularity("fame rises with social influence (Gini at none, less)", "the same", inequality, lambda h, n, k: all(a > b for a, b in zip(h, k)), "above that without imitation, seed by seed", {"imitation": 0.0}),
    Regularity("unpredictability rises with social influence", "the same", unpredictability, lambda h, n, k: all(a > b for a, b in zip(h, k)), "above that without imitation, seed by seed", {"imitation": 0.0}),
    Regularity("reputation locks in (early with later, rank correlation)", "Fraiberger et al. 2018, doi:10.1126/science.aau7224", lock_in, lambda h, n, k: min(h) > 0.2 and min(h) > max(n), "above 0.2 and the null", {"reputation": 1.0}),
    Regularity("the little known drop out (times likelier)", "the same (86 % against 39 %: 2.2 times)", dropout_ratio, _all(lambda v: v > 1.5), "above 1.5", {"reputation": 1.0}),
    Regularity("best works come together (times chance)", "Liu et al. 2018, doi:10.1038/s41586-018-0315-8", streaks, lambda h, n, k: min(h) > 1.2 and min(h) > max(n), "above 1.2 and the null", {"exploring": 0.0}),
    Regularity("exploration comes before, exploitation after (steps before over after)", "Liu et al. 2021, doi:10.1038/s41467-021-25477-8", exploration, lambda h, n, k: min(h) > 1.03 and min(h) > max(n), "above 1.03 and the null", {"exploring": 0.0}),
    Regularity("reactions lead away from who is ahead (cosine)", "Klimek, Kreuzbauer & Thurner 2019, arXiv:1901.03114 (music)", contrast, _all(lambda v: v < -0.05), "below -0.05", {"step": 1.4}),
    Regularity("it is outsiders who react (times likelier)", "the same", reacting, _all(lambda v: v > 1.2), "above 1.2", {"reputation": 1.0}),
    Regularity("change comes in bursts (largest over median pace)", "Mauch et al. 2015, doi:10.1098/rsos.150081", bursts, lambda h, n, k: min(h) > 2.0 and np.mean(h) > np.mean(n), "above 2 and the null", {"salon": 3.0}),
    Regularity("movements are named; none in the null", "detector's own null", named, lambda h, n, k: min(h) >= 1 and max(n) == 0, "1 or more; null 0", {"salon": 3.0}),
]  # fmt: skip


def show(values: list[float]) -> str:
    good = [v for v in values if v == v]
    return f"{np.mean(good):.2f} ({min(good):.2f} to {max(good):.2f})" if good else "-"


def entropy_complexity(gray: np.ndarray) -> tuple[float, float]:
    """Normalised permutation entropy and statistical complexity of a picture from its 2 x 2 neighbourhoods (Sigaki et al. 2018).

    Ties go to the earlier pixel, as a stable sort has it. Complexity is the entropy times the normalised Jensen-Shannon divergence
    from the uniform distribution.
    """
    g = np.asarray(gray, dtype=np.float64)
    blocks = np.stack([g[:-1, :-1], g[:-1, 1:], g[1:, :-1], g[1:, 1:]], axis=-1).reshape(-1, 4)
    code = np.argsort(blocks, axis=1, kind="stable") @ np.array([64, 16, 4, 1])
    share = np.zeros(24)
    count = np.sort(np.unique(code, return_counts=True)[1])
    share[: len(count)] = count / count.sum()
    even = np.full(24, 1 / 24)

    def entropy(p: np.ndarray) -> float:
        q = p[p > 0]
        return float(-(q * np.log(q)).sum())

    h = entropy(share) / np.log(24)
    apart = entropy((share + even) / 2) - entropy(share) / 2 - entropy(even) / 2
    most = -0.5 * (25 / 24 * np.log(25) - 2 * np.log(48) + np.log(24))
    return h, h * apart / most


def plane(works: Works, *, most: int, period: int, seed: int) -> pd.DataFrame:
    """Entropy and complexity of pictures, by `period` years."""
    from stylogeny.corpus.pictures import read

    rows = np.flatnonzero(works.dated & works.pictured)
    rows = rows[np.argsort(uniforms(seed, "plane", index=rows)[:, 0])[:most]]
    out = []
    for r in rows.tolist():
        grey = read(works.root / works.column("picture")[r], size=128).astype(float) @ [0.2125, 0.7154, 0.0721]
        out.append((int(works.year[r]) // period * period, *entropy_complexity(grey)))
    table = (
        pd.DataFrame(out, columns=["from", "H", "C"])
        .groupby("from")
        .agg(works=("H", "size"), H=("H", "mean"), C=("C", "mean"))
    )
    return table[table["works"] >= 8]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--artists", type=int, default=300)
    parser.add_argument("--years", type=int, default=80)
    parser.add_argument("--run", type=Path, help="a traced run to start from, instead of a painted world")
    parser.add_argument(
        "--pictures", type=int, default=600, help="pictures for the entropy-complexity plane (0: leave out)"
    )
    parser.add_argument(
        "--simulated", type=Path, help="a folder of `stylogeny simulate` whose pictures are measured too"
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/society.md")
    args = parser.parse_args()
    with quietly():
        if args.run:
            from stylogeny.influence.opening import open_graph
            from stylogeny.runs import Run

            graph = open_graph(Run(args.run))
        else:
            graph = sg.trace(observe(World.make("neutral", works=400, seed=1), noise=0.2))
    memo: dict[tuple[Customs, int], Past] = {}

    def histories(customs: Customs) -> list[Past]:
        for seed in range(args.seeds):
            if (customs, seed) not in memo:
                memo[customs, seed] = play(graph, customs, artists=args.artists, years=args.years, seed=seed)
        return [memo[customs, seed] for seed in range(args.seeds)]

    default, null = histories(Customs()), histories(nulls.neutral())
    lines = [
        f"{args.artists} artists, {args.years} years, seeds 0-{args.seeds - 1}: mean (lowest to highest).\n",
        "| regularity | source | holds when | society | neutral null | with another custom | holds |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in TABLE:
        here, none = [r.measure(p) for p in default], [r.measure(p) for p in null]
        knob = [r.measure(p) for p in histories(replace(Customs(), **r.knob))]  # type: ignore[arg-type]
        name = ", ".join(f"{k} = {v:g}" for k, v in r.knob.items())
        verdict = "yes" if r.holds(here, none, knob) else "**no**"
        lines.append(
            f"| {r.name} | {r.source} | {r.criterion} | {show(here)} | {show(none)} | {name}: {show(knob)} | {verdict} |"
        )
        print(lines[-1], flush=True)
    if args.pictures:
        lines += [
            "\nEntropy H and complexity C of grey pictures at 128 px. Sigaki, Perc & Ribeiro 2018 (doi:10.1073/pnas.1800083115): towards",
            "modern art H rises and C falls; after 1950 the reverse.\n",
            "| pictures | from | works | H | C |", "|---|---|---|---|---|",
        ]  # fmt: skip
        told = {"run": (graph.works, 50)} if args.run else {}
        if args.simulated:
            told["simulated"] = (Simulation.read(args.simulated).as_works(args.simulated), 20)
        for name, (works, period) in told.items():
            for year, row in plane(works, most=args.pictures, period=period, seed=0).iterrows():
                lines.append(f"| {name} | {year} | {row['works']:.0f} | {row['H']:.3f} | {row['C']:.3f} |")
                print(lines[-1])
    text = "\n".join(lines)
    if args.write:
        page = DOC.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        DOC.write_text(head + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
