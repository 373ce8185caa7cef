"""What is seen of broadcasts once they are written: on Scheduled, on Home, on the list, on their own page."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from modemsms.driver import ModemState
from modemsms.services import Services
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Letter
from modemsms.services.patterns import Days
from modemsms.services.recurrence import Recurrence
from tests.desk import ANNA, BEN, Desk
from tests.web.casting import begin, look, send, texts
from tests.web.plain import PlainBrowser


def test_a_reply_stands_on_the_broadcast(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)
    texts(services, desk)

    desk.receive(desk.plug_in(), BEN, "Keep one for me")

    page = owner.open(path)
    assert "1 replied" in page.words
    assert "Replies Ben Keep one for me" in page.words


def test_the_list_shows_what_runs_what_comes_and_what_is_over(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    assert "No broadcast yet" in owner.open("/broadcasts").words
    send(owner, look(owner, regulars, text="First"))
    begin(services, desk)
    send(owner, look(owner, regulars, text="Second", when="at", at="2026-03-04T10:00"))

    words = owner.open("/broadcasts").words

    assert words.index("Going out now") < words.index("First") < words.index("Coming") < words.index("Second")


def test_a_planned_one_stands_among_the_texts_of_its_day_and_comes_back_when_called_off(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    desk.write(ANNA, "Your book is here", send_at=desk.clock() + timedelta(days=2))
    path = send(owner, look(owner, regulars, text="Cake", when="at", at="2026-03-03T10:00")).path

    planned = owner.open("/scheduled")
    assert planned.words.index("Cake") < planned.words.index("Your book is here")
    called_off = owner.submit(planned.form(f"{path}/stop"))
    assert called_off.path == "/scheduled"
    assert "Cake" not in owner.open("/scheduled").words
    owner.submit(called_off.form("/bring-back"))

    assert "Cake" in owner.open("/scheduled").words
    assert services.broadcasts.coming()[0].next_at == datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_a_planned_one_is_sent_now_from_the_list(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars, text="Cake", when="at", at="2026-03-03T10:00")).path

    page = owner.submit(owner.open("/scheduled").form(f"{path}/begin"))
    services.broadcasting.run(desk.clock())

    assert page.path == "/scheduled"
    assert len(texts(services, desk)) == 3


def test_a_series_stands_there_once_with_its_next_dates(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    daily = Recurrence(Days(), time(12), desk.clock().date(), ZoneInfo("Europe/London"))
    whole = Audience(Picks(groups=(regulars,)))
    services.broadcasts.create(Letter("Lunch is ready", whole, recurrence=daily))

    words = owner.open("/scheduled").words

    assert words.count("Lunch is ready") == 2  # its name and its text
    assert "Every day, 12:00" in words
    assert "Then: tomorrow at 12:00" in words


def test_home_shows_what_runs_with_its_progress_and_what_begins_today(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    send(owner, look(owner, regulars, text="Bread"))
    begin(services, desk)
    desk.accepted(desk.take())
    send(owner, look(owner, regulars, text="Cake", when="at", at="2026-03-02T17:00"))
    send(owner, look(owner, regulars, text="Buns", when="at", at="2026-03-03T17:00"))

    page = owner.open("/home")

    assert "Going out Bread" in page.words
    assert "2 waiting 1 sent" in page.words
    assert "Cake" in page.words
    assert "Buns" not in page.words
    assert "1 Scheduled today" in page.words


def test_one_that_is_paused_before_it_begins_stands_on_the_list(
    owner: PlainBrowser, services: Services, regulars: int
) -> None:
    path = send(owner, look(owner, regulars, text="Cake", when="at", at="2026-03-03T10:00")).path
    services.broadcasts.pause(path.rpartition("/")[2])

    assert "Paused Cake" in owner.open("/broadcasts").words


def test_who_left_because_of_it_is_listed(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)
    texts(services, desk)
    desk.receive(desk.plug_in(), BEN, "STOP")

    page = owner.open(next(link for link in owner.open(path).links if "only=opted_out" in link))

    assert "Got it, and asked for no more texts" in page.words
    assert "Cara" not in page.words.partition("Person by person")[2]


def test_other_pages_are_told_of_a_pause_at_once(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)
    for verb in ("pause", "resume", "pace", "stop"):
        before = services.feed.newest()

        owner.submit(owner.open(path).form(f"/{verb}"))

        assert "broadcast" in {event.kind for event in services.feed.after(before)}


def test_a_button_leaves_the_chosen_results_as_they_are(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)

    page = owner.submit(owner.open(f"{path}?only=delivered").form("/pause"))

    assert 'aria-current="true">Delivered' in page.html


def test_how_fast_it_goes_is_seen_after_some_seconds(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)
    assert "The last one leaves at 09:01" in owner.open(path).words
    desk.accepted(desk.take())
    desk.accepted(desk.take())
    desk.clock.passes(seconds=30)

    assert "4 a minute just now." in owner.open(path).words


def test_nobody_able_to_carry_it_is_said(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)
    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)

    assert "No SIM card can carry it just now." in owner.open(path).words


def test_its_name_has_no_braces(owner: PlainBrowser, services: Services, regulars: int) -> None:
    send(owner, look(owner, regulars))

    assert services.broadcasts.latest()[0].broadcast.title == "Fresh bread, there"
