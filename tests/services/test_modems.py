"""The board of modems."""

from __future__ import annotations

from pathlib import Path

import pytest

from modemsms.config import ModemConfig
from modemsms.driver import Identity, ModemState
from modemsms.errors import Conflict, InvalidInput, StoreUnavailable
from modemsms.store.messages import Reason
from tests.desk import ANNA, Desk

LOCKED = Identity(iccid="8944000000000000009")


@pytest.fixture
def locked(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "pin.db", modems_named=(ModemConfig(name="counter", port="/dev/one", pin="1234"),))


def test_a_pin_is_tried_once_also_after_a_restart(locked: Desk) -> None:
    assert locked.modems.pin_to_try("counter", LOCKED, 3, locked.clock()) == "1234"
    assert locked.modems.pin_to_try("counter", LOCKED, 2, locked.clock()) is None

    after = locked.restarted()

    assert after.modems.pin_to_try("counter", LOCKED, 3, after.clock()) is None
    reason = after.modems.get("counter").reason
    assert reason is not None
    assert reason.code == "pin_refused"


def test_a_pin_that_opened_the_sim_is_entered_again_after_a_power_cut(locked: Desk) -> None:
    locked.modems.pin_to_try("counter", LOCKED, 3, locked.clock())
    locked.modems.identified("counter", LOCKED, locked.clock())
    locked.modems.state_changed("counter", ModemState.READY, None)

    after = locked.restarted()

    assert after.modems.pin_to_try("counter", LOCKED, 3, after.clock()) == "1234"


def test_the_last_try_of_a_pin_is_left_to_a_person(locked: Desk) -> None:
    assert locked.modems.pin_to_try("counter", LOCKED, 1, locked.clock()) is None


def refused_pins(desk: Desk, *pins: str) -> list[str]:
    """Which of *pins*, each by hand, went to a SIM of which nobody tells how many tries are left."""
    went = []
    for pin in pins:
        desk.modems.save_pin("counter", pin)
        if desk.modems.pin_to_try("counter", LOCKED, None, desk.clock()) is not None:
            went.append(pin)
            wrong = Reason("pin_wrong", "The SIM did not take its PIN.")
            desk.modems.state_changed("counter", ModemState.NOT_READY, wrong)
    return went


def test_a_third_wrong_pin_by_hand_is_not_entered_where_nobody_tells_what_is_left(desk: Desk) -> None:
    desk.modems.identified("counter", LOCKED, desk.clock())

    assert refused_pins(desk, "1111", "2222", "2222", "3333") == ["1111", "2222"]
    reason = desk.modems.get("counter").reason
    assert reason is not None
    assert reason.code == "pin_last_try"
    assert "unlock it there" in reason.message


def test_wrong_pins_count_anew_once_the_sim_was_open(desk: Desk) -> None:
    desk.modems.identified("counter", LOCKED, desk.clock())
    assert refused_pins(desk, "1111", "2222") == ["1111", "2222"]
    desk.modems.state_changed("counter", ModemState.READY, None)

    assert refused_pins(desk, "1111", "3333", "4444", "5555") == ["3333", "4444"]


def test_the_right_pin_is_entered_again_whatever_was_wrong_before_it(desk: Desk) -> None:
    desk.modems.identified("counter", LOCKED, desk.clock())
    assert refused_pins(desk, "1111") == ["1111"]
    desk.modems.save_pin("counter", "2222")
    assert desk.modems.pin_to_try("counter", LOCKED, None, desk.clock()) == "2222"
    desk.modems.state_changed("counter", ModemState.READY, None)

    after = desk.restarted()

    assert after.modems.pin_to_try("counter", LOCKED, None, after.clock()) == "2222"


def test_a_sim_that_moves_takes_its_past_along(desk: Desk) -> None:
    sim = desk.plug_in("counter")
    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)

    assert desk.plug_in("spare").id == sim.id


def test_two_live_holders_of_one_sim_key_stay_apart(desk: Desk) -> None:
    assert desk.plug_in("counter").id != desk.plug_in("spare").id


def test_a_paused_modem_sends_nothing_and_stays_paused_after_a_restart(desk: Desk) -> None:
    desk.plug_in()
    desk.write(ANNA)

    assert desk.modems.pause("counter").state == "paused"
    assert desk.modems.sender("counter", desk.clock(), whole_messages=False)[0] is None
    after = desk.restarted()
    after.plug_in()
    assert after.modems.get("counter").state == "paused"
    after.modems.resume("counter")

    assert after.claim().attempt is not None


