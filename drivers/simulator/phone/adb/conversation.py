"""One client's requests to the adb server: the host services, and the way to a device's own."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from drivers.simulator.phone.adb import services
from drivers.simulator.phone.adb.device import Device
from drivers.simulator.phone.adb.protocol import OKAY, AdbFailure, failure, framed, read_request
from drivers.simulator.phone.adb.wanted import Wanted

if TYPE_CHECKING:
    from drivers.simulator.phone.adb.server import AdbServer

FEATURES = "shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir"
HOST_FEATURES = FEATURES


def converse(server: AdbServer, connection: socket.socket) -> None:
    """Serve *connection* until its request is done. Raises ``Gone`` when the client leaves early."""
    device: Device | None = None
    while True:
        request = read_request(connection)
        try:
            if request.startswith("host"):
                chosen = _host(server, connection, request, device)
                if chosen is None:
                    return
                device = chosen
                continue
            device = _reached(device, request)
            server.streams(connection, device)
        except AdbFailure as error:
            connection.sendall(failure(str(error)))
            return
        services.serve(server, connection, device, request)
        return


def _reached(device: Device | None, request: str) -> Device:
    if device is None:
        raise AdbFailure(f"unknown host service '{request}'")
    device.require_online()
    return device


def _host(server: AdbServer, connection: socket.socket, request: str, device: Device | None) -> Device | None:
    """Do a host service; the device if the client has chosen one and goes on."""
    wanted, service = _addressed(server, request)
    name, _, rest = service.partition(":")
    if name in ("transport", "tport", "transport-any", "transport-usb", "transport-local", "transport-id"):
        return _choose(server, connection, name, rest)
    match name:
        case "version":
            _say(connection, f"{server.version:04x}")
        case "devices" | "devices-l":
            _say(connection, server.listed(long=name.endswith("-l")))
        case "track-devices" | "track-devices-l":
            connection.sendall(OKAY)
            server.watch(connection, lambda: framed(server.listed(long=name.endswith("-l"))))
        case "host-features":
            _say(connection, HOST_FEATURES)
        case "kill":
            connection.sendall(OKAY)
            if server.obeys_kill:
                server.kill()
        case "list-forward":
            lines = [f"{serial} {local} {remote}\n" for serial, local, remote in server.forwards()]
            _say(connection, "".join(lines))
        case "forward" | "killforward" | "killforward-all":
            # Debian's client says which device before; the documented form names it in the request.
            services.forward(server, connection, device or server.find(wanted), name, rest)
        case _ if name.startswith("wait-for-"):
            _wait(server, connection, wanted, name)
        case _:
            _about(server, connection, wanted, name)
    return None


def _about(server: AdbServer, connection: socket.socket, wanted: Wanted, name: str) -> None:
    """Questions about one device."""
    if name == "reconnect-offline":
        _say(connection, "")
        return
    known = ("features", "get-state", "get-serialno", "get-devpath", "reconnect")
    if name not in known:
        raise AdbFailure(f"unknown host service '{name}'")
    found = server.find(wanted)
    match name:
        case "features":
            found.require_online()
            _say(connection, FEATURES)
        case "get-state":
            found.require_online()
            _say(connection, found.state)
        case "get-serialno":
            _say(connection, found.serial)
        case "get-devpath":
            _say(connection, f"usb:{found.phone.make.usb}")
        case _:
            _say(connection, f"reconnecting {found.serial} [{found.state}]\n")


def _addressed(server: AdbServer, request: str) -> tuple[Wanted, str]:
    """Whom ``host…:`` is for, and the service behind it."""
    prefix, _, rest = request.partition(":")
    match prefix:
        case "host":
            return Wanted(), rest
        case "host-serial":
            serial = server.serial_of(rest) or rest.partition(":")[0]
            return Wanted(serial=serial), rest[len(serial) + 1 :]
        case "host-transport-id":
            number, _, service = rest.partition(":")
            return Wanted(transport_id=int(number) if number.isdecimal() else -1), service
        case "host-usb" | "host-local":
            return Wanted(kind=prefix.removeprefix("host-")), rest
        case _:
            raise AdbFailure(f"unknown host service '{request}'")


def _choose(server: AdbServer, connection: socket.socket, name: str, rest: str) -> Device:
    """``host:transport…`` and ``host:tport:…``; the latter tells the transport id."""
    kind, _, value = (
        rest if name == "tport" else f"{name.removeprefix('transport').strip('-')}:{rest}"
    ).partition(":")
    match kind:
        case "any" | "usb" | "local":
            found = server.find(Wanted(kind=kind))
        case "id":
            found = server.find(Wanted(transport_id=int(value) if value.isdecimal() else -1))
        case _:
            found = server.find(Wanted(serial=value))
    found.require_online()
    told = found.transport_id.to_bytes(8, "little") if name == "tport" else b""
    connection.sendall(OKAY + told)
    return found


def _wait(server: AdbServer, connection: socket.socket, wanted: Wanted, name: str) -> None:
    """``wait-for-KIND-STATE``: OKAY now, and OKAY again when it has come to that."""
    kind, _, state = name.removeprefix("wait-for-").partition("-")
    wanted = Wanted(wanted.serial, wanted.transport_id, wanted.kind if kind == "any" else kind)

    def say() -> bytes | None:
        return OKAY if _has_come(server, wanted, state) else None

    connection.sendall(OKAY)
    server.watch(connection, say, once=True)


def _has_come(server: AdbServer, wanted: Wanted, state: str) -> bool:
    try:
        found = server.find(wanted)
    except AdbFailure:
        return state == "disconnect" and not server.matches(wanted)
    return state != "disconnect" and (state == "any" or found.state == state)


def _say(connection: socket.socket, text: str) -> None:
    connection.sendall(OKAY + framed(text))
