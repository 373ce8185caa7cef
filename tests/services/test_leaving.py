"""Who left gets no text to many in any way: what waits is cancelled, and nothing new is taken."""

from __future__ import annotations

import pytest

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.consents import Consent, How
from modemsms.services.outbox import Draft, Idempotency
from modemsms.services.pace import Priority
from tests.desk import ANNA, BEN, CARA, Desk
from tests.services.test_mailings import Office


@pytest.fixture
def office(desk: Desk) -> Office:
    desk.plug_in()
    return Office(desk)


def leave(desk: Desk, number: str = ANNA) -> None:
    desk.clock.passes(minutes=1)
    desk.receive(desk.plug_in(), number, "STOP")


def in_person(desk: Desk, office: Office, *, knowingly: bool = False) -> str:
    draft = Draft(ANNA, "About your order", author_id=office.author.id, knowingly=knowingly)
    return desk.outbox.submit(draft).message.id


def test_what_waits_is_cancelled_with_that_reason(desk: Desk, office: Office) -> None:
    mailing = office.send(ANNA, BEN)

    leave(desk)

    anna, ben = office.texts(mailing)
    assert (anna.status, desk.reason(anna)) == ("cancelled", "opted_out")
    assert ben.status == "scheduled"


def test_a_program_is_refused_and_a_person_is_warned(desk: Desk, office: Office) -> None:
    leave(desk)

    for draft in (
        Draft(ANNA, "Half price!", priority=Priority.API),
        Draft(ANNA, "Half price!", priority=Priority.API, knowingly=True),
        Draft(ANNA, "Half price!", author_id=office.author.id, priority=Priority.BULK, knowingly=True),
        Draft(ANNA, "About your order", author_id=office.author.id),
    ):
        with pytest.raises(Conflict) as refused:
            desk.outbox.submit(draft)
        assert refused.value.code == "opted_out"

    assert desk.outbox.get(in_person(desk, office, knowingly=True)).status == "queued"


def test_among_several_they_are_left_out_and_alone_they_are_warned_of(desk: Desk, office: Office) -> None:
    desk.contacts.add("Anna", [ANNA])
    leave(desk)
    recipients = office.services["recipients"]

    several, alone = recipients.chosen([], f"{ANNA}, {BEN}"), recipients.chosen([], ANNA)

    assert ([one.address for one in several.recipients], several.opted_out) == ([BEN], ("Anna",))
    assert (alone.warned, several.warned) == (True, False)


def test_a_group_of_people_who_all_left_is_nobody(desk: Desk, office: Office) -> None:
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [desk.contacts.add("Anna", [ANNA]).id])
    leave(desk)

    with pytest.raises(InvalidInput):
        office.services["recipients"].chosen([f"g{group.id}"], "").check()


def test_who_leaves_between_the_choice_and_the_sending_is_left_out(desk: Desk, office: Office) -> None:
    letter = office.letter(ANNA, BEN, CARA)
    leave(desk)

    mailing = office.services["mailings"].send(letter, Idempotency(-1, "two", "x")).mailing

    assert [text.address for text in office.texts(mailing)] == [BEN, CARA]
    assert mailing.texts == 2


def test_the_rest_of_a_text_that_is_half_out_stays_here(desk: Desk, office: Office) -> None:
    text = desk.write(ANNA, "A long word. " * 30, priority=Priority.BULK)
    attempt = desk.take()
    leave(desk)

    desk.accepted(attempt)

    answer = desk.take()
    assert "START" in answer.text
    desk.accepted(answer)
    assert desk.claim().attempt is None
    assert (desk.status(text), desk.reason(text)) == ("failed", "opted_out")


def test_a_text_that_is_put_back_meanwhile_is_judged_again(desk: Desk, office: Office) -> None:
    text = desk.write(ANNA, priority=Priority.BULK)
    attempt = desk.take()
    leave(desk)
    desk.refused(attempt)
    desk.due.run(desk.clock.passes(hours=1))
    desk.accepted(desk.take())

    assert desk.claim().attempt is None
    assert (desk.status(text), desk.reason(text)) == ("cancelled", "opted_out")


def test_a_persons_own_text_that_waits_still_goes(desk: Desk, office: Office) -> None:
    message_id = in_person(desk, office)

    leave(desk)

    assert desk.outbox.get(message_id).status == "queued"
    assert desk.take().text == "About your order"


def test_nothing_is_sent_again_to_who_left(desk: Desk, office: Office) -> None:
    unknown = desk.write(ANNA, priority=Priority.API)
    desk.silent(desk.take())
    failed = desk.write(ANNA, "Another", priority=Priority.API)
    desk.refused(desk.take(), permanent=True)
    leave(desk)

    with pytest.raises(Conflict):
        desk.outbox.settle(unknown.id, "resend")
    with pytest.raises(Conflict):
        office.services["retries"].retry(failed.id, office.author)


def test_what_was_called_back_is_not_brought_back_to_who_left(desk: Desk, office: Office) -> None:
    mailing = office.send(ANNA, BEN, send_at=desk.clock.passes(days=1))
    desk.clock.passes(days=-1)
    planned = office.services["planned_mailings"]
    planned.call_back(mailing.id)
    leave(desk)

    assert planned.bring_back(mailing.id) == 1
    assert office.statuses(mailing) == ["cancelled", "scheduled"]


def test_no_import_form_or_program_brings_back_who_left(desk: Desk) -> None:
    leave(desk)

    ways: tuple[How, ...] = ("import", "form", "api")
    assert not any(desk.consents.record(Consent(ANNA, "in", how, "They agreed in 2019")) for how in ways)
    with pytest.raises(Conflict):
        desk.consents.told(ANNA, "in", "", "", "till")

    assert desk.consents.is_out(ANNA)


def test_the_shops_word_needs_a_note_and_can_be_taken_back(desk: Desk, office: Office) -> None:
    with pytest.raises(InvalidInput):
        desk.consents.say(ANNA, "in", " ", office.author)
    before = desk.consents.say(ANNA, "out", "", office.author)
    assert desk.consents.is_out(ANNA)
    assert before == "none"

    desk.consents.say_back(ANNA, before, office.author)

    assert desk.consents.standing(ANNA) is None
    assert [row.what for _, row in desk.consents.history(ANNA)] == ["none", "out"]


def test_what_the_person_said_meanwhile_is_not_taken_back(desk: Desk, office: Office) -> None:
    desk.consents.say(ANNA, "in", "At the counter", office.author)
    leave(desk)

    desk.consents.say_back(ANNA, "none", office.author)

    assert desk.consents.is_out(ANNA)


def test_a_thousand_texts_leave_out_who_left(desk: Desk) -> None:
    leave(desk)

    taken = desk.outbox.submit_many([Draft(ANNA, "Hello"), Draft(BEN, "Hello")])

    assert taken == 1
