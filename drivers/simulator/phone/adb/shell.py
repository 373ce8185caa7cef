"""The shell of a phone over adb: plain, in packets (shell,v2), and exec."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from enum import IntEnum

from drivers.simulator.phone.adb.commandline import run
from drivers.simulator.phone.adb.commands import Output
from drivers.simulator.phone.adb.packages import install
from drivers.simulator.phone.adb.protocol import Gone, receive
from drivers.simulator.phone.phone import SimulatedPhone

PROMPT = "{device}:/ $ "

_STREAMED_INSTALL = re.compile(r"cmd package '?install(?:-write)?'?\b.*-S '?(\d+)'?")


class Packet(IntEnum):
    """Kinds of shell,v2; a packet is kind, length (four octets, least first) and data."""

    STDIN = 0
    STDOUT = 1
    STDERR = 2
    EXIT = 3
    CLOSE_STDIN = 4
    WINDOW_SIZE = 5


def serve(connection: socket.socket, phone: SimulatedPhone, command: str, *, framed_output: bool) -> None:
    """Run *command*, or a session where it is empty; with *framed_output* in packets both ways."""
    if not command:
        _session(connection, phone, framed_output=framed_output)
        return
    _write(connection, run(phone, command), framed_output=framed_output)
    _finish(connection)


def execute(connection: socket.socket, phone: SimulatedPhone, command: str) -> None:
    """``exec:``: octets in and out as they are. This is how an app is installed by streaming."""
    streamed = _STREAMED_INSTALL.search(command)
    if streamed:
        apk = receive(connection, int(streamed[1]))
        output = install(phone, apk, grants=" -g" in command.replace("'", ""))
    else:
        output = run(phone, command)
    connection.sendall((output.out + output.err).encode())
    _finish(connection)


def _session(connection: socket.socket, phone: SimulatedPhone, *, framed_output: bool) -> None:
    """Line by line until ``exit`` or the end of input."""
    prompt = PROMPT.format(device=phone.make.device)
    last = Output()
    with suppress(Gone):
        for line in _lines(connection, framed_output=framed_output):
            if line.split()[:1] == ["exit"]:
                break
            last = run(phone, line) if line.strip() else last
            _write(connection, Output(last.out + prompt, last.err), framed_output=framed_output, ends=False)
    if framed_output:
        connection.sendall(packet(Packet.EXIT, bytes((last.code,))))
    _finish(connection)


def _lines(connection: socket.socket, *, framed_output: bool) -> list[str]:
    """What is typed, to its end: a session here is a script, not a conversation."""
    typed = bytearray()
    while True:
        if not framed_output:
            data = connection.recv(4096)
            if not data:
                break
            typed += data
        else:
            kind, length = receive(connection, 1)[0], int.from_bytes(receive(connection, 4), "little")
            data = receive(connection, length)
            if kind == Packet.CLOSE_STDIN:
                break
            if kind == Packet.STDIN:
                typed += data
        if b"exit" in typed.split(b"\n")[:-1]:
            break
    return typed.decode("utf-8", "replace").splitlines()


def _write(connection: socket.socket, output: Output, *, framed_output: bool, ends: bool = True) -> None:
    if not framed_output:
        connection.sendall((output.out + output.err).encode())
        return
    for kind, text in ((Packet.STDOUT, output.out), (Packet.STDERR, output.err)):
        if text:
            connection.sendall(packet(kind, text.encode()))
    if ends:
        connection.sendall(packet(Packet.EXIT, bytes((output.code,))))


def packet(kind: Packet, data: bytes) -> bytes:
    """One packet of shell,v2."""
    return bytes((kind,)) + len(data).to_bytes(4, "little") + data


def _finish(connection: socket.socket) -> None:
    """Say that nothing follows, and hear the client out: closing on unread octets would be a reset."""
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass
