"""``/consents``, and what a program is told about somebody who left."""

from __future__ import annotations

from tests.desk import ANNA, BEN
from tests.web.api.program import Api

STOPPED = {"number": "07700 900001", "what": "out", "words": "Said so at the till", "source": "till 2"}


def test_a_program_writes_down_that_somebody_left(api: Api) -> None:
    told = api.post("/consents", STOPPED)

    assert (told.status_code, told.json["standing"]) == (200, "out")
    (row,) = api.get("/consents").json["consents"]
    assert (row["number"], row["what"], row["how"], row["source"]) == (ANNA, "out", "api", "till 2")
    assert api.get(f"/consents/{ANNA}").json["standing"] == "out"
    assert api.get(f"/consents/{BEN}").json == {"number": BEN, "standing": "unknown", "since": None}


def test_a_text_to_who_left_is_409_opted_out(api: Api) -> None:
    api.post("/consents", STOPPED)

    refused = api.send(ANNA)

    assert (refused.status_code, refused.json["error"]["code"]) == (409, "opted_out")
    assert api.send(BEN).status_code == 202


def test_the_same_request_as_before_is_the_same_message_even_after_they_left(api: Api) -> None:
    body = {"to": ANNA, "text": "Your books are here"}
    first = api.post("/messages", body, headers={"Idempotency-Key": "one"})
    api.post("/consents", STOPPED)

    again = api.post("/messages", body, headers={"Idempotency-Key": "one"})

    assert (first.status_code, again.status_code) == (202, 200)
    assert (again.json["status"], again.json["reason"]["code"]) == ("cancelled", "opted_out")


def test_no_program_brings_back_who_left(api: Api) -> None:
    api.post("/consents", STOPPED)

    refused = api.post("/consents", {**STOPPED, "what": "in"})

    assert (refused.status_code, refused.json["error"]["code"]) == (409, "opted_out")
    assert api.get(f"/consents/{ANNA}").json["standing"] == "out"


def test_the_ledger_comes_in_pages(api: Api) -> None:
    for number in range(5):
        api.post("/consents", {"number": f"+44770090010{number}", "what": "in", "words": "News"})

    first = api.get("/consents?limit=3").json
    rest = api.get(f"/consents?limit=3&after={first['next']}").json

    assert [len(first["consents"]), len(rest["consents"]), rest["next"]] == [3, 2, None]
    assert len(api.get("/consents?number=%2B447700900104").json["consents"]) == 1
