"""Names that the app makes up, and the hash of Java's strings."""

from __future__ import annotations

import secrets
import string

ALPHABET = string.ascii_letters + string.digits + "_-"
LENGTH = 21


def nanoid() -> str:
    """An id as the app gives to messages, events and webhooks that bring none."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def java_hash(text: str) -> int:
    """``String.hashCode``: 31-adic over UTF-16 units, 32 bits; ``Aa`` and ``BB`` have the same."""
    units = text.encode("utf-16-be", "surrogatepass")
    total = 0
    for place in range(0, len(units), 2):
        total = (31 * total + int.from_bytes(units[place : place + 2], "big")) & 0xFFFFFFFF
    return total
