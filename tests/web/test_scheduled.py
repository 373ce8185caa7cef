"""Sending later, taking back, and the list of what is planned, without JavaScript."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from modemsms.services import Services
from modemsms.services.outbox import Message
from tests.desk import ANNA, BEN, Desk
from tests.web.plain import Form, Page, PlainBrowser


@pytest.fixture
def reply(owner: PlainBrowser, desk: Desk) -> Form:
    """The composer of the conversation with Anna."""
    desk.receive(desk.plug_in(), ANNA, "Hello")
    return owner.open("/conversations/1").form("/messages")


@pytest.fixture
def planned(owner: PlainBrowser, desk: Desk) -> Message:
    """A text for tomorrow at nine."""
    return desk.write(ANNA, "We open at 8", send_at=tomorrow(desk))


def tomorrow(desk: Desk) -> datetime:
    return desk.clock() + timedelta(days=1)


def newest(desk: Desk) -> Message:
    return desk.conversations.messages(1)[-1]


def test_a_text_can_be_taken_back_and_stands_in_the_composer_again(
    owner: PlainBrowser, desk: Desk, reply: Form
) -> None:
    page = owner.submit(reply, text="Until sux")
    assert "Goes out in a moment" in page.words

    again = owner.submit(page.form("/undo"))

    assert again.form("/conversations/1/messages").fields["text"] == "Until sux"
    assert newest(desk).status == "cancelled"


def test_what_has_left_cannot_be_taken_back(owner: PlainBrowser, desk: Desk, reply: Form) -> None:
    page = owner.submit(reply, text="Until six")
    desk.due.run(desk.clock.passes(seconds=6))

    again = owner.submit(page.form("/undo"))

    assert "It has left already." in again.words
    assert newest(desk).status == "queued"


@pytest.mark.parametrize(
    ("when", "hours"), [("hour", 1.0), ("evening", 9.0), ("tomorrow", 24.0), ("monday", 7 * 24.0)]
)
def test_natural_times_are_those_of_the_shops_clock(
    owner: PlainBrowser, desk: Desk, reply: Form, when: str, hours: float
) -> None:
    owner.submit(reply, text="Your book is here", when=when)

    assert newest(desk).send_at == desk.clock() + timedelta(hours=hours)


def test_any_time_can_be_chosen(owner: PlainBrowser, desk: Desk, reply: Form) -> None:
    owner.submit(reply, text="Your book is here", when="at", at="2026-07-01T12:30")

    moment = newest(desk).send_at
    assert moment is not None
    assert moment.isoformat() == "2026-07-01T11:30:00+00:00"


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Choose a day and a time."),
        ("soon", "Choose a day and a time."),
        ("2026-03-01T12:00", "over already"),
        ("2026-03-29T01:30", "this hour does not exist"),
        ("2036-03-29T11:30", "more than three years ahead"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_the_text_stays(
    owner: PlainBrowser, desk: Desk, reply: Form, at: str, sentence: str
) -> None:
    page = owner.submit(reply, text="Your book is here", when="at", at=at)

    assert page.status == 422
    assert sentence in page.words
    form = page.form("/conversations/1/messages")
    assert (form.fields["text"], form.fields["when"], form.fields["at"]) == ("Your book is here", "at", at)
    assert newest(desk).direction == "inbound"


def test_a_text_leaves_from_the_modem_that_was_chosen(owner: PlainBrowser, desk: Desk, reply: Form) -> None:
    owner.submit(reply, text="Your book is here", modem="spare")
    desk.due.run(desk.clock.passes(seconds=6))

    assert desk.claim("counter").attempt is None


def test_a_modem_that_is_none_is_refused(owner: PlainBrowser, reply: Form) -> None:
    page = owner.submit(reply, text="Your book is here", modem="attic")

    assert page.status == 422
    assert "attic" in page.words


def test_an_empty_agenda_teaches(owner: PlainBrowser) -> None:
    assert "Nothing is planned" in owner.open("/scheduled").words


def test_what_is_planned_stands_under_its_day(owner: PlainBrowser, planned: Message, desk: Desk) -> None:
    desk.write(BEN, "Next week then", send_at=desk.clock() + timedelta(days=8))

    words = owner.open("/scheduled").words

    assert words.index("Tomorrow") < words.index("We open at 8") < words.index("Next week then")
    assert "2 texts wait for their time." in words


def test_a_planned_text_is_changed(owner: PlainBrowser, planned: Message, services: Services) -> None:
    form = owner.open(f"/scheduled/{planned.id}").form(f"/scheduled/{planned.id}")
    assert form.fields["at"] == "2026-03-03T09:00"

    owner.submit(form, text="We open at 9", at="2026-03-04T10:00")

    (one,) = services.scheduled.list().messages
    assert (one.text, one.send_at) == (
        "We open at 9",
        planned.send_at and planned.send_at + timedelta(hours=25),
    )


@pytest.mark.parametrize("wrong", [{"text": ""}, {"at": "2026-01-01T10:00"}, {"at": "x"}])
def test_a_change_that_cannot_be_changes_nothing(
    owner: PlainBrowser, planned: Message, services: Services, wrong: dict[str, str]
) -> None:
    form = owner.open(f"/scheduled/{planned.id}").form(f"/scheduled/{planned.id}")

    page = owner.submit(form, **wrong)

    assert page.status == 422
    assert [one.id for one in services.scheduled.list().messages] == [planned.id]


def test_a_planned_text_is_called_back_and_brought_back(
    owner: PlainBrowser, planned: Message, services: Services
) -> None:
    page = owner.submit(owner.open("/scheduled").form("/cancel"))
    assert services.scheduled.count() == 0

    owner.submit(page.form("/reinstate"))

    assert services.scheduled.count() == 1


def test_a_planned_text_is_sent_now(owner: PlainBrowser, planned: Message, desk: Desk) -> None:
    owner.submit(owner.open("/scheduled").form(f"/scheduled/{planned.id}/now"))
    desk.due.run(desk.clock())

    assert desk.outbox.get(planned.id).status == "queued"


def test_one_that_has_left_meanwhile_says_so(owner: PlainBrowser, planned: Message, desk: Desk) -> None:
    form = owner.open("/scheduled").form("/cancel")
    edit = owner.open(f"/scheduled/{planned.id}").form(f"/scheduled/{planned.id}")
    desk.due.run(desk.clock.passes(days=2))
    desk.plug_in()
    desk.accepted(desk.take())

    assert "too late" in owner.submit(form).words
    assert "It has left" in owner.submit(edit, at="2026-03-20T10:00").words


def test_a_page_of_fifty_leads_to_the_rest(owner: PlainBrowser, desk: Desk) -> None:
    for minutes in range(60):
        desk.write(BEN, f"Text {minutes}.", send_at=tomorrow(desk) + timedelta(minutes=minutes))

    first = owner.open("/scheduled")
    rest: Page = owner.open(next(link for link in first.links if "after=" in link))

    assert "Text 49." in first.words
    assert "Text 50." not in first.words
    assert "Text 50." in rest.words
