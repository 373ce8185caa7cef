"""The phone as gammu drives it: each call of the protocol as calls of python-gammu. Child only.

``Terminate`` is never called, and the interpreter's own end is avoided (``server``): both can hang for
minutes on a mute phone. Whoever wants this to end kills it.
"""

from __future__ import annotations

import math
import select
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from drivers.gammu_child import debuglog, texts
from drivers.gammu_child.debuglog import DebugLog, Progress, Reading, ReadText
from drivers.gammu_child.gammurc import gammurc
from drivers.gammu_child.news import is_charging, news_of
from drivers.gammu_child.protocol import (
    Answer,
    Call,
    Delete,
    Dial,
    Done,
    Failed,
    Found,
    HangUp,
    Introduce,
    Introduced,
    LateReference,
    Listen,
    Listening,
    Look,
    Looked,
    News,
    Open,
    Opened,
    Restart,
    Scan,
    Scanned,
    Send,
    Sent,
    SetCentre,
    Unfaithful,
    Unlock,
)
from drivers.gammu_child.where import speaks_at
from drivers.links import real_path
from modemsms.errors import CodecError
from modemsms.gsm.submit import Submit

# It has no stubs, and its names come out of a C module.
gammu: Any = import_module("gammu")

# gammu's error codes (hardware.md 5.2) that are no failure of the phone.
EMPTY, TIMEOUT = 22, 14

_FIRST_CENTRE = 1
_OWN_ERROR = 0
"""For an error that python-gammu itself raised, in turning an answer into Python."""

_UNTOLD_DBM = -1


def version() -> str:
    """That of libgammu."""
    found: str = gammu.Version()[0]
    return found


