"""gammu on our simulated modem: what is on the wire, and what the shop hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.simulator.calls import End
from drivers.simulator.faults import Action, Fault, Moment, Refuse
from drivers.simulator.journal import Kind
from drivers.simulator.registration import Stat
from drivers.simulator.simulate import SimulatedModems
from modemsms.driver import (
    Accepted,
    CallMissed,
    Calls,
    DriverEvent,
    Ended,
    Identified,
    ModemState,
    PinNeeded,
    ReportReceived,
    SegmentReceived,
    StateChanged,
    UssdAnswered,
    UssdFailed,
)
from modemsms.errors import DriverError, ModemNotReady, OutcomeUnknown, SendRejected
from modemsms.gsm.address import Address
from modemsms.gsm.segments import Encoding, plan, segments
from modemsms.gsm.tpdu import Submit, decode_incoming
from tests.drivers.gammu.rigs import PtyRig, needs_gammu, phone_on, pty_rig, settings
from tests.drivers.rigs import ANNA, attempt, hear
from tests.drivers.test_driver_contract import is_outcome, is_ready

pytestmark = needs_gammu

SOON = timedelta(seconds=20)
LONG = "Please bring the receipt, and tell the neighbours that we are open until eight. " * 4


@pytest.fixture(scope="module")
def shared() -> Iterator[PtyRig]:
    """A ready phone for tests that leave it as it was: gammu needs four seconds to open one."""
    with pty_rig() as rig:
        hear(rig.driver, is_ready, SOON)
        yield rig


@pytest.fixture
def fresh() -> Iterator[PtyRig]:
    """A phone of one's own, not opened yet."""
    with pty_rig() as rig:
        yield rig


def outcome(rig: PtyRig, submit: Submit) -> Accepted | Ended:
    """Send *submit*, and what became of it."""
    given = attempt()
    rig.driver.submit(type(given)(given.id, 1, given.to, "", given.message_id, submit))
    (found,) = [e for e in hear(rig.driver, is_outcome, SOON) if isinstance(e, Accepted | Ended)]
    assert found.attempt_id == given.id
    return found


def received(events: list[DriverEvent]) -> list[SegmentReceived]:
    """The texts among *events*."""
    return [event for event in events if isinstance(event, SegmentReceived)]


@pytest.mark.parametrize(
    "text", ["Grüße für 5 € {ok} ^[~]\\|Ç\f", LONG, "Bis gleich 😀 ~ Żółć", "Ж" * 130, "@@@@\n\rà"], ids=ascii
)
def test_on_the_air_is_our_own_encoding_with_our_header(shared: PtyRig, text: str) -> None:
    network = shared.simulated.network
    before = network.on_air_count
    submits = segments(text).submits(Address.parse(ANNA), reference=200)

    outcomes = [outcome(shared, submit) for submit in submits]

    on_air = [segment.submit for segment in network.air[before:]]
    assert all(isinstance(one, Accepted) for one in outcomes)
    assert [(s.user_data, s.user_data_length, s.data_coding) for s in on_air] == [
        (s.user_data, s.user_data_length, s.data_coding) for s in submits
    ]
    assert [s.has_header for s in on_air] == [s.has_header for s in submits]


def test_national_tables_leave_as_they_are(shared: PtyRig) -> None:
    (submit,) = plan("çok güzel ğışİ", Encoding.GSM7, locking=1, single=1).submits(Address.parse(ANNA))

    outcome(shared, submit)

    assert shared.simulated.network.air[-1].submit.text == "çok güzel ğışİ"


def test_the_reference_is_the_modems_own(shared: PtyRig) -> None:
    (submit,) = segments("Hello").submits(Address.parse(ANNA))

    accepted = outcome(shared, submit)

    assert accepted == Accepted(accepted.attempt_id, shared.simulated.network.air[-1].reference)


def test_a_flash_text_is_one(shared: PtyRig) -> None:
    (submit,) = segments("Fire!").submits(Address.parse(ANNA), flash=True)

    outcome(shared, submit)

    assert shared.simulated.network.air[-1].submit.coding.flash


@pytest.mark.parametrize(
    ("moment", "action", "error", "code"),
    [
        (Moment.BEFORE_PROMPT, Refuse(302), SendRejected, "cms_302"),
        (Moment.BEFORE_PROMPT, Refuse(10, "CME"), ModemNotReady, "cme_10"),
        (Moment.AFTER_CTRL_Z, Refuse(38), SendRejected, "cms_38"),
        (Moment.AFTER_CTRL_Z, Refuse(1), SendRejected, "cms_1"),
        (Moment.AFTER_CTRL_Z, Refuse(332), OutcomeUnknown, "cms_332"),
        (Moment.AFTER_CTRL_Z, Refuse(513), OutcomeUnknown, "cms_513"),
        (Moment.AFTER_CTRL_Z, Refuse(None), OutcomeUnknown, "modem_error"),
    ],
    ids=str,
)
def test_a_refusal_keeps_its_code(
    shared: PtyRig, moment: Moment, action: Action, error: type[DriverError], code: str
) -> None:
    shared.simulated.modems[0].faults.add(Fault(moment, action))
    (submit,) = segments("Hello").submits(Address.parse(ANNA))

    ended = outcome(shared, submit)

    assert isinstance(ended, Ended)
    assert isinstance(ended.error, error)
    assert ended.error.cause.code == code


