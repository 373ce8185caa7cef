"""What goes wrong at each moment of a submit, and how it looks to a client."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.simulator.faults import (
    Action,
    Deaf,
    Fault,
    Faults,
    Late,
    Moment,
    Noise,
    Reboot,
    Refuse,
    Silence,
    Tell,
    Unplug,
)
from tests.drivers.simulator.bench import ANNA, BEN, CTRL_Z, Bench, lines, submits

SECOND = timedelta(seconds=1)
NOT_ON_AIR = [Moment.BEFORE_PROMPT, Moment.AT_PROMPT, Moment.AFTER_CTRL_Z]
ON_AIR = [Moment.AFTER_ON_AIR_BEFORE_CMGS, Moment.AFTER_CMGS]
ENDS = [Silence(), Deaf(SECOND), Reboot(SECOND), Unplug(), Refuse(38), Refuse(None)]


def type_blindly(bench: Bench, to: str = ANNA) -> list[str]:
    """Type a whole submit as a client does that does not look at the prompt."""
    (pdu,) = submits(to, "Hello")
    tpdu = pdu.encode()
    before = bench.type(b"AT+CMGS=%d\r" % len(tpdu))
    return lines(before + bench.type(b"00" + tpdu.hex().encode() + CTRL_Z))


@pytest.mark.parametrize("moment", NOT_ON_AIR)
@pytest.mark.parametrize("action", ENDS)
def test_before_the_air_nothing_is_on_it(bench: Bench, moment: Moment, action: Action) -> None:
    bench.modem.faults.add(Fault(moment, action))

    answer = type_blindly(bench)
    bench.wait(60)

    assert bench.network.on_air_count == 0
    assert not any(line.startswith("+CMGS") for line in answer)


@pytest.mark.parametrize("moment", ON_AIR)
@pytest.mark.parametrize("action", ENDS)
def test_after_the_air_it_was_on_it_once(bench: Bench, moment: Moment, action: Action) -> None:
    bench.modem.faults.add(Fault(moment, action))

    type_blindly(bench)
    bench.wait(60)

    assert bench.network.on_air_count == 1


@pytest.mark.parametrize("moment", list(Moment))
@pytest.mark.parametrize("action", [Silence(), Deaf(SECOND), Reboot(SECOND), Refuse(500), Noise()])
def test_the_modem_works_again_after_each_fault(bench: Bench, moment: Moment, action: Action) -> None:
    bench.modem.faults.add(Fault(moment, action))
    type_blindly(bench)
    bench.wait(10)
    before = bench.network.on_air_count

    bench.type(b"\x1b\r")
    bench.command("ATE0")

    assert bench.text(BEN, "Hello again")[-1] == "OK"
    assert bench.network.on_air_count == before + 1


def test_a_refusal_bears_its_code(bench: Bench) -> None:
    bench.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(38)))

    assert bench.text(ANNA, "Hello") == ["+CMS ERROR: 38"]
    assert bench.text(ANNA, "Hello") == ["+CMGS: 1", "OK"]


def test_a_refusal_may_be_a_bare_error_or_one_of_the_equipment(bench: Bench) -> None:
    bench.command("AT+CMEE=1")
    bench.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(None)))
    bench.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(14, "CME")))

    assert bench.text(ANNA, "Hello") == ["ERROR"]
    # Both stood at the same moment of the same submit: the first one ended it.
    assert bench.text(ANNA, "Hello") == ["+CMGS: 1", "OK"]


def test_a_missing_prompt_is_silence(bench: Bench) -> None:
    bench.modem.faults.add(Fault(Moment.BEFORE_PROMPT, Silence()))
    bench.command("ATE0")

    assert bench.type(b"AT+CMGS=20\r") == b""
    assert bench.command("AT") == ["OK"]


def test_the_answer_may_be_late(bench: Bench) -> None:
    bench.modem.faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Late(5 * SECOND)))

    assert bench.text(ANNA, "Hello") == []
    assert lines(bench.wait(6)) == ["+CMGS: 1", "OK"]


def test_a_late_answer_may_come_between_other_commands(bench: Bench) -> None:
    bench.modem.faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Late(5 * SECOND, listens=True)))

    assert bench.text(ANNA, "Hello") == []
    assert bench.command("AT") == ["OK"]
    assert lines(bench.wait(6)) == ["+CMGS: 1"]


def test_noise_is_only_noise(bench: Bench) -> None:
    bench.modem.faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Noise(b"\xff?\x00")))

    (pdu,) = submits(ANNA, "Hello")
    bench.type(b"ATE0\rAT+CMGS=%d\r" % len(pdu.encode()))

    answer = bench.type(b"00" + pdu.encode().hex().encode() + CTRL_Z)

    assert answer == b"\xff?\x00\r\n+CMGS: 1\r\n\r\nOK\r\n"


def test_somebody_can_be_told_of_the_moment(bench: Bench) -> None:
    seen: list[int] = []
    bench.modem.faults.add(
        Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Tell(lambda: seen.append(bench.network.on_air_count)))
    )

    assert bench.text(ANNA, "Hello") == ["+CMGS: 1", "OK"]
    assert seen == [1]


def test_a_reboot_with_the_text_in_the_air_loses_the_answer() -> None:
    bench = Bench(air=3 * SECOND)
    bench.text(ANNA, "Hello")

    bench.modem.reboot()

    assert b"+CMGS" not in bench.wait(10)
    assert bench.network.on_air_count == 0


def test_a_fault_may_spare_some_and_hit_several() -> None:
    faults = Faults((Fault(Moment.AT_PROMPT, Silence(), times=2, spared=1),))

    assert [len(faults.take(Moment.AT_PROMPT, None)) for _ in range(5)] == [0, 1, 1, 0, 0]


def test_a_fault_for_one_recipient_leaves_the_others_alone(bench: Bench) -> None:
    bench.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(1), recipient=BEN))

    assert bench.text(ANNA, "Hello")[-1] == "OK"
    assert bench.text(BEN, "Hello") == ["+CMS ERROR: 1"]
    assert bench.text(BEN, "Hello")[-1] == "OK"
