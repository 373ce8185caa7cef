"""The one text that is on its way out through gammu, and the last one whose outcome never came."""

from __future__ import annotations

from drivers.gammu_child import debuglog, verdicts
from drivers.gammu_child.protocol import Failed, Send, Sent, Unfaithful
from modemsms.driver import Accepted, Attempt, Ended
from modemsms.errors import (
    Cause,
    CodecError,
    DriverError,
    LocalProtocolError,
    ModemUnavailable,
    OutcomeUnknown,
    SendRejected,
)

# A phone that fell silent over a text may still say what became of it. The next one waits so long, or
# that answer would be taken for its own; never longer than the text itself had.
LATE_ANSWER_GRACE = 30.0


class Outgoing:
    """At most one attempt is open. Times are seconds of one steady clock."""

    def __init__(self, submit_timeout: float, *, shows_wire: bool) -> None:
        """*shows_wire*: gammu's log tells how far a text came (AT phones)."""
        self._timeout = submit_timeout
        self._shows_wire = shows_wire
        self._open: tuple[Attempt, bytes] | None = None
        self._unsettled: int | None = None
        self._held_until = 0.0

    @property
    def waiting(self) -> bool:
        """An attempt is open."""
        return self._open is not None

    @property
    def due(self) -> float | None:
        """When the open attempt may leave; None if there is none."""
        return self._held_until if self._open is not None else None

    def take(self, attempt: Attempt) -> Ended | None:
        """Open *attempt*; its end at once if it cannot be put into a PDU."""
        if attempt.submit is None:
            raise TypeError("gammu takes segments, not whole messages")
        if self._open is not None:
            raise LocalProtocolError("a phone has one text in the air at a time")
        try:
            self._open = (attempt, attempt.submit.encode())
        except CodecError as error:
            cause = Cause("unencodable", f"This text cannot be put into a PDU: {error}.")
            return Ended(attempt.id, SendRejected(cause, permanent=True))
        return None

    def next_call(self, centre: str | None, now: float) -> Send | None:
        """How to send the open attempt, if it may leave now."""
        if self._open is None or now < self._held_until:
            return None
        return Send(self._open[1], centre, self._timeout)

    def answered(self, answer: Sent | Failed | Unfaithful, now: float) -> Accepted | Ended | None:
        """What became of it."""
        match answer:
            case Sent():
                return self._accept(answer.reference)
            case Unfaithful():
                return self._end(SendRejected(verdicts.UNENCODABLE, permanent=True))
            case Failed():
                error = verdicts.of_send(answer)
                if error is None:
                    return self._accept(None)
                if self.fell_silent(answer) and self._open is not None:
                    self._unsettled = self._open[0].id
                    self._held_until = now + min(LATE_ANSWER_GRACE, self._timeout)
                return self._end(error)

    def fell_silent(self, answer: Sent | Failed | Unfaithful) -> bool:
        """The phone has the text, and may yet say what became of it."""
        if not isinstance(answer, Failed):
            return False
        error = verdicts.of_send(answer)
        return isinstance(error, OutcomeUnknown) and error.cause == verdicts.NO_ANSWER

    def late(self, reference: int, now: float) -> Accepted | None:
        """A reference that comes behind its time settles the text that fell silent."""
        attempt_id, self._unsettled = self._unsettled, None
        if attempt_id is None:
            return None
        self._held_until = now
        return Accepted(attempt_id, reference)

    def cut_short(self, said: str | None, now: float, *, hung: bool) -> Accepted | Ended | None:
        """The child ended. *said* is gammu's log of a ``Send`` that was going on, None if none was."""
        self._unsettled = None
        if said is None:
            return self._end(ModemUnavailable(verdicts.NOT_HANDED_OVER))
        if not self._shows_wire:
            return self._cut(hung=hung, now=now)
        progress = debuglog.progress(said)
        if progress.reference is not None:
            return self._accept(progress.reference)
        if not progress.handed_over:
            return self._end(ModemUnavailable(verdicts.NOT_HANDED_OVER))
        return self._cut(hung=hung, now=now)

    def _cut(self, *, hung: bool, now: float) -> Ended | None:
        # The phone does not know that its child is a new one: what it says late would count for the next.
        self._held_until = now + min(LATE_ANSWER_GRACE, self._timeout)
        return self._end(OutcomeUnknown(verdicts.NO_ANSWER if hung else verdicts.GONE))

    def _accept(self, reference: int | None) -> Accepted | None:
        attempt, self._open = self._open, None
        return None if attempt is None else Accepted(attempt[0].id, reference)

    def _end(self, error: DriverError) -> Ended | None:
        attempt, self._open = self._open, None
        return None if attempt is None else Ended(attempt[0].id, error)
