"""+CMS and +CME error codes (hardware 3.1-3.5, Q36, Q41, Q54; DESIGN, section 4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from modemsms.errors import DriverError, ModemNotReady, OutcomeUnknown, SendRejected
from modemsms.gsm.causes import cme_error, cms_error, code_of_words

TEMPORARY, PERMANENT, NOT_READY = "temporary", "permanent", "not ready"


def reaction(error: DriverError) -> str:
    if isinstance(error, SendRejected):
        return PERMANENT if error.permanent else TEMPORARY
    assert isinstance(error, ModemNotReady)
    return NOT_READY


CMS = {
    TEMPORARY: [
        *(11, 17, 21, 22, 27, 38, 41, 42, 47, 81, 111, 127, 192, 194, 208, 210, 211, 212, 213, 224, 254, 255),
        *(256, 258, 259, 261, 300, 301, 302, 305, 314, 320, 322, 332, 500, 512, 513, 514, 515, 521, 522),
        *(532, 535, 615, 616, 767, 769, 771, 772),
        *(2, 142, 299, 399, 518, 9999),
    ],
    PERMANENT: [
        *(1, 28, 30, 95, 96, 97, 98, 99, 128, 129, 130, 143, 144, 145, 159, 160, 161, 175, 176, 195, 196),
        *(198, 199, 209, 260, 263, 303, 304, 516, 517, 519, 520, 526, 531, 538, 549, 550, 551, 553, 554),
    ],
    NOT_READY: [8, 10, 29, 50, 69, 193, 257, 262, 310, 311, 312, 313, 315, 316, 317, 318, 330, 331, 770],
}

CME = {
    TEMPORARY: [
        -1,
        0,
        1,
        2,
        3,
        14,
        17,
        18,
        20,
        21,
        22,
        23,
        31,
        100,
        107,
        132,
        133,
        134,
        148,
        149,
        150,
        515,
        999,
    ],
    PERMANENT: [4, 24, 25, 26, 27, 50],
    NOT_READY: [5, 10, 11, 12, 13, 15, 16, 30, 32, *range(40, 49), 103, 106, 111, 112, 113],
}


@pytest.mark.parametrize(
    ("code", "expected"), [(code, kind) for kind, codes in CMS.items() for code in codes]
)
def test_a_cms_code_asks_for_a_reaction(code: int, expected: str) -> None:
    error = cms_error(code, after_pdu=False)

    assert reaction(error) == expected
    assert error.cause.code == f"cms_{code}"


@pytest.mark.parametrize(
    ("code", "expected"), [(code, kind) for kind, codes in CME.items() for code in codes]
)
def test_a_cme_code_asks_for_a_reaction(code: int, expected: str) -> None:
    error = cme_error(code, after_pdu=False)

    assert reaction(error) == expected
    assert error.cause.code == f"cme_{code}"


@pytest.mark.parametrize(
    ("code", "tries"), [(21, 2), (27, 3), (111, 2), (230, 3), (255, 3), (500, 3), (38, None)]
)
def test_some_refusals_are_tried_again_only_a_few_times(code: int, tries: int | None) -> None:
    error = cms_error(code, after_pdu=True)

    assert isinstance(error, SendRejected)
    assert not error.permanent
    assert error.tries == tries


@pytest.mark.parametrize("of", [cms_error, cme_error])
def test_after_the_pdu_every_code_is_definite_but_332_513_521_and_none(
    of: Callable[..., DriverError],
) -> None:
    unknown = {
        code for code in (None, *range(-1, 1000)) if isinstance(of(code, after_pdu=True), OutcomeUnknown)
    }

    assert unknown == {None, 332, 513, 521}


@pytest.mark.parametrize("of", [cms_error, cme_error])
def test_before_the_pdu_every_code_is_definite(of: Callable[..., DriverError]) -> None:
    for code in (None, *range(-1, 1000)):
        assert not isinstance(of(code, after_pdu=False), OutcomeUnknown)


@pytest.mark.parametrize("of", [cms_error, cme_error])
@pytest.mark.parametrize("after_pdu", [False, True])
def test_every_sentence_is_one_a_shop_understands(of: Callable[..., DriverError], after_pdu: bool) -> None:
    for code in (None, *range(-1, 1000)):
        sentence = of(code, after_pdu=after_pdu).cause.sentence

        assert sentence.endswith(".")
        assert not any(word in sentence for word in ("CMS", "CME", "PDU", "TP-", "SMSC", "ERROR"))


def test_an_error_without_a_number_has_a_reason_too() -> None:
    assert cms_error(None, after_pdu=False).cause.code == "modem_error"


@pytest.mark.parametrize(
    ("words", "cme", "cms"),
    [
        ("SIM not inserted", 10, 310),
        ("SIM PIN required", 11, 311),
        ("SIM PUK required", 12, 316),
        ("SIM failure", 13, 313),
        ("SIM busy", 14, 314),
        ("SIM wrong", 15, 315),
        ("incorrect password", 16, None),
        ("memory full", 20, 322),
        ("invalid index", 21, 321),
        ("not found", 22, 321),
        ("no network service", 30, 331),
        ("network timeout", 31, 332),
        ("operation not allowed", 3, 302),
        ("operation not supported", 4, 303),
        ("Unknown error", 100, 500),
        ("unknown", 100, 500),
        ("  sim   BUSY ", 14, 314),
        ("", None, None),
        ("purple", None, None),
    ],
)
def test_words_mean_the_same_numbers(words: str, cme: int | None, cms: int | None) -> None:
    assert code_of_words(words) == cme
    assert code_of_words(words, cms=True) == cms
