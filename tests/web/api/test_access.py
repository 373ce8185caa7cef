"""Who may use the API, how errors look, and what watchers see without a key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.api.program import PREFIX, Api


def test_without_a_key_nothing_is_told(api: Api) -> None:
    for method, path in (("GET", "/messages"), ("POST", "/messages"), ("GET", "/modems"), ("GET", "/events")):
        answer = api.without_key(method, path)

        assert (answer.status_code, answer.json["error"]["code"]) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "written", ["Bearer", "Bearer ", "Basic dGlsbDp4", "Bearer wrong", "Bearer \xff", "Bearer a b", "wrong"]
)
def test_a_wrong_key_is_401(api: Api, written: str) -> None:
    answer = api.without_key("GET", "/messages", written)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_is_401_at_once(api: Api) -> None:
    assert api.get("/messages").status_code == 200

    api.services.keys.revoke("till")

    assert api.get("/messages").status_code == 401


def test_a_session_counts_for_nothing(api: Api) -> None:
    api.services.accounts.first_owner("anna", "correct horse", code=None, loopback=True)
    client = api.app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    signed_in = client.post(
        "/sign-in", data={"name": "anna", "password": "correct horse", "csrf_token": token}
    )

    assert signed_in.status_code == 303
    assert client.get(f"{PREFIX}/messages").status_code == 401


def test_who_guesses_keys_has_to_wait_and_who_has_one_does_not(api: Api) -> None:
    answers = [api.without_key("GET", "/messages", f"Bearer guess{number}") for number in range(40)]

    assert answers[-1].status_code == 429
    assert answers[-1].json["error"]["code"] == "too_many_tries"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert api.get("/messages").status_code == 200


def test_the_scheme_may_be_written_in_any_case(api: Api) -> None:
    answer = api.without_key("GET", "/messages", f"bearer {api.key}")

    assert answer.status_code == 200


def test_a_post_needs_no_csrf_token(api: Api) -> None:
    assert api.send().status_code == 202


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/messages/a/b/c", "/messages/"])
def test_a_path_that_is_not_there_is_404_in_json(api: Api, path: str) -> None:
    answer = api.get(path)

    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/messages"), ("PATCH", "/messages/x"), ("POST", "/health")]
)
def test_a_method_that_a_path_does_not_take_is_405_in_json(api: Api, method: str, path: str) -> None:
    answer = api.call(method, path)

    assert (answer.status_code, answer.json["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_fault_of_ours_is_500_in_json_and_the_next_request_is_answered(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise ZeroDivisionError

    api.app.view_functions["api.modems"] = fail

    answer = api.get("/modems")

    assert (answer.status_code, answer.json["error"]["code"]) == (500, "internal")
    assert "ZeroDivisionError" in caplog.text
    assert api.get("/messages").status_code == 200


# --- modems and health ------------------------------------------------------------------------------


def test_modems_are_told_as_the_contract_has_them(api: Api) -> None:
    api.desk.plug_in("counter")
    api.desk.modems.network_changed("counter", "Voda", -71)

    ready, starting = api.get("/modems").json["modems"]

    assert ready == {
        "name": "counter",
        "driver": "at",
        "port": "/dev/one",
        "state": "ready",
        "reason": None,
        "imei": None,
        "iccid": "8944000000000000001",
        "number": None,
        "operator": "Voda",
        "signal_dbm": -71,
    }
    assert starting["state"] == "starting"
    assert set(starting["reason"]) == {"code", "message"}


def test_a_code_cannot_be_dialled_yet_and_says_so(api: Api) -> None:
    assert api.post("/modems/counter/ussd", {"code": "*100#"}).status_code == 409
    assert api.post("/modems/nobody/ussd", {"code": "*100#"}).status_code == 404
    assert api.post("/modems/counter/ussd", {"code": ""}).status_code == 422
    assert api.post("/modems/counter/ussd", {"code": "*100#\r\nAT"}).status_code == 422


def test_health_needs_no_key_and_follows_the_modems(api: Api) -> None:
    def health() -> tuple[int, str, int]:
        answer = api.without_key("GET", "/health")
        return answer.status_code, answer.json["status"], answer.json["modems"]

    assert health() == (503, "down", 2)
    api.desk.plug_in("counter")
    assert health() == (200, "degraded", 2)
    api.desk.plug_in("spare", iccid="8944000000000000002")
    assert health() == (200, "ok", 2)


@pytest.fixture
def unwritable(api: Api) -> Iterator[Api]:
    """A shop whose database takes no writes, as on a full disk."""
    connection = api.desk.store.connection()
    connection.execute("PRAGMA query_only = ON")
    yield api
    connection.execute("PRAGMA query_only = OFF")


def test_when_nothing_can_be_written_nothing_is_taken(unwritable: Api) -> None:
    answer = unwritable.send()

    assert (answer.status_code, answer.json["error"]["code"]) == (503, "unavailable")
    assert "Retry-After" in answer.headers
    assert unwritable.without_key("GET", "/health").status_code == 503
    assert unwritable.get("/messages").json["messages"] == []
