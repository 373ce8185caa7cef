"""Texts for the phone, as the app tells them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.simulator.phone.received import DATA_PORT, Attachment
from modemsms.gsm import user_data
from modemsms.gsm.address import Address
from modemsms.gsm.dcs import Alphabet, encode_dcs
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import Deliver
from modemsms.gsm.udh import PORTS_16, Element, Header
from tests.drivers.simulator.bench import ANNA, BEN
from tests.drivers.simulator.phone.handset import LONG, SOME_DAY, Handset


def test_a_text_is_in_the_inbox_with_its_sim(handset: Handset) -> None:
    handset.phone.receive(ANNA, LONG, slot=2, order=(2, 0, 1))
    handset.wait(1)

    (row,) = handset.inbox()
    assert row["contentPreview"] == LONG
    assert (row["type"], row["sender"], row["simNumber"]) == ("SMS", ANNA, 2)
    assert row["recipient"] == handset.phone.slots[1].number


def test_half_a_text_is_shown_to_nobody(handset: Handset) -> None:
    handset.phone.receive(ANNA, LONG, order=(0, 1))

    handset.wait(10)

    assert handset.inbox() == []


def test_the_time_is_that_of_the_service_centre(handset: Handset) -> None:
    handset.phone.receive(ANNA, "held back", at=SOME_DAY - timedelta(days=3))
    handset.phone.receive(BEN, "fresh")
    handset.wait(1)

    rows = handset.inbox()
    assert [row["contentPreview"] for row in rows] == ["fresh", "held back"]
    assert rows[1]["createdAt"] == "2026-02-27T09:30:00.000Z"


def test_a_slow_clock_hides_new_texts_unless_one_asks_for_the_future(handset: Handset) -> None:
    handset.phone.clock_skew = timedelta(minutes=-10)
    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)

    assert handset.call("GET", "/inbox").json == []
    assert len(handset.inbox("to=2099-01-01T00:00:00.000Z")) == 1


def test_it_is_paged(handset: Handset) -> None:
    for number in range(5):
        handset.phone.receive(ANNA, f"text {number}")
        handset.wait(2)

    page = handset.call("GET", "/inbox?limit=2&offset=1")

    assert [row["contentPreview"] for row in page.json] == ["text 3", "text 2"]
    assert page.headers["X-Total-Count"] == "5"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "offset=-1",
        "type=LETTER",
        "includeAttachments=yes",
        "from=2026-03-02T09:30:00.123456Z",
        "to=2026-03-02T09:30:00",
        "from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z",
        "from=2026-03-02T09:30:00+01:00",
        "deviceId=another",
    ],
)
def test_what_it_refuses_to_be_asked(handset: Handset, query: str) -> None:
    assert handset.call("GET", f"/inbox?{query}").status == 400


def test_a_zone_is_read_where_its_plus_is_escaped(handset: Handset) -> None:
    assert handset.call("GET", "/inbox?from=2026-03-02T09:30:00%2B01:00").status == 200


def test_ids_are_hashes_that_two_texts_may_share(handset: Handset) -> None:
    at = SOME_DAY - timedelta(hours=1)
    handset.phone.receive(ANNA, "Aa", at=at)
    handset.phone.receive(ANNA, "BB", at=at)

    handset.wait(1)

    assert [row["contentPreview"] for row in handset.inbox()] == ["BB"]


def test_what_came_while_the_app_was_dead_is_found_by_a_refresh(handset: Handset) -> None:
    handset.phone.kill_app()
    handset.phone.receive(ANNA, "Anybody there?")
    handset.wait(1)
    handset.phone.start_app()
    assert handset.inbox() == []

    period = {"since": "2026-03-02T00:00:00Z", "until": "2026-03-03T00:00:00Z"}
    refreshed = handset.call("POST", "/inbox/refresh", period)

    assert refreshed.status == 202
    assert [row["contentPreview"] for row in handset.inbox()] == ["Anybody there?"]


def test_a_swallowed_broadcast_is_found_only_by_newer_versions() -> None:
    found: dict[str, int] = {}
    for version in ("1.66.0", "1.66.1"):
        handset = Handset(app_version=version)
        assert handset.phone.app is not None
        handset.phone.app.hears_broadcasts = False
        handset.phone.receive(ANNA, "Hello")
        handset.wait(1)
        found[version] = len(handset.inbox())
        handset.close()

    assert found == {"1.66.0": 0, "1.66.1": 1}


def test_a_switched_off_phone_gets_its_texts_later(handset: Handset) -> None:
    handset.phone.reboot(timedelta(seconds=30))
    handset.phone.receive(ANNA, "Hello")
    handset.wait(10)
    number = handset.phone.slots[0].number
    assert number is not None
    assert handset.network.waiting_for(number) == 1

    handset.wait(30)

    assert [row["contentPreview"] for row in handset.inbox()] == ["Hello"]


def test_a_text_that_the_network_is_rid_of_outlives_a_restart(handset: Handset) -> None:
    handset.phone.receive(ANNA, "Hello")
    handset.phone.reboot(timedelta(seconds=30))

    handset.wait(31)

    assert [row["contentPreview"] for row in handset.inbox()] == ["Hello"]


@pytest.mark.parametrize(("port", "rows"), [(DATA_PORT, 1), (1234, 0)])
def test_data_messages_are_taken_at_one_port_only(handset: Handset, port: int, rows: int) -> None:
    header = Header((Element(PORTS_16, port.to_bytes(2, "big") + b"\0\0"),))
    length, octets = user_data.of_octets(b"\x01\x02", header)
    stamp = Timestamp.of(SOME_DAY)
    coding = encode_dcs(Alphabet.DATA)
    number = handset.phone.slots[0].number
    assert number is not None

    handset.network.deliver(
        number, Deliver(Address.parse(ANNA), coding, length, octets, stamp, has_header=True)
    )
    handset.wait(1)

    assert len(handset.inbox("to=2099-01-01T00:00:00Z&type=DATA_SMS")) == rows


def test_a_picture_message_brings_its_notice_and_its_parts(handset: Handset) -> None:
    picture = Attachment(7, "cake.jpg", "image/jpeg", b"\xff\xd8picture")

    handset.phone.receive_picture(ANNA, "The cake", picture)

    rows = handset.inbox("to=2099-01-01T00:00:00Z&includeAttachments=true&type=MMS_DOWNLOADED")
    part = handset.call("GET", f"/inbox/{rows[0]['id']}/attachments/7")
    assert rows[0]["attachments"] == [
        {"partId": 7, "name": "cake.jpg", "size": 9, "contentType": "image/jpeg"}
    ]
    assert (part.status, part.raw) == (200, b"\xff\xd8picture")
    assert handset.call("GET", f"/inbox/{rows[0]['id']}/attachments/8").status == 404
