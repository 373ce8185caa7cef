"""Codes such as *100#: dialled once, answered by the network, kept for a month; balances read from them."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.driver import UssdAnswered, UssdFailed
from modemsms.errors import Conflict, InvalidInput
from modemsms.services.balance import amount_in
from modemsms.services.modems import Modems
from modemsms.services.orders import EndUssd
from modemsms.store import events, sim_facts, ussd
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.ussd import Dialled, Purpose

__all__ = ["Dialled", "Ussd", "UssdReply", "UssdUnanswered"]

log = logging.getLogger(__name__)

# A network may take a minute; a driver ends its own wait before this.
PATIENCE = timedelta(seconds=200)
# A session that nobody replied to for so long has been ended by the network.
SESSION = timedelta(minutes=3)

NO_ANSWER = Reason("ussd_no_answer", "The network gave no answer to this code. Try again later.")
NOT_DIALLED = Reason("ussd_not_dialled", "The modem was not there to dial this code. Try again.")
RESTARTED = Reason(
    "restarted",
    "modemsms was started anew before the network answered. The code is not dialled again by itself.",
)

# 182 septets is all that a USSD string may hold (23.038, 6.1.2.3); replies in a menu are digits or words.
LONGEST = 182
_CODE = re.compile(r"[0-9*#+]+")


class UssdUnanswered(Conflict):
    """The code was refused, or nobody answered: *reason* says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message, code=reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class UssdReply:
    """What the network answered to a USSD code; *open* when it waits for a reply."""

    text: str
    open: bool


