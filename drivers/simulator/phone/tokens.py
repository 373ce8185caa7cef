"""The app's JSON Web Tokens: made, read, refreshed and revoked (RFC 7519, HS256)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from drivers.simulator.phone.nanoid import nanoid

DEFAULT_TTL, MOST_TTL = timedelta(days=1), timedelta(days=365)
REFRESH_TTL = timedelta(days=30)

ALL = "all:any"
REFRESH = "tokens:refresh"
SCOPES = frozenset(
    {
        ALL,
        "messages:send",
        "messages:read",
        "messages:export",
        "messages:cancel",
        "inbox:list",
        "inbox:read",
        "inbox:refresh",
        "devices:list",
        "webhooks:list",
        "webhooks:write",
        "webhooks:delete",
        "settings:read",
        "settings:write",
        "logs:read",
        "tokens:manage",
    }
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who shows a token: *scopes* is what it may do; *original* what a refreshed one may."""

    id: str
    scopes: frozenset[str]
    original: tuple[str, ...] = ()

    def may(self, scope: str) -> bool:
        """Whether this token is enough. To refresh needs the refresh token itself."""
        return scope in self.scopes or (scope != REFRESH and ALL in self.scopes)


class Tokens:
    """What was given out, and what was taken back. It survives the app's restarts."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._revoked: set[str] = set()
        self._pairs: dict[str, str] = {}

    def issue(self, scopes: Iterable[str], ttl: timedelta, now: datetime) -> dict[str, Any]:
        """An access token and the one that refreshes it, as the API gives them."""
        wanted = sorted(scopes)
        access, refresh = nanoid(), nanoid()
        expires = now + ttl
        self._pairs[access], self._pairs[refresh] = refresh, access
        return {
            "id": access,
            "token_type": "Bearer",
            "access_token": self._sign(access, expires, {"scopes": wanted, "token_use": "access"}),
            "expires_at": expires.astimezone(UTC),
            "refresh_token": self._sign(
                refresh,
                now + REFRESH_TTL,
                {"scopes": [REFRESH], "token_use": "refresh", "original_scopes": wanted},
            ),
        }

    def revoke(self, token_id: str) -> None:
        """Take it back, and the other one of its pair."""
        self._revoked |= {token_id, self._pairs.get(token_id, token_id)}

    def bearer(self, token: str, now: datetime) -> Bearer | None:
        """Who shows *token*; None for one that is forged, run out or revoked."""
        head, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature, self._signature(head)):
            return None
        claims = _claims(head.partition(".")[2])
        if claims.get("exp", 0) <= now.timestamp() or claims.get("jti") in self._revoked:
            return None
        return Bearer(
            str(claims["jti"]), frozenset(claims["scopes"]), tuple(claims.get("original_scopes", ()))
        )

    def _sign(self, token_id: str, expires: datetime, claims: Mapping[str, Any]) -> str:
        parts = ({"alg": "HS256", "typ": "JWT"}, {"jti": token_id, "exp": int(expires.timestamp()), **claims})
        head = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
        return f"{head}.{self._signature(head)}"

    def _signature(self, head: str) -> str:
        return _encoded(hmac.digest(self._key, head.encode(), hashlib.sha256))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _claims(part: str) -> dict[str, Any]:
    try:
        return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))
    except (binascii.Error, ValueError):
        return {}
