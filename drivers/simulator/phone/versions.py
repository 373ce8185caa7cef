"""Which version of the gateway app brought what (hardware 4.4)."""

from __future__ import annotations

from enum import Enum


class Feature(Enum):
    """What older versions lack, with the first version that has it."""

    DEVICE = "1.9.0"
    INBOX_EXPORT = "1.28.0"
    LOOPBACK_WEBHOOKS = "1.33.2"
    PRIORITY = "1.35.0"
    SETTINGS = "1.37.0"
    TYPED_MESSAGES = "1.39.0"
    DEVICE_ID = "1.40.0"
    DOCS = "1.41.0"
    LIST_MESSAGES = "1.44.0"
    PERSISTENT_WEBHOOKS = "1.52.0"
    TOKENS = "1.55.0"
    MMS_DOWNLOADED = "1.56.0"
    INCLUDE_CONTENT = "1.58.0"
    INBOX = "1.59.0"
    SCHEDULE = "1.61.0"
    REFRESHING = "1.64.0"
    SIM_CARDS = "1.65.0"
    PROVIDER_FALLBACK = "1.66.1"
    CANCEL = "1.67.0"
    MMS_ATTACHMENTS = "1.68.0"


def number(version: str) -> tuple[int, ...]:
    """*version* for comparing: ``1.9.0`` is before ``1.10``."""
    return tuple(int(part) for part in version.split("."))


def has(version: str, feature: Feature) -> bool:
    """Whether *version* of the app has *feature*."""
    return number(version) >= number(feature.value)


def release_id(version: str) -> int:
    """Its Android version code; that of 1.68.0 is above 160 as it grows by one each release."""
    major, minor, patch = (*number(version), 0, 0)[:3]
    return major * 10_000 + minor * 100 + patch
