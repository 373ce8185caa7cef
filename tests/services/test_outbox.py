"""What may be taken into the outbox, and what is refused with a sentence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.outbox import Draft, Idempotency, MessageQuery, Outbox
from modemsms.services.shop import Shop
from tests.desk import ANNA, BEN, Desk


@pytest.mark.parametrize(
    "number",
    ["", "   ", "abc", "+", "123", "+12", "0", "07700 900", "call me", "+44 7700 900001 ext 5", "\x00"],
)
def test_what_is_no_number_is_refused(desk: Desk, number: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.write(number)

    assert refused.value.field == "to"
    assert refused.value.why.endswith(".")


@pytest.mark.parametrize(
    "number", ["+447700900001", "07700 900001", "0044 7700 900001", "(07700) 900-001", " +44 7700 900001 "]
)
def test_a_number_may_be_written_as_people_do(desk: Desk, number: str) -> None:
    assert desk.write(number).address == ANNA


def test_without_a_country_a_local_number_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "nowhere.db")
    nowhere = Shop("Corner Books", "", desk.shop.zone, 1600)
    outbox = Outbox(desk.store, desk.rules, nowhere, now=desk.clock)

    with pytest.raises(InvalidInput, match="country code"):
        outbox.submit(Draft("07700 900001", "Hello"))
    assert outbox.submit(Draft("+447700900001", "Hello")).message.address == ANNA


@pytest.mark.parametrize(
    "text", ["", " \n ", "a\x00b", "\ud83d", "bell \x07", "x" * 1601, "esc \x1b", "\x7f"]
)
def test_what_no_phone_can_show_is_refused(desk: Desk, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.write(ANNA, text)

    assert refused.value.field == "text"
    assert desk.outbox.page(MessageQuery()).messages == []


def test_the_text_of_a_message_is_what_goes_out(desk: Desk) -> None:
    message = desk.write(ANNA, "It’s “ready” – come by…")

    assert (message.text, message.encoding, message.segments) == ('It\'s "ready" - come by...', "gsm7", 1)


def test_a_short_code_that_wrote_to_us_can_be_answered(desk: Desk) -> None:
    sim = desk.plug_in()
    with pytest.raises(InvalidInput):
        desk.write("60300")
    desk.receive(sim, "60300", "Reply YES to confirm")

    assert desk.write("60300", "YES").address == "60300"


def test_the_same_request_again_is_the_same_message(desk: Desk) -> None:
    once = Idempotency(1, "order-5", "hash")

    first = desk.outbox.submit(Draft(ANNA, "Hello"), idempotency=once)
    again = desk.outbox.submit(Draft(ANNA, "Hello"), idempotency=once)

    assert (first.repeated, again.repeated) == (False, True)
    assert first.message.id == again.message.id
    with pytest.raises(Conflict):
        desk.outbox.submit(Draft(ANNA, "Bye"), idempotency=Idempotency(1, "order-5", "other"))
    other_key = desk.outbox.submit(Draft(BEN, "Hello"), idempotency=Idempotency(2, "order-5", "other"))
    assert not other_key.repeated


def test_an_idempotency_key_is_remembered_for_thirty_days(desk: Desk) -> None:
    once = Idempotency(1, "order-5", "hash")
    first = desk.outbox.submit(Draft(ANNA, "Hello"), idempotency=once)

    desk.clock.passes(days=29)
    assert desk.outbox.submit(Draft(ANNA, "Hello"), idempotency=once).message.id == first.message.id
    desk.clock.passes(days=2)

    assert desk.outbox.submit(Draft(ANNA, "Hello"), idempotency=once).message.id != first.message.id


def test_a_time_in_the_past_is_now(desk: Desk) -> None:
    assert desk.write(ANNA, send_at=desk.clock() - timedelta(days=1)).status == "queued"


@pytest.mark.parametrize("minutes", [-5, 0, 30])
def test_a_text_that_would_expire_first_is_refused(desk: Desk, minutes: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.write(
            ANNA,
            send_at=desk.clock() + timedelta(hours=1),
            expires_at=desk.clock() + timedelta(minutes=minutes),
        )

    assert refused.value.field == "expires_at"


def test_a_modem_that_does_not_exist_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.write(ANNA, modem="cellar")

    assert refused.value.field == "modem"


def test_messages_are_listed_oldest_first_page_by_page(desk: Desk) -> None:
    desk = desk.with_rules(fuse_per_hour=0)
    ids = [desk.write(ANNA, f"Text {n}").id for n in range(7)]

    seen: list[str] = []
    after = 0
    while True:
        page = desk.outbox.page(MessageQuery(after=after, limit=3))
        seen += [message.id for message in page.messages]
        if page.next is None:
            break
        after = int(page.next)

    assert seen == ids


def test_messages_are_listed_by_status_number_and_direction(desk: Desk) -> None:
    sim = desk.plug_in()
    sent = desk.send(ANNA)
    queued = desk.write(BEN)
    desk.receive(sim, ANNA, "Thanks")

    def listed(**query: object) -> list[str]:
        page = desk.outbox.page(MessageQuery(**query))  # type: ignore[arg-type] # any field
        return [message.id for message in page.messages]

    assert listed(statuses=("sent", "queued")) == [sent.id, queued.id]
    assert listed(statuses=("failed",)) == []
    assert listed(address=BEN) == [queued.id]
    assert len(listed(direction="inbound")) == 1
    assert listed(direction="outbound") == [sent.id, queued.id]


def test_many_texts_are_queued_in_one_call(desk: Desk) -> None:
    drafts = [Draft(f"+4477009{n:05d}", "Sale on Saturday") for n in range(1000)]

    assert desk.outbox.submit_many(drafts) == 1000
    assert len(desk.outbox.page(MessageQuery(limit=500)).messages) == 500


def test_one_bad_number_stops_a_bulk_call_before_anything_is_queued(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.outbox.submit_many([Draft(ANNA, "Hello"), Draft("nobody", "Hello")])

    assert desk.outbox.page(MessageQuery()).messages == []


def test_an_unknown_id_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.outbox.get("01890000-0000-7000-8000-000000000000")
