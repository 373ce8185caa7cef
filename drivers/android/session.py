"""The work with a phone that answers: one piece at a time, each one short call to its app.

What a piece tells goes into ``Told``. A piece that gets no answer raises; the driver decides what that
means for the way to the phone.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from drivers.android import failures
from drivers.android.errand import Errand, Stage
from drivers.android.gateway import PAGE, Gateway, Refused, Unanswered
from drivers.android.limiter import Limiter
from drivers.android.outgoing import Outgoing
from drivers.android.reconcile import InboxBook
from drivers.android.sightings import Sighting, of_hook
from drivers.android.told import Told
from drivers.android.wire import Entry, Event
from modemsms import clock
from modemsms.driver import Accepted, DriverEvent, Ended, MessageReceived
from modemsms.errors import Cause, SendRejected

log = logging.getLogger(__name__)

INBOX_GLANCE = 30
# After a bell the inbox shows its text within a breath.
BELL_PAUSE = 0.1
# All of the inbox, for what came in among older texts while others were deleted.
INBOX_ALL_PERIOD = 30 * 60.0
SWEEP_PERIOD = 5 * 60.0
SWEPT = timedelta(days=2)
REFRESHED = timedelta(hours=1)
# The app may have been gone for a moment without anybody noticing.
REFRESH_PERIOD = 10 * 60.0
# A phone whose clock is wrong may be days off.
CLOCK_OFF = timedelta(days=2)
# What a page by page look may hold, whatever a phone says that there is.
MOST_PAGES = 300
MOST_CHARACTERS = 16 << 20
# The app expires a text that it has not begun to send: what counts as stuck never leaves later.
TTL = timedelta(minutes=9)
SHORT_NUMBER = 7

_INBOX_HOOKS = frozenset({"sms:received", "mms:received", "mms:downloaded"})
_NOT_KEPT = Cause("phone_fault", "The gateway app on the phone had a fault and did not take the text.")


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do at a time; *do* makes at most a few calls. Most ask the app, so they prove it alive."""

    due: float
    do: Callable[[float], None]
    asks_app: bool = True


