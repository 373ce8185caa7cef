"""Android's own commands: properties, dumpsys, settings, svc, the telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from drivers.simulator.phone.adb.commands import Command, Output, lines, wrong
from drivers.simulator.phone.gateway import PACKAGE
from drivers.simulator.phone.phone import SimulatedPhone

SIGNAL_DBM = -87
UNKNOWN_DBM = 2_147_483_647
"""What Android writes for a value that it does not have."""


def properties(phone: SimulatedPhone) -> dict[str, str]:
    """What ``getprop`` knows; of SIMs and networks one word for each slot, with commas between."""
    make, slots = phone.make, phone.slots
    return {
        "gsm.operator.alpha": ",".join(
            slot.carrier if slot.in_service and slot.sim else "" for slot in slots
        ),
        "gsm.operator.iso-country": ",".join("de" if slot.sim else "" for slot in slots),
        "gsm.operator.numeric": ",".join("00101" if slot.sim else "" for slot in slots),
        "gsm.sim.operator.alpha": ",".join(slot.carrier if slot.sim else "" for slot in slots),
        "gsm.sim.state": ",".join("LOADED" if slot.sim else "ABSENT" for slot in slots),
        "gsm.network.type": ",".join("LTE" if slot.in_service and slot.sim else "Unknown" for slot in slots),
        "ro.boot.serialno": phone.serial,
        "ro.build.version.release": make.release,
        "ro.build.version.sdk": str(make.sdk),
        "ro.product.brand": make.manufacturer.lower(),
        "ro.product.device": make.device,
        "ro.product.manufacturer": make.manufacturer,
        "ro.product.model": make.model,
        "ro.product.name": make.product,
        "ro.serialno": phone.serial,
        "sys.boot_completed": "1",
        "sys.usb.state": "mtp,adb",
    }


def _getprop(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    known = properties(phone)
    if not arguments:
        return lines(*(f"[{name}]: [{value}]" for name, value in known.items()))
    default = arguments[1] if len(arguments) > 1 else ""
    return lines(known.get(arguments[0], default))


def _dumpsys(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    match list(arguments):
        case ["battery", *_]:
            return _battery(phone)
        case ["deviceidle", "whitelist", *changes]:
            return whitelist(phone, changes)
        case ["deviceidle", *_]:
            return lines(
                "  Whitelist user apps:", *(f"    {name}" for name in sorted(phone.disk.battery_exempt))
            )
        case ["package", name, *_]:
            return _package(phone, name)
        case ["telephony.registry", *_]:
            return _registry(phone)
        case ["isub", *_]:
            return _subscriptions(phone)
        case [name, *_]:
            return wrong(f"Can't find service: {name}", 0)
        case _:
            return lines("Currently running services:", "  battery", "  deviceidle", "  isub", "  package")


def _battery(phone: SimulatedPhone) -> Output:
    battery = phone.battery
    return lines(
        "Current Battery Service state:",
        f"  AC powered: {'true' if battery.charging & 2 else 'false'}",
        f"  USB powered: {'true' if battery.charging & 4 else 'false'}",
        "  Wireless powered: false",
        "  Max charging current: 500000",
        "  Max charging voltage: 5000000",
        "  Charge counter: 3214000",
        f"  status: {battery.status}",
        f"  health: {battery.health}",
        "  present: true",
        f"  level: {battery.level}",
        "  scale: 100",
        f"  voltage: {3600 + 6 * battery.level}",
        f"  temperature: {round(battery.celsius * 10)}",
        "  technology: Li-ion",
    )


def whitelist(phone: SimulatedPhone, changes: Sequence[str]) -> Output:
    """``deviceidle whitelist``: with names, ``+`` adds and ``-`` takes away; without, the list."""
    if not changes:
        return lines(*(f"user,{name},10234" for name in sorted(phone.disk.battery_exempt)))
    told: list[str] = []
    for change in changes:
        name = change[1:]
        if change.startswith("+"):
            if name != PACKAGE or phone.app is None:
                return Output(f"Unknown package: {name}\n")
            phone.disk.battery_exempt.add(name)
            told.append(f"Added: {name}")
        else:
            phone.disk.battery_exempt.discard(name)
            told.append(f"Removed: {name}")
    return lines(*told)


def _package(phone: SimulatedPhone, name: str) -> Output:
    app = phone.app
    if app is None or name != PACKAGE:
        return lines(f"Unable to find package: {name}")
    return lines(
        "Packages:",
        f"  Package [{name}] (4b1f5e2):",
        "    userId=10234",
        "    versionCode=168 minSdk=21 targetSdk=33",
        f"    versionName={app.version}",
        f"    firstInstallTime={app.installed_at:%Y-%m-%d %H:%M:%S}",
        "    User 0: installed=true hidden=false suspended=false stopped="
        f"{'false' if app.is_running else 'true'} notLaunched=false enabled=0",
        "      runtime permissions:",
        *(f"        {permission}: granted=true" for permission in sorted(app.granted)),
    )


def _registry(phone: SimulatedPhone) -> Output:
    told: list[str] = ["last known state:"]
    for slot in phone.slots:
        there = slot.in_service and slot.sim is not None
        state = "0(IN_SERVICE)" if there else "1(OUT_OF_SERVICE)"
        rsrp, level = (SIGNAL_DBM, 3) if there else (UNKNOWN_DBM, 0)
        told += [
            f"  Phone Id={slot.index}",
            "    mCallState=0",
            f"    mServiceState={{mVoiceRegState={state}, mDataRegState={state}}}",
            f"    mSignalStrength=SignalStrength:{{mLte=CellSignalStrengthLte: rsrp={rsrp} level={level}}}",
        ]
    return lines(*told)


def _subscriptions(phone: SimulatedPhone) -> Output:
    return lines(
        *(
            f"{{id={slot.sim_number} iccId={slot.sim.iccid[:9]}[****] simSlotIndex={slot.index}"
            f" displayName={slot.carrier} carrierName={slot.carrier}}}"
            for slot in phone.slots
            if slot.sim is not None
        )
    )


def _settings(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    match list(arguments):
        case ["get", "global", name]:
            return lines(phone.disk.settings.get(name, "null"))
        case ["put", "global", name, value]:
            phone.disk.settings[name] = value
            return Output()
        case ["delete", "global", name]:
            return lines(f"Deleted {int(phone.disk.settings.pop(name, None) is not None)} rows")
        case ["list", "global"]:
            return lines(*(f"{name}={value}" for name, value in sorted(phone.disk.settings.items())))
        case ["get", _, _]:
            return lines("null")
        case _:
            return wrong("Invalid command: usage: settings get|put|delete|list NAMESPACE KEY [VALUE]", 255)


def _svc(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    match list(arguments):
        case ["wifi" | "data", "enable" | "disable" as what]:
            phone.internet = what == "enable"
        case ["power", "stayon", mode]:
            phone.disk.settings["stay_on_while_plugged_in"] = {"usb": "2", "true": "7"}.get(mode, "0")
        case ["power", "reboot", *_]:
            phone.reboot()
        case ["usb", "setFunctions", *_]:
            # The USB side starts anew: what was on the cable is gone for a moment.
            phone.unplug()
            phone.network.agenda.after(timedelta(milliseconds=500), phone.plug_in)
        case _:
            return wrong("Available commands: power, usb, wifi, data")
    return Output()


def _reboot(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del arguments, piped
    phone.reboot()
    return Output()


def _service(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    """Calls to Android's services by number are what nobody should send texts by."""
    del phone, piped
    if list(arguments[:1]) == ["check"]:
        return lines(f"Service {''.join(arguments[1:2])}: found")
    return lines("Result: Parcel(fffffffc ffffffff '........')")


COMMANDS: Mapping[str, Command] = {
    "getprop": _getprop,
    "dumpsys": _dumpsys,
    "settings": _settings,
    "svc": _svc,
    "reboot": _reboot,
    "service": _service,
}
