"""Who may use the API: programs with a key in ``Authorization: Bearer KEY``, never a session."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from flask import g, request

from modemsms.services.keys import ApiKey, Keys
from web.api.errors import ApiError


def require(keys: Keys) -> None:
    """End the request with 401 unless it has a valid key; remember whose it is."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise _unauthorized("Send an API key: Authorization: Bearer KEY.", "Bearer")
    key = keys.check(token, remote=request.remote_addr or "")
    if key is None:
        raise _unauthorized("This API key is not valid.", 'Bearer error="invalid_token"')
    g.api_key = key


def current() -> ApiKey:
    """The key of this request; only behind ``require``."""
    return cast(ApiKey, g.api_key)


def _unauthorized(message: str, challenge: str) -> ApiError:
    return ApiError(HTTPStatus.UNAUTHORIZED, "unauthorized", message, headers={"WWW-Authenticate": challenge})