class Session:
    """The texts of one phone, out and in, over *gateway*. Kept over interruptions of the way."""

    def __init__(
        self, slots: Sequence[int], outgoing: Outgoing, limiter: Limiter, told: Told, inbox_period: float
    ) -> None:
        """*inbox_period*: seconds between two looks into the inbox.

        They stand behind every webhook, and without webhooks they are what brings a reply.
        """
        self._slots = tuple(slots)
        self._outgoing = outgoing
        self._limiter = limiter
        self._told = told
        self._inbox_period = inbox_period
        self._gateway: Gateway | None = None
        self._book = InboxBook()
        self._has_read_all = False
        self._pages: list[Entry] = []
        self._is_reading_all = False
        self._swept = 0
        self._failed_hooks: dict[str, str] = {}
        self._refresh_at = self._inbox_at = self._all_at = self._sweep_at = math.inf

    def begin(self, gateway: Gateway, now: float, *, is_other_phone: bool) -> None:
        """The phone answers again: make up for the gap."""
        self._gateway = gateway
        if is_other_phone:
            self._told.tell(self._outgoing.lose_phone())
            self._book = InboxBook()
            self._has_read_all = False
        self._refresh_at = self._sweep_at = now
        self._read_all(now)

    def jobs(self) -> list[Job]:
        """What there is to do and when, the most urgent kind first."""
        found = []
        if (errand := self._outgoing.to_post()) is not None:
            found.append(Job(errand.due, lambda now: self._post(errand, now)))
        if self._book.has_bells:
            found.append(Job(self._inbox_at, self._glance))
        if (looked := self._outgoing.to_look_up()) is not None:
            found.append(Job(looked.due, lambda now: self._look_up(looked, now)))
        found.append(Job(self._refresh_at, self._refresh))
        # A page by page look is one piece each time, so that a text in between does not wait for it.
        found.append(Job(self._all_at, self._read_page))
        found.append(Job(math.inf if self._is_reading_all else self._inbox_at, self._glance))
        found.append(Job(self._sweep_at, self._sweep))
        return found

    def postpone(self, until: float) -> None:
        """Ask nothing of the phone before *until*."""
        self._refresh_at, self._inbox_at = max(self._refresh_at, until), max(self._inbox_at, until)
        self._all_at, self._sweep_at = max(self._all_at, until), max(self._sweep_at, until)

    def missed(self, until: float) -> None:
        """A call was not answered: perhaps the app was gone for a moment, and texts came in meanwhile."""
        self._refresh_at = until
        self.postpone(until)

    def deadline(self) -> float:
        """When ``tick`` has something to tell."""
        moments = (self._outgoing.deadline(), self._book.deadline)
        return min((moment for moment in moments if moment is not None), default=math.inf)

    def tick(self, now: float) -> None:
        """What needs no call: outcomes that are overdue, texts of which only a webhook told."""
        self._told.tell(self._outgoing.tick(now))
        self._tell_texts(self._book.overdue(now, clock.now()))

    def acknowledge(self, handle: object) -> None:
        """The shop has committed a text."""
        if isinstance(handle, str):
            self._book.acknowledge(handle)

    def hear(self, event: Event, now: float) -> None:
        """A webhook that was let in."""
        name, payload = event.event, event.payload
        if name in _INBOX_HOOKS:
            if self._book.rang(of_hook(name, event.id, payload), now):
                self._inbox_at = now
        elif name == "sms:sent":
            self._learn(self._outgoing.heard(payload.message_id, "Sent", "", now), now)
        elif name == "sms:delivered":
            self._learn(self._outgoing.heard(payload.message_id, "Delivered", "", now), now)
        elif name == "app:started":
            # It was gone for a moment: what came in meanwhile it has not seen.
            self._refresh_at = self._sweep_at = now
        elif name == "sms:failed" and self._outgoing.look_soon(payload.message_id, now):
            # It may be older than what is known by now: the phone's record decides.
            self._failed_hooks[payload.message_id] = payload.reason or ""

    # --- out -------------------------------------------------------------------------------------

    def _post(self, errand: Errand, now: float) -> None:
        attempt, gateway = errand.attempt, self._open_gateway()
        assert attempt is not None, "what is posted was submitted"
        if errand.stage is Stage.WAITING:
            room_at = self._limiter.room_at(errand.parts, now)
            if room_at > now:
                errand.due = room_at
                return
        validity = TTL if attempt.validity is None else min(TTL, attempt.validity)
        message = {
            "id": errand.name,
            "textMessage": {"text": attempt.text},
            "phoneNumbers": [attempt.to],
            "simNumber": attempt.slot,
            "withDeliveryReport": attempt.delivery_report,
            "ttl": max(1, int(validity.total_seconds())),
        }
        is_first = errand.stage is Stage.WAITING
        self._outgoing.posting(errand, now)
        try:
            sent = gateway.send(message, check_number=_is_long(attempt.to))
        except Unanswered as lost:
            self._outgoing.unanswered(errand, now, was_sent=lost.was_sent)
            if lost.was_sent and is_first:
                self._limiter.given(errand.parts, now)
            raise
        except Refused as refusal:
            self._refused(errand, refusal, now)
            return
        if is_first:
            self._limiter.given(errand.parts, now)
        if sent is not None and sent.id == errand.name:
            self._learn(self._outgoing.learned(errand.name, sent, now), now)
            if errand.stage > Stage.HANDING:
                return
        if sent is None:
            # It has it already: an answer of before was lost.
            found = gateway.message(errand.name)
            if found is not None and found.id == errand.name:
                self._learn(self._outgoing.learned(errand.name, found, now), now)
        else:
            self._learn(self._outgoing.heard(errand.name, "Pending", "", now), now)
        if errand.stage <= Stage.HANDING and not errand.is_told:
            self._outgoing.unanswered(errand, now, was_sent=True)

    def _refused(self, errand: Errand, refusal: Refused, now: float) -> None:
        log.warning("post_refused attempt=%d status=%d", errand.attempt_id, refusal.status)
        if refusal.status < 500:
            failure = failures.refused(refusal.status, refusal.why)
            self._told.tell(self._outgoing.end(errand, failure))
            return
        # It may have kept the text all the same.
        self._outgoing.unanswered(errand, now, was_sent=True)
        found = self._open_gateway().message(errand.name)
        if found is None:
            error = SendRejected(_NOT_KEPT, permanent=False, tries=3)
            self._told.tell(self._outgoing.end(errand, error))
        elif found.id == errand.name:
            self._learn(self._outgoing.learned(errand.name, found, now), now)

    def _look_up(self, errand: Errand, now: float) -> None:
        errand.looked_up(now)
        found = self._open_gateway().message(errand.name)
        if found is not None and found.id == errand.name:
            self._learn(self._outgoing.learned(errand.name, found, now), now)
        reason = self._failed_hooks.pop(errand.name, None)
        if reason is not None and errand.is_handed_over:
            self._learn(self._outgoing.heard(errand.name, "Failed", reason, now), now)

    def _sweep(self, now: float) -> None:
        """A page of all that the phone was given of late: what was sent before this run settles, too."""
        page, total = self._open_gateway().messages(self._swept, clock.now() - SWEPT)
        for sent in page:
            self._learn(self._outgoing.learned(sent.id, sent, now), now)
        self._swept += len(page)
        if not page or self._swept >= min(total, MOST_PAGES * PAGE):
            self._swept = 0
            self._sweep_at = now + SWEEP_PERIOD

    def _learn(self, events: Iterable[DriverEvent], now: float) -> None:
        for event in events:
            if isinstance(event, Ended) and event.error.cause.code == failures.LIMIT_CODE:
                self._limiter.exceeded(now)
            if isinstance(event, Accepted):
                log.info("text_accepted attempt=%d", event.attempt_id)
            self._told.tell([event])

    # --- in --------------------------------------------------------------------------------------

    def _refresh(self, now: float) -> None:
        """Have the app look for what came in while it was not running."""
        moment = clock.now()
        try:
            self._open_gateway().refresh(moment - REFRESHED, moment + CLOCK_OFF)
        except Refused as refusal:
            log.warning("inbox_refresh_refused status=%d", refusal.status)
        self._refresh_at = now + REFRESH_PERIOD
        # It reads in the background.
        self._inbox_at = min(self._inbox_at, now + 1.0)

    def _glance(self, now: float) -> None:
        """The newest of the inbox."""
        page, total = self._open_gateway().inbox(0, INBOX_GLANCE)
        is_first = not self._has_read_all
        self._tell_texts(self._book.read(page, now, clock.now(), is_first=is_first))
        self._inbox_at = now + (BELL_PAUSE if self._book.has_bells else self._inbox_period)
        if not self._book.explains(total):
            self._read_all(now)

    def _read_all(self, now: float) -> None:
        if not self._is_reading_all:
            self._is_reading_all = True
            self._pages = []
            self._all_at = now

    def _read_page(self, now: float) -> None:
        """The next page of the whole inbox; after the last all of it is told in order."""
        self._is_reading_all = True
        page, total = self._open_gateway().inbox(len(self._pages))
        self._pages += page
        held = sum(len(entry.content_preview) for entry in self._pages)
        if page and len(self._pages) < min(total, MOST_PAGES * PAGE) and held < MOST_CHARACTERS:
            return
        pages, self._pages = self._pages, []
        self._is_reading_all = False
        self._all_at = now + INBOX_ALL_PERIOD
        self._inbox_at = now + self._inbox_period
        moment = clock.now()
        self._tell_texts(self._book.read(pages, now, moment, is_first=not self._has_read_all))
        self._has_read_all = True
        self._book.explains(total)
        self._book.forget_old(moment)
        self._tell_texts(self._book.unacknowledged(now))

    def _tell_texts(self, texts: Iterable[Sighting]) -> None:
        for seen in texts:
            slot = seen.slot if seen.slot is not None else self._slots[0]
            if slot not in self._slots:
                log.info("text_for_other_slot slot=%d", slot)
                continue
            self._told.tell([MessageReceived(slot, seen.sender, seen.text, seen.at, seen.identity, seen.key)])

    def _open_gateway(self) -> Gateway:
        assert self._gateway is not None, "jobs are done while the phone answers"
        return self._gateway


def _is_long(number: str) -> bool:
    """Whether the phone may check *number*: it knows no short codes (hardware.md 4.4)."""
    return number.startswith("+") and len(number) > SHORT_NUMBER
