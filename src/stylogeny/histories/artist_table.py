"""The people of a simulated history as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..society.parameters import Setting
from ..society.state import ROLL, State
from ..text.artist_names import names


def roll_call(
    state: State, setting: Setting, join: dict[str, np.ndarray], fame: np.ndarray, *, past: Sequence[str] = ()
) -> pd.DataFrame:
    """Every artist who showed a work; their names follow those of the past."""
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
            "id": [f"a{u}" for u in table["uid"]], "name": names(table["uid"].to_numpy(), seed=setting.seed, past=past),
            "born": table["born"], "died": table["dies"].where(table["dies"] <= state.year).astype("Int64"),
            "teacher": [f"a{t}" if t >= 0 else "" for t in table["teacher"]],
            "rivals": [against.get(u, []) for u in table["uid"]], "ambition": table["ambition"].round(3),
            "strictness": table["strict"].round(3), "medium": [setting.space.media[k] for k in table["medium"]],
            "works": table["uid"].map(sums["size"]).astype(int), "fame": table["uid"].map(sums["sum"]).round(2),
        }
    )  # fmt: skip
