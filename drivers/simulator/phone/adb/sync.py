"""The file service of adb: pushed files are kept in the phone's ``disk`` (SYNC.TXT of the adb project)."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress

from drivers.simulator.phone.adb.protocol import Gone, receive
from drivers.simulator.phone.phone import SimulatedPhone

FILE_MODE, FOLDER_MODE = 0o100644, 0o040771
FOLDERS = ("/", "/data", "/data/local", "/data/local/tmp", "/sdcard")
NOT_FOUND = 2

PIECE = 64 * 1024

_STAT = struct.Struct("<4sIII")
_STAT2 = struct.Struct("<4sIQQIIIIQqqq")
_DENT = struct.Struct("<4sIIII")


def serve(connection: socket.socket, phone: SimulatedPhone) -> None:
    """Serve requests until QUIT or the end."""
    with suppress(Gone):
        while True:
            kind, length = receive(connection, 4), _number(connection)
            match kind:
                case b"QUIT":
                    return
                case b"STAT" | b"STA2" | b"LST2":
                    path = _path(connection, length)
                    connection.sendall(_stat(phone, path) if kind == b"STAT" else _stat2(phone, kind, path))
                case b"SEND":
                    _take(connection, phone, _path(connection, length).rpartition(",")[0])
                case b"RECV":
                    _give(connection, phone, _path(connection, length))
                case b"LIST":
                    _list(connection, phone, _path(connection, length))
                case _:
                    _fail(connection, "unknown request")
                    return


def _take(connection: socket.socket, phone: SimulatedPhone, path: str) -> None:
    data = bytearray()
    while (kind := receive(connection, 4)) == b"DATA":
        data += receive(connection, _number(connection))
    if kind != b"DONE":
        _fail(connection, "DATA or DONE was expected")
        return
    _number(connection)  # the time of the file, which nobody asks for
    phone.disk.files[path] = bytes(data)
    connection.sendall(b"OKAY" + bytes(4))


def _give(connection: socket.socket, phone: SimulatedPhone, path: str) -> None:
    if path not in phone.disk.files:
        _fail(connection, f"open failed: {path}: No such file or directory")
        return
    data = phone.disk.files[path]
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        connection.sendall(b"DATA" + len(piece).to_bytes(4, "little") + piece)
    connection.sendall(b"DONE" + bytes(4))


def _list(connection: socket.socket, phone: SimulatedPhone, folder: str) -> None:
    for path, data in phone.disk.files.items():
        parent, _, name = path.rpartition("/")
        if parent == folder.rstrip("/"):
            entry = name.encode()
            connection.sendall(_DENT.pack(b"DENT", FILE_MODE, len(data), 0, len(entry)) + entry)
    connection.sendall(b"DONE" + bytes(16))


def _mode_and_size(phone: SimulatedPhone, path: str) -> tuple[int, int] | None:
    if path in phone.disk.files:
        return FILE_MODE, len(phone.disk.files[path])
    return (FOLDER_MODE, 4096) if (path.rstrip("/") or "/") in FOLDERS else None


def _stat(phone: SimulatedPhone, path: str) -> bytes:
    mode, size = _mode_and_size(phone, path) or (0, 0)
    return _STAT.pack(b"STAT", mode, size, 0)


def _stat2(phone: SimulatedPhone, kind: bytes, path: str) -> bytes:
    found = _mode_and_size(phone, path)
    if found is None:
        return _STAT2.pack(kind, NOT_FOUND, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    mode, size = found
    return _STAT2.pack(kind, 0, 1, 1, mode, 1, 2000, 2000, size, 0, 0, 0)


def _path(connection: socket.socket, length: int) -> str:
    return receive(connection, min(length, 4096)).decode("utf-8", "replace")


def _number(connection: socket.socket) -> int:
    return int.from_bytes(receive(connection, 4), "little")


def _fail(connection: socket.socket, message: str) -> None:
    data = message.encode()
    connection.sendall(b"FAIL" + len(data).to_bytes(4, "little") + data)
