"""A client of the adb server (its own protocol on 127.0.0.1:5037); every call has a deadline.

A request is four hex digits of length and a text; the answer is ``OKAY``, or ``FAIL`` with a reason.
Whatever goes wrong is ``ModemUnavailable`` with a sentence (hardware.md 4.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.android import adb_sentences as say
from drivers.android.address import Address
from drivers.android.deadline import TimedSocket, dial
from modemsms.errors import ModemUnavailable

# A phone that sleeps answers its adb in tens of milliseconds.
CALL_SECONDS = 5.0
SHELL_SECONDS = 10.0
# Far more than any answer that is asked for here.
MOST_OCTETS = 1 << 20
_LONGEST_NUMBER = 8
_HEX = re.compile(rb"[0-9A-Fa-f]{4}")
# What a phone calls itself stands in requests to the server and in addresses of pages.
_SERIAL = re.compile(r"[!-~]{1,128}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One phone as the adb server lists it. *state* is ``device`` when it can be used."""

    serial: str
    state: str

    @property
    def is_usable(self) -> bool:
        """Debugging is allowed, and the phone answers."""
        return self.state == "device"


class Adb:
    """The adb server at *address*. Holds no connection: each call makes its own."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def version(self) -> int:
        """The protocol's number, which is 41 for every adb of the last years."""
        with self._ask("host:version") as connection:
            return _number(_block(connection), 16)

    def phones(self) -> list[Listed]:
        """Every phone that the server sees, in any state."""
        with self._ask("host:devices") as connection:
            return listed(_block(connection))

    def track(self) -> tuple[TimedSocket, list[Listed]]:
        """The list of phones, and a connection on which a new one comes at each change."""
        connection = self._ask("host:track-devices")
        try:
            return connection, listed(_block(connection))
        except ModemUnavailable:
            connection.close()
            raise

    def reconnect(self, serial: str) -> None:
        """Let go of a phone that is offline and take it up again."""
        with self._ask(f"host-serial:{serial}:reconnect") as connection:
            _rest(connection)

    # --- forwards: this machine to the phone -----------------------------------------------------

    def forward(self, serial: str, phone_port: int) -> int:
        """Lead a free port of 127.0.0.1 to *phone_port* of the phone; gives the free port."""
        with self._ask(f"host-serial:{serial}:forward:tcp:0;tcp:{phone_port}") as connection:
            _expect_okay(connection)
            return _number(_block(connection), 10)

    def forwards(self, serial: str) -> dict[int, int]:
        """Ports of this machine that lead to the phone, and where they lead."""
        with self._ask(f"host-serial:{serial}:list-forward") as connection:
            rows = [row.split() for row in _block(connection).decode("utf-8", "replace").splitlines()]
        return _ports([row[1:] for row in rows if len(row) == 3 and row[0] == serial])

    def kill_forward(self, serial: str, port: int) -> None:
        """Take a forward away."""
        with self._ask(f"host-serial:{serial}:killforward:tcp:{port}") as connection:
            _expect_okay(connection)

    # --- reverses: the phone to this machine -----------------------------------------------------

    def reverse(self, serial: str, phone_port: int, port: int) -> None:
        """Lead *phone_port* on the phone's own 127.0.0.1 to *port* here."""
        with self._on(serial, f"reverse:forward:tcp:{phone_port};tcp:{port}") as connection:
            _expect_okay(connection)

    def reverses(self, serial: str) -> dict[int, int]:
        """Ports of the phone that lead here, and where they lead."""
        with self._on(serial, "reverse:list-forward") as connection:
            rows = [row.split() for row in _block(connection).decode("utf-8", "replace").splitlines()]
        return _ports([row[-2:] for row in rows if len(row) >= 2])

    def kill_reverse(self, serial: str, phone_port: int) -> None:
        """Take a reverse away."""
        with self._on(serial, f"reverse:killforward:tcp:{phone_port}") as connection:
            _expect_okay(connection)

    # --- the phone itself ------------------------------------------------------------------------

    def shell(self, serial: str, command: str, *, seconds: float = SHELL_SECONDS) -> str:
        """What the phone's shell prints for *command*, errors included. *command* is ours, never a text."""
        with self._on(serial, "shell:" + command, seconds) as connection:
            return _rest(connection).decode("utf-8", "replace").replace("\r\n", "\n")

    def reboot(self, serial: str) -> None:
        """Restart the phone."""
        with self._on(serial, "reboot:"):
            pass

    def install(self, serial: str, package: bytes, *, seconds: float) -> str:
        """Hand the APK *package* to the phone's installer; what it answers ("Success", or why not)."""
        service = f"exec:cmd package install -r -g -S {len(package)}"
        with self._on(serial, service, seconds) as connection:
            try:
                connection.sendall(package)
            except OSError as error:
                raise ModemUnavailable(say.BROKEN) from error
            return _rest(connection).decode("utf-8", "replace").strip()

    # --- the wire --------------------------------------------------------------------------------

    def _dial(self, seconds: float) -> TimedSocket:
        try:
            return dial(self._address.host, self._address.port, seconds)
        except ConnectionRefusedError as error:
            raise ModemUnavailable(say.no_server(self._address)) from error
        except OSError as error:
            raise ModemUnavailable(say.SERVER_SILENT) from error

    def _ask(self, request: str, seconds: float = CALL_SECONDS) -> TimedSocket:
        connection = self._dial(seconds)
        try:
            _request(connection, request)
        except BaseException:
            connection.close()
            raise
        return connection

    def _on(self, serial: str, service: str, seconds: float = CALL_SECONDS) -> TimedSocket:
        connection = self._ask(f"host:transport:{serial}", seconds)
        try:
            _request(connection, service)
        except BaseException:
            connection.close()
            raise
        return connection


