"""Broadcasts as people and programs handle them: made, looked at, paused, resumed, stopped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services import leaving, left_out
from modemsms.services.audience import Audience, Audiences
from modemsms.services.broadcast_options import Options, check_options, whole_text
from modemsms.services.outbox import Outbox
from modemsms.services.recurrence import Closed, Recurrence, always_open
from modemsms.services.recurrence_json import from_json, to_json
from modemsms.services.replies import without_fields
from modemsms.services.shop import Shop
from modemsms.store import broadcasts, events, modems, occurrences, recipients, results
from modemsms.store.broadcasts import Broadcast, NewBroadcast
from modemsms.store.database import Store
from modemsms.store.occurrences import Occurrence, Tally
from modemsms.store.results import Result

__all__ = [
    "Broadcast",
    "Broadcasts",
    "Letter",
    "Occurrence",
    "Once",
    "Options",
    "Result",
    "Seen",
    "Tally",
    "whole_text",
]

LONGEST_TITLE = 120
FURTHEST = timedelta(days=2 * 366)

# So many recipients are called back in one transaction.
SLICE = 500

ENDED = "This broadcast is over."
TOO_LATE = "Its time is over. Copy it, and send the copy."
SOMEBODY_TOO_MANY = (
    "A group or filter that was left out was deleted. Change it, and choose anew who is left out."
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to go out. *send_at* None is now; a *recurrence* says when it goes out again and again.

    *author_id* is who of the shop wrote it, *program* the name of the key that did.
    """

    text: str
    audience: Audience
    title: str = ""
    options: Options = field(default_factory=Options)
    send_at: datetime | None = None
    recurrence: Recurrence | None = None
    author_id: int | None = None
    program: str = ""


