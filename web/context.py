"""What a view needs of its surroundings: the services, who is signed in, the shop's time, how to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from babel import Locale
from flask import abort, current_app, g, request
from flask_babel import get_locale
from flask_login import current_user

from modemsms.services import Services
from modemsms.services.accounts import User
from web.live import Live
from web.page_streams import PageStreams
from web.phone_access import PhoneAccess
from web.slow import SlowPlaces
from web.sse import Streams
from web.when import LocalTime, regional

EXTENSION = "modemsms"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What ``create_app`` was given or made, for as long as the application lives."""

    services: Services
    streams: Streams
    page_streams: PageStreams
    live: Live
    phone_access: PhoneAccess
    slow: SlowPlaces
    now: Callable[[], datetime]


def surroundings() -> Surroundings:
    """Those of the application that answers."""
    return cast(Surroundings, current_app.extensions[EXTENSION])


def services() -> Services:
    """The verbs of the shop."""
    return surroundings().services


def is_signed_in() -> bool:
    """Whether this request comes from somebody with an account."""
    return bool(current_user.is_authenticated)


def user() -> User:
    """Who is signed in; only behind the guard of ``web.session``."""
    return cast(User, current_user.user)


def session_id() -> int:
    """The row of the session of this browser; only behind the guard of ``web.session``."""
    return cast(int, current_user.session.id)


def reader() -> str:
    """What two requests have in common that are shown the same: the person, the role and the language."""
    return f"{user().id}.{user().role}.{get_locale()}"


def owners_only() -> None:
    """End the request with 403 unless an owner makes it."""
    if user().role != "owner":
        abort(403)


def local_time() -> LocalTime:
    """The shop's calendar at this request's moment."""
    if "local_time" not in g:
        g.local_time = LocalTime(services().shop.zone, surroundings().now(), locale())
    return cast(LocalTime, g.local_time)


def locale() -> Locale:
    """How this request's language writes dates, numbers and money where the shop is."""
    chosen = get_locale()
    return regional(chosen.language if chosen else "en", services().shop.country)


def wants_fragment() -> bool:
    """Whether our own script asks: it takes the changed elements, not a page or a redirect."""
    return request.headers.get("X-Fragment") == "1"
