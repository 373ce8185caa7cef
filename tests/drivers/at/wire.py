"""An engine and a simulated modem on one wire and one clock: no I/O, and hours pass in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from drivers.at.engine import Engine
from drivers.at.ladder import Rung
from drivers.at.runner import Write
from drivers.simulator.faults import Unplug
from drivers.simulator.modem import Modem
from drivers.simulator.network import Network
from drivers.simulator.profile import Profile
from drivers.simulator.sim import imei, sims
from modemsms.driver import (
    Accepted,
    Attempt,
    Calls,
    DeviceSettings,
    DriverEvent,
    Ended,
    ModemSettings,
    ModemState,
    ReportReceived,
    SegmentReceived,
    Setting,
    StateChanged,
)
from modemsms.errors import Cause, CodecError
from modemsms.gsm.address import Address
from modemsms.gsm.segments import segments
from modemsms.gsm.tpdu import Deliver, decode_incoming

ANNA = "+491701234567"
BEN = "+491609876543"
SOME_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
UNPLUGGED = Cause("modem_gone", "The modem was unplugged.")

Event = TypeVar("Event")


class Wire:
    """The engine's side of the world: what it wrote, what it told, and how much time it took."""

    def __init__(
        self,
        profile: Profile | None = None,
        *,
        storage: int = 20,
        pin: str = "",
        air: float = 0.0,
        smsc: str = "",
        calls: Calls = Calls.REJECT,
        commits: bool = True,
        quirks: Mapping[str, Setting] | None = None,
        usb_id: str | None = None,
        power_hook: str = "",
    ) -> None:
        """*commits*: the shop commits at once whatever comes in."""
        self.now = 0.0
        self.network = Network(
            monotonic=lambda: self.now,
            now=lambda: SOME_DAY + timedelta(seconds=self.now),
            report_delay=timedelta(seconds=1),
        )
        self.sim = next(sims(storage, pin))
        self.modem = Modem(self.network, self.sim, imei=imei(1), profile=profile, air=timedelta(seconds=air))
        self.settings = DeviceSettings(
            "at",
            "/dev/ttyUSB0",
            (ModemSettings("counter", smsc=smsc, calls=calls),),
            quirks=quirks or {},
            power_hook=power_hook,
        )
        self.usb_id = usb_id
        self.modem.port_taken_away = self._taken_away
        self.engine = Engine(self.settings)
        self.gone = False
        """The port is not there."""
        self._unheard_of = False
        """And the engine does not know yet."""
        self.commits = commits
        self.told: list[DriverEvent] = []
        self.written: list[tuple[float, str]] = []
        self.reopened = 0
        self.resets: list[Rung] = []
        """What was done to the device with its port closed."""
        self.reset: Callable[[Rung], None] = self._nothing_happens
        """What that does to the modem."""
        self.noise = b""
        """Goes to the engine in front of the modem's next bytes."""
        self.garble: Callable[[bytes], bytes] = bytes
        """What the line makes of the modem's bytes."""
        self._ids = count(1)

    # --- what a test does ---------------------------------------------------------------------

    def plug_in(self) -> Wire:
        """Open the port."""
        self.gone = False
        self.engine.opened(self.now, self.usb_id)
        return self

    def start(self) -> Wire:
        """Open the port and wait until the modem can send."""
        return self.plug_in().until_state(ModemState.READY)

    def unplug(self) -> None:
        """The port goes, and the modem's power with it."""
        self.modem.power_down()
        self.engine.unavailable(UNPLUGGED, self.now)
        self._collect()

    def attempt(self, text: str = "Hello", to: str = ANNA, *, more_follow: bool = False) -> Attempt:
        """A segment, as the shop would hand it over."""
        (submit,) = segments(text).submits(Address.parse(to))
        number = next(self._ids)
        return Attempt(number, 1, to, text, f"message-{number}", submit, more_follow=more_follow)

    def submit(self, text: str = "Hello", to: str = ANNA, *, more_follow: bool = False) -> int:
        """Hand over a text; gives the attempt's id."""
        attempt = self.attempt(text, to, more_follow=more_follow)
        self.engine.submit(attempt, self.now)
        self._collect()
        return attempt.id

    def send(self, text: str = "Hello", to: str = ANNA) -> DriverEvent:
        """Hand over a text and wait for what becomes of it."""
        return self.outcome(self.submit(text, to))

    def outcome(self, attempt_id: int) -> DriverEvent:
        """Wait for what becomes of an attempt."""
        self.until_true(lambda: bool(self.outcomes(attempt_id)))
        return self.outcomes(attempt_id)[0]

    def outcomes(self, attempt_id: int) -> list[DriverEvent]:
        """All that was told of one attempt."""
        return [
            event
            for event in self.told
            if isinstance(event, Accepted | Ended) and event.attempt_id == attempt_id
        ]

    def commit(self) -> None:
        """The shop commits all that has come in so far."""
        for event in self.told:
            if isinstance(event, SegmentReceived | ReportReceived):
                self.engine.acknowledge(event.handle)
        self.engine.tick(self.now)

    # --- waiting ------------------------------------------------------------------------------

    def say(self, *lines: str) -> None:
        """The modem says something by itself."""
        with self.network.change():
            for line in lines:
                self.modem.terminal.unsolicited(line)
        self.until_true(lambda: not self.modem.terminal.has_output)

    def until_state(self, state: ModemState, within: float = 1000.0) -> Wire:
        """Let time pass until *state* is the one that was told last."""
        self.until_true(lambda: self.state is not None and self.state.state is state, within)
        return self

    def until_true(self, condition: Callable[[], bool], within: float = 1000.0) -> None:
        """Let time pass until *condition* holds."""
        end = self.now + within
        while not condition():
            if not self._step(end):
                raise AssertionError(f"did not come true within {within} s")

    def pass_time(self, seconds: float) -> None:
        """Let *seconds* pass."""
        end = self.now + seconds
        while self._step(end):
            pass

    # --- what a test looks at -----------------------------------------------------------------

    @property
    def state(self) -> StateChanged | None:
        """The last state told."""
        return next((event for event in reversed(self.told) if isinstance(event, StateChanged)), None)

    def all(self, kind: type[Event]) -> list[Event]:
        """All events of one kind."""
        return [event for event in self.told if isinstance(event, kind)]

    def texts(self) -> list[str]:
        """The inbound texts, in the order they were told."""
        texts = []
        for event in self.all(SegmentReceived):
            try:
                received = decode_incoming(event.tpdu)
            except CodecError:
                continue  # junk: the shop keeps it as such
            if isinstance(received, Deliver):
                texts.append(received.text)
        return texts

    def commands(self, prefix: str = "", since: float = 0.0) -> list[str]:
        """What was written, as the log would name it."""
        return [label for at, label in self.written if label.startswith(prefix) and at >= since]

    # --- the wire -----------------------------------------------------------------------------

    def _step(self, end: float) -> bool:
        """Move some bytes, or let time jump to where something happens; False at *end*."""
        if self._move():
            return True
        if self.now >= end:
            return False
        deadline = self.engine.deadline()
        waits = [end, end if deadline is None else deadline]
        left = self.network.agenda.seconds_left()
        if left is not None:
            # Not by less than the clock can tell apart.
            waits.append(self.now + left + 1e-6)
        self.now = max(self.now, min(waits))
        with self.network.change():
            self.network.agenda.run_due()
        self.engine.tick(self.now)
        self._collect()
        return True

    def _move(self) -> bool:
        moved = self._write()
        with self.network.change():
            self.network.agenda.run_due()
        if self._unheard_of:
            self._unheard_of = False
            self.engine.unavailable(UNPLUGGED, self.now)
        output = self.noise + self.garble(self.modem.take_output())
        self.noise = b""
        if output:
            self.engine.receive(output, self.now)
            moved = True
        if self.engine.wants_reopening:
            self._reopen()
            moved = True
        return self._collect() or moved

    def _reopen(self) -> None:
        """As the owner of the port does."""
        rung = self.engine.reopens_by
        if rung is Rung.REOPEN:
            self.reopened += 1
        else:
            self.resets.append(rung)
            with self.network.change():
                self.reset(rung)
        if self.gone:
            self.engine.unavailable(UNPLUGGED, self.now)
        else:
            self.engine.opened(self.now, self.usb_id)

    @staticmethod
    def _nothing_happens(_rung: Rung) -> None:
        pass

    def _taken_away(self, how: Unplug) -> None:
        """The modem's port goes, and comes back after a while."""
        self.gone = self._unheard_of = True
        if how.back_after is not None:
            self.network.agenda.after(how.back_after, self._put_back)

    def _put_back(self) -> None:
        self.modem.power_up()
        if self._unheard_of:
            self._unheard_of = False
            self.engine.unavailable(UNPLUGGED, self.now)
        if self.gone:
            self.gone = False
            self.engine.opened(self.now, self.usb_id)

    def _write(self) -> bool:
        moved = False
        while (step := self.engine.next_write()) is not None:
            if isinstance(step, Write):
                self.written.append((self.now, step.label))
                size = self.engine.slice_octets or len(step.data)
                with self.network.change():
                    for start in range(0, len(step.data), size):
                        self.modem.receive(step.data[start : start + size])
            else:
                self.written.append((self.now, "DTR"))
            self.engine.written()
            moved = True
        return moved

    def _collect(self) -> bool:
        events = self.engine.bulletin.take()
        self.told += events
        if self.commits:
            for event in events:
                if isinstance(event, SegmentReceived | ReportReceived):
                    self.engine.acknowledge(event.handle)
            if events:
                self.engine.tick(self.now)
        return bool(events)
