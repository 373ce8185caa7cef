"""What axe-core finds on the pages that links lead to, and on some more: nothing, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from importlib.util import find_spec

import pytest
from playwright.sync_api import Page

from modemsms.driver import ModemState, Sign
from modemsms.services import Services
from modemsms.services.mailings import Letter
from modemsms.services.outbox import Draft, Idempotency
from modemsms.store.messages import Reason
from tests.desk import ANNA, BEN, Desk
from tests.web.browser.bulk import with_bulk
from tests.web.browser.walk import walked
from tests.web.things import ADAPTER, CD, HELD, PHONE, STICK, Expert

pytestmark = pytest.mark.skipif(
    find_spec("axe_playwright_python") is None, reason="axe-core is not installed (axe-playwright-python)"
)

# Pages of which a walk would meet another of their kind, or none.
PATHS = (
    "/", "/conversations/1", "/conversations/2", "/new", "/search?q=book", "/unsure", "/contacts", "/contacts/new",
    "/modems", "/modems/counter", "/modems/spare", "/modems/counter/history", "/sims/1", "/doctor", "/phones/R58M123",
    "/settings", "/home", "/home/waiting", "/texts?kind=received", "/groups", "/groups/1?words=anna",
    "/modems/add", "/modems/counter/setup", "/new?who=g1&to=nobody", "/mailings", "/mailings/1", "/mailings/1/edit",
)  # fmt: skip


# The broken rules, each with the elements that break it.
RUN = """async (options) => (await axe.run(options)).violations.map(
    ({id, nodes}) => [id, nodes.map((node) => node.html)])"""


@pytest.fixture
def busy(desk: Desk, services: Services, signed_in: object) -> list[str]:
    """A shop with something of everything, once it has an owner; pages that no link may lead to first."""
    del signed_in
    services.phones.use(Expert())
    desk.devices.seen([STICK, HELD, ADAPTER, PHONE, CD])
    sim = desk.plug_in()
    desk.calls.take(sim, "counter", ANNA, desk.clock())
    desk.receive(sim, ANNA, "Is my book there?")
    anna = desk.contacts.add("Anna Berg", [ANNA], "Likes rye")
    desk.groups.put_in(desk.groups.add("Regulars").id, [anna.id])
    desk.outbox.submit(Draft(BEN, "“spare” does not answer.", purpose="alarm"))
    desk.modems.state_changed("spare", ModemState.NOT_READY, Reason("puk_needed", "The SIM is blocked."))
    desk.modems.noticed("counter", "It was given up.", desk.clock(), Sign.GIVEN_UP)
    desk.ussd.dial("counter", "*100#")
    (ann,) = services.accounts.list()
    services.notes.add(1, "Prefers mornings", ann)
    desk.conversations.assign(1, services.accounts.add("Bob", None, "staff").id)
    desk.conversations.flag(1, flagged=True)
    tomorrow = desk.clock() + timedelta(days=1)
    desk.write(ANNA, "We open at 9", send_at=tomorrow)
    both = services.recipients.chosen([], f"{ANNA}, {BEN}")
    services.mailings.send(Letter("Bread!", both, ann.id, send_at=tomorrow), Idempotency(-ann.id, "a", "a"))
    return [f"/contacts/{anna.id}", *with_bulk(desk, services)]


def test_axe_finds_nothing(signed_in: Callable[[str], Page], busy: list[str], size: str) -> None:
    page = signed_in("/")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    found = []

    for path in walked(page, *PATHS, *busy):
        page.emulate_media(color_scheme="light")
        page.evaluate(axe)
        found += [(path, "light", *one) for one in page.evaluate(RUN, {})]
        # In the other theme the page is the same but for its colours, and those are the same on every screen.
        if size == "phone":
            page.emulate_media(color_scheme="dark")
            found += [(path, "dark", *one) for one in page.evaluate(RUN, {"runOnly": ["color-contrast"]})]

    assert found == []