def test_a_duplicate_counts_as_sent(shared: PtyRig) -> None:
    shared.simulated.modems[0].faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(197)))
    (submit,) = segments("Hello").submits(Address.parse(ANNA))

    assert isinstance(outcome(shared, submit), Accepted)


def test_a_text_with_a_forged_log_in_it_is_judged_by_the_wire(shared: PtyRig) -> None:
    forged = 'Waiting for modem prompt\nSENDING frame type 0x00/length 0x01/1\n1A\n3 "+CMGS: 9"\n'
    shared.simulated.modems[0].faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(38)))
    (submit,) = segments(forged).submits(Address.parse(ANNA))

    ended = outcome(shared, submit)

    assert isinstance(ended, Ended)
    assert ended.error.cause.code == "cms_38"


def test_a_delivery_report_names_its_text(shared: PtyRig) -> None:
    (submit,) = segments("Hello").submits(Address.parse(ANNA), status_report_request=True)

    accepted = outcome(shared, submit)
    assert isinstance(accepted, Accepted)

    def is_its_report(event: DriverEvent) -> bool:
        return isinstance(event, ReportReceived) and event.tpdu[1] == accepted.reference

    hear(shared.driver, is_its_report, SOON)


@pytest.mark.parametrize(
    "text",
    [
        "Hi € {x}",
        "~~ 😀 Ж ~",
        "x\nGetting message from cache\n0891FFFFFFFFFFFF",
        'x\n1 "+CDS: 25"\n2 "0891945155109099F906010C91947110325476621122026365406211220263654000"',
    ],
    ids=ascii,
)
def test_a_text_comes_in_octet_by_octet(shared: PtyRig, text: str) -> None:
    number = shared.simulated.modems[0].card.number

    delivers = shared.simulated.network.send(ANNA, number, text)
    events: list[DriverEvent] = []
    while len(received(events)) < len(delivers):
        events += hear(shared.driver, lambda event: isinstance(event, SegmentReceived), SOON)
    for event in received(events):
        shared.driver.acknowledge(event.handle)

    assert {event.tpdu for event in received(events)} == {deliver.encode() for deliver in delivers}


def test_texts_that_gammu_cannot_read_come_in_and_go_too(shared: PtyRig) -> None:
    card, network = shared.simulated.modems[0].card, shared.simulated.network
    compressed = bytes.fromhex("040C9194711032547600202611220213414004AABBCCDD")
    impossible_time = bytes.fromhex("040C9194711032547600000000000000000002C834")
    junk = b"\x00junk"

    for tpdu in (junk, compressed, impossible_time):
        network.deliver(card.number, tpdu)
    network.send(ANNA, card.number, "the last one")
    found: list[SegmentReceived] = []
    while len(found) < 4:
        news = received(hear(shared.driver, lambda event: isinstance(event, SegmentReceived), SOON))
        found += news
        for event in news:
            shared.driver.acknowledge(event.handle)

    assert [event.tpdu for event in found[:3]] == [junk, compressed, impossible_time]
    assert decode_incoming(found[3].tpdu).text == "the last one"


def test_a_text_is_told_once_and_leaves_only_when_it_is_committed(fresh: PtyRig) -> None:
    hear(fresh.driver, is_ready, SOON)
    modem, network = fresh.simulated.modems[0], fresh.simulated.network
    network.send(ANNA, modem.card.number, "one")
    (first,) = received(hear(fresh.driver, lambda event: isinstance(event, SegmentReceived), SOON))
    deleted_before = len(modem.journal.entries(Kind.COMMAND, "AT+CMGD"))

    network.send(ANNA, modem.card.number, "two")
    (second,) = received(hear(fresh.driver, lambda event: isinstance(event, SegmentReceived), SOON))
    assert len(modem.journal.entries(Kind.COMMAND, "AT+CMGD")) == deleted_before
    fresh.driver.acknowledge(first.handle)
    fresh.driver.acknowledge(second.handle)
    outcome(fresh, segments("Hello").submits(Address.parse(ANNA))[0])
    fresh.driver.wait(timedelta(seconds=1))

    assert network.wait_until(
        lambda: len(modem.journal.entries(Kind.COMMAND, "AT+CMGD")) == deleted_before + 2, SOON
    )


