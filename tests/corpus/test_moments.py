"""Days, months and times as tables and people write them."""

from __future__ import annotations

import pytest

from stylogeny.corpus.calendar import Moment, TimeSpan, day, month, seconds
from stylogeny.corpus.moments import read_moment

JUNE = day(1885, 6, 12)
READ = {
    "1885-06-12": JUNE, "June 12, 1885": JUNE, "June 12th, 1885": JUNE, "12 June 1885": JUNE, "12th of June 1885": JUNE,
    "dated June 12, 1885": JUNE, "c. 12 June 1885?": JUNE, "1885, June 12": JUNE, "12 juin 1885": JUNE,
    "12. Juni 1885": JUNE, "12 giugno 1885": JUNE, "12 de junio de 1885": JUNE, "12 juni 1885": JUNE,
    "12.6.1885": JUNE, "6/28/1885": day(1885, 6, 28), "28/6/1885": day(1885, 6, 28),
    "le 1er août 1885": day(1885, 8, 1),
    "29 February 1884": day(1884, 2, 29), "-0043-03-15": day(-43, 3, 15),
    "June 1885": month(1885, 6), "Jun. 1885": month(1885, 6), "6/1885": month(1885, 6), "März 1885": month(1885, 3),
    "May-June 1885": TimeSpan(month(1885, 5).start, month(1885, 6).end),
    "June 19–20, 1964": TimeSpan(day(1964, 6, 19).start, day(1964, 6, 20).end),
    "19-20 June 1964": TimeSpan(day(1964, 6, 19).start, day(1964, 6, 20).end),
    "5 May 1862–3 June 1863": TimeSpan(day(1862, 5, 5).start, day(1863, 6, 3).end),
    "December 1949 - January 1950": TimeSpan(month(1949, 12).start, month(1950, 1).end),
    "1885-06-12/1885-07-01": TimeSpan(JUNE.start, day(1885, 7, 1).end),
    "1885-06/1885-09": TimeSpan(month(1885, 6).start, month(1885, 9).end),
    "2017-11-23T15:04:05Z": seconds(Moment(2017, 11, 23, 54_245)),
    "2017-11-23 15:04:05": seconds(Moment(2017, 11, 23, 54_245)),
    "2017-11-23 15:04:05.999": seconds(Moment(2017, 11, 23, 54_245)),
    "2017-11-23T15:04:05+01:30": seconds(Moment(2017, 11, 23, 48_845)),
    "2017-12-31T23:30:00-0100": seconds(Moment(2018, 1, 1, 1_800)),
    "2017-11-23 15:04": seconds(Moment(2017, 11, 23, 54_240), 60),
    "2017-11-23T00:00:00": day(2017, 11, 23), "2017-11-23T00:00:00+02:00": day(2017, 11, 23),
    "2017-01-01 00:00:00": TimeSpan(2017.0, 2018.0),
    "2017-11-23T15:04:05/2017-11-23T15:04:09": TimeSpan(
        seconds(Moment(2017, 11, 23, 54_245)).start, seconds(Moment(2017, 11, 23, 54_249)).end
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_a_moment_is_read_as_it_is_written(text: str) -> None:
    assert read_moment(text) == READ[text]


@pytest.mark.parametrize(
    "text",
    [
        "1885", "1503-06", "1965-12", "6/12/1885", "12/6/85", "30 February 1885", "2017-11-23T25:00:00", "13/1885",
        "32 June 1885", "autumn 1885", "June", "12 June", "June 1885, printed 1890", "after June 1885", "", "Juno 1885",
        "June 1885-May 1885",
    ],
)  # fmt: skip
def test_what_is_no_moment_or_could_be_two_is_left_to_the_grammar(text: str) -> None:
    assert read_moment(text) is None
