"""Status reports: finding the segment that one speaks of, and what it changes."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime, timedelta

from modemsms.gsm.status import Fate, sentence
from modemsms.gsm.status import fate as fate_of
from modemsms.gsm.tpdu import StatusReport
from modemsms.phone import suffix
from modemsms.services import fate
from modemsms.store import messages, reports, segments, sims
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.reports import Candidate
from modemsms.store.segments import AttemptRow

log = logging.getLogger(__name__)

# Networks keep a text for up to a week where no validity was asked for; a TP-MR comes round after
# 256 texts, so an older segment of the same reference is never the one meant.
WINDOW = timedelta(days=7)

# A report can overtake the +CMGS of its own message (hardware Q110).
EARLY = timedelta(minutes=5)


def take(store: Store, sim_id: int, report: StatusReport, now: datetime) -> None:
    """Take one status report: settle its segment, or keep it until its segment is known."""
    with store.write() as connection:
        candidate = _find(connection, sim_id, report.reference, report.recipient.value, now)
        # A segment in the air has no TP-MR yet: its report waits for the answer of the modem.
        known = candidate if candidate is not None and candidate.status != "air" else None
        reports.add(
            connection,
            sim_id,
            reference=report.reference,
            recipient=report.recipient.value,
            tp_status=report.status,
            segment_id=known.segment_id if known else None,
            now=now,
        )
        if known is None:
            log.info("report_waits sim=%d reference=%d", sim_id, report.reference)
            return
        apply(connection, known.segment_id, known.status, report.status, now)
        if known.status != "sent":
            sims.used(connection, sim_id, report.reference)
        fate.refresh(store, known.message_id, now)


def match_early(connection: sqlite3.Connection, row: AttemptRow, reference: int, now: datetime) -> None:
    """A segment has just got its TP-MR: look whether its reports are here already."""
    if row.segment_id is None:
        return
    address = messages.address_of(connection, row.message_id)
    for waiting in reports.waiting(connection, row.sim_id, reference, now - EARLY):
        if same_number(waiting.recipient, address):
            reports.claim(connection, waiting.id, row.segment_id)
            status = segments.get(connection, row.segment_id).status
            apply(connection, row.segment_id, status, waiting.tp_status, now)


def match_unknown(connection: sqlite3.Connection, row: AttemptRow, segment_id: int, now: datetime) -> None:
    """A segment has just become unknown: a report that came while it was in the air may speak of it."""
    address = messages.address_of(connection, row.message_id)
    expected = segments.get(connection, segment_id).expected_reference
    for waiting in reports.unmatched(connection, row.sim_id, max(row.started_at, now - WINDOW)):
        fits = expected is None or waiting.reference in likely(expected)
        if fits and same_number(waiting.recipient, address):
            reports.claim(connection, waiting.id, segment_id)
            status = segments.get(connection, segment_id).status
            apply(connection, segment_id, status, waiting.tp_status, now)


def apply(
    connection: sqlite3.Connection, segment_id: int, status: str, tp_status: int, now: datetime
) -> None:
    """What a TP-ST changes for a segment that stands at *status* (3GPP TS 23.040, 9.2.3.15)."""
    what = fate_of(tp_status)
    if what not in {Fate.DELIVERED, Fate.UNDELIVERED}:
        return
    reason = None if what is Fate.DELIVERED else Reason(f"tp_{tp_status}", sentence(tp_status))
    settle(connection, segment_id, status, delivered=what is Fate.DELIVERED, reason=reason, now=now)


def settle(
    connection: sqlite3.Connection,
    segment_id: int,
    status: str,
    *,
    delivered: bool,
    reason: Reason | None,
    now: datetime,
) -> None:
    """Arrival settles all that is open, failed included; a giving-up only what the network may have."""
    if delivered and status in {"sent", "unknown", "failed", "waiting"}:
        segments.settle(connection, segment_id, "delivered", None, now)
    elif not delivered and status in {"sent", "unknown"}:
        segments.settle(connection, segment_id, "undelivered", reason, now)


def likely(expected: int) -> frozenset[int]:
    """The references that a text may have got for which *expected* was expected.

    The modem counts by itself: it may have counted a try of its own, or not the text before.
    """
    return frozenset((expected + step) % 256 for step in (-1, 0, 1))


def same_number(one: str, other: str) -> bool:
    """Whether two writings of a number end alike: networks rewrite prefixes (hardware Q112)."""
    a, b = suffix(one), suffix(other)
    shorter = min(len(a), len(b))
    return shorter >= 3 and a[-shorter:] == b[-shorter:]


def _find(
    connection: sqlite3.Connection, sim_id: int, reference: int, recipient: str, now: datetime
) -> Candidate | None:
    since = now - WINDOW
    for candidate in reports.sent_under(connection, sim_id, reference, since):
        if same_number(recipient, candidate.address):
            return candidate
    unsure = [c for c in reports.unsure(connection, sim_id, since) if same_number(recipient, c.address)]
    if not unsure:
        return None
    # A reference that another text to this person carried speaks of that one, perhaps again.
    used = reports.used_reference(connection, sim_id, reference, since)
    if any(same_number(recipient, address) for address in used):
        return None
    for candidate in unsure:
        expected = candidate.expected_reference
        if expected is not None and reference in likely(expected):
            return candidate
    # Before the first +CMGS of a SIM nobody knows where its count stands.
    blind = [candidate for candidate in unsure if candidate.expected_reference is None]
    return blind[0] if len(blind) == 1 else None
