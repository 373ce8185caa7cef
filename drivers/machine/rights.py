"""What modemsms may use, and what must be installed for the devices that are plugged in."""

from __future__ import annotations

import grp
from collections.abc import Iterator
from pathlib import Path

from drivers.discovery.roles import has_adb
from drivers.discovery.sysfs import text
from drivers.machine.scene import Scene, advice, problem, well
from modemsms.devices import Finding, Kind

_DIALOUT, _PLUGDEV = "dialout", "plugdev"
_AGAIN = "Then start modemsms again (or sign in anew, if you start it by hand)."


def check_groups(scene: Scene) -> Iterator[Finding]:
    """Ports belong to dialout, phones on adb to plugdev (Debian)."""
    phones = [device for device in scene.devices(Kind.PHONE) if has_adb(device)]
    wanted = [
        *((_group_of(port), "use serial ports") for port in scene.holders),
        *([(_PLUGDEV, "use phones on a cable")] if phones else []),
    ]
    missing: dict[str, str] = {}
    for name, what in wanted:
        if not scene.user.is_root and name not in scene.user.groups:
            missing.setdefault(name, what)
    for name, what in missing.items():
        yield problem(
            "groups",
            f"The user “{scene.user.name}” may not {what}: it is not in the group {name}.",
            f"sudo usermod -aG {name} {scene.user.name}. {_AGAIN}",
        )
    if wanted and not missing:
        yield well("groups", "modemsms may use the ports.")


def check_modeswitch(scene: Scene) -> Iterator[Finding]:
    """A stick that shows itself as a CD needs usb_modeswitch."""
    for device in scene.devices(Kind.STORAGE):
        sentence = f"A modem ({device.usb_id}) still shows itself as a CD with the maker’s programs."
        if scene.programs.has("usb_modeswitch"):
            yield problem("modeswitch", sentence, "Unplug it and plug it in again.")
        else:
            step = "sudo apt install usb-modeswitch, then unplug the stick and plug it in again."
            yield problem("modeswitch", sentence, step)


def check_adb(scene: Scene) -> Iterator[Finding]:
    """A phone with USB debugging on can only be reached by adb."""
    if not any(has_adb(device) for device in scene.devices(Kind.PHONE)):
        return
    if scene.programs.has("adb"):
        yield well("adb", "adb is installed.")
    else:
        yield problem(
            "adb", "An Android phone is plugged in, and the program adb is missing.", "sudo apt install adb"
        )


def check_autosuspend(scene: Scene) -> Iterator[Finding]:
    """A stick that the machine puts to sleep misses texts, and some never wake up."""
    for device in scene.devices(Kind.MODEM, Kind.ADAPTER):
        control = scene.root / "sys/bus/usb/devices" / device.place / "power/control"
        if text(control) == "auto":
            yield advice(
                "autosuspend",
                f"This machine puts the modem in socket {device.place} to sleep to save power.",
                f"echo on | sudo tee {control}. To keep it so, install deploy/60-modemsms.rules (its first lines say"
                " how), and take the modem out of TLP or powertop if they run.",
            )


def _group_of(port: str) -> str:
    try:
        number = Path(port).stat().st_gid
        return grp.getgrgid(number).gr_name
    except (KeyError, OSError):
        return _DIALOUT
