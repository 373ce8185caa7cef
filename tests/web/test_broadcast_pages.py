"""Broadcasts, without JavaScript: written in steps, looked at before they leave, steered, looked at afterwards."""

from __future__ import annotations

from dataclasses import replace

from modemsms.services import Services
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.casting import BREAD, begin, form, look, send, texts
from tests.web.plain import PlainBrowser


def test_a_broadcast_is_written_in_steps_and_goes_to_each_by_name(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    page = look(owner, regulars)
    assert "3 people get it" in page.words
    assert "Fresh bread, Anna" in page.words

    sent = send(owner, page)
    assert "Nothing has left yet" in sent.words
    begin(services, desk)

    said = texts(services, desk)
    assert [to for to, _ in said] == [ANNA, BEN, CARA]
    assert said[0][1] == "Fresh bread, Anna\nReply STOP to leave"
    after = owner.open(sent.path)
    assert "Finished" in after.words
    assert "3 sent" in after.words


def test_the_same_form_twice_is_one_broadcast(owner: PlainBrowser, services: Services, regulars: int) -> None:
    page = look(owner, regulars)

    first, second = send(owner, page), send(owner, page)

    assert first.path == second.path
    assert len(services.broadcasts.latest()) == 1


def test_within_a_minute_it_is_undone_and_stands_in_the_form_again(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    sent = send(owner, look(owner, regulars))

    back = owner.submit(sent.form("/undo"))
    begin(services, desk)

    assert "Nothing was sent" in back.words
    assert form(back).fields["text"] == BREAD
    assert texts(services, desk) == []


def test_nothing_is_lost_on_the_way_back(owner: PlainBrowser, regulars: int) -> None:
    page = look(owner, regulars, when="at", at="2026-03-03T10:00")

    page = owner.submit(form(page), step="people")

    assert form(page).repeated["who"] == [f"g{regulars}"]
    assert form(page).fields["text"] == BREAD
    assert form(page).fields["at"] == "2026-03-03T10:00"


def test_people_are_typed_and_others_left_out(owner: PlainBrowser, regulars: int) -> None:
    page = owner.submit(form(owner.open("/broadcasts/new")), to="Anna, 07700 900009", step="people")
    assert "2 people are meant" in page.words

    page = owner.submit(form(page), but_to="Anna", step="text")
    page = owner.submit(form(page), text="Hello", step="check")

    assert "1 person gets it" in page.words


def test_a_name_that_nobody_has_is_said_where_it_stands(owner: PlainBrowser, regulars: int) -> None:
    page = owner.submit(form(owner.open(f"/broadcasts/new?who=g{regulars}")), to="Zorro", step="text")

    assert page.status == 422
    assert "Nobody is called “Zorro”" in page.words
    assert form(page).fields["to"] == "Zorro"


def test_nobody_chosen_and_nothing_written_are_said_in_their_steps(
    owner: PlainBrowser, regulars: int
) -> None:
    nobody = owner.submit(form(owner.open("/broadcasts/new")), step="check")
    page = owner.submit(form(owner.open(f"/broadcasts/new?who=g{regulars}")), step="text")
    nothing = owner.submit(form(page), text="", step="check")

    assert (nobody.status, nothing.status) == (422, 422)
    assert "Choose who gets it" in nobody.words
    assert "text" in form(nothing).fields


def test_the_look_says_who_gets_none_and_why(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    services.conversations.block(services.conversations.open_with(BEN).id, blocked=True)

    page = look(owner, regulars)

    assert "2 people get it" in page.words
    assert "1 The shop has blocked this number. Ben" in page.words


def test_a_running_one_is_paused_goes_on_and_is_stopped(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)

    paused = owner.submit(owner.open(path).form("/pause"))
    assert "Paused" in paused.words
    assert texts(services, desk) == []

    owner.submit(owner.open(path).form("/resume"))
    desk.accepted(desk.take())
    stopped = owner.submit(owner.open(path).form("/stop"))

    assert "Stopped" in stopped.words
    assert "2 stopped" in stopped.words
    assert texts(services, desk) == []


def test_those_who_did_not_get_it_are_written_to_once_more(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars)).path
    begin(services, desk)
    desk.accepted(desk.take())
    page = owner.submit(owner.open(path).form("/stop"))

    link = next(one for one in page.links if "who=n" in one)
    again = owner.submit(form(owner.open(link)), step="check")

    assert "2 people get it" in again.words


def test_results_are_filtered_and_saved_as_a_table(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    desk.contacts.add("=HYPERLINK(1)", ["+447700900008"])
    group = desk.groups.add("More")
    desk.groups.put_in(group.id, [one.id for one in desk.contacts.list()])
    path = send(owner, look(owner, group.id)).path
    begin(services, desk)
    texts(services, desk)

    nobody = owner.open(f"{path}?only=failed")
    table = owner.open(f"{path}/export").html

    assert "Nobody" in nobody.words
    assert "'=HYPERLINK(1)" in table
    assert table.count("\r\n") == 5


def test_a_planned_one_is_changed_sent_now_and_called_off(
    owner: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    path = send(owner, look(owner, regulars, when="at", at="2026-03-03T10:00")).path

    page = owner.submit(form(owner.open(f"{path}/edit")), text="Cake", step="check")
    changed = send(owner, page)
    assert changed.path == path
    assert "Cake" in changed.words

    owner.submit(owner.open(path).form("/begin"))
    services.broadcasting.run(desk.clock())
    assert [said.partition("\n")[0] for _, said in texts(services, desk)] == ["Cake"] * 3

    other = send(owner, look(owner, regulars, when="at", at="2026-03-04T10:00")).path
    assert "Called off" in owner.submit(owner.open(other).form("/stop")).words


def test_a_test_text_goes_to_a_phone_of_ones_own(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    page = look(owner, regulars)

    page = owner.submit(replace(form(page), action="/broadcasts/new/test"), test_to="07700 900010")

    assert "on its way to you" in page.words
    assert desk.take().to == "+447700900010"
    assert form(page).fields["text"] == BREAD


def test_staff_send_broadcasts_too(
    staff: PlainBrowser, services: Services, desk: Desk, regulars: int
) -> None:
    sent = send(staff, look(staff, regulars))

    assert "Nothing has left yet" in sent.words
    assert services.broadcasts.latest()[0].broadcast.author == "Bob"


def test_a_broadcast_that_is_not_there_is_not_found(owner: PlainBrowser) -> None:
    assert owner.open("/broadcasts/nothing").status == 404
    assert owner.open("/broadcasts/nothing/export").status == 404
