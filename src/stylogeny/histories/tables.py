"""The tables of a simulated history: its works, their parents, the movements, the years."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

import numpy as np
import pandas as pd

from ..futures.offspring import RESPONSES
from ..influence.graph import InfluenceGraph
from ..movements.detect import Movements
from ..movements.life_cycle import OPINION, life_cycle
from ..society.critics import CRITICS
from ..society.null_models import gini
from ..society.setting import Setting
from ..society.state import State

MOVEMENT_COLUMNS = (
    "id", "name", "born", "declared", "died", "founder", "parent", "merged", "size", "recognisability", "variation",
    "reaction", "reacting", "advocates", "opponents", "opposed", "stale_from", "survived", "lived",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ShownWorks:
    """The works of all years that were shown, in order of date.

    Parameters
    ----------
    number, uid, year : ndarray
        int64[n]: each work, its artist and its year.
    style : ndarray
        float32[n, d].
    parents, shares : ndarray
        int64[n, 3] (-1 none) and float32[n, 3].
    response, rival, jump, verdict : ndarray
        As in :class:`stylogeny.society.state.YearRecord`.
    fame : ndarray
        float32[n]: adoptions in all.
    """

    number: np.ndarray
    uid: np.ndarray
    year: np.ndarray
    style: np.ndarray
    parents: np.ndarray
    shares: np.ndarray
    response: np.ndarray
    rival: np.ndarray
    jump: np.ndarray
    verdict: np.ndarray
    fame: np.ndarray

    @classmethod
    def of(cls, state: State, setting: Setting) -> ShownWorks:
        """Those of a history up to this state."""
        records = state.records
        if not records:
            return cls._none(len(setting.centre))
        names = [f.name for f in fields(cls) if f.name not in ("year", "fame")]
        values = {name: np.concatenate([getattr(r, name)[r.shown] for r in records]) for name in names}
        year = np.concatenate([np.full(int(r.shown.sum()), r.year) for r in records])
        won = pd.concat([pd.Series(r.adoptions, r.adopted) for r in records]).groupby(level=0).sum()
        values["style"] = setting.in_time(values["style"], year)
        return cls(**values, year=year, fame=won.reindex(values["number"]).fillna(0.0).to_numpy())

    @classmethod
    def _none(cls, d: int) -> ShownWorks:
        whole, empty = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        return cls(
            number=whole, uid=whole, year=whole, style=np.zeros((0, d), dtype=np.float32),
            parents=np.zeros((0, 3), dtype=np.int64), shares=np.zeros((0, 3), dtype=np.float32), response=whole,
            rival=whole, jump=empty, verdict=np.zeros((0, CRITICS), dtype=np.float32), fame=empty,
        )  # fmt: skip

    @property
    def ids(self) -> np.ndarray:
        """object[n]: each work's id."""
        return np.array([f"s{k}" for k in self.number], dtype=object)

    @property
    def parent_rows(self) -> np.ndarray:
        """int64[n, 3]: rows of the parents among these works, -1 for others."""
        return pd.Index(self.number).get_indexer(self.parents.ravel()).reshape(self.parents.shape)


def work_table(shown: ShownWorks, member: np.ndarray) -> pd.DataFrame:
    """One row per work; `member` int64[n] is its movement, -1 for none. Titles are empty."""
    return pd.DataFrame(
        {
            "id": shown.ids,
            "title": "",
            "artist": [f"a{u}" for u in shown.uid],
            "year": shown.year,
            "movement": [f"m{k}" if k >= 0 else "" for k in member],
            "fame": np.round(shown.fame, 3),
            "response": np.array(RESPONSES, dtype=object)[shown.response],
            "jump": shown.jump,
            "advocates": (shown.verdict > OPINION).sum(axis=1),
            "opponents": (shown.verdict < -OPINION).sum(axis=1),
        }
    )


def parent_table(graph: InfluenceGraph, shown: ShownWorks) -> pd.DataFrame:
    """True parents among shown works and works of the past: child, parent, weight."""
    child, slot = np.nonzero(shown.parents >= 0)
    parent, weight = shown.parents[child, slot], shown.shares[child, slot]
    past = parent < len(graph.years)
    name = np.array([f"s{p}" for p in parent], dtype=object)
    name[past] = graph.works.ids[parent[past]]
    return pd.DataFrame({"child": shown.ids[child], "parent": name, "weight": weight.astype(np.float64)})


def movement_table(movements: Movements, shown: ShownWorks, setting: Setting) -> pd.DataFrame:
    """The movements with their founders and the figures of their lives. Names are empty."""
    member, parents, style = movements.member, shown.parent_rows, shown.style / setting.scale
    rows = []
    for m in movements.table.to_dict("records"):
        own = np.flatnonzero(member == m["number"])
        life = life_cycle(
            m["number"],
            member=member,
            style=style,
            year=shown.year,
            verdicts=shown.verdict,
            responses=shown.response,
            parents=parents,
        )
        first, survived = int(shown.year[own].min()), bool(pd.isna(m["died"]))
        last = int(shown.year.max() if survived else m["died"])
        rows.append(
            {
                "id": f"m{m['number']}",
                "name": "",
                "born": first,
                "declared": int(m["declared"]),
                "died": m["died"],
                "founder": _founder(own[shown.year[own] <= m["declared"]], shown),
                "parent": f"m{m['parent']}" if m["parent"] >= 0 else "",
                "merged": f"m{m['merged']}" if m["merged"] >= 0 else "",
                "size": len(own),
                **asdict(life),
                "survived": survived,
                "lived": last - first + 1,
            }
        )
    frame = pd.DataFrame(rows, columns=list(MOVEMENT_COLUMNS))
    return frame.astype({"died": "Int64", "stale_from": "Int64"})


def _founder(works: np.ndarray, shown: ShownWorks) -> str:
    """The id of the artist whose works at these rows were most adopted; empty without works."""
    fame = pd.DataFrame({"uid": shown.uid[works], "fame": shown.fame[works]}).groupby("uid")["fame"].sum()
    return f"a{fame.idxmax()}" if len(fame) else ""


def yearly_table(state: State, shown: ShownWorks) -> pd.DataFrame:
    """One row per year: artists at work, works made and shown, the spread of styles, the inequality of fame."""
    rows = []
    for record in state.records:
        here = shown.year == record.year
        rows.append(
            {
                "year": record.year,
                "artists": np.unique(record.uid).size,
                "made": len(record.number),
                "shown": int(here.sum()),
                "spread": float(np.sqrt(shown.style[here].var(axis=0).sum())) if here.any() else 0.0,
                "gini": gini(shown.fame[here]),
            }
        )
    return pd.DataFrame(rows, columns=["year", "artists", "made", "shown", "spread", "gini"])
