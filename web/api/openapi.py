"""The description of the API in OpenAPI 3.1, made from the very shapes that bodies are checked with."""

from __future__ import annotations

import msgspec

from web.api import people_paths
from web.api.broadcast_objects import (
    BroadcastList,
    BroadcastObject,
    OccurrenceList,
    OccurrenceObject,
    PersonList,
    PersonObject,
    PreflightObject,
    ScheduleList,
)
from web.api.broadcast_shapes import (
    BroadcastChange,
    BroadcastFilter,
    NewBroadcast,
    PeopleFilter,
    SchedulesFilter,
)
from web.api.consent_shapes import ConsentFilter, ConsentList, ConsentObject, NewConsent, StandingObject
from web.api.errors import PREFIX, Problem
from web.api.import_shapes import ImportObject, ImportPage, ImportWishes, ProblemRow
from web.api.operations import COMPONENTS, Json, operation, path_parameter, query_parameters, without_key
from web.api.report_shapes import (
    BroadcastReports,
    DayReports,
    GroupReports,
    InvalidFilter,
    InvalidNumbers,
    SimReports,
    Span,
)
from web.api.shapes import (
    DeviceList,
    DeviceObject,
    FindingList,
    FindingObject,
    HealthObject,
    MessageFilter,
    MessageList,
    MessageObject,
    ModemList,
    ModemObject,
    NewMessage,
    Settlement,
    UssdAnswer,
    UssdRequest,
)

BODIES = (NewMessage, Settlement, UssdRequest, NewConsent, NewBroadcast, BroadcastChange)
ANSWERS = (
    MessageObject,
    MessageList,
    ModemObject,
    ModemList,
    UssdAnswer,
    DeviceObject,
    DeviceList,
    FindingObject,
    FindingList,
    HealthObject,
    ConsentObject,
    ConsentList,
    StandingObject,
    BroadcastObject,
    BroadcastList,
    OccurrenceObject,
    OccurrenceList,
    PersonObject,
    PersonList,
    PreflightObject,
    ScheduleList,
    ImportObject,
    ProblemRow,
    DayReports,
    SimReports,
    GroupReports,
    BroadcastReports,
    InvalidNumbers,
    Problem,
)

IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key with the same body again within 30 days gives the same message.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
LAST_EVENT_ID: Json = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "Go on after this event; wins over `after`.",
    "schema": {"type": "string", "pattern": "^[0-9]{0,18}$"},
}
AFTER_EVENT: Json = {
    "name": "after",
    "in": "query",
    "description": "Go on after this event.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
}


