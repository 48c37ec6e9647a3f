import pytest

from stylogeny.errors import StylogenyError
from stylogeny.society.parameters import SocietyParameters
from stylogeny.studio.plays.moment import Moments, SocietyMoment, Stretch, changes_of

USUAL = SocietyParameters()
OTHER = SocietyParameters(imitation=1.5, births=False)
FIRST = SocietyMoment("a past", 40, 3)


def test_two_ways_to_the_same_history_are_one_moment():
    assert FIRST.on(3, USUAL).on(2, USUAL) == FIRST.on(5, USUAL)
    assert FIRST.on(3, USUAL).on(2, USUAL).id == FIRST.on(5, USUAL).id
    assert FIRST.on(3, USUAL).on(2, OTHER).id != FIRST.on(5, USUAL).id


def test_a_society_that_has_not_begun_begins_with_the_parameters_it_is_played_with():
    assert FIRST.on(5, OTHER).course == (Stretch(5, changes_of(OTHER)),)
    assert FIRST.on(5, OTHER).steady


def test_an_earlier_year_is_the_history_as_it_was_then():
    forked = FIRST.on(4, USUAL).on(6, OTHER)
    assert not forked.steady and forked.years == 10 and forked.parameters == OTHER
    assert forked.at(4) == FIRST.on(4, USUAL)
    assert forked.at(7) == FIRST.on(4, USUAL).on(3, OTHER)
    assert forked.at(10) == forked and forked.at(0).years == 0
    with pytest.raises(StylogenyError, match="no such year"):
        forked.at(11)


def test_what_is_kept_is_read_again_and_never_written_over(tmp_path):
    moments = Moments(tmp_path)
    before = moments.keep(FIRST.on(4, USUAL))
    forked = moments.keep(before.on(6, OTHER), after=before)
    assert moments.get(forked.id) == forked
    file = tmp_path / "society" / f"{forked.id}.json"
    was = file.read_bytes()
    moments.keep(forked)
    assert file.read_bytes() == was


def test_the_latest_are_those_that_nothing_was_played_on_from(tmp_path):
    moments = Moments(tmp_path)
    before = moments.keep(FIRST.on(4, USUAL))
    ends = {moments.keep(before.on(1, p), after=before).id for p in (USUAL, OTHER)}
    (tmp_path / "society" / "broken.json").write_text("{}")
    assert {m.id for m in moments.latest()} == ends


@pytest.mark.parametrize("name", ["", "../manifest", "0" * 24, "x" * 24])
def test_no_other_file_is_read(tmp_path, name):
    with pytest.raises(StylogenyError, match="no such society"):
        Moments(tmp_path).get(name)


def test_what_cannot_be_played_while_one_waits():
    with pytest.raises(StylogenyError, match="2 to 5000 artists"):
        SocietyMoment("a past", 10**6, 0)
    with pytest.raises(StylogenyError, match="at most 400 years"):
        FIRST.on(401, USUAL)
    with pytest.raises(StylogenyError, match="not negative"):
        FIRST.on(-1, USUAL)


def test_a_damaged_moment_is_one_line(tmp_path):
    moments = Moments(tmp_path)
    kept = moments.keep(FIRST.on(4, USUAL))
    file = tmp_path / "society" / f"{kept.id}.json"
    file.write_text(file.read_text().replace("40", "41"))
    with pytest.raises(StylogenyError, match="damaged"):
        moments.get(kept.id)
