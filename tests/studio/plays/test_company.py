import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.histories.controller import Controller
from stylogeny.histories.simulate import simulate
from stylogeny.society.parameters import SocietyParameters
from stylogeny.studio.plays.company import begun, first_year, past_of, seen, simulation_of, society, talk
from stylogeny.studio.plays.moment import SocietyMoment
from stylogeny.studio.state import Studio

OTHER = SocietyParameters(imitation=1.5)


def alike(one, other):
    return one.works["id"].tolist() == other.works["id"].tolist() and np.array_equal(one.vectors, other.vectors)


def test_a_steady_society_is_the_one_that_is_simulated(studio):
    moment = begun(studio, 40, 3).on(12, OTHER)
    played = simulation_of(studio, moment)
    assert alike(played, simulate(studio.graph, years=12, artists=40, pictures=0, seed=3, parameters=OTHER))


def test_playing_on_from_an_open_moment_is_playing_it_all_again(studio, past_run):
    moment = begun(studio, 30, 1)
    for years, how in ((4, SocietyParameters()), (3, OTHER), (2, SocietyParameters())):
        moment = moment.on(years, how)
        society(studio, moment)
    again = simulation_of(Studio(past_run), moment)
    assert alike(simulation_of(studio, moment), again)
    controller = Controller(studio.graph, artists=30, seed=1)
    controller.step(4)
    controller.change(imitation=1.5)
    controller.step(3)
    controller.change(imitation=SocietyParameters().imitation)
    controller.step(2)
    assert alike(again, controller.simulation(pictures=0))


def test_going_back_gives_the_works_that_there_were(studio):
    whole = begun(studio, 30, 1).on(10, SocietyParameters())
    late, early = simulation_of(studio, whole), simulation_of(studio, whole.at(6))
    assert early.works["id"].tolist() == late.works["id"][late.works["year"] <= first_year(studio) + 6].tolist()


def test_another_past_is_refused(studio):
    with pytest.raises(StylogenyError, match="another past"):
        society(studio, SocietyMoment("elsewhere", 30, 0).on(2, OTHER))
    assert begun(studio, 30, 0).past == past_of(studio)


def test_an_artist_answers_and_the_same_words_have_the_same_answer(studio):
    moment = begun(studio, 30, 1).on(10, SocietyParameters())
    artist = seen(studio, moment, "adopted")["people"][0]
    once = talk(studio, moment, artist["id"], ("Who taught you?", "I love your work"))
    assert once == talk(studio, moment, artist["name"], ("Who taught you?", "I love your work"))
    assert [turn["said"] for turn in once["turns"]] == ["Who taught you?", "I love your work"]
    assert all(turn["answer"] for turn in once["turns"]) and once["works"]
    with pytest.raises(StylogenyError, match="no such artist"):
        talk(studio, moment, "nobody", ())
    with pytest.raises(StylogenyError, match="at most"):
        talk(studio, moment, artist["id"], ("x" * 501,))
