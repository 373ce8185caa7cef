"""One phone as the adb server sees it: its state, its names, its forwards."""

from __future__ import annotations

from drivers.simulator.phone.adb.forwards import Forwards
from drivers.simulator.phone.adb.protocol import AdbFailure
from drivers.simulator.phone.phone import SimulatedPhone

NO_PERMISSIONS = "no permissions"
NO_PERMISSIONS_SHOWN = (
    "no permissions (missing udev rules? user is in the plugdev group);"
    " see [http://developer.android.com/tools/device.html]"
)
STATES = ("device", "unauthorized", "offline", NO_PERMISSIONS, "recovery", "authorizing")

_REFUSALS = {
    "unauthorized": (
        "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\n"
        "Try 'adb kill-server' if that seems wrong.\n"
        "Otherwise check for a confirmation dialog on your device."
    ),
    "authorizing": "device still authorizing",
    "offline": "device offline",
    NO_PERMISSIONS: "insufficient permissions for device",
}


class Device:
    """A phone that is attached; it is there while the phone is on its cable and switched on."""

    def __init__(self, phone: SimulatedPhone, transport_id: int) -> None:
        self.phone = phone
        self.transport_id = transport_id
        self.state = "device"
        self.was_there = phone.is_on_usb
        self.forwards = Forwards(phone)

    @property
    def serial(self) -> str:
        """What ``adb devices`` calls it."""
        return self.phone.serial

    @property
    def is_there(self) -> bool:
        """Whether the server lists it."""
        return self.phone.is_on_usb

    @property
    def shown_state(self) -> str:
        """As ``adb devices`` writes it."""
        return NO_PERMISSIONS_SHOWN if self.state == NO_PERMISSIONS else self.state

    def require_online(self) -> None:
        """Raises ``AdbFailure`` unless its services can be reached."""
        if self.state in _REFUSALS:
            raise AdbFailure(_REFUSALS[self.state])

    def line(self, *, long: bool) -> str:
        """Its line of ``adb devices``, or with *long* of ``adb devices -l``."""
        if not long:
            return f"{self.serial}\t{self.shown_state}\n"
        make = self.phone.make
        facts = [f"usb:{make.usb}"]
        if self.state == "device":
            model = make.model.replace(" ", "_")
            facts += [f"product:{make.product}", f"model:{model}", f"device:{make.device}"]
        facts.append(f"transport_id:{self.transport_id}")
        return f"{self.serial:<22} {self.shown_state} {' '.join(facts)}\n"
