"""A modem of a few lines: answers what a table says, byte by byte, for makes that nobody simulates."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.at.engine import Engine
from drivers.at.runner import Write
from modemsms.driver import DeviceSettings, DriverEvent, ModemSettings

# What any modem would say; a table goes before.
USUAL = {
    "AT+CGSN": "861234567890123\r\n\r\nOK",
    "AT+CPIN?": "+CPIN: READY\r\n\r\nOK",
    "AT+CGMI": "Acme\r\n\r\nOK",
    "AT+CREG?": "+CREG: 2,1\r\n\r\nOK",
    "AT+CPMS=?": '+CPMS: ("SM"),("SM"),("SM")\r\n\r\nOK',
    'AT+CPMS="SM","SM","SM"': "+CPMS: 0,20,0,20,0,20\r\n\r\nOK",
    "AT+CPMS?": '+CPMS: "SM",0,20,"SM",0,20,"SM",0,20\r\n\r\nOK',
}


class Peer:
    """An engine and its modem on one clock. Commands that are in no table are answered with OK."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.now = 0.0
        self.engine = Engine(DeviceSettings("at", "/dev/ttyUSB0", (ModemSettings("counter"),)))
        self.heard: list[str] = []
        self.told: list[DriverEvent] = []
        self._answers = {**USUAL, **answers}

    def open(self) -> Peer:
        """Open the port and let the two talk until neither has anything to say."""
        self.engine.opened(self.now)
        return self.talk()

    def say(self, text: str) -> Peer:
        """The modem says something by itself."""
        self.engine.receive(f"\r\n{text}\r\n".encode("latin-1"), self.now)
        return self.talk()

    def answer(self, answers: Mapping[str, str]) -> None:
        """From now on the modem answers so; with nothing for nothing."""
        self._answers.update(answers)

    def pass_time(self, seconds: float) -> Peer:
        """Let time pass, from one deadline to the next."""
        end = self.now + seconds
        while (deadline := self.engine.deadline()) is not None and deadline <= end:
            self.now = max(self.now, deadline)
            self.engine.tick(self.now)
            self.talk()
        self.now = end
        return self

    def talk(self) -> Peer:
        """Carry bytes both ways as long as there are any."""
        while (step := self.engine.next_write()) is not None:
            data = step.data if isinstance(step, Write) else b""
            self.engine.written()
            line = data.decode("latin-1").strip("\r\x1b")
            if line:
                self.heard.append(line)
                self._answer(line)
        self.told += self.engine.bulletin.take()
        return self

    def _answer(self, line: str) -> None:
        answer = self._answers.get(line.partition("\x1a")[0], "OK")
        if answer:
            self.engine.receive(f"\r\n{answer}\r\n".encode("latin-1"), self.now)
