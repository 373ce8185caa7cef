"""Broadcasts that go out again and again, or on a date of theirs, without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from modemsms.services import Services
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcast_options import Options
from modemsms.services.broadcasts import Letter, audience_of
from modemsms.services.contacts import Details
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.plain import Form, Page, PlainBrowser

PEOPLE = (("Anna", ANNA, "1980-03-04"), ("Ben", BEN, "--02-29"), ("Cara", CARA, ""))
WEEKLY = {"when": "repeat", "repeat": "week", "repeat_days": "4", "repeat_at": "10:00"}


@pytest.fixture
def regulars(desk: Desk) -> int:
    """A group of three, of whom two have a birthday."""
    desk.plug_in()
    group = desk.groups.add("Regulars")
    people = [
        desk.contacts.add(name, [number], details=Details(birthday=birthday)).id
        for name, number, birthday in PEOPLE
    ]
    desk.groups.put_in(group.id, people)
    return group.id


def form(page: Page) -> Form:
    return page.form("/broadcasts/new")


def timed(owner: PlainBrowser, group: int, step: str = "check", **when: str) -> Page:
    """A broadcast to *group*, with its time chosen."""
    page = owner.submit(form(owner.open(f"/broadcasts/new?who=g{group}")), step="text")
    page = owner.submit(form(page), text="Hello {first_name|there}", closing="", step="when")
    return owner.submit(form(page), step=step, **when)


def send(owner: PlainBrowser, page: Page) -> Page:
    return owner.submit(replace(form(page), action="/broadcasts"))


def days(services: Services, desk: Desk, number: int) -> list[tuple[str, str]]:
    """Who got it on which day, over so many days."""
    got = []
    for _day in range(number):
        desk.clock.passes(days=1)
        services.broadcasting.run(desk.clock())
        while (attempt := desk.claim().attempt) is not None:
            got.append((f"{desk.clock():%m-%d}", attempt.to))
            desk.accepted(attempt)
        services.broadcasting.run(desk.clock())
    return got


def test_one_that_is_repeated_shows_its_rule_and_dates_before_and_afterwards(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    page = timed(owner, regulars, **WEEKLY, repeat_stops="times", repeat_times="2")
    for words in ("Every week on Friday, 10:00, 2 times", "Friday, 6 March 2026, 10:00", "3 people get it"):
        assert words in page.words
    assert "Friday, 20 March" not in page.words

    made = send(owner, page)
    assert "Every week on Friday, 10:00, 2 times" in made.words
    desk.clock.passes(hours=1, minutes=30)
    assert days(services, desk, 20) == [
        (day, number) for day in ("03-06", "03-13") for number in (ANNA, BEN, CARA)
    ]

    over = owner.open(made.path).words
    assert "it does not go out any more" in over
    assert "So far Friday, 13 March 2026, 10:00 Finished · 3 people · 3 sent Friday, 6 March 2026" in over


def test_what_is_wrong_with_it_is_said_where_it_stands_and_nothing_typed_is_lost(
    owner: PlainBrowser, regulars: int
) -> None:
    page = timed(owner, regulars, **WEEKLY, repeat_stops="times", repeat_times="none")

    assert page.status == 422
    assert "Enter a whole number from 1 to 1000." in page.words
    assert form(page).fields["repeat_times"] == "none"
    back = owner.submit(form(page), step="text")
    assert form(back).fields["text"] == "Hello {first_name|there}"
    assert form(owner.submit(form(back), step="when")).fields["repeat_times"] == "none"


def test_its_text_and_time_can_be_changed_and_it_can_be_ended(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, timed(owner, regulars, **WEEKLY)).path

    page = owner.submit(form(owner.open(f"{path}/edit")), text="Cake", step="when")
    assert form(page).fields["repeat_days"] == "4"
    changed = send(owner, owner.submit(form(page), repeat="day", repeat_at="08:30", step="check"))

    assert changed.path == path
    assert "Cake" in changed.words
    assert "Every day, 08:30" in changed.words
    assert "Called off" in owner.submit(changed.form("/stop")).words
    assert days(services, desk, 3) == []


def test_a_copy_is_repeated_as_often_as_the_first(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    path = send(owner, timed(owner, regulars, **WEEKLY, repeat_stops="times", repeat_times="3")).path
    desk.clock.passes(days=14)

    page = owner.submit(form(owner.open(f"/broadcasts/new?copy={path.rpartition('/')[2]}")), step="check")

    assert "Friday, 20 March 2026, 10:00 Friday, 27 March 2026, 10:00 Friday, 3 April 2026" in page.words


def test_everybody_gets_it_on_their_birthday(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    page = timed(owner, regulars, "when", when="dated", dated_at="10:00")
    assert "2 of 3 people have this date." in page.words
    assert "Anna Wednesday, 4 March 2026, 10:00 Ben Sunday, 28 February 2027, 10:00" in page.words

    page = owner.submit(form(page), step="check")
    assert "2 people get it" in page.words
    made = send(owner, page)

    assert "On their birthday, at 10:00" in made.words
    assert "Anna Wednesday, 4 March 2026" in made.words
    # What happens to others does not move their dates: nobody looks for them again with every event.
    assert "cast-series" not in owner.open(f"{made.path}/now").html
    desk.clock.passes(hours=1, minutes=30)
    assert days(services, desk, 5) == [("03-04", ANNA)]


def test_it_goes_out_some_days_after_a_date_that_the_shop_keeps(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    services.fields.add("Last visit", "date")
    (field,) = services.fields.list()
    desk.contacts.add("Dora", ["+447700900008"], details=Details(values={"last_visit": "2026-03-05"}))
    chosen = {"when": "dated", "dated_what": f"f{field.id}", "dated_way": "after", "dated_days": "3"}

    page = owner.submit(form(owner.open("/broadcasts/new")), who="all", step="text")
    page = owner.submit(form(page), text="Come again", step="when")
    page = owner.submit(form(page), step="check", **chosen)

    assert "3 days after “Last visit”, at 10:00" in page.words
    assert "Dora Sunday, 8 March 2026, 10:00" in page.words
    send(owner, page)
    desk.clock.passes(hours=1, minutes=30)
    assert days(services, desk, 8) == [("03-08", "+447700900008")]


def test_who_would_get_none_is_not_next(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    services.conversations.block(services.conversations.open_with(ANNA).id, blocked=True)

    page = timed(owner, regulars, "when", when="dated")

    assert "Whose day is next Ben" in page.words


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"dated_way": "before", "dated_days": "many"}, "Enter a whole number of days from 1 to 366."),
        ({"dated_what": "f99"}, "Choose the birthday, or a field that has a day in it."),
        ({"dated_at": "soon"}, "Choose a time of the day, such as 09:00."),
    ],
)
def test_a_date_that_cannot_be_is_refused_where_it_stands(
    owner: PlainBrowser, regulars: int, wrong: dict[str, str], why: str
) -> None:
    page = timed(owner, regulars, when="dated", **wrong)

    assert page.status == 422
    assert why in page.words
    assert all(form(page).fields[name] == value for name, value in wrong.items() if name != "dated_what")


def test_a_copy_of_one_follows_the_same_date(owner: PlainBrowser, services: Services, regulars: int) -> None:
    path = send(owner, timed(owner, regulars, when="dated", dated_way="before", dated_days="2")).path

    page = owner.submit(form(owner.open(f"/broadcasts/new?copy={path.rpartition('/')[2]}")), step="check")
    assert "2 days before their birthday, at 10:00" in page.words
    copy = send(owner, page).path.rpartition("/")[2]

    said = audience_of(services.broadcasts.get(copy).broadcast).dated
    assert said == audience_of(services.broadcasts.get(path.rpartition("/")[2]).broadcast).dated


def test_what_a_program_chose_beyond_the_list_stays_on_the_page(
    owner: PlainBrowser, services: Services, regulars: int
) -> None:
    made = services.broadcasts.create(
        Letter(
            "Hello",
            Audience(Picks(groups=(regulars,))),
            options=Options(spread_minutes=90, apart_days=5),
            send_at=services.broadcasts.not_past(datetime(2026, 3, 3, 10, tzinfo=UTC)),
        )
    )

    page = owner.submit(form(owner.open(f"/broadcasts/{made.id}/edit")), step="when")

    assert (form(page).fields["spread"], form(page).fields["apart"]) == ("90", "5")
