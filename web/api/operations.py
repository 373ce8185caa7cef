"""Pieces of which the description of the API is put together: operations, parameters, answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from web.api.errors import Problem

Json = dict[str, Any]

COMPONENTS = "#/components/schemas/{name}"

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


def operation(
    name: str,
    summary: str,
    answers: Mapping[int, type[msgspec.Struct]],
    problems: tuple[int, ...],
    *,
    body: type[msgspec.Struct] | None = None,
) -> Json:
    wrong_body = () if body is None else (400, 413, 422)
    responses = {str(code): content(shape) for code, shape in answers.items()}
    for code in sorted({401, 429, *problems, *wrong_body}):
        responses[str(code)] = {**content(Problem), "description": PROBLEMS[code]}
    operation: Json = {"operationId": name, "summary": summary, "responses": responses}
    if body is not None:
        operation["requestBody"] = {"required": True, "content": content(body)["content"]}
    return operation


def content(shape: type[msgspec.Struct]) -> Json:
    reference = {"$ref": COMPONENTS.format(name=shape.__name__)}
    description = (shape.__doc__ or shape.__name__).splitlines()[0]
    return {"description": description, "content": {"application/json": {"schema": reference}}}


def without_key(operation: Json) -> Json:
    open_responses = {
        code: answer for code, answer in operation["responses"].items() if code not in ("401", "429")
    }
    return {**operation, "security": [], "responses": open_responses}


def path_parameter(name: str, description: str) -> Json:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "minLength": 1},
    }


def query_parameters(shape: type[msgspec.Struct]) -> list[Json]:
    _, schemas = msgspec.json.schema_components((shape,), ref_template=COMPONENTS)
    properties = schemas[shape.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]
