"""Events: what readers follow."""

from __future__ import annotations

import threading

from modemsms.driver import ModemState
from modemsms.services.due import KEEP_EVENTS
from tests.desk import ANNA, CONGESTION, Desk


def test_every_change_of_a_message_is_told_in_order(desk: Desk) -> None:
    sim = desk.plug_in()
    start = desk.feed.newest()

    message = desk.send(ANNA, reference=3)
    desk.report(sim, 3, ANNA)

    told = [event for event in desk.feed.after(start) if event.kind == "message"]
    assert len(told) == 4  # queued, sending, sent, delivered
    assert {getattr(event.subject, "id", None) for event in told} == {message.id}
    assert [event.id for event in told] == sorted(event.id for event in told)


def test_a_modem_is_told_when_its_state_changes(desk: Desk) -> None:
    desk.plug_in()
    start = desk.feed.newest()

    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)
    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)

    assert [event.kind for event in desk.feed.after(start)] == ["modem"]


def test_a_reader_is_woken_by_the_commit(desk: Desk) -> None:
    start = desk.feed.newest()
    woken = threading.Event()

    def read() -> None:
        if desk.feed.wait(start, 10):
            woken.set()
        desk.store.release()

    reader = threading.Thread(target=read)
    reader.start()
    desk.write(ANNA)

    assert woken.wait(5)
    reader.join(5)


def test_readers_are_let_go_when_the_daemon_stops(desk: Desk) -> None:
    desk.feed.close()

    assert desk.feed.wait(desk.feed.newest(), 60) is False


def test_events_are_kept_for_a_week_and_their_ids_go_on(desk: Desk) -> None:
    desk.write(ANNA)
    newest = desk.feed.newest()

    desk.clock.now += KEEP_EVENTS
    desk.clock.passes(hours=1)
    desk.due.prune(desk.clock())

    assert desk.feed.after(0) == []
    assert desk.feed.newest() == newest
    assert desk.feed.oldest() == newest + 1


def test_the_end_of_a_rest_is_told(desk: Desk) -> None:
    desk.plug_in()
    desk.modems.refused("counter", CONGESTION, desk.clock())
    start = desk.feed.newest()

    ends = desk.due.next_moment()
    assert ends is not None
    desk.clock.now = ends
    desk.due.run(desk.clock())

    assert [event.kind for event in desk.feed.after(start)] == ["modem"]
    assert desk.due.next_moment() is None
