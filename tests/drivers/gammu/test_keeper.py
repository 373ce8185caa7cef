"""What the phone is asked next, and what is made of its answers: without a child, by frames and a clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.gammu_child import protocol as says
from drivers.gammu_child.calls import Calls
from drivers.gammu_child.deadlines import Deadlines
from drivers.gammu_child.dialogue import PATIENCE, Dialogue
from drivers.gammu_child.keeper import PAUSES, Keeper
from drivers.gammu_child.outgoing import LATE_ANSWER_GRACE
from drivers.gammu_child.protocol import Failed, Found, Refusal
from drivers.gammu_child.shelf import SAFETY_PERIOD, THOROUGH_PERIOD, Shelf
from drivers.gammu_child.verdicts import of_send
from modemsms.driver import (
    Accepted,
    CallMissed,
    DeviceSettings,
    DriverEvent,
    Ended,
    ModemSettings,
    ModemState,
    Noticed,
    ReportReceived,
    SegmentReceived,
    StateChanged,
    UssdAnswered,
    UssdFailed,
)
from modemsms.errors import DriverError, ModemNotReady, ModemUnavailable, OutcomeUnknown, SendRejected
from tests.drivers.rigs import attempt

PLAIN = (
    (says.Open, says.Opened(None)),
    (says.Introduce, says.Introduced(imei="1", imsi="2", centre="+49170")),
    (says.Listen, says.Listening(texts=True)),
    (says.Look, says.Looked("HomeNetwork", "Op", -71)),
    (says.Scan, says.Scanned(complete=True)),
)


class Desk:
    """A keeper, a clock, and what was told."""

    def __init__(self, port: str = "/dev/ttyUSB0") -> None:
        settings = DeviceSettings(
            "gammu", port, (ModemSettings("counter"),), submit_timeout=timedelta(seconds=180)
        )
        self.keeper = Keeper(settings, Deadlines())
        self.now = 100.0
        self.told: list[DriverEvent] = []

    def open(self) -> Desk:
        """Until it is ready and at rest."""
        self.keeper.begun("/dev/ttyUSB0", self.now)
        self.hear(says.Hello("1.45"))
        for call, answer in PLAIN:
            assert isinstance(self.next(), call)
            self.hear(answer)
        return self

    def next(self) -> says.Call | None:
        """What it wants of the child."""
        return self.keeper.next_call(self.now)

    def hear(self, *frames: says.Answer | says.News) -> list[DriverEvent]:
        """What it tells of *frames*."""
        for frame in frames:
            self.keeper.heard(frame, self.now)
        self.told = self.keeper.bulletin.take()
        return self.told

    @property
    def state(self) -> StateChanged:
        """As the shop knows it."""
        assert self.keeper.bulletin.state is not None
        return self.keeper.bulletin.state


def send_failing(failed: Failed, port: str = "/dev/ttyUSB0") -> tuple[Desk, Ended]:
    """A text that ended so."""
    desk = Desk(port).open()
    desk.keeper.submit(attempt(), desk.now)
    assert isinstance(desk.next(), says.Send)
    (ended,) = [event for event in desk.hear(failed) if isinstance(event, Ended)]
    return desk, ended


@pytest.mark.parametrize(
    ("failed", "error", "code"),
    [
        (Failed(27, "ERR_UNKNOWN", Refusal("CMS", 38), handed_over=True), SendRejected, "cms_38"),
        (Failed(27, "ERR_UNKNOWN", Refusal("CMS", 500), handed_over=True), SendRejected, "cms_500"),
        (Failed(27, "ERR_UNKNOWN", Refusal("CMS", 521), handed_over=True), OutcomeUnknown, "cms_521"),
        (Failed(27, "ERR_UNKNOWN", Refusal("CMS", 521)), SendRejected, "cms_521"),
        (Failed(27, "ERR_UNKNOWN", Refusal("CME", 11)), ModemNotReady, "cme_11"),
        (Failed(27, "ERR_UNKNOWN", Refusal("", None), handed_over=True), OutcomeUnknown, "modem_error"),
        (Failed(26, "ERR_FULL", None, handed_over=True), DriverError, "cms_322"),
        (Failed(14, "ERR_TIMEOUT", None, handed_over=True), OutcomeUnknown, "no_answer"),
        (Failed(14, "ERR_TIMEOUT"), ModemUnavailable, "modem_unavailable"),
        (Failed(12, "ERR_DEVICEREADERROR", None, handed_over=True), OutcomeUnknown, "modem_gone"),
        (Failed(11, "ERR_DEVICEWRITEERROR"), ModemUnavailable, "modem_unavailable"),
        (Failed(27, "ERR_UNKNOWN", None, handed_over=True), OutcomeUnknown, "no_answer"),
        (Failed(27, "ERR_UNKNOWN"), SendRejected, "gammu_27"),
        (Failed(49, "ERR_NOSIM"), ModemNotReady, "no_sim"),
        (Failed(35, "ERR_PHONEOFF"), ModemNotReady, "switched_off"),
        (Failed(21, "ERR_NOTSUPPORTED", None, handed_over=True), SendRejected, "gammu_21"),
    ],
    ids=str,
)
def test_each_failure_has_its_fate(failed: Failed, error: type[DriverError], code: str) -> None:
    found = of_send(failed)

    assert isinstance(found, error)
    assert found.cause.code == code


def test_a_duplicate_counts_as_sent() -> None:
    assert of_send(Failed(27, "ERR_UNKNOWN", Refusal("CMS", 197), handed_over=True)) is None


def test_an_answer_behind_its_time_settles_the_text_and_frees_the_next() -> None:
    desk, unknown = send_failing(Failed(14, "ERR_TIMEOUT", None, handed_over=True))
    desk.keeper.submit(attempt(), desk.now)
    assert not isinstance(desk.next(), says.Send)

    assert desk.hear(says.LateReference(17)) == [Accepted(unknown.attempt_id, 17)]

    assert isinstance(desk.next(), says.Send)


def test_the_next_text_waits_for_a_late_answer_and_not_for_ever() -> None:
    desk, _ = send_failing(Failed(14, "ERR_TIMEOUT", None, handed_over=True))
    desk.keeper.submit(attempt(), desk.now)

    desk.now += LATE_ANSWER_GRACE - 1
    assert not isinstance(desk.next(), says.Send)
    desk.hear(says.Scanned(complete=False))
    desk.now += 1

    assert isinstance(desk.next(), says.Send)


def test_a_reference_that_nobody_waits_for_is_no_news() -> None:
    assert Desk().open().hear(says.LateReference(17)) == []


HANDED_OVER = "Waiting for modem prompt\nSENDING frame type 0x00/length 0x01/1\n1A .\n"


@pytest.mark.parametrize(
    ("port", "said", "error"),
    [
        ("/dev/ttyUSB0", "Waiting for modem prompt\n", ModemUnavailable),
        ("/dev/ttyUSB0", HANDED_OVER, OutcomeUnknown),
        ("fbus:/dev/ttyUSB0", "", OutcomeUnknown),
    ],
)
def test_a_child_that_hangs_over_a_text_leaves_it_to_the_log(
    port: str, said: str, error: type[DriverError]
) -> None:
    desk = Desk(port).open()
    desk.keeper.submit(attempt(), desk.now)
    desk.next()
    desk.now += 185
    assert desk.keeper.is_overdue(desk.now)

    desk.keeper.lost(said, desk.now, hung=True)

    (ended,) = [event for event in desk.keeper.bulletin.take() if isinstance(event, Ended)]
    assert isinstance(ended.error, error)


def test_an_answer_that_only_the_log_has_counts() -> None:
    desk = Desk().open()
    given = attempt()
    desk.keeper.submit(given, desk.now)
    desk.next()

    desk.keeper.lost(HANDED_OVER + '3 "+CMGS: 12"\n', desk.now, hung=True)

    assert Accepted(given.id, 12) in desk.keeper.bulletin.take()


def test_texts_that_go_do_not_starve_those_that_come() -> None:
    desk = Desk().open()
    desk.keeper.submit(attempt(), desk.now)
    desk.next()
    desk.hear(says.Stirred(), says.Sent(1))
    desk.keeper.submit(attempt(), desk.now)

    assert isinstance(desk.next(), says.Scan)
    desk.hear(says.Scanned(complete=True))
    assert isinstance(desk.next(), says.Send)


def test_a_phone_that_hung_is_opened_again_at_once_and_then_ever_later() -> None:
    desk = Desk().open()
    desk.now += SAFETY_PERIOD
    desk.next()
    desk.keeper.lost("", desk.now, hung=True)
    assert desk.keeper.open_at == desk.now
    assert (desk.state.state, desk.state.code) == (ModemState.UNAVAILABLE, "silent")

    pauses = []
    for _ in range(len(PAUSES) + 1):
        desk.keeper.begun("/dev/ttyUSB0", desk.now)
        desk.hear(says.Hello("1.45"))
        desk.next()
        desk.hear(Failed(14, "ERR_TIMEOUT"))
        pauses.append(desk.keeper.open_at - desk.now)
        desk.keeper.lost("", desk.now, hung=False)

    assert pauses == [*PAUSES, PAUSES[-1]]


@pytest.mark.parametrize(
    ("failed", "code"),
    [
        (Failed(4, "ERR_DEVICENOTEXIST"), "port_missing"),
        (Failed(6, "ERR_DEVICENOPERMISSION"), "port_denied"),
        (Failed(2, "ERR_DEVICEOPENERROR"), "port_unusable"),
        (Failed(14, "ERR_TIMEOUT"), "silent"),
        (Failed(35, "ERR_PHONEOFF"), "switched_off"),
        (Failed(27, "ERR_UNKNOWN"), "gammu_27"),
    ],
    ids=str,
)
def test_a_phone_that_cannot_be_opened_says_why(failed: Failed, code: str) -> None:
    desk = Desk()
    desk.keeper.begun("/dev/ttyUSB0", desk.now)
    desk.hear(says.Hello("1.45"))
    desk.next()

    desk.hear(failed)

    assert (desk.state.state, desk.state.code) == (ModemState.UNAVAILABLE, code)
    assert desk.keeper.wants_new_child


def test_a_phone_is_restarted_only_when_nothing_is_in_the_air() -> None:
    desk = Desk().open()
    desk.keeper.submit(attempt(), desk.now)
    desk.next()
    desk.keeper.repair("Ten texts failed.", desk.now)
    assert desk.next() is None

    desk.hear(says.Sent(1))

    assert isinstance(desk.next(), says.Restart)


# --- the shelf --------------------------------------------------------------------------------

DELIVER, REPORT = b"\x04text", b"\x06report"


def opened_shelf() -> Shelf:
    """Looked at once."""
    shelf = Shelf(1)
    shelf.opened(0.0, tells=True)
    assert shelf.next_call(0.0) == says.Scan(thorough=True)
    return shelf


def test_a_stored_report_is_told_as_one() -> None:
    shelf = opened_shelf()

    assert isinstance(shelf.found(Found(1, DELIVER)), SegmentReceived)
    assert isinstance(shelf.found(Found(2, REPORT)), ReportReceived)


def test_a_text_that_the_phone_does_not_delete_is_not_told_again() -> None:
    shelf = opened_shelf()
    event = shelf.found(Found(1, DELIVER))
    assert isinstance(event, SegmentReceived)
    shelf.committed(event.handle)

    news = []
    for _ in range(5):
        if shelf.next_call(0.0) == says.Delete(1):
            shelf.deleted(1)
        news.append(shelf.found(Found(1, DELIVER)))

    assert {type(item) for item in news} == {type(None), Noticed}


def test_another_text_at_the_same_place_is_told() -> None:
    shelf = opened_shelf()
    shelf.found(Found(1, DELIVER))

    assert isinstance(shelf.found(Found(1, DELIVER + b"!")), SegmentReceived)


def test_what_was_told_before_the_phone_was_opened_anew_is_not_deleted() -> None:
    shelf = opened_shelf()
    event = shelf.found(Found(1, DELIVER))
    assert isinstance(event, SegmentReceived)
    shelf.opened(1.0, tells=True)

    shelf.committed(event.handle)

    assert shelf.next_call(1.0) == says.Scan(thorough=True)


def test_a_look_behind_the_notices_is_not_always_thorough() -> None:
    shelf = opened_shelf()
    shelf.scanned(0.0, complete=True)

    assert shelf.next_call(SAFETY_PERIOD - 1) is None
    assert shelf.next_call(SAFETY_PERIOD) == says.Scan(thorough=False)
    assert shelf.next_call(THOROUGH_PERIOD) == says.Scan(thorough=True)


# --- USSD and calls ---------------------------------------------------------------------------


def test_an_answer_that_comes_twice_is_told_once() -> None:
    dialogue = Dialogue(1)
    dialogue.ask(5, "*100#")
    dialogue.next_call(0.0)
    reply = says.Replied("12 EUR", "NoActionNeeded")

    assert dialogue.replied(reply, 1.0) == UssdAnswered(1, 5, "12 EUR")
    assert dialogue.replied(reply, 1.1) is None
    assert dialogue.replied(reply, 60.0) == UssdAnswered(1, None, "12 EUR")


def test_an_open_menu_is_told_as_one() -> None:
    dialogue = Dialogue(1)
    dialogue.ask(5, "*100#")
    dialogue.next_call(0.0)

    answer = dialogue.replied(says.Replied("1 Balance", "ActionNeeded"), 1.0)

    assert answer == UssdAnswered(1, 5, "1 Balance", is_open=True)


@pytest.mark.parametrize(
    ("status", "code"),
    [("Terminated", "ussd_ended"), ("NotSupported", "ussd_not_supported"), ("Timeout", "ussd_timeout")],
)
def test_an_end_without_an_answer_says_why(status: str, code: str) -> None:
    dialogue = Dialogue(1)
    dialogue.ask(5, "*100#")
    dialogue.next_call(0.0)

    failed = dialogue.replied(says.Replied("", status), 1.0)

    assert isinstance(failed, UssdFailed)
    assert failed.cause.code == code


def test_a_network_that_never_answers_is_given_up() -> None:
    dialogue = Dialogue(1)
    dialogue.ask(5, "*100#")
    assert dialogue.next_call(0.0) == says.Dial("*100#")
    assert dialogue.next_call(1.0) is None

    assert dialogue.tick(PATIENCE - 1) is None
    assert isinstance(dialogue.tick(PATIENCE), UssdFailed)


def test_a_call_waits_a_moment_for_its_number_before_it_is_rejected() -> None:
    calls = Calls(1, rejects=True)

    calls.rang(says.Rang(0, None, over=False), 0.0)
    assert calls.next_call(0.1) is None
    calls.rang(says.Rang(0, "+49170", over=False), 0.2)

    assert calls.next_call(0.2) == says.HangUp(0)
    assert calls.end() == CallMissed(1, "+49170")


def test_a_withheld_number_does_not_let_it_ring_on() -> None:
    calls = Calls(1, rejects=True)
    calls.rang(says.Rang(0, None, over=False), 0.0)

    assert calls.next_call(1.0) == says.HangUp(0)
    assert calls.end() == CallMissed(1, None)