class Ussd:
    """What the page, the API and the command line do with codes, and what workers report of them."""

    def __init__(self, store: Store, modems: Modems, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._modems = modems
        self._now = now

    def dial(self, name: str, code: str, purpose: Purpose = "person") -> int:
        """Queue *code*, or a reply where a session is open; the number to ask with.

        Raises ``NotFound``, ``InvalidInput`` for what is no code, ``Conflict`` while the modem cannot dial.
        """
        code = code.strip()
        modem = self._modems.get(name)
        now = self._now()
        with self._store.write() as connection:
            in_session = self._open_session(name, now) is not None
            if not in_session and (len(code) > LONGEST or not _CODE.fullmatch(code)):
                raise InvalidInput("code", "A USSD code has only digits, * and #, such as *100#.")
            if not code or len(code) > LONGEST or not code.isprintable():
                raise InvalidInput("code", f"Write a reply of at most {LONGEST} characters.")
            if modem.state not in {"ready", "paused"}:
                why = modem.reason.message if modem.reason else "It is not ready yet."
                raise Conflict(f"“{name}” cannot dial now: {why}", code="modem_not_ready")
            if ussd.waiting(connection, name):
                raise Conflict("Another code is being dialled. Wait for its answer.", code="ussd_busy")
            sim = self._modems.sim_of(name)
            request = ussd.ask(connection, name, sim.id if sim else None, code, purpose, now)
            self._tell(name, now)
            self._store.tell_workers()
        return request

    def ask(self, name: str, code: str, patience: timedelta = PATIENCE) -> UssdReply:
        """``dial``, and wait for the answer. Raises ``UssdUnanswered`` besides."""
        request = self.dial(name, code)
        deadline = time.monotonic() + patience.total_seconds()
        while True:
            seen = self._store.changed.rings
            told = self.get(request)
            if told.error is not None:
                raise UssdUnanswered(told.error)
            if told.answered_at is not None:
                return UssdReply(told.text or "", told.is_open)
            left = deadline - time.monotonic()
            if left <= 0 or self._store.changed.closed:
                raise UssdUnanswered(NO_ANSWER)
            self._store.changed.wait(seen, left)

    def get(self, request: int) -> Dialled:
        """One code, with its answer where there is one."""
        with self._store.read() as connection:
            told = ussd.get(connection, request)
        assert told is not None, "a code is kept for a month"
        return told

    def latest(self, name: str, limit: int = 20) -> list[Dialled]:
        """What was dialled last with a modem, newest first."""
        self._modems.get(name)
        with self._store.read() as connection:
            return ussd.latest(connection, name, limit)

    def session(self, name: str) -> Dialled | None:
        """The question of the network that waits for a reply."""
        return self._open_session(name, self._now())

    def _open_session(self, name: str, now: datetime) -> Dialled | None:
        with self._store.read() as connection:
            last = next(iter(ussd.latest(connection, name, 1)), None)
        if last is None or not last.is_open or last.answered_at is None:
            return None
        return last if timedelta(0) <= now - last.answered_at <= SESSION else None

    def end(self, name: str) -> None:
        """Leave the open session."""
        self._modems.get(name)
        with self._store.write() as connection:
            ussd.closed(connection, name)
            self._tell(name, self._now())
        self._modems.order(name, EndUssd())

    # --- what the workers ask and report; each in their transaction

    def has_work(self) -> bool:
        """Whether a code waits to be dialled."""
        with self._store.read() as connection:
            return ussd.any_waiting(connection)

    def take(self, name: str, now: datetime) -> Dialled | None:
        """The code that *name* is to dial now, noted as dialled."""
        with self._store.write() as connection:
            waiting = ussd.waiting(connection, name)
            if not waiting or any(one.dialled_at is not None for one in waiting):
                return None
            ussd.dialled(connection, waiting[0].id, now)
            return waiting[0]

    def answered(self, name: str, event: UssdAnswered, now: datetime) -> None:
        """The network has answered, or spoke unasked."""
        with self._store.write() as connection:
            if event.request is None and not event.text:
                ussd.closed(connection, name)
            elif event.request is None:
                sim = self._modems.sim_of(name)
                ussd.tell(connection, name, sim.id if sim else None, event.text, event.is_open, now)
            else:
                told = ussd.answered(connection, event.request, event.text, event.is_open, now)
                if told is not None and told.sim_id is not None:
                    self._read_balance(told, now)
            self._tell(name, now)

    def failed(self, name: str, event: UssdFailed, now: datetime) -> None:
        """There will be no answer."""
        self._fail(name, event.request, Reason(event.cause.code, event.cause.sentence), now)

    def _fail(self, name: str, request: int, reason: Reason, now: datetime) -> None:
        with self._store.write() as connection:
            told = ussd.failed(connection, request, reason, now)
            ussd.closed(connection, name)
            if told is not None and told.purpose == "balance":
                self._modems.noticed(name, f"Its balance could not be read: {reason.message}", now)
            self._tell(name, now)

    def recover(self, now: datetime) -> None:
        """After a start: what was dialled has no answer any more, and nothing is dialled by itself."""
        with self._store.write() as connection:
            for request in ussd.unanswered(connection):
                ussd.failed(connection, request.id, RESTARTED, now)
                ussd.closed(connection, request.modem)

    # --- balances

    def _read_balance(self, told: Dialled, now: datetime) -> None:
        assert told.sim_id is not None
        with self._store.write() as connection:
            plan = sim_facts.balance_plan(connection, told.sim_id)
            if plan is None or (told.purpose != "balance" and told.code != plan.code):
                return
            micros = amount_in(told.text or "", plan.pattern)
            if micros is None:
                log.warning("balance_not_found modem=%s", told.modem)
                if told.purpose == "balance":
                    self._modems.noticed(
                        told.modem,
                        "The network's answer to the balance code has no amount where the pattern says.",
                        now,
                    )
                return
            sim_facts.set_balance(connection, told.sim_id, micros, told.text or "", now)

    def run(self, now: datetime) -> None:
        """Give up what nobody answered, and dial the balance code of each SIM whose turn it is."""
        self._give_up_unanswered(now)
        for name, sim_id in self._modems.ready_sims().items():
            with self._store.read() as connection:
                plan = sim_facts.balance_plan(connection, sim_id)
            if plan is None or not plan.is_due(now):
                continue
            with self._store.write() as connection:
                sim_facts.balance_asked(connection, sim_id, now)
                if not ussd.waiting(connection, name) and self._open_session(name, now) is None:
                    ussd.ask(connection, name, sim_id, plan.code, "balance", now)
                    self._store.tell_workers()

    def next_moment(self, now: datetime) -> datetime | None:
        """When the next balance is to be read, or patience with a code ends."""
        with self._store.read() as connection:
            plans = [sim_facts.balance_plan(connection, sim) for sim in self._modems.ready_sims().values()]
            moments = [_begun(code) + PATIENCE for code in ussd.unanswered(connection)]
        moments += [plan.due_at(now) for plan in plans if plan is not None and plan.every]
        return min(moments, default=None)

    def _give_up_unanswered(self, now: datetime) -> None:
        """A code whose modem was taken away, or restarted under it, is in nobody's way for ever."""
        with self._store.read() as connection:
            if all(_is_awaited(code, now) for code in ussd.unanswered(connection)):
                return
        with self._store.write() as connection:
            for code in ussd.unanswered(connection):
                if not _is_awaited(code, now):
                    reason = NOT_DIALLED if code.dialled_at is None else NO_ANSWER
                    self._fail(code.modem, code.id, reason, now)

    def _tell(self, name: str, now: datetime) -> None:
        with self._store.write() as connection:
            events.add(connection, "modem", now, name=name)
            self._store.tell()


def _begun(code: Dialled) -> datetime:
    return code.dialled_at or code.asked_at


def _is_awaited(code: Dialled, now: datetime) -> bool:
    """Whether there may still be an answer; one from the future was dialled under another clock."""
    return timedelta(0) <= now - _begun(code) < PATIENCE
