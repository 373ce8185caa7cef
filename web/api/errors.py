"""What goes wrong, as programs are told: a status and ``{"error": {"code", "message", "field"?}}``."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, default_exceptions

from modemsms.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from modemsms.services.throttle import TooManyTries

log = logging.getLogger(__name__)

PREFIX = "/api/v1"

# A full disk or a locked file is seen to by a person; asking sooner changes nothing.
STORE_RETRY_SECONDS = 10

SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is no such path. /api/v1/openapi.json names them all.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path does not take this method.",
    HTTPStatus.MISDIRECTED_REQUEST: "modemsms answers only under its own address.",
}


class ErrorObject(msgspec.Struct, omit_defaults=True):
    """What went wrong: *code* is stable, *message* a sentence, *field* what it is about."""

    code: str
    message: str
    field: str | None = None


class Problem(msgspec.Struct):
    """The body of every answer that is not a success."""

    error: ErrorObject


class ApiError(Exception):
    """Ends a request with *status* and this error."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.problem = Problem(ErrorObject(code, message, field))
        self.headers = headers or {}


def as_json(body: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """*body* as an answer that no cache keeps."""
    return Response(
        msgspec.json.encode(body),
        status=status,
        mimetype="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def install(blueprint: Blueprint) -> None:
    """Answer for everything that can end a request inside of *blueprint*."""
    blueprint.register_error_handler(ApiError, respond)
    blueprint.register_error_handler(InvalidInput, _invalid_input)
    blueprint.register_error_handler(NotFound, _not_found)
    blueprint.register_error_handler(Conflict, _conflict)
    blueprint.register_error_handler(TooManyTries, _too_many_tries)
    blueprint.register_error_handler(StoreUnavailable, _store_unavailable)
    # By code as well: a handler for a code that the pages have would win over one for the class.
    for code in default_exceptions:
        blueprint.register_error_handler(code, http_error)
    blueprint.register_error_handler(HTTPException, http_error)
    blueprint.register_error_handler(Exception, _bug)


def respond(error: ApiError) -> Response:
    """*error* as an answer."""
    return as_json(error.problem, error.status, error.headers)


def http_error(error: HTTPException) -> Response:
    """What Flask or a guard of the pages has to say, in our words."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    code = status.phrase.lower().replace(" ", "_").replace("-", "_")
    # Flask's own headers hold the type of its HTML page, for 405 the methods that are allowed, and for
    # 503 when to come again.
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return respond(ApiError(status, code, SENTENCES.get(status) or status.description, headers=headers))


def _invalid_input(error: InvalidInput) -> Response:
    return respond(ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, error.code, error.why, field=error.field))


def _not_found(error: NotFound) -> Response:
    return respond(ApiError(HTTPStatus.NOT_FOUND, "not_found", str(error)))


def _conflict(error: Conflict) -> Response:
    return respond(ApiError(HTTPStatus.CONFLICT, error.code, str(error)))


def _too_many_tries(error: TooManyTries) -> Response:
    wait = {"Retry-After": str(error.seconds)}
    return respond(ApiError(HTTPStatus.TOO_MANY_REQUESTS, "too_many_tries", str(error), headers=wait))


def _store_unavailable(error: StoreUnavailable) -> Response:
    wait = {"Retry-After": str(STORE_RETRY_SECONDS)}
    return respond(ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", str(error), headers=wait))


def _bug(error: Exception) -> Response:
    log.error("api request failed: method=%s path=%s", request.method, request.path, exc_info=error)
    return respond(
        ApiError(
            HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "This is a fault of modemsms; its log says more."
        )
    )
