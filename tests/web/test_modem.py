"""One modem's page without JavaScript: state, PIN and PUK, codes, self-test, calls, history."""

from __future__ import annotations

import pytest

from modemsms.driver import ModemState, PowerChanged, Sign, UssdAnswered, UssdFailed
from modemsms.errors import Cause
from modemsms.services import Services
from modemsms.services.orders import EnterPuk, Repair, TryPin
from modemsms.store.messages import Reason
from tests.desk import ANNA, Desk
from tests.web.plain import Page, PlainBrowser

MENU = "Welcome\n1. Top up\n2) Offers\n0 Back"


def stuck(desk: Desk, code: str, sentence: str = "It waits.", name: str = "counter") -> None:
    desk.modems.state_changed(name, ModemState.NOT_READY, Reason(code, sentence))


def answer(desk: Desk, text: str, *, is_open: bool = False) -> None:
    dialled = desk.ussd.take("counter", desk.clock())
    assert dialled is not None
    desk.ussd.answered("counter", UssdAnswered(1, dialled.id, text, is_open), desk.clock())


# --- what it is ---------------------------------------------------------------------------------


def test_it_says_what_it_is_in_plain_words(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    desk.modems.network_changed("counter", "o2", -71, roaming=True)
    desk.modems.power_changed("counter", PowerChanged(1, 78, charging=True, celsius=31.4))

    words = owner.open("/modems/counter").words

    assert "o2 (abroad: texts may cost more)" in words
    assert "strong signal, -71 dBm" in words
    assert "78%, charging, 31 °C" in words
    assert "8944000000000000001" in words


def test_steps_of_recovery_are_marked_in_its_history(owner: PlainBrowser, desk: Desk) -> None:
    desk.modems.noticed("counter", "It was restarted.", desk.clock(), Sign.RECOVERY)
    desk.modems.noticed("counter", "The voltage was low.", desk.clock(), Sign.LOW_VOLTAGE)

    for path in ("/modems/counter", "/modems/counter/history"):
        words = owner.open(path).words
        assert "Power The voltage was low." in words
        assert "Restart It was restarted." in words
        assert words.index("The voltage was low.") < words.index("It was restarted.")


def test_a_name_with_blanks_has_a_page(owner: PlainBrowser, desk: Desk) -> None:
    desk.modems.add("back room", "/dev/ttyUSB7")

    assert owner.open("/modems/back%20room").title.startswith("back room")


# --- the one thing to do ------------------------------------------------------------------------


def test_a_pin_is_entered_where_it_is_asked_for(owner: PlainBrowser, desk: Desk) -> None:
    stuck(desk, "pin_needed")

    owner.submit(owner.open("/modems").form("/modems/counter/pin"), pin="1234")

    assert TryPin() in desk.modems.orders_for("counter")


def test_a_pin_that_is_none_is_refused_at_its_field(owner: PlainBrowser, desk: Desk) -> None:
    stuck(desk, "pin_wrong")

    page = owner.submit(owner.open("/modems/counter").form("/modems/counter/pin"), pin="12")

    assert page.status == 422
    assert "A PIN has four to eight digits." in page.words
    assert page.form("/modems/counter/pin").fields["pin"] == ""


def test_a_puk_is_entered_by_hand_under_a_warning(owner: PlainBrowser, desk: Desk) -> None:
    stuck(desk, "puk_needed")

    page = owner.open("/modems/counter")
    assert "After ten wrong PUKs the SIM is dead for good" in page.words
    owner.submit(page.form("/modems/counter/puk"), puk="1234 5678", new_pin="4321")

    assert desk.modems.orders_for("counter") == [EnterPuk("12345678", "4321")]


@pytest.mark.parametrize(
    ("puk", "pin", "sentence"), [("123", "4321", "eight digits"), ("12345678", "1", "PIN")]
)
def test_a_puk_that_is_none_is_not_tried(
    owner: PlainBrowser, desk: Desk, puk: str, pin: str, sentence: str
) -> None:
    stuck(desk, "puk_needed")

    page = owner.submit(owner.open("/modems/counter").form("/modems/counter/puk"), puk=puk, new_pin=pin)

    assert page.status == 422
    assert sentence in page.words
    assert desk.modems.orders_for("counter") == []


def test_with_one_try_left_no_pin_is_asked_for(owner: PlainBrowser, desk: Desk) -> None:
    stuck(desk, "pin_last_try", "One try is left for the SIM's PIN.")

    assert not [form for form in owner.open("/modems").forms if form.action.endswith("/pin")]


def test_a_modem_without_a_network_is_restarted(owner: PlainBrowser, desk: Desk) -> None:
    stuck(desk, "no_network")

    page = owner.submit(owner.open("/modems").form("/modems/counter/restart"))

    assert "is being restarted" in page.words
    assert [type(order) for order in desk.modems.orders_for("counter")] == [Repair]


def test_staff_pause_and_restart_and_enter_nothing(staff: PlainBrowser, desk: Desk) -> None:
    desk.plug_in("spare", "8944000000000000002")
    stuck(desk, "pin_needed")

    page = staff.open("/modems/counter")
    assert "The owner of the shop can unlock it here." in page.words
    token = page.form("/modems/counter/pause").fields["csrf_token"]
    for path in ("pin", "puk", "settings", "codes", "codes/end", "self-test", "remove"):
        assert staff.post(f"/modems/counter/{path}", csrf_token=token, code="*100#").status == 403
    assert staff.post("/modems/counter/pause", csrf_token=token).status == 200
    assert staff.post("/modems/spare/restart", csrf_token=token).status == 200


# --- codes --------------------------------------------------------------------------------------


def test_a_code_is_dialled_and_its_answer_stands_there(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()

    page = owner.submit(owner.open("/modems/counter").form("/modems/counter/codes"), code="*100#")
    assert "*100#" in page.words
    assert "Waiting for the network" in page.words
    answer(desk, "Your balance is 4.37 EUR")

    page = owner.open("/modems/counter")
    assert "The network: Your balance is 4.37 EUR" in page.words
    assert "Code to dial" in page.words
    assert "/modems/counter?code=*100%23#codes" in page.links


def test_a_menu_is_answered_and_left(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    desk.ussd.dial("counter", "*100#")
    answer(desk, MENU, is_open=True)

    page = owner.open("/modems/counter")
    assert "1 Top up 2 Offers 0 Back" in page.words
    assert "Your answer to the network" in page.words
    owner.submit(page.form("/modems/counter/codes"), code="2")
    assert desk.ussd.latest("counter")[0].code == "2"
    answer(desk, MENU, is_open=True)
    page = owner.submit(owner.open("/modems/counter").form("/modems/counter/codes/end"))

    assert "Code to dial" in page.words
    assert desk.ussd.session("counter") is None


def test_a_code_that_is_none_stays_in_its_field(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()

    page = owner.submit(owner.open("/modems/counter").form("/modems/counter/codes"), code="hello")

    assert page.status == 422
    assert "A USSD code has only digits" in page.words
    assert page.form("/modems/counter/codes").fields["code"] == "hello"


def test_a_modem_that_cannot_dial_says_why(owner: PlainBrowser, desk: Desk) -> None:
    stuck(desk, "no_sim", "There is no SIM card in it.")

    page = owner.submit(owner.open("/modems/counter").form("/modems/counter/codes"), code="*100#")

    assert page.status == 409
    assert "cannot dial now: There is no SIM card in it." in page.words


def test_a_code_without_an_answer_says_so(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    request = desk.ussd.dial("counter", "*100#")
    desk.ussd.take("counter", desk.clock())
    desk.ussd.failed(
        "counter", UssdFailed(1, request, Cause("ussd_no", "The network refused.")), desk.clock()
    )

    assert "The network refused." in owner.open("/modems/counter").words


@pytest.mark.parametrize("code", ["<b>", "*100#", "9" * 400])
def test_a_link_may_fill_in_a_code_and_dials_nothing(owner: PlainBrowser, desk: Desk, code: str) -> None:
    desk.plug_in()

    page = owner.open("/modems/counter", query_string={"code": code})

    assert page.form("/modems/counter/codes").fields["code"] == code[:182]
    assert desk.ussd.latest("counter") == []


# --- self-test, calls ---------------------------------------------------------------------------


def test_a_self_test_needs_a_number_then_runs_and_is_timed(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    page = owner.open("/modems/counter")
    assert "Enter this SIM's own number" in page.words

    owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}"), own_number="+447700900555")
    page = owner.submit(owner.open("/modems/counter").form("/modems/counter/self-test"))
    assert "A test is under way" in page.words
    attempt = desk.take()
    desk.accepted(attempt, 1)
    desk.clock.passes(seconds=3)
    desk.receive(sim, "+447700900555", attempt.text)

    words = owner.open("/modems/counter").words
    assert "Passed at 09:00" in words
    assert "Way back 3.0 seconds" in words


def test_calls_are_rejected_or_left_ringing(owner: PlainBrowser, desk: Desk) -> None:
    desk.modems.add("till", "/dev/ttyUSB7")

    form = owner.open("/modems/till").form("/modems/till/settings")
    assert form.fields["calls"] == "reject"
    page = owner.submit(form, calls="ring")

    assert page.form("/modems/till/settings").fields["calls"] == "ring"


def test_a_modem_of_the_config_file_is_changed_there(owner: PlainBrowser, desk: Desk) -> None:
    page = owner.open("/modems/counter")

    assert "the call is rejected" in page.words
    assert "named in the config file" in page.words
    assert owner.post(
        "/modems/counter/settings",
        csrf_token=page.form("/modems/counter/pause").fields["csrf_token"],
        calls="ring",
    ).status == 409  # fmt: skip


# --- test text, another name, a long history --------------------------------------------------------


def test_a_test_text_leaves_from_this_very_modem_and_its_fate_and_answer_are_seen(
    owner: PlainBrowser, desk: Desk
) -> None:
    sim = desk.plug_in("counter")
    desk.plug_in("spare", iccid="8944000000000000002")
    form = owner.open("/modems/counter").form("/modems/counter/test-text")

    page = owner.submit(form, to="07700 900001")
    assert page.path == "/modems/counter"
    assert "Waiting to be sent" in page.words
    attempt = desk.take("counter")
    desk.accepted(attempt, 9)
    desk.report(sim, 9, ANNA)
    desk.receive(sim, ANNA, "It works <b>here</b>")

    seen = owner.open(next(link for link in _parts_of(page) if "sent=" in link))
    assert "Delivered" in seen.words
    assert "It works <b>here</b>" in seen.words


def test_a_test_text_to_no_number_is_refused_with_what_was_typed(owner: PlainBrowser) -> None:
    form = owner.open("/modems/counter").form("/modems/counter/test-text")

    page = owner.submit(form, to="12", text="Hello there")

    assert page.status == 422
    fields = page.form("/modems/counter/test-text").fields
    assert (fields["to"], fields["text"]) == ("12", "Hello there")


def test_a_modem_is_given_another_name_by_its_owner_alone(
    owner: PlainBrowser, staff: PlainBrowser, desk: Desk, services: Services
) -> None:
    desk.modems.add("back room", "/dev/ttyUSB7")
    assert staff.post("/modems/back%20room/name", name="till").status in (400, 403)
    assert not any(form.action.endswith("/name") for form in staff.open("/modems/back%20room").forms)

    page = owner.submit(owner.open("/modems/back%20room").form("/name"), name="till")

    assert page.path == "/modems/till"
    assert "It was named “back room” before." in page.words
    assert services.deeds.latest()[0].deed == "modem_renamed"


def test_a_long_history_comes_in_pages(owner: PlainBrowser, desk: Desk) -> None:
    for number in range(70):
        desk.modems.noticed("counter", f"Thing number {number}.", desk.clock())

    first = owner.open("/modems/counter/history")
    rest = owner.open(next(link for link in first.links if "before=" in link))

    assert "Thing number 69." in first.words
    assert "Thing number 0." not in first.words
    assert "Thing number 0." in rest.words


def _parts_of(page: Page) -> list[str]:
    """Where the page's script asks for the parts that change."""
    return [value for _, name, value in page.attributes if name == "data-now"]
