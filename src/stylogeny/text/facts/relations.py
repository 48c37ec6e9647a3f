"""Facts about people who belong together: two who quarrelled, one whom many turned away from, a row of teachers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..name_parts import surname
from .comparison import FEW, commonest
from .index import HistoryIndex, whole_number
from .types.people import LineFacts, QuarrelFacts, TargetFacts
from .types.quantities import Between, PainterCount, Title, Years

FOES = 6  # artists who turned away from one that are worth a word
LOVED = 0.9  # share of artists with less fame from which on one is loved
NAMED = 3  # pupils that are named


def quarrel_facts(index: HistoryIndex) -> QuarrelFacts | None:
    """The two best-followed artists who turned away from each other; None when nobody did."""
    pair = _pair(index)
    if pair is None:
        return None
    a, b = sorted(pair, key=lambda i: (_span(index, i)[0], i))
    names = {i: surname(index.artist_name(i)) for i in pair}
    home, other = (index.movement_name(index.home(i)) for i in (a, b))
    apart = _span(index, b)[0] - _span(index, a)[0]
    facts = QuarrelFacts(
        a=index.artist_name(a),
        b=index.artist_name(b),
        a_surname=names[a],
        b_surname=names[b],
        both_movement=home if home == other else "",
        a_movement=home if home and other and home != other else "",
        b_movement=other if home and other and home != other else "",
        homeless=not home and not other,
        elder=names[a] if apart else "",
        apart=Years(apart) if apart else None,
        same_year=not apart,
    )
    return _end(index, a, b, _debts(index, a, b, facts))


def _pair(index: HistoryIndex) -> tuple[str, str] | None:
    fame = index.artist_fame
    rivals = {i: set(index.rivals(i)) for i in index.artist_of}
    pairs = [
        (i, r) for i in rivals for r in rivals[i] if i < r and i in rivals.get(r, ()) and {i, r} <= set(fame.index)
    ]
    return max(pairs, key=lambda p: (min(float(fame[p[0]]), float(fame[p[1]])), p), default=None)


def _debts(index: HistoryIndex, a: str, b: str, facts: QuarrelFacts) -> QuarrelFacts:
    """Whether one of the two taught the other, and what one took from the other."""
    for one, other in ((a, b), (b, a)):
        names = surname(index.artist_name(one)), surname(index.artist_name(other))
        if index.teacher(other) == one:
            facts = replace(facts, taught=names[0], was_taught=names[1])
        row = _taken(index, one, other)
        if row is not None:
            title, year = Title(index.title(row)), int(index.works["year"].iloc[row])
            facts = replace(facts, taker=names[0], giver=names[1], taken_title=title, taken_year=year)
    return replace(facts, apart_in_paint=not facts.taker)


def _end(index: HistoryIndex, a: str, b: str, facts: QuarrelFacts) -> QuarrelFacts:
    """Who outlived whom, and went on painting."""
    gone, stayed = sorted((a, b), key=lambda i: (_span(index, i)[1], i))
    died, end = _span(index, gone)[1], min(_span(index, stayed)[1], index.last)
    if died > index.last:
        return replace(facts, both_alive=True)
    if index.works["year"].to_numpy()[index.by_artist[stayed]].max() <= died:
        return facts
    survivor, departed = surname(index.artist_name(stayed)), surname(index.artist_name(gone))
    return replace(facts, survivor=survivor, departed=departed, outlived=Years(end - died))


def _span(index: HistoryIndex, artist: str) -> tuple[int, int]:
    """Years of birth and death; a year after the last for one who lives."""
    row, after = index.artist_of[artist], index.last + 1
    died = whole_number(row["died"])
    return whole_number(row["born"]) or 0, after if died is None else min(died, after)


def _taken(index: HistoryIndex, taker: str, giver: str) -> int | None:
    """The first work of one artist that descends directly from one of another."""
    given = {index.ids[r] for r in index.by_artist.get(giver, ())}
    own = {index.ids[r]: int(r) for r in index.by_artist.get(taker, ())}
    edges = index.edges[index.edges["parent"].isin(given) & index.edges["child"].isin(own)]
    return min((own[child] for child in edges["child"]), default=None)


def target_facts(index: HistoryIndex) -> TargetFacts | None:
    """The artist from whom most others turned away; None where that is nobody in particular."""
    against = Counter(rival for artist in index.artist_of for rival in set(index.rivals(artist)))
    target = commonest(Counter({rival: n for rival, n in against.items() if rival in index.by_artist}))
    if not target or against[target] < FOES:
        return None
    foes = [artist for artist in index.artist_of if target in index.rivals(artist)]
    pupils = [index.artist_name(artist) for artist in foes if index.teacher(artist) == target]
    loved = float((index.artist_fame < index.artist_fame[target]).mean()) >= LOVED
    name = index.artist_name(target)
    return TargetFacts(
        name=name,
        surname=surname(name),
        foes=PainterCount(len(foes)),
        pupils_against=tuple(pupils[:NAMED]),
        no_pupil=not pupils,
        loved=loved,
        unloved=not loved,
    )


def line_facts(index: HistoryIndex) -> LineFacts | None:
    """The longest row of teachers and pupils who showed works; None when it is shorter than three."""
    line = _longest_line(index)
    if len(line) < FEW:
        return None
    names = [index.artist_name(artist) for artist in line]
    died = whole_number(index.artist_of[line[0]]["died"])
    before = None if died is None else int(index.artist_of[line[-1]]["born"]) - died
    longer = len(line) > FEW
    return LineFacts(
        first=names[0],
        second=names[1],
        third=names[2],
        first_surname=surname(names[0]),
        last_surname=surname(names[-1]),
        links=PainterCount(len(line)),
        last_title=Title(index.title(int(index.by_artist[line[-1]][-1]))),
        three=not longer,
        last=names[-1] if longer else "",
        through=Between(names[3:-1]) if longer else None,
        never_met=Years(before) if before is not None and before > 0 else None,
        could_meet=before is not None and before <= 0,
    )


def _longest_line(index: HistoryIndex) -> list[str]:
    """Ids from the first teacher to the last pupil."""
    teachers = {artist: index.teacher(artist) for artist in index.artist_of if artist in index.by_artist}
    longest: list[str] = []
    for artist in sorted(teachers):
        line = [artist]
        while teachers.get(line[-1], "") in teachers and teachers[line[-1]] not in line:
            line.append(teachers[line[-1]])
        longest = line[::-1] if len(line) > len(longest) else longest
    return longest
