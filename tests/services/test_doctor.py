"""What the doctor says."""

from __future__ import annotations

from collections.abc import Sequence

from modemsms.devices import Finding, Found, Kind, Severity
from modemsms.driver import ModemState
from modemsms.services.doctor import Doctor
from modemsms.store.messages import Reason
from tests.desk import Desk

HUNGRY = Finding("under_voltage", Severity.PROBLEM, "The voltage is low.", "Use a stronger power supply.")


class Machine:
    """A machine that is examined; keeps which ports were asked about."""

    def __init__(self) -> None:
        self.asked: list[Sequence[str]] = []

    def __call__(self, ports: Sequence[str]) -> list[Finding]:
        self.asked.append(ports)
        return [HUNGRY]


def doctor(desk: Desk, machine: Machine) -> Doctor:
    made = Doctor(desk.store, desk.modems, desk.devices, now=desk.clock)
    made.use(machine)
    return made


def test_every_finding_that_is_not_well_has_a_next_step(desk: Desk) -> None:
    desk.plug_in("counter")
    desk.modems.state_changed("spare", ModemState.NOT_READY, Reason("no_sim", "There is no SIM in it."))
    needy = Found(
        "usb:1-1", Kind.STORAGE, "Huawei E173", "A stick that shows a CD.", needs="Install usb-modeswitch."
    )
    desk.devices.seen([needy])

    findings = doctor(desk, Machine()).look()

    assert {finding.code for finding in findings} >= {
        "under_voltage", "database", "modem_ready", "modem_not_ready", "device",
    }  # fmt: skip
    assert all(finding.step for finding in findings if finding.severity is not Severity.OK)


def test_what_is_wrong_with_a_modem_leads_to_its_page(desk: Desk) -> None:
    desk.modems.add("back room", "/dev/ttyUSB7")

    findings = doctor(desk, Machine()).look()

    assert "/modems/back%20room" in {finding.page for finding in findings}


def test_the_machine_is_looked_at_now_and_then_and_asked_about_our_ports(desk: Desk) -> None:
    machine = Machine()
    made = doctor(desk, machine)

    made.run(desk.clock())
    assert machine.asked == []
    for _ in range(20):
        made.run(desk.clock.passes(minutes=1))

    assert machine.asked == [["/dev/one", "/dev/two"]] * 2
    assert list(made.last()) == [HUNGRY]


def test_a_clock_that_jumps_does_not_stop_the_looking(desk: Desk) -> None:
    machine = Machine()
    made = doctor(desk, machine)
    made.run(desk.clock())

    made.run(desk.clock.passes(days=-3))

    assert len(machine.asked) == 1
