"""The artists of a simulated history as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..society.setting import Setting
from ..society.state import COHORT_COLUMNS, State
from ..text.artist_names import names
from .tables import ShownWorks


def artist_table(
    state: State, setting: Setting, shown: ShownWorks, works: pd.DataFrame, *, past: Sequence[str] = ()
) -> pd.DataFrame:
    """Every artist who showed a work, and the movement of most of their `works`.

    Their names follow those of the past.
    """
    table = pd.DataFrame(np.concatenate(state.cohorts), columns=list(COHORT_COLUMNS))
    whole = ["uid", "born", "dies", "teacher", "medium"]
    table[whole] = table[whole].astype(np.int64)
    sums = pd.DataFrame({"uid": shown.uid, "fame": shown.fame}).groupby("uid")["fame"].agg(["size", "sum"])
    table = table[table["uid"].isin(sums.index)].reset_index(drop=True)
    rivals, movement = _rivals(shown), _movement_of(works)
    ids = [f"a{u}" for u in table["uid"]]
    return pd.DataFrame(
        {
            "id": ids,
            "name": names(table["uid"].to_numpy(), seed=setting.seed, past=past),
            "born": table["born"],
            "died": table["dies"].where(table["dies"] <= state.year).astype("Int64"),
            "teacher": [f"a{t}" if t >= 0 else "" for t in table["teacher"]],
            "rivals": [rivals.get(u, []) for u in table["uid"]],
            "ambition": table["ambition"].round(3),
            "strictness": table["strictness"].round(3),
            "medium": [setting.space.media[k] for k in table["medium"]],
            "works": table["uid"].map(sums["size"]).astype(int),
            "fame": table["uid"].map(sums["sum"]).round(2),
            "movement": [movement.get(i, "") for i in ids],
        }
    )


def _rivals(shown: ShownWorks) -> dict[int, list[str]]:
    """Uid of each artist who turned away from others to the ids of those, in order of date."""
    out: dict[int, list[str]] = {}
    for uid, rival in zip(shown.uid.tolist(), shown.rival.tolist()):
        if rival >= 0 and f"a{rival}" not in out.setdefault(uid, []):
            out[uid].append(f"a{rival}")
    return out


def _movement_of(works: pd.DataFrame) -> dict[str, str]:
    """Id of each artist to the movement of most of their works."""
    count = works[works["movement"] != ""].value_counts(["artist", "movement"], sort=True).reset_index()
    return dict(zip(count["artist"][::-1], count["movement"][::-1]))
