"""What a phone on a cable goes through, and what the shop reads meanwhile."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from drivers.android.phone import AndroidPhone
from drivers.simulator.network import Network
from drivers.simulator.phone.faults import ALWAYS, Garbage, Huge, Status
from drivers.simulator.phone.phone import SimulatedPhone
from modemsms.driver import (
    DeviceSettings,
    Identified,
    ModemSettings,
    ModemState,
    NetworkChanged,
    Noticed,
    PowerChanged,
    StateChanged,
    UssdFailed,
)
from tests.drivers.android.world import SERIAL, World, world
from tests.drivers.rigs import ANNA, hear


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("unauthorized", "phone_unauthorized"),
        ("offline", "phone_offline"),
        ("no permissions", "phone_no_permissions"),
        ("recovery", "phone_not_started"),
    ],
)
def test_a_phone_that_cannot_be_used_is_explained_and_serves_when_it_can(
    ready_world: World, state: str, code: str
) -> None:
    ready_world.adb.set_state(ready_world.phone, state)
    told = ready_world.state(ModemState.UNAVAILABLE)
    ready_world.adb.set_state(ready_world.phone, "device")

    ready_world.ready()

    assert told.code == code
    assert told.sentence


def test_two_phones_with_one_serial_are_told_apart_by_nobody(ready_world: World) -> None:
    with SimulatedPhone(Network(), serial=SERIAL) as twin:
        ready_world.adb.attach(twin)
        told = ready_world.state(ModemState.UNAVAILABLE)
        ready_world.adb.detach(twin)
        ready_world.ready()

    assert told.code == "phone_twins"


def test_auto_takes_the_only_phone_and_does_not_choose_between_two() -> None:
    with world(port="auto") as surroundings:
        surroundings.ready()
        with SimulatedPhone(Network(), serial="OTHER1") as other:
            surroundings.adb.attach(other)
            told = surroundings.state(ModemState.UNAVAILABLE)
            surroundings.adb.detach(other)
            surroundings.ready()

    assert told.code == "phone_several"


def test_a_phone_that_was_unplugged_serves_again_within_five_seconds(ready_world: World) -> None:
    ready_world.phone.unplug()
    ready_world.state(ModemState.UNAVAILABLE, code="phone_missing")
    ready_world.phone.plug_in()
    began = time.monotonic()

    ready_world.ready()

    assert time.monotonic() - began < 5


def test_ways_that_vanish_without_a_word_are_made_again(ready_world: World) -> None:
    ready_world.phone.reverses.clear()

    ready_world.until_world(lambda: bool(ready_world.phone.reverses))
    ready_world.phone.receive(ANNA, "Thanks")

    ready_world.until_world(lambda: ready_world.texts_in() == ["Thanks"])


def test_an_app_that_is_switched_off_is_explained(phone_world: World) -> None:
    phone_world.phone.kill_app()

    told = phone_world.state(ModemState.UNAVAILABLE, code="server_off")

    assert "Local server" in (told.sentence or "")


def test_a_wrong_password_asks_a_person() -> None:
    with world(password="guessed") as surroundings:
        told = surroundings.state(ModemState.NOT_READY)

        assert told.code == "wrong_password"


def test_an_app_that_is_too_old_is_explained() -> None:
    with world(version="1.40.0") as surroundings:
        assert surroundings.state(ModemState.NOT_READY).code == "app_too_old"


@pytest.mark.parametrize("fault", [Garbage(), Huge(8 << 20), Status(503), Status(302)])
def test_a_phone_that_talks_nonsense_is_explained_and_never_fatal(phone_world: World, fault: object) -> None:
    phone_world.phone.faults.answer(fault, path="/device", times=ALWAYS)  # type: ignore[arg-type]

    told = phone_world.state(ModemState.UNAVAILABLE)
    phone_world.phone.faults.clear()
    phone_world.ready()

    assert told.sentence


def test_who_is_in_each_slot_is_told_before_it_can_send() -> None:
    with world(sims=2, slots=2) as both:
        both.until_world(lambda: sum(getattr(e, "state", None) is ModemState.READY for e in both.heard) == 2)

        cards = {event.slot: event.identity.iccid for event in both.heard if isinstance(event, Identified)}
        wanted = {slot.sim_number: slot.sim.iccid for slot in both.phone.slots if slot.sim}
        assert cards == wanted


def test_a_slot_without_a_card_is_not_ready_and_its_neighbour_sends() -> None:
    with world(sims=1, slots=2) as both:
        both.ready()
        both.quietly(0.2)

        told = [e for e in both.heard if isinstance(e, StateChanged) and e.state is ModemState.NOT_READY]
        assert [(event.slot, event.code) for event in told] == [(2, "no_sim")]


def test_network_and_battery_are_told(ready_world: World) -> None:
    ready_world.until_world(lambda: any(isinstance(e, PowerChanged) for e in ready_world.heard))
    ready_world.until_world(
        lambda: any(isinstance(e, NetworkChanged) and e.signal_dbm == -87 for e in ready_world.heard)
    )


def test_a_repair_starts_the_app_anew(ready_world: World) -> None:
    assert ready_world.phone.app is not None

    ready_world.driver.repair(1, "Ten texts failed.")
    ready_world.until(lambda e: isinstance(e, Noticed) and "Ten texts failed." in e.sentence)
    ready_world.quietly(2)

    assert ready_world.serves()


def test_codes_are_dialled_on_the_phone_itself(ready_world: World) -> None:
    ready_world.driver.ussd(1, 5, "*100#")

    assert ready_world.next(UssdFailed).request == 5


def test_without_the_program_adb_a_sentence_says_what_to_install(unused_port: int) -> None:
    environ = {"ANDROID_ADB_SERVER_PORT": str(unused_port), "PATH": ""}
    driver = AndroidPhone(DeviceSettings("android", "auto", (ModemSettings("counter"),)), environ=environ)

    events = hear(driver, lambda e: isinstance(e, StateChanged) and e.code == "adb_missing")
    driver.close()

    assert events


def test_an_address_that_is_none_is_explained() -> None:
    driver = AndroidPhone(DeviceSettings("android", "http://", (ModemSettings("counter"),)), environ={})

    events = hear(driver, lambda e: isinstance(e, StateChanged) and e.code == "port_unusable")
    driver.close()

    assert events


def test_an_idle_phone_costs_next_to_nothing(ready_world: World) -> None:
    ready_world.quietly(1)
    before = time.thread_time()

    hear_nothing_for(ready_world, timedelta(seconds=6))

    assert time.thread_time() - before < 0.06


def test_a_phone_that_is_missing_costs_next_to_nothing(phone_world: World) -> None:
    phone_world.phone.unplug()
    phone_world.state(ModemState.UNAVAILABLE)
    before = time.thread_time()

    hear_nothing_for(phone_world, timedelta(seconds=3))

    assert time.thread_time() - before < 0.03


def hear_nothing_for(surroundings: World, period: timedelta) -> None:
    """One long wait, as the worker of an idle modem has it."""
    end = time.monotonic() + period.total_seconds()
    while (left := end - time.monotonic()) > 0:
        surroundings.driver.wait(timedelta(seconds=left))