def listed(rows: bytes) -> list[Listed]:
    """The phones in a list as the server writes it: serial, tab, state; one a line."""
    found = []
    for row in rows.decode("utf-8", "replace").splitlines():
        serial, tab, state = row.partition("\t")
        if tab and _SERIAL.fullmatch(serial):
            found.append(Listed(serial, state.strip()))
    return found


def block_of(buffer: bytes) -> tuple[bytes | None, bytes]:
    """The first complete block (four hex digits, then as many octets) of *buffer*, and what follows.

    None while it is not complete. Raises ``ModemUnavailable`` for what is no block.
    """
    if len(buffer) < 4:
        return None, buffer
    length = _length(buffer[:4])
    if len(buffer) < 4 + length:
        return None, buffer
    return buffer[4 : 4 + length], buffer[4 + length :]


def _request(connection: TimedSocket, request: str) -> None:
    data = request.encode()
    try:
        connection.sendall(b"%04x" % len(data) + data)
    except OSError as error:
        raise ModemUnavailable(say.BROKEN) from error
    _expect_okay(connection)


def _expect_okay(connection: TimedSocket) -> None:
    status = _exactly(connection, 4)
    if status == b"OKAY":
        return
    if status != b"FAIL":
        raise ModemUnavailable(say.NOT_ADB)
    raise ModemUnavailable(say.refusal(_block(connection).decode("utf-8", "replace")))


def _block(connection: TimedSocket) -> bytes:
    return _exactly(connection, _length(_exactly(connection, 4)))


def _length(digits: bytes) -> int:
    if not _HEX.fullmatch(digits):
        raise ModemUnavailable(say.NOT_ADB)
    return int(digits, 16)


def _number(digits: bytes, base: int) -> int:
    try:
        return int(digits[:_LONGEST_NUMBER], base)
    except ValueError as error:
        raise ModemUnavailable(say.NOT_ADB) from error


def _exactly(connection: TimedSocket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += _some(connection, count - len(data)) or _broken()
    return data


def _rest(connection: TimedSocket) -> bytes:
    data = b""
    while len(data) < MOST_OCTETS and (more := _some(connection, 65536)):
        data += more
    return data


def _some(connection: TimedSocket, most: int) -> bytes:
    try:
        return connection.recv(most)
    except TimeoutError as error:
        raise ModemUnavailable(say.SERVER_SILENT) from error
    except OSError as error:
        raise ModemUnavailable(say.BROKEN) from error


def _broken() -> bytes:
    raise ModemUnavailable(say.BROKEN)


def _is_port(text: str) -> bool:
    return text.isdecimal() and len(text) <= 5


def _ports(rows: list[list[str]]) -> dict[int, int]:
    found = {}
    for here, there in rows:
        one, other = here.removeprefix("tcp:"), there.removeprefix("tcp:")
        if _is_port(one) and _is_port(other):
            found[int(one)] = int(other)
    return found
