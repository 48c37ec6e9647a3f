"""Titles of imagined works: what they answer and how they look, never a title that could pass for a real work's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..influence.graph import InfluenceGraph
from ..text.colours import palette
from .imagined import ImaginedWorks

STANCES = {"build on": "Beyond", "negate": "Against", "travel beside": "Beside"}


class Namer:
    """Gives titles to imagined works over the graph that they grew from."""

    def __init__(self, graph: InfluenceGraph) -> None:
        table = graph.works.table
        # a real work is named by its style, or where it has none by its artist, title or id
        self._subject: dict[str, str] = {
            str(i): str(style or artist or title or i)
            for i, style, artist, title in zip(*(table[c].tolist() for c in ("id", "style", "artist", "title")))
        }

    def name(self, works: ImaginedWorks) -> ImaginedWorks:
        """The works with titles where they have none: stance, what is answered, palette.

        A numeral tells namesakes apart.
        """
        table = works.table
        subject, stance, titles = dict(self._subject), dict[str, str](), table["title"].tolist()
        count: dict[str, int] = {}
        for row in np.argsort(table["generation"].to_numpy(), kind="stable"):
            name, answered = str(table["id"].iat[row]), str(table["answers"].iat[row])
            about = subject.get(answered, "the past")
            subject[name], stance[name] = about, STANCES[str(table["response"].iat[row])]
            if titles[row]:
                continue
            if answered in stance:
                about = f"what went {stance[answered].lower()} {about}"
            picture = works.picture(int(row))
            words = palette(picture) if picture is not None else []
            title = ", ".join([f"{stance[name]} {about}", *([" and ".join(words)] if words else [])])
            count[title] = count.get(title, 0) + 1
            titles[row] = title if count[title] == 1 else f"{title} ({count[title]})"
        return replace(works, table=table.assign(title=titles))
