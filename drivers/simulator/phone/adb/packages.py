"""Android's package and activity managers: is the app there, may it send, start and stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drivers.simulator.phone.adb.commands import Command, Output, lines, wrong
from drivers.simulator.phone.adb.system import whitelist
from drivers.simulator.phone.gateway import PACKAGE, PERMISSIONS
from drivers.simulator.phone.phone import SimulatedPhone

SYSTEM_PACKAGES = ("android", "com.android.phone", "com.android.shell", "com.google.android.apps.messaging")

APK_BEGINS = b"PK\x03\x04"
"""An APK is a ZIP archive."""

INSTALLED_VERSION = "1.68.0"
"""What any APK is taken for: it is looked into no further."""


def install(phone: SimulatedPhone, apk: bytes, *, grants: bool) -> Output:
    """The gateway app from *apk*, whatever is in it as long as it is a ZIP archive."""
    if not apk.startswith(APK_BEGINS):
        return Output(
            "Failure [INSTALL_PARSE_FAILED_NOT_APK: Failed to parse base.apk: Failed to load asset path]\n",
            code=1,
        )
    phone.install_app(INSTALLED_VERSION, grants=grants)
    return lines("Success")


def _pm(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    match [argument for argument in arguments if argument not in ("--user", "0")]:
        case ["list", "packages", *rest]:
            return _listed(phone, [word for word in rest if not word.startswith("-")])
        case ["path", name]:
            path = f"package:/data/app/~~Zk3==/{name}-1a==/base.apk"
            return lines(path) if name in _packages(phone) else Output(code=1)
        case ["grant", name, permission]:
            return _grant(phone, name, permission)
        case ["revoke", name, permission]:
            return _revoke(phone, name, permission)
        case ["install", *options]:
            return _install_file(phone, options)
        case ["uninstall", *options]:
            return _uninstall(phone, options[-1] if options else "")
        case _:
            return wrong("Package manager (package) commands: list, path, grant, revoke, install", 255)


def _packages(phone: SimulatedPhone) -> list[str]:
    return [*SYSTEM_PACKAGES, *([PACKAGE] if phone.app is not None else [])]


def _listed(phone: SimulatedPhone, patterns: Sequence[str]) -> Output:
    wanted = patterns[0] if patterns else ""
    return lines(*(f"package:{name}" for name in _packages(phone) if wanted in name))


def _grant(phone: SimulatedPhone, name: str, permission: str) -> Output:
    if name != PACKAGE or phone.app is None:
        return wrong(
            f"Exception occurred while executing 'grant':\njava.lang.IllegalArgumentException: Unknown package: {name}",
            255,
        )
    if permission not in PERMISSIONS:
        return wrong(
            "Exception occurred while executing 'grant':\n"
            f"java.lang.SecurityException: Package {name} has not requested permission {permission}",
            255,
        )
    with phone.network.change():
        phone.app.grant(permission)
    return Output()


def _revoke(phone: SimulatedPhone, name: str, permission: str) -> Output:
    if name == PACKAGE and phone.app is not None:
        with phone.network.change():
            phone.app.revoke(permission)
    return Output()


def _install_file(phone: SimulatedPhone, options: Sequence[str]) -> Output:
    path = options[-1] if options else ""
    if path not in phone.disk.files:
        return wrong(f"Error: failed to open {path}")
    return install(phone, phone.disk.files[path], grants="-g" in options)


def _uninstall(phone: SimulatedPhone, name: str) -> Output:
    if name != PACKAGE or phone.app is None:
        return Output("Failure [DELETE_FAILED_INTERNAL_ERROR]\n", code=1)
    phone.uninstall_app()
    return lines("Success")


def _am(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    named = next((argument for argument in arguments if argument.startswith(PACKAGE)), "")
    match arguments[0] if arguments else "":
        case "start" | "start-activity":
            if not named or phone.app is None:
                component = arguments[-1] if arguments else ""
                return wrong(
                    f"Starting: Intent {{ cmp={component} }}\nError type 3\n"
                    f"Error: Activity class {{{component}}} does not exist.",
                    1,
                )
            phone.start_app()
            return lines(f"Starting: Intent {{ cmp={named} }}")
        case "force-stop":
            if named:
                phone.kill_app()
            return Output()
        case "broadcast" | "startservice" | "start-foreground-service" | "kill":
            return Output()
        case _:
            return wrong("Activity manager (activity) commands: start, force-stop, broadcast", 255)


def _cmd(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    match list(arguments):
        case ["package", *rest]:
            return _pm(phone, rest, piped)
        case ["activity", *rest]:
            return _am(phone, rest, piped)
        case ["deviceidle", "whitelist", *changes]:
            return whitelist(phone, changes)
        case ["appops", *_]:
            return Output()
        case [name, *_]:
            return wrong(f"cmd: Can't find service: {name}", 20)
        case _:
            return wrong("cmd: no service specified", 20)


def _monkey(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    """The usual way to open an app whose activity one does not know."""
    del piped
    if PACKAGE not in arguments or phone.app is None:
        return Output("** No activities found to run, monkey aborted.\n", code=252)
    phone.start_app()
    return lines("Events injected: 1")


def _pidof(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    runs = phone.app is not None and phone.app.is_running and list(arguments) == [PACKAGE]
    return lines("4711") if runs else Output(code=1)


def _appops(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone, arguments, piped
    return Output()


COMMANDS: Mapping[str, Command] = {
    "pm": _pm,
    "am": _am,
    "cmd": _cmd,
    "monkey": _monkey,
    "pidof": _pidof,
    "appops": _appops,
}
