"""What a person asks of a modem, and what a device reports besides texts, through the worker."""

from __future__ import annotations

from functools import partial

import pytest

from modemsms.config import ModemConfig
from modemsms.driver import (
    CallMissed,
    Identity,
    ModemState,
    NetworkChanged,
    Noticed,
    PinNeeded,
    PowerChanged,
    Sign,
    StateChanged,
    UssdAnswered,
)
from modemsms.errors import Conflict, InvalidInput
from modemsms.services.orders import EnterPuk
from modemsms.store import modems
from modemsms.store.messages import Reason
from tests.daemon.device import Device, accept
from tests.daemon.test_worker import working
from tests.desk import ANNA, Desk

SIM = Identity(iccid="8944000000000000001")


def ready(desk: Desk, device: Device) -> None:
    device.plug_in()
    device.wait_for(lambda: desk.modems.get("counter").state == "ready")


def test_a_code_wakes_an_idle_modem_and_comes_back(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        ready(desk, device)
        request = desk.ussd.dial("counter", "*100#")
        device.wait_for(lambda: bool(device.orders))
        device.tell(UssdAnswered(1, request, "4.20 EUR", is_open=True))
        device.wait_for(lambda: desk.ussd.get(request).answered_at is not None)

        assert device.orders == [("ussd", 1, request, "*100#")]

        desk.ussd.end("counter")
        device.wait_for(lambda: len(device.orders) == 2)

    assert device.orders[1] == ("end_ussd", 1)
    assert desk.ussd.session("counter") is None


def test_a_missed_call_stands_in_the_conversation(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        ready(desk, device)
        device.tell(CallMissed(1, ANNA))
        device.wait_for(lambda: desk.conversations.unread() == 1)


def test_a_restart_that_somebody_asks_for(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        ready(desk, device)
        desk.modems.repair("counter")
        device.wait_for(lambda: bool(device.orders))

    assert device.orders[0][:2] == ("repair", 1)


def test_a_pin_from_the_page_is_tried_once(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        device.tell(PinNeeded(1, SIM, tries_left=3))
        device.wait_for(lambda: desk.modems.get("counter").state == "not_ready")

        desk.modems.save_pin("counter", "1234")
        device.wait_for(lambda: device.pins == ["1234"])
        device.tell(StateChanged(1, ModemState.NOT_READY, "pin_wrong", "The SIM did not take its PIN."))
        device.wait_for(
            lambda: (r := desk.modems.get("counter").reason) is not None and r.code == "pin_wrong"
        )
        desk.modems.save_pin("counter", "1234")
        device.wait_for(
            lambda: (r := desk.modems.get("counter").reason) is not None and r.code == "pin_refused"
        )

    assert device.pins == ["1234"]


def test_two_wrong_pins_from_the_page_leave_the_last_try_alone(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        device.tell(PinNeeded(1, SIM, tries_left=3))
        device.wait_for(lambda: desk.modems.get("counter").state == "not_ready")
        for pin in ("1111", "2222"):
            desk.modems.save_pin("counter", pin)
            device.wait_for(partial(device.pins.__contains__, pin))
            device.tell(StateChanged(1, ModemState.NOT_READY, "pin_wrong", "The SIM did not take its PIN."))
            device.wait_for(
                lambda: (r := desk.modems.get("counter").reason) is not None and r.code == "pin_wrong"
            )

        desk.modems.save_pin("counter", "3333")
        device.wait_for(
            lambda: (r := desk.modems.get("counter").reason) is not None and r.code == "pin_last_try"
        )

    assert device.pins == ["1111", "2222"]


def test_a_pin_from_the_page_is_kept_for_the_next_power_cut(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        device.tell(PinNeeded(1, SIM, tries_left=3))
        device.wait_for(lambda: desk.modems.get("counter").state == "not_ready")
        desk.modems.save_pin("counter", "1234")
        device.wait_for(lambda: device.pins == ["1234"])
        ready(desk, device)
        device.tell(StateChanged(1, ModemState.STARTING), PinNeeded(1, SIM, tries_left=3))
        device.wait_for(lambda: device.pins == ["1234", "1234"])


def test_the_pin_of_the_config_file_is_changed_there(desk: Desk) -> None:
    desk.modems_named = (ModemConfig(name="counter", port="/dev/one", pin="9999"),)
    after = desk.restarted()

    with pytest.raises(Conflict):
        after.modems.save_pin("counter", "1234")


def test_a_puk_is_entered_by_hand_only_where_it_is_asked_for(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        ready(desk, device)
        with pytest.raises(Conflict):
            desk.modems.enter_puk("counter", "12345678", "1234")
        device.tell(StateChanged(1, ModemState.NOT_READY, "puk_needed", "The SIM asks for its PUK."))
        device.wait_for(lambda: desk.modems.get("counter").state == "not_ready")
        with pytest.raises(InvalidInput):
            desk.modems.enter_puk("counter", "1234", "1234")

        desk.modems.enter_puk("counter", "12345678", "1234")
        device.wait_for(lambda: bool(device.orders))

    assert device.orders == [("puk", 1, "12345678", "1234")]


def test_battery_roaming_and_signs_are_kept(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        ready(desk, device)
        device.tell(
            NetworkChanged(1, "Foreign", -80, roaming=True),
            PowerChanged(1, 80, charging=True, celsius=31.5),
            Noticed(1, "The voltage is low.", Sign.LOW_VOLTAGE),
        )
        device.wait_for(lambda: desk.modems.get("counter").power is not None)

        modem = desk.modems.get("counter")
        assert modem.roaming
        assert modem.power is not None
        assert modem.power.percent == 80
        with desk.store.read() as connection:
            line = modems.last_sign(connection, "counter", Sign.LOW_VOLTAGE)
    assert line is not None
    assert line.sentence == "The voltage is low."


def test_the_pin_that_a_puk_sets_is_the_right_one_also_where_it_was_wrong_before(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        device.tell(PinNeeded(1, SIM, tries_left=3))
        device.wait_for(lambda: desk.modems.get("counter").state == "not_ready")
        desk.modems.save_pin("counter", "1234")
        device.wait_for(lambda: device.pins == ["1234"])
        device.tell(StateChanged(1, ModemState.NOT_READY, "puk_needed", "The SIM asks for its PUK."))
        device.wait_for(
            lambda: (r := desk.modems.get("counter").reason) is not None and r.code == "puk_needed"
        )
        desk.modems.enter_puk("counter", "12345678", "1234")
        device.wait_for(lambda: bool(device.orders))
        ready(desk, device)

        device.tell(StateChanged(1, ModemState.STARTING), PinNeeded(1, SIM, tries_left=3))
        device.wait_for(lambda: device.pins == ["1234", "1234"])


def test_a_pin_that_came_with_a_wrong_puk_is_not_taken_for_right(desk: Desk) -> None:
    device = Device()
    with working(desk, device):
        device.tell(PinNeeded(1, SIM, tries_left=3))
        device.wait_for(lambda: desk.modems.get("counter").state == "not_ready")
        desk.modems.save_pin("counter", "1234")
        device.wait_for(lambda: device.pins == ["1234"])
        blocked = StateChanged(1, ModemState.NOT_READY, "puk_needed", "The SIM asks for its PUK.")
        device.tell(blocked)
        device.wait_for(
            lambda: (r := desk.modems.get("counter").reason) is not None and r.code == "puk_needed"
        )
        desk.modems.enter_puk("counter", "12345678", "1234")
        device.wait_for(lambda: bool(device.orders))
        device.tell(blocked)
        ready(desk, device)

        device.tell(StateChanged(1, ModemState.STARTING), PinNeeded(1, SIM, tries_left=3))
        device.wait_for(
            lambda: (r := desk.modems.get("counter").reason) is not None and r.code == "pin_refused"
        )

    assert device.pins == ["1234"]


def test_a_puk_sets_the_pin_of_the_config_file_and_no_other(desk: Desk) -> None:
    desk.modems_named = (ModemConfig(name="counter", port="/dev/one", pin="9999"),)
    after = desk.restarted()
    after.modems.state_changed("counter", ModemState.NOT_READY, Reason("puk_needed", "It asks for its PUK."))

    with pytest.raises(Conflict):
        after.modems.enter_puk("counter", "12345678", "1234")
    after.modems.enter_puk("counter", "12345678", "9999")

    assert after.modems.orders_for("counter") == [EnterPuk("12345678", "9999")]


def test_a_driver_that_fails_to_dial_leaves_no_text_behind(desk: Desk) -> None:
    class Faulty(Device):
        def ussd(self, slot: int, request: int, code: str) -> None:
            super().ussd(slot, request, code)
            raise RuntimeError("a bug in a driver")

    device = Faulty(accept)
    with working(desk, device):
        ready(desk, device)
        with desk.store.write():
            desk.ussd.dial("counter", "*100#")
            message = desk.write(ANNA)
        device.wait_for(lambda: desk.status(message) == "sent")

    assert len(device.orders) == 1
    assert len(device.submitted) == 1
