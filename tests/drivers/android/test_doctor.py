"""The phone doctor: what it finds on a phone in each state, and what it can do about it."""

from __future__ import annotations

import pytest

from drivers.android.doctor import Action, Code, Step, carry_out, examine
from drivers.simulator.network import Network
from drivers.simulator.phone.gateway import PERMISSIONS
from drivers.simulator.phone.phone import SimulatedPhone
from modemsms.errors import ModemUnavailable
from tests.drivers.android.world import SERIAL, World, world

APK = b"PK\x03\x04" + bytes(3000)


def walk(surroundings: World, port: str = SERIAL, password: str | None = None) -> dict[Code, Step]:
    """Every step by its code."""
    phone = surroundings.phone
    steps = examine(
        port,
        user=phone.user,
        password=phone.password if password is None else password,
        environ=environ(surroundings),
    )
    assert [step.code for step in steps] == list(Code)
    assert all(step.sentence and step.title for step in steps)
    return {step.code: step for step in steps}


def environ(surroundings: World) -> dict[str, str]:
    return {"ANDROID_ADB_SERVER_PORT": str(surroundings.adb.port)}


def test_a_healthy_phone_needs_nothing(ready_world: World) -> None:
    carry_out(Action.STAY_AWAKE, SERIAL, environ=environ(ready_world))

    steps = walk(ready_world)

    assert {code for code, step in steps.items() if step.state != "ok"} == {Code.RCS}


def test_a_new_phone_is_led_from_nothing_to_online() -> None:
    with world(installed=False) as surroundings:
        where = environ(surroundings)
        assert walk(surroundings)[Code.APP].action is Action.INSTALL

        carry_out(Action.INSTALL, SERIAL, environ=where, package=APK)
        assert surroundings.phone.app is not None
        surroundings.phone.app.granted.clear()
        assert walk(surroundings)[Code.PERMISSIONS].action is Action.GRANT
        carry_out(Action.GRANT, SERIAL, environ=where)
        assert walk(surroundings)[Code.BATTERY].action is Action.STAY_AWAKE
        carry_out(Action.STAY_AWAKE, SERIAL, environ=where)
        step = walk(surroundings)[Code.SERVER]
        assert (step.state, step.action) == ("needed", Action.OPEN)
        surroundings.phone.tap_online()

        steps = walk(surroundings)
        assert {code for code, step in steps.items() if step.state != "ok"} == {Code.RCS}
        assert surroundings.phone.app.granted == PERMISSIONS


def test_a_file_that_is_no_app_is_refused() -> None:
    with world(installed=False) as surroundings, pytest.raises(ModemUnavailable) as refused:
        carry_out(Action.INSTALL, SERIAL, environ=environ(surroundings), package=b"MZ not an APK")

    assert refused.value.cause.code == "apk_unusable"


@pytest.mark.parametrize("state", ["unauthorized", "offline"])
def test_debugging_that_is_not_allowed_is_the_next_step(phone_world: World, state: str) -> None:
    phone_world.adb.set_state(phone_world.phone, state)

    steps = walk(phone_world)

    assert (steps[Code.CABLE].state, steps[Code.DEBUGGING].state) == ("ok", "needed")
    assert steps[Code.APP].state == "unknown"


def test_two_phones_ask_for_a_choice(phone_world: World) -> None:
    with SimulatedPhone(Network(), serial="OTHER1") as other:
        phone_world.adb.attach(other)

        assert "Several phones" in walk(phone_world, port="auto")[Code.CABLE].sentence


def test_a_wrong_password_is_found(ready_world: World) -> None:
    steps = walk(ready_world, password="guessed")

    assert (steps[Code.SERVER].state, steps[Code.PASSWORD].state) == ("ok", "needed")


def test_an_old_app_is_to_be_replaced() -> None:
    with world(version="1.40.0") as surroundings:
        assert walk(surroundings)[Code.APP].state == "needed"


def test_the_limit_of_android_can_be_raised(ready_world: World) -> None:
    assert walk(ready_world)[Code.LIMIT].action is Action.RAISE_LIMIT

    carry_out(Action.RAISE_LIMIT, SERIAL, environ=environ(ready_world))

    assert "1000" in walk(ready_world)[Code.LIMIT].sentence


def test_a_phone_on_its_own_network_is_examined_as_far_as_it_can_be(ready_world: World) -> None:
    steps = walk(ready_world, port=ready_world.phone.base_url)

    assert (steps[Code.SERVER].state, steps[Code.PASSWORD].state) == ("ok", "ok")
    assert steps[Code.PERMISSIONS].state == "unknown"


def test_examining_leaves_nothing_behind(ready_world: World) -> None:
    from drivers.android.adb import Adb
    from drivers.android.address import Address

    adb = Adb(Address("127.0.0.1", ready_world.adb.port))
    before = adb.forwards(SERIAL)

    walk(ready_world)

    assert adb.forwards(SERIAL) == before


def test_without_an_adb_server_the_first_step_says_so(unused_port: int) -> None:
    steps = examine("auto", environ={"ANDROID_ADB_SERVER_PORT": str(unused_port), "PATH": ""})

    assert steps[0].state == "needed"
    assert steps[0].sentence
