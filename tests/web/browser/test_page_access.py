"""What axe-core finds on the pages: nothing, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec

import pytest
from playwright.sync_api import Page

from modemsms.driver import ModemState, Sign
from modemsms.services import Services
from modemsms.services.outbox import Draft
from modemsms.store.messages import Reason
from tests.desk import ANNA, BEN, Desk
from tests.web.things import ADAPTER, CD, HELD, PHONE, STICK, Expert

pytestmark = pytest.mark.skipif(
    find_spec("axe_playwright_python") is None, reason="axe-core is not installed (axe-playwright-python)"
)

PATHS = (
    "/", "/conversations/1", "/conversations/2", "/new", "/search?q=book", "/unsure", "/contacts", "/contacts/new",
    "/modems", "/modems/counter", "/modems/spare", "/modems/counter/history", "/sims/1", "/doctor", "/phones/R58M123",
    "/settings", "/home", "/home/waiting", "/texts?kind=received", "/contacts/1", "/groups", "/groups/1?words=anna",
    "/modems/add", "/modems/counter/setup",
)  # fmt: skip


@pytest.fixture
def busy(desk: Desk, services: Services) -> None:
    """A shop with something of everything."""
    services.phones.use(Expert())
    desk.devices.seen([STICK, HELD, ADAPTER, PHONE, CD])
    sim = desk.plug_in()
    desk.calls.take(sim, "counter", ANNA, desk.clock())
    desk.receive(sim, ANNA, "Is my book there?")
    desk.contacts.add("Anna Berg", [ANNA], "Likes rye")
    desk.groups.put_in(desk.groups.add("Regulars").id, [1])
    desk.outbox.submit(Draft(BEN, "“spare” does not answer.", purpose="alarm"))
    desk.modems.state_changed("spare", ModemState.NOT_READY, Reason("puk_needed", "The SIM is blocked."))
    desk.modems.noticed("counter", "It was given up.", desk.clock(), Sign.GIVEN_UP)
    desk.ussd.dial("counter", "*100#")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(signed_in: Callable[[str], Page], busy: None, path: str, scheme: str) -> None:
    page = signed_in(path)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))

    found = page.evaluate("axe.run().then((results) => results.violations)")

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
