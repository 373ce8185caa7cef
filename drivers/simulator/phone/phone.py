"""A simulated Android phone from the outside: its SIMs, its cable, its buttons, and the app on it."""

from __future__ import annotations

import secrets
import socket
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from zlib import crc32

from drivers.simulator import faults as modem_faults
from drivers.simulator.network import Network
from drivers.simulator.phone.api.routes import answer
from drivers.simulator.phone.clockwork import Clockwork
from drivers.simulator.phone.deliveries import Deliveries
from drivers.simulator.phone.disk import Disk
from drivers.simulator.phone.exchange import Request, Response
from drivers.simulator.phone.faults import PhoneFaults
from drivers.simulator.phone.gateway import Gateway, Makings
from drivers.simulator.phone.health import Battery
from drivers.simulator.phone.inbox import Provider
from drivers.simulator.phone.listener import HOST
from drivers.simulator.phone.make import Make, limit_of
from drivers.simulator.phone.ports import Ports
from drivers.simulator.phone.received import Arrival, Attachment, Type
from drivers.simulator.phone.settings import Settings
from drivers.simulator.phone.slot import Slot, sims_of
from drivers.simulator.phone.telephony import Telephony
from drivers.simulator.sim import Sim
from modemsms.gsm.tpdu import Deliver

REQUESTS_REMEMBERED = 10_000
BOOT_TIME = timedelta(seconds=20)
WITHIN = timedelta(seconds=10)


