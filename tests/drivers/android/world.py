"""A simulated phone on a simulated adb server, and the driver that reaches it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import TypeVar

from drivers.android.phone import AndroidPhone
from drivers.simulator.network import Network
from drivers.simulator.phone.adb.server import AdbServer
from drivers.simulator.phone.exchange import Request
from drivers.simulator.phone.phone import SimulatedPhone
from modemsms.driver import (
    Accepted,
    Attempt,
    DeviceSettings,
    DriverEvent,
    Ended,
    MessageReceived,
    MessageReported,
    ModemSettings,
    ModemState,
    StateChanged,
)
from tests.drivers.rigs import ANNA, PATIENCE, hear

SERIAL = "R58M12"
_ids = count(1)
Kind = TypeVar("Kind", bound=DriverEvent)


def attempt(text: str = "Hello", to: str = ANNA, slot: int = 1) -> Attempt:
    """A whole message, as the shop hands it over."""
    number = next(_ids)
    return Attempt(number, slot, to, text, f"0198c3f2-7d1e-7abc-9000-{number:012d}")


class World:
    """Everything around the driver, and the driver itself."""

    def __init__(
        self,
        phone: SimulatedPhone,
        adb: AdbServer,
        *,
        port: str = SERIAL,
        slots: int = 1,
        password: str | None = None,
        quirks: dict[str, str | int | float | bool] | None = None,
    ) -> None:
        self.phone, self.adb, self.network = phone, adb, phone.network
        self.heard: list[DriverEvent] = []
        modems = tuple(ModemSettings(f"slot {slot}", slot) for slot in range(1, slots + 1))
        self.settings = DeviceSettings(
            "android",
            port,
            modems,
            user=phone.user,
            password=phone.password if password is None else password,
            quirks={"inbox_seconds": 1, "check_seconds": 2, **(quirks or {})},
        )
        self.driver = self.new_driver()

    def new_driver(self) -> AndroidPhone:
        """Another daemon for the same phone."""
        return AndroidPhone(
            self.settings, environ={"ANDROID_ADB_SERVER_PORT": str(self.adb.port), "PATH": ""}
        )

    def until(self, wanted: Callable[[DriverEvent], bool], within: timedelta = PATIENCE) -> DriverEvent:
        """Work the driver until an event is *wanted*."""
        events = hear(self.driver, wanted, within)
        self.heard += events
        return next(event for event in events if wanted(event))

    def next(self, kind: type[Kind], within: timedelta = PATIENCE) -> Kind:
        """The next event of *kind*."""
        event = self.until(lambda event: isinstance(event, kind), within)
        assert isinstance(event, kind)
        return event

    def state(self, state: ModemState, *, code: str | None = None) -> StateChanged:
        """Work until the modem is in *state* (for *code*)."""
        event = self.until(
            lambda event: (
                isinstance(event, StateChanged) and event.state is state and code in (None, event.code)
            )
        )
        assert isinstance(event, StateChanged)
        return event

    def ready(self) -> None:
        """Work until it can send."""
        self.state(ModemState.READY)

    def outcome(self, given: Attempt) -> Accepted | Ended:
        """Hand over *given* and work until it has its outcome."""
        self.driver.submit(given)
        event = self.until(lambda event: isinstance(event, Accepted | Ended) and event.attempt_id == given.id)
        assert isinstance(event, Accepted | Ended)
        return event

    def until_world(self, condition: Callable[[], bool], within: timedelta = PATIENCE) -> None:
        """Work the driver until something has happened on the phone's side."""
        end = time.monotonic() + within.total_seconds()
        while not condition():
            assert time.monotonic() < end, f"never happened; heard {self.heard}"
            self.heard += self.driver.wait(timedelta(milliseconds=50))

    def serves(self) -> bool:
        """Whether a text can be sent now."""
        given = attempt()
        return self.outcome(given) == Accepted(given.id)

    def quietly(self, seconds: float) -> list[DriverEvent]:
        """What is told within *seconds*."""
        events: list[DriverEvent] = []
        for _ in range(int(seconds * 20)):
            events += self.driver.wait(timedelta(milliseconds=50))
        self.heard += events
        return events

    def requests(self, method: str, path: str) -> list[Request]:
        """What the phone was asked."""
        return [r for r in list(self.phone.requests) if r.method == method and r.path.startswith(path)]

    def texts_in(self) -> list[str]:
        """Every text that the shop was told of."""
        return [event.text for event in self.heard if isinstance(event, MessageReceived)]

    def reports(self) -> list[MessageReported]:
        """Every delivery report."""
        return [event for event in self.heard if isinstance(event, MessageReported)]


@contextmanager
def world(
    *,
    port: str = SERIAL,
    sims: int = 1,
    slots: int = 1,
    version: str = "1.68.0",
    internet: bool = False,
    autostart: bool = True,
    installed: bool = True,
    password: str | None = None,
    quirks: dict[str, str | int | float | bool] | None = None,
) -> Iterator[World]:
    """A phone on its cable; *port* "tether" reaches it by its shared network."""
    with (
        SimulatedPhone(
            Network(),
            sims=sims,
            serial=SERIAL,
            app_version=version,
            internet=internet,
            autostart=autostart,
            installed=installed,
        ) as phone,
        AdbServer() as adb,
    ):
        adb.attach(phone)
        address = phone.base_url if port == "tether" else port
        surroundings = World(phone, adb, port=address, slots=slots, password=password, quirks=quirks)
        try:
            yield surroundings
        finally:
            surroundings.driver.close()
