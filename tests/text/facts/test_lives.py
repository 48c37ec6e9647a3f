"""Facts about lives are those of the tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.simulated_history import two_schools
from stylogeny.text.facts.index import HistoryIndex
from stylogeny.text.facts.lives import life_facts
from stylogeny.text.facts.types.people import LifeFacts


def test_dates_teachers_pupils_and_rivals() -> None:
    index = HistoryIndex(two_schools())
    ada, bo, di, flo = (life_facts(index, artist) for artist in ("a0", "a1", "a3", "a5"))
    assert (ada.born_year, ada.died_year, ada.age_at_death, ada.living) == (1920, 1990, 70, False)
    assert ada.untaught and ada.teacher == "" and ada.pupils == ("Bo Lind", "Cy Holm") and ada.pupil == ""
    assert (bo.teacher, bo.untaught, bo.living, bo.pupil, bo.pupils) == ("Ada Berg", False, True, "Di Ravn", ())
    assert (
        ada.rival == "Bo Lind" and ada.rivals == () and di.rivals == ("Ada Berg", "Cy Holm") and di.rival == "Ada Berg"
    )
    assert flo.no_rival and flo.rival == "" and not ada.no_rival


def test_rivals_who_taught_were_taught_or_returned_it() -> None:
    index = HistoryIndex(two_schools())
    assert life_facts(index, "a0").pupil_rival == life_facts(index, "a0").mutual_rival == "Bo Lind"
    assert life_facts(index, "a1").teacher_rival == "Ada Berg" and life_facts(index, "a3").mutual_rival == ""


def test_who_died_after_the_record_is_alive_in_it() -> None:
    history = two_schools()
    died = pd.array([2010, pd.NA, 2009, pd.NA, pd.NA, pd.NA], dtype="Int64")
    index = HistoryIndex(replace(history, artists=history.artists.assign(died=died)))
    assert life_facts(index, "a0").living and life_facts(index, "a0").age_at_death is None
    assert life_facts(index, "a2").died_year == 2009


def test_nothing_is_known_of_one_who_is_not_listed() -> None:
    assert life_facts(HistoryIndex(two_schools()), "") == LifeFacts()
