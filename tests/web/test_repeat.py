"""How often something goes out, as people say it in a form, and what they are told: in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from flask import Flask
from hypothesis import assume, given, settings
from werkzeug.datastructures import MultiDict

from modemsms.errors import InvalidInput
from modemsms.services import Services
from modemsms.services.hours import Holiday, Plan
from modemsms.services.patterns import (
    LAST,
    LAST_DAY,
    MONDAY_TO_FRIDAY,
    Days,
    MonthDay,
    MonthWeekday,
    Pattern,
    Weeks,
    Years,
)
from modemsms.services.recurrence import Holidays, Recurrence
from tests.desk import Desk
from tests.services.test_recurrence import recurrences
from tests.web import repeat_page
from tests.web.compiled import compiled
from tests.web.conftest import SECRET
from tests.web.plain import Page, PlainBrowser
from web import create_app
from web.recurrence_form import Typed, fresh, read, shown, typed
from web.recurrence_words import in_words

LONDON = ZoneInfo("Europe/London")
TEN, MONDAY = time(10), date(2026, 3, 2)
PATH = repeat_page.PATH
FORECAST = "/repeat/forecast"
FORM = {"repeat": "day", "repeat_starts": "2026-03-02", "repeat_at": "10:00"}


@pytest.fixture
def app(services: Services, desk: Desk) -> Flask:
    """The application, with a page for the fields."""
    return compiled(repeat_page.add_to(create_app(services, secret_key=SECRET, now=desk.clock)))


def said(**fields: str | list[str]) -> Recurrence | None:
    sent = FORM | {"repeat" if name == "repeat" else f"repeat_{name}": fields[name] for name in fields}
    return read(typed(MultiDict(sent)), LONDON)


def repeated(pattern: Pattern, **more: object) -> Recurrence:
    return Recurrence(pattern, TEN, MONDAY, LONDON, **more)  # type: ignore[arg-type] # any field


# --- what is read


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        ({"repeat": ""}, None),
        ({"repeat": "day"}, repeated(Days())),
        ({"repeat": "day", "every": "3"}, repeated(Days(3))),
        ({"repeat": "weekdays", "every": "7"}, repeated(Weeks(MONDAY_TO_FRIDAY))),
        ({"repeat": "week", "days": ["1", "4"], "every": "2"}, repeated(Weeks(frozenset({1, 4}), 2))),
        ({"repeat": "week"}, repeated(Weeks(frozenset({0})))),
        ({"repeat": "month", "day": "15"}, repeated(MonthDay(15))),
        ({"repeat": "month", "monthly": "last", "day": ""}, repeated(MonthDay(LAST_DAY))),
        (
            {"repeat": "month", "monthly": "weekday", "place": "2", "weekday": "1"},
            repeated(MonthWeekday(2, 1)),
        ),
        (
            {"repeat": "month", "monthly": "weekday", "place": "-1", "weekday": "4"},
            repeated(MonthWeekday(LAST, 4)),
        ),
        ({"repeat": "year", "stops": "times", "times": "5"}, repeated(Years(), count=5)),
        ({"stops": "day", "until": "2026-04-01", "times": "x"}, repeated(Days(), ends=date(2026, 4, 1))),
        ({"holidays": "moved"}, repeated(Days(), holidays=Holidays.MOVED)),
    ],
)
def test_a_form_means_this(fields: dict[str, str | list[str]], meant: Recurrence | None) -> None:
    assert said(**fields) == meant


@settings(deadline=None)
@given(recurrence=recurrences())
def test_what_is_shown_is_read_again(recurrence: Recurrence) -> None:
    first = next(recurrence.pattern.days(recurrence.starts, recurrence.starts))
    assume(recurrence.ends is None or first <= recurrence.ends)

    assert read(shown(recurrence), recurrence.zone) == recurrence


def test_a_fresh_form_begins_today_and_is_not_repeated() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    assert fresh(late, ZoneInfo("Europe/Berlin")) == Typed(starts="2026-03-03", day="3", weekday="1")
    assert read(fresh(late, LONDON), LONDON) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"repeat": "hourly"}, "repeat"),
        ({"starts": ""}, "repeat_starts"),
        ({"starts": "soon"}, "repeat_starts"),
        ({"at": "late"}, "repeat_at"),
        ({"every": "0"}, "repeat_every"),
        ({"every": "many"}, "repeat_every"),
        ({"every": "²"}, "repeat_every"),
        ({"repeat": "week", "starts": "soon"}, "repeat_starts"),
        ({"repeat": "month", "day": "32"}, "repeat_day"),
        ({"repeat": "month", "monthly": "weekday", "place": "9", "weekday": "1"}, "repeat_place"),
        ({"repeat": "month", "monthly": "weekday", "place": "1", "weekday": "9"}, "repeat_weekday"),
        ({"stops": "day", "until": ""}, "repeat_until"),
        ({"stops": "day", "until": "2026-03-01"}, "repeat_until"),
        ({"stops": "times", "times": "0"}, "repeat_times"),
        ({"holidays": "work"}, "repeat_holidays"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(app: Flask, fields: dict[str, str], field: str) -> None:
    with app.test_request_context(), pytest.raises(InvalidInput) as refused:
        said(**fields)

    assert refused.value.field == field


# --- what is told

SENTENCES = [
    (repeated(Days()), "Every day, 10:00", "Cada día, 10:00"),
    (repeated(Days(2)), "Every 2 days, 10:00", "Cada 2 días, 10:00"),
    (repeated(Weeks(MONDAY_TO_FRIDAY)), "Monday to Friday, 10:00", "De lunes a viernes, 10:00"),
    (
        repeated(Weeks(frozenset({0, 3}))),
        "Every week on Monday and Thursday, 10:00",
        "Cada semana: lunes y jueves, 10:00",
    ),
    (repeated(MonthDay(LAST_DAY)), "Every month on the last day, 10:00", "Cada mes, el último día, 10:00"),
    (repeated(MonthDay(15, 3)), "Every 3 months on day 15, 10:00", "Cada 3 meses, el día 15, 10:00"),
    (
        repeated(MonthWeekday(2, 1)),
        "Every month on the second Tuesday, 10:00",
        "Cada mes, el segundo martes, 10:00",
    ),
    (repeated(Years()), "Every year on 2 March, 10:00", "Cada año, el 2 de marzo, 10:00"),
    (
        repeated(Days(), ends=date(2026, 12, 24)),
        "Every day, 10:00, until 24 December 2026",
        "Cada día, 10:00, hasta el 24 de diciembre de 2026",
    ),
    (repeated(Days(), count=3), "Every day, 10:00, 3 times", "Cada día, 10:00, 3 veces"),
    (
        repeated(Days(), holidays=Holidays.SKIPPED),
        "Every day, 10:00, not on holidays",
        "Cada día, 10:00, salvo los festivos",
    ),
]


@pytest.mark.parametrize(("recurrence", "english", "spanish"), SENTENCES, ids=lambda one: str(one)[:30])
def test_it_is_told_in_a_sentence(app: Flask, recurrence: Recurrence, english: str, spanish: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert in_words(recurrence, Locale.parse("en_GB")) == english
    with app.test_request_context(headers={"Accept-Language": "es"}):
        assert in_words(recurrence, Locale.parse("es")) == spanish


def test_the_next_five_dates_are_told_while_somebody_chooses(owner: PlainBrowser) -> None:
    words = owner.open(f"{FORECAST}?{urlencode(FORM | {'repeat': 'week'})}").words

    assert words.startswith("Every week on Monday, 10:00 The next dates Monday, 2 March 2026, 10:00")
    assert words.endswith("Monday, 30 March 2026, 10:00")


def test_a_date_that_a_holiday_moves_says_so(owner: PlainBrowser, services: Services) -> None:
    services.hours.change(Plan(holidays=(Holiday(date(2026, 3, 9), "Fair"),)))

    words = owner.open(f"{FORECAST}?{urlencode(FORM | {'repeat': 'week', 'repeat_holidays': 'moved'})}").words

    assert "Tuesday, 10 March 2026, 10:00 instead of Monday, 9 March 2026, a holiday" in words


def test_it_says_what_is_wrong_and_that_nothing_is_left(owner: PlainBrowser) -> None:
    assert "Choose the first day." in owner.open(f"{FORECAST}?repeat=day&repeat_at=10:00").words
    over = FORM | {"repeat_starts": "2025-03-02", "repeat_stops": "times", "repeat_times": "3"}
    assert "It is over: no date is left." in owner.open(f"{FORECAST}?{urlencode(over)}").words
    assert owner.open(FORECAST).words == ""


def test_it_forecasts_in_spanish(staff: PlainBrowser) -> None:
    staff.submit(staff.open("/settings/look").form("/settings/look"), language="es")

    words = staff.open(f"{FORECAST}?{urlencode(FORM)}").words

    assert words.startswith("Cada día, 10:00 Próximas fechas lunes, 2 de marzo de 2026, 10:00")


# --- the fields


def shown_again(owner: PlainBrowser, **fields: str | list[str]) -> Page:
    """The page after its button was pressed, with *fields* filled in."""
    filled = owner.open(PATH).form(PATH).fields | fields
    return owner.open(f"{PATH}?{urlencode(filled, doseq=True)}")


def test_without_a_script_a_button_shows_the_dates(owner: PlainBrowser) -> None:
    page = owner.open(PATH)
    assert page.form(PATH).fields["repeat"] == ""

    page = shown_again(owner, repeat="week", repeat_days=["1", "4"], repeat_every="2")

    assert "Every 2 weeks on Tuesday and Friday, 10:00" in page.words
    assert "Friday, 6 March 2026, 10:00" in page.words
    form = page.form(PATH)
    assert (form.fields["repeat"], form.fields["repeat_every"]) == ("week", "2")
    assert form.repeated["repeat_days"] == ["1", "4"]


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(owner: PlainBrowser) -> None:
    page = shown_again(owner, repeat="day", repeat_every="often", repeat_stops="times")

    assert "Enter a whole number from 1 to 99." in page.words
    assert ("input", "aria-describedby", "h-repeat_every e-repeat_every") in page.attributes
    form = page.form(PATH)
    assert (form.fields["repeat_every"], form.fields["repeat_stops"]) == ("often", "times")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "How often it goes out",
                "Monday to Friday",
                "On the last day of the month",
                "Sunday",
                "Fourth",
                "On holidays",
            ],
        ),
        (
            "es",
            [
                "Cada cuánto sale",
                "De lunes a viernes",
                "El último día del mes",
                "Domingo",
                "Cuarto",
                "En los festivos",
            ],
        ),
    ],
)
def test_the_choices_are_plain_words(owner: PlainBrowser, language: str, words: list[str]) -> None:
    owner.submit(owner.open("/settings/look").form("/settings/look"), language=language)

    page = owner.open(PATH)

    assert [word for word in words if word not in page.words] == []
