"""Every error of the house: one class for each reaction, never one for each cause."""

from __future__ import annotations

from dataclasses import dataclass


class ModemSmsError(Exception):
    """The root: whatever modemsms raises on purpose."""


class ConfigError(ModemSmsError):
    """The configuration cannot be used: one line for the person who wrote it, exit 2."""

    def __init__(self, file: str, key: str, line: int | None, why: str) -> None:
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {key}: {why}" if key else f"{where}: {why}")
        self.file = file
        self.key = key
        self.line = line
        self.why = why


class InvalidInput(ModemSmsError):
    """A person or a program gave something that cannot be used: *field* and a sentence *why*."""

    def __init__(self, field: str, why: str, *, code: str = "invalid") -> None:
        super().__init__(why)
        self.field = field
        self.why = why
        self.code = code


class NotFound(ModemSmsError):
    """What was asked for does not exist."""


class Conflict(ModemSmsError):
    """The request is understood, but the thing is in a state that forbids it."""

    def __init__(self, why: str, *, code: str = "conflict") -> None:
        super().__init__(why)
        self.code = code


class StoreUnavailable(ModemSmsError):
    """The database cannot be read or written now; nothing was taken."""


class StoreRefused(ModemSmsError):
    """The database cannot be used at all: made by a newer version, in use, or not a database."""


class CodecError(ModemSmsError):
    """Octets that are no valid PDU, or a text that the alphabet cannot carry."""

    def __init__(self, why: str, raw: bytes = b"") -> None:
        super().__init__(why)
        self.raw_hex = raw.hex().upper()


class Unencodable(CodecError):
    """A character outside the alphabet in use."""

    def __init__(self, character: str) -> None:
        super().__init__(f"U+{ord(character):04X} is not in the alphabet")
        self.character = character


class ProtocolError(ModemSmsError):
    """The conversation with a device broke its own rules."""


class LocalProtocolError(ProtocolError):
    """We broke them: a bug of ours, such as a second command before the first has ended."""


class RemoteProtocolError(ProtocolError):
    """The device talks nonsense; the cure is to find the start of a line again."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a device or the network said no.

    *code* is stable (``cms_38``, ``cme_10``, ``no_answer`` …); *sentence* is for the shop.
    """

    code: str
    sentence: str


class DriverError(ModemSmsError):
    """Decides the fate of a segment; *cause* goes into the message's reason."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(f"{cause.code}: {cause.sentence}")
        self.cause = cause


class ModemUnavailable(DriverError):
    """The device is gone or silent before anything was handed to it: requeue, attempt not counted."""


class ModemNotReady(DriverError):
    """SIM, PIN, network or subscription forbid sending: requeue, pause this modem, tell the shop."""


class SendRejected(DriverError):
    """The network or the modem said no, for certain."""

    def __init__(self, cause: Cause, *, permanent: bool, tries: int | None = None) -> None:
        """*tries* caps how often a temporary refusal is tried again; None means the usual number."""
        super().__init__(cause)
        self.permanent = permanent
        self.tries = tries


class OutcomeUnknown(DriverError):
    """It may be on the air. Never again by itself."""
