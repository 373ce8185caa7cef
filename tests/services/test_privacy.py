"""One person's data: whole when it is asked for, and gone when that is asked for."""

from __future__ import annotations

import sqlite3

import pytest

from modemsms.errors import Conflict, NotFound
from modemsms.services.consents import Consent
from modemsms.services.contacts import Details
from modemsms.services.privacy import Privacy
from tests.desk import ANNA, BEN, CARA, Desk


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
