"""Names for imagined works: what they answer and how they look, never a name that could pass for a real work's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..influence.graph import InfluenceGraph
from ..text.colours import palette
from .imagined import ImaginedWorks

_STANCE = {"build on": "Beyond", "negate": "Against", "travel beside": "Beside"}


class Namer:
    """Names a history over the graph that it grew from."""

    def __init__(self, graph: InfluenceGraph) -> None:
        table = graph.works.table
        self._called: dict[str, str] = {
            str(i): str(style or artist or title or i)
            for i, style, artist, title in zip(*(table[c].tolist() for c in ("id", "style", "artist", "title")))
        }

    def name(self, history: ImaginedWorks) -> ImaginedWorks:
        """The history with titles where it has none: stance, what is answered, palette; a numeral tells namesakes apart."""
        table = history.table
        subject, stance, titles = dict(self._called), dict[str, str](), table["title"].tolist()
        seen: dict[str, int] = {}
        for row in np.argsort(table["generation"].to_numpy(), kind="stable"):
            name, answered = str(table["id"].iat[row]), str(table["answers"].iat[row])
            about = subject.get(answered, "the past")
            subject[name], stance[name] = about, _STANCE[str(table["response"].iat[row])]
            if titles[row]:
                continue
            if answered in stance:
                about = f"what went {stance[answered].lower()} {about}"
            picture = history.picture(int(row))
            words = palette(picture) if picture is not None else []
            title = ", ".join([f"{stance[name]} {about}", *([" and ".join(words)] if words else [])])
            seen[title] = seen.get(title, 0) + 1
            titles[row] = title if seen[title] == 1 else f"{title} ({seen[title]})"
        return replace(history, table=table.assign(title=titles))
