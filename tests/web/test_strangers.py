"""Words of devices, networks and SIM cards: whatever they say, it is words on the page and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modemsms.devices import Finding, Progress, Severity, Step
from modemsms.driver import Identity, ModemState, UssdAnswered
from modemsms.services import Services
from modemsms.services.sims import SimChanges
from modemsms.store.messages import Reason
from tests.desk import Desk
from tests.web.plain import PlainBrowser
from tests.web.things import ADAPTER, HELD, PHONE, Expert

LURE = "\"'><script src=//evil.example></script><b onclick=x()>"


class LyingExpert(Expert):
    """A phone that says markup everywhere."""

    def examine(self, port: str, user: str, password: str) -> list[Step]:
        del port, user, password
        return [Step(LURE, LURE, Progress.NEEDED, f"{LURE}: sudo {LURE}", LURE)]

    def carry_out(self, *told: object, **more: object) -> str:
        del told, more
        return LURE


@pytest.fixture
def shop_of_liars(desk: Desk, services: Services) -> Desk:
    """Every device, network and SIM says markup wherever it is asked for a word."""
    identity = Identity(iccid="8944000000000000001", manufacturer=LURE, model=LURE, imei=LURE)
    desk.modems.identified("counter", identity, desk.clock())
    desk.modems.state_changed("counter", ModemState.READY, None)
    desk.modems.network_changed("counter", LURE, -71)
    desk.modems.noticed("counter", LURE, desk.clock())
    desk.modems.state_changed("spare", ModemState.NOT_READY, Reason("x", LURE))
    sim = desk.modems.sim_of("counter")
    assert sim is not None
    desk.sims.change(sim.id, SimChanges(label=LURE[:40], balance_pattern=""))
    request = desk.ussd.dial("counter", "*100#")
    desk.ussd.take("counter", desk.clock())
    desk.ussd.answered(
        "counter", UssdAnswered(1, request, f"1. {LURE}\n2. {LURE}", is_open=True), desk.clock()
    )
    desk.devices.seen(
        [
            replace(PHONE, title=LURE, sentence=LURE),
            replace(HELD, title=LURE, sentence=LURE, key=LURE, needs=f"{LURE}: sudo {LURE}"),
            replace(ADAPTER, title=LURE, sentence=LURE, needs=LURE),
        ]
    )
    services.doctor.use(lambda ports: [Finding(LURE, Severity.PROBLEM, LURE, f"Run: sudo {LURE}")])
    services.phones.use(LyingExpert())
    return desk


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/modems",
        "/modems/now",
        "/modems/counter",
        "/modems/counter/now",
        "/modems/counter/history",
        f"/modems/counter?code={LURE}",
        f"/modems?name={LURE}&port={LURE}&driver={LURE}&slot={LURE}&user={LURE}",
        "/modems/spare",
        "/sims/1",
        "/doctor",
        "/phones/R58M123",
        "/settings",
    ],
)
def test_their_words_are_words(owner: PlainBrowser, shop_of_liars: Desk, path: str) -> None:
    page = owner.open(path)

    assert page.status == 200
    assert not [tag for tag in page.attributes if tag[1].startswith("on")]
    assert not [src for tag, _, src in page.attributes if tag == "script" and "evil" in src]


def test_what_a_phone_answers_to_a_button_is_words(owner: PlainBrowser, shop_of_liars: Desk) -> None:
    form = next(form for form in owner.open("/phones/R58M123").forms if form.action.endswith("/do"))

    page = owner.submit(form)

    assert LURE in page.words
    assert "<script src=//evil" not in page.html
