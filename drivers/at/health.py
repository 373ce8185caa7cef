"""Whether a modem that answers does its work: judged by what became of texts, not by AT (hardware.md 1.9)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator

from modemsms.driver import Accepted, Ended, Noticed, Sign
from modemsms.errors import DriverError, ModemNotReady, ModemUnavailable, SendRejected

# How many texts to at least two people must fail in a row for each rung: the modem is told to look for
# its network again, its radio is cycled, it is restarted, and then the shop is told that it was all in
# vain. One number that fails again and again says nothing of the modem.
FAILED_IN_A_ROW = (3, 6, 10, 20)
FAILED_PEOPLE = 2
# The same rungs by time, for codes that are more often the modem's own trouble than a number's.
TROUBLED_FOR = (300.0, 600.0, 1200.0, 2400.0)
TROUBLE = frozenset({"cms_38", "cms_300", "cms_331", "cms_500", "cme_30", "cme_100", "modem_error"})
# A modem "not ready" by these is without a network; by all others its SIM or its bill is the matter.
_NO_SERVICE = frozenset({"cms_331", "cme_30"})
# A restart so soon behind a text is its transmitter drawing more than the supply gives (Q68).
BROWN_OUT_WITHIN = 10.0
BROWN_OUTS = 2
# "Unknown error" now and then, between texts that go, is the same in a milder form (Q39).
STRAY_ERROR = "cms_500"
STRAY_ERRORS = 5
STRAY_PERIOD = 24 * 3600.0

_BROWN_OUT = (
    "The modem restarts whenever it sends: its power supply is too weak. Use a powered USB hub or a supply of "
    "2 amperes or more, with a short cable."
)
_WEAK = (
    "Now and then the modem fails with an unknown error and works again. The usual reason is a weak power "
    "supply: use a powered USB hub or a better supply."
)


class Health:
    """Counts since the last good text. Times are the engine's clock, in seconds."""

    def __init__(self, slot: int) -> None:
        self._slot = slot
        self._failed = 0
        self._people: set[str] = set()
        self._troubles = 0
        self._troubled_since = math.inf
        self._strays: deque[float] = deque(maxlen=STRAY_ERRORS)
        self._goods = 0
        self._counted = -math.inf
        self._brown_outs = 0
        self.failing = 0
        """How far up the failures lead: 0 is healthy, the length of ``FAILED_IN_A_ROW`` hopeless."""

    def ended(self, to: str, event: Accepted | Ended, now: float) -> Iterator[Noticed]:
        """Take what became of a text for *to*; gives what the shop should know of it."""
        if isinstance(event, Accepted):
            self._good()
            return
        error = event.error
        if _says_something(error):
            self._failed += 1
            self._people.add(to)
            self._note_trouble(error.cause.code, now)
            self.failing = max(self.failing, self._by_count(), self._by_time(now))
        if error.cause.code == STRAY_ERROR and self._is_weak(now):
            yield Noticed(self._slot, _WEAK, Sign.LOW_VOLTAGE)

    def restarted(self, sent_at: float, now: float) -> Noticed | None:
        """The modem restarted or vanished by itself: perhaps its power broke down over the text of *sent_at*."""
        if now > sent_at + BROWN_OUT_WITHIN or sent_at == self._counted:
            return None
        self._counted = sent_at
        self._brown_outs += 1
        return Noticed(self._slot, _BROWN_OUT, Sign.LOW_VOLTAGE) if self._brown_outs >= BROWN_OUTS else None

    def _good(self) -> None:
        self._failed = self._troubles = self.failing = 0
        self._people.clear()
        self._troubled_since = math.inf
        self._goods += 1

    def _note_trouble(self, code: str, now: float) -> None:
        if code in TROUBLE:
            self._troubles += 1
            self._troubled_since = min(self._troubled_since, now)

    def _by_count(self) -> int:
        if len(self._people) < FAILED_PEOPLE:
            return 0
        return sum(self._failed >= most for most in FAILED_IN_A_ROW)

    def _by_time(self, now: float) -> int:
        if self._troubles < FAILED_PEOPLE:
            return 0
        return sum(now - self._troubled_since >= longest for longest in TROUBLED_FOR)

    def _is_weak(self, now: float) -> bool:
        self._strays.append(now)
        full = len(self._strays) == STRAY_ERRORS and self._strays[0] > now - STRAY_PERIOD
        if not full or self._goods < STRAY_ERRORS - 1:
            return False
        self._goods = 0
        self._strays.clear()
        return True


def _says_something(error: DriverError) -> bool:
    """Whether *error* may be the modem's fault: not the number's, and not the SIM's or its bill's."""
    if isinstance(error, ModemUnavailable):
        return False
    if isinstance(error, ModemNotReady):
        return error.cause.code in _NO_SERVICE
    return not (isinstance(error, SendRejected) and error.permanent)
