"""How adb's clients and its server frame what they say (the adb project's OVERVIEW and SERVICES)."""

from __future__ import annotations

import socket

OKAY, FAIL = b"OKAY", b"FAIL"

LENGTH_DIGITS = 4
MOST_REQUEST_OCTETS = 0xFFFF


class AdbFailure(Exception):
    """What is asked for cannot be; the text is what adb says."""


class Gone(Exception):
    """The other side has closed."""


def receive(connection: socket.socket, octets: int) -> bytes:
    """Exactly so many octets. Raises ``Gone`` at the end of the stream."""
    data = bytearray()
    while len(data) < octets:
        piece = connection.recv(min(octets - len(data), 1 << 16))
        if not piece:
            raise Gone
        data += piece
    return bytes(data)


def read_request(connection: socket.socket) -> str:
    """The next request: four hexadecimal digits of length, and as many octets. Raises ``Gone``."""
    try:
        length = int(receive(connection, LENGTH_DIGITS), 16)
    except ValueError as error:
        raise Gone from error
    return receive(connection, length).decode("utf-8", "replace")


def framed(text: str) -> bytes:
    """*text* with its length in front."""
    data = text.encode()[:MOST_REQUEST_OCTETS]
    return b"%04x" % len(data) + data


def failure(message: str) -> bytes:
    """FAIL and why."""
    return FAIL + framed(message)
