"""/webhooks, /settings and /auth/token: what a program sets up before it sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drivers.simulator.phone import dates
from drivers.simulator.phone.api.call import Call, Refused, field
from drivers.simulator.phone.exchange import Response, json_response
from drivers.simulator.phone.settings import InvalidSetting
from drivers.simulator.phone.tokens import DEFAULT_TTL, MOST_TTL, SCOPES
from drivers.simulator.phone.webhooks import InvalidWebhook


def webhooks(call: Call) -> Response:
    """All that are registered."""
    return json_response(200, [webhook.as_json() for webhook in call.app.webhooks.all()])


def register(call: Call) -> Response:
    """201; an id that is there is replaced."""
    document = call.body()
    call.own_device(document.get("deviceId"))
    try:
        webhook = call.app.webhooks.register(
            field(document, "id", str), document.get("url"), document.get("event")
        )
    except InvalidWebhook as error:
        raise Refused(400, str(error)) from error
    return json_response(201, webhook.as_json())


def delete_webhook(call: Call) -> Response:
    """204, whether it was there or not."""
    call.app.webhooks.delete(call.parts["id"])
    return Response(204)


def settings(call: Call) -> Response:
    """All groups, without secrets."""
    return json_response(200, call.app.settings.shown())


def change_settings(call: Call) -> Response:
    """Only the keys that are named; they hold from the next start of the app."""
    try:
        call.app.settings.change(json.loads(call.request.body))
    except InvalidSetting as error:
        raise Refused(400, f"Invalid request: {error}") from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, "Invalid request: the body is no JSON") from error
    return json_response(200, call.app.settings.shown())


def issue_token(call: Call) -> Response:
    """201 with an access token and a refresh token."""
    document = call.body()
    scopes = field(document, "scopes", list) or []
    if not scopes or not set(map(str, scopes)) <= SCOPES:
        raise Refused(400, "scopes must name at least one scope, and only known ones")
    ttl = field(document, "ttl", int)
    lasts = DEFAULT_TTL if ttl is None else timedelta(seconds=min(ttl, int(MOST_TTL.total_seconds()) + 1))
    if not timedelta(0) < lasts <= MOST_TTL:
        raise Refused(400, "ttl must be positive and at most a year")
    return json_response(201, _written(call.app.tokens.issue(scopes, lasts, call.now)))


def refresh_token(call: Call) -> Response:
    """200 with a new pair; the old one is worth nothing any more."""
    if call.bearer is None:
        raise Refused(401, "Unauthorized")
    call.app.tokens.revoke(call.bearer.id)
    return json_response(200, _written(call.app.tokens.issue(call.bearer.original, DEFAULT_TTL, call.now)))


def revoke_token(call: Call) -> Response:
    """204, whether it was there or not."""
    call.app.tokens.revoke(call.parts["id"])
    return Response(204)


def _written(pair: Mapping[str, Any]) -> dict[str, Any]:
    return {**pair, "expires_at": dates.write(pair["expires_at"])}
