"""What every answer and every request must hold: headers, known Host names, who counts as sitting here."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import HTTPException

from web.box.names import OwnNames

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # "no-referrer" would break the CSRF check, which compares the referrer once the page is on HTTPS.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=()",
}

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

# A proxy on the same box makes strangers look like loopback; each of these tells that there is one.
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


class CookiesByDoor(SecureCookieSessionInterface):
    """A session that began by HTTPS is never sent in the clear; one on the box itself has no HTTPS.

    The two have names of their own: a browser lets nobody without HTTPS write a cookie that was kept by HTTPS,
    and under one name whoever had come in by the one door could not come in by the other. ``__Host-`` moreover
    keeps out what others on the network, or other programs on this box, put there (RFC 6265bis, 4.1.3.2).
    """

    def get_cookie_name(self, app: Flask) -> str:
        """The name of the cookie of this request."""
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if request.is_secure else name

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the cookie of this answer is for HTTPS only."""
        return request.is_secure or super().get_cookie_secure(app)


class ForeignHost(HTTPException):
    """The page was asked for under a name that is not ours: DNS rebinding, or a proxy nobody told us of."""

    code = 421
    description = (
        "This page answers only under its own address. Open it as http://localhost or http://127.0.0.1."
    )


def protect(app: Flask, *, host: str, allowed_hosts: Collection[str]) -> None:
    """Put the headers on every answer; bound to loopback (*host*), refuse names but its own.

    By HTTPS, from the shop's network, the box's names on that network are its own too. A page that the
    config opens to the network without HTTPS gains nothing from the check: there the session cookie,
    which belongs to the name, keeps a rebound name out.
    """
    known = LOOPBACK_NAMES | {name.lower() for name in allowed_hosts}
    names = OwnNames()

    def check_host() -> None:
        name = host_name()
        if name in known or (request.is_secure and name in names):
            return
        if request.is_secure or _is_loopback(host):
            raise ForeignHost

    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    app.before_request(check_host)
    app.after_request(add_headers)
    app.session_interface = CookiesByDoor()


def host_name() -> str:
    """The name in the Host header, lower case, without port and brackets; empty if it is none."""
    written = request.headers.get("Host", "").lower()
    if written.startswith("["):
        return written[1:].partition("]")[0]
    return written.partition(":")[0]


def is_sitting_here() -> bool:
    """Whether the request comes from a browser on this very box, under a name of its own."""
    if any(name in request.headers for name in PROXY_HEADERS):
        return False
    return _is_loopback(request.remote_addr or "") and host_name() in LOOPBACK_NAMES


def from_our_page() -> bool:
    """Whether a browser vouches that one of our own pages made this request, or says nothing about it."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
