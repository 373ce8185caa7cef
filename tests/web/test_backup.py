"""Backups as the owner makes them on the page."""

from __future__ import annotations

from pathlib import Path

from modemsms.services import Services
from modemsms.services.backups import verify
from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser

PATH = "/settings/backup"


def test_a_downloaded_copy_is_a_sound_backup(owner: PlainBrowser, desk: Desk, tmp_path: Path) -> None:
    desk.write(ANNA)
    form = owner.open(PATH).form(f"{PATH}/download")

    answer = owner.client.post(form.action, data=form.fields, buffered=True)

    file = tmp_path / "copy.db"
    file.write_bytes(answer.data)
    assert verify(file).messages == 1
    assert answer.headers["Content-Disposition"] == 'attachment; filename="modemsms-2026-03-02.db"'
    assert list((desk.path.parent / "backups").iterdir()) == []


def test_a_copy_of_the_night_is_listed_and_can_be_fetched(
    owner: PlainBrowser, services: Services, tmp_path: Path
) -> None:
    page = owner.submit(owner.open(PATH).form(PATH, "Make one now"))
    assert "it is sound" in page.words

    form = page.form("modemsms-2026-03-02.db/download")
    answer = owner.client.post(form.action, data=form.fields, buffered=True)

    file = tmp_path / "copy.db"
    file.write_bytes(answer.data)
    assert verify(file).messages == 0
    assert services.deeds.latest()[0].deed == "backup_downloaded"


def test_no_other_file_can_be_fetched(owner: PlainBrowser) -> None:
    token = owner.open(PATH).form(f"{PATH}/download").fields["csrf_token"]

    for name in ("..%2Fmodemsms.db", "modemsms.db", ".", "modemsms-1.db"):
        assert owner.post(f"{PATH}/{name}/download", csrf_token=token).status in (404, 405)


def test_a_failure_turns_the_lamp_yellow_and_says_why(
    owner: PlainBrowser, services: Services, desk: Desk
) -> None:
    desk.plug_in("counter", iccid="8944000000000000001")
    desk.plug_in("spare", iccid="8944000000000000002")
    (desk.path.parent / "backups").write_text("in the way")

    page = owner.submit(owner.open(PATH).form(PATH, "Make one now"))

    assert "could not be made" in page.words
    assert (services.lamp.light().colour, services.lamp.light().page) == ("amber", PATH)


def test_staff_cannot_reach_it(staff: PlainBrowser) -> None:
    assert staff.open(PATH).status == 403
    assert staff.open("/settings").status == 200