class Phone:
    """One phone, from ``Open`` to the end of the process. *tell* takes the news."""

    def __init__(self, log: DebugLog, tell: Callable[[News], None]) -> None:
        self._log = log
        self._tell = tell
        self._machine = gammu.StateMachine()
        self._heard: list[tuple[str, dict[str, Any]]] = []
        self._device = ""
        self._is_at = False
        self._held: int | None = None
        self._steps: dict[type, Callable[[Any], Answer]] = {
            Open: self._open,
            Introduce: self._introduce,
            Listen: self._listen,
            Look: self._look,
            Unlock: self._unlock,
            SetCentre: self._set_centre,
            Scan: self._scan,
            Send: self._send,
            Delete: self._delete,
            Dial: self._dial,
            HangUp: self._hang_up,
            Restart: self._restart,
        }

    @property
    def descriptor(self) -> int | None:
        """gammu's own, readable when the phone has said something; None where there is none."""
        device = real_path(self._device)
        for entry in Path("/proc/self/fd").iterdir():
            if real_path(entry) == device and entry.is_char_device():
                return int(entry.name)
        return None

    def do(self, call: Call) -> Answer:
        """Make *call*, however long it blocks. What the phone said meanwhile is told first."""
        self._log.mark()
        try:
            answer = self._steps[type(call)](call)
        except gammu.GSMError as error:
            answer = self._failed(error)
        except (ValueError, SystemError) as error:
            answer = Failed(_OWN_ERROR, type(error).__name__)
        finally:
            self._log.forget()
        self._tell_heard()
        return answer

    def hear(self) -> bool:
        """The descriptor is readable: take what the phone says. False if it has hung up."""
        self._log.mark()
        is_there = self._take_input()
        reference = debuglog.reference(self._log.since_mark()) if self._is_at else None
        if reference is not None:
            self._tell(LateReference(reference))
        self._log.forget()
        self._tell_heard()
        return is_there

    # --- calls --------------------------------------------------------------------------------

    def _open(self, call: Open) -> Answer:
        self._device = call.device
        self._is_at = speaks_at(call.connection)
        # SetConfig alone would leave the parameters of AT+CNMI at zero, and no text would be told.
        with gammurc(call, self._log.path) as path:
            self._machine.ReadConfig(0, 0, path)
        self._machine.Init()
        return Opened(self._machine.GetSecurityStatus())

    def _unlock(self, call: Unlock) -> Answer:
        if call.kind == "PUK":
            self._machine.EnterSecurityCode("PUK", call.code, call.new_pin)
        else:
            self._machine.EnterSecurityCode(call.kind, call.code)
        return Opened(self._machine.GetSecurityStatus())

    def _introduce(self, _: Introduce) -> Answer:
        model = self._asked(self._machine.GetModel)
        firmware = self._asked(self._machine.GetFirmware)
        centre = self._asked(self._machine.GetSMSC, _FIRST_CENTRE)
        return Introduced(
            imei=self._asked(self._machine.GetIMEI) or None,
            imsi=self._asked(self._machine.GetSIMIMSI) or None,
            manufacturer=self._asked(self._machine.GetManufacturer) or None,
            model=(model[1] or model[0]) if model else None,
            firmware=firmware[0] if firmware else None,
            centre=(centre["Number"] or None) if centre else None,
        )

    def _listen(self, _: Listen) -> Answer:
        # The callback runs inside other calls: it may not call gammu, and what it raises would break
        # those. So it only notes.
        self._machine.SetIncomingCallback(lambda _machine, kind, data: self._heard.append((kind, data)))
        tells = self._can(self._machine.SetIncomingSMS)
        self._can(self._machine.SetIncomingCall)
        self._can(self._machine.SetIncomingUSSD)
        return Listening(texts=tells and self.descriptor is not None)

    def _look(self, _: Look) -> Answer:
        network = self._asked(self._machine.GetNetworkInfo) or {}
        signal = self._asked(self._machine.GetSignalQuality) or {}
        battery = self._asked(self._machine.GetBatteryCharge) or {}
        dbm = signal.get("SignalStrength", _UNTOLD_DBM)
        percent, celsius = battery.get("BatteryPercent", -1), battery.get("BatteryTemperature", -1)
        return Looked(
            network=network.get("State"),
            operator=network.get("NetworkName") or None,
            signal_dbm=dbm if dbm < _UNTOLD_DBM else None,
            battery_percent=percent if percent >= 0 else None,
            charging=is_charging(battery.get("ChargeState")),
            celsius=celsius if celsius > 0 else None,
        )

    def _set_centre(self, call: SetCentre) -> Answer:
        centre = self._machine.GetSMSC(_FIRST_CENTRE)
        self._machine.SetSMSC({**centre, "Number": call.number})
        return Done()

    def _delete(self, call: Delete) -> Answer:
        self._machine.DeleteSMS(0, call.location)
        if self._held is not None:
            self._held -= 1
        return Done()

    def _dial(self, call: Dial) -> Answer:
        self._machine.DialService(call.code)
        return Done()

    def _hang_up(self, call: HangUp) -> Answer:
        self._machine.CancelCall(ID=call.call, All=True)
        return Done()

    def _restart(self, _: Restart) -> Answer:
        self._machine.Reset(Hard=False)
        return Done()

    # --- sending ------------------------------------------------------------------------------

    def _send(self, call: Send) -> Answer:
        submit = Submit.decode(call.tpdu)
        sms = texts.to_gammu(submit, call.centre)
        # As a check only; the message centre in front of it plays no part.
        checked = sms | {"SMSC": sms["SMSC"] | {"Location": 0, "Number": call.centre or ""}}
        if not texts.is_faithful(gammu.EncodePDU(checked, "Submit"), submit):
            return Unfaithful()
        deadline = time.monotonic() + call.patience
        try:
            reference = self._machine.SendSMS(sms)
        except gammu.GSMError as error:
            if error.args[0]["Code"] == TIMEOUT and self._is_at:
                self._wait_on(deadline)
            return self._not_sent(error)
        if self._is_at:
            return Sent(self._progress().reference)
        # What gammu says where a phone gives no reference.
        return Sent(None if reference == 255 else reference)

    def _wait_on(self, deadline: float) -> None:
        """gammu gives up after 100 s; networks take up to 180. Listen on until an outcome is in the log."""
        poll = select.poll()
        descriptor = self.descriptor
        if descriptor is None:
            return
        poll.register(descriptor, select.POLLIN)
        while _is_open(self._progress()) and (left := deadline - time.monotonic()) > 0:
            if poll.poll(math.ceil(left * 1000)) and not self._take_input():
                return

    def _take_input(self) -> bool:
        """Let gammu read, once something is there to be read. False if there was nothing: unplugged."""
        try:
            octets: int = self._machine.ReadDevice(Wait=False)
        except gammu.GSMError as error:
            # A line that gammu does not know is an error to it, and has been read all the same.
            return error.args[0]["Code"] not in _LOST
        return octets > 0

    def _not_sent(self, error: Any) -> Answer:
        failed = self._failed(error)
        if not self._is_at:
            # How far it came is known for modems only; a phone may have sent it.
            return Failed(failed.code, failed.name, handed_over=True)
        found = self._progress()
        if found.reference is not None:
            return Sent(found.reference)
        return Failed(failed.code, failed.name, found.refusal, found.handed_over)

    def _progress(self) -> Progress:
        return debuglog.progress(self._log.since_mark())

    # --- reading ------------------------------------------------------------------------------

    def _scan(self, call: Scan) -> Answer:
        status = self._asked(self._machine.GetSMSStatus)
        held = status["SIMUsed"] + status["PhoneUsed"] if status else None
        if held is not None and held == self._held and not call.thorough:
            return Scanned(complete=False)
        for found in self._stored():
            self._tell(found)
        self._held = held
        return Scanned(complete=True)

    def _stored(self) -> Iterable[Found]:
        """Every text in every memory. One that gammu cannot read is told as it came, and passed over."""
        reading = Reading()
        location: int | None = None
        seen: set[int] = set()
        while True:
            self._log.forget()
            try:
                group = self._next(location)
            except (gammu.GSMError, ValueError) as error:
                if isinstance(error, gammu.GSMError) and error.args[0]["Code"] == EMPTY:
                    return
                read = self._read(reading)
                if read.location is None or read.location in seen:
                    raise
                found = [Found(read.location, _incoming(read))]
                place = read.location
            else:
                found = self._of(group, self._read(reading))
                place = int(group[-1]["Location"])
            yield from found
            if place in seen:
                # A phone that goes round in a circle has told everything.
                return
            seen.add(place)
            location = place

    @staticmethod
    def _of(group: list[dict[str, Any]], read: ReadText) -> list[Found]:
        """What is ours of a text, or of the several in one place of some phones."""
        raw = _incoming(read) if len(group) == 1 else None
        return [Found(sms["Location"], raw or _rebuilt(sms)) for sms in group if texts.is_ours(sms)]

    def _next(self, location: int | None) -> list[dict[str, Any]]:
        if location is None:
            found: list[dict[str, Any]] = self._machine.GetNextSMS(Start=True, Folder=0)
        else:
            found = self._machine.GetNextSMS(Location=location, Folder=0)
        return found

    def _read(self, reading: Reading) -> ReadText:
        return reading.text_of(self._log.since_mark()) if self._is_at else ReadText(None, None)

    # --- what the phone says ------------------------------------------------------------------

    def _tell_heard(self) -> None:
        heard, self._heard = self._heard, []
        for kind, data in heard:
            news = news_of(kind, data)
            if news is not None:
                self._tell(news)

    def _asked(self, ask: Callable[..., Any], *arguments: object) -> Any:
        """What *ask* says, None where this phone does not tell. Raises for a phone that is not there."""
        try:
            return ask(*arguments)
        except (ValueError, SystemError):
            return None
        except gammu.GSMError as error:
            if error.args[0]["Code"] in _LOST:
                raise
            return None

    def _can(self, ask: Callable[[bool], Any]) -> bool:
        """Whether the phone lets itself be told to tell of something."""
        return self._asked(lambda: [ask(True)]) is not None  # noqa: FBT003 - a function of C

    def _failed(self, error: Any) -> Failed:
        said = error.args[0]
        return Failed(said["Code"], type(error).__name__, debuglog.refusal(self._log.since_mark()))


# The port is gone, or nothing is heard on it.
_LOST = frozenset({2, 3, 4, 6, 11, 12, TIMEOUT, 33})


def _incoming(read: ReadText) -> bytes | None:
    return None if read.pdu is None else texts.incoming_tpdu(read.pdu)


def _rebuilt(sms: dict[str, Any]) -> bytes | None:
    with suppress(CodecError):
        return texts.to_tpdu(sms)
    return None


def _is_open(progress: Progress) -> bool:
    return progress.handed_over and progress.reference is None and progress.refusal is None
