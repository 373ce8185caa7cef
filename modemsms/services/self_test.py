"""Once a day, or when somebody asks, each SIM texts another (or itself), and the way out and back is timed."""

from __future__ import annotations

import logging
import re
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput
from modemsms.phone import PhoneNumber
from modemsms.services.modems import Modems
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.pace import Priority
from modemsms.services.shop import Shop
from modemsms.store import events, messages, self_tests, settings, sims
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.self_tests import SelfTest

log = logging.getLogger(__name__)

# What the test texts say; whoever reads one on a phone learns what it is.
_TEXT = "modemsms self-test {token}"
_RECOGNISED = re.compile(r"modemsms self-test ([0-9A-Z]{6})")
# Without letters and digits that look alike.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

TO_LEAVE = timedelta(minutes=30)
TO_COME_BACK = timedelta(minutes=10)
# A SIM that is new here is left in peace for its first day.
FIRST_DAY = timedelta(days=1)

NOT_LEFT = Reason("self_test_not_sent", "The test text could not leave within half an hour.")
NOT_BACK = Reason(
    "self_test_lost",
    "The test text left and did not come back within ten minutes. Texts may not reach you on this number.",
)

# An open test of a backup is nobody's fault: what its text came to happened after the backup.
RESTORED = Reason("restored", "A backup was brought back while this test was under way.")

_SETTING = "self_test_hour"
_OFF_SINCE = "self_test_off_since"
DEFAULT_HOUR = 5
OFF = "off"


@dataclass(frozen=True, slots=True)
class SimTest:
    """What is known of a SIM by its tests. *possible* is False while no number is known to text."""

    modem: str
    possible: bool
    running: bool
    last: SelfTest | None


def last_failure(connection: sqlite3.Connection, sim_id: int) -> Reason | None:
    """Why the last test of a SIM failed; None where it did not, or the owner has switched tests off since."""
    last = self_tests.last_of(connection, sim_id)
    if last is None or last.passed or last.error is None or last.error.code == RESTORED.code:
        return None
    off_since = int(settings.get(connection, _OFF_SINCE) or 0)
    return last.error if clock.to_ms(last.started_at) > off_since else None


