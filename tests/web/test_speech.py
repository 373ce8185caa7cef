"""Sentences that services made in English, said in the reader's language."""

from __future__ import annotations

import pytest
from flask import Flask

from modemsms.services import Services
from web.speech import Catalogue, Pattern, catalogue, said

SPANISH = catalogue("es")


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("Somebody in the shop paused it.", "Alguien de la tienda lo puso en pausa."),
        ("“till” is paused.", "«till» está en pausa."),
        ("“a” is paused. b” is paused.", "«a» está en pausa. b” is paused."),
        (
            "The text was delivered. The modem answers again.",
            "El mensaje se entregó. El módem vuelve a responder.",
        ),
        ("Klingon. The modem answers again.", "Klingon. El módem vuelve a responder."),
        ("Klingon", "Klingon"),
        ("", ""),
        (
            "A phone with a cable: Nokia 6300. It is in use by gammu-smsd.",
            "Un teléfono con cable: Nokia 6300. Lo usa gammu-smsd.",
        ),
        (
            "{0} characters? There is no modem named “{0}”.",
            "{0} characters? No hay ningún módem que se llame «{0}».",
        ),
    ],
)
def test_a_sentence_is_known_whole_with_names_in_it_or_beside_others(sentence: str, translation: str) -> None:
    assert SPANISH.several(sentence) == translation


def test_the_pattern_that_says_most_is_taken() -> None:
    general, special = (
        Pattern(("", " is ", "."), ("0", "1"), "G {0} {1}"),
        Pattern(("", " is lost."), ("0",), "S {0}"),
    )

    assert Catalogue({}, [special, general]).one("The key is lost.") == "S The key"


def test_places_are_filled_in_the_order_of_the_translation() -> None:
    pattern = Pattern(("From ", " to ", "."), ("0", "1"), "De {1} a {0}: {1}.")

    assert Catalogue({}, [pattern]).one("From 1 to 2.") == "De 2 a 1: 2."


@pytest.mark.parametrize("unit", ["“ is paused. ", "a” is ", "{0}", " ", ". ", "\N{COMBINING ACUTE ACCENT}"])
def test_a_strangers_words_in_a_sentence_do_no_harm(unit: str) -> None:
    sentence = f"“{unit * 400}” is paused."

    assert SPANISH.several(sentence[:2000])


def test_outside_spanish_nothing_is_touched(app: Flask, services: Services) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert said("“till” is paused.") == "“till” is paused."
    with app.test_request_context("/", headers={"Accept-Language": "es"}):
        assert said("“till” is paused.") == "«till» está en pausa."
