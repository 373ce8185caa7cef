"""Words that people text: who leaves is out in the same commit, is told so once, and comes back the same way."""

from __future__ import annotations

import pytest

from modemsms.driver import MessageReceived
from modemsms.errors import InvalidInput
from modemsms.services.keywords import Words
from modemsms.services.outbox import MessageQuery
from tests.desk import ANNA, BEN, Desk


def hear(desk: Desk, text: str, sender: str = ANNA) -> None:
    """*sender* writes *text*, a minute after whatever was before."""
    desk.clock.passes(minutes=1)
    desk.receive(desk.plug_in(), sender, text)


def standing(desk: Desk, number: str = ANNA) -> str | None:
    now = desk.consents.standing(number)
    return None if now is None else now.what


def answers(desk: Desk, number: str = ANNA) -> list[str]:
    page = desk.outbox.page(MessageQuery(direction="outbound", address=number, limit=500))
    return [message.reference or "" for message in page.messages if message.purpose == "answer"]


@pytest.mark.parametrize(
    "text", ["STOP", "stop", " Stop. ", "Stop!", "UNSUBSCRIBE", "opt-out", "Cancel", "stop 🙏"]
)
def test_a_word_that_leaves_acts_at_once(desk: Desk, text: str) -> None:
    hear(desk, text)

    assert standing(desk) == "out"
    ((_, row),) = desk.consents.history(ANNA)
    assert (row.how, row.words) == ("keyword", text)
    assert row.message_id == desk.received(ANNA)[0].row_id


@pytest.mark.parametrize(
    "text", ["Please stop texting me", "Do you stop at five?", "Stop by any time", "STOPP it"]
)
def test_a_word_inside_a_sentence_opts_nobody_out(desk: Desk, text: str) -> None:
    hear(desk, text)

    assert standing(desk) is None
    assert answers(desk) == []


def test_start_brings_back_and_each_way_is_confirmed_once(desk: Desk) -> None:
    for text in ("STOP", "Stop", "START", "start", "STOP", "START"):
        hear(desk, text)

    assert standing(desk) == "in"
    assert answers(desk) == ["left", "joined"]
    assert [row.what for _, row in desk.consents.history(ANNA)] == ["in", "out", "in", "out"]


def test_the_next_day_a_way_is_confirmed_again(desk: Desk) -> None:
    hear(desk, "STOP")
    hear(desk, "START")
    desk.clock.passes(days=2)

    hear(desk, "STOP")

    assert answers(desk) == ["left", "joined", "left"]


def test_join_agrees_and_help_answers_once_a_day(desk: Desk) -> None:
    hear(desk, "JOIN")
    for _ in range(5):
        hear(desk, "HELP")

    assert standing(desk) == "in"
    assert answers(desk) == ["joined", "help"]


def test_a_short_code_is_never_answered(desk: Desk) -> None:
    hear(desk, "STOP", "12345")
    hear(desk, "HELP", "12345")

    assert standing(desk, "12345") == "out"
    assert desk.claim().attempt is None


def test_a_sender_that_goes_by_a_name_is_never_answered(desk: Desk) -> None:
    moment = desk.clock()
    event = MessageReceived(identity="1", sender="MyBank", text="HELP", sent_at=moment, slot=1, handle=None)
    desk.inbox.take_message(desk.plug_in(), "counter", event, moment)

    assert desk.claim().attempt is None


def test_a_robot_that_echoes_every_word_gets_few_answers(desk: Desk) -> None:
    for turn in range(60):
        hear(desk, ("STOP", "START", "HELP", "INFO")[turn % 4])

    assert len(answers(desk)) == 3


def test_a_blocked_number_leaves_without_an_answer(desk: Desk) -> None:
    hear(desk, "Hello")
    desk.conversations.block(desk.conversations.open_with(ANNA).id, blocked=True)

    hear(desk, "STOP")

    assert standing(desk) == "out"
    assert answers(desk) == []


def test_the_confirmation_reaches_who_has_just_left(desk: Desk) -> None:
    hear(desk, "STOP")

    attempt = desk.take()

    assert attempt.to == ANNA
    assert "START" in attempt.text


def test_yes_from_somebody_who_was_not_asked_is_an_everyday_answer(desk: Desk) -> None:
    hear(desk, "Yes")

    assert standing(desk) is None


def test_history_found_on_a_sim_triggers_nothing(desk: Desk) -> None:
    (deliver,) = desk.delivers(ANNA, "STOP")
    desk.clock.passes(days=30)

    desk.inbox.take(desk.plug_in(), "counter", deliver.encode(), desk.clock())

    assert standing(desk) is None


def test_the_owner_changes_the_words_and_stop_stays(desk: Desk) -> None:
    desk.keywords.change(Words(leave=("Genug",), back=(), help=()))

    hear(desk, "genug!")
    hear(desk, "CANCEL", BEN)

    assert standing(desk) == "out"
    assert standing(desk, BEN) is None
    assert desk.keywords.words().leave == ("STOP", "Genug")
    assert desk.keywords.meaning("start") == "back"


def test_a_word_means_one_thing(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.keywords.change(Words(leave=("Enough",), back=("ENOUGH!",), help=()))


def test_a_language_adds_its_words(desk: Desk) -> None:
    assert desk.keywords.meaning("Ayuda") is None

    desk.keywords.add_language("es")

    assert desk.keywords.meaning("Ayuda") == "help"
    assert desk.keywords.meaning("baja") == "leave"


def test_an_empty_answer_is_not_sent(desk: Desk) -> None:
    desk.keywords.change_texts(desk.keywords.texts() | {"left": ""})

    hear(desk, "STOP")

    assert standing(desk) == "out"
    assert answers(desk) == []


def test_a_text_in_two_parts_acts_once_it_is_whole(desk: Desk) -> None:
    first, second = desk.delivers(ANNA, "STOP" + " " * 200)
    sim = desk.plug_in()
    desk.inbox.take(sim, "counter", first.encode(), desk.clock())
    desk.inbox.show_late(desk.clock.passes(minutes=5))
    assert standing(desk) is None

    desk.inbox.take(sim, "counter", second.encode(), desk.clock.passes(minutes=5))

    assert standing(desk) == "out"
