"""Which port of a stick is asked first: hardware.md 1.2, row by row."""

from __future__ import annotations

import pytest

from drivers.discovery.modems import in_order
from drivers.discovery.roles import kind_of
from drivers.discovery.sysfs import Interface, Tty, UsbDevice
from modemsms.devices import Kind


def stick(usb_id: str, ports: int, *, protocols: dict[int, int] | None = None, label: str = "") -> UsbDevice:
    """A stick with so many ports, numbered from 0."""
    vendor, model = usb_id.split(":")
    known = protocols or {}
    interfaces = tuple(
        Interface(number, (0xFF, 0x02, known.get(number, 0xFF)), "option", label if number == 0 else "")
        for number in range(ports)
    )
    ttys = tuple(Tty(f"/dev/ttyUSB{number}", number, 0, "option") for number in range(ports))
    return UsbDevice("1-1", vendor, model, "", "", "", "1/2", interfaces, ttys)


def order(device: UsbDevice) -> list[int]:
    return [tty.number for tty in in_order(device)]


@pytest.mark.parametrize(
    ("usb_id", "ports", "first"),
    [
        *(
            (f"2c7c:{model}", 4, 2)
            for model in ("0121", "0125", "0191", "0195", "0296", "0306", "0512", "0800")
        ),
        ("2c7c:0128", 6, 5),
        ("1e0e:9001", 5, 2),
        ("1e0e:9205", 4, 2),
        ("1e0e:9206", 6, 2),
        ("1e0e:9011", 6, 4),
        ("1bc7:1003", 6, 0),
        ("1bc7:1031", 6, 1),
        ("1bc7:1040", 6, 4),
        ("1bc7:1041", 7, 5),
        ("1199:9071", 4, 3),
        ("1199:68c0", 4, 3),
        ("1199:c001", 3, 0),
        ("1546:1010", 8, 6),
        ("1e2d:0061", 5, 2),
        ("1e2d:005b", 5, 0),
        ("12d1:1001", 4, 2),
        ("12d1:140c", 4, 3),
        ("12d1:14ac", 6, 4),
        ("12d1:1436", 5, 4),
        ("12d1:1506", 5, 3),
        ("19d2:0031", 4, 1),
    ],
)
def test_the_port_that_the_table_knows_is_asked_first(usb_id: str, ports: int, first: int) -> None:
    device = stick(usb_id, ports)

    assert kind_of(device) is Kind.MODEM
    assert order(device)[0] == first


def test_the_diagnostic_and_position_ports_of_an_ec25_are_never_asked() -> None:
    assert order(stick("2c7c:0125", 4)) == [2, 3]


def test_a_huawei_of_no_table_says_by_its_protocols_what_its_ports_are_for() -> None:
    device = stick("12d1:9999", 4, protocols={0: 0x10, 1: 0x13, 2: 0x12, 3: 0x14})

    assert order(device) == [2, 0]


def test_a_port_that_calls_itself_diagnostic_is_not_asked() -> None:
    assert order(stick("2cb7:9999", 3, label="Fibocom DIAG Port")) == [1, 2]
