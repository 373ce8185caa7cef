"""The ledger: who takes the next segment, and what became of it. Never lost, never texted twice.

Every verb is one transaction, or part of the caller's. The claim is committed before the driver sees
the attempt; an attempt without an end is a segment whose fate is unknown, never one that waits.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from modemsms.driver import Accepted, Attempt, Ended, MessageReported
from modemsms.errors import CodecError, ModemNotReady, ModemUnavailable, OutcomeUnknown, SendRejected
from modemsms.gsm.address import Address
from modemsms.gsm.segments import Encoding, plan
from modemsms.phone import masked
from modemsms.services import delivery, fate
from modemsms.services.choice import Asking, Memory, Sender, find_homes
from modemsms.services.clock_trust import never
from modemsms.services.gate import Allowed, Gate, at_any_hour
from modemsms.services.pace import Priority
from modemsms.services.rules import SendingRules
from modemsms.store import conversations, cutting, messages, outbox, segments, sims
from modemsms.store.database import Store
from modemsms.store.messages import Message, Reason
from modemsms.store.outbox import Entry
from modemsms.store.segments import AttemptRow, Segment

__all__ = ["BACK_OFF", "BEFORE", "EXPIRED", "Claim", "Ledger", "Sender"]

log = logging.getLogger(__name__)

# After a temporary refusal; one try more than there are pauses, then the message fails.
BACK_OFF = tuple(
    timedelta(seconds=seconds) for seconds in (10, 30, 2 * 60, 10 * 60, 30 * 60)
)  # fmt: skip

EXPIRED = Reason("expired", "It could not be sent before its time was over.")
BEFORE = fate.BEFORE
UNENCODABLE = Reason("unencodable", "modemsms could not bring this text into a form that modems take.")

# One claim gives up so many texts at most, so that it holds the write lock only briefly.
MOST_GIVEN_UP = 20

RESTARTED = Reason(
    "restarted", "modemsms stopped while this text was being handed over, so it may or may not have gone out."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a modem got: an attempt, or nothing until *more_at* (None: until something changes)."""

    attempt: Attempt | None
    more_at: datetime | None = None


