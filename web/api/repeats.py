"""``Idempotency-Key``: what makes a repeated request the same request."""

from __future__ import annotations

import hashlib
import re

import msgspec
from flask import request

from modemsms.errors import InvalidInput
from modemsms.services.broadcasts import Once
from modemsms.services.outbox import Idempotency
from web.api import keys


def idempotency(body: bytes) -> Idempotency | None:
    """What makes a repeated request known: its key and its body, whatever the order of the fields."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not re.fullmatch(r"[\x20-\x7e]{1,255}", key):
        raise InvalidInput("Idempotency-Key", "Idempotency-Key must be 1 to 255 printable ASCII characters.")
    plain = msgspec.json.encode(msgspec.json.decode(body), order="sorted")
    return Idempotency(keys.current().id, key, hashlib.sha256(plain).hexdigest())


def once(body: bytes) -> Once | None:
    """The same for a broadcast."""
    given = idempotency(body)
    return None if given is None else Once(f"api {given.key_id} {given.key}", given.body_hash)
