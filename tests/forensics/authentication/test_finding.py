from __future__ import annotations

import pytest

from stylogeny.forensics.authentication.finding import PictureFinding, cannot_say, rate_text


@pytest.mark.parametrize(
    ("rate", "said"),
    [(0.05, "5 %"), (0.2345, "23.4 %"), (0.0002, "0.02 %"), (4e-28, "4e-28"), (1.0, "100 %"), (0, "none")],
)
def test_a_rate_is_read_at_a_glance(rate, said):
    assert rate_text(rate) == said


def test_a_line_says_how_often_it_is_wrong():
    assert PictureFinding("claimed year", "disagrees", "too late", 0.01, 0.05).line.endswith("[false alarms: 5 %]")
    assert cannot_say("copies", "it is grey").line == "copies: cannot say: it is grey"
