"""The description of the API in OpenAPI 3.1, made from the very shapes that bodies are checked with."""

from __future__ import annotations

from typing import Any

import msgspec

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

Json = dict[str, Any]

COMPONENTS = "#/components/schemas/{name}"
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

PROBLEMS = {
    400: "Not JSON, or a body that broke off.",
    401: "No valid key.",
    404: "There is none of that name.",
    409: "Its state forbids it; the Idempotency-Key was used with another body; or the recipient asked for no more"
    " texts (`opted_out`).",
    413: "The body is over 64 KiB.",
    422: "An unknown field, a wrong type, or a value that cannot be used; `field` names it.",
    429: "Too many wrong keys; Retry-After says when to try again.",
    503: "Nothing can be written now, and nothing was taken; or too many streams or slow requests are open.",
}

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
    _, schemas = msgspec.json.schema_components((*BODIES, *ANSWERS), ref_template=COMPONENTS)
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
    one = [_path_parameter("message_id", "The id of a message.")]
    submit = _operation(
        "submit", "Send a text", {202: MessageObject, 200: MessageObject}, (409, 503), body=NewMessage
    )
    page = _operation("list", "Messages, oldest first", {200: MessageList}, (422,))
    get = _operation("get", "One message", {200: MessageObject}, (404,))
    cancel = _operation("cancel", "Cancel it", {200: MessageObject}, (404, 409, 503))
    settle = _operation(
        "settle", "Say what became of it", {200: MessageObject}, (404, 409, 503), body=Settlement
    )
    release = _operation(
        "release", "Send a held one after all", {200: MessageObject}, (400, 404, 409, 413, 422, 503)
    )
    return {
        "/messages": {
            "post": {**submit, "parameters": [IDEMPOTENCY_KEY]},
            "get": {**page, "parameters": _query_parameters(MessageFilter)},
        },
        "/messages/{message_id}": {"parameters": one, "get": get, "delete": cancel},
        "/messages/{message_id}/settle": {"parameters": one, "post": settle},
        "/messages/{message_id}/release": {"parameters": one, "post": release},
    }


def _modems() -> Json:
    ussd = _operation("ussd", "Dial a code", {200: UssdAnswer}, (404, 409, 503), body=UssdRequest)
    return {
        "/modems": {"get": _operation("modems", "All modems", {200: ModemList}, ())},
        "/devices": {"get": _operation("devices", "What is plugged in", {200: DeviceList}, ())},
        "/doctor": {"get": _operation("doctor", "What this machine needs", {200: FindingList}, (503,))},
        "/modems/{name}/ussd": {
            "parameters": [_path_parameter("name", "The name of a modem.")],
            "post": ussd,
        },
    }


def _consents() -> Json:
    page = _operation("consents", "The ledger of consent, oldest first", {200: ConsentList}, (422,))
    tell = _operation(
        "consent", "Somebody agreed, or left", {200: StandingObject}, (409, 503), body=NewConsent
    )
    standing = _operation("standing", "How a number stands", {200: StandingObject}, (422,))
    return {
        "/consents": {"get": {**page, "parameters": _query_parameters(ConsentFilter)}, "post": tell},
        "/consents/{number}": {"parameters": [_path_parameter("number", "A phone number.")], "get": standing},
    }


