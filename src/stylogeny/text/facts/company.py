"""How the movements and people of a simulated history stand to one another: who is the most of anything, who left whom for whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ..templates.coinages import INSULTS, subject
from .record import HistoryIndex, count, listed, none, several, spelt

FEW = 3  # movements from which on one of them can be the most of anything, and crossings that are worth a word
PLAIN = {"light": 0.05, "chroma": 0.03, "contrast": 0.02}  # by how much a look must differ from the next to be said


class Company(HistoryIndex):
    """What is found by comparing."""

    @cached_property
    def named(self) -> list[str]:
        """Movements that have a name and works."""
        return [m for m in self.by_movement if self.called(m)]

    def distinctions(self, movement: str) -> dict[str, Any]:
        """What this movement is the most of, among all that have a name; ties are nobody's."""
        return dict.fromkeys((k for k, m in self._firsts.items() if m == movement), "yes")

    @cached_property
    def _firsts(self) -> dict[str, str]:
        """Who is first in what."""
        if len(self.named) < FEW:
            return {}
        makers = self.works["artist"].to_numpy()
        figures: dict[str, dict[str, float]] = {
            k: {} for k in ("size", "hands", "lived", "variation", "opposed", *PLAIN)
        }
        for m in self.named:
            rows, raw = self.by_movement[m], self.movement_of[m]
            figures["size"][m] = len(rows)
            figures["hands"][m] = len(set(makers[rows]))
            ended = self.last if none(raw.get("died")) else int(raw["died"])
            figures["lived"][m] = ended - int(raw["born"])
            for name in ("variation", "opposed"):
                if not none(raw.get(name)):
                    figures[name][m] = float(raw[name])
            seen = self.look(rows)
            for name in PLAIN:
                if name in seen:
                    figures[name][m] = float(seen[name])
        alive = {m for m in self.named if none(self.movement_of[m].get("died"))}
        out: dict[str, str] = {}
        for high, low, name, margin in (
            ("is_largest", "is_smallest", "size", 1.0), ("is_crowded", "is_select", "hands", 1.0), ("is_longest", "is_shortest", "lived", 1.0),
            ("is_varied", "is_alike", "variation", 0.01), ("is_resisted", "", "opposed", 0.02), ("is_lightest", "is_darkest", "light", PLAIN["light"]),
            ("is_fullest", "is_greyest", "chroma", PLAIN["chroma"]), ("is_harshest", "is_softest", "contrast", PLAIN["contrast"]),
        ):  # fmt: skip
            ranked = sorted(figures[name].items(), key=lambda e: (e[1], e[0]))
            if len(ranked) < FEW:
                continue
            if ranked[-1][1] - ranked[-2][1] >= margin:
                out[high] = ranked[-1][0]
            if low and ranked[1][1] - ranked[0][1] >= margin and not (name == "lived" and ranked[0][0] in alive):
                out[low] = ranked[0][0]
        return out

    def crossings(self, movement: str) -> dict[str, Any]:
        """Whence a movement's painters came, where they went, and whom they turned away from."""
        facts: dict[str, Any] = {}
        came: Counter[str] = Counter()
        went: Counter[str] = Counter()
        for (before, after), number in self._moves.items():
            came.update({before: number} if after == movement else {})
            went.update({after: number} if before == movement else {})
        source, goal = _plainly(came), _plainly(went)
        if source and came[source] >= FEW:
            facts |= {"came_from": self.called(source), "recruits": spelt(came[source])}
        onward = Counter({before: n for (before, after), n in self._moves.items() if after == goal})
        if goal and went[goal] >= FEW and _plainly(onward) != movement:  # else it is told where they came to
            facts |= {"went_to": self.called(goal), "leavers": spelt(went[goal])}
        homes = {i: str(a.get("movement") or "") for i, a in self.artist_of.items()}
        mine = [i for i, home in homes.items() if home == movement]
        against = Counter(homes.get(r, "") for i in mine for r in set(several(self.artist_of[i].get("rivals"))))
        foes = Counter({m: n for m, n in against.items() if m and m != movement and self.called(m)})
        enemy = _plainly(foes)
        if enemy and foes[enemy] >= FEW and foes[enemy] > against[movement]:
            facts["enemy"] = self.called(enemy)
        return facts

    @cached_property
    def _moves(self) -> Counter[tuple[str, str]]:
        """How many artists began in one named movement and ended in another that is younger."""
        home = self.works["movement"].to_numpy()
        born = {m: int(self.movement_of[m]["born"]) for m in self.named}
        ways = Counter[tuple[str, str]]()
        for rows in self.by_artist.values():
            seen = [str(home[r]) for r in rows if str(home[r]) in born]
            if seen and born[seen[0]] < born[seen[-1]]:
                ways[seen[0], seen[-1]] += 1
        return ways

    def named_after(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What a movement's name was taken from, where one of its facts is in it."""
        name = str(facts["name"])
        shown = subject(str(facts.get("first_title", "")))
        if shown and name.startswith(f"The {shown} "):
            return {"name_title": "yes"}
        if facts.get("founder") and re.search(rf"\b{re.escape(surname(str(facts['founder'])))}\b", name):
            return {"name_founder": "yes"}
        if name.removeprefix("The ") in INSULTS:
            return {"name_insult": "yes"}
        colours = [str(facts[k]) for k in ("first_colour", "second_colour") if k in facts]
        return {"name_colour": "yes"} if any(c.casefold() in name.casefold() for c in colours) else {}

    def quarrel(self) -> dict[str, Any]:
        """The two best-followed painters who turned away from each other; empty when nobody did."""
        fame = self.fame_of_artists
        rivals = {i: set(several(a.get("rivals"))) for i, a in self.artist_of.items()}
        pairs = [
            (i, r) for i in rivals for r in rivals[i] if i < r and i in rivals.get(r, ()) and {i, r} <= set(fame.index)
        ]
        if not pairs:
            return {}
        pair = max(pairs, key=lambda p: (min(float(fame[p[0]]), float(fame[p[1]])), p))
        a, b = sorted(pair, key=lambda i: (self._span(i)[0], i))
        last = {i: surname(self.name(i)) for i in pair}
        facts: dict[str, Any] = {"a": self.name(a), "b": self.name(b), "a_surname": last[a], "b_surname": last[b]}
        homes = [self.called(str(self.artist_of[i].get("movement") or "")) for i in (a, b)]
        if homes[0] and homes[0] == homes[1]:
            facts["both_movement"] = homes[0]
        elif all(homes):
            facts |= {"a_movement": homes[0], "b_movement": homes[1]}
        facts |= {} if any(homes) else {"homeless": "yes"}
        apart = self._span(b)[0] - self._span(a)[0]
        facts |= {"elder": last[a], "apart": count(apart, "year")} if apart else {"same_year": "yes"}
        for one, other in ((a, b), (b, a)):
            if str(self.artist_of[other].get("teacher") or "") == one:
                facts |= {"taught": last[one], "was_taught": last[other]}
            row = self._took(one, other)
            if row is not None:
                facts |= {"taker": last[one], "giver": last[other]}
                facts |= {
                    "taken_title": self.titled(self.ids[row]),
                    "taken_year": int(self.works["year"].to_numpy()[row]),
                }
        facts |= {} if "taker" in facts else {"apart_in_paint": "yes"}
        gone, stayed = sorted((a, b), key=lambda i: (self._span(i)[1], i))
        died, end = self._span(gone)[1], min(self._span(stayed)[1], self.last)
        if died > self.last:
            return facts | {"both_alive": "yes"}
        if self.works["year"].to_numpy()[self.by_artist[stayed]].max() > died:
            facts |= {"survivor": last[stayed], "departed": last[gone], "outlived": count(end - died, "year")}
        return facts

    def _span(self, artist: str) -> tuple[int, int]:
        """Years of birth and death; a year after the last for one who lives."""
        a = self.artist_of[artist]
        died = self.last + 1 if none(a.get("died")) else int(a["died"])
        return (0 if none(a.get("born")) else int(a["born"])), min(died, self.last + 1)

    def _took(self, taker: str, giver: str) -> int | None:
        """The first work of one artist that descends directly from one of another."""
        rows = {self.ids[r] for r in self.by_artist.get(giver, ())}
        mine = {self.ids[r]: int(r) for r in self.by_artist.get(taker, ())}
        found = self.edges[self.edges["parent"].isin(rows) & self.edges["child"].isin(mine)]
        return min((mine[c] for c in found["child"]), default=None)

    def target(self) -> dict[str, Any]:
        """The painter from whom most others turned away; empty where that is nobody in particular."""
        against = Counter(r for a in self.artist_of.values() for r in set(several(a.get("rivals"))))
        against = Counter({r: n for r, n in against.items() if r in self.by_artist})
        most = _plainly(against)
        if not most or against[most] < 2 * FEW:
            return {}
        foes = [i for i, a in self.artist_of.items() if most in several(a.get("rivals"))]
        pupils = [self.name(i) for i in foes if str(self.artist_of[i].get("teacher") or "") == most]
        fame = self.fame_of_artists
        loved = float((fame < fame[most]).mean()) >= 0.9
        facts = {"name": self.name(most), "surname": surname(self.name(most)), "foes": count(len(foes), "painter")}
        facts |= {"pupils_against": listed(pupils[:3])} if pupils else {"no_pupil": "yes"}
        return {**facts, "loved" if loved else "unloved": "yes"}

    def line(self) -> dict[str, Any]:
        """The longest row of teachers and pupils who showed works; empty when it is shorter than three."""
        shown = set(self.by_artist)
        teacher = {i: str(a.get("teacher") or "") for i, a in self.artist_of.items() if i in shown}
        best: list[str] = []
        for artist in sorted(teacher):
            row = [artist]
            while teacher.get(row[-1], "") in shown and teacher[row[-1]] not in row:
                row.append(teacher[row[-1]])
            best = row[::-1] if len(row) > len(best) else best
        if len(best) < FEW:
            return {}
        first, last = self.artist_of[best[0]], self.artist_of[best[-1]]
        facts: dict[str, Any] = {"first": self.name(best[0]), "second": self.name(best[1]), "third": self.name(best[2])}
        facts |= {
            "first_surname": surname(facts["first"]),
            "last_surname": surname(self.name(best[-1])),
            "links": count(len(best), "painter"),
        }
        facts["last_title"] = self.titled(self.ids[int(self.by_artist[best[-1]][-1])])
        facts |= {"three": "yes"} if len(best) == FEW else {}
        if len(best) > FEW:
            facts["last"] = self.name(best[-1])
            facts["through"] = (
                f"by way of {listed(self.name(i) for i in best[3:-1])}" if len(best) > FEW + 1 else "once more"
            )
        if not none(first.get("died")):
            before = int(last["born"]) - int(first["died"])
            facts |= {"never_met": count(before, "year")} if before > 0 else {"could_meet": "yes"}
        return facts


def surname(name: str) -> str:
    """The last word of a name."""
    return name.split()[-1] if name.split() else name


def _plainly(tally: Counter[str]) -> str:
    """The commonest, where no other is as common; empty for none."""
    most = tally.most_common(2)
    return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else ""
