"""The simulated adb server: who is attached, who watches, and the port that clients talk to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from drivers.simulator.phone.adb.conversation import converse
from drivers.simulator.phone.adb.device import STATES, Device
from drivers.simulator.phone.adb.protocol import AdbFailure, Gone
from drivers.simulator.phone.adb.wanted import Wanted
from drivers.simulator.phone.listener import Listener, shut
from drivers.simulator.phone.phone import SimulatedPhone

VERSION = 41
"""``adb version`` of Debian's adb (1.0.41). A client of another version ends a server and starts its own."""


@dataclass(frozen=True, slots=True)
class Watch:
    """*say* is asked after each change what to write to *connection*; None is nothing yet.

    With *once* nothing follows the first that it says.
    """

    connection: socket.socket
    say: Callable[[], bytes | None]
    once: bool


class AdbServer:
    """Listens on 127.0.0.1, ``port`` (0: any), from construction to ``close``.

    Phones are attached by ``attach``; then they come and go with their cable. All public methods may
    be called by any thread.
    """

    def __init__(self, port: int = 0, version: int = VERSION, *, obeys_kill: bool = False) -> None:
        """*version* is what ``host:version`` answers. ``host:kill`` is heard only with *obeys_kill*."""
        self.version = version
        self.obeys_kill = obeys_kill
        self.lock = threading.RLock()
        self._devices: list[Device] = []
        self._gone: list[Device] = []
        self._watches: list[Watch] = []
        self._streams: dict[socket.socket, Device] = {}
        self._next_transport = 1
        self._listener = Listener(self._serve, port=port, name="adb server")
        self.port = self._listener.port

    def __enter__(self) -> AdbServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gone, with all forwards and reverses. A second time does nothing."""
        with self.lock:
            devices = [*self._devices, *self._gone]
            for device in list(self._devices):
                self._forget(device)
            self._watches.clear()
        self._listener.close()
        for device in devices:
            device.forwards.close()

    # --- phones ---------------------------------------------------------------------------------------

    def attach(self, phone: SimulatedPhone) -> None:
        """*phone* is plugged into this machine. One that is attached stays as it is."""
        with self.lock:
            if any(device.phone is phone for device in self._devices):
                return
            self._devices.append(Device(phone, self._transport()))
            phone.on_usb.append(self._usb_changed)
            self._tell()

    def detach(self, phone: SimulatedPhone) -> None:
        """Its cable goes to another machine; the phone itself does not notice."""
        with self.lock:
            for device in list(self._devices):
                if device.phone is phone:
                    self._forget(device)
            self._tell()

    def set_state(self, phone: SimulatedPhone, state: str) -> None:
        """One of ``device``, ``unauthorized``, ``offline``, ``no permissions``, ``recovery``.

        What was open to the phone ends when it is no ``device`` any more. Raises ValueError for
        other states, KeyError for a phone that is not attached.
        """
        if state not in STATES:
            raise ValueError(f"adb knows no state {state!r}")
        with self.lock:
            device = next((device for device in self._devices if device.phone is phone), None)
            if device is None:
                raise KeyError(phone.serial)
            device.state = state
            if state != "device":
                self._cut(device)
            self._tell()

    def _transport(self) -> int:
        self._next_transport += 1
        return self._next_transport - 1

    def _usb_changed(self) -> None:
        """Phones came or went. A phone that comes back is another transport."""
        with self.lock:
            for device in self._devices:
                if device.was_there and not device.is_there:
                    self._cut(device)
                elif device.is_there and not device.was_there:
                    device.transport_id = self._transport()
                device.was_there = device.is_there
            self._tell()

    def _cut(self, device: Device) -> None:
        device.forwards.remove_all()
        device.phone.reverses.clear()
        for connection, owner in self._streams.items():
            if owner is device:
                shut(connection)

    def _forget(self, device: Device) -> None:
        self._cut(device)
        self._devices.remove(device)
        self._gone.append(device)
        with suppress(ValueError):
            device.phone.on_usb.remove(self._usb_changed)

    # --- what a conversation needs --------------------------------------------------------------------

    def listed(self, *, long: bool) -> str:
        """The text of ``adb devices``."""
        with self.lock:
            return "".join(device.line(long=long) for device in self.there())

    def there(self) -> list[Device]:
        """Those on their cable."""
        with self.lock:
            return [device for device in self._devices if device.is_there]

    def find(self, wanted: Wanted) -> Device:
        """The one device that *wanted* means. Raises ``AdbFailure`` in adb's words."""
        found = list(self._matching(wanted))
        if not found:
            if wanted.serial is not None:
                raise AdbFailure(f"device '{wanted.serial}' not found")
            if wanted.transport_id is not None:
                raise AdbFailure(f"no device with transport id '{wanted.transport_id}'")
            raise AdbFailure("no devices/emulators found")
        if len(found) > 1:
            raise AdbFailure(
                "more than one device/emulator" if wanted.serial is None else "more than one device"
            )
        return found[0]

    def _matching(self, wanted: Wanted) -> Iterator[Device]:
        for device in self.there():
            if wanted.transport_id not in (None, device.transport_id):
                continue
            if wanted.serial in (None, device.serial) and wanted.kind in ("any", "usb"):
                yield device

    def matches(self, wanted: Wanted) -> bool:
        """Whether any device fits."""
        return any(True for _ in self._matching(wanted))

    def serial_of(self, text: str) -> str | None:
        """The attached serial that *text* begins with, before a colon: serials may hold colons."""
        serials = {device.serial for device in self.there()}
        return max((s for s in serials if text.startswith(f"{s}:")), key=len, default=None)

    def forwards(self) -> list[tuple[str, str, str]]:
        """Serial, local and remote end of all forwards."""
        with self.lock:
            return [
                (device.serial, local, remote)
                for device in self._devices
                for local, remote in device.forwards.pairs()
            ]

    def watch(
        self, connection: socket.socket, say: Callable[[], bytes | None], *, once: bool = False
    ) -> None:
        """Write what *say* gives now and after each change (or only *once*), until the client leaves."""
        watch = Watch(connection, say, once)
        with self.lock:
            self._watches.append(watch)
            self._look(watch)
        try:
            while connection.recv(1024):
                pass
        finally:
            with self.lock:
                self._watches = [other for other in self._watches if other is not watch]

    def streams(self, connection: socket.socket, device: Device) -> None:
        """*connection* is one to *device* from now on, and ends with it."""
        with self.lock:
            self._streams[connection] = device

    def kill(self) -> None:
        """``host:kill``: the port closes; the phones stay attached to nothing."""
        self._listener.stop()

    def _tell(self) -> None:
        for watch in list(self._watches):
            self._look(watch)

    def _look(self, watch: Watch) -> None:
        said = watch.say()
        if not said:
            return
        try:
            # A watcher who does not read must not hold up the world: it is dropped.
            complete = watch.connection.send(said, socket.MSG_DONTWAIT) == len(said)
        except OSError:
            complete = False
        if not complete:
            shut(watch.connection)
        elif watch.once:
            self._watches = [other for other in self._watches if other is not watch]
            # The client reads to the end before it leaves.
            with suppress(OSError):
                watch.connection.shutdown(socket.SHUT_WR)

    def _serve(self, connection: socket.socket) -> None:
        try:
            with suppress(Gone):
                converse(self, connection)
        finally:
            with self.lock:
                self._streams.pop(connection, None)