@dataclass(frozen=True, slots=True)
class Once:
    """Makes a repeated request the same request: a key that is good once, and a hash of what came with it."""

    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A broadcast with its newest occurrence, if there was one."""

    broadcast: Broadcast
    latest: Occurrence | None

    @property
    def state(self) -> str:
        """scheduled, running, paused, done, stopped, missed or cancelled."""
        now = self.latest
        if now is not None and now.state in {"running", "paused"}:
            return now.state
        if self.broadcast.state in {"scheduled", "paused", "cancelled"} or now is None:
            return self.broadcast.state
        return now.state


class Broadcasts:
    """What the page and the API do with broadcasts. The daemon runs them (``Broadcasting``)."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        audiences: Audiences,
        shop: Shop,
        closed: Closed = always_open,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._audiences = audiences
        self._shop = shop
        self._closed = closed
        self._now = now

    def create(self, letter: Letter, once: Once | None = None, pause: timedelta = timedelta()) -> Broadcast:
        """Take a broadcast in; it begins at its time, or when *pause* is over, in which it can be undone.

        The same *once* again is the broadcast that it became before. Raises ``InvalidInput``, and ``Conflict``
        (``idempotency``) for a key that was used for something else.
        """
        now = self._now()
        new = self._checked(letter, once, now, pause)
        with self._store.write() as connection:
            if once is not None and (before := _earlier(connection, once)) is not None:
                return before
            row = broadcasts.add(connection, new)
            self._tell(connection, now)
            return broadcasts.by_row(connection, row)

    def before(self, once: Once) -> Broadcast | None:
        """What *once* became before, whatever holds by now. ``Conflict`` (``idempotency``) as in ``create``."""
        with self._store.read() as connection:
            return _earlier(connection, once)

    def check(self, letter: Letter) -> None:
        """Raise ``InvalidInput`` for what ``create`` would not take."""
        self._checked(letter, None, self._now())

    def _checked(
        self, letter: Letter, once: Once | None, now: datetime, pause: timedelta = timedelta()
    ) -> NewBroadcast:
        audience = self._audiences.checked(letter.audience)
        check_options(letter.options)
        for said in (letter.text, whole_text(letter.text, letter.options)):
            self._outbox.checked(said)
        self._check_modem(letter.options.modem)
        title = " ".join(letter.title.split()) or " ".join(without_fields(letter.text).split())[:60]
        if len(title) > LONGEST_TITLE or not title.isprintable():
            raise InvalidInput("title", f"Enter a name of up to {LONGEST_TITLE} characters.")
        moment, key = self._begins(letter, now, pause)
        return NewBroadcast(
            title=title,
            text=letter.text,
            audience=audience.to_json(),
            options=json.dumps(asdict(letter.options)),
            recurrence=None if letter.recurrence is None else to_json(letter.recurrence),
            next_at=moment,
            next_key=key,
            author_id=letter.author_id,
            program=letter.program,
            key=None if once is None else once.key,
            body_hash="" if once is None else once.body_hash,
            created_at=now,
        )

    def not_past(self, send_at: datetime | None) -> datetime | None:
        """*send_at* as programs mean it: a moment that is over is now."""
        return None if send_at is None or send_at <= self._now() else send_at

    def _check_modem(self, name: str | None) -> None:
        with self._store.read() as connection:
            if name is not None and modems.get(connection, name) is None:
                raise InvalidInput("modem", f"There is no modem named “{name}”.")

    def _begins(self, letter: Letter, now: datetime, pause: timedelta) -> tuple[datetime, str]:
        if letter.recurrence is not None:
            first = letter.recurrence.next_after(now, self._closed())
            if first is None:
                raise InvalidInput("recurrence", "No day of this is still to come.")
            return first.at, first.key.isoformat()
        moment = max(letter.send_at or now, now + pause)
        if letter.send_at is not None and letter.send_at < now - timedelta(minutes=1):
            raise InvalidInput("send_at", "This time is over. Choose a later one.")
        if moment > now + FURTHEST:
            raise InvalidInput("send_at", "Choose a time within the next two years.")
        return moment, moment.astimezone(self._shop.zone).date().isoformat()

    def change(self, broadcast_id: str, letter: Letter) -> Broadcast:
        """Let one that has not begun, or a recurring one from its next occurrence on, say and do something else.

        Raises ``Conflict`` once it is over or under way, ``InvalidInput``, ``NotFound``.
        """
        new = self._checked(letter, None, self._now())
        with self._store.write() as connection:
            broadcast = self._there(connection, broadcast_id)
            if broadcast.state not in {"scheduled", "paused"}:
                raise Conflict("It has begun already, or is over.", code="not_scheduled")
            broadcasts.change(connection, broadcast.row_id, new)
            self._tell(connection, new.created_at)
            return broadcasts.by_row(connection, broadcast.row_id)

    # --- looking

    def get(self, broadcast_id: str) -> Seen:
        """One broadcast. Raises ``NotFound``."""
        with self._store.read() as connection:
            broadcast = self._there(connection, broadcast_id)
            return Seen(
                broadcast, next(iter(occurrences.of_broadcast(connection, broadcast.row_id, 1)), None)
            )

    def latest(self, before: int | None = None, limit: int = 50) -> list[Seen]:
        """Broadcasts, newest first, below row *before*."""
        with self._store.read() as connection:
            found = broadcasts.latest(connection, before, limit)
            newest = occurrences.newest_of(connection, [one.row_id for one in found])
        return [Seen(one, newest.get(one.row_id)) for one in found]

    def coming(self, limit: int = 200) -> list[Broadcast]:
        """Those of which an occurrence comes, the next one first."""
        with self._store.read() as connection:
            return broadcasts.coming(connection, limit)

    def occurrences(self, broadcast_id: str, limit: int = 100, before: int | None = None) -> list[Occurrence]:
        """Its runs, newest first, below row *before*. Raises ``NotFound``."""
        with self._store.read() as connection:
            row_id = self._there(connection, broadcast_id).row_id
            return occurrences.of_broadcast(connection, row_id, limit, before or 1 << 62)

    def occurrence(self, occurrence_id: int) -> Occurrence:
        """One run. Raises ``NotFound``."""
        with self._store.read() as connection:
            found = occurrences.get(connection, occurrence_id)
        if found is None:
            raise NotFound("There is no such broadcast.")
        return found

    def results(
        self, occurrence_id: int, after: int = 0, limit: int = 100, states: Sequence[str] = ()
    ) -> list[Result]:
        """What became of each of an occurrence's people, above place *after*; only of those in *states*."""
        with self._store.read() as connection:
            return results.results(connection, occurrence_id, after, limit, states)

    def replies(self, occurrence_id: int, after: int = 0, limit: int = 100) -> list[Result]:
        """Who of an occurrence wrote back within a week."""
        with self._store.read() as connection:
            return results.replies(connection, occurrence_id, after, limit)

    def opted_out(self, occurrence_id: int, after: int = 0, limit: int = 100) -> list[Result]:
        """Who of an occurrence asked for no more texts within a week."""
        with self._store.read() as connection:
            return results.left(connection, occurrence_id, after, limit)

    def left_out(self, occurrence_id: int) -> dict[str, int]:
        """How many did not get an occurrence, by the code of why (``left_out.SENTENCES``)."""
        with self._store.read() as connection:
            return results.reasons(connection, occurrence_id)

    # --- while it runs

    def pause(self, broadcast_id: str) -> Seen:
        """Let nothing more of it leave, and no occurrence begin, until ``resume``. ``Conflict`` once it is over."""
        with self._store.write() as connection:
            broadcast = self._there(connection, broadcast_id)
            running = self._under_way(connection, broadcast, "running")
            for one in running:
                occurrences.set_state(connection, one.id, "paused", None)
                recipients.hold(connection, one.id, paused=True)
            if broadcast.state == "scheduled":
                broadcasts.plan(connection, broadcast.row_id, "paused", broadcast.next_at, broadcast.next_key)
            elif not running and not self._under_way(connection, broadcast, "paused"):
                self._refuse_unless(broadcast.state == "paused")
            self._tell(connection, self._now())
        return self.get(broadcast_id)

    def resume(self, broadcast_id: str) -> Seen:
        """Let it go on. What fell due meanwhile is done now (once), or is missed as after any stop."""
        with self._store.write() as connection:
            broadcast = self._there(connection, broadcast_id)
            paused = self._under_way(connection, broadcast, "paused")
            for one in paused:
                occurrences.set_state(connection, one.id, "running", None)
                recipients.hold(connection, one.id, paused=False)
            if broadcast.state == "paused" and broadcast.next_at is not None:
                if not self._audiences.is_whole(connection, audience_of(broadcast)):
                    raise Conflict(SOMEBODY_TOO_MANY, code="audience")
                broadcasts.plan(
                    connection, broadcast.row_id, "scheduled", broadcast.next_at, broadcast.next_key
                )
            elif not paused:
                self._refuse_unless(bool(self._under_way(connection, broadcast, "running")))
            self._tell(connection, self._now())
            self._store.tell_workers()
        return self.get(broadcast_id)

    def stop(self, broadcast_id: str) -> Seen:
        """End it: what is not on the air stays here, and no occurrence comes any more. ``Conflict`` once it is over."""
        now = self._now()
        with self._store.write() as connection:
            broadcast = self._there(connection, broadcast_id)
            ended = self._under_way(connection, broadcast, "running", "paused")
            for one in ended:
                occurrences.set_state(connection, one.id, "stopped", now)
                for message_id in recipients.in_queue(connection, one.id):
                    leaving.keep_here(self._store, connection, message_id, now, left_out.STOPPED)
            if broadcast.state in {"scheduled", "paused"}:
                broadcasts.plan(
                    connection, broadcast.row_id, "cancelled", broadcast.next_at, broadcast.next_key
                )
            elif not ended:
                newest = occurrences.of_broadcast(connection, broadcast.row_id, 1)
                self._refuse_unless(
                    broadcast.state == "cancelled" or any(one.state == "stopped" for one in newest)
                )
            self._tell(connection, now)
        for one in ended:
            self._call_back_the_rest(one.id)
        return self.get(broadcast_id)

    def _call_back_the_rest(self, occurrence_id: int) -> None:
        full = True
        while full:
            with self._store.write() as connection:
                full = recipients.stop(connection, occurrence_id, SLICE) == SLICE
                self._tell(connection, self._now())

    def set_pace(self, broadcast_id: str, per_minute: int | None) -> Seen:
        """Another pace from now on; None is as fast as the SIM cards may. ``Conflict`` once it is over."""
        check_options(Options(per_minute=per_minute))
        with self._store.write() as connection:
            broadcast = self._there(connection, broadcast_id)
            under_way = self._under_way(connection, broadcast, "running", "paused")
            self._refuse_unless(bool(under_way) or broadcast.state in {"scheduled", "paused"})
            options = replace(options_of(broadcast), per_minute=per_minute)
            broadcasts.set_options(connection, broadcast.row_id, json.dumps(asdict(options)))
            for one in under_way:
                occurrences.set_pace(connection, one.id, per_minute)
            self._tell(connection, self._now())
        return self.get(broadcast_id)

    def bring_back(self, broadcast_id: str) -> Broadcast:
        """Take back that one was called off, as long as the time at which it would begin has not come."""
        now = self._now()
        with self._store.write() as connection:
            broadcast = self._there(connection, broadcast_id)
            if broadcast.state == "scheduled":
                return broadcast
            if broadcast.state != "cancelled" or broadcast.next_at is None or broadcast.next_at <= now:
                raise Conflict(TOO_LATE, code="not_cancelled")
            if not self._audiences.is_whole(connection, audience_of(broadcast)):
                raise Conflict(SOMEBODY_TOO_MANY, code="audience")
            broadcasts.plan(connection, broadcast.row_id, "scheduled", broadcast.next_at, broadcast.next_key)
            self._tell(connection, now)
            return broadcasts.by_row(connection, broadcast.row_id)

    def _tell(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Let the pages follow; the scheduler of what is due listens to the same."""
        events.add(connection, "broadcast", now)
        self._store.tell()

    def _under_way(
        self, connection: sqlite3.Connection, broadcast: Broadcast, *states: str
    ) -> list[Occurrence]:
        return [one for one in occurrences.unfinished_of(connection, broadcast.row_id) if one.state in states]

    @staticmethod
    def _refuse_unless(fine: bool) -> None:
        if not fine:
            raise Conflict(ENDED, code="broadcast_over")

    def _there(self, connection: sqlite3.Connection, broadcast_id: str) -> Broadcast:
        found = broadcasts.by_id(connection, broadcast_id)
        if found is None:
            raise NotFound("There is no such broadcast.")
        return found


def _earlier(connection: sqlite3.Connection, once: Once) -> Broadcast | None:
    found = broadcasts.earlier(connection, once.key)
    if found is None:
        return None
    if found[1] != once.body_hash:
        raise Conflict("This was sent before with something else in it.", code="idempotency")
    return found[0]


def options_of(broadcast: Broadcast) -> Options:
    """How it goes out."""
    return Options(**json.loads(broadcast.options))


def audience_of(broadcast: Broadcast) -> Audience:
    """Whom it goes to."""
    return Audience.from_json(broadcast.audience)


def recurrence_of(broadcast: Broadcast) -> Recurrence | None:
    """When it goes out again."""
    return None if broadcast.recurrence is None else from_json(broadcast.recurrence)
