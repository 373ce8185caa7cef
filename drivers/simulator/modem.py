"""A simulated modem: bytes in, bytes out, a SIM in it and a network behind it. It does no I/O."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from drivers.simulator.agenda import Ticket
from drivers.simulator.calls import Call, Calls
from drivers.simulator.dialogue import Dialogue
from drivers.simulator.faults import Faults, Unplug
from drivers.simulator.interpreter import Interpreter
from drivers.simulator.journal import Journal, Kind
from drivers.simulator.memory import Memory
from drivers.simulator.network import Network
from drivers.simulator.profile import Profile
from drivers.simulator.receiving import Reception
from drivers.simulator.registration import Registration, Stat
from drivers.simulator.results import CommandError
from drivers.simulator.script import Script
from drivers.simulator.settings import Settings
from drivers.simulator.sim import Sim
from drivers.simulator.submission import Submission
from drivers.simulator.terminal import Terminal
from drivers.simulator.trouble import Trouble

PIN_READY = "+CPIN: READY"
NETWORK_LOCK = "PH-NET PIN"
"""<code> of AT+CPIN? of a modem that was sold for the SIM cards of one operator (22.022)."""

# The OK of a restart is out before the modem goes down.
RESTARTS_AFTER = timedelta(milliseconds=50)


class Modem:
    """One modem on *network*: bytes go in by ``receive`` and come out of ``take_output``.

    *air* is the air time of one submit. Whoever carries the bytes holds ``network.change()`` and runs
    ``network.agenda`` (``PtyHost`` does both). All other public methods may be called by any thread.
    """

    def __init__(
        self,
        network: Network,
        sim: Sim | None,
        *,
        imei: str,
        profile: Profile | None = None,
        air: timedelta = timedelta(0),
    ) -> None:
        self.network = network
        self.sim: Sim | None = sim
        self.imei: str = imei
        self.profile: Profile = profile or Profile()
        self.air: timedelta = air
        self.faults = Faults()
        self.journal = Journal()
        self.settings = Settings(self.profile)
        self.script = Script(self)
        self.interpreter = Interpreter(self)
        self.terminal = Terminal(self.profile, self.interpreter)
        self.registration = Registration(self)
        self.reception = Reception(self)
        self.submission = Submission(self)
        self.dialogue = Dialogue(self)
        self.calls = Calls(self)
        self.trouble = Trouble(self)
        self.port_taken_away: Callable[[Unplug], None] = _nothing_to_unplug
        """Who holds the port, and takes it away when a fault asks for it."""
        self.locked_to = ""
        """The beginning that the IMSI of its SIM must have; empty: it takes each."""
        self.powered = True
        self._own = {
            name: Memory(
                self.profile.sr_size if name == "SR" else self.profile.me_size, self.profile.first_index
            )
            for name in {*self.profile.memories, "ME", "SR"} - {"SM"}
        }
        self._timers: list[Ticket] = []
        self._deaf = False
        self._sms_ready = True
        self._pin_given = False
        self._unread_sim: Sim | None = None
        self._adopt_sim()
        self._chatter()
        network.join(self)

    # --- bytes --------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Bytes from the client."""
        if self.powered and not self._deaf:
            self.terminal.receive(data[: self.profile.write_limit or None])

    def take_output(self) -> bytes:
        """Bytes for the client, each once."""
        output = self.terminal.take_output()
        return b"" if self._deaf else output

    # --- what the network sees ----------------------------------------------------------------------

    @property
    def number(self) -> str | None:
        """The number of the SIM in it, E.164; None without one."""
        return self.sim.number if self.sim else None

    def offer(self, tpdu: bytes) -> bool:
        """Take an incoming TPDU, if there is coverage and room."""
        return self.powered and self.registration.registered and self.reception.offer(tpdu)

    def ring(self, call: Call) -> None:
        """Somebody calls."""
        self.calls.take(call)

    # --- what the commands see ----------------------------------------------------------------------

    @property
    def card(self) -> Sim:
        """The SIM. Raises CMS ERROR 310 without one."""
        if self.sim is None:
            raise CommandError("CMS", 310)
        return self.sim

    @property
    def pin_wanted(self) -> str:
        """<code> of AT+CPIN? (27.007, 8.3)."""
        sim = self.sim
        if sim is not None and not sim.imsi.startswith(self.locked_to):
            return NETWORK_LOCK
        if sim is None or not sim.pin or self._pin_given:
            return "READY"
        return "SIM PIN" if sim.pin_tries else "SIM PUK"

    @property
    def sim_is_open(self) -> bool:
        """Whether the SIM is there and unlocked."""
        return self.sim is not None and self.pin_wanted == "READY"

    def pin_accepted(self) -> None:
        """The SIM is unlocked until the next start, and the modem looks for its network."""
        self._pin_given = True
        self.registration.tell()

    def require_sms(self) -> None:
        """Raise what an SMS command answers while the SIM or the modem is not ready for it."""
        if self.sim is None:
            raise CommandError("CMS", 310)
        if self.pin_wanted == NETWORK_LOCK:
            raise CommandError("CME", 40)
        if self.pin_wanted != "READY":
            raise CommandError("CMS", 311 if self.pin_wanted == "SIM PIN" else 316)
        if not self._sms_ready:
            raise CommandError("CMS", 302)

    def memory(self, name: str) -> Memory:
        """The memory called *name*; ValueError if this make has none of that name."""
        if name not in self.profile.memories:
            raise ValueError(name)
        return self.card.memory if name == "SM" else self._own[name]

    def after(self, delay: timedelta, action: Callable[[], None]) -> Ticket:
        """Do *action* later, unless the modem loses its power before."""
        self._timers = [ticket for ticket in self._timers if ticket.waits]
        ticket = self.network.agenda.after(delay, action)
        self._timers.append(ticket)
        return ticket

    # --- what can be done to it ---------------------------------------------------------------------

    def deafen(self, lasts: timedelta | None = None) -> None:
        """It hears and says nothing for *lasts*; None: until ``hear_again`` or a reboot."""
        with self.network.change():
            self._deaf = True
            if lasts is not None:
                self.after(lasts, self.hear_again)

    def hear_again(self) -> None:
        """The end of ``deafen``. What it would have said is lost."""
        with self.network.change():
            self.terminal.take_output()
            self._deaf = False

    def power_down(self) -> None:
        """All that is volatile is lost, a submit in work too. The SIM keeps what it has."""
        with self.network.change():
            self.journal.note(Kind.POWER, "down")
            for ticket in self._timers:
                ticket.cancel()
            self._timers.clear()
            self.interpreter.reset()
            self.script.reset()
            self.reception.reset()
            self.dialogue.reset()
            self.calls.reset()
            self.terminal.take_output()
            self.terminal.reset()
            self.settings.reset()
            self.registration.reset()
            self.powered = self._deaf = self._pin_given = False

    def power_up(self) -> None:
        """Start: it hears at once, says its banner, and takes what waits for it."""
        with self.network.change():
            self.journal.note(Kind.POWER, "up")
            self.powered = True
            if self._unread_sim is not None:
                self.sim, self._unread_sim = self._unread_sim, None
                self._adopt_sim()
            self._sms_ready = not self.profile.sms_ready_after
            self._greet()
            self._chatter()
            if not self._sms_ready:
                self.after(self.profile.sms_ready_after, self._become_sms_ready)
            self.registration.tell()

    def reboot(self, lasts: timedelta | None = None, *, vanishes: bool = False) -> None:
        """Off and on again, *lasts* apart (else as its make takes); *vanishes* takes the port along."""
        with self.network.change():
            pause = self.profile.boot_time if lasts is None else lasts
            if vanishes or self.profile.restart_vanishes:
                self.unplug(Unplug(back_after=pause))
                return
            self.power_down()
            self.network.agenda.after(pause, self.power_up)

    def restart_soon(self) -> None:
        """Reboot, once what was said is on the line."""
        self.network.agenda.after(RESTARTS_AFTER, self.reboot)

    def unplug(self, how: Unplug | None = None) -> None:
        """Pull it out of its port; the power goes with it."""
        with self.network.change():
            self.power_down()
            self.port_taken_away(how or Unplug())

    def set_coverage(self, stat: Stat, signal: int | None = None) -> None:
        """Change the registration, and the signal (<rssi> of AT+CSQ) if given."""
        with self.network.change():
            self.registration.stat = stat
            if signal is not None:
                self.registration.signal = signal
            self.registration.tell()

    def say(self, *lines: str) -> None:
        """Write an unsolicited result of one line, or of two that belong together."""
        with self.network.change():
            self.terminal.unsolicited(*lines)

    def garble(self, data: bytes) -> None:
        """Write junk as it is."""
        with self.network.change():
            self.terminal.raw(data)

    def change_sim(self, sim: Sim | None) -> None:
        """Take the SIM out (None), or put another one in."""
        with self.network.change():
            self.reception.give_back()
            if sim is not None and self.profile.sim_needs_restart:
                self._unread_sim = sim
                self.terminal.unsolicited("^SIMST:1")
                return
            self.sim = sim
            self._pin_given = False
            self._adopt_sim()
            told = "NOT INSERTED" if sim is None else self.pin_wanted
            self.terminal.unsolicited(f"+CPIN: {told}")
            self.registration.tell()

    # --- inside -------------------------------------------------------------------------------------

    def _adopt_sim(self) -> None:
        if self.sim is not None:
            self.sim.memory.first_index = self.profile.first_index

    def _greet(self) -> None:
        """The lines of the start; a SIM that is locked or missing ends them."""
        for line in self.profile.boot_lines:
            if line == PIN_READY and not self.sim_is_open:
                self.terminal.unsolicited(f"+CPIN: {self.pin_wanted if self.sim else 'NOT INSERTED'}")
                return
            self.terminal.unsolicited(line)

    def _become_sms_ready(self) -> None:
        self._sms_ready = True

    def _chatter(self) -> None:
        if self.profile.chatter and self.powered:
            if self.settings.chatters:
                self.terminal.unsolicited(self.profile.chatter)
            self.after(self.profile.chatter_every, self._chatter)


def _nothing_to_unplug(how: Unplug) -> None:
    """A modem without a port: it just stays without power."""
