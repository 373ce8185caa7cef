"""Commands that ask who the modem is and how it stands, and what they answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.simulator.commands import HANDLERS
from drivers.simulator.profile import Profile
from drivers.simulator.registration import Stat
from drivers.simulator.sim import luhn
from tests.drivers.simulator.bench import ANNA, Bench


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AT+CGMI", "modemsms"),
        ("AT+GMM", "Simulated modem"),
        ("AT+CGMR", "1.0"),
        ("AT+CGSN", "001017010000019"),
        ("AT+CIMI", "001010000000001"),
        ("AT+CCID", "+CCID: 8949010000000000016"),
        ("AT+CNUM", '+CNUM: "Own number","+4915550100001",145'),
        ("AT+CRSM=176,12258,0,0,10", '+CRSM: 144,0,"989410000000000010F6"'),
        ("AT+CPIN?", "+CPIN: READY"),
        ("AT+CPINR", "+CPINR: SIM PIN,3,3"),
        ('AT+CLCK="SC",2', "+CLCK: 0"),
        ("AT+CREG?", "+CREG: 0,1"),
        ("AT+COPS?", '+COPS: 0,0,"Simulated",7'),
        ("AT+CSQ", "+CSQ: 21,99"),
        ("AT+CESQ", "+CESQ: 99,99,255,255,20,50"),
        ("AT+CFUN?", "+CFUN: 1"),
        ("AT+CMEE?", "+CMEE: 0"),
        ("AT+CPAS", "+CPAS: 0"),
        ("AT+CBC", "+CBC: 0,100"),
        ("AT+CCLK?", '+CCLK: "26/03/02,10:30:00+04"'),
        ("AT+CLIP?", "+CLIP: 0,1"),
        ("AT+CSMS?", "+CSMS: 0,1,1,1"),
        ("AT+CMGF=?", "+CMGF: (0)"),
        ("AT+CMGF?", "+CMGF: 0"),
        ("AT+CMMS?", "+CMMS: 0"),
        ("AT+CSCA?", '+CSCA: "+4915550109999",145'),
        ("AT+CSCS=?", '+CSCS: ("GSM","IRA","UCS2")'),
        ("AT+CNMI=?", "+CNMI: (0,1,2,3),(0,1,2,3),(0,2,3),(0,1),(0,1)"),
        ("AT+CPMS=?", '+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")'),
        ("AT+CPMS?", '+CPMS: "SM",0,20,"SM",0,20,"SM",0,20'),
        ("AT+CGATT?", "+CGATT: 1"),
        ("AT+IPR?", "+IPR: 115200"),
    ],
)
def test_what_a_client_asks_first(bench: Bench, command: str, answer: str) -> None:
    told = bench.command(command)

    assert told[0] == answer
    assert told[-1] == "OK"


@pytest.mark.parametrize(
    "command", ["AT", "ATE1", "ATZ", "AT&F", "ATS0=0", "AT&D2&C1", "ATX4", "AT+CRC=1", "AT+CLCC", "AT+CTZR=0"]
)
def test_what_a_client_sets_first(bench: Bench, command: str) -> None:
    assert bench.command(command) == ["OK"]


@pytest.mark.parametrize(
    "command", ["AT+NONSENSE", "AT^RSSI?", "AT+CSQ!", "ATD110;", "AT+CMEE=7", "AT+CSCS=HEX"]
)
def test_what_it_does_not_know_is_an_error(bench: Bench, command: str) -> None:
    assert bench.command(command) == ["ERROR"]


def test_every_command_is_listed_by_its_name(bench: Bench) -> None:
    assert {"AT+CMGS", "AT+CPMS", "ATE"} <= set(bench.command("AT+CLAC"))


def test_errors_come_bare_as_numbers_or_in_words(bench: Bench) -> None:
    bench.modem.change_sim(None)
    bench.modem.take_output()

    assert bench.command("AT+CPIN?") == ["ERROR"]
    bench.command("AT+CMEE=1")
    assert bench.command("AT+CPIN?") == ["+CME ERROR: 10"]
    bench.command("AT+CMEE=2")
    assert bench.command("AT+CPIN?") == ["+CME ERROR: SIM not inserted"]
    assert bench.command("AT+CPMS?") == ["+CMS ERROR: SIM not inserted"]


def test_a_number_of_a_test_range_has_its_check_digit() -> None:
    assert luhn("00101701000001") == "001017010000019"
    assert luhn("49015420323751") == "490154203237518"  # the example of 3GPP TS 23.003, annex B


def test_texts_in_quotes_follow_the_character_set(bench: Bench) -> None:
    bench.command('AT+CSCS="UCS2"')

    assert bench.command("AT+COPS?") == ['+COPS: 0,0,"00530069006D0075006C0061007400650064",7', "OK"]


ARGUMENTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["0", "1", "2", "3", "4", "9", "-1", "", '"SM"', '"ME"', '"1234"', '"*100#"', '"+49170"', '"']
        ),
        st.text('0123456789abcXYZ"+,;*#', max_size=8),
    ),
    max_size=6,
).map(",".join)
COMMANDS = st.tuples(st.sampled_from(sorted(HANDLERS)), st.sampled_from(["", "?", "=?", "="]), ARGUMENTS)


@settings(deadline=None)
@given(calls=st.lists(COMMANDS, min_size=1, max_size=8), pin=st.sampled_from(["", "1234"]))
def test_no_arguments_break_a_modem(calls: list[tuple[str, str, str]], pin: str) -> None:
    bench = Bench(pin=pin)
    for name, form, arguments in calls:
        bench.type(f"AT{name}{form}{arguments if form == '=' else ''}\r".encode())
        bench.network.send(ANNA, bench.sim.number, "Hello")
        bench.type(b"\x1b")
        bench.wait(5)

    assert bench.type(b"\rATV1Q0E0\r").endswith(b"OK\r\n")


# --- the SIM --------------------------------------------------------------------------------------


def test_a_locked_sim_wants_its_pin_and_keeps_texts_shut() -> None:
    bench = Bench(pin="1234")
    bench.command("AT+CMEE=1")

    assert bench.command("AT+CPIN?")[0] == "+CPIN: SIM PIN"
    assert bench.command("AT+CIMI") == ["+CME ERROR: 11"]
    assert bench.command("AT+CMGF=0") == ["+CMS ERROR: 311"]
    assert bench.command("AT+CREG?")[0] == "+CREG: 0,0"
    assert bench.command("AT+CCID")[0].startswith("+CCID: 89")


def test_the_right_pin_opens_it() -> None:
    bench = Bench(pin="1234")
    bench.command("AT+CREG=1")

    assert bench.command('AT+CPIN="1234"') == ["+CREG: 1", "OK"]
    assert bench.command("AT+CPIN?")[0] == "+CPIN: READY"


def test_three_wrong_pins_ask_for_the_puk_which_sets_a_new_one() -> None:
    bench = Bench(pin="1234")
    bench.command("AT+CMEE=1")

    answers = [bench.command('AT+CPIN="0000"') for _ in range(3)]

    assert answers == [["+CME ERROR: 16"], ["+CME ERROR: 16"], ["+CME ERROR: 12"]]
    assert bench.command("AT+CPIN?")[0] == "+CPIN: SIM PUK"
    assert bench.command("AT+CPINR")[0] == "+CPINR: SIM PIN,0,3"
    assert bench.command('AT+CPIN="87654321","5555"') == ["+CME ERROR: 12"]
    assert bench.command('AT+CPIN="12345678","5555"') == ["OK"]
    assert bench.sim.pin == "5555"


def test_a_pin_is_asked_for_again_after_a_reboot() -> None:
    bench = Bench(pin="1234")
    bench.command("AT+CPIN=1234")

    bench.modem.reboot()

    assert b"+CPIN: SIM PIN" in bench.wait(3)
    assert bench.command("AT+CPIN?")[0] == "+CPIN: SIM PIN"


def test_some_answer_the_question_for_the_pin_without_ok() -> None:
    bench = Bench(Profile(pin_answer_ends_with_ok=False))

    assert bench.command("AT+CPIN?") == ["+CPIN: READY"]
    assert bench.command("AT") == ["OK"]


def test_another_sim_is_another_subscriber(bench: Bench) -> None:
    bench.modem.change_sim(None)
    bench.modem.change_sim(next(bench.sims))

    assert bench.modem.take_output() == b"\r\n+CPIN: NOT INSERTED\r\n\r\n+CPIN: READY\r\n"
    assert bench.command("AT+CNUM")[0].endswith('"+4915550100002",145')


# --- coverage -------------------------------------------------------------------------------------


def test_losing_and_finding_the_network_is_told_as_far_as_asked_for(bench: Bench) -> None:
    bench.command("AT+CREG=1;+CEREG=2")

    bench.modem.set_coverage(Stat.SEARCHING)
    lost = bench.modem.take_output()
    bench.modem.set_coverage(Stat.ROAMING, signal=9)
    found = bench.modem.take_output()

    assert lost == b"\r\n+CREG: 2\r\n\r\n+CEREG: 2\r\n"
    assert found == b'\r\n+CREG: 5\r\n\r\n+CEREG: 5,"00C3","0012D687",7\r\n'
    assert bench.command("AT+CSQ")[0] == "+CSQ: 9,99"


def test_without_coverage_there_is_no_operator_and_no_signal(bench: Bench) -> None:
    bench.modem.set_coverage(Stat.DENIED)

    assert bench.command("AT+CREG?")[0] == "+CREG: 0,3"
    assert bench.command("AT+COPS?")[0] == "+COPS: 0"
    assert bench.command("AT+CSQ")[0] == "+CSQ: 99,99"


def test_with_the_radio_off_nothing_is_registered(bench: Bench) -> None:
    bench.command("AT+CREG=1")

    assert bench.command("AT+CFUN=4") == ["+CREG: 0", "OK"]
    assert bench.command("AT+CFUN=1") == ["+CREG: 1", "OK"]


# --- power ----------------------------------------------------------------------------------------


def test_a_reboot_forgets_what_it_was_told_and_says_its_banner(bench: Bench) -> None:
    bench.command("ATE0")
    bench.command("AT+CMEE=1;+CNMI=2,1;+CREG=2")

    assert bench.command("AT+CFUN=1,1") == ["OK"]
    assert bench.wait(1) == b""
    assert bench.type(b"AT\r") == b""
    assert bench.wait(2) == b"\r\nRDY\r\n\r\n+CPIN: READY\r\n\r\nSMS Ready\r\n"

    assert bench.type(b"AT\r") == b"AT\r\r\nOK\r\n"
    assert bench.command("AT+CMEE?;+CNMI?;+CREG?") == ["+CMEE: 0", "+CNMI: 0,0,0,0,0", "+CREG: 0,1", "OK"]


def test_texts_are_refused_for_a_while_after_the_start(bench: Bench) -> None:
    bench = Bench(Profile(sms_ready_after=bench.modem.profile.boot_time))

    bench.modem.reboot()
    bench.wait(2.5)

    assert bench.command("AT+CMGF=0") == ["+CMS ERROR: 302"]
    bench.wait(2)
    assert bench.command("AT+CMGF=0") == ["OK"]


def test_a_deaf_modem_hears_again_in_time(bench: Bench) -> None:
    bench.modem.deafen(bench.modem.profile.boot_time)

    assert bench.type(b"AT\r") == b""
    bench.wait(3)
    assert bench.command("AT") == ["OK"]


def test_some_chatter_until_told_to_stop() -> None:
    bench = Bench(Profile(chatter="^RSSI:18"))

    assert bench.wait(3.5).count(b"^RSSI:18") == 3 + 1
    bench.command("AT^CURC=0")
    assert bench.wait(3) == b""


# --- USSD -----------------------------------------------------------------------------------------


def test_the_balance_comes_by_ussd(bench: Bench) -> None:
    assert bench.command('AT+CUSD=1,"*100#",15') == ["OK"]

    answer = bench.wait(1).decode()

    assert answer.startswith('\r\n+CUSD: 0,"Your balance is ')
    assert answer.endswith('",15\r\n')


def test_a_ussd_menu_waits_for_a_choice(bench: Bench) -> None:
    bench.command('AT+CUSD=1,"*101#"')
    menu = bench.wait(1)
    bench.command('AT+CUSD=1,"2"')
    number = bench.wait(1)

    assert menu.startswith(b"\r\n+CUSD: 1,")
    assert number == b'\r\n+CUSD: 0,"+4915550100001",15\r\n'


def test_an_unknown_ussd_code_is_not_supported(bench: Bench) -> None:
    bench.command('AT+CUSD=1,"*999#"')

    assert bench.wait(1) == b"\r\n+CUSD: 4\r\n"
