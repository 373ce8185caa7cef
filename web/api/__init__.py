"""The HTTP API for programs, below ``/api/v1``: JSON in and out, API keys, never a session."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, Response, g, request

from modemsms.services.services import Services
from web.api import bodies, errors, keys, openapi
from web.api.broadcasts import BroadcastsApi
from web.api.consents import ConsentsApi
from web.api.contacts import ContactsApi
from web.api.devices import DevicesApi
from web.api.errors import PREFIX, as_json
from web.api.events import EventsApi
from web.api.filters import FiltersApi
from web.api.groups import FieldsApi, GroupsApi
from web.api.imports import UPLOAD, ImportsApi
from web.api.messages import MessagesApi
from web.api.modems import ModemsApi
from web.api.reports import ReportsApi
from web.api.schedules import SchedulesApi
from web.slow import SlowPlaces
from web.sse import Streams

NAME = "api"

# Watchers and generators of clients have no key; neither answer tells anything about the shop.
WITHOUT_KEY = frozenset({f"{NAME}.health", f"{NAME}.openapi"})


def register(app: Flask, services: Services, streams: Streams, slow: SlowPlaces) -> Blueprint:
    """Put the API into *app*, sharing the places of *streams* and *slow* with its pages.

    The caller exempts the blueprint it gets from its CSRF check: a browser never sends an API key by
    itself, and a session counts for nothing here.
    """
    blueprint = Blueprint(NAME, __name__, url_prefix=PREFIX)
    errors.install(blueprint)

    def prepare() -> None:
        if request.endpoint == f"{NAME}.{UPLOAD}":
            g.body = b""
        else:
            g.body = bodies.take(request.environ)
        if request.endpoint not in WITHOUT_KEY:
            keys.require(services.keys)

    blueprint.before_request(prepare)
    MessagesApi(services.outbox, services.shop.country).install(blueprint)
    ContactsApi(services).install(blueprint)
    GroupsApi(services).install(blueprint)
    FieldsApi(services).install(blueprint)
    FiltersApi(services).install(blueprint)
    ConsentsApi(services.consents, services.shop).install(blueprint)
    BroadcastsApi(services, slow).install(blueprint)
    SchedulesApi(services.agenda).install(blueprint)
    ImportsApi(services.imports).install(blueprint)
    ReportsApi(services.shop_reports).install(blueprint)
    DevicesApi(services.devices, services.doctor, slow).install(blueprint)
    ModemsApi(services.modems, services.ussd, services.health, slow).install(blueprint)
    EventsApi(services.feed, services.keys, streams).install(blueprint)
    blueprint.add_url_rule("/openapi.json", "openapi", _openapi, methods=["GET"])
    app.before_request(_refuse_unknown_paths)
    app.register_blueprint(blueprint)
    return blueprint


def _refuse_unknown_paths() -> Response | None:
    """A path or method that does not exist belongs to no blueprint: see to it before the pages do."""
    problem = request.routing_exception
    below = request.path == PREFIX or request.path.startswith(f"{PREFIX}/")
    if problem is None or not below or (problem.code or 0) < HTTPStatus.BAD_REQUEST:
        return None
    try:
        bodies.take(request.environ)
    except errors.ApiError as error:
        return errors.respond(error)
    return errors.http_error(problem)


def _openapi() -> Response:
    return as_json(openapi.document())
