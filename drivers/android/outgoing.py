"""The texts that the phone has, or is being given: what is proven of each, and what is due. No I/O.

What is proven never goes back: the app may overwrite Sent by Processed, and its notices come in any
order (hardware.md 4.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from drivers.android import failures
from drivers.android.errand import (
    LOOKS,
    REPEAT,
    STAGES,
    WATCHED_FOR,
    Errand,
    Stage,
)
from drivers.android.names import attempt_of, name_of
from drivers.android.wire import Sent
from modemsms.driver import Accepted, Attempt, DriverEvent, Ended, MessageReported
from modemsms.errors import DriverError
from modemsms.gsm.segments import segments

# So many names are kept of what is over, so that what is told again is no news.
REMEMBERED = 5000

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_STUCK = {
    Stage.HANDING: failures.NO_ANSWER,
    Stage.PENDING: failures.STUCK_PENDING,
    Stage.PROCESSED: failures.STUCK_PROCESSED,
}


class Outgoing:
    """Every errand of one phone, oldest first."""

    def __init__(self, patience: Mapping[Stage, float]) -> None:
        """*patience*: seconds without a change in a stage, after which nobody can say what becomes of it."""
        self._patience = dict(patience)
        self._errands: dict[str, Errand] = {}
        self._names: dict[int, str] = {}
        self._over: dict[str, Stage] = {}
        self._generic_failures: dict[int, int] = {}

    @property
    def open_count(self) -> int:
        """How many outcomes the shop waits for."""
        return sum(not errand.is_told for errand in self)

    @property
    def is_idle(self) -> bool:
        """Nothing of ours is in the phone's hands and not in the network's."""
        return not any(errand.is_handed_over for errand in self)

    @property
    def is_watching(self) -> bool:
        """The state of something on the phone may still change."""
        return any(errand.is_watched for errand in self)

    def __iter__(self) -> Iterator[Errand]:
        return iter(list(self._errands.values()))

    def begin(self, attempt: Attempt, now: float) -> Errand:
        """Take *attempt* up; it is due to be posted now."""
        errand = Errand(name_of(attempt), attempt.id, attempt, _parts(attempt.text), now, due=now)
        errand.changed_at = now
        self._errands[errand.name] = errand
        self._names.pop(attempt.id, None)
        self._names[attempt.id] = errand.name
        _cut(self._names)
        return errand

    def to_post(self) -> Errand | None:
        """The oldest that is to be handed over, or handed over again; it says when.

        First in, first out: a younger one does not overtake one that waits for its answer.
        """
        return next((e for e in self if e.stage <= Stage.HANDING and not e.is_told), None)

    def to_look_up(self) -> Errand | None:
        """The one whose state is to be asked for next; it says when."""
        watched = (errand for errand in self if errand.is_watched and not errand.is_swept)
        return min(watched, key=lambda errand: errand.due, default=None)

    def posting(self, errand: Errand, now: float) -> None:
        """It leaves now: from here on the phone may have it."""
        if errand.stage is Stage.WAITING:
            errand.stage, errand.changed_at = Stage.HANDING, now

    def unanswered(self, errand: Errand, now: float, *, was_sent: bool) -> None:
        """No answer: the same again in a moment. Without *was_sent* this try did not reach the phone."""
        if not was_sent and not errand.repeats:
            errand.stage = Stage.WAITING
        else:
            errand.repeats += 1
        errand.due = now + REPEAT[min(max(1, errand.repeats), len(REPEAT)) - 1]

    def look_soon(self, name: str, now: float) -> Errand | None:
        """Something was heard of *name* that its state will tell for certain."""
        errand = self._errands.get(name)
        if errand is not None:
            errand.due, errand.looks = now, 0
        return errand

    def end(self, errand: Errand, error: DriverError) -> list[DriverEvent]:
        """The phone never got it, or does not have it: that is its outcome."""
        self._finish(errand)
        return self._told(errand, Ended(errand.attempt_id, error))

    def learned(self, name: str, sent: Sent, now: float) -> list[DriverEvent]:
        """What the phone says of the message *name*: its state, its history, and why it failed."""
        if not sent.recipients:
            return self.heard(name, sent.state, "", now, seen=sent.states)
        recipient = sent.recipients[0]
        return self.heard(name, recipient.state, recipient.error or "", now, seen=sent.states)

    def heard(
        self, name: str, state: str, reason: str, now: float, *, seen: Mapping[str, str] | None = None
    ) -> list[DriverEvent]:
        """*name* is in *state*, and has been in each state of *seen*. What of it is news to the shop."""
        stage = max((STAGES.get(one, Stage.WAITING) for one in (*(seen or ()), state)), default=Stage.WAITING)
        errand = self._errands.get(name) or self._of_earlier_run(name, stage, now)
        if errand is None:
            return []
        if stage > errand.stage:
            errand.moved(stage, now)
        events = self._accepted(errand) if errand.stage >= Stage.SENT else []
        if errand.stage is Stage.DELIVERED:
            events.append(MessageReported(errand.attempt_id, delivered=True, message_id=errand.message_id))
            self._finish(errand)
        elif state == "Failed":
            events += self._failed(errand, reason)
        elif state == "Cancelled" and errand.stage < Stage.SENT:
            events += self.end(errand, failures.CANCELLED)
        elif errand.stage is Stage.SENT and not errand.is_watched:
            self._finish(errand)
        return events

    def tick(self, now: float) -> list[DriverEvent]:
        """What has not moved for too long is unknown; what has been watched for a day is left alone."""
        events: list[DriverEvent] = []
        for errand in self:
            at = self._stuck_at(errand)
            if at is not None and now >= at:
                error = failures.unknown(_STUCK[errand.stage])
                events += self._told(errand, Ended(errand.attempt_id, error))
            if errand.is_told and now - errand.began_at > WATCHED_FOR:
                self._finish(errand)
        return events

    def deadline(self) -> float | None:
        """When ``tick`` has something to tell."""
        return min((at for errand in self if (at := self._stuck_at(errand)) is not None), default=None)

    def lose(self, error: DriverError) -> list[DriverEvent]:
        """The phone is gone: what certainly is not on it ends with *error*."""
        waiting = [errand for errand in self if errand.stage is Stage.WAITING]
        return [event for errand in waiting for event in self.end(errand, error)]

    def lose_phone(self) -> list[DriverEvent]:
        """Another phone answers in place of the one that had them: nobody can say what became of them."""
        events: list[DriverEvent] = []
        for errand in self:
            if errand.is_handed_over:
                events += self.end(errand, failures.unknown(failures.OTHER_PHONE))
            elif errand.stage is Stage.SENT:
                self._finish(errand)
        return events

    def _of_earlier_run(self, name: str, stage: Stage, now: float) -> Errand | None:
        """An errand that began before this driver did, or that is over and has come farther since."""
        known = attempt_of(name)
        if known is None or stage <= self._over.get(name, Stage.WAITING):
            return None
        attempt_id = known[1]
        # A restored database gives out numbers again that texts on the phone carry already.
        if self._names.setdefault(attempt_id, name) != name:
            return None
        _cut(self._names)
        errand = Errand(name, attempt_id, None, 1, now, changed_at=now)
        errand.looks = len(LOOKS) + 1
        errand.is_accepted = self._over.get(name, Stage.WAITING) >= Stage.SENT
        # The start of the daemon has told the shop that its outcome is unknown.
        errand.is_told = True
        self._errands[name] = errand
        return errand

    def _accepted(self, errand: Errand) -> list[DriverEvent]:
        if errand.is_accepted:
            return []
        errand.is_accepted = errand.is_told = True
        if errand.attempt is not None:
            self._generic_failures.pop(errand.attempt.slot, None)
        return [Accepted(errand.attempt_id, message_id=errand.message_id)]

    def _failed(self, errand: Errand, reason: str) -> list[DriverEvent]:
        slot = errand.attempt.slot if errand.attempt else 0
        failure = failures.failure(reason, generic_before=self._generic_failures.get(slot, 0))
        if failure is None:
            return self._accepted(errand)
        if failure.is_generic:
            self._generic_failures[slot] = self._generic_failures.get(slot, 0) + 1
        if failure.was_out or errand.stage >= Stage.SENT:
            events = self._accepted(errand)
            self._finish(errand)
            reported = MessageReported(
                errand.attempt_id, delivered=False, error=failure.error, message_id=errand.message_id
            )
            return [*events, reported]
        return self.end(errand, failure.error)

    @staticmethod
    def _told(errand: Errand, event: DriverEvent) -> list[DriverEvent]:
        if errand.is_told:
            return []
        errand.is_told = True
        return [event]

    def _finish(self, errand: Errand) -> None:
        self._errands.pop(errand.name, None)
        self._over[errand.name] = errand.stage
        _cut(self._over)

    def _stuck_at(self, errand: Errand) -> float | None:
        if errand.is_told or errand.stage not in self._patience:
            return None
        return errand.changed_at + self._patience[errand.stage]


def _cut(remembered: dict[_Key, _Value]) -> None:
    """Let the oldest go."""
    while len(remembered) > REMEMBERED:
        del remembered[next(iter(remembered))]


def _parts(text: str) -> int:
    """How many segments Android will make of *text*, which it counts against its limit."""
    return max(1, len(segments(text or " ", smart_encoding=False).parts))
