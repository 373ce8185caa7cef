"""What becomes of a text on its way out, and what the app says of it when something goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.simulator.magic import Behaviour
from drivers.simulator.phone.faults import Backwards, Late, Refuse, Stick
from drivers.simulator.reports import NEVER, Reports, Stage
from tests.drivers.simulator.bench import ANNA, BEN
from tests.drivers.simulator.phone.handset import LONG, Handset


def test_one_failing_part_fails_the_message_though_others_went(handset: Handset) -> None:
    handset.phone.faults.send(Refuse("RESULT_ERROR_NO_SERVICE", part=1))

    message_id = handset.text(LONG)
    handset.wait(3)

    assert handset.network.on_air_count == 2
    recipient = handset.recipient(message_id)
    assert recipient["state"] == "Failed"
    assert recipient["error"].startswith("Send result: RESULT_ERROR_NO_SERVICE")


def test_a_failure_after_sent_is_told(handset: Handset) -> None:
    handset.network.behaviours[ANNA] = Behaviour(reports=Reports((Stage(0x46),)))

    message_id = handset.text()
    handset.wait(0.5)
    assert handset.state(message_id) == "Sent"
    handset.wait(2)

    recipient = handset.recipient(message_id)
    assert recipient["state"] == "Failed"
    assert recipient["error"].endswith(": 70")


def test_a_report_of_trying_on_changes_nothing(handset: Handset) -> None:
    handset.network.behaviours[ANNA] = Behaviour(reports=Reports((Stage(0x30),)))

    message_id = handset.text()
    handset.wait(3)

    assert handset.state(message_id) == "Sent"


def test_without_a_report_it_stays_sent(handset: Handset) -> None:
    handset.network.behaviours[ANNA] = Behaviour(reports=NEVER)
    ids = [handset.text(), handset.text("no report", to=BEN, withDeliveryReport=False)]

    handset.wait(100)

    assert [handset.state(message_id) for message_id in ids] == ["Sent", "Sent"]


@pytest.mark.parametrize(
    ("fault", "state", "on_air"),
    [
        (Stick("Pending"), "Pending", 0),
        (Stick("Processed"), "Processed", 1),
        (Stick("Processed", on_air=False), "Processed", 0),
        (Late(timedelta(seconds=300)), "Processed", 1),
    ],
)
def test_messages_get_stuck_on_demand(handset: Handset, fault: Stick | Late, state: str, on_air: int) -> None:
    handset.network.behaviours[ANNA] = Behaviour(reports=NEVER)
    handset.phone.faults.send(fault, recipient=ANNA)

    message_id = handset.text()
    handset.wait(120)

    assert handset.state(message_id) == state
    assert handset.network.on_air_count == on_air


def test_processed_may_overwrite_sent(handset: Handset) -> None:
    handset.network.behaviours[ANNA] = Behaviour(reports=NEVER)
    handset.phone.faults.send(Backwards())

    message_id = handset.text()
    handset.wait(1)

    states = handset.call("GET", f"/messages/{message_id}").json["states"]
    assert handset.state(message_id) == "Processed"
    assert "Sent" in states


def test_magic_numbers_work_as_for_a_modem(handset: Handset) -> None:
    refused = handset.text("no", to="+4915799990038")
    silent = handset.text("nothing", to="+4915799994000")
    on_air = handset.text("on the air", to="+4915799994001")

    handset.wait(5)

    assert "RESULT_RIL_NETWORK_ERR" in handset.recipient(refused)["error"]
    assert handset.state(silent) == "Processed"
    assert handset.state(on_air) == "Delivered", "the report comes though the answer never did"
    assert handset.on_air() == ["on the air"]


def test_a_reboot_in_the_middle_leaves_the_message_processed(handset: Handset) -> None:
    message_id = handset.text("reboots it", to="+4915799994004")

    handset.wait(1)
    assert not handset.phone.is_on
    handset.wait(60)

    assert handset.on_air() == ["reboots it"]
    assert handset.state(message_id) == "Processed"


def test_without_coverage_android_says_so(handset: Handset) -> None:
    handset.phone.set_coverage(there=False)

    message_id = handset.text()
    handset.wait(1)

    assert "RESULT_ERROR_NO_SERVICE" in handset.recipient(message_id)["error"]


def test_a_report_that_overtakes_the_answer_makes_the_app_step_back(handset: Handset) -> None:
    message_id = handset.text("quick", to="+4915799995001")

    handset.wait(3)

    states = handset.call("GET", f"/messages/{message_id}").json["states"]
    assert "Delivered" in states
    assert handset.state(message_id) == "Sent"
