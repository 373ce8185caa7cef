"""Whether the shop can text, in one word and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modemsms.services.modems import Modem, Modems
from modemsms.store.database import Store


@dataclass(frozen=True, slots=True)
class HealthReport:
    """*status* as ``GET /health`` tells it; *modems* counts the enabled ones."""

    status: Literal["ok", "degraded", "down"]
    modems: int
    ready: int
    writable: bool
    sentence: str


class HealthService:
    """Looks at the modems and the database."""

    def __init__(self, store: Store, modems: Modems) -> None:
        self._store = store
        self._modems = modems

    def report(self) -> HealthReport:
        """The state of things now."""
        enabled = [modem for modem in self._modems.list() if modem.enabled]
        ready = sum(modem.state == "ready" for modem in enabled)
        fault = self._store.fault
        if fault is not None:
            sentence = (
                f"Nothing can be saved ({fault}), so nothing is sent. Free some space on the disk;"
                " sending goes on by itself."
            )
            return HealthReport("down", len(enabled), ready, writable=False, sentence=sentence)
        if not enabled:
            return HealthReport(
                "degraded",
                0,
                0,
                writable=True,
                sentence="No modem is set up yet. Add one on the Modems page.",
            )
        if ready == len(enabled):
            return HealthReport("ok", ready, ready, writable=True, sentence="Ready to text.")
        troubled = next(modem for modem in enabled if modem.state != "ready")
        if ready:
            return HealthReport("degraded", len(enabled), ready, writable=True, sentence=_trouble(troubled))
        sentence = f"Texts wait: {_trouble(troubled)}"
        return HealthReport("down", len(enabled), 0, writable=True, sentence=sentence)


def _trouble(modem: Modem) -> str:
    why = modem.reason.message if modem.reason else "It is not ready yet."
    return f"“{modem.name}”: {why}"
