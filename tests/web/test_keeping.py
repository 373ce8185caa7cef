"""How long texts are kept, as the owner sets it on the page."""

from __future__ import annotations

from modemsms.services import Services
from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser

PATH = "/settings/keeping"


def test_what_would_be_forgotten_is_shown_before_it_is_set(
    owner: PlainBrowser, services: Services, desk: Desk
) -> None:
    desk.plug_in()
    desk.send(ANNA)
    desk.clock.passes(days=800)

    page = owner.open(f"{PATH}?years=2")

    assert "1 text would be forgotten" in page.words
    assert services.retention.years() == 0

    page = owner.submit(page.form(PATH, "Save"))

    assert "Texts are kept: 2 years" in page.words
    assert "Nothing is forgotten before" in page.words
    assert services.retention.years() == 2
    assert services.deeds.latest()[0].deed == "retention_changed"


def test_times_that_are_not_on_the_list_are_refused(owner: PlainBrowser, services: Services) -> None:
    assert owner.open(f"{PATH}?years=7").status == 422
    assert owner.submit(owner.open(f"{PATH}?years=5").form(PATH, "Save"), years="-3").status == 422
    assert services.retention.years() == 0


def test_staff_cannot_reach_it(staff: PlainBrowser) -> None:
    assert staff.open(PATH).status == 403
