"""Getting acquainted with the gateway app, and setting it up once so that it serves a shop."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drivers.android.foreign import plain
from drivers.android.gateway import Gateway, Refused
from drivers.android.hooks import Secrets
from drivers.android.link import HOOK_PORT
from drivers.android.wire import Device, Health, Hook
from modemsms.driver import Identity
from modemsms.errors import Cause, ModemNotReady

log = logging.getLogger(__name__)

SERVER_ERROR = 500

# The first version with GET /inbox, without which texts could be lost (hardware.md 4.4).
OLDEST = (1, 59)
# The first whose /device tells the SIM cards; and the one that is recommended.
RECOMMENDED = (1, 66, 1)

# Without these nothing is heard at once.
EVENTS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed")
# Not every version knows these. Pictures are told of as texts; an app that starts has missed something.
MORE_EVENTS = ("mms:received", "mms:downloaded", "app:started")
_HOOK_PREFIX = "modemsms-"


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What the app said of itself and of its phone."""

    health: Health
    model: str
    device: Device

    def identity(self, slot: int) -> Identity | None:
        """Who is in *slot*; None when the app says that no card is."""
        maker, _, name = plain(self.device.name).partition("/")
        iccid = number = None
        if self.device.sim_cards is not None:
            card = next((card for card in self.device.sim_cards if card.sim_number == slot), None)
            if card is None:
                return None
            iccid, number = plain(card.iccid or "") or None, plain(card.phone_number or "") or None
        return Identity(
            iccid=iccid,
            number=number,
            manufacturer=maker if name else None,
            model=plain(self.model) or name or maker or None,
            firmware=f"SMS Gateway {plain(self.health.version)}" if self.health.version else None,
        )

    def carrier(self, slot: int) -> str | None:
        """The operator whose card is in *slot*."""
        cards = self.device.sim_cards or ()
        carrier = next((card.carrier_name for card in cards if card.sim_number == slot), None)
        return plain(carrier or "") or None


def get_acquainted(gateway: Gateway) -> Acquaintance:
    """Ask who answers. Raises what ``Gateway`` does, and ``ModemNotReady`` for an app that is too old."""
    health = gateway.health()
    version = version_of(health.version)
    if version is not None and version < OLDEST:
        raise ModemNotReady(too_old(health.version))
    return Acquaintance(health, gateway.model(), gateway.device())


def version_of(text: str) -> tuple[int, ...] | None:
    """``1.68.0`` as numbers; None for what is none."""
    match = re.match(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?", text)
    return tuple(int(part or 0) for part in match.groups()) if match else None


def too_old(version: str) -> Cause:
    """The app has to be replaced by a newer one."""
    wanted = ".".join(map(str, RECOMMENDED))
    return Cause(
        "app_too_old",
        f"The gateway app on the phone is version {plain(version, 20)}; install {wanted} or a newer one. The phone "
        "doctor does it with the file of the app.",
    )


def wanted_hooks(secrets: Secrets, events: Iterable[str] = EVENTS) -> list[Hook]:
    """The webhooks for *events*, each under an id of its own, so that it replaces itself."""
    url = f"http://127.0.0.1:{HOOK_PORT}{secrets.path}"
    return [Hook(f"{_HOOK_PREFIX}{event.replace(':', '-')}", url, event) for event in events]


def is_set_up(gateway: Gateway, secrets: Secrets | None) -> bool:
    """Whether nothing has to be changed. Without *secrets* there are no webhooks.

    The signing key cannot be read back. It was set before the webhooks were registered, so they stand
    for it: their path is made of the same password.
    """
    if _differences(gateway.settings(), _wanted_settings(secrets)):
        return False
    return secrets is None or set(_ours(gateway)) >= set(wanted_hooks(secrets))


def set_up(gateway: Gateway, secrets: Secrets | None) -> None:
    """Store the settings. They hold from the app's next start on."""
    changes = _differences(gateway.settings(), _wanted_settings(secrets))
    if secrets is not None:
        changes.setdefault("webhooks", {})["signing_key"] = secrets.key
    if changes:
        gateway.change_settings(changes)


def register(gateway: Gateway, secrets: Secrets) -> None:
    """Register the webhooks, and take away what an earlier password left behind."""
    wanted = wanted_hooks(secrets, (*EVENTS, *MORE_EVENTS))
    standing = _ours(gateway)
    for hook in standing:
        if hook.id not in {one.id for one in wanted}:
            gateway.forget(hook.id)
    for hook in wanted:
        if hook in standing:
            continue
        try:
            gateway.register(hook)
        except Refused as refusal:
            if hook.event in EVENTS or refusal.status >= SERVER_ERROR:
                raise
            log.info("event_unknown_to_app event=%s", hook.event)


def _wanted_settings(secrets: Secrets | None) -> dict[str, dict[str, object]]:
    wanted: dict[str, dict[str, object]] = {"messages": {"processing_order": "FIFO"}}
    if secrets is not None:
        # A phone that is only there for its SIM card has no internet, and would tell nothing.
        wanted["webhooks"] = {"internet_required": False}
    return wanted


def _differences(
    settings: Mapping[str, object], wanted: Mapping[str, Mapping[str, object]]
) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for group, values in wanted.items():
        present = settings.get(group)
        for name, value in values.items():
            if not isinstance(present, dict) or present.get(name) != value:
                found.setdefault(group, {})[name] = value
    return found


def _ours(gateway: Gateway) -> list[Hook]:
    return [hook for hook in gateway.hooks() if hook.id.startswith(_HOOK_PREFIX)]
