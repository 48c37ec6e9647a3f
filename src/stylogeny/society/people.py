"""The people of a simulated history as a table, and their made-up names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..streams import uniforms
from .customs import Setting
from .state import ROLL, State

ONSETS = [
    "",
    *[
        "b",
        "br",
        "c",
        "d",
        "dr",
        "f",
        "g",
        "h",
        "j",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "st",
        "t",
        "tr",
        "v",
        "w",
        "y",
        "z",
    ],
]
MIDDLES = [
    "al",
    "am",
    "an",
    "ar",
    "el",
    "en",
    "er",
    "il",
    "in",
    "ir",
    "ol",
    "on",
    "or",
    "ul",
    "un",
    "av",
    "ev",
    "os",
    "et",
    "id",
]
RHYMES = [
    "a",
    "ae",
    "an",
    "ane",
    "ard",
    "ea",
    "ek",
    "el",
    "en",
    "era",
    "ia",
    "in",
    "io",
    "is",
    "o",
    "on",
    "ora",
    "os",
    "ou",
    "une",
]


def roll_call(state: State, setting: Setting, join: dict[str, np.ndarray], fame: np.ndarray) -> pd.DataFrame:
    """Every artist who showed a work."""
    table = pd.DataFrame(np.concatenate(state.roll), columns=list(ROLL))
    whole = ["uid", "born", "dies", "teacher", "medium"]
    table[whole] = table[whole].astype(np.int64)
    sums = pd.DataFrame({"uid": join["uid"], "fame": fame}).groupby("uid")["fame"].agg(["size", "sum"])
    table = table[table["uid"].isin(sums.index)].reset_index(drop=True)
    against: dict[int, list[str]] = {}
    for uid, rival in zip(join["uid"].tolist(), join["rival"].tolist()):
        if rival >= 0 and f"a{rival}" not in against.setdefault(uid, []):
            against[uid].append(f"a{rival}")
    return pd.DataFrame(
        {
            "id": [f"a{u}" for u in table["uid"]], "name": names(table["uid"].to_numpy(), seed=setting.seed),
            "born": table["born"], "died": table["dies"].where(table["dies"] <= state.year).astype("Int64"),
            "teacher": [f"a{t}" if t >= 0 else "" for t in table["teacher"]],
            "rivals": [against.get(u, []) for u in table["uid"]], "ambition": table["ambition"].round(3),
            "strictness": table["strict"].round(3), "medium": [setting.space.media[k] for k in table["medium"]],
            "works": table["uid"].map(sums["size"]).astype(int), "fame": table["uid"].map(sums["sum"]).round(2),
        }
    )  # fmt: skip


def names(uid: np.ndarray, *, seed: int) -> list[str]:
    """Made-up names, one an artist and no two alike; each belongs to its artist."""
    u = (uniforms(seed, "artist name", index=uid, draws=5) * 1000).astype(int)
    out, seen = [], dict[str, int]()
    for a, b, c, d, e in u.tolist():
        first = (ONSETS[a % len(ONSETS)] + RHYMES[b % len(RHYMES)]).capitalize()
        last = (ONSETS[c % len(ONSETS)] + MIDDLES[d % len(MIDDLES)] + RHYMES[e % len(RHYMES)]).capitalize()
        name = f"{first} {last}"
        seen[name] = seen.get(name, 0) + 1
        out.append(
            name if seen[name] == 1 else f"{name} {'I' * seen[name]}" if seen[name] < 4 else f"{name} {seen[name]}"
        )
    return out
