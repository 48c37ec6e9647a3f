"""An artist talks of what is in the tables, and a message is matched to what it is about."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.simulated_history import two_schools
from stylogeny.errors import StylogenyError
from stylogeny.histories.conversation import MEMORY, Turn, answer, named_artist, topic
from stylogeny.text.facts.history_facts import HistoryFacts
from stylogeny.text.grammar import Grammar
from stylogeny.text.templates.kinds import kinds
from stylogeny.text.word_files import read
from stylogeny.text.writer import Prompt


@pytest.fixture(scope="module")
def facts() -> HistoryFacts:
    return HistoryFacts(two_schools())


class Asked(Grammar):
    """A writer that remembers what it was asked, and answers little."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.words, self.prompts = words, list[tuple[Prompt, int]]()

    def text(self, prompt: Prompt | str, **kwargs: Any) -> str:
        assert isinstance(prompt, Prompt)
        self.prompts.append((prompt, len(kwargs["images"])))
        return self.words


def test_questions_are_matched_to_what_they_are_about(facts: HistoryFacts) -> None:
    asks = {
        "Who taught you?": "answer teacher",
        "Are you real?": "answer unreal",
        "Why do you paint?": "answer why",
        "Which colours do you use?": "answer colour",
        "I think it is dull": "answer blame",
        "I love it": "answer praise",
        "Hello": "answer greeting",
        "What is the price of fish?": "answer",
    }
    assert {ask: topic(facts.index, "a1", ask)[0] for ask in asks} == asks
    assert topic(facts.index, "a0", "Tell me of Piece 30, please") == ("answer work", 30)
    assert topic(facts.index, "a0", "Tell me of Piece 3") == ("answer work", 3)


def test_answers_are_grounded(facts: HistoryFacts) -> None:
    writer = Grammar()
    assert "Ada Berg" in answer(facts, "a1", "Who taught you?", writer=writer).answer
    of = answer(facts, "a0", "And Piece 3?", writer=writer)
    assert of.about == "answer work" and "“Piece 3”" in of.answer
    unreal = answer(facts, "a1", "Are you a real person?", writer=writer).answer
    assert any(w in unreal for w in ("never lived", "simulation", "did not exist"))


def test_a_long_talk_does_not_repeat_itself_and_never_falls_silent(facts: HistoryFacts) -> None:
    writer, turns = Grammar(), list[Turn]()
    for k in range(12):
        turns.append(answer(facts, "a0", f"Why is that, number {k}?", writer=writer, before=turns))
    assert all(t.answer for t in turns)
    with pytest.raises(StylogenyError):
        answer(facts, "a0", "  ", writer=writer)


def test_every_topic_is_a_kind_of_text() -> None:
    topics = [entry.text("kind") for entry in read("conversation").each("topic")]
    own = {"answer", "answer work", "answer other", "answer praise", "answer blame", "fan answer", "post answer"}
    assert {*topics, *own} == {k for k in kinds() if "answer" in k}


def test_a_year_names_the_work_of_that_year(facts: HistoryFacts) -> None:
    assert topic(facts.index, "a0", "And in 1953?") == ("answer work", 3)
    assert topic(facts.index, "a0", "And in 1850?") == ("answer", None)
    assert topic(facts.index, "a0", "Is Piece 3 of 1950?") == ("answer work", 3)  # a title comes first


def test_a_writer_is_given_the_artist_the_work_and_the_conversation(facts: HistoryFacts) -> None:
    writer = Asked("Yes.")
    before = [Turn(f"Question {k}?", "answer", f"Answer {k}.") for k in range(12)]
    turn = answer(facts, "a0", " Tell me of Piece 6 {x}", writer=writer, before=before)
    assert turn == Turn(" Tell me of Piece 6 {x}", "answer work", "Yes.")
    ((prompt, images),) = writer.prompts
    assert prompt.facts is not None and prompt.facts.document()["work"]["title"] == "Piece 6" and images == 1
    assert "You are Ada Berg" in prompt.request and prompt.request.endswith("Visitor: Tell me of Piece 6 {x}")
    assert prompt.request.count("Ada Berg: Answer") == MEMORY and "Question 3?" not in prompt.request


def test_where_all_was_said_the_artist_says_so(facts: HistoryFacts) -> None:
    writer = Asked()
    turn = answer(facts, "a0", "Why?", writer=writer)
    assert turn.answer == "I have said what I know of that." and turn.about == "answer why"
    assert [prompt.kind for prompt, _ in writer.prompts] == ["answer why", "answer"]


def test_an_artist_speaks_of_age_colleagues_and_the_enemy_of_the_movement(facts: HistoryFacts) -> None:
    writer = Grammar()
    asks = {
        "How old are you?": "answer age",
        "Who is the enemy of your movement?": "answer enemy",
        "What was your circle against?": "answer enemy",
        "Who were your colleagues?": "answer colleagues",
        "What about Bo Lind?": "answer other",
        "And Lind?": "answer other",
    }
    assert {ask: topic(facts.index, "a0", ask)[0] for ask in asks} == asks
    known = facts.conversation("a4")
    assert known.age == facts.index.last - 1950  # alive in the last year
    assert (
        str(known.age) in answer(facts, "a4", "How old are you?", writer=writer).answer
        or "1950" in answer(facts, "a4", "What is your age?", writer=writer).answer
    )
    assert known.colleagues and facts.index.artist_name("a4") not in known.colleagues
    assert any(name in answer(facts, "a4", "Your friends?", writer=writer).answer for name in known.colleagues)


def test_another_artist_is_named_by_a_surname_that_is_nobody_elses(facts: HistoryFacts) -> None:
    assert named_artist(facts.index, "a0", "Tell me of Lind") == "a1"
    assert not named_artist(facts.index, "a0", "Tell me of Ada Berg")  # oneself