def document() -> Json:
    """The whole description."""
    _, schemas = msgspec.json.schema_components(
        (*BODIES, *ANSWERS, *people_paths.SHAPES), ref_template=COMPONENTS
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "modemsms",
            "version": "1",
            "description": "Send and receive text messages through the shop's own modems.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"key": []}],
        "paths": {
            **_messages(),
            **_modems(),
            **_consents(),
            **people_paths.paths(),
            **_broadcasts(),
            **_imports(),
            **_reports(),
            **_watching(),
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    }


def _messages() -> Json:
    one = [path_parameter("message_id", "The id of a message.")]
    submit = operation(
        "submit", "Send a text", {202: MessageObject, 200: MessageObject}, (409, 503), body=NewMessage
    )
    page = operation("list", "Messages, oldest first", {200: MessageList}, (422,))
    get = operation("get", "One message", {200: MessageObject}, (404,))
    cancel = operation("cancel", "Cancel it", {200: MessageObject}, (404, 409, 503))
    settle = operation(
        "settle", "Say what became of it", {200: MessageObject}, (404, 409, 503), body=Settlement
    )
    release = operation(
        "release", "Send a held one after all", {200: MessageObject}, (400, 404, 409, 413, 422, 503)
    )
    return {
        "/messages": {
            "post": {**submit, "parameters": [IDEMPOTENCY_KEY]},
            "get": {**page, "parameters": query_parameters(MessageFilter)},
        },
        "/messages/{message_id}": {"parameters": one, "get": get, "delete": cancel},
        "/messages/{message_id}/settle": {"parameters": one, "post": settle},
        "/messages/{message_id}/release": {"parameters": one, "post": release},
    }


def _modems() -> Json:
    ussd = operation("ussd", "Dial a code", {200: UssdAnswer}, (404, 409, 503), body=UssdRequest)
    return {
        "/modems": {"get": operation("modems", "All modems", {200: ModemList}, ())},
        "/devices": {"get": operation("devices", "What is plugged in", {200: DeviceList}, ())},
        "/doctor": {"get": operation("doctor", "What this machine needs", {200: FindingList}, (503,))},
        "/modems/{name}/ussd": {
            "parameters": [path_parameter("name", "The name of a modem.")],
            "post": ussd,
        },
    }


def _consents() -> Json:
    page = operation("consents", "The ledger of consent, oldest first", {200: ConsentList}, (422,))
    tell = operation(
        "consent", "Somebody agreed, or left", {200: StandingObject}, (409, 503), body=NewConsent
    )
    standing = operation("standing", "How a number stands", {200: StandingObject}, (422,))
    return {
        "/consents": {"get": {**page, "parameters": query_parameters(ConsentFilter)}, "post": tell},
        "/consents/{number}": {"parameters": [path_parameter("number", "A phone number.")], "get": standing},
    }


def _broadcasts() -> Json:
    one = [path_parameter("broadcast_id", "The id of a broadcast.")]
    create = operation(
        "broadcast",
        "Send a text to an audience",
        {202: BroadcastObject, 200: BroadcastObject},
        (409, 503),
        body=NewBroadcast,
    )
    preflight = operation("preflight", "What it would do", {200: PreflightObject}, (503,), body=NewBroadcast)
    page = operation("broadcasts", "Broadcasts, newest first", {200: BroadcastList}, (422,))
    change = operation(
        "change_broadcast", "Change it", {200: BroadcastObject}, (404, 409, 503), body=BroadcastChange
    )
    people = operation("broadcast_people", "What became of each", {200: PersonList}, (404, 422))
    runs = operation("occurrences", "Its runs, newest first", {200: OccurrenceList}, (404, 422))
    coming = operation("schedules", "What is coming, the next first", {200: ScheduleList}, (422,))
    newest_first = query_parameters(BroadcastFilter)
    return {
        "/broadcasts": {
            "post": {**create, "parameters": [IDEMPOTENCY_KEY]},
            "get": {**page, "parameters": newest_first},
        },
        "/broadcasts/preflight": {"post": preflight},
        "/broadcasts/{broadcast_id}": {
            "parameters": one,
            "get": operation("get_broadcast", "One broadcast", {200: BroadcastObject}, (404,)),
            "patch": change,
        },
        "/broadcasts/{broadcast_id}/recipients": {
            "parameters": one,
            "get": {**people, "parameters": query_parameters(PeopleFilter)},
        },
        "/broadcasts/{broadcast_id}/occurrences": {
            "parameters": one,
            "get": {**runs, "parameters": newest_first},
        },
        **{
            f"/broadcasts/{{broadcast_id}}/{verb}": {"parameters": one, "post": _verb(verb, summary)}
            for verb, summary in (
                ("pause", "Let nothing more of it leave"),
                ("resume", "Let it go on"),
                ("stop", "End it"),
            )
        },
        "/schedules": {"get": {**coming, "parameters": query_parameters(SchedulesFilter)}},
    }


def _verb(name: str, summary: str) -> Json:
    return operation(name, summary, {200: BroadcastObject}, (400, 404, 409, 413, 422, 503))


def _imports() -> Json:
    begin = operation("import", "Import a list of people", {202: ImportObject}, (400, 409, 413, 422, 503))
    begin["description"] = (
        "The body is the file: CSV, XLSX or vCard, or a form with it, of at most 16 MB. Columns are guessed from their"
        " titles and from what stands in them."
    )
    begin["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    begin["parameters"] = query_parameters(ImportWishes)
    show = operation("import_state", "What came of an import", {200: ImportObject}, (404, 422))
    undo = operation("undo_import", "Take an import back", {202: ImportObject}, (404, 409, 503))
    return {
        "/imports": {"post": begin},
        "/imports/{import_id}": {
            "parameters": [path_parameter("import_id", "The id of an import.")],
            "get": {**show, "parameters": query_parameters(ImportPage)},
        },
        "/imports/{import_id}/undo": {
            "parameters": [path_parameter("import_id", "The id of an import.")],
            "post": undo,
        },
    }


def _reports() -> Json:
    shapes: dict[str, type[msgspec.Struct]] = {
        "days": DayReports,
        "sims": SimReports,
        "groups": GroupReports,
        "broadcasts": BroadcastReports,
    }
    span = query_parameters(Span)
    invalid = operation("report_invalid_numbers", "Numbers to clean up", {200: InvalidNumbers}, (422,))
    return {
        **{
            f"/reports/{name}": {
                "get": {
                    **operation(f"report_{name}", f"Texts by {name}", {200: shape}, (422,)),
                    "parameters": span,
                }
            }
            for name, shape in shapes.items()
        },
        "/reports/invalid-numbers": {"get": {**invalid, "parameters": query_parameters(InvalidFilter)}},
    }


def _watching() -> Json:
    health = operation("health", "Can texts go out?", {200: HealthObject, 503: HealthObject}, ())
    events = operation("events", "What changes, as it happens", {}, (422, 503))
    events["responses"]["200"] = {
        "description": "Server-sent events: `message` and `modem` with the object as data; `reset` when"
        " what was asked for is no longer kept. A comment every 15 seconds.",
        "content": {"text/event-stream": {}},
    }
    openapi = operation("openapi", "This description", {}, ())
    openapi["responses"]["200"] = {
        "description": "OpenAPI 3.1.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {
        "/health": {"get": without_key(health)},
        "/events": {"get": {**events, "parameters": [LAST_EVENT_ID, AFTER_EVENT]}},
        "/openapi.json": {"get": without_key(openapi)},
    }