def test_a_modem_named_on_the_page_is_kept_and_the_file_wins(desk: Desk) -> None:
    desk.modems.add("cellar", "/dev/three")
    with pytest.raises(InvalidInput):
        desk.modems.add("cellar", "/dev/four")
    with pytest.raises(InvalidInput):
        desk.modems.add("attic", "/dev/three")

    named = (ModemConfig(name="cellar", port="/dev/nine"),)
    desk.close()
    after = Desk(desk.path, modems_named=named)

    assert [(modem.name, modem.port, modem.source) for modem in after.modems.list()] == [
        ("cellar", "/dev/nine", "file")
    ]
    with pytest.raises(Conflict):
        after.modems.remove("cellar")
    after.close()


def test_what_happened_to_a_modem_is_kept(desk: Desk) -> None:
    desk.plug_in()
    desk.modems.noticed("counter", "The modem stopped answering; its port was opened anew.", desk.clock())

    sentences = [line.sentence for line in desk.modems.history("counter")]

    assert sentences[0].startswith("The modem stopped answering")


def test_a_wrong_pin_is_not_taken_for_right_when_somebody_else_opens_the_sim(locked: Desk) -> None:
    from modemsms.store.messages import Reason

    locked.modems.pin_to_try("counter", LOCKED, 3, locked.clock())
    locked.modems.state_changed("counter", ModemState.NOT_READY, Reason("pin_wrong", "The PIN is wrong."))
    locked.modems.state_changed("counter", ModemState.READY, None)

    assert locked.modems.pin_to_try("counter", LOCKED, 3, locked.clock()) is None


def test_settings_that_are_kept_as_they_are_disturb_nothing(desk: Desk) -> None:
    desk.modems.add("phone", "http://192.168.42.129:8080", "android", password="secret")
    desk.plug_in("phone")

    desk.modems.change("phone", user="sms", password="", calls="reject")

    assert desk.modems.get("phone").state == "ready"
    desk.modems.change("phone", user="sms", password="", calls="ring")
    assert desk.modems.get("phone").state == "starting"


def test_a_pin_that_could_not_be_noted_takes_no_try(desk: Desk) -> None:
    desk.modems.pin_to_try("counter", LOCKED, 3, desk.clock())
    desk.modems.save_pin("counter", "1234")

    for _ in range(5):
        with pytest.raises(StoreUnavailable), desk.store.write():
            assert desk.modems.pin_to_try_again("counter", desk.clock()) == "1234"
            raise StoreUnavailable("The disk is full.")

    assert desk.modems.pin_to_try_again("counter", desk.clock()) == "1234"


def test_what_was_ordered_of_a_modem_goes_with_it(desk: Desk) -> None:
    desk.modems.add("cellar", "/dev/three")
    desk.modems.repair("cellar")

    desk.modems.remove("cellar")
    desk.modems.add("cellar", "/dev/four")

    assert not desk.modems.orders_for("cellar")


# --- another name ---------------------------------------------------------------------------------


def test_a_modem_with_another_name_keeps_its_history_its_queue_and_its_sim(desk: Desk) -> None:
    desk.modems.add("back room", "/dev/ttyUSB7")
    sim = desk.plug_in("back room", iccid="8944000000000000007")
    message = desk.write(ANNA, modem="back room")
    before = [line.sentence for line in desk.modems.history("back room")]

    desk.modems.rename("back room", " till ")

    assert [modem.name for modem in desk.modems.list()] == ["counter", "spare", "till"]
    assert [line.sentence for line in desk.modems.history("till")][1:] == before
    assert desk.modems.sim_of("till") == sim
    desk.modems.state_changed("till", ModemState.READY, None)
    attempt = desk.take("till")
    desk.accepted(attempt)
    assert desk.outbox.get(message.id).modem == "till"


def test_another_name_lasts_over_a_restart(desk: Desk) -> None:
    desk.modems.add("back room", "/dev/ttyUSB7")
    desk.modems.rename("back room", "till")

    after = desk.restarted()

    assert [modem.name for modem in after.modems.list()] == ["counter", "spare", "till"]
    after.close()


@pytest.mark.parametrize("new", ["counter", "", "a/b", "x" * 41])
def test_a_name_that_is_taken_or_none_is_refused(desk: Desk, new: str) -> None:
    desk.modems.add("back room", "/dev/ttyUSB7")

    with pytest.raises(InvalidInput):
        desk.modems.rename("back room", new)

    assert desk.modems.get("back room").name == "back room"


def test_a_modem_of_the_config_file_is_named_there(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.modems.rename("counter", "till")
