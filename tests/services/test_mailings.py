"""One text to several people: all of it or none, once, each with their own name, and changed as a whole."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.accounts import Accounts, User
from modemsms.services.mailings import Letter, Mailing
from modemsms.services.outbox import Draft, Idempotency, Message
from modemsms.services.writing import Writing, writing
from tests.desk import ANNA, BEN, CARA, Desk


@dataclass
class Office:
    """Somebody who writes to several people."""

    desk: Desk
    services: Writing = field(init=False)
    author: User = field(init=False)

    def __post_init__(self) -> None:
        self.services = writing(self.desk.store, self.desk.outbox, self.desk.shop, self.desk.clock)
        self.author = Accounts(self.desk.store).add("Ann", None, "staff")

    def letter(self, *to: str, text: str = "Bread at nine", **more: object) -> Letter:
        chosen = self.services["recipients"].chosen([], ", ".join(to))
        return Letter(text, chosen, author_id=self.author.id, **more)  # type: ignore[arg-type] # any field

    def send(self, *to: str, key: str = "one", **letter: object) -> Mailing:
        written = self.letter(*to, **letter)  # type: ignore[arg-type] # any field
        once = Idempotency(-1, key, f"{written.text} {[one.address for one in written.to.recipients]}")
        return self.services["mailings"].send(written, once).mailing

    def texts(self, mailing: Mailing) -> list[Message]:
        return self.services["mailings"].page(mailing.id).messages

    def statuses(self, mailing: Mailing) -> list[str]:
        return [text.status for text in self.texts(mailing)]


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def tomorrow(desk: Desk, hours: float = 24) -> datetime:
    return desk.clock() + timedelta(hours=hours)


def test_each_gets_a_message_and_all_leave_after_the_pause(desk: Desk, office: Office) -> None:
    desk.plug_in()
    mailing = office.send(ANNA, BEN, CARA)

    assert [text.address for text in office.texts(mailing)] == [ANNA, BEN, CARA]
    assert office.statuses(mailing) == ["scheduled"] * 3
    desk.due.run(desk.clock.passes(seconds=6))
    for _ in range(3):
        desk.accepted(desk.take())
    assert office.services["mailings"].tally(mailing.id) == {"sent": 3}


def test_the_same_form_again_is_the_same_mailing(desk: Desk, office: Office) -> None:
    first = office.send(ANNA, BEN)
    again = office.send(ANNA, BEN)

    assert again == first
    assert len(office.texts(first)) == 2


def test_the_same_form_with_something_else_is_refused(office: Office) -> None:
    office.send(ANNA, BEN)

    with pytest.raises(Conflict):
        office.send(ANNA, BEN, text="Bread at ten")
    with pytest.raises(Conflict):
        office.send(ANNA, CARA)
    assert len(office.services["mailings"].latest()) == 1


def test_a_form_that_was_one_text_does_not_become_several(desk: Desk, office: Office) -> None:
    office.services["composing"].send(Draft(ANNA, "Bread"), Idempotency(-1, "one", "x"))

    with pytest.raises(Conflict):
        office.send(ANNA, BEN)
    office.send(ANNA, BEN, key="two")
    with pytest.raises(Conflict):
        office.services["composing"].send(Draft(ANNA, "Bread"), Idempotency(-1, "two", "x"))


def test_names_are_filled_in_for_each(desk: Desk, office: Office) -> None:
    desk.contacts.add("Anna Smith", [ANNA])
    desk.contacts.add("Ben", [BEN])

    mailing = office.send(ANNA, BEN, text="Hi {first_name}, {shop} is open")

    assert [text.text for text in office.texts(mailing)] == [
        "Hi Anna, Corner Books is open",
        "Hi Ben, Corner Books is open",
    ]
    assert mailing.text == "Hi {first_name}, {shop} is open"


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ((ANNA, BEN), "{first_name} of +44 7700 900002. Give them a name"),
        ((ANNA, BEN, CARA), "+44 7700 900002, and others: 2 people"),
    ],
)
def test_a_name_that_nobody_knows_sends_nothing(
    desk: Desk, office: Office, to: tuple[str, ...], sentence: str
) -> None:
    desk.contacts.add("Anna", [ANNA])

    with pytest.raises(InvalidInput) as refused:
        office.send(*to, text="Hi {first_name}")

    assert sentence in refused.value.why
    assert office.services["mailings"].latest() == []


def test_one_who_cannot_be_texted_stops_all(office: Office) -> None:
    with pytest.raises(InvalidInput, match="12"):
        office.send(ANNA, "12", BEN)

    assert office.services["mailings"].latest() == []


def test_what_breaks_in_the_middle_leaves_none_of_them(desk: Desk, office: Office) -> None:
    letter = office.letter(ANNA, BEN)
    desk.store.connection().execute(
        "CREATE TRIGGER broken BEFORE INSERT ON messages WHEN (SELECT count(*) FROM messages) = 1"
        " BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )

    with pytest.raises(sqlite3.IntegrityError):
        office.services["mailings"].send(letter, Idempotency(-1, "one", "x"))

    with desk.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone()[0] == 0
    assert office.services["mailings"].latest() == []


def test_what_a_person_answers_meanwhile_goes_first(desk: Desk, office: Office) -> None:
    desk.plug_in()
    office.send(ANNA, BEN)
    desk.due.run(desk.clock.passes(seconds=6))
    reply = desk.write(CARA, "Yes, we have it")

    assert desk.take().message_id == reply.id


def test_it_is_one_entry_among_what_goes_out_later(desk: Desk, office: Office) -> None:
    desk.write(CARA, "Alone", send_at=tomorrow(desk, 23))
    mailing = office.send(ANNA, BEN, send_at=tomorrow(desk))
    desk.write(CARA, "Alone too", send_at=tomorrow(desk, 25))

    page = office.services["scheduled"].list()
    (entry,) = office.services["mailings"].entries(page.messages).values()

    assert [text.text for text in page.messages] == ["Alone", "Bread at nine", "Alone too"]
    assert (entry.mailing, entry.people) == (mailing, 2)


def test_the_list_goes_on_after_a_mailing(desk: Desk, office: Office) -> None:
    office.send(ANNA, BEN, send_at=tomorrow(desk))
    desk.write(CARA, "Alone", send_at=tomorrow(desk))

    first = office.services["scheduled"].list(limit=1)
    rest = office.services["scheduled"].list(first.next, limit=1)

    assert [text.text for text in (*first.messages, *rest.messages)] == ["Bread at nine", "Alone"]
    assert rest.next is None


def test_another_text_and_another_time_are_those_of_all(desk: Desk, office: Office) -> None:
    desk.contacts.add("Anna", [ANNA])
    desk.contacts.add("Ben", [BEN])
    mailing = office.send(ANNA, BEN, send_at=tomorrow(desk))

    office.services["planned_mailings"].change(mailing.id, "{first_name}: ten", tomorrow(desk, 48))

    assert [(text.text, text.send_at) for text in office.texts(mailing)] == [
        ("Anna: ten", tomorrow(desk, 48)),
        ("Ben: ten", tomorrow(desk, 48)),
    ]
    assert office.services["mailings"].get(mailing.id).text == "{first_name}: ten"


@pytest.mark.parametrize(
    ("text", "hours"), [("", 48), ("Hi {name}", 48), ("Bread", -1), ("Bread", 24 * 365 * 4)]
)
def test_a_change_that_cannot_be_changes_nobodys(desk: Desk, office: Office, text: str, hours: float) -> None:
    mailing = office.send(ANNA, BEN, send_at=tomorrow(desk))
    before = office.texts(mailing)

    with pytest.raises(InvalidInput):
        office.services["planned_mailings"].change(mailing.id, text, tomorrow(desk, hours))

    assert office.texts(mailing) == before
    assert office.services["mailings"].get(mailing.id) == mailing


def test_all_are_called_back_and_brought_back_but_for_one_called_back_before(
    desk: Desk, office: Office
) -> None:
    mailing = office.send(ANNA, BEN, CARA, send_at=tomorrow(desk))
    desk.outbox.cancel(office.texts(mailing)[0].id)
    planned = office.services["planned_mailings"]

    assert planned.call_back(mailing.id) == 2
    assert office.statuses(mailing) == ["cancelled"] * 3
    assert planned.bring_back(mailing.id) == 2

    assert office.statuses(mailing) == ["cancelled", "scheduled", "scheduled"]
    assert planned.bring_back(mailing.id) == 0
    desk.plug_in()
    desk.due.run(desk.clock.passes(hours=25))
    assert [desk.take().to, desk.take().to] == [BEN, CARA]
    assert desk.claim().attempt is None


def test_what_is_over_does_not_come_back(desk: Desk, office: Office) -> None:
    mailing = office.send(ANNA, BEN, send_at=tomorrow(desk))
    office.services["planned_mailings"].call_back(mailing.id)
    desk.clock.passes(hours=25)

    with pytest.raises(Conflict):
        office.services["planned_mailings"].bring_back(mailing.id)


def test_sent_now_they_leave_when_the_pause_is_over(desk: Desk, office: Office) -> None:
    desk.plug_in()
    mailing = office.send(ANNA, BEN, send_at=tomorrow(desk))

    office.services["planned_mailings"].send_now(mailing.id, timedelta(seconds=5))
    desk.due.run(desk.clock())
    assert desk.claim().attempt is None
    desk.due.run(desk.clock.passes(seconds=5))

    assert desk.take().message_id == office.texts(mailing)[0].id


def test_one_that_has_left_stays_and_the_others_are_called_back(desk: Desk, office: Office) -> None:
    desk.plug_in()
    office.services["composing"].set_undo_seconds(0)
    mailing = office.send(ANNA, BEN)
    desk.accepted(desk.take())

    assert office.services["planned_mailings"].call_back(mailing.id) == 1

    assert office.statuses(mailing) == ["sent", "cancelled"]
    with pytest.raises(Conflict):
        office.services["planned_mailings"].call_back(mailing.id)
    for change in (
        office.services["planned_mailings"].send_now,
        office.services["planned_mailings"].call_back,
    ):
        with pytest.raises(Conflict):
            change(mailing.id)


def test_one_of_which_nobody_knows_whether_it_left_stays_unknown(desk: Desk, office: Office) -> None:
    desk.plug_in()
    office.services["composing"].set_undo_seconds(0)
    mailing = office.send(ANNA, BEN)
    desk.silent(desk.take())
    desk.outbox.settle(office.texts(mailing)[0].id, "resend")

    office.services["planned_mailings"].call_back(mailing.id)

    assert office.statuses(mailing) == ["unknown", "cancelled"]


def test_a_mailing_is_forgotten_with_its_last_text(desk: Desk, office: Office) -> None:
    mailing = office.send(ANNA, BEN)
    office.services["planned_mailings"].call_back(mailing.id)
    with desk.store.write() as connection:
        connection.execute("DELETE FROM messages WHERE conversation_id = 1")
    assert office.services["mailings"].get(mailing.id) == mailing

    with desk.store.write() as connection:
        connection.execute("DELETE FROM messages WHERE conversation_id = 2")

    with pytest.raises(NotFound):
        office.services["mailings"].get(mailing.id)


def test_the_title_names_a_few(office: Office) -> None:
    numbers = [f"+4477009000{n:02}" for n in range(1, 6)]

    mailing = office.send(*numbers)

    assert mailing.title == "+44 7700 900001, +44 7700 900002, +44 7700 900003 …"
    assert mailing.texts == 5
