"""A modem on the work bench: typed at byte by byte, on a clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from drivers.simulator.modem import Modem
from drivers.simulator.network import Network
from drivers.simulator.profile import Profile
from drivers.simulator.sim import Sim, imei, sims
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import from_hex, split_smsc
from modemsms.gsm.segments import segments
from modemsms.gsm.tpdu import Submit

ANNA = "+491701234567"
BEN = "+491609876543"
SOME_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CTRL_Z, ESCAPE = b"\x1a", b"\x1b"


class Bench:
    """One network, one clock, and the first modem on it."""

    def __init__(
        self,
        profile: Profile | None = None,
        *,
        storage: int = 20,
        pin: str = "",
        air: timedelta = timedelta(0),
        country_code: str = "49",
    ) -> None:
        self.passed = timedelta(0)
        self.network = Network(
            monotonic=self.clock,
            now=lambda: SOME_DAY + self.passed,
            report_delay=timedelta(seconds=1),
            country_code=country_code,
        )
        self.sims = sims(storage, pin)
        self.modem = Modem(self.network, next(self.sims), imei=imei(1), profile=profile, air=air)

    def clock(self) -> float:
        """Seconds since the test began."""
        return self.passed.total_seconds()

    @property
    def sim(self) -> Sim:
        """The SIM of the modem."""
        return self.modem.card

    def another_modem(self) -> Modem:
        """One more subscriber on the same network."""
        return Modem(self.network, next(self.sims), imei=imei(2))

    def type(self, data: bytes) -> bytes:
        """Type *data*, let happen what is due, and give everything that the modem wrote."""
        with self.network.change():
            self.modem.receive(data)
            self.network.agenda.run_due()
        return self.modem.take_output()

    def wait(self, seconds: float) -> bytes:
        """Let time pass, and give everything that the modem wrote in it."""
        end = self.passed + timedelta(seconds=seconds)
        with self.network.change():
            while (left := self.network.agenda.seconds_left()) is not None:
                if self.passed + timedelta(seconds=left) > end:
                    break
                # Not by less than the clock can tell apart.
                self.passed += timedelta(seconds=left, microseconds=1)
                self.network.agenda.run_due()
            self.passed = max(self.passed, end)
        return self.modem.take_output()

    def command(self, line: str) -> list[str]:
        """The lines that the modem writes when *line* is entered, its echo and empty ones left out."""
        told = lines(self.type(line.encode("latin-1") + b"\r"))
        return told[1:] if told and told[0] == line else told

    def submit(self, pdu: Submit, smsc: bytes = b"\0") -> list[str]:
        """Send *pdu* as a client does."""
        tpdu = pdu.encode()
        if (prompt := self.type(b"AT+CMGS=%d\r" % len(tpdu))).endswith(b"> "):
            typed = (smsc + tpdu).hex().upper().encode()
            return [line for line in lines(self.type(typed + CTRL_Z)) if line != typed.decode()]
        return lines(prompt)

    def text(self, to: str, text: str) -> list[str]:
        """Send a text of one segment."""
        (pdu,) = submits(to, text)
        return self.submit(pdu)


def submits(to: str, text: str, *, report: bool = False) -> tuple[Submit, ...]:
    """The segments of *text*, as a client would make them."""
    return segments(text).submits(Address.parse(to), status_report_request=report)


def lines(data: bytes) -> list[str]:
    """What was written, as lines without the empty ones."""
    return [line for line in data.decode("latin-1").replace("\r", "\n").split("\n") if line]


def tpdu_of(line: str) -> bytes:
    """The TPDU of a PDU line that a modem wrote, without the message centre in front."""
    return split_smsc(from_hex(line))[1]
