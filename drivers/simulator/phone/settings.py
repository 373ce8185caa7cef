"""The app's settings: what is stored, and what the running app goes by until it is started again."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

PERIODS = {
    "Disabled": timedelta(0),
    "PerMinute": timedelta(minutes=1),
    "Per30Minutes": timedelta(minutes=30),
    "PerHour": timedelta(hours=1),
    "PerDay": timedelta(days=1),
}
ORDERS = ("LIFO", "FIFO")
SELECTIONS = ("OSDefault", "RoundRobin", "Random")

SECRETS = {("encryption", "passphrase"), ("webhooks", "signing_key"), ("gateway", "private_token")}
"""What can be written and is never shown."""


class InvalidSetting(ValueError):
    """A value that the app refuses."""


def defaults(signing_key: str) -> dict[str, dict[str, Any]]:
    """As on a phone where nobody has changed anything."""
    return {
        "encryption": {"passphrase": None},
        "gateway": {"cloud_url": None, "private_token": None, "notification_channel": "AUTO"},
        "messages": {
            "send_interval_min": None,
            "send_interval_max": None,
            "limit_period": "Disabled",
            "limit_value": None,
            "sim_selection_mode": "OSDefault",
            "log_lifetime_days": None,
            "processing_order": "LIFO",
        },
        "ping": {"interval_seconds": None},
        "logs": {"lifetime_days": 30},
        "webhooks": {"internet_required": True, "retry_count": 15, "signing_key": signing_key},
    }


class Settings:
    """Stored values, and below ``messages``, ``webhooks`` those in force since the last start."""

    def __init__(self, signing_key: str) -> None:
        self._stored = defaults(signing_key)
        self._applied = copy.deepcopy(self._stored)

    def apply(self) -> None:
        """The app starts: what is stored holds from now on."""
        self._applied = copy.deepcopy(self._stored)

    def shown(self) -> dict[str, dict[str, Any]]:
        """What GET gives: all groups, without what is secret."""
        return {
            group: {key: value for key, value in values.items() if (group, key) not in SECRETS}
            for group, values in self._stored.items()
        }

    def change(self, document: Any) -> None:
        """PATCH: only the keys that are named; unknown ones are passed over.

        Raises ``InvalidSetting``, and then nothing is changed.
        """
        if not isinstance(document, dict):
            raise InvalidSetting("the settings are an object of groups")
        stored = copy.deepcopy(self._stored)
        for group, values in document.items():
            if group not in stored:
                continue
            if not isinstance(values, dict):
                raise InvalidSetting(f"{group} is no object")
            for key, value in values.items():
                if key in stored[group]:
                    stored[group][key] = _checked(group, key, value)
        self._stored = stored

    # --- what is in force -----------------------------------------------------------------------------

    @property
    def is_fifo(self) -> bool:
        """Whether the message that came first leaves first."""
        return bool(self._applied["messages"]["processing_order"] == "FIFO")

    @property
    def limit(self) -> tuple[int, timedelta] | None:
        """So many messages in such a time; None without a limit."""
        messages = self._applied["messages"]
        value, period = messages["limit_value"] or 0, PERIODS[messages["limit_period"]]
        return (value, period) if value and period else None

    @property
    def interval(self) -> timedelta:
        """The pause after a message."""
        messages = self._applied["messages"]
        least, most = messages["send_interval_min"] or 0, messages["send_interval_max"]
        if most is None or least > most:
            return timedelta(0)
        return timedelta(seconds=random.randint(least, most))

    @property
    def sim_selection(self) -> str:
        """Which SIM takes a message that names none."""
        return str(self._applied["messages"]["sim_selection_mode"])

    @property
    def ping_interval(self) -> timedelta | None:
        """How often the app says that it is there; None is never."""
        seconds = self._applied["ping"]["interval_seconds"]
        return timedelta(seconds=seconds) if seconds else None

    @property
    def internet_required(self) -> bool:
        """Whether webhooks wait for a default network."""
        return bool(self._applied["webhooks"]["internet_required"])

    @property
    def retry_count(self) -> int:
        """How often a webhook is brought again."""
        return int(self._applied["webhooks"]["retry_count"])

    @property
    def signing_key(self) -> str:
        """With what webhooks are signed."""
        return str(self._applied["webhooks"]["signing_key"])


def _checked(group: str, key: str, value: Any) -> Any:
    check = _CHECKS.get((group, key))
    return value if check is None else check(value)


def _one_of(names: tuple[str, ...]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value is None:
            return names[0]
        if value not in names:
            raise InvalidSetting(f"{value} is none of {', '.join(names)}")
        return value

    return check


def _at_least(least: int, default: int | None = None) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            raise InvalidSetting(f"a number of at least {least} is wanted, not {value}")
        return int(value)

    return check


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidSetting(f"true or false is wanted, not {value}")
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidSetting("a word is wanted")
    return value


_CHECKS: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("messages", "limit_period"): _one_of(tuple(PERIODS)),
    ("messages", "processing_order"): _one_of(ORDERS),
    ("messages", "sim_selection_mode"): _one_of(SELECTIONS),
    ("messages", "limit_value"): _at_least(0),
    ("messages", "send_interval_min"): _at_least(0),
    ("messages", "send_interval_max"): _at_least(0),
    ("messages", "log_lifetime_days"): _at_least(1),
    ("logs", "lifetime_days"): _at_least(1, 30),
    ("ping", "interval_seconds"): _at_least(1),
    ("webhooks", "retry_count"): _at_least(1, 15),
    ("webhooks", "internet_required"): _truth,
    ("webhooks", "signing_key"): _word,
}
