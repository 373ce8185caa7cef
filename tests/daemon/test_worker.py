"""The thread that owns a device."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from modemsms.daemon.worker import Books, Worker
from modemsms.driver import (
    Accepted,
    Attempt,
    DeviceSettings,
    DriverEvent,
    Ended,
    ModemState,
    PinNeeded,
    SegmentReceived,
    StateChanged,
)
from modemsms.errors import ModemNotReady, ModemUnavailable, StoreUnavailable
from tests.daemon.device import Device, accept
from tests.desk import ANNA, BEN, CONGESTION, Desk


@contextmanager
def working(desk: Desk, device: Device, modem: str = "counter") -> Iterator[Worker]:
    books = Books(desk.store, desk.ledger, desk.inbox, desk.modems, desk.ussd, desk.calls)
    worker = Worker(device, {1: modem}, books, now=desk.clock)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
        for attempt in device.submitted:
            device.tell(Accepted(attempt.id))
        assert worker.join(10), "the worker did not end"


def test_a_queued_text_wakes_an_idle_modem(desk: Desk) -> None:
    device = Device(accept)
    with working(desk, device):
        device.plug_in()
        message = desk.write(ANNA)
        device.wait_for(lambda: len(device.submitted) == 1)

    assert device.submitted[0].message_id == message.id
    assert desk.status(message) == "sent"
    assert device.closed


def test_the_attempt_is_committed_before_the_device_sees_it(desk: Desk) -> None:
    seen: list[int] = []

    def look(attempt: object) -> None:
        with sqlite3.connect(desk.path) as other:
            seen.append(other.execute("SELECT count(*) FROM attempts WHERE ended_at IS NULL").fetchone()[0])

    device = Device(look)
    with working(desk, device):
        device.plug_in()
        desk.write(ANNA)
        device.wait_for(lambda: len(seen) == 1)

    assert seen == [1]


def test_nothing_is_handed_over_before_the_modem_is_ready(desk: Desk) -> None:
    device = Device(accept)
    with working(desk, device):
        desk.write(ANNA)
        device.wake()
    assert device.submitted == []


def test_an_inbound_text_leaves_the_sim_only_when_it_is_committed(desk: Desk) -> None:
    device = Device(accept)
    (deliver,) = desk.delivers(BEN, "Are you open?")
    with working(desk, device):
        device.plug_in()
        device.tell(SegmentReceived(1, deliver.encode(), handle="SM 3"))
        device.wait_for(lambda: device.acknowledged == ["SM 3"])

    assert [message.text for message in desk.received(BEN)] == ["Are you open?"]


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow beyond 512 octets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_when_nothing_can_be_written_nothing_is_sent_and_it_goes_on_by_itself(desk: Desk) -> None:
    device = Device(accept)
    (deliver,) = desk.delivers(BEN, "Are you open?")
    with working(desk, device):
        message = desk.write(ANNA)
        with full_disk():
            device.plug_in()
            device.tell(SegmentReceived(1, deliver.encode(), handle="SM 3"))
            device.wait_for(lambda: desk.store.fault is not None)
            with pytest.raises(StoreUnavailable):
                desk.write(BEN)
            assert (device.submitted, device.acknowledged) == ([], [])
        device.wait_for(lambda: len(device.submitted) == 1 and device.acknowledged == ["SM 3"])

    assert desk.store.fault is None
    assert desk.status(message) == "sent"
    assert len(desk.received(BEN)) == 1


def test_an_outcome_that_cannot_be_written_is_kept_until_it_can(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        device.plug_in()
        message = desk.write(ANNA)
        device.wait_for(lambda: len(device.submitted) == 1)
        with full_disk():
            device.tell(Accepted(device.submitted[0].id, 5))
            device.wait_for(lambda: desk.store.fault is not None)
            assert desk.status(message) == "sending"
        device.wait_for(lambda: desk.store.fault is None)

    assert desk.status(message) == "sent"


def test_a_sim_that_is_refused_lets_the_modem_rest(desk: Desk) -> None:
    device = Device(lambda attempt: Ended(attempt.id, ModemNotReady(CONGESTION)))
    with working(desk, device):
        device.plug_in()
        message = desk.write(ANNA)
        device.wait_for(lambda: len(device.submitted) == 1)
        device.wake()

    assert desk.status(message) == "queued"
    assert desk.modems.get("counter").state == "not_ready"
    assert len(device.submitted) == 1


def test_the_thread_survives_a_bug(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    device = Device(accept)
    with working(desk, device):
        device.tell(SegmentReceived(1, b"", handle="before anybody said who it is"))
        device.plug_in()
        message = desk.write(ANNA)
        device.wait_for(lambda: len(device.submitted) == 1)

    assert desk.status(message) == "sent"
    assert "worker_failed" in caplog.text


def test_a_stop_waits_for_what_is_in_the_air_and_claims_nothing_more(desk: Desk) -> None:
    device = Device()
    books = Books(desk.store, desk.ledger, desk.inbox, desk.modems, desk.ussd, desk.calls)
    worker = Worker(device, {1: "counter"}, books, now=desk.clock)
    worker.start()
    device.plug_in()
    first, second = desk.write(ANNA), desk.write(BEN)
    device.wait_for(lambda: len(device.submitted) == 1)

    worker.stop()
    assert not worker.join(0.05)
    device.tell(Accepted(device.submitted[0].id))

    assert worker.join(10)
    assert (desk.status(first), desk.status(second)) == ("sent", "queued")


def test_a_pin_reaches_the_device_once_it_is_noted(desk: Desk) -> None:
    from modemsms.config import ModemConfig
    from modemsms.driver import Identity

    desk.close()
    locked = Desk(desk.path, modems_named=(ModemConfig(name="counter", port="/dev/one", pin="1234"),))
    device = Device()
    with working(locked, device):
        device.tell(PinNeeded(1, Identity(iccid="89440"), 3), PinNeeded(1, Identity(iccid="89440"), 3))
        device.wait_for(lambda: len(device.pins) == 1)
    locked.close()

    assert device.pins == ["1234"]


def test_a_driver_that_fails_to_take_a_text_leaves_it_unknown_and_goes_on(desk: Desk) -> None:
    failures = [True]

    def answer(attempt: Attempt) -> DriverEvent:
        if failures:
            failures.pop()
            raise RuntimeError("a bug in a driver")
        return accept(attempt)

    device = Device(answer)
    with working(desk, device):
        device.plug_in()
        first = desk.write(ANNA)
        device.wait_for(lambda: desk.status(first) == "unknown")
        assert desk.reason(first) == "internal_error"
        second = desk.write(BEN)
        device.wait_for(lambda: desk.status(second) == "sent")

    assert len(device.submitted) == 2


def test_a_modem_that_is_removed_with_a_text_in_the_air_ends_with_its_outcome(desk: Desk) -> None:
    from modemsms.daemon.supervisor import Supervisor

    devices: list[Device] = []

    def create(_settings: DeviceSettings) -> Device:
        devices.append(Device())
        return devices[-1]

    books = Books(desk.store, desk.ledger, desk.inbox, desk.modems, desk.ussd, desk.calls)
    supervisor = Supervisor(books, desk.rules, create)
    desk.modems.when_rearranged(supervisor.arrange)
    supervisor.arrange()
    desk.modems.add("cellar", "/dev/three")
    cellar = devices[-1]
    cellar.plug_in()
    message = desk.write(ANNA, modem="cellar")
    cellar.wait_for(lambda: len(cellar.submitted) == 1)

    desk.modems.remove("cellar")
    desk.modems.add("attic", "/dev/three")
    opened = len(devices)
    cellar.tell(StateChanged(1, ModemState.READY), Accepted(cellar.submitted[0].id))
    cellar.wait_for(lambda: len(devices) > opened)

    assert desk.status(message) == "sent"
    assert cellar.closed
    assert supervisor.stop(10, lambda: False)


def test_a_modem_that_is_never_there_for_a_text_is_not_asked_in_a_loop(desk: Desk) -> None:
    device = Device(lambda attempt: Ended(attempt.id, ModemUnavailable(CONGESTION)))
    with working(desk, device):
        device.plug_in()
        desk.write(ANNA)
        device.wait_for(lambda: len(device.submitted) == 1)
        device.wake()
        device.wake()

    assert len(device.submitted) == 1
