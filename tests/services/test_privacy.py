"""One person's data: whole when it is asked for, and gone when that is asked for."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from modemsms.errors import Conflict, NotFound
from modemsms.services.accounts import Accounts
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Letter
from modemsms.services.consents import Consent
from modemsms.services.contacts import Details
from modemsms.services.deeds import Deeds
from modemsms.services.drafts import Drafts
from modemsms.services.duplicates import Duplicates
from modemsms.services.privacy import Privacy
from modemsms.store import imports
from modemsms.store.sims import Sim
from tests.desk import ANNA, BEN, CARA, Desk
from tests.station import Station

DORA = "+447700900044"


@pytest.fixture
def privacy(desk: Desk) -> Privacy:
    return Privacy(desk.store)


def whole_database(desk: Desk) -> str:
    """Everything that is written anywhere in it."""
    with desk.store.read() as connection:
        return "\n".join(str(tuple(row)) for table in tables(connection) for row in connection.execute(
            f"SELECT * FROM {table}"
        ))  # fmt: skip


def tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_fts%'"
    )
    return [row[0] for row in rows]


def test_a_record_has_all_that_is_known(desk: Desk, privacy: Privacy) -> None:
    desk.fields.add("Size", "number")
    anna = desk.contacts.add("Anna", [ANNA, BEN], "Likes rye", Details("de", "--03-14", {"size": "40"}))
    desk.groups.put_in(desk.groups.add("Regulars").id, [anna.id])
    desk.consents.record(Consent(BEN, "in", "form", "Yes, text me"))
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Are you open?")
    desk.send(BEN, "Yes")

    record = privacy.record(anna.id)

    assert (record.contact, record.values, record.groups) == (anna, {"Size": "40"}, ("Regulars",))
    assert [row.words for _, row in record.consents] == ["Yes, text me"]
    assert [message.text for message in privacy.texts(record)] == ["Are you open?", "Yes"]


def test_whoever_is_forgotten_leaves_nothing_behind(desk: Desk, privacy: Privacy) -> None:
    sim = desk.plug_in()
    anna = desk.contacts.add("Annabel Berg", [ANNA], "Likes rye")
    desk.contacts.add("Cara", [CARA])
    desk.receive(sim, ANNA, "My secret order")
    desk.send(ANNA, "Your secret answer")
    desk.send(CARA, "Another")
    desk.contacts.restore(desk.contacts.delete(anna.id))

    privacy.forget(anna.id)

    everything = whole_database(desk)
    assert not [word for word in ("secret", "Annabel", "rye", ANNA[1:]) if word in everything]
    assert [one.name for one in desk.contacts.list()] == ["Cara"]
    assert [message.text for message in desk.received(CARA)] == []
    assert desk.conversations.search("secret").messages == []
    with pytest.raises(NotFound):
        privacy.record(anna.id)


def known_everywhere(desk: Desk, station: Station) -> int:
    """Somebody whom every part of the shop knows something of; the row of the contact."""
    sim = desk.plug_in()
    old = desk.contacts.add("Annabel Stone", [ANNA])
    desk.contacts.delete(old.id)
    desk.receive(sim, ANNA, "Are you open?")
    desk.contacts.add("Annabel Berg", [ANNA, BEN], "Likes rye", Details("de", "--03-14"))
    anna = desk.contacts.of_number(ANNA)
    assert anna is not None
    twin = desk.contacts.add("A. Berg", [DORA])
    Duplicates(desk.store, desk.clock).merge(twin.id, anna.id)
    deeds = Deeds(desk.store, desk.clock)
    owner = Accounts(desk.store).add("Ann", None, "owner")
    deeds.note(owner, "contact_deleted", "Annabel Stone")
    deeds.note(owner, "number_blocked", "+44 7700 900001")
    deeds.note(owner, "consent_out", "Annabel Berg")
    desk.consents.record(Consent(ANNA, "in", "form", "Yes, Annabel Berg"))
    desk.sign_ups.sign_up("Annabel", BEN)
    _written_to(desk, station, sim, anna.id, owner.id)
    return anna.id


def _written_to(desk: Desk, station: Station, sim: Sim, anna: int, owner: int) -> None:
    desk.send(BEN, "Your rye is here", reference=9)
    desk.report(sim, 9, BEN)
    desk.report(sim, 77, ANNA)
    long = desk.delivers(ANNA, "rye " * 60, 5)
    desk.inbox.take(sim, "counter", long[0].encode(), desk.clock())
    station.start(CARA, ANNA, DORA)
    everybody = Audience(Picks(contacts=(anna,), numbers=(ANNA, CARA)))
    later = desk.clock() + timedelta(days=1)
    station.broadcasts.create(Letter("Bread", everybody, send_at=later))
    drafts = Drafts(desk.store, now=desk.clock)
    drafts.keep(owner, "new", "Hello", form="one", recipients=f"who=c{anna}&who=%2B447700900003")
    drafts.keep(owner, "new:2", "Hello rye", form="two", recipients="to=07700+900001")


def test_who_is_known_everywhere_leaves_nothing_behind(desk: Desk, privacy: Privacy) -> None:
    station = Station(desk)
    anna = known_everywhere(desk, station)
    before = whole_database(desk)
    words = ("Annabel", "Berg", "rye", *(number[1:] for number in (ANNA, BEN, DORA)))
    assert not [word for word in words if word not in before]

    privacy.forget(anna)

    left = whole_database(desk)
    assert [line for line in left.splitlines() if any(word in line for word in (*words, "900001"))] == []
    assert CARA[1:] in left


def test_a_broadcast_goes_on_without_who_was_forgotten(desk: Desk, privacy: Privacy) -> None:
    desk.plug_in()
    station = Station(desk)
    anna = desk.contacts.add("Anna", [ANNA])
    broadcast = station.start(ANNA, CARA)

    privacy.forget(anna.id)
    station.tick()

    assert [to for to, _ in station.sent()] == [CARA]
    assert station.state(broadcast) == "done"


def test_what_an_import_could_not_take_is_forgotten_too(desk: Desk, privacy: Privacy) -> None:
    anna = desk.contacts.add("Anna", [ANNA])
    with desk.store.write() as connection:
        batch = imports.add(connection, None, "Ann", "people.csv", desk.clock())
        rows = (("Anna", ""), ("", "07700 900001"), ("Cara", "07700 900003"))
        outcomes = [
            imports.Outcome(place, "refused", problem="No number.", written=row)
            for place, row in enumerate(rows)
        ]
        imports.note(connection, batch, outcomes)

    privacy.forget(anna.id)

    with desk.store.read() as connection:
        assert [one.written for one in imports.outcomes(connection, batch, -1, 9)] == [(), (), rows[2]]


def test_whoever_left_is_left_alone_after_being_forgotten(desk: Desk, privacy: Privacy) -> None:
    anna = desk.contacts.add("Anna", [ANNA])
    desk.consents.record(Consent(ANNA, "out", "reply", "STOP"))
    left_at = desk.clock()
    desk.clock.passes(days=1)

    privacy.forget(anna.id)

    assert ANNA[1:] not in whole_database(desk)
    assert desk.consents.out_among([ANNA, BEN]) == {ANNA}
    again = desk.contacts.add("Anna", [ANNA])
    standing = desk.consents.standing(ANNA)
    assert standing is not None
    assert (standing.what, standing.since) == ("out", left_at)
    assert [row.how for _, row in privacy.record(again.id).consents] == ["kept"]


def test_whoever_comes_back_by_an_own_word_is_in_again(desk: Desk, privacy: Privacy) -> None:
    anna = desk.contacts.add("Anna", [ANNA])
    desk.consents.record(Consent(ANNA, "out", "reply", "STOP"))
    privacy.forget(anna.id)

    desk.consents.record(Consent(ANNA, "in", "reply", "START"))

    assert desk.consents.out_among([ANNA]) == set()


def test_nobody_is_forgotten_while_a_text_is_in_the_air(desk: Desk, privacy: Privacy) -> None:
    desk.plug_in()
    anna = desk.contacts.add("Anna", [ANNA])
    desk.write(ANNA)
    desk.take()

    with pytest.raises(Conflict, match="on its way"):
        privacy.forget(anna.id)

    assert desk.contacts.list() == [anna]
