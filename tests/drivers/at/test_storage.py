"""Which memory receives, and how one is switched to."""

from __future__ import annotations

import pytest

from drivers.at.device import Device
from drivers.at.storage import choose_memory, memories_of, select, usage, usage_of
from tests.drivers.at.script import Script


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '+CPMS: ("ME","MT","SM"),("ME","MT","SM"),("ME","MT","SM")',
            (("ME", "MT", "SM"), ("ME", "MT", "SM")),
        ),
        ('+CPMS: ("ME","SM","MT"),("ME","SM","MT"),("SM","MT")', (("ME", "SM", "MT"), ("SM", "MT"))),  # Q14
        ('+CPMS: (("SM","BM","SR"),("SM"))', (("SM", "BM", "SR"), ("SM",))),  # Q28
        ('+CPMS: "SM","ME"', (("SM", "ME"), ("SM", "ME"))),  # iWOW: no brackets
        ("+CPMS: (),(),()", ((), ())),  # Q78: receives nothing
        ("+CPMS: ", None),  # Q7
    ],
)
def test_the_lists_of_memories_are_read(
    line: str, expected: tuple[tuple[str, ...], tuple[str, ...]] | None
) -> None:
    assert memories_of(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CPMS: 3,20,3,20,3,20", (3, 20)),
        ('+CPMS: "SM",3,20,"SM",3,20,"SM",3,20', (3, 20)),
        ("+CPMS: ,,,,,", None),
        ("+CPMS: ", None),
    ],
)
def test_the_use_of_a_memory_is_read(line: str, expected: tuple[int, int] | None) -> None:
    assert usage_of(line) == expected


ALL = '+CPMS: ("ME","SM","MT"),("ME","SM","MT"),("ME","SM","MT")\nOK'


@pytest.mark.parametrize(
    ("answers", "home", "memories"),
    [
        ({"AT+CPMS=?": ALL, 'AT+CPMS="ME","ME","ME"': "+CPMS: 0,255,0,255,0,255\nOK"}, "ME", ("ME", "SM")),
        (
            {
                "AT+CPMS=?": ALL,
                'AT+CPMS="ME","ME","ME"': "+CPMS: 0,5,0,5,0,5\nOK",
                'AT+CPMS="SM","SM","SM"': "+CPMS: 0,20,0,20,0,20\nOK",
            },
            "SM",
            ("ME", "SM"),
        ),
        # Q14: ME may not receive
        (
            {
                "AT+CPMS=?": '+CPMS: ("ME","SM"),("ME","SM"),("SM","MT")\nOK',
                'AT+CPMS="SM","SM","SM"': "+CPMS: 0,20,0,20,0,20\nOK",
            },
            "SM",
            ("ME", "SM"),
        ),
        # Wavecom takes one parameter only
        (
            {"AT+CPMS=?": '+CPMS: (("SM","BM","SR"),("SM"))\nOK', 'AT+CPMS="SM"': "+CPMS: 0,20\nOK"},
            "SM",
            ("SM", "SR"),
        ),
        # smstools3: the answer may come without OK
        ({"AT+CPMS=?": ALL, 'AT+CPMS="ME","ME","ME"': "+CPMS: 0,255,0,255,0,255"}, "ME", ("ME", "SM")),
        # neither of the two: the joined one
        ({"AT+CPMS=?": ALL, 'AT+CPMS="MT","MT","MT"': "+CPMS: 0,9,0,9,0,9\nOK"}, "MT", ("MT",)),
        # Samsung tells nothing
        (
            {"AT+CPMS=?": "+CPMS: \nOK", 'AT+CPMS="SM","SM","SM"': "+CPMS: 0,20,0,20,0,20\nOK"},
            "SM",
            ("ME", "SM"),
        ),
        # Q78: it can only send
        ({"AT+CPMS=?": "+CPMS: (),(),()\nOK"}, "", ()),
    ],
)
def test_a_roomy_memory_of_the_modem_is_preferred(
    answers: dict[str, str], home: str, memories: tuple[str, ...]
) -> None:
    device = Device()

    Script(answers).play(choose_memory(device))

    assert (device.home, device.mem1, device.memories) == (home, home, memories)


def test_another_memory_is_selected_without_moving_what_receives() -> None:
    device = Device(home="ME", mem1="ME")
    script = Script({'AT+CPMS="SR"': "+CPMS: 19,50,0,255,0,255\nOK"})  # Q3

    assert script.play(select(device, "SR")) == (19, 50)
    assert device.mem1 == "SR"


def test_a_modem_that_wants_all_three_parameters_gets_them() -> None:
    device = Device(home="ME", mem1="ME")
    script = Script({'AT+CPMS="SM","ME","ME"': "+CPMS: 0,20,0,255,0,255\nOK"})  # Q11

    assert script.play(select(device, "SM")) == (0, 20)


def test_a_memory_that_is_not_there_is_not_selected() -> None:
    device = Device(home="ME", mem1="ME")

    assert Script({}).play(select(device, "SR")) is None


def test_a_switch_whose_answer_was_lost_leaves_the_memory_in_doubt() -> None:
    device = Device(home="ME", mem1="ME")

    Script({'AT+CPMS="SM"': None, 'AT+CPMS="SM","ME","ME"': None}).play(select(device, "SM"))

    assert device.mem1 == ""


def test_a_memory_is_used_only_if_the_modem_says_that_it_is_selected() -> None:
    device = Device(home="ME", mem1="ME")
    script = Script(
        {"AT+CPMS?": '+CPMS: "SM",1,20,"SM",1,20,"SM",1,20\nOK', 'AT+CPMS="ME"': "+CPMS: 2,99,1,20,1,20\nOK"}
    )

    assert script.play(usage(device, "ME")) == (2, 99)
    assert script.commands == ["AT+CPMS?", 'AT+CPMS="ME"']