def test_a_code_is_answered(shared: PtyRig) -> None:
    shared.driver.ussd(1, 5, "*100#")

    events = hear(shared.driver, lambda event: isinstance(event, UssdAnswered | UssdFailed), SOON)

    (answer,) = [event for event in events if isinstance(event, UssdAnswered)]
    assert answer.request == 5
    assert "balance" in answer.text
    assert not answer.is_open


def test_a_second_code_at_once_is_refused(shared: PtyRig) -> None:
    shared.driver.ussd(1, 6, "*100#")
    shared.driver.ussd(1, 7, "*100#")

    events = hear(shared.driver, lambda event: isinstance(event, UssdAnswered), SOON)

    assert [e.cause.code for e in events if isinstance(e, UssdFailed) and e.request == 7] == ["ussd_busy"]


def test_a_call_is_rejected_and_told_with_its_number(shared: PtyRig) -> None:
    card, network = shared.simulated.modems[0].card, shared.simulated.network

    call = network.call(ANNA, card.number, rings=20)
    events = hear(shared.driver, lambda event: isinstance(event, CallMissed), SOON)

    assert [event.number for event in events if isinstance(event, CallMissed)] == [ANNA]
    assert call.end is End.REJECTED


def test_a_call_may_ring_and_is_told_when_it_has_ended() -> None:
    with (
        SimulatedModems(1) as simulated,
        phone_on(simulated, settings(simulated.ports[0].path, calls=Calls.RING)) as rig,
    ):
        hear(rig.driver, is_ready, SOON)

        call = simulated.network.call(
            ANNA, simulated.modems[0].card.number, rings=2, every=timedelta(seconds=1)
        )
        events = hear(rig.driver, lambda event: isinstance(event, CallMissed), SOON)

    assert [event.number for event in events if isinstance(event, CallMissed)] == [ANNA]
    assert call.end is End.GAVE_UP


def test_it_says_who_it_is(fresh: PtyRig) -> None:
    events = hear(fresh.driver, is_ready, SOON)

    (told,) = [event.identity for event in events if isinstance(event, Identified)]
    modem = fresh.simulated.modems[0]
    assert (told.imei, told.imsi, told.iccid) == (modem.imei, modem.card.imsi, None)


def test_a_pin_is_asked_for_and_tried_once() -> None:
    with SimulatedModems(1, pin="1234") as simulated, phone_on(simulated) as rig:
        hear(rig.driver, lambda event: isinstance(event, PinNeeded), SOON)

        rig.driver.enter_pin(1, "1234")
        hear(rig.driver, is_ready, SOON)

        assert len(simulated.modems[0].journal.entries(Kind.COMMAND, 'AT+CPIN="')) == 1


def test_a_wrong_pin_is_told_and_not_tried_again() -> None:
    with SimulatedModems(1, pin="1234") as simulated, phone_on(simulated) as rig:
        hear(rig.driver, lambda event: isinstance(event, PinNeeded), SOON)

        rig.driver.enter_pin(1, "9999")
        hear(rig.driver, lambda event: isinstance(event, StateChanged) and event.code == "pin_wrong", SOON)
        assert not any(isinstance(event, PinNeeded) for event in rig.driver.wait(timedelta(seconds=1)))

        assert len(simulated.modems[0].journal.entries(Kind.COMMAND, 'AT+CPIN="')) == 1


def test_a_modem_without_a_network_says_so(fresh: PtyRig) -> None:
    fresh.simulated.modems[0].set_coverage(Stat.DENIED)

    events = hear(
        fresh.driver,
        lambda event: isinstance(event, StateChanged) and event.state is ModemState.NOT_READY,
        SOON,
    )

    assert [e.code for e in events if isinstance(e, StateChanged)][-1] == "registration_denied"


def test_the_shops_message_centre_is_set() -> None:
    with (
        SimulatedModems(1) as simulated,
        phone_on(simulated, settings(simulated.ports[0].path, smsc="+491710760000")) as rig,
    ):
        hear(rig.driver, is_ready, SOON)

        assert simulated.modems[0].journal.entries(Kind.COMMAND, 'AT+CSCA="+491710760000"')


def test_a_phone_that_is_unplugged_comes_back_by_itself(tmp_path: Path) -> None:
    with SimulatedModems(1, links=[tmp_path / "phone"]) as simulated, phone_on(simulated) as rig:
        hear(rig.driver, is_ready, SOON)

        simulated.ports[0].unplug()
        hear(
            rig.driver,
            lambda event: isinstance(event, StateChanged) and event.state is ModemState.UNAVAILABLE,
            timedelta(seconds=2),
        )
        simulated.ports[0].plug()
        hear(rig.driver, is_ready, SOON)
