"""What can be said of a simulated history: facts about its movements, artists and works, each read off its tables.

A chronicle finds what happened and how it compares (who came first, who turned from a teacher, which work waited longest for an
answer); it writes no sentences. Whoever writes gets its facts and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from .company import Company, surname
from .record import count, listed, none, odds, part, several


class Chronicle(Company):
    """Facts about a simulated history, found when asked for."""

    def work(self, row: int) -> dict[str, Any]:
        """Facts about one work."""
        w = self.works.iloc[row]
        facts: dict[str, Any] = {
            "title": f"“{w['title'] or w['id']}”",
            "year": int(w["year"]),
            "artist": self.name(w["artist"]),
        }
        facts |= {k: v for k, v in self.look([row]).items() if isinstance(v, str)}
        facts |= self._source(row)
        found = {k: float(v) for k, v in self.answers.iloc[row].items()}
        if found["others"] > 0:
            number, wait = int(found["others"]), int(found["first"] - w["year"])
            facts["answered" if number > 1 else "answered_once"] = count(number, "later work")
            facts["soon" if wait <= 3 else "wait"] = count(wait, "year")
        elif self.last - int(w["year"]) > 15:
            facts["unanswered"] = count(self.last - int(w["year"]), "year")
        return facts | self._beside(row)

    def _beside(self, row: int) -> dict[str, Any]:
        """What else there is to a work: a rival, a leap, one opinion of all critics, a place in its maker's life."""
        w, facts = self.works.iloc[row], dict[str, Any]()
        life, mine = self.life(str(w["artist"])), self.by_artist[str(w["artist"])]
        facts |= {"against": "yes"} if w.get("response") == "negate" else {}
        facts |= {"leap": "yes"} if bool(w.get("jump")) and row != mine[0] else {}
        asked = int(w.get("advocates") or 0), int(w.get("opponents") or 0)
        facts |= {"all_for": "yes"} if asked[0] >= 4 and not asked[1] else {}
        facts |= {"all_against": "yes"} if asked[1] >= 4 and not asked[0] else {}
        if "born_year" in life:
            facts["age"] = int(w["year"]) - life["born_year"]
            facts |= {"old": "yes"} if facts["age"] >= 70 else {"young": "yes"} if facts["age"] <= 22 else {}
        if len(mine) > 3:
            facts |= {"first_picture": "yes"} if row == mine[0] and int(w["year"]) > self.first else {}
            facts |= {"last_picture": "yes"} if row == mine[-1] and "died_year" in life else {}
        died, found = life.get("died_year"), float(self.answers["first"].to_numpy()[row])
        return facts | ({"posthumous": "yes"} if died is not None and died < found < np.inf else {})

    def movement(self, movement: str) -> dict[str, Any]:
        """Facts about one movement."""
        m, rows = self.movement_of[movement], self.by_movement.get(movement, np.zeros(0, int))
        w = self.works.iloc[rows]
        facts: dict[str, Any] = {"name": self.called(movement), **self.look(rows)}
        facts |= {"size": count(len(rows), "work"), "works_number": len(rows)}
        makers = w["artist"].value_counts()
        facts["painters"] = count(len(makers), "painter")
        facts |= {"few": "yes"} if 1 < len(makers) <= 12 else {}
        facts |= {"born": int(m["born"]), "year": int(m["born"])}
        if not none(m.get("died")) and int(m["died"]) < self.last:
            facts |= {"died": int(m["died"]), "lasted": count(int(m["died"]) - int(m["born"]), "year")}
        else:
            facts["alive"] = self.last
        founder = "" if none(m.get("founder")) else str(m["founder"])
        if founder:
            facts["founder"] = self.name(founder)
            facts |= _prefixed("founder", self.life(founder), ("teacher", "rival"))
        others = [self.name(str(a)) for a in makers.index if a != founder][:3]
        facts |= {"members": listed(others)} if others else {}
        if len(makers) > 1 and makers.iloc[0] > 0.4 * len(rows):
            facts["main_hand"], facts["main_share"] = (
                self.name(str(makers.index[0])),
                part(makers.iloc[0] / len(rows)),
            )
        parent = "" if none(m.get("parent")) else str(m["parent"])
        if self.called(parent):
            facts["parent"] = self.called(parent)
            facts |= self._against(rows, self.by_movement.get(parent, np.zeros(0, int)))
        heirs = [
            self.called(i)
            for i in self.movements["id"][self.movements["parent"].astype(str) == movement]
            if self.called(i)
        ]
        facts |= {"heirs": listed(heirs[:3])} if heirs else {}
        if not none(m.get("recognisability")):
            r = float(m["recognisability"])
            facts["distinct" if r >= 0.7 else "indistinct"] = odds(r)
        for side in ("advocates", "opponents"):
            facts |= self._side(side, m.get(side))
        if not none(m.get("stale_from")):
            facts["stale_from"] = int(m["stale_from"])
            facts["fresh_years"] = count(int(m["stale_from"]) - int(m["born"]), "year")
        if len(w):
            best = self.centre(movement)
            facts |= _prefixed("first", self._named(int(rows[0])), ()) | _prefixed("best", self._named(best), ())
            facts |= _prefixed("last", self._named(int(rows[-1])), ())
            facts |= {"best_is_first": "yes"} if best == rows[0] else {}
            facts |= _prefixed("best", self.work(best), ("answered", "source", "source_artist"))
            facts |= _prefixed("first", self._beside(int(rows[0])), ("age",))
        return facts | self.named_after(facts) | self.distinctions(movement) | self.crossings(movement)

    def centre(self, movement: str) -> int:
        """The row of the work of a movement that other hands answered most often; of those the best followed."""
        rows = self.by_movement[movement]
        answered, fame = self.answers["others"].to_numpy()[rows], self.works["fame"].to_numpy()[rows]
        return int(rows[np.lexsort((-rows, fame, answered))[-1]])

    @cached_property
    def _centres(self) -> dict[str, str]:
        """Who made the work that a movement turns on."""
        return {str(self.works["artist"].iat[self.centre(m)]): self.called(m) for m in self.named}

    @cached_property
    def _founders(self) -> dict[str, str]:
        return {str(self.movement_of[m].get("founder") or ""): self.called(m) for m in self.named}

    def artist(self, artist: str) -> dict[str, Any]:
        """Facts about one artist."""
        rows = self.by_artist.get(artist, np.zeros(0, int))
        w, a = self.works.iloc[rows], self.artist_of[artist]
        facts: dict[str, Any] = {
            "name": self.name(artist),
            "surname": surname(self.name(artist)),
            **self.look(rows),
            **self.life(artist),
        }
        facts |= {"size": count(len(rows), "work"), "works_number": len(rows)}
        if self.called(str(a.get("movement"))):
            facts["movement"] = self.called(str(a.get("movement")))
        took, gave = self.tie(artist, forward=False), self.tie(artist, forward=True)
        facts |= {"sources": listed(self.name(n) for n, _ in took[:3]), "source": self.name(took[0][0])} if took else {}
        facts |= {"followers": listed(self.name(n) for n, _ in gave[:3])} if gave else {}
        facts |= (
            {"teacher_learned": facts["teacher"]} if facts.get("teacher") in [self.name(n) for n, _ in gave[:8]] else {}
        )
        if took and facts.get("teacher") not in [self.name(n) for n, _ in took[:3]]:
            facts["others"] = facts["sources"]
        if gave:
            facts["following"] = count(len(gave), "painter")
        if len(rows):
            years, fame = w["year"].to_numpy(), w["fame"].to_numpy()
            best = int(rows[int(fame.argmax())])
            facts |= _prefixed("first", self._named(int(rows[0])), ()) | _prefixed("best", self._named(best), ())
            facts |= _prefixed("last", self._named(int(rows[-1])), ()) if len(rows) > 1 else {}
            if "born_year" in facts:
                facts |= {
                    "debut_age": int(years[0]) - facts["born_year"],
                    "best_age": int(years[fame.argmax()]) - facts["born_year"],
                }
            gap = np.diff(years)
            if len(gap) and gap.max() >= 6:
                k = int(gap.argmax())
                facts |= {
                    "silence": count(int(gap[k]), "year"),
                    "silence_from": int(years[k]),
                    "silence_to": int(years[k + 1]),
                }
            facts |= self._change(rows)
            rank = int((self.fame_of_artists > self.fame_of_artists.get(artist, 0.0)).sum()) + 1
            if rank <= 5:
                facts["rank_said"] = f"the {('', 'second ', 'third ', 'fourth ', 'fifth ')[rank - 1]}most followed"
            facts |= self._times(artist, rows, facts)
            home = w["movement"].to_numpy()
            turns = [str(home[k]) for k in range(len(home)) if home[k] and (k == 0 or home[k] != home[k - 1])]
            if len(set(home)) == 1 and home[0]:
                facts["one_movement"] = "yes"
            if turns and turns[0] != turns[-1] and self.called(turns[0]) and self.called(turns[-1]):
                facts |= {"left": self.called(turns[0]), "joined": self.called(turns[-1])}
        return facts

    def life(self, artist: str) -> dict[str, Any]:
        """Dates and relations of an artist."""
        if artist not in self.artists.index:
            return {}
        a = self.artist_of[artist]
        facts: dict[str, Any] = {}
        if not none(a.get("born")):
            facts["born_year"] = int(a["born"])
        if not none(a.get("died")) and int(a["died"]) <= self.last:
            facts["died_year"] = int(a["died"])
            facts |= {"age_at_death": int(a["died"]) - facts["born_year"]} if "born_year" in facts else {}
        if not none(a.get("teacher")) and str(a["teacher"]) in self.artists.index:
            facts["teacher"] = self.name(str(a["teacher"]))
        else:
            facts["untaught"] = "yes"
        facts |= {} if "died_year" in facts else {"living": "yes"}
        pupils, rivals = self.relations(artist, "pupils"), self.relations(artist, "rivals")
        facts |= {"pupils" if len(pupils) > 1 else "pupil": listed(pupils[:4])} if pupils else {}
        facts |= {"rivals": listed(rivals[:3])} if len(rivals) > 1 else {}
        facts |= {"rival": rivals[0]} if rivals else {"no_rival": "yes"}
        foes, own = several(a.get("rivals")), str(a.get("teacher") or "")
        facts |= {"teacher_rival": self.name(own)} if own in foes else {}
        taught = [r for r in foes if r in self.artist_of and str(self.artist_of[r].get("teacher") or "") == artist]
        facts |= {"pupil_rival": self.name(taught[0])} if taught else {}
        mutual = [r for r in foes if r in self.artist_of and artist in several(self.artist_of[r].get("rivals"))]
        return facts | ({"mutual_rival": self.name(mutual[0])} if mutual else {})

    def _times(self, artist: str, rows: np.ndarray, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What is out of the ordinary in a life: when it began and ended, how much was made, and how."""
        out: dict[str, Any] = {}
        w = self.works.iloc[rows]
        years, best = w["year"].to_numpy(), int(rows[int(w["fame"].to_numpy().argmax())])
        if "debut_age" in facts:
            already = int(years[0]) <= self.first + 2 and facts["debut_age"] >= 24
            out["already" if already else "early_start" if facts["debut_age"] <= 27 else "late_start"] = "yes"
            if facts["best_age"] >= 60 or facts["best_age"] <= 23:
                out["best_late" if facts["best_age"] >= 60 else "best_early"] = "yes"
        out |= {"best_first": "yes"} if best == rows[0] and len(rows) > 3 else {}
        answered = self.answers["others"].to_numpy()[rows]
        if answered.max() >= 3 and answered.max() > self.answers["others"].to_numpy()[best]:
            out |= _prefixed("answered", self._named(int(rows[int(answered.argmax())])), ("title", "year"))
        until = facts.get("died_year", self.last)
        quiet = int(until) - int(years[-1])
        out |= {"laid_down": count(quiet, "year")} if quiet >= 8 else {}
        out |= {"still": "yes"} if "living" in facts and int(years[-1]) >= self.last - 4 else {}
        age = facts.get("age_at_death")
        if age is not None and (age <= 45 or age >= 85):
            out["early_death" if age <= 45 else "long_life"] = "yes"
        sizes = self._sizes
        out |= {"most_works": "yes"} if len(rows) == sizes.max() and (sizes == len(rows)).sum() == 1 else {}
        out |= {"few_works": "yes"} if len(rows) <= 8 and len(rows) <= np.median(sizes) else {}
        leaps = int(w["jump"].sum()) if "jump" in w else 0
        against = int((w["response"] == "negate").sum()) if "response" in w else 0
        out |= {"leaps": count(leaps, "work")} if leaps >= 2 else {}
        out |= {"against": count(against, "work")} if against >= 2 else {}
        if artist in self._founders:
            out["founder_of"] = self._founders[artist]
        if artist in self._centres:
            out["centre_of"] = self._centres[artist]
        if "died_year" in facts:
            heirs = self.edges[self.edges["parent"] == self.ids[best]]["child"].map(self.row).to_numpy(dtype=int)
            late = int((self.works["year"].to_numpy()[heirs] > facts["died_year"]).sum())
            out |= {"after_death": count(late, "picture")} if late >= 2 else {}
        return out

    @cached_property
    def _sizes(self) -> np.ndarray:
        """How many works each artist showed, int64[artists]."""
        return np.array([len(rows) for rows in self.by_artist.values()])

    def _source(self, row: int) -> dict[str, Any]:
        """The heaviest parent that can be named: the artist's own earlier work, another's, or one of the past."""
        w = self.works.iloc[row]
        mine = self.all_edges[self.all_edges["child"] == w["id"]].sort_values(
            ["weight", "parent"], ascending=[False, True]
        )
        for parent in mine["parent"].astype(str):
            if parent in self.row:
                source = self.works.iloc[self.row[parent]]
                own = source["artist"] == w["artist"]
                title, year, maker = str(source["title"]), int(source["year"]), self.name(str(source["artist"]))
            elif parent in self.past and not none(self.past[parent]["earliest"]):
                old, own = self.past[parent], False
                title, year, maker = (
                    str(old["title"] or parent),
                    int(old["earliest"]),
                    str(old["artist"] or "an unknown hand"),
                )
            else:
                continue
            facts = {
                "own_source" if own else "source": f"“{title or parent}”",
                "gap": count(int(w["year"]) - year, "year"),
            }
            return facts | ({} if own else {"source_artist": maker})
        return {}

    def _named(self, row: int) -> dict[str, Any]:
        w = self.works.iloc[row]
        return {"title": f"“{w['title'] or w['id']}”", "year": int(w["year"]), "artist": self.name(str(w["artist"]))}

    def _side(self, side: str, value: Any) -> dict[str, Any]:
        """Who spoke for or against a movement: names where they are known, else how many."""
        if none(value):
            return {}
        if isinstance(value, int | float | np.number):
            whole = float(value)
            if whole != int(whole) or whole < 1:
                return {}
            return {side if whole > 1 else side[:-1]: count(int(whole), "critic")}
        names = [self.called(v) or self.name(v) for v in several(value)]
        return {side if len(names) > 1 else side[:-1]: listed(names[:3])} if names else {}

    def _against(self, rows: np.ndarray, before: np.ndarray) -> dict[str, Any]:
        """How a movement's look differs from that of the one it came from, in words; only what is plain to see."""
        now, then = self.look(rows), self.look(before)
        if not now or not then:
            return {}
        ways = {"light": ("lighter", "darker", 0.06), "chroma": ("fuller in colour", "greyer", 0.04), "contrast": ("harsher", "softer", 0.03), "texture": ("busier", "calmer", 0.04)}  # fmt: skip
        told = [
            (abs(now[k] - then[k]) / least, more if now[k] > then[k] else less)
            for k, (more, less, least) in ways.items()
        ]
        plain = [word for size, word in sorted(told, key=lambda t: -t[0]) if size > 1][:2]
        return {"than_parent": listed(plain)} if plain else {}

    def _change(self, rows: np.ndarray) -> dict[str, Any]:
        """How an artist's late works differ from the early ones."""
        if len(rows) < 4:
            return {}
        change = self._against(rows[len(rows) // 2 :], rows[: len(rows) // 2])
        return {"late": change["than_parent"]} if change else {}


def _prefixed(prefix: str, facts: Mapping[str, Any], only: tuple[str, ...]) -> dict[str, Any]:
    return {f"{prefix}_{k}": v for k, v in facts.items() if not only or k in only}
