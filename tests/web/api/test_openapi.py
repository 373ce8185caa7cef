"""``/openapi.json``: valid, whole, and true: schemathesis asks what it describes and judges the answers."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from tests.web.api.program import PREFIX, Api

Operation = APIOperation[Any, Any, Any, Any]
CHECKS = [
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]


def test_the_description_is_valid_openapi_and_needs_no_key(api: Api) -> None:
    answer = api.without_key("GET", "/openapi.json")

    assert answer.status_code == 200
    OPENAPI_31_VALIDATOR.validate(answer.json)


def test_every_route_is_described_and_every_description_is_a_route(api: Api) -> None:
    routes = {
        (rule.rule.removeprefix(PREFIX).replace("<", "{").replace(">", "}"), method.lower())
        for rule in api.app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method)
        for path, operations in api.get("/openapi.json").json["paths"].items()
        for method in operations
        if method != "parameters"
    }

    assert described == routes


def test_every_state_of_a_message_and_of_a_modem_is_described(api: Api) -> None:
    schemas = api.get("/openapi.json").json["components"]["schemas"]

    assert "undelivered" in schemas["MessageObject"]["properties"]["status"]["enum"]
    assert "not_ready" in schemas["ModemObject"]["properties"]["state"]["enum"]


# --- judged by another ----------------------------------------------------------------------------

CAN_BE_ASKED_WRONGLY = (
    "POST /messages",
    "GET /messages",
    "POST /messages/{message_id}/settle",
    "POST /modems/{name}/ussd",
    "GET /events",
    "GET /consents",
    "POST /consents",
    "POST /broadcasts",
    "GET /broadcasts",
    "POST /broadcasts/preflight",
    "PATCH /broadcasts/{broadcast_id}",
    "GET /broadcasts/{broadcast_id}/recipients",
    "GET /broadcasts/{broadcast_id}/occurrences",
    "GET /schedules",
    "GET /contacts",
    "POST /contacts",
    "PATCH /contacts/{contact_id}",
    "POST /contacts/{contact_id}/merge",
    "POST /groups",
    "PATCH /groups/{group_id}",
    "GET /groups/{group_id}/members",
    "POST /fields",
    "PATCH /fields/{field_id}",
    "POST /filters",
    "PUT /filters/{filter_id}",
    "GET /filters/{filter_id}/contacts",
    "GET /imports/{import_id}",
    "GET /reports/days",
    "GET /reports/sims",
    "GET /reports/groups",
    "GET /reports/broadcasts",
    "GET /reports/invalid-numbers",
)
CANNOT = (
    "GET /contacts/{contact_id}",
    "DELETE /contacts/{contact_id}",
    "GET /groups",
    "GET /groups/{group_id}",
    "DELETE /groups/{group_id}",
    "PUT /groups/{group_id}/members/{contact_id}",
    "DELETE /groups/{group_id}/members/{contact_id}",
    "GET /fields",
    "DELETE /fields/{field_id}",
    "GET /filters",
    "GET /filters/{filter_id}",
    "DELETE /filters/{filter_id}",
    "POST /imports",
    "POST /imports/{import_id}/undo",
    "GET /messages/{message_id}",
    "DELETE /messages/{message_id}",
    "POST /messages/{message_id}/release",
    "GET /modems",
    "GET /devices",
    "GET /doctor",
    "GET /health",
    "GET /openapi.json",
    "GET /consents/{number}",
    "GET /broadcasts/{broadcast_id}",
    "POST /broadcasts/{broadcast_id}/pause",
    "POST /broadcasts/{broadcast_id}/resume",
    "POST /broadcasts/{broadcast_id}/stop",
)


@pytest.fixture
def operations(api: Api) -> dict[str, Operation]:
    """What schemathesis reads in the description, by method and path."""
    api.desk.plug_in()
    # A stream has no end that could be waited for, unless the daemon stops.
    api.services.feed.close()
    description = api.get("/openapi.json").json
    # The key goes with every request here: what happens without one is a test of its own.
    schema = schemathesis.openapi.from_dict({**description, "security": []})
    schema.app = api.app
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


def judge(api: Api, operation: Operation, mode: GenerationMode) -> None:
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def answer_is_as_described(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=api.bearer, checks=CHECKS)

    answer_is_as_described()


def test_schemathesis_reads_every_operation(operations: dict[str, Operation]) -> None:
    assert set(operations) == {*CAN_BE_ASKED_WRONGLY, *CANNOT}


@pytest.mark.parametrize("name", [*CAN_BE_ASKED_WRONGLY, *CANNOT])
def test_what_the_description_allows_is_answered_as_it_says(
    api: Api, operations: dict[str, Operation], name: str
) -> None:
    judge(api, operations[name], GenerationMode.POSITIVE)


@pytest.mark.parametrize("name", CAN_BE_ASKED_WRONGLY)
def test_what_the_description_forbids_is_refused(
    api: Api, operations: dict[str, Operation], name: str
) -> None:
    judge(api, operations[name], GenerationMode.NEGATIVE)
