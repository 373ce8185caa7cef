"""The lamp: what it shows, and who is told when it stays red."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from modemsms.devices import Finding, Severity
from modemsms.driver import ModemState, PowerChanged, Sign
from modemsms.errors import InvalidInput
from modemsms.services.doctor import Doctor
from modemsms.services.lamp import Colour, Lamp
from modemsms.services.outbox import MessageQuery
from modemsms.services.sims import SimChanges, Sims
from modemsms.store.messages import Reason
from tests.desk import ANNA, Desk

GONE = Reason("modem_gone", "The modem was unplugged.")


@dataclass
class Lit:
    """A shop with two modems, and its lamp."""

    desk: Desk

    def __post_init__(self) -> None:
        self.desk.plug_in("counter")
        self.desk.plug_in("spare", iccid="8944000000000000002")
        self.sims = Sims(self.desk.store, self.desk.modems, self.desk.shop, now=self.desk.clock)
        self.doctor = Doctor(self.desk.store, self.desk.modems, self.desk.devices, now=self.desk.clock)
        self.lamp = Lamp(
            self.desk.store, self.desk.modems, self.sims, self.doctor, self.desk.outbox, self.desk.shop,
            now=self.desk.clock,
        )  # fmt: skip

    def colour(self) -> Colour:
        return self.lamp.light().colour

    def lose(self, name: str) -> None:
        self.desk.modems.state_changed(name, ModemState.UNAVAILABLE, GONE)

    def fail_a_test(self) -> None:
        sim = self.desk.modems.sim_of("counter")
        assert sim is not None
        self.sims.change(sim.id, SimChanges(own_number="+447700900777"))
        self.desk.self_tests.begin("counter")
        self.desk.refused(self.desk.take(), permanent=True)
        self.desk.self_tests.run(self.desk.clock())

    def run_after(self, minutes: float) -> None:
        self.lamp.run(self.desk.clock.passes(minutes=minutes))


@pytest.fixture
def lit(desk: Desk) -> Lit:
    return Lit(desk)


def test_when_all_is_well_it_is_green(lit: Lit) -> None:
    assert lit.colour() is Colour.GREEN


def test_a_modem_that_goes_is_amber_at_once_and_red_when_it_stays_away(lit: Lit) -> None:
    lit.lose("spare")
    assert lit.colour() is Colour.AMBER
    lit.desk.clock.passes(minutes=6)

    light = lit.lamp.light()

    assert light.colour is Colour.RED
    assert light.sentence == "“spare”: The modem was unplugged."
    assert light.page == "/modems/spare"


def test_a_modem_that_comes_back_is_green_again(lit: Lit) -> None:
    lit.lose("spare")
    lit.run_after(minutes=0)
    lit.run_after(minutes=6)
    assert lit.colour() is Colour.RED

    lit.desk.modems.state_changed("spare", ModemState.READY, None)

    assert lit.colour() is Colour.GREEN


def test_the_owner_is_told_once_through_another_sim(lit: Lit) -> None:
    lit.lamp.set_owner_number("07700 900003")
    lit.lose("spare")
    for _ in range(30):
        lit.run_after(minutes=1)

    (told,) = lit.desk.outbox.page(MessageQuery()).messages
    assert (told.address, told.purpose) == ("+447700900003", "alarm")
    assert "spare" in told.text


def test_nobody_is_told_where_no_sim_is_left_or_no_number_is_known(lit: Lit) -> None:
    lit.lose("spare")
    for _ in range(15):
        lit.run_after(minutes=1)
    lit.lamp.set_owner_number(ANNA)
    lit.lose("counter")
    for _ in range(15):
        lit.run_after(minutes=1)

    assert lit.desk.outbox.page(MessageQuery()).messages == []


def test_a_number_that_cannot_be_texted_is_refused(lit: Lit) -> None:
    with pytest.raises(InvalidInput):
        lit.lamp.set_owner_number("the owner")


@pytest.mark.parametrize(
    "trouble",
    [
        lambda lit: lit.desk.modems.network_changed("counter", "Net", -110),
        lambda lit: lit.desk.modems.network_changed("counter", "Net", -70, roaming=True),
        lambda lit: lit.desk.modems.power_changed("counter", PowerChanged(1, 9, charging=False)),
        lambda lit: lit.desk.modems.power_changed("counter", PowerChanged(1, 90, charging=True, celsius=51)),
        lambda lit: lit.desk.modems.noticed("counter", "Low voltage.", lit.desk.clock(), Sign.LOW_VOLTAGE),
        lambda lit: lit.desk.modems.pause("counter"),
    ],
)
def test_what_works_badly_is_amber(lit: Lit, trouble: object) -> None:
    assert callable(trouble)
    trouble(lit)

    assert lit.colour() is Colour.AMBER


def test_a_low_balance_is_amber(lit: Lit) -> None:
    sim = lit.desk.modems.sim_of("counter")
    assert sim is not None
    lit.sims.change(
        sim.id, SimChanges(balance_code="*100#", balance_warning_micros=5_000_000, currency="GBP")
    )
    with lit.desk.store.write() as connection:
        connection.execute("UPDATE sims SET balance_micros = 1200000, balance_at = 1 WHERE id = ?", (sim.id,))

    light = lit.lamp.light()

    assert light.colour is Colour.AMBER
    assert "1.20 GBP" in light.sentence


def test_a_self_test_that_failed_is_red(lit: Lit) -> None:
    lit.fail_a_test()

    assert lit.colour() is Colour.RED


def test_a_failed_test_is_forgotten_where_the_owner_wants_no_more_of_them(lit: Lit) -> None:
    lit.fail_a_test()
    lit.desk.self_tests.set_hour(None)
    assert lit.colour() is Colour.GREEN
    lit.desk.clock.passes(minutes=1)

    lit.fail_a_test()

    # This one somebody asked for.
    assert lit.colour() is Colour.RED


def test_a_page_whose_name_has_blanks_is_a_path_that_a_link_can_hold(lit: Lit) -> None:
    lit.desk.modems.add("back room 100%?", "/dev/ttyUSB7")

    assert lit.lamp.light().page == "/modems/back%20room%20100%25%3F"


def test_what_the_doctor_found_is_amber(lit: Lit) -> None:
    lit.doctor.use(
        lambda ports: [Finding("power", Severity.PROBLEM, "The voltage is low.", "Stronger supply.")]
    )
    lit.doctor.look()

    light = lit.lamp.light()

    assert (light.colour, light.page) == (Colour.AMBER, "/doctor")


def test_pages_hear_of_each_change_once(lit: Lit) -> None:
    lit.lamp.run(lit.desk.clock())
    before = lit.desk.feed.newest()

    lit.lose("spare")
    lit.lamp.run(lit.desk.clock())
    lit.lamp.run(lit.desk.clock())

    assert [event.kind for event in lit.desk.feed.after(before)].count("lamp") == 1
