"""A backup comes back from the page: who may, what is asked before a byte is stored, what is shown."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from modemsms.devices import Stick
from modemsms.services import Services, restores
from modemsms.services.backups import Backups, verify
from modemsms.services.restores import put_in_place
from tests.desk import ANNA, BEN, Desk
from tests.web.plain import Page, PlainBrowser, multipart

PATH = "/settings/backup/restore"
SECONDS = 20


@pytest.fixture
def backup(owner: PlainBrowser, desk: Desk, tmp_path: Path) -> bytes:
    """The shop with one text; a second came since."""
    desk.write(ANNA, "Before")
    file = tmp_path / "shop.backup"
    Backups(desk.store).backup(file)
    desk.write(BEN, "Since")
    return file.read_bytes()


def upload(browser: PlainBrowser, content: bytes) -> Page:
    page = browser.open(PATH)
    one = next(form for form in page.forms if "/restore/file" in form.action)
    return browser.submit(one, file=FileStorage(io.BytesIO(content), "modemsms.db"))


def incoming(desk: Desk) -> list[Path]:
    return list(desk.path.parent.glob("restore/*"))


def test_a_backup_is_shown_and_then_takes_the_place_of_everything(
    owner: PlainBrowser, desk: Desk, services: Services, backup: bytes
) -> None:
    page = upload(owner, backup)

    assert "It is whole and sound" in page.words
    assert "Signs in as owner Ann" in page.words
    assert "Texts 1" in page.words
    page = owner.submit(page.form(f"{PATH}/replace", "Replace everything"))
    assert "the box begins anew" in page.words
    assert page.headers["X-Restarting"] == "1"
    assert f'http-equiv="refresh" content="{page.headers["Retry-After"]}"' in page.html
    assert services.errands.is_over(restores.PREPARE, SECONDS)
    desk.close()
    put_in_place(desk.path)
    assert verify(desk.path).messages == 1
    with closing(sqlite3.connect(desk.path)) as connection:
        who, deed = connection.execute("SELECT who, deed FROM deeds ORDER BY id DESC LIMIT 1").fetchone()
    assert (who, deed) == ("Ann", "backup_restored")


def test_nothing_is_taken_that_would_be_lost(
    owner: PlainBrowser, app: Flask, services: Services, backup: bytes, desk: Desk
) -> None:
    writing = owner.open("/new").form("/new")
    owner.submit(upload(owner, backup).form(f"{PATH}/replace"))

    page = owner.submit(writing, to="+447700900009", text="Too late")
    answer = app.test_client().post("/api/v1/messages", json={"to": ANNA, "text": "Too late"})

    assert page.status == 503
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == "restarting"
    assert services.errands.is_over(restores.PREPARE, SECONDS)


def test_a_file_that_is_none_changes_nothing(owner: PlainBrowser, desk: Desk, backup: bytes) -> None:
    for content, why in (
        (b"hello", "no backup of modemsms"),
        (backup[: len(backup) // 2], "damaged"),
        (b"", "no backup of modemsms"),
    ):
        page = upload(owner, content)

        assert why in page.words
        assert "Nothing was changed" in page.words
        assert incoming(desk) == []


def test_a_form_without_a_file_asks_for_one(owner: PlainBrowser) -> None:
    page = owner.open(PATH)
    form = next(form for form in page.forms if "/restore/file" in form.action)

    assert "Choose a file first" in owner.submit(form, file=FileStorage(io.BytesIO(b""), "")).words


def test_markup_in_a_backup_stays_words(
    owner: PlainBrowser, services: Services, desk: Desk, tmp_path: Path
) -> None:
    services.shop.change(name="<script>alert(1)</script>", country="GB", timezone="Europe/London")
    Backups(desk.store).backup(tmp_path / "shop.backup")

    page = upload(owner, (tmp_path / "shop.backup").read_bytes())

    assert "<script>alert" not in page.html
    assert "&lt;script&gt;" in page.html


class Watched(io.BytesIO):
    """A body that remembers whether anybody read it."""

    was_read = False

    def read(self, size: int | None = -1) -> bytes:
        self.was_read = True
        return super().read(size)


@pytest.mark.parametrize("who", ["stranger", "staff", "no token", "foreign token", "too long"])
def test_nothing_is_read_before_it_is_known_that_it_may_come(
    app: Flask, owner: PlainBrowser, staff: PlainBrowser, backup: bytes, desk: Desk, who: str
) -> None:
    asking = {"stranger": PlainBrowser(app), "staff": staff}.get(who, owner)
    opened = asking.open("/settings").form("/sign-out").fields if who != "stranger" else {"csrf_token": "x"}
    token = {"no token": "", "foreign token": "x"}.get(who, opened["csrf_token"])
    sent = multipart({"file": FileStorage(io.BytesIO(backup), "modemsms.db")})
    data = sent["data"] if isinstance(sent["data"], bytes) else sent["data"].read()
    body = Watched(data)

    answer = asking.client.post(
        f"{PATH}/file?csrf_token={token}",
        input_stream=body,
        content_type=sent["content_type"],
        environ_overrides={"CONTENT_LENGTH": str(2**62)} if who == "too long" else {},
    )

    wanted = {"stranger": 303, "staff": 403, "no token": 400, "foreign token": 400, "too long": 413}[who]
    assert answer.status_code == wanted
    assert not body.was_read
    assert incoming(desk) == []


def test_a_body_of_unknown_length_is_refused(owner: PlainBrowser, desk: Desk) -> None:
    token = owner.open("/settings").form("/sign-out").fields["csrf_token"]

    answer = owner.client.post(
        f"{PATH}/file?csrf_token={token}",
        input_stream=io.BytesIO(b"x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )

    assert answer.status_code == 411
    assert incoming(desk) == []


def test_a_copy_of_a_night_and_one_on_a_stick_can_be_looked_into(
    owner: PlainBrowser, services: Services, desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    services.sticks.use(lambda: [Stick("sda1", "Cruzer", folder, 10**9)])
    desk.write(ANNA)
    owner.submit(owner.open("/settings/backup").form("/settings/backup/stick", "Copy to this stick"))

    for name in ("modemsms-2026-03-02.db",):
        page = owner.open(PATH)
        ways = [form for form in page.forms if form.action.endswith("/copy") and form.fields["name"] == name]
        assert len(ways) == 2
        for way in ways:
            page = owner.submit(way)
            assert "Texts 1" in page.words
            page = owner.submit(page.form(f"{PATH}/drop"))
            assert page.path == "/settings/backup"
    assert incoming(desk) == []


def test_staff_cannot_reach_it(staff: PlainBrowser) -> None:
    assert staff.open(PATH).status == 403
