"""Facts about lives: dates, teachers, pupils, rivals."""

from __future__ import annotations

from .index import HistoryIndex, is_missing, whole_number
from .types.people import LifeFacts

PUPILS, RIVALS = 4, 3  # that are named


def life_facts(index: HistoryIndex, artist: str) -> LifeFacts:
    """Dates and relations of an artist; nothing of one whom the history does not list."""
    if artist not in index.artists.index:
        return LifeFacts()
    row = index.artist_of[artist]
    born, died = whole_number(row["born"]), whole_number(row["died"])
    died = None if died is not None and died > index.last else died  # after the record ends
    teacher, foes = index.teacher(artist), index.rivals(artist)
    taught = not is_missing(row["teacher"]) and teacher in index.artists.index
    pupils = [index.artist_name(i) for i in index.pupils(artist)]
    present = [i for i in foes if i in index.artist_of]
    rivals = [index.artist_name(i) for i in present]
    pupil_rivals = [i for i in present if index.teacher(i) == artist]
    mutual_rivals = [i for i in present if artist in index.rivals(i)]
    return LifeFacts(
        born_year=born,
        died_year=died,
        age_at_death=died - born if died is not None and born is not None else None,
        teacher=index.artist_name(teacher) if taught else "",
        untaught=not taught,
        living=died is None,
        pupils=tuple(pupils[:PUPILS]) if len(pupils) > 1 else (),
        pupil=pupils[0] if len(pupils) == 1 else "",
        rivals=tuple(rivals[:RIVALS]) if len(rivals) > 1 else (),
        rival=rivals[0] if rivals else "",
        no_rival=not rivals,
        teacher_rival=index.artist_name(teacher) if teacher in foes else "",
        pupil_rival=index.artist_name(pupil_rivals[0]) if pupil_rivals else "",
        mutual_rival=index.artist_name(mutual_rivals[0]) if mutual_rivals else "",
    )
