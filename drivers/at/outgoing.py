"""The one text that is on its way out, and the last one whose outcome never came."""

from __future__ import annotations

import math

from drivers.at.submit import NO_ANSWER, Submission, reference_of
from modemsms.driver import Accepted, Attempt, DriverEvent, Ended
from modemsms.errors import Cause, DriverError, LocalProtocolError, ModemUnavailable, OutcomeUnknown

NOT_HANDED_OVER = Cause("modem_unavailable", "The modem went away before the text was handed to it.")


# How long a modem that fell silent over a text is given to say after all what became of it, before it
# gets the next one (hardware.md 1.8). Never longer than it had for the text itself.
LATE_ANSWER_GRACE = 30.0


class Outgoing:
    """At most one attempt is open: waiting for its turn, or begun."""

    def __init__(self, submit_timeout: float) -> None:
        self._late_answer_grace = min(LATE_ANSWER_GRACE, submit_timeout)
        self._open: Submission | None = None
        self._begun_at: float | None = None
        self._unsettled: int | None = None
        self.held_until = 0.0
        """Before this no other text is begun: an answer that is late would be taken for its own."""
        self.begun_last = -math.inf
        """When a text was begun last."""
        self._owes_answer = False

    @property
    def waiting(self) -> bool:
        """An attempt waits for its turn."""
        return self._open is not None and self._begun_at is None

    @property
    def begun(self) -> bool:
        """An attempt is at the modem, and its outcome is open."""
        return self._open is not None and self._begun_at is not None

    def take(self, attempt: Attempt) -> None:
        """Open *attempt*. Raises ``CodecError`` if it cannot be put into a PDU.

        Another open attempt, or a whole message, is the caller's mistake.
        """
        if self._open is not None:
            raise LocalProtocolError("an AT modem has one text in the air at a time")
        if attempt.submit is None:
            raise TypeError("an AT modem takes segments, not whole messages")
        self._open = Submission(attempt, attempt.submit.encode())
        self._begun_at = None

    def begin(self, now: float) -> Submission:
        """The waiting attempt, now begun."""
        assert self._open is not None
        self._begun_at = self.begun_last = now
        return self._open

    def begun_for(self, attempt_id: int) -> str | None:
        """Whom the text at the modem is for, if it is that of *attempt_id*."""
        if not self.begun or self._open is None or self._open.attempt.id != attempt_id:
            return None
        return self._open.attempt.to

    def claims_restart(self, now: float) -> bool:
        """Whether the modem is to be restarted before the waiting text leaves; True once.

        It has had its time for an answer that it still owes, and that would be taken for the next one's.
        """
        claims = self._owes_answer and self._unsettled is not None and self.waiting
        if not claims or now < self.held_until:
            return False
        self._owes_answer = False
        return True

    def handed_over(self) -> None:
        """The Ctrl-Z was written. From here on a ``+CMGS`` answers this text and no earlier one."""
        if self._open is not None:
            self._open.handed_over = True
        self._unsettled = None

    def told(self, event: DriverEvent, now: float) -> None:
        """Take note of an outcome, or that none came."""
        if not isinstance(event, Accepted | Ended) or self._open is None:
            return
        if event.attempt_id == self._open.attempt.id:
            unknown = isinstance(event, Ended) and isinstance(event.error, OutcomeUnknown)
            self._unsettled = event.attempt_id if unknown else None
            if isinstance(event, Ended) and event.error.cause == NO_ANSWER:
                self.held_until = now + self._late_answer_grace
                self._owes_answer = True
            self._open = self._begun_at = None

    def late(self, line: str) -> Accepted | None:
        """The outcome that *line* brings for a text whose answer was given up; None if it brings none.

        While the PDU of a newer text is not out, a ``+CMGS`` can only be that of the earlier one.
        """
        if self._unsettled is None or not line.startswith("+CMGS:"):
            return None
        attempt_id, self._unsettled = self._unsettled, None
        self.held_until = 0.0
        return Accepted(attempt_id, reference_of(line))

    def forget_unsettled(self) -> None:
        """The modem has restarted: no late answer will come."""
        self._unsettled = None
        self.held_until = 0.0

    def cut_short(self, if_handed_over: Cause) -> Ended | None:
        """The end of an attempt whose modem went away; None if none is open."""
        if self._open is None:
            return None
        if self._open.handed_over:
            return Ended(self._open.attempt.id, OutcomeUnknown(if_handed_over))
        return self.refuse(ModemUnavailable(NOT_HANDED_OVER))

    def refuse(self, error: DriverError) -> Ended | None:
        """The end of an attempt that was not begun, or of which nothing was handed over."""
        return None if self._open is None else Ended(self._open.attempt.id, error)
