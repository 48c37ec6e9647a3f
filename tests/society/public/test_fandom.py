"""How a public of fans works: what it refuses, and what a like is worth."""

from __future__ import annotations

import pytest

from helpers.feeds import setting_of
from stylogeny.errors import StylogenyError
from stylogeny.society.public.fandom import Fandom


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"fans": 0}, "a feed of nobody"),
        ({"fans": -3}, "a feed of nobody"),
        ({"ranking": "chronological"}, "no such ranking of a feed .*recency-follow or interest-hot"),
        ({"sharing": 1.5}, "no such value of a feed's sharing"),
        ({"memory": 0.0}, "no such value of a feed's memory"),
        ({"length": float("nan")}, "no such value of a feed's length"),
        ({"fans": True}, "no such value of a feed's fans"),
    ],
)
def test_what_no_public_can_be_is_refused(values: dict[str, float], said: str) -> None:
    with pytest.raises(StylogenyError, match=said):
        Fandom(**values)  # type: ignore[arg-type]


def test_the_likes_of_fans_who_all_like_are_the_attention_of_the_year() -> None:
    setting = setting_of(50, attention=10.0)
    assert 50 * 4 * setting.weight(30) == pytest.approx(10.0 * 30)
