"""A recurrence written down: what programs say, what the database keeps, and what is refused in plain words."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from modemsms.errors import InvalidInput
from modemsms.services.patterns import LAST, LAST_DAY, MONDAY_TO_FRIDAY, Days, MonthDay, MonthWeekday, Weeks
from modemsms.services.recurrence import Holidays, Recurrence
from modemsms.services.recurrence_json import from_json, from_object, to_json, to_object
from tests.services.test_recurrence import recurrences

BASE = {"at": "09:00", "starts": "2026-03-02", "timezone": "Europe/Berlin"}
NINE, MONDAY, BERLIN = time(9), date(2026, 3, 2), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        ({"repeat": "day"}, Days()),
        ({"repeat": "weekdays"}, Weeks(MONDAY_TO_FRIDAY)),
        ({"repeat": "week", "weekdays": ["tue", "fri"], "every": 2}, Weeks(frozenset({1, 4}), 2)),
        ({"repeat": "month", "day": "last"}, MonthDay(LAST_DAY)),
        ({"repeat": "month", "day": 31}, MonthDay(LAST_DAY)),
        ({"repeat": "month", "place": 2, "weekday": "tue"}, MonthWeekday(2, 1)),
        ({"repeat": "month", "place": "last", "weekday": "fri", "every": 3}, MonthWeekday(LAST, 4, 3)),
    ],
)
def test_it_reads_as_people_say_it(said: dict[str, object], pattern: object) -> None:
    assert from_object(BASE | said) == Recurrence(pattern, NINE, MONDAY, BERLIN)  # type: ignore[arg-type]


def test_it_is_written_in_words_that_a_program_can_read() -> None:
    written = to_object(
        Recurrence(MonthWeekday(LAST, 4), NINE, MONDAY, BERLIN, count=6, holidays=Holidays.MOVED)
    )

    assert written == BASE | {
        "repeat": "month",
        "every": 1,
        "place": "last",
        "weekday": "fri",
        "count": 6,
        "holidays": "moved",
    }


@settings(deadline=None)
@given(recurrence=recurrences())
def test_what_is_written_is_read_again(recurrence: Recurrence) -> None:
    first = next(recurrence.pattern.days(recurrence.starts, recurrence.starts))
    assume(recurrence.ends is None or first <= recurrence.ends)

    assert from_json(to_json(recurrence)) == recurrence


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "repeat"),
        ({"repeat": "hourly"}, "repeat"),
        ({"repeat": ["day"]}, "repeat"),
        ({"repeat": "day", "weekdays": ["mon"]}, "weekdays"),
        ({"repeat": "day", "colour": "red"}, "colour"),
        ({"repeat": "day", "every": 0}, "every"),
        ({"repeat": "day", "every": True}, "every"),
        ({"repeat": "day", "every": 1.5}, "every"),
        ({"repeat": "weekdays", "every": 2}, "every"),
        ({"repeat": "week"}, "weekdays"),
        ({"repeat": "week", "weekdays": []}, "weekdays"),
        ({"repeat": "week", "weekdays": "mon"}, "weekdays"),
        ({"repeat": "week", "weekdays": ["monday"]}, "weekdays"),
        ({"repeat": "week", "weekdays": [["mon"]]}, "weekdays"),
        ({"repeat": "month"}, "day"),
        ({"repeat": "month", "day": 32}, "day"),
        ({"repeat": "month", "day": None}, "day"),
        ({"repeat": "month", "day": 1, "place": 1, "weekday": "mon"}, "day"),
        ({"repeat": "month", "place": 5, "weekday": "mon"}, "place"),
        ({"repeat": "month", "place": 1}, "weekday"),
        ({"repeat": "day", "at": "25:00"}, "at"),
        ({"repeat": "day", "at": "9:00"}, "at"),
        ({"repeat": "day", "at": "09+01"}, "at"),
        ({"repeat": "day", "at": 9}, "at"),
        ({"repeat": "day", "starts": "2026-02-30"}, "starts"),
        ({"repeat": "day", "starts": "9999-12-31"}, "starts"),
        ({"repeat": "day", "starts": None}, "starts"),
        ({"repeat": "day", "starts": "2026-W01-1"}, "starts"),
        ({"repeat": "day", "ends": "2026-03-01"}, "ends"),
        ({"repeat": "day", "ends": "2026-04-01", "count": 3}, "ends"),
        ({"repeat": "month", "day": 1, "ends": "2026-03-31"}, "ends"),
        ({"repeat": "day", "count": 0}, "count"),
        ({"repeat": "day", "count": 10**9}, "count"),
        ({"repeat": "day", "holidays": "never"}, "holidays"),
        ({"repeat": "day", "holidays": []}, "holidays"),
        ({"repeat": "day", "timezone": "Europe"}, "timezone"),
        ({"repeat": "day", "timezone": "Mars/Olympus"}, "timezone"),
        ({"repeat": "day", "timezone": "../../etc/passwd"}, "timezone"),
        ({"repeat": "day", "timezone": 1}, "timezone"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(said: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_object(BASE | said)

    assert refused.value.field == field
    assert refused.value.why.endswith((".", "!"))


@pytest.mark.parametrize("written", ["", "[]", "1", "{", "[" * 100_000])
def test_what_is_no_object_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        from_json(written)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "repeat",
        "every",
        "weekdays",
        "day",
        "place",
        "weekday",
        "at",
        "starts",
        "ends",
        "count",
        "holidays",
        "timezone",
    ]
)


@settings(deadline=None)
@given(
    repeat=st.sampled_from(["day", "weekdays", "week", "month", "year"]),
    junk=st.dictionaries(KEYS, JUNK, max_size=4),
)
def test_nothing_that_a_program_says_does_more_than_be_refused(repeat: str, junk: dict[str, object]) -> None:
    with suppress(InvalidInput):
        said = from_json(json.dumps(BASE | {"repeat": repeat} | junk))
        assert from_json(to_json(said)) == said
