"""Other programs that want the modems: each by name, with what keeps it away (hardware.md 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from drivers.discovery.sysfs import text
from drivers.machine.processes import Process, running
from drivers.machine.scene import Scene, advice, problem, well
from modemsms.devices import Finding, Holder, Kind

RULES = "60-modemsms.rules"
_RULES_FOLDERS = ("etc/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d", "run/udev/rules.d")
INSTALL_RULES = (
    f"sudo cp deploy/{RULES} /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger"
)

_MODEM_MANAGER = "ModemManager"
_GETTYS = ("agetty", "getty", "mgetty")
# What makes each let go of a port, by the name of its process.
_LET_GO = {
    _MODEM_MANAGER: "sudo systemctl disable --now ModemManager",
    "brltty": "sudo apt remove brltty, then unplug the modem and plug it in again",
    "gpsd": 'sudo systemctl disable --now gpsd.socket gpsd (or set USBAUTO="false" in /etc/default/gpsd)',
    "pppd": "sudo poff -a, and take the modem out of /etc/ppp/peers",
    "gammu-smsd": "sudo systemctl disable --now gammu-smsd",
    "smsd": "sudo systemctl disable --now smstools",
    "wvdial": "sudo killall wvdial",
    "minicom": "Close minicom",
    "screen": "Close the terminal program screen",
    "picocom": "Close picocom",
}
_BRLTTY_STEALS = ("1a86:7523", "10c4:ea60")


def check_holders(scene: Scene) -> Iterator[Finding]:
    """Programs that have one of the modems' ports now."""
    met: set[int] = set()
    for port, holders in scene.holders.items():
        for holder in holders:
            if holder.pid not in scene.ours and holder.pid not in met and holder.program not in _GETTYS:
                met.add(holder.pid)
                yield problem(
                    "port_in_use",
                    f"{holder.program} (process {holder.pid}) uses the modem’s port {port}.",
                    _step(holder, scene),
                )
    if scene.holders and not met:
        yield well("port_in_use", "No other program uses a modem’s port.")


def check_modem_manager(scene: Scene) -> Iterator[Finding]:
    """It writes to every new serial port, which looks like a broken modem."""
    process = running(scene.processes, _MODEM_MANAGER)
    if process is None or has_rules(scene) or not scene.holders:
        return
    yield problem(
        "modem_manager",
        f"ModemManager (process {process.pid}) takes every modem for itself, and nothing here tells it not to.",
        f"{INSTALL_RULES}. Or, if this machine does not go online by a modem: {_LET_GO[_MODEM_MANAGER]}",
    )


def check_rules(scene: Scene) -> Iterator[Finding]:
    """The udev rules that keep others away and give ports a name that stays."""
    if has_rules(scene):
        yield well("udev_rules", "The rules that keep other programs off the modems are installed.")
    elif scene.programs.has("udevadm"):
        yield advice(
            "udev_rules",
            "The rules that keep other programs off the modems are not installed.",
            INSTALL_RULES,
        )


def check_network_manager(scene: Scene) -> Iterator[Finding]:
    """A modem's network card would become this machine's way to the internet, and cost data."""
    process = running(scene.processes, "NetworkManager")
    if process is None:
        return
    listed = scene.programs.output("nmcli", "-t", "-f", "DEVICE,STATE", "device") or ""
    parts = [line.rpartition(":") for line in listed.splitlines()]
    states = {card: state for card, _, state in parts}
    for device in scene.devices(Kind.MODEM, Kind.NETWORK_STICK):
        for card in device.cards:
            if states.get(card, "unmanaged") not in ("unmanaged", "unavailable"):
                yield advice(
                    "network_manager",
                    f"NetworkManager (process {process.pid}) uses the modem’s network card {card}: this machine may"
                    " go online by the SIM card, and pay for it.",
                    f"sudo nmcli device set {card} managed no",
                )


def check_brltty(scene: Scene) -> Iterator[Finding]:
    """It takes adapters with these chips for Braille displays; then they have no port at all."""
    process = running(scene.processes, "brltty")
    there = [device for device in scene.plugged.usb if device.usb_id in _BRLTTY_STEALS]
    if process is None or not there:
        return
    robbed = any(not device.ttys for device in there)
    report = problem if robbed else advice
    does = "has taken" if robbed else "may take"
    yield report(
        "brltty",
        f"brltty (process {process.pid}, for Braille displays) {does} the serial adapter for itself.",
        _LET_GO["brltty"],
    )


def check_getty(scene: Scene) -> Iterator[Finding]:
    """A login prompt, or the kernel's messages, on the port of a modem on the header."""
    console = [
        word.removeprefix("console=").partition(",")[0]
        for word in text(scene.root / "proc/cmdline").split()
        if word.startswith("console=")
    ]
    for port in scene.ports:
        names = scene.names_of(port)
        for process in scene.processes:
            words = {word.rpartition("/")[2] for word in process.words[1:]}
            if process.name in _GETTYS and (name := next(iter(sorted(names & words)), None)):
                yield problem(
                    "getty",
                    f"A login prompt ({process.name}, process {process.pid}) is on {port}, the modem’s port.",
                    f"sudo systemctl disable --now serial-getty@{name}.service",
                )
        if names & set(console):
            yield problem(
                "console",
                f"This machine writes its start messages to {port}, the modem’s port.",
                "sudo raspi-config → Interface Options → Serial Port: no login shell, but keep the port on. Then"
                " restart. (Elsewhere: take console=… for this port out of the kernel’s command line.)",
            )


def check_gpsd(scene: Scene) -> Iterator[Finding]:
    """It opens every new USB serial port to look for a GPS receiver."""
    process = running(scene.processes, "gpsd")
    settings = text(scene.root / "etc/default/gpsd").replace("'", '"')
    if process is not None and scene.holders and 'USBAUTO="true"' in settings:
        yield advice(
            "gpsd",
            f"gpsd (process {process.pid}) opens every USB serial port that is plugged in.",
            'Set USBAUTO="false" in /etc/default/gpsd, then: sudo systemctl restart gpsd',
        )


def check_daemons(scene: Scene) -> Iterator[Finding]:
    """Another program that sends texts or dials, whose open files this user may not see."""
    for name in ("gammu-smsd", "smsd", "pppd"):
        process = running(scene.processes, name)
        if process is not None and scene.holders and not _holds_ours(process, scene):
            yield advice(
                "other_daemon",
                f"{name} (process {process.pid}) runs too. It must not use the same modem as modemsms.",
                f"If it does: {_LET_GO[name]}",
            )


def has_rules(scene: Scene) -> bool:
    """Whether our udev rules are installed."""
    return any((scene.root / folder / RULES).exists() for folder in _RULES_FOLDERS)


def _holds_ours(process: Process, scene: Scene) -> bool:
    """Then ``check_holders`` has told of it."""
    return any(holder.pid == process.pid for holders in scene.holders.values() for holder in holders)


def _step(holder: Holder, scene: Scene) -> str:
    if holder.program == _MODEM_MANAGER and not has_rules(scene):
        return f"{INSTALL_RULES}. Then unplug the modem and plug it in again."
    return _LET_GO.get(holder.program, f"Close {holder.program}, or end it: sudo kill {holder.pid}")
