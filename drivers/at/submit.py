"""One SMS-SUBMIT, from AT+CMGS to what became of it (27.005, 3.5.1; hardware.md 1.8)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.at.centre import mend_centre, pdu_line
from drivers.at.device import SMSC_MISSING, Device
from drivers.at.fields import fields, number
from drivers.at.inbox import Inbox
from drivers.at.recovery import leave_prompt
from drivers.at.refusal_run import SILENT_NETWORK
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
from modemsms.driver import Accepted, Attempt, Ended, Noticed
from modemsms.errors import Cause, DriverError, ModemNotReady, OutcomeUnknown
from modemsms.gsm import causes

# smstools3, ModemManager and others wait 10 s; vendors promise one.
PROMPT_TIMEOUT = 10.0
# The OK behind +CMGS follows at once. Some modems send none, and after the first time that is known.
OK_GRACE = 2.0
SHORT_GRACE = 0.1
# A modem may say OK before +CMGS. If nothing follows the OK, the OK is the answer.
REFERENCE_GRACE = 10.0
# Behind a prompt that came only at the second try the PDU waits a little: a fault has shown the need.
PAUSE_AFTER_FAULT = 0.1

# A memory that still is full when so many texts were refused for it will not empty itself.
FULL_REFUSALS = 3

_CMGS = "+CMGS:"
_RESULTS = (_CMGS, "+CMS ERROR", "+CME ERROR", "ERROR")
# What an error says of the modem, by family and code (hardware.md 3.2, 3.3, 3.5).
_SMSC_UNKNOWN = ("CMS", 330)
_MEMORY_FULL = frozenset({("CMS", 208), ("CMS", 211), ("CMS", 322), ("CME", 20)})
# Text mode, or a SIM that is not as it was.
_NOT_AS_SET_UP = frozenset(
    [("CMS", code) for code in (305, 310, 311, 312, 313, 315, 316)]
    + [("CME", code) for code in (5, 10, 11, 12, 13, *range(40, 48))]
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


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the modem said to a text; *after_pdu*: behind the PDU, else in place of the prompt."""

    reply: Reply
    after_pdu: bool = True

    @property
    def said(self) -> tuple[str, int | None]:
        """The error as the tables name it."""
        final = self.reply.final
        return ("", None) if final is None else (final.family, final.code)


def submit(device: Device, inbox: Inbox, submission: Submission, result_timeout: float) -> Procedure[None]:
    """Send, and tell the outcome the moment it is known.

    Where the modem falls silent ``ModemSilent`` is raised; behind the Ctrl-Z the outcome
    (``no_answer``) has then been told, in front of it the attempt is still open.
    """
    attempt = submission.attempt
    if attempt.more_follow and not device.keeps_link:
        yield from keep_link(device)
    answer = yield from _hand_over(device, submission, result_timeout)
    if answer.said == _SMSC_UNKNOWN and (yield from mend_centre(device)):
        # It was refused for certain, so the same text may go again at once.
        submission.handed_over = False
        answer = yield from _hand_over(device, submission, result_timeout)
    yield Tell(_outcome(device, attempt, answer))
    reply = answer.reply
    if reply.silent:
        if device.memory.refusals.unanswered():
            yield Tell(Noticed(device.slot, SILENT_NETWORK))
        raise ModemSilent("AT+CMGS")
    if reply.final is None:
        settled = yield Settle(OK_GRACE if device.manners.ends_with_ok else SHORT_GRACE)
        device.manners.ends_with_ok = settled.final is not None
    elif not reply.final.ok:
        yield from _learn_from(answer.said, device, inbox)


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


def _hand_over(device: Device, submission: Submission, result_timeout: float) -> Procedure[_Answer]:
    """The command, the PDU, and what comes of it."""
    command = Command(f"AT+CMGS={len(submission.tpdu)}", PROMPT_TIMEOUT, prompts=True)
    inline = command if device.profile.pdu_inline else None
    if inline is None:
        refusal = yield from _open_prompt(device, command)
        if refusal is not None:
            return _Answer(refusal, after_pdu=False)
    reply = yield SendPdu(pdu_line(device, submission.tpdu), result_timeout, inline)
    if reply.ok and not _reference_line(reply):
        reply = yield from _await_reference(reply)
    return _Answer(reply)


def _open_prompt(device: Device, command: Command) -> Procedure[Reply | None]:
    """Get the prompt, with one more try; or the error that came in its place: then no prompt is open."""
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
    return reply


def _outcome(device: Device, attempt: Attempt, answer: _Answer) -> Accepted | Ended:
    reply = answer.reply
    line = _reference_line(reply)
    if line is None and reply.final is None:
        return Ended(attempt.id, OutcomeUnknown(NO_ANSWER))
    # 197: the centre has this very text already, so it counts as sent (23.040, 9.2.3.22, C5).
    if line is not None or reply.final is None or reply.final.ok or reply.has_code(causes.CMS_DUPLICATE):
        device.memory.refusals.accepted()
        device.full_refusals = 0
        return Accepted(attempt.id, None if line is None else reference_of(line))
    error = refused(reply.final, after_pdu=answer.after_pdu)
    if not isinstance(error, OutcomeUnknown) and (blame := _blame(device, attempt, answer.said)) is not None:
        error = ModemNotReady(blame)
    return Ended(attempt.id, error)


def _blame(device: Device, attempt: Attempt, said: tuple[str, int | None]) -> Cause | None:
    """What is wrong with the SIM rather than with this text; None if nothing is, for all we know."""
    if said == _SMSC_UNKNOWN and device.smsc_missing:
        return SMSC_MISSING
    return device.memory.refusals.refused(said[1], attempt.to) if said[0] == "CMS" else None


def _await_reference(done: Reply) -> Procedure[Reply]:
    """Behind an OK without +CMGS: what may still come; if nothing does, the OK stands."""
    late = yield Listen(_RESULTS, REFERENCE_GRACE)
    return done if late.silent else late


def _reference_line(reply: Reply) -> str | None:
    return next((line for line in reply.lines if line.startswith(_CMGS)), None)


def _learn_from(said: tuple[str, int | None], device: Device, inbox: Inbox) -> Procedure[None]:
    """Do something about what stood in the way: for the next text, this one has its outcome."""
    if said in _MEMORY_FULL:
        device.full_refusals += 1
        device.stuck_full = device.full_refusals >= FULL_REFUSALS
        inbox.full((yield Pause(0.0)).at)
    device.in_doubt = said in _NOT_AS_SET_UP
