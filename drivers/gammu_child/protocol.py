"""What parent and child say to each other: one JSON object a frame, one call at a time.

The parent sends a ``Call`` and gets one ``Answer``; ``News`` come whenever they come, also in front of
an answer. The frames are those of a ``SOCK_SEQPACKET`` pair: the kernel keeps them apart.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Generic, TypeVar

import msgspec

from modemsms.driver import Identity
from modemsms.errors import ModemSmsError

Heard = TypeVar("Heard")

# A long text list travels frame by frame; one frame holds one text of at most 140 octets.
_MOST_OCTETS = 65536


class _Frame(msgspec.Struct, frozen=True, tag=True):
    """Anything on the wire: the name of the class goes along."""


# --- calls ------------------------------------------------------------------------------------


class Open(_Frame, frozen=True):
    """Connect to the phone and ask what its SIM wants. Answer: ``Opened``."""

    device: str
    connection: str
    model: str


class Introduce(_Frame, frozen=True):
    """Who are you. Answer: ``Introduced``."""


class Listen(_Frame, frozen=True):
    """Tell of texts, calls and network codes from now on. Answer: ``Listening``."""


class Look(_Frame, frozen=True):
    """Network, signal and battery. Answer: ``Looked``."""


class Unlock(_Frame, frozen=True):
    """Try a code once. *kind* is PIN or PUK; with a PUK goes the PIN to be set. Answer: ``Opened``."""

    kind: str
    code: str
    new_pin: str = ""

    def __repr__(self) -> str:
        return f"Unlock(kind={self.kind!r})"


class SetCentre(_Frame, frozen=True):
    """Write the message centre to the SIM. Answer: ``Done``."""

    number: str


class Scan(_Frame, frozen=True):
    """Read the stored texts: a ``Found`` for each, then ``Scanned``.

    Unless *thorough*, a phone that holds as many as when it was last read is not read again.
    """

    thorough: bool


class Send(_Frame, frozen=True):
    """Send one SMS-SUBMIT, and wait up to *patience* seconds for its outcome. Answer: ``Sent``."""

    tpdu: bytes
    centre: str | None
    patience: float


class Delete(_Frame, frozen=True):
    """Delete the text at *location*. Answer: ``Done``."""

    location: int


class Dial(_Frame, frozen=True):
    """Dial a USSD code, or reply with it. Answer: ``Done``; the network's own comes as ``Replied``."""

    code: str


class HangUp(_Frame, frozen=True):
    """Reject the call that is ringing. Answer: ``Done``."""

    call: int


class Restart(_Frame, frozen=True):
    """Restart the phone. Answer: ``Done``."""


Call = Open | Introduce | Listen | Look | Unlock | SetCentre | Scan | Send | Delete | Dial | HangUp | Restart


# --- answers ----------------------------------------------------------------------------------


class Done(_Frame, frozen=True):
    """It worked, and there is nothing to say."""


class Opened(_Frame, frozen=True):
    """*security* is what the SIM asks for (PIN, PUK, …), None if nothing."""

    security: str | None


class Introduced(_Frame, frozen=True):
    """Facts about phone and SIM; None where it would not say."""

    imei: str | None = None
    imsi: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    firmware: str | None = None
    centre: str | None = None

    @property
    def identity(self) -> Identity:
        """In the words of the driver interface. gammu cannot read an ICCID."""
        return Identity(
            imei=self.imei,
            imsi=self.imsi,
            smsc=self.centre,
            manufacturer=self.manufacturer,
            model=self.model,
            firmware=self.firmware,
        )


class Listening(_Frame, frozen=True):
    """*texts*: the phone tells of texts by itself, and its descriptor wakes the child when it does."""

    texts: bool


class Looked(_Frame, frozen=True):
    """As last heard; None is unknown. *network* is gammu's word (HomeNetwork, NoNetwork, …)."""

    network: str | None = None
    operator: str | None = None
    signal_dbm: int | None = None
    battery_percent: int | None = None
    charging: bool | None = None
    celsius: float | None = None


class Scanned(_Frame, frozen=True):
    """All stored texts were told; *complete* is False where the phone was not read (nothing is new)."""

    complete: bool


class Sent(_Frame, frozen=True):
    """The network took it."""

    reference: int | None


class Refusal(msgspec.Struct, frozen=True):
    """The error that the modem itself gave: ``CMS``, ``CME``, or a bare ERROR ("" and None)."""

    family: str
    code: int | None


class Failed(_Frame, frozen=True):
    """The call did not work. *code* and *name* are gammu's, *refusal* the modem's behind it if any.

    *handed_over*, of a ``Send``: the modem had the whole text before this happened.
    """

    code: int
    name: str
    refusal: Refusal | None = None
    handed_over: bool = False


class Unfaithful(_Frame, frozen=True):
    """gammu would send something other than the ``Send`` says, so nothing was sent."""


Answer = Done | Opened | Introduced | Listening | Looked | Scanned | Sent | Failed | Unfaithful


# --- news -------------------------------------------------------------------------------------


class Hello(_Frame, frozen=True):
    """The child is up, with this version of libgammu."""

    version: str


class Missing(_Frame, frozen=True):
    """There is no python-gammu on this machine. The child ends."""


class Found(_Frame, frozen=True):
    """One stored text or report; *tpdu* is None where the phone will not give it away readably."""

    location: int
    tpdu: bytes | None


class Stirred(_Frame, frozen=True):
    """A text came in: ``Scan`` will find it."""


class Reported(_Frame, frozen=True):
    """An SMS-STATUS-REPORT came in and is stored nowhere."""

    tpdu: bytes


class Rang(_Frame, frozen=True):
    """Somebody calls; *over*: no more."""

    call: int
    number: str | None
    over: bool


class Replied(_Frame, frozen=True):
    """The network on USSD; *status* is gammu's word (ActionNeeded, NoActionNeeded, …)."""

    text: str
    status: str


class LateReference(_Frame, frozen=True):
    """A ``+CMGS`` that no ``Send`` was waiting for any more."""

    reference: int


class Gone(_Frame, frozen=True):
    """The port hung up."""


News = Hello | Missing | Found | Stirred | Reported | Rang | Replied | LateReference | Gone


class Closed(ModemSmsError):
    """The other end is gone, or talks nonsense."""


class Channel(Generic[Heard]):
    """One end of the pair. *hears* reads the frames of the other end."""

    def __init__(self, sock: socket.socket, hears: msgspec.json.Decoder[Heard]) -> None:
        self._sock = sock
        self._encoder = msgspec.json.Encoder()
        self._decoder = hears

    def fileno(self) -> int:
        """For ``poll``."""
        return self._sock.fileno()

    def send(self, frame: Call | Answer | News) -> None:
        """Raises ``Closed`` if nobody hears it."""
        try:
            self._sock.send(self._encoder.encode(frame))
        except OSError as error:
            raise Closed from error

    def receive(self) -> Heard:
        """The next frame. Raises ``Closed`` at the end, ``BlockingIOError`` if there is none yet."""
        try:
            data = self._sock.recv(_MOST_OCTETS)
        except BlockingIOError:
            raise
        except OSError as error:
            raise Closed from error
        if not data:
            raise Closed
        try:
            return self._decoder.decode(data)
        except msgspec.DecodeError as error:
            raise Closed from error

    def close(self) -> None:
        """Let go of the end."""
        with suppress(OSError):
            self._sock.close()
