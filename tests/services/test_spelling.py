"""Words of people: compared without case, accents and punctuation; and what sounds like leaving."""

from __future__ import annotations

import pytest

from modemsms.services.spelling import asks_to_stop, plain

LEAVING = ("stop", "stop all", "cancel", "end", "arret", "baja")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("STOP", "stop"),
        (" Stop. ", "stop"),
        ("«stop»!!", "stop"),
        ("STOP 🙏", "stop"),
        ("Arrêt", "arret"),
        ("İPTAL", "iptal"),
        ("ıptal", "iptal"),
        ("opt-out", "opt out"),
        ("s\u200btop", "stop"),
        ("ＳＴＯＰ", "stop"),
        ("ОСТАНОВИТЬ.", "остановить"),
        ("🙂", ""),
    ],
)
def test_case_accents_punctuation_and_pictures_make_no_difference(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "please stop texting me",
        "Stop it please",
        "TSOP",
        "Stoppp",
        "Don't send me any more messages!",
        "take me off your list",
        "Bitte keine Werbung mehr",
        "no quiero recibir más",
        "Ne m'envoyez plus de SMS",
        "не присылайте больше",
    ],
)
def test_a_request_in_own_words_is_noticed(text: str) -> None:
    assert asks_to_stop(text, LEAVING)


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "Hello",
        "When do you stop baking on Saturdays?",
        "Can I cancel my order for Monday at five, please?",
        "At the end",
        "shop",
        "The 7 stops right in front of the shop, come in and have a look around",
        "🙂",
        "x" * 2000,
    ],
)
def test_other_texts_ask_for_nothing(text: str) -> None:
    assert not asks_to_stop(text, LEAVING)
