"""The table of endpoints, and the way of a request through it: route, password or token, scope."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from drivers.simulator.phone.api import configuration, device, inbox, messages
from drivers.simulator.phone.api.call import Call, Refused
from drivers.simulator.phone.exchange import Request, Response, json_response
from drivers.simulator.phone.gateway import Gateway
from drivers.simulator.phone.tokens import REFRESH, Bearer
from drivers.simulator.phone.versions import Feature

REALM = 'Basic realm="Access to SMS Gateway", charset=UTF-8'


@dataclass(frozen=True, slots=True)
class Route:
    """*path* has variable parts in braces; without a *scope* nobody is asked who he is."""

    method: str
    path: str
    endpoint: Callable[[Call], Response]
    scope: str | None = "any"
    feature: Feature | None = None

    def match(self, path: str) -> dict[str, str] | None:
        """The variable parts of *path*, None where this is another route."""
        mine, theirs = self.path.strip("/").split("/"), path.strip("/").split("/")
        if len(mine) != len(theirs):
            return None
        parts: dict[str, str] = {}
        for wanted, given in zip(mine, theirs, strict=True):
            if wanted.startswith("{") and given:
                parts[wanted.strip("{}")] = given
            elif wanted != given:
                return None
        return parts


def _messages(base: str) -> tuple[Route, ...]:
    return (
        Route("POST", base, messages.post, "messages:send"),
        Route("GET", base, messages.index, "messages:read", Feature.LIST_MESSAGES),
        Route("GET", f"{base}/{{id}}", messages.get, "messages:read"),
        Route("DELETE", f"{base}/{{id}}", messages.cancel, "messages:cancel", Feature.CANCEL),
        Route("POST", f"{base}/inbox/export", inbox.export, "messages:export", Feature.INBOX_EXPORT),
    )


def _webhooks(base: str) -> tuple[Route, ...]:
    return (
        Route("GET", base, configuration.webhooks, "webhooks:list"),
        Route("POST", base, configuration.register, "webhooks:write"),
        Route("DELETE", f"{base}/{{id}}", configuration.delete_webhook, "webhooks:delete"),
    )


ROUTES = (
    Route("GET", "/health", device.health, scope=None),
    Route("GET", "/", device.probe),
    Route("GET", "/device", device.devices, "devices:list", Feature.DEVICE),
    *_messages("/message"),
    *_messages("/messages"),
    *_webhooks("/webhook"),
    *_webhooks("/webhooks"),
    Route("GET", "/inbox", inbox.index, "inbox:list", Feature.INBOX),
    Route("GET", "/inbox/{id}/attachments/{part}", inbox.attachment, "inbox:read", Feature.MMS_ATTACHMENTS),
    Route("POST", "/inbox/refresh", inbox.refresh, "inbox:refresh", Feature.INBOX),
    Route("GET", "/logs", device.logs, "logs:read"),
    Route("GET", "/settings", configuration.settings, "settings:read", Feature.SETTINGS),
    Route("PATCH", "/settings", configuration.change_settings, "settings:write", Feature.SETTINGS),
    Route("GET", "/docs", device.docs, scope=None, feature=Feature.DOCS),
    Route("POST", "/auth/token", configuration.issue_token, "tokens:manage", Feature.TOKENS),
    Route("POST", "/auth/token/refresh", configuration.refresh_token, REFRESH, Feature.REFRESHING),
    Route("DELETE", "/auth/token/{id}", configuration.revoke_token, "tokens:manage", Feature.TOKENS),
)


def answer(app: Gateway, request: Request, user: str, password: str) -> Response:
    """What the app answers. It runs in the world's lock."""
    matches = [
        (route, parts)
        for route in ROUTES
        if (route.feature is None or app.has(route.feature))
        and (parts := route.match(request.path)) is not None
    ]
    fitting = [(route, parts) for route, parts in matches if route.method == request.method]
    if not fitting:
        return Response(405 if matches else 404)
    route, parts = fitting[0]
    try:
        bearer = _admitted(app, request, route, user, password)
        return route.endpoint(Call(app, request, parts, bearer))
    except Refused as refused:
        if refused.status == 401:
            return Response(401, headers={"WWW-Authenticate": REALM})
        return (
            json_response(refused.status, {"message": refused.message})
            if refused.message
            else (Response(refused.status))
        )


def _admitted(app: Gateway, request: Request, route: Route, user: str, password: str) -> Bearer | None:
    """Who asks; None with the password. Raises ``Refused`` with 401 or 403."""
    if route.scope is None:
        return None
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and app.has(Feature.TOKENS):
        bearer = app.tokens.bearer(credentials, app.makings.now())
        if bearer is None:
            raise Refused(401)
        if route.scope != "any" and not bearer.may(route.scope):
            raise Refused(403, "Insufficient permissions")
        return bearer
    if scheme.lower() != "basic" or not _is_right(credentials, user, password):
        raise Refused(401)
    return None


def _is_right(credentials: str, user: str, password: str) -> bool:
    try:
        given = base64.b64decode(credentials, validate=True)
    except binascii.Error:
        return False
    return hmac.compare_digest(given, f"{user}:{password}".encode())
