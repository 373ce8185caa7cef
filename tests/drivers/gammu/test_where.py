"""What a port of the config says to gammu."""

from __future__ import annotations

import pytest

from drivers.gammu_child.where import Where, where
from modemsms.driver import Setting

BY_SOCKET = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0"


@pytest.mark.parametrize(
    ("port", "quirks", "found"),
    [
        ("/dev/ttyUSB0", {}, Where("/dev/ttyUSB0", "at115200")),
        (BY_SOCKET, {}, Where(BY_SOCKET, "at115200")),
        ("at19200:/dev/ttyS0", {}, Where("/dev/ttyS0", "at19200")),
        ("fbus:/dev/ttyUSB0", {}, Where("/dev/ttyUSB0", "fbus")),
        (f"at:{BY_SOCKET}", {}, Where(BY_SOCKET, "at")),
        ("dummy:/tmp/phone", {}, Where("/tmp/phone", "none", "dummy")),
        ("/dev/ttyUSB0", {"connection": "dlr3"}, Where("/dev/ttyUSB0", "dlr3")),
        ("/dev/ttyUSB0", {"model": "6110"}, Where("/dev/ttyUSB0", "at115200", "6110")),
        ("fbus:/dev/ttyUSB0", {"connection": "dlr3"}, Where("/dev/ttyUSB0", "fbus")),
        ("auto", {}, Where("auto", "at115200")),
    ],
)
def test_a_port_names_device_and_connection(port: str, quirks: dict[str, Setting], found: Where) -> None:
    assert where(port, quirks) == found


def test_a_dummy_phone_has_no_port_that_others_could_hold() -> None:
    assert not where("dummy:/tmp/phone", {}).is_port
    assert where("/dev/ttyUSB0", {}).is_port


def test_only_modems_show_their_lines() -> None:
    assert where("at115200:/dev/ttyUSB0", {}).speaks_at
    assert not where("fbus:/dev/ttyUSB0", {}).speaks_at
