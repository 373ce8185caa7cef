"""What programs send: bodies of at most 64 KiB, JSON objects, each field with its type, nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

import msgspec
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wsgi import get_content_length, get_input_stream

from modemsms.errors import InvalidInput
from web.api.errors import ApiError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LIMIT_OCTETS = 64 * 1024

# Most clients read the answer only after the last octet of their body has left: an answer and a closed
# connection in mid-body are "broken pipe" to them, not 413. So up to this much is read and thrown away.
DRAINED_OCTETS = 128 * 1024 * 1024

Shape = TypeVar("Shape", bound=msgspec.Struct)
Value = TypeVar("Value")


def take(environ: WSGIEnvironment) -> bytes | None:
    """The whole body of a request, also a chunked one; None if it is over the limit.

    Raises ``ApiError`` 400 for a body that ends before its announced length.
    """
    stream = get_input_stream(environ)
    body = b""
    taken = 0
    try:
        while piece := stream.read(LIMIT_OCTETS):
            taken += len(piece)
            if taken <= LIMIT_OCTETS:
                body += piece
            elif taken > DRAINED_OCTETS:
                break
    except (OSError, EOFError, ValueError, ClientDisconnected) as error:
        raise _broken_off() from error
    if taken < min(get_content_length(environ) or 0, DRAINED_OCTETS):
        raise _broken_off()
    return body if taken <= LIMIT_OCTETS else None


def _broken_off() -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, "bad_body", "The body broke off before its announced end.")


def parse(body: bytes | None, shape: type[Shape]) -> Shape:
    """*body* as a *shape*. Raises ``ApiError`` 413 and 400, ``InvalidInput`` for a field."""
    return convert(_json_object(body), shape)


def convert(given: Mapping[str, object], shape: type[Shape], *, strict: bool = True) -> Shape:
    """*given* as a *shape*: no unknown fields, right types, no characters that no text may have.

    With *strict* off, values are texts of a query and may be read as numbers.
    Raises ``InvalidInput`` naming the field.
    """
    known = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for name in given:
        if name not in known:
            raise InvalidInput(_printable(name), f"There is no such field; known are {', '.join(known)}.")
    for name, field in known.items():
        if name not in given:
            if field.required:
                raise InvalidInput(name, f"{name} is missing.")
            continue
        _check_characters(name, given[name])
        try:
            msgspec.convert(given[name], field.type, strict=strict)
        except msgspec.ValidationError as error:
            raise InvalidInput(name, f"{name}: {str(error).replace('`', '')}.") from error
    return msgspec.convert(given, shape, strict=strict)


def query(arguments: MultiDict[str, str], shape: type[Shape]) -> Shape:
    """The query of an address as a *shape*. Raises ``InvalidInput`` naming the field."""
    for name, values in arguments.lists():
        if len(values) > 1:
            raise InvalidInput(_printable(name), f"{_printable(name)} is given more than once.")
    return convert(arguments.to_dict(), shape, strict=False)


def given(value: Value | msgspec.UnsetType) -> Value | None:
    """*value*, None where it was not given."""
    return None if isinstance(value, msgspec.UnsetType) else value


def utc(field: str, moment: datetime | None) -> datetime | None:
    """*moment* in UTC. Raises ``InvalidInput`` for one that is in no year that can be written."""
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInput(field, f"{field}: this moment is not in the years 1 to 9999.") from error


def _json_object(body: bytes | None) -> dict[str, object]:
    if body is None:
        raise ApiError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"A body has at most {LIMIT_OCTETS} octets."
        )
    try:
        # The standard library's parser lets lone surrogates through: they are a fault of a field, not
        # of the JSON (RFC 8259, 8.2).
        value = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ApiError(HTTPStatus.BAD_REQUEST, "not_json", "The body is not JSON.") from error
    if not isinstance(value, dict):
        raise ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_an_object", "The body must be a JSON object.")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _check_characters(name: str, value: object) -> None:
    """Look at a text, and at every text inside of a list or an object."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for one in value:
            _check_characters(name, one)
    if not isinstance(value, str):
        return
    if "\0" in value:
        raise InvalidInput(name, f"{name} holds a NUL character (U+0000), which no phone can show.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInput(name, f"{name} holds half of a surrogate pair: that is no character.")


def _printable(name: str) -> str:
    """*name* so that it can be sent back, whatever it is made of."""
    return name[:64].encode("ascii", "backslashreplace").decode()