def _broadcasts() -> Json:
    one = [_path_parameter("broadcast_id", "The id of a broadcast.")]
    create = _operation(
        "broadcast",
        "Send a text to an audience",
        {202: BroadcastObject, 200: BroadcastObject},
        (409, 503),
        body=NewBroadcast,
    )
    preflight = _operation("preflight", "What it would do", {200: PreflightObject}, (503,), body=NewBroadcast)
    page = _operation("broadcasts", "Broadcasts, newest first", {200: BroadcastList}, (422,))
    change = _operation(
        "change_broadcast", "Change it", {200: BroadcastObject}, (404, 409, 503), body=BroadcastChange
    )
    people = _operation("broadcast_people", "What became of each", {200: PersonList}, (404, 422))
    runs = _operation("occurrences", "Its runs, newest first", {200: OccurrenceList}, (404, 422))
    coming = _operation("schedules", "What is coming, the next first", {200: ScheduleList}, (422,))
    newest_first = _query_parameters(BroadcastFilter)
    return {
        "/broadcasts": {
            "post": {**create, "parameters": [IDEMPOTENCY_KEY]},
            "get": {**page, "parameters": newest_first},
        },
        "/broadcasts/preflight": {"post": preflight},
        "/broadcasts/{broadcast_id}": {
            "parameters": one,
            "get": _operation("get_broadcast", "One broadcast", {200: BroadcastObject}, (404,)),
            "patch": change,
        },
        "/broadcasts/{broadcast_id}/recipients": {
            "parameters": one,
            "get": {**people, "parameters": _query_parameters(PeopleFilter)},
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
        "/schedules": {"get": {**coming, "parameters": _query_parameters(SchedulesFilter)}},
    }


def _verb(name: str, summary: str) -> Json:
    return _operation(name, summary, {200: BroadcastObject}, (400, 404, 409, 413, 422, 503))


def _imports() -> Json:
    begin = _operation("import", "Import a list of people", {202: ImportObject}, (400, 409, 413, 422, 503))
    begin["description"] = (
        "The body is the file: CSV, XLSX or vCard, or a form with it, of at most 16 MB. Columns are guessed from their"
        " titles and from what stands in them."
    )
    begin["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    begin["parameters"] = _query_parameters(ImportWishes)
    show = _operation("import_state", "What came of an import", {200: ImportObject}, (404, 422))
    undo = _operation("undo_import", "Take an import back", {202: ImportObject}, (404, 409, 503))
    return {
        "/imports": {"post": begin},
        "/imports/{import_id}": {
            "parameters": [_path_parameter("import_id", "The id of an import.")],
            "get": {**show, "parameters": _query_parameters(ImportPage)},
        },
        "/imports/{import_id}/undo": {
            "parameters": [_path_parameter("import_id", "The id of an import.")],
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
    span = _query_parameters(Span)
    invalid = _operation("report_invalid_numbers", "Numbers to clean up", {200: InvalidNumbers}, (422,))
    return {
        **{
            f"/reports/{name}": {
                "get": {
                    **_operation(f"report_{name}", f"Texts by {name}", {200: shape}, (422,)),
                    "parameters": span,
                }
            }
            for name, shape in shapes.items()
        },
        "/reports/invalid-numbers": {"get": {**invalid, "parameters": _query_parameters(InvalidFilter)}},
    }


def _watching() -> Json:
    health = _operation("health", "Can texts go out?", {200: HealthObject, 503: HealthObject}, ())
    events = _operation("events", "What changes, as it happens", {}, (422, 503))
    events["responses"]["200"] = {
        "description": "Server-sent events: `message` and `modem` with the object as data; `reset` when"
        " what was asked for is no longer kept. A comment every 15 seconds.",
        "content": {"text/event-stream": {}},
    }
    openapi = _operation("openapi", "This description", {}, ())
    openapi["responses"]["200"] = {
        "description": "OpenAPI 3.1.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {
        "/health": {"get": _without_key(health)},
        "/events": {"get": {**events, "parameters": [LAST_EVENT_ID, AFTER_EVENT]}},
        "/openapi.json": {"get": _without_key(openapi)},
    }


def _operation(
    name: str,
    summary: str,
    answers: dict[int, type[msgspec.Struct]],
    problems: tuple[int, ...],
    *,
    body: type[msgspec.Struct] | None = None,
) -> Json:
    wrong_body = () if body is None else (400, 413, 422)
    responses = {str(code): _content(shape) for code, shape in answers.items()}
    for code in sorted({401, 429, *problems, *wrong_body}):
        responses[str(code)] = {**_content(Problem), "description": PROBLEMS[code]}
    operation: Json = {"operationId": name, "summary": summary, "responses": responses}
    if body is not None:
        operation["requestBody"] = {"required": True, "content": _content(body)["content"]}
    return operation


def _content(shape: type[msgspec.Struct]) -> Json:
    reference = {"$ref": COMPONENTS.format(name=shape.__name__)}
    description = (shape.__doc__ or shape.__name__).splitlines()[0]
    return {"description": description, "content": {"application/json": {"schema": reference}}}


def _without_key(operation: Json) -> Json:
    open_responses = {
        code: answer for code, answer in operation["responses"].items() if code not in ("401", "429")
    }
    return {**operation, "security": [], "responses": open_responses}


def _path_parameter(name: str, description: str) -> Json:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "minLength": 1},
    }


def _query_parameters(shape: type[msgspec.Struct]) -> list[Json]:
    _, schemas = msgspec.json.schema_components((shape,), ref_template=COMPONENTS)
    properties = schemas[shape.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]