class Ledger:
    """Claims, outcomes and delivery reports over *store*."""

    def __init__(
        self,
        store: Store,
        rules: SendingRules,
        zone: tzinfo = UTC,
        clock_holds: Callable[[datetime], bool] = never,
        allowed: Allowed = at_any_hour,
    ) -> None:
        """*zone* is the shop's: in it the months of the SIM cards begin. While *clock_holds*, nothing expires.

        *allowed* says when a number may be texted that nobody answers by hand.
        """
        self._gate = Gate(store, allowed)
        self._clock_holds = clock_holds
        self._store = store
        self._rules = rules
        self._zone = zone
        self._memory = Memory()

    def has_work(self) -> bool:
        """Whether anything at all waits for a modem: a look that takes no lock."""
        with self._store.read() as connection:
            return outbox.any_ready(connection)

    def claim(self, sender: Sender, now: datetime) -> Claim:
        """Take the next segment (or message) for *sender* and write ahead that it is handed over."""
        with self._store.write() as connection:
            asking = Asking(connection, sender, self._memory, self._zone, now)
            if self._memory.tell(sender.sim.id, asking.leave, now):
                # Where the owner allows it, others send meanwhile what this SIM may not.
                self._store.tell_workers()
            for _ in range(MOST_GIVEN_UP):
                pick = asking.next()
                entry = pick.entry
                if entry is None:
                    return Claim(None, pick.more_at)
                if entry.expires_at is not None and entry.expires_at <= now and not self._clock_holds(now):
                    self.give_up(entry, EXPIRED, now)
                    continue
                if self._gate.keeps(connection, entry, now):
                    continue
                attempt = self._try_to_take(connection, entry, sender, now, more_follow=pick.more_follow)
                if attempt is not None:
                    self._memory.gave(sender.sim.id)
                    return Claim(attempt)
            return Claim(None, now)

    def held_back_until(self, sim_id: int, now: datetime) -> datetime | None:
        """Until when a SIM's limits hold back at least its bulk, where that is long; None where not."""
        priority = self._memory.held_back_from(sim_id, now)
        return None if priority is None else self._memory.leave_of(sim_id, now).limited_until(priority)

    def held_back_from(self, sim_id: int, now: datetime) -> Priority | None:
        """The highest priority that a SIM's limits hold back for long."""
        return self._memory.held_back_from(sim_id, now)

    def _try_to_take(
        self,
        connection: sqlite3.Connection,
        entry: Entry,
        sender: Sender,
        now: datetime,
        *,
        more_follow: bool,
    ) -> Attempt | None:
        """Take *entry*; a text that cannot be put on the air fails, and does not stop the modem."""
        connection.execute("SAVEPOINT take")
        try:
            attempt = self._take(connection, entry, sender, now, more_follow=more_follow)
        except (CodecError, LookupError):
            log.exception("text_cannot_be_encoded message=%d", entry.message_id)
            connection.execute("ROLLBACK TO take")
            self.give_up(entry, UNENCODABLE, now)
            attempt = None
        connection.execute("RELEASE take")
        return attempt

    def _take(
        self,
        connection: sqlite3.Connection,
        entry: Entry,
        sender: Sender,
        now: datetime,
        *,
        more_follow: bool,
    ) -> Attempt:
        message = messages.by_row(connection, entry.message_id)
        assert message is not None
        parts = segments.of_message(connection, message.row_id)
        if not parts:
            self._cut(connection, message)
            parts = segments.of_message(connection, message.row_id)
        waiting = [part for part in parts if part.status == "waiting"]
        taken = waiting if sender.whole_messages else waiting[:1]
        last = sims.last_reference(connection, sender.sim.id)
        expected = None if last is None else (last + 1) % 256
        attempt_id = segments.begin_attempt(
            connection,
            taken,
            whole=sender.whole_messages,
            modem=sender.modem,
            sim_id=sender.sim.id,
            expected_reference=expected,
            now=now,
        )
        if expected is not None:
            sims.used(connection, sender.sim.id, expected)
        outbox.take_up(connection, message.row_id, sender.sim.id)
        messages.begin_sending(connection, message.row_id, sender.modem, sender.sim.number)
        fate.tell_message(self._store, connection, message.row_id, message.conversation_id, now)
        log.info("attempt_begins id=%d modem=%s to=%s", attempt_id, sender.modem, masked(message.address))
        more = more_follow or len(waiting) > len(taken)
        return self._attempt(connection, attempt_id, message, taken[0], sender, expected or 0, now, more=more)

    def _cut(self, connection: sqlite3.Connection, message: Message) -> None:
        if message.segments > 1:
            bits = cutting.of_message(connection, message.row_id).reference_bits
            reference = conversations.next_reference(connection, message.conversation_id, bits)
            cutting.set_reference(connection, message.row_id, reference)
        segments.create(connection, message.row_id, message.segments)

    def _attempt(
        self,
        connection: sqlite3.Connection,
        attempt_id: int,
        message: Message,
        part: Segment,
        sender: Sender,
        tp_mr: int,
        now: datetime,
        *,
        more: bool,
    ) -> Attempt:
        how = cutting.of_message(connection, message.row_id)
        validity = None if message.expires_at is None else max(message.expires_at - now, timedelta(minutes=5))
        submit = None
        if not sender.whole_messages:
            cut = plan(
                message.text,
                Encoding(message.encoding),
                how.locking,
                how.single,
                how.reference_bits,
            )
            submit = cut.submits(
                Address.parse(message.address),
                reference=how.concat_reference or 0,
                reference_width=how.reference_bits,
                status_report_request=message.delivery_report,
                flash=message.flash,
                validity=validity,
                tp_mr=tp_mr,
            )[part.sequence - 1]
        return Attempt(
            id=attempt_id,
            slot=sender.slot,
            to=message.address,
            text=message.text,
            message_id=message.id,
            submit=submit,
            delivery_report=message.delivery_report,
            flash=message.flash,
            validity=validity,
            more_follow=more,
        )

    def end(self, outcome: Accepted | Ended | MessageReported, now: datetime) -> None:
        """Write down how an attempt ended. A second end of the same attempt changes nothing, but for
        a late acceptance, which settles an unknown one."""
        with self._store.write() as connection:
            row = segments.attempt(connection, outcome.attempt_id)
            if row is None:
                log.warning("outcome_without_attempt id=%d", outcome.attempt_id)
                return
            if not isinstance(outcome, Ended) and _is_of_another(connection, row, outcome.message_id):
                log.warning("outcome_of_another_database id=%d", outcome.attempt_id)
                return
            match outcome:
                case Accepted():
                    self._accepted(connection, row, outcome.reference, now)
                case Ended() if not row.ended:
                    self._ended(connection, row, outcome, now)
                case MessageReported():
                    self._reported(connection, row, outcome, now)
                case Ended():
                    log.info("outcome_repeated id=%d", row.id)

    def _parts(self, connection: sqlite3.Connection, row: AttemptRow) -> list[Segment]:
        if row.segment_id is not None:
            return [segments.get(connection, row.segment_id)]
        return segments.of_message(connection, row.message_id)

    def _accepted(
        self, connection: sqlite3.Connection, row: AttemptRow, reference: int | None, now: datetime
    ) -> None:
        if row.ended and row.outcome != "unknown":
            return
        segments.end_attempt(connection, row.id, "accepted", now)
        # A late answer stops what was to go again. Of a segment that is in the air once more it only
        # stands in its own attempt, where the end of the newer one finds it.
        settles = {"unknown", "waiting", "failed"} if row.ended else {"air"}
        for part in self._parts(connection, row):
            if part.status in settles:
                segments.mark_sent(connection, part.id, row.sim_id, reference, now)
        if reference is not None:
            sims.used(connection, row.sim_id, reference)
            delivery.match_early(connection, row, reference, now)
        fate.refresh(self._store, row.message_id, now)

    def _ended(self, connection: sqlite3.Connection, row: AttemptRow, outcome: Ended, now: datetime) -> None:
        error = outcome.error
        reason = Reason(error.cause.code, error.cause.sentence)
        parts = self._not_accepted_before(connection, row, now)
        log.info("attempt_ended id=%d modem=%s cause=%s", row.id, row.modem, error.cause.code)
        if isinstance(error, OutcomeUnknown):
            segments.end_attempt(connection, row.id, "unknown", now)
            for part in parts:
                segments.settle(connection, part.id, "unknown", reason, now)
                delivery.match_unknown(connection, row, part.id, now)
        elif isinstance(error, SendRejected):
            segments.end_attempt(connection, row.id, "rejected" if error.permanent else "refused", now)
            self._rejected(connection, row, parts, error, reason, now)
        else:
            assert isinstance(error, ModemUnavailable | ModemNotReady)
            segments.end_attempt(connection, row.id, "not_sent", now, counted=False)
            for part in parts:
                segments.put_back(connection, part.id, None, tries=part.tries)
                if part.expected_reference is not None:
                    sims.not_used(connection, row.sim_id, part.expected_reference)
            self._store.tell_workers()
        fate.refresh(self._store, row.message_id, now)

    def _not_accepted_before(
        self, connection: sqlite3.Connection, row: AttemptRow, now: datetime
    ) -> list[Segment]:
        """What of an attempt is in the air; what an earlier attempt turns out to have sent is sent."""
        still_open = []
        for part in self._parts(connection, row):
            if part.status != "air":
                continue
            if segments.had_outcome(connection, part, "accepted"):
                segments.mark_sent(connection, part.id, row.sim_id, None, now)
            else:
                still_open.append(part)
        return still_open

    def _rejected(
        self,
        connection: sqlite3.Connection,
        row: AttemptRow,
        parts: list[Segment],
        error: SendRejected,
        reason: Reason,
        now: datetime,
    ) -> None:
        most = len(BACK_OFF) + 1 if error.tries is None else error.tries
        for part in parts:
            tries = part.tries + 1
            if error.permanent or tries >= most:
                segments.settle(connection, part.id, "failed", reason, now)
                continue
            segments.put_back(connection, part.id, reason, tries=tries)
            outbox.move(
                connection,
                row.message_id,
                "later",
                due_at=now + BACK_OFF[min(tries, len(BACK_OFF)) - 1],
                avoid_modem=row.modem,
            )
        self._store.tell_workers()

    def _reported(
        self, connection: sqlite3.Connection, row: AttemptRow, outcome: MessageReported, now: datetime
    ) -> None:
        if not row.ended:
            # Who tells what became of it has taken it.
            self._accepted(connection, row, None, now)
        cause = outcome.error.cause if outcome.error else None
        reason = Reason(cause.code, cause.sentence) if cause else None
        for part in self._parts(connection, row):
            delivery.settle(
                connection, part.id, part.status, delivered=outcome.delivered, reason=reason, now=now
            )
        fate.refresh(self._store, row.message_id, now)

    def give_up(self, entry: Entry, reason: Reason, now: datetime) -> None:
        """What of a message has not left stays here, because of *reason*.

        What somebody sent again after an unknown end, and has not left anew, is unknown as before.
        """
        with self._store.write() as connection:
            parts = segments.of_message(connection, entry.message_id)
            if not parts:
                message = messages.by_row(connection, entry.message_id)
                assert message is not None
                segments.create(connection, entry.message_id, message.segments)
                parts = segments.of_message(connection, entry.message_id)
            for part in parts:
                if part.status != "waiting":
                    continue
                if segments.had_outcome(connection, part, "unknown"):
                    segments.settle(connection, part.id, "unknown", BEFORE, now)
                else:
                    segments.settle(connection, part.id, "failed", reason, now)
            fate.refresh(self._store, entry.message_id, now)

    def recover(self, now: datetime) -> int:
        """After a start: what was in the air when the process died is unknown. How many segments."""
        with self._store.write() as connection:
            rows = segments.open_attempts(connection)
            for row in rows:
                segments.end_attempt(connection, row.id, "unknown", now)
                for part in self._parts(connection, row):
                    if part.status == "air":
                        segments.settle(connection, part.id, "unknown", RESTARTED, now)
                        delivery.match_unknown(connection, row, part.id, now)
                fate.refresh(self._store, row.message_id, now)
        # A change of a SIM's rule may have been cut short.
        find_homes(self._store)
        return len(rows)


def _is_of_another(connection: sqlite3.Connection, row: AttemptRow, message_id: str | None) -> bool:
    """Whether a device means an attempt of a database that was restored over: the number alone is ours."""
    if message_id is None:
        return False
    message = messages.by_row(connection, row.message_id)
    return message is None or message.id != message_id
