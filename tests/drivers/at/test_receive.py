"""Texts and reports that come in: each is told once, and leaves the SIM when the shop has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.simulator.memory import Status, Stored
from drivers.simulator.profile import Notifications
from drivers.simulator.profiles import PROFILES
from modemsms.driver import Accepted, Identified, ModemState, Noticed, ReportReceived, SegmentReceived
from modemsms.gsm.address import Address
from modemsms.gsm.dcs import decode_dcs
from modemsms.gsm.segments import segments
from modemsms.gsm.tpdu import Deliver, StatusReport, decode_incoming
from tests.drivers.at.texts import ONE_SIM, deliver, stored
from tests.drivers.at.wire import ANNA, BEN, Wire


def test_a_text_is_told_at_once_and_deleted_only_when_it_is_committed() -> None:
    wire = Wire(ONE_SIM, commits=False).start()
    wire.pass_time(5)

    wire.network.send(BEN, wire.sim.number, "Hi")
    wire.pass_time(0)
    assert wire.texts() == ["Hi"]
    assert wire.sim.memory.used == 1

    wire.commit()
    wire.pass_time(0)
    assert wire.sim.memory.used == 0
    assert wire.commands("AT+CMGD") == ["AT+CMGD=1"]  # Q24: no flag behind it


@pytest.mark.parametrize("make", sorted(PROFILES))
def test_every_make_brings_texts_and_keeps_none(make: str) -> None:
    wire = Wire(PROFILES[make]).start()

    for text in ("one", "two", "three"):
        wire.network.send(BEN, wire.sim.number, text)
        wire.pass_time(20)

    assert list(dict.fromkeys(wire.texts())) == ["one", "two", "three"]
    assert wire.sim.memory.used == 0


@pytest.mark.parametrize("make", sorted(set(PROFILES) - {"no-ok", "mute"}))
def test_every_make_brings_reports_and_keeps_none(make: str) -> None:
    wire = Wire(PROFILES[make]).start()

    accepted = wire.send()
    wire.until_true(lambda: bool(wire.all(ReportReceived)), within=600)
    wire.pass_time(20)

    (event,) = wire.all(ReportReceived)
    report = decode_incoming(event.tpdu)
    assert isinstance(accepted, Accepted)
    assert isinstance(report, StatusReport)
    assert report.reference == accepted.reference
    if "SR" in wire.modem.profile.memories:
        assert wire.modem.memory("SR").used == 0


def test_what_came_while_nobody_was_there_is_found_in_every_memory() -> None:
    wire = Wire()
    wire.sim.memory.store(stored("on the SIM"))
    wire.modem.memory("ME").store(stored("in the modem"))
    wire.modem.memory("ME").store(stored("read by somebody else", Status.READ))

    wire.start()
    wire.pass_time(1)

    assert sorted(wire.texts()) == ["in the modem", "on the SIM", "read by somebody else"]
    assert wire.sim.memory.used + wire.modem.memory("ME").used == 0


def test_texts_that_somebody_wrote_on_the_sim_stay_there() -> None:
    wire = Wire(ONE_SIM)
    (submit,) = segments("a draft").submits(Address.parse(ANNA))
    wire.sim.memory.store(Stored(Status.UNSENT, b"\0", submit.encode()))  # Q115
    wire.sim.memory.store(Stored(Status.SENT, b"\0", submit.encode()))

    wire.start()
    wire.pass_time(1000)

    assert wire.all(SegmentReceived) == []
    assert wire.sim.memory.used == 2


def test_a_text_in_another_memory_is_read_there_and_the_memory_put_back() -> None:
    wire = Wire().start()
    assert wire.modem.settings.memories == ["ME", "ME", "ME"]

    index = wire.sim.memory.store(stored("class 2 goes to the SIM"))
    wire.say(f'+CMTI: "SM",{index}')  # Q17
    wire.pass_time(1)

    assert wire.texts() == ["class 2 goes to the SIM"]
    assert wire.sim.memory.used == 0
    assert wire.modem.settings.memories == ["ME", "ME", "ME"]


@pytest.mark.parametrize(
    "line", ['+CMTI: "SM",-1', "+CMTI: ,-1", '+CMTI: "SL",1', '+CMTI: "ME",67', "+CMTI:"]
)
def test_an_announcement_that_names_no_place_is_searched_for(line: str) -> None:
    wire = Wire().start()  # Q15, Q16, Q19, Q69
    wire.pass_time(5)
    wire.sim.memory.store(stored("somewhere"))

    wire.say(line)
    wire.pass_time(1)

    assert wire.texts() == ["somewhere"]


def test_a_text_that_is_announced_before_it_can_be_read_is_read_a_moment_later() -> None:
    wire = Wire(ONE_SIM).start()  # Q10
    wire.pass_time(5)

    late = stored("patience")
    late.visible = False
    wire.sim.memory.store(late)
    wire.say('+CMTI: "SM",1')
    wire.pass_time(0.4)
    late.show()
    wire.pass_time(1.5)

    assert wire.texts() == ["patience"]


def test_a_place_that_stays_empty_is_given_up() -> None:
    wire = Wire(ONE_SIM).start()
    wire.pass_time(5)
    began = wire.now

    wire.say('+CMTI: "SM",7')
    wire.pass_time(50)

    assert len(wire.commands("AT+CMGR", since=began)) == 4


def test_a_report_that_is_announced_in_the_wrong_memory_is_found() -> None:
    notifications = Notifications(ds=(0, 2))
    profile = replace(PROFILES["ec25"], notifications=notifications)  # Q1
    wire = Wire(profile).start()

    wire.send()
    wire.pass_time(30)

    assert len(wire.all(ReportReceived)) == 1
    assert wire.modem.memory("SR").used == 0


def test_a_flash_text_comes_direct() -> None:
    wire = Wire().start()  # Q100

    wire.network.deliver(wire.sim.number, deliver("Now!", flash=True))
    wire.pass_time(0)

    (event,) = wire.all(SegmentReceived)
    flash = decode_incoming(event.tpdu)
    assert isinstance(flash, Deliver)
    assert (flash.text, decode_dcs(flash.data_coding).message_class) == ("Now!", 0)
    assert event.handle is None


def test_what_arrives_while_the_modem_starts_waits_for_its_identity() -> None:
    wire = Wire()
    wire.plug_in()
    wire.modem.receive(b"ATE0\r")
    wire.noise = b"+CDS: 3\r\n0006AA\r\n"

    wire.until_state(ModemState.READY)
    wire.pass_time(0)

    kinds = [type(event) for event in wire.told]
    assert kinds.index(Identified) < kinds.index(ReportReceived)


def test_what_the_shop_cannot_commit_stays_and_is_told_again() -> None:
    wire = Wire(ONE_SIM, commits=False).start()
    wire.network.send(BEN, wire.sim.number, "Hi")
    wire.pass_time(900)

    assert 2 <= len(wire.texts()) <= 4
    assert wire.sim.memory.used == 1

    wire.commit()
    wire.pass_time(1)
    assert wire.sim.memory.used == 0


def test_what_was_not_committed_before_a_restart_is_told_again_and_an_old_commit_deletes_nothing() -> None:
    wire = Wire(ONE_SIM, commits=False).start()
    wire.network.send(BEN, wire.sim.number, "Hi")
    wire.pass_time(1)
    (first,) = wire.all(SegmentReceived)

    wire.unplug()
    wire.modem.power_up()
    wire.start()
    wire.pass_time(1)
    wire.engine.acknowledge(first.handle)
    wire.pass_time(1)

    assert wire.texts() == ["Hi", "Hi"]
    assert wire.sim.memory.used == 1


def test_two_hundred_texts_pass_through_twenty_places_in_order_and_none_is_lost() -> None:
    wire = Wire(ONE_SIM, storage=20).start()

    for number in range(200):
        wire.network.send(BEN, wire.sim.number, f"text {number}")
    wire.pass_time(60)

    assert sorted(wire.texts()) == sorted(f"text {number}" for number in range(200))
    assert wire.sim.memory.used == 0


def test_texts_in_and_texts_out_share_the_modem() -> None:
    wire = Wire(ONE_SIM, storage=20, air=0.5).start()
    wire.pass_time(5)
    for number in range(200):
        wire.network.send(BEN, wire.sim.number, f"text {number}")
    began = wire.now

    for _ in range(20):
        assert isinstance(wire.send(), Accepted)

    assert len(set(wire.texts())) == 200
    assert wire.now - began < 20 * 0.5 / 0.9


def test_a_text_that_comes_while_another_leaves_is_read_right_behind_it() -> None:
    wire = Wire(ONE_SIM, air=3.0).start()
    wire.pass_time(5)
    attempt_id = wire.submit()
    wire.pass_time(1)

    wire.network.send(BEN, wire.sim.number, "Hi")
    wire.pass_time(1)
    assert wire.texts() == []
    wire.outcome(attempt_id)
    wire.pass_time(0)

    assert wire.texts() == ["Hi"]


def test_a_full_memory_is_emptied_and_the_shop_hears_of_it() -> None:
    wire = Wire(ONE_SIM, storage=5)
    for number in range(5):
        wire.sim.memory.store(stored(f"old {number}"))
    for number in range(5):
        wire.network.send(BEN, wire.sim.number, f"new {number}")

    wire.start()
    wire.pass_time(10)

    assert len(wire.texts()) == 10
    assert any("full" in notice.sentence for notice in wire.all(Noticed))


@pytest.mark.parametrize(
    "line", ['^SMMEMFULL:"SM"', '+QIND: "SMSFULL","ME"', '+CIEV: "smsfull",2', "*SMSFULL"]
)
def test_a_modem_that_says_it_is_full_is_looked_at_once(line: str) -> None:
    wire = Wire(ONE_SIM).start()  # Q61
    wire.pass_time(5)
    wire.sim.memory.store(stored("unannounced"))

    wire.say(line)
    wire.pass_time(0)

    assert wire.texts() == ["unannounced"]


def test_a_missed_announcement_costs_minutes_and_no_text() -> None:
    wire = Wire(ONE_SIM).start()
    wire.pass_time(5)

    wire.sim.memory.store(stored("nobody said so"))
    wire.pass_time(301)

    assert wire.texts() == ["nobody said so"]


def test_a_modem_whose_announcements_go_elsewhere_is_asked_often() -> None:
    wire = Wire(ONE_SIM).start()  # Q70
    wire.modem.profile = replace(ONE_SIM)
    wire.garble = lambda data: b"" if b"+CMTI" in data else data

    for number in range(8):
        wire.network.send(BEN, wire.sim.number, f"text {number}")
        wire.pass_time(400)
    wire.network.send(BEN, wire.sim.number, "the last one")
    wire.pass_time(20)

    assert wire.texts()[-1] == "the last one"