class SimulatedPhone:
    """One phone on *network*, on its cable, from construction to ``close`` (or the end of ``with``).

    *sims*: how many, or the cards slot by slot (None is an empty slot). *air*: of one segment. Without
    *password* it is eight characters at random, as the app makes it. *insecure* is the build of the app
    that brings webhooks to any http address. Without *installed* the app comes by ``install_app`` or
    ``adb install``. *runs_network* is False where a pty host lets the network's time pass already.

    All public methods may be called by any thread. ``app`` is the gateway app, None where it is not
    installed; ``requests`` what it was asked, the last ten thousand; ``reverses`` what adb leads from
    the phone to the host; ``on_usb`` whom to tell when the phone comes to USB or goes: they must not
    wait for anything.
    """

    def __init__(
        self,
        network: Network,
        *,
        sims: int | Sequence[Sim | None] = 1,
        serial: str = "R58M30ABCDE",
        app_version: str = "1.68.0",
        make: Make | None = None,
        user: str = "sms",
        password: str = "",
        app_port: int = 8080,
        air: timedelta = timedelta(0),
        internet: bool = False,
        insecure: bool = False,
        autostart: bool = True,
        installed: bool = True,
        runs_network: bool = True,
    ) -> None:
        self.network = network
        self.serial = serial
        self.make = make or Make()
        self.user, self.app_port = user, app_port
        self.password = password or secrets.token_urlsafe(6)
        self.autostart = autostart
        self.clock_skew = timedelta(0)
        self.battery = Battery()
        self.faults = PhoneFaults()
        self.requests: deque[Request] = deque(maxlen=REQUESTS_REMEMBERED)
        self.disk = Disk()
        self.on_usb: list[Callable[[], None]] = []
        self.provider = Provider()
        self.app: Gateway | None = None
        self.is_plugged = self.is_on = True
        self._insecure, self._internet = insecure, internet
        self._closed = False
        self._ports = Ports(app_port, self._answer, self.faults)
        self.reverses = self._ports.reverses
        self.slots = self._slots(sims)
        self.telephony = self._telephony(air)
        if installed:
            self.install_app(app_version, grants=True)
            self.tap_online()
        self._clockwork = Clockwork(network) if runs_network else None

    def __enter__(self) -> SimulatedPhone:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Off, out of the network, and no thread or socket left. A second time does nothing."""
        with self.network.change():
            if self._closed:
                return
            self._closed = True
            self._power_down()
            for slot in self.slots:
                self.network.leave(slot)
        if self.app is not None:
            self.app.deliveries.close()
        self._ports.close()
        if self._clockwork is not None:
            self._clockwork.close()

    def _slots(self, sims: int | Sequence[Sim | None]) -> list[Slot]:
        cards = sims_of(self.serial, sims) if isinstance(sims, int) else sims
        return [Slot(index, card, self.make.carrier) for index, card in enumerate(cards)]

    def _telephony(self, air: timedelta) -> Telephony:
        telephony = Telephony(self.network, self.slots, air)
        telephony.on_trouble = self._suffer
        telephony.on_arrival = self._arrived
        for slot in self.slots:
            self.network.join(slot)
        return telephony

    # --- what one asks it -----------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """Where USB tethering finds the app's server; it stays the same through plugging and reboots."""
        return f"http://{HOST}:{self._ports.outside}"

    @property
    def is_on_usb(self) -> bool:
        """Whether the host sees it."""
        return self.is_plugged and self.is_on

    @property
    def internet(self) -> bool:
        """Whether there is a default network (Wi-Fi, mobile data). Set it as you like."""
        return self._internet

    @internet.setter
    def internet(self, there: bool) -> None:
        with self.network.change():
            self._internet = there
            if self.app is not None:
                self.app.internet = there
                self.app.deliveries.internet(there=there)

    def now(self) -> datetime:
        """The phone's own clock."""
        return self.network.now() + self.clock_skew

    def wait_until(self, condition: Callable[[], bool], within: timedelta = WITHIN) -> bool:
        """Wait for *condition*, which is asked after each change of the world."""
        return self.network.wait_until(condition, within)

    def port_of(self, inside: int) -> int | None:
        """The loopback port behind the phone's own TCP port *inside*, None if nothing listens there."""
        return self._ports.of(inside)

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """A connection as the phone makes it (``Ports.connect``)."""
        return self._ports.connect(host, port, timeout, internet=self._internet)

    # --- texts ----------------------------------------------------------------------------------------

    def receive(
        self,
        sender: str,
        text: str,
        *,
        slot: int = 1,
        at: datetime | None = None,
        order: Sequence[int] | None = None,
    ) -> tuple[Deliver, ...]:
        """*sender* texts the SIM in *slot* (from 1); *at* and *order* as of ``Network.send``."""
        return self.network.send(sender, self._number(slot), text, at=at, order=order)

    def receive_picture(
        self, sender: str, subject: str, *attachments: Attachment, text: str = "", slot: int = 1
    ) -> None:
        """*sender* sends a picture message: first its notice, then the message itself."""
        with self.network.change():
            now = self.network.now()
            transaction = f"T{len(self.requests)}{int(now.timestamp() * 1000):x}"
            for kind, parts in ((Type.MMS, ()), (Type.MMS_DOWNLOADED, attachments)):
                shown = text if parts else ""
                self._arrived(
                    Arrival(
                        self.slots[slot - 1],
                        kind,
                        sender,
                        shown,
                        now,
                        now,
                        subject=subject,
                        transaction=transaction,
                        attachments=parts,
                    )
                )

    def _number(self, slot: int) -> str:
        number = self.slots[slot - 1].number
        if number is None:
            raise ValueError(f"there is no SIM in slot {slot}")
        return number

    def _arrived(self, arrival: Arrival) -> None:
        self.provider.add(arrival)
        if self.app is not None:
            self.app.arrived(arrival)

    # --- cable and power ------------------------------------------------------------------------------

    def unplug(self) -> None:
        """Off the cable: adb and tethering are gone, with all forwards. It stays on."""
        with self.network.change():
            self.is_plugged = False
            self.reverses.clear()
            self._ports.shut()
            self._tell_usb()

    def plug_in(self) -> None:
        """On the cable again."""
        with self.network.change():
            self.is_plugged = True
            self._open_server()
            self._tell_usb()

    def reboot(self, lasts: timedelta = BOOT_TIME) -> None:
        """Off, and on again after *lasts*; the app comes up by itself if *autostart* is on."""
        with self.network.change():
            self._power_down()
            self.network.agenda.after(lasts, self._power_up)

    def _power_down(self) -> None:
        self.is_on = False
        self.reverses.clear()
        self.telephony.power_down()
        self._stop_app()
        self._tell_usb()

    def _power_up(self) -> None:
        if self._closed or self.is_on:
            return
        self.is_on = True
        self.telephony.power_up(*limit_of(self.disk.settings))
        self._open_app()
        self._tell_usb()

    def _tell_usb(self) -> None:
        for told in self.on_usb:
            told()

    def _suffer(self, action: modem_faults.Action) -> None:
        match action:
            case modem_faults.Reboot(lasts):
                self.reboot(BOOT_TIME if lasts is None else lasts)
            case modem_faults.Unplug(back_after):
                self.unplug()
                if back_after is not None:
                    self.network.agenda.after(back_after, self.plug_in)
            case _:
                pass

    def set_coverage(self, *, there: bool, slot: int = 1) -> None:
        """Coverage of one SIM comes or goes."""
        with self.network.change():
            self.telephony.in_service(self.slots[slot - 1], there=there)

    def change_sim(self, sim: Sim | None, *, slot: int = 1) -> None:
        """Take the SIM out (None), or put another one in."""
        with self.network.change():
            self.slots[slot - 1].sim = sim
            if sim is not None:
                self.network.can_take(sim.number)

    # --- the app --------------------------------------------------------------------------------------

    def install_app(self, version: str, *, grants: bool = False) -> None:
        """Install the app, or another version of it over the old one, which keeps what it knows.

        A new one has no permissions unless it is installed with *grants*, and is offline.
        """
        with self.network.change():
            if self.app is not None:
                was_running = self.app.is_running
                self._stop_app()
                self.app.version = version
                if was_running:
                    self._start_app()
                return
            self.app = Gateway(
                self._makings(),
                version,
                f"ffffffff{crc32(self.serial.encode()):08x}{int(self.network.now().timestamp() * 1000):016x}",
                insecure=self._insecure,
                webhooks=self._deliveries,
            )
            self.app.grant(everything=grants)
            self.app.internet = self._internet
            self.app.deliveries.internet(there=self._internet)

    def uninstall_app(self) -> None:
        """Remove the app, with all that it knows."""
        with self.network.change():
            self._stop_app()
            app, self.app = self.app, None
        if app is not None:
            app.deliveries.close()

    def tap_online(self) -> None:
        """A person opens the app, switches its server on and taps the button to Online."""
        with self.network.change():
            if self.app is not None and self.is_on:
                self.app.is_online = True
                self._start_app()

    def start_app(self) -> None:
        """The app is opened; its server comes up only if it was online and *autostart* is on."""
        with self.network.change():
            self._open_app()

    def kill_app(self) -> None:
        """Force-stop: the app is gone in the middle of what it does, and stays so until started."""
        with self.network.change():
            self._stop_app()

    def _open_app(self) -> None:
        if self.app is not None and self.is_on and self.app.is_online and self.autostart:
            self._start_app()

    def _start_app(self) -> None:
        if self.app is not None:
            self.app.start()
            self._open_server()

    def _stop_app(self) -> None:
        if self.app is not None:
            self.app.stop()
        self._ports.shut()

    def _open_server(self) -> None:
        runs = self.app is not None and self.app.is_running
        if runs and self.is_on_usb and not self._closed:
            self._ports.open()

    def _answer(self, request: Request) -> Response:
        with self.network.change():
            self.requests.append(request)
            assert self.app is not None, "a server without the app"
            return answer(self.app, request, self.user, self.password)

    def _makings(self) -> Makings:
        return Makings(
            self.network,
            self.telephony,
            self.provider,
            self.faults,
            self.battery,
            self.now,
            self.make.model,
            f"{self.make.manufacturer}/{self.make.product}",
        )

    def _deliveries(self, settings: Settings, version: Callable[[], str]) -> Deliveries:
        return Deliveries(self.network, self.faults, settings, self.connect, self.now, version)
