"""``/imports``: a program sends a list, asks how far it is, and takes it back."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage

from modemsms.errors import InvalidInput
from modemsms.services import imports
from tests.desk import ANNA, BEN
from tests.web.api.program import Answer, Api
from tests.web.plain import multipart

LIST = "Name;Phone\r\nAnna;07700 900001\r\nBen;07700 900002\r\nCara;none\r\n"
SECONDS = 20


def sent(api: Api, query: str = "") -> Answer:
    answer = api.post(f"/imports{query}", data=LIST, content_type="text/csv")
    assert answer.status_code == 202
    assert api.services.errands.is_over(imports.RUN, SECONDS)
    return api.get(f"/imports/{answer.json['id']}")


def test_a_program_imports_a_list_and_takes_it_back(api: Api) -> None:
    done = sent(api, "?name=till.csv&group=Regulars&agreed=Signed").json

    assert (done["state"], done["rows"], done["added"], done["refused"]) == ("done", 3, 2, 1)
    assert done["problems"] == [{"row": 4, "why": "“none” is not a phone number.", "cells": ["Cara", "none"]}]
    assert [one.name for one in api.desk.contacts.list()] == ["Anna", "Ben"]
    ((_, consent),) = api.desk.consents.history(ANNA)
    assert (consent.how, consent.words, consent.source, consent.who) == (
        "import",
        "Signed",
        "till.csv",
        "till",
    )

    undoing = api.post(f"/imports/{done['id']}/undo")

    assert undoing.status_code == 202
    assert api.services.errands.is_over(imports.UNDO, SECONDS)
    assert api.get(f"/imports/{done['id']}").json["state"] == "undone"
    assert api.desk.contacts.list() == []
    assert api.post(f"/imports/{done['id']}/undo").status_code == 409


def test_the_file_may_stand_in_a_form(api: Api) -> None:
    form = multipart({"file": FileStorage(io.BytesIO(LIST.encode()), "people.csv")})

    answer = api.post("/imports", data=form["data"], content_type=form["content_type"])

    assert (answer.status_code, answer.json["name"]) == (202, "people.csv")
    assert api.services.errands.is_over(imports.RUN, SECONDS)
    assert api.desk.contacts.of_number(BEN) is not None


def test_problem_rows_come_in_pages(api: Api) -> None:
    rows = "".join(f"Person {number};none\r\n" for number in range(5))
    begun = api.post("/imports", data=f"Name;Phone\r\nAnna;07700 900001\r\n{rows}").json
    assert api.services.errands.is_over(imports.RUN, SECONDS)

    first = api.get(f"/imports/{begun['id']}?limit=3").json
    rest = api.get(f"/imports/{begun['id']}?limit=3&after={first['next']}").json

    assert [len(first["problems"]), len(rest["problems"]), rest["next"]] == [3, 2, None]


def test_a_list_without_people_fails_with_a_reason(api: Api) -> None:
    begun = api.post("/imports", data="Name;Town\r\nAnna;Bath\r\n").json

    with pytest.raises(InvalidInput):
        api.services.errands.is_over(imports.RUN, SECONDS)
    told = api.get(f"/imports/{begun['id']}").json

    assert (told["state"], told["why"]) == (
        "failed",
        "No column holds phone numbers yet. Choose which one does.",
    )


def test_a_list_that_is_too_large_is_refused_and_leaves_nothing(api: Api) -> None:
    answer = api.post("/imports", data=bytes(imports.MOST_OCTETS + 1))

    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")
    assert list(api.desk.path.parent.glob("imports/*")) == []


def test_what_there_is_not_is_404(api: Api) -> None:
    assert api.get("/imports/7").status_code == 404
    assert api.get("/imports/x").status_code == 404
    assert api.post("/imports/7/undo").status_code == 404


def test_nothing_is_read_without_a_key(api: Api) -> None:
    assert api.without_key("POST", "/imports").status_code == 401
