"""What a device does over adb: shell, exec, sync, forward and reverse, reboot, a port of its own."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from drivers.simulator.phone.adb import shell, sync
from drivers.simulator.phone.adb.device import Device
from drivers.simulator.phone.adb.forwards import lead_in, tcp_port
from drivers.simulator.phone.adb.pipe import splice
from drivers.simulator.phone.adb.protocol import OKAY, AdbFailure, failure, framed

if TYPE_CHECKING:
    from drivers.simulator.phone.adb.server import AdbServer

ANY_PORT = "tcp:0"
FIRST_REVERSE_PORT = 40_000
"""Where the phone looks for a free port of its own."""


def serve(server: AdbServer, connection: socket.socket, device: Device, request: str) -> None:
    """Do a service of *device*; the connection is its stream."""
    name, _, rest = request.partition(":")
    kind, *options = name.split(",")
    match kind:
        case "shell":
            connection.sendall(OKAY)
            shell.serve(connection, device.phone, rest, framed_output="v2" in options)
        case "exec":
            connection.sendall(OKAY)
            shell.execute(connection, device.phone, rest)
        case "sync":
            connection.sendall(OKAY)
            sync.serve(connection, device.phone)
        case "reverse":
            connection.sendall(OKAY)
            _reverse(server, connection, device, rest)
        case "reboot":
            connection.sendall(OKAY)
            device.phone.reboot()
        case "tcp":
            _port(connection, device, request)
        case _:
            connection.sendall(failure("closed"))


def forward(server: AdbServer, connection: socket.socket, device: Device, name: str, rest: str) -> None:
    """``forward:LOCAL;REMOTE``, ``killforward:LOCAL`` and ``killforward-all``.

    Raises ``AdbFailure``. The first OKAY means that the request was understood, the second that it
    is done.
    """
    with server.lock:
        told = b""
        match name:
            case "killforward-all":
                for other in server.there():
                    other.forwards.remove_all()
            case "killforward":
                owners = [other for other in server.there() if rest in other.forwards]
                (owners[0] if owners else device).forwards.remove(rest)
            case _:
                device.require_online()
                local, remote, rebind = _ends(rest)
                port = device.forwards.add(local, remote, rebind=rebind)
                told = framed(str(port)) if local == ANY_PORT else b""
        connection.sendall(OKAY + OKAY + told)


def _reverse(server: AdbServer, connection: socket.socket, device: Device, rest: str) -> None:
    try:
        with server.lock:
            said = _reversed(device.phone.reverses, rest)
    except AdbFailure as error:
        said = failure(str(error))
    connection.sendall(said)


def _reversed(reverses: dict[str, str], rest: str) -> bytes:
    """Do what *rest* asks for. Raises ``AdbFailure``."""
    name, _, ends = rest.partition(":")
    match name:
        case "list-forward":
            # The phone does not know its own serial here: it names the USB function.
            return framed("".join(f"UsbFfs {local} {remote}\n" for local, remote in reverses.items()))
        case "killforward-all":
            reverses.clear()
            return OKAY
        case "killforward" if ends in reverses:
            del reverses[ends]
            return OKAY
        case "killforward":
            raise AdbFailure(f"listener '{ends}' not found")
        case "forward":
            return OKAY + _add_reverse(reverses, ends)
        case _:
            raise AdbFailure(f"unknown request '{name}'")


def _add_reverse(reverses: dict[str, str], ends: str) -> bytes:
    local, remote, rebind = _ends(ends)
    tcp_port(remote)
    if tcp_port(local) == 0:
        taken = {tcp_port(spec) for spec in reverses}
        port = next(port for port in range(FIRST_REVERSE_PORT, 1 << 16) if port not in taken)
        reverses[f"tcp:{port}"] = remote
        return framed(str(port))
    if local in reverses and not rebind:
        raise AdbFailure("cannot rebind existing socket")
    reverses[local] = remote
    return b""


def _ends(rest: str) -> tuple[str, str, bool]:
    """Local end, remote end, and whether an old one may be replaced."""
    rebind = not rest.startswith("norebind:")
    local, semicolon, remote = rest.removeprefix("norebind:").partition(";")
    if not semicolon:
        raise AdbFailure(f"bad forward: {rest}")
    return local, remote, rebind


def _port(connection: socket.socket, device: Device, request: str) -> None:
    try:
        upstream = lead_in(device.phone, tcp_port(request))
    except (OSError, AdbFailure):
        connection.sendall(failure("closed"))
        return
    with upstream:
        upstream.settimeout(None)
        connection.sendall(OKAY)
        splice(connection, upstream)