class SelfTests:
    """Begins tests, knows their texts when they come back, and gives them up in time."""

    def __init__(
        self,
        store: Store,
        modems: Modems,
        outbox: Outbox,
        shop: Shop,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._modems = modems
        self._outbox = outbox
        self._shop = shop
        self._now = now

    # --- what the page asks

    def hour(self) -> int | None:
        """The hour of the shop's day in which each SIM is tested; None where the owner switched it off."""
        with self._store.read() as connection:
            written = settings.get(connection, _SETTING)
        return None if written == OFF else int(written or DEFAULT_HOUR)

    def set_hour(self, hour: int | None) -> None:
        """Choose the hour, or None for only by hand."""
        if hour is not None and not 0 <= hour <= 23:
            raise InvalidInput("hour", "Choose an hour from 0 to 23.")
        with self._store.write() as connection:
            settings.put(connection, _SETTING, OFF if hour is None else str(hour))
            if hour is None:
                settings.put(connection, _OFF_SINCE, str(clock.to_ms(self._now())))

    def list(self) -> Sequence[SimTest]:
        """Every modem with a SIM, and how its last test went."""
        found = []
        with self._store.read() as connection:
            running = {test.from_sim for test in self_tests.still_open(connection)}
            for modem in self._modems.list():
                if modem.sim_id is not None:
                    last = self_tests.last_of(connection, modem.sim_id)
                    target = self._target(modem.name, modem.sim_id)
                    found.append(SimTest(modem.name, target is not None, modem.sim_id in running, last))
        return found

    def begin(self, name: str) -> SelfTest:
        """Test the SIM in modem *name* now. Raises ``Conflict`` where that is not possible."""
        self._modems.get(name)
        sim_id = self._modems.ready_sims().get(name)
        if sim_id is None:
            raise Conflict(f"“{name}” is not ready to send.", code="modem_not_ready")
        with self._store.write() as connection:
            if any(test.from_sim == sim_id for test in self_tests.still_open(connection)):
                raise Conflict("A test of this SIM is under way.", code="self_test_running")
            test = self._begin(connection, name, sim_id, self._now())
        if test is None:
            raise Conflict(
                "No number is known to text. Enter this SIM's own number first.", code="no_own_number"
            )
        return test

    # --- what the clock and the inbox ask

    def run(self, now: datetime) -> None:
        """Begin what is due today, and end what has taken too long."""
        for test in self._open():
            self._look_after(test, now)
        for name, sim_id in self._modems.ready_sims().items():
            if self._is_due(sim_id, now):
                with self._store.write() as connection:
                    self._begin(connection, name, sim_id, now)

    def next_moment(self, now: datetime) -> datetime | None:
        """When ``run`` has something to do next."""
        moments = [test.started_at + TO_LEAVE for test in self._open() if test.sent_at is None]
        moments += [test.sent_at + TO_COME_BACK for test in self._open() if test.sent_at is not None]
        return min((moment for moment in moments if moment > now), default=None)

    def arrived(self, connection: sqlite3.Connection, sim_id: int, text: str, now: datetime) -> bool:
        """Whether *text*, which came to a SIM, is one of ours coming back; then nobody else is to see it.

        Only once, and only where it was to come: what a stranger sends on is for people to read.
        """
        matched = _RECOGNISED.fullmatch(text.strip())
        test = self_tests.with_token(connection, matched[1]) if matched else None
        if test is None or test.passed or test.to_sim != sim_id:
            return False
        self_tests.received(connection, test.id, now)
        log.info(
            "self_test_passed modem=%s seconds=%.0f", test.modem, (now - test.started_at).total_seconds()
        )
        self._tell(connection, test.modem, now)
        return True

    def _open(self) -> Sequence[SelfTest]:
        with self._store.read() as connection:
            return self_tests.still_open(connection)

    def _look_after(self, test: SelfTest, now: datetime) -> None:
        with self._store.write() as connection:
            message = None if test.message_id is None else messages.by_row(connection, test.message_id)
            if message is not None and message.sent_at is not None and test.sent_at is None:
                self_tests.sent(connection, test.id, message.sent_at)
            why = self._why_failed(test, message, now)
            if why is not None:
                self_tests.failed(connection, test.id, why, now)
                log.warning("self_test_failed modem=%s code=%s", test.modem, why.code)
                self._tell(connection, test.modem, now)

    @staticmethod
    def _why_failed(test: SelfTest, message: messages.Message | None, now: datetime) -> Reason | None:
        if message is None:
            return NOT_LEFT
        if message.status in {"failed", "undelivered", "cancelled"}:
            return message.reason or NOT_LEFT
        sent_at = test.sent_at or message.sent_at
        if sent_at is None:
            return NOT_LEFT if abs(now - test.started_at) > TO_LEAVE else None
        return NOT_BACK if abs(now - sent_at) > TO_COME_BACK else None

    def _is_due(self, sim_id: int, now: datetime) -> bool:
        hour = self.hour()
        if hour is None:
            return False
        local = now.astimezone(self._shop.zone)
        today = datetime.combine(local.date(), time(hour), self._shop.zone)
        if not today <= local < today + timedelta(hours=1):
            return False
        with self._store.read() as connection:
            last = self_tests.last_begun(connection, sim_id)
            known_for = now - sims.get(connection, sim_id).first_seen
        return known_for >= FIRST_DAY and (last is None or abs(now - last) > timedelta(hours=2))

    def _target(self, name: str, sim_id: int) -> tuple[int, str] | None:
        """Another SIM of the shop that is ready and has a number, else the SIM itself."""
        numbers = {
            other: number
            for modem in self._modems.list()
            if (other := modem.sim_id) is not None
            and (number := self._written_out(modem.number)) is not None
            and (modem.state == "ready" or modem.name == name)
        }
        others = [one for one in numbers.items() if one[0] != sim_id]
        return next(iter(others), (sim_id, numbers[sim_id]) if sim_id in numbers else None)

    def _written_out(self, number: str | None) -> str | None:
        """A SIM's own number as texts can be sent to it; None where it tells none, or only part of it."""
        try:
            return None if number is None else PhoneNumber.parse(number, self._shop.country).e164
        except InvalidInput:
            return None

    def _begin(
        self, connection: sqlite3.Connection, name: str, sim_id: int, now: datetime
    ) -> SelfTest | None:
        target = self._target(name, sim_id)
        if target is None:
            return None
        token = "".join(secrets.choice(_LETTERS) for _ in range(6))
        test_id = self_tests.begin(connection, token, sim_id, target[0], name, now)
        draft = Draft(
            target[1], _TEXT.format(token=token), modem=name, priority=Priority.API, purpose="self_test",
            expires_at=now + TO_LEAVE,
        )  # fmt: skip
        message = self._outbox.submit(draft).message
        self_tests.set_message(connection, test_id, message.row_id)
        self._tell(connection, name, now)
        return self_tests.with_token(connection, token)

    def _tell(self, connection: sqlite3.Connection, name: str, now: datetime) -> None:
        events.add(connection, "modem", now, name=name)
        self._store.tell()
