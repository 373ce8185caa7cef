"""One SMS-SUBMIT, from AT+CMGS to what became of it (27.005, 3.5.1; hardware.md 1.8)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.at.device import Device
from drivers.at.fields import fields, number
from drivers.at.inbox import Inbox
from drivers.at.recovery import leave_prompt
from drivers.at.results import Final
from drivers.at.session import Command
from drivers.at.steps import (
    Listen,
    ModemSilent,
    Pause,
    Procedure,
    Reply,
    SendPdu,
    Settle,
    Tell,
    ask,
    ask_first_ok,
)
from modemsms.driver import Accepted, Attempt, Ended
from modemsms.errors import Cause, CodecError, DriverError, OutcomeUnknown
from modemsms.gsm import causes
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import with_smsc

# smstools3, ModemManager and others wait 10 s; vendors promise one.
PROMPT_TIMEOUT = 10.0
# The OK behind +CMGS follows at once. Some modems send none, and after the first time that is known.
OK_GRACE = 2.0
SHORT_GRACE = 0.1
# A modem may say OK before +CMGS. If nothing follows the OK, the OK is the answer.
REFERENCE_GRACE = 10.0
# Behind a prompt that came only at the second try the PDU waits a little: a fault has shown the need.
PAUSE_AFTER_FAULT = 0.1

_CMGS = "+CMGS:"
_RESULTS = (_CMGS, "+CMS ERROR", "+CME ERROR", "ERROR")
# What an error says of the modem, by family and code (hardware.md 3.2, 3.3, 3.5).
_SMSC_UNKNOWN = ("CMS", 330)
_MEMORY_FULL = frozenset({("CMS", 208), ("CMS", 211), ("CMS", 322), ("CME", 20)})
# Text mode, or a SIM that is not as it was.
_NOT_AS_SET_UP = frozenset(
    [("CMS", code) for code in (305, 310, 311, 313, 315, 316)] + [("CME", code) for code in (10, 11, 12, 13)]
)

NO_ANSWER = Cause(
    "no_answer",
    "The modem took the text and never said what became of it. It may have been sent.",
)
RESTARTED = Cause(
    "modem_restarted", "The modem restarted while it was sending the text. It may have been sent."
)
GONE = Cause("modem_gone", "The modem vanished while it was sending the text. It may have been sent.")


@dataclass(slots=True)
class Submission:
    """An attempt that the driver has taken and that has no outcome yet."""

    attempt: Attempt
    tpdu: bytes
    handed_over: bool = False
    """The Ctrl-Z behind the PDU has been written: from here on the text may be on the air."""


def submit(device: Device, inbox: Inbox, submission: Submission, result_timeout: float) -> Procedure[None]:
    """Send, and tell the outcome the moment it is known.

    Where the modem falls silent ``ModemSilent`` is raised; behind the Ctrl-Z the outcome
    (``no_answer``) has then been told, in front of it the attempt is still open.
    """
    attempt = submission.attempt
    if attempt.more_follow and not device.keeps_link:
        yield from keep_link(device)
    refusal = yield from _open_prompt(device, len(submission.tpdu))
    if refusal is not None:
        yield Tell(Ended(attempt.id, refused(refusal, after_pdu=False)))
        yield from _learn_from(refusal, device, inbox)
        return
    reply = yield SendPdu(_hex_line(device, submission.tpdu), result_timeout)
    if reply.ok and not _reference_line(reply):
        reply = yield from _await_reference(reply)
    yield Tell(_outcome(attempt.id, reply))
    if reply.silent:
        raise ModemSilent("AT+CMGS")
    if reply.final is None:
        settled = yield Settle(OK_GRACE if device.manners.ends_with_ok else SHORT_GRACE)
        device.manners.ends_with_ok = settled.final is not None
    elif not reply.final.ok:
        yield from _learn_from(reply.final, device, inbox)


def reference_of(line: str) -> int | None:
    """The TP-MR in ``+CMGS: 64`` or ``+CMGS: 64,"scts"``; None where it is missing or impossible."""
    reference = number(fields(line)[0])
    return reference if reference is not None and 0 <= reference <= 255 else None


def refused(final: Final, *, after_pdu: bool) -> DriverError:
    """The reaction that an error result asks for."""
    judge = causes.cme_error if final.family == "CME" else causes.cms_error
    return judge(final.code, after_pdu=after_pdu)


def keep_link(device: Device) -> Procedure[None]:
    """Hold the radio link for what follows: AT+CMMS=2, else 1; errors are harmless (hardware.md 1.8)."""
    device.keeps_link = True
    yield from ask_first_ok("AT+CMMS=2", "AT+CMMS=1")


def release_link(device: Device) -> Procedure[None]:
    """The run has ended: the link need not be held."""
    device.keeps_link = False
    yield from ask("AT+CMMS=0")


def _open_prompt(device: Device, octets: int) -> Procedure[Final | None]:
    """Get the prompt, with one more try; or the error that came in its place: then no prompt is open."""
    command = Command(f"AT+CMGS={octets}", PROMPT_TIMEOUT, prompts=True)
    reply = yield command
    if not reply.prompted and (reply.final is None or reply.final.ok):
        yield from leave_prompt()
        reply = yield command
        if reply.prompted:
            yield Pause(PAUSE_AFTER_FAULT)
    if reply.prompted:
        if device.profile.prompt_gap:
            yield Pause(device.profile.prompt_gap)
        return None
    if reply.final is None or reply.final.ok:
        raise ModemSilent(command.text)
    return reply.final


def _outcome(attempt_id: int, reply: Reply) -> Accepted | Ended:
    line = _reference_line(reply)
    if line is not None:
        return Accepted(attempt_id, reference_of(line))
    if reply.final is None:
        return Ended(attempt_id, OutcomeUnknown(NO_ANSWER))
    # The centre has this very text already: it counts as sent (23.040, 9.2.3.22, C5).
    if reply.final.ok or reply.has_code(causes.CMS_DUPLICATE):
        return Accepted(attempt_id)
    return Ended(attempt_id, refused(reply.final, after_pdu=True))


def _await_reference(done: Reply) -> Procedure[Reply]:
    """Behind an OK without +CMGS: what may still come; if nothing does, the OK stands."""
    late = yield Listen(_RESULTS, REFERENCE_GRACE)
    return done if late.silent else late


def _reference_line(reply: Reply) -> str | None:
    return next((line for line in reply.lines if line.startswith(_CMGS)), None)


def _hex_line(device: Device, tpdu: bytes) -> str:
    centre = device.smsc_wanted or device.identity.smsc
    if device.smsc_in_pdu and centre:
        try:
            return with_smsc(tpdu, Address.parse(centre)).hex().upper()
        except CodecError:
            pass  # not a number: the SIM's own has to do
    return with_smsc(tpdu).hex().upper()


def _learn_from(refusal: Final, device: Device, inbox: Inbox) -> Procedure[None]:
    """Do something about what stood in the way: for the next text, this one has its outcome."""
    said = (refusal.family, refusal.code)
    if said in _MEMORY_FULL:
        inbox.full((yield Pause(0.0)).at)
    device.in_doubt = said in _NOT_AS_SET_UP
    centre = device.smsc_wanted or device.identity.smsc
    if said == _SMSC_UNKNOWN and centre and not device.smsc_in_pdu:
        device.smsc_in_pdu = True
        yield from ask(Command(f'AT+CSCA="{centre}"', 20.0))
