"""gammu's debug log, read back: lines as libgammu 1.45 writes them."""

from __future__ import annotations

import pytest

from drivers.gammu_child.debuglog import DebugLog, Progress, Reading, ReadText, progress, reference
from drivers.gammu_child.protocol import Refusal

PROMPTED = """\
Entering GSM_SendSMS
7 bit SMS, length 3, 3
{text}
Waiting for modem prompt
SENDING frame type 0x00/length 0x0B/11
1 "AT+CMGS=17"
2 "> "
Checking line: >
Sending SMS
"""
HANDED_OVER = """\
SENDING frame type 0x00/length 0x32/50
300|377|399|311 0791
SENDING frame type 0x00/length 0x01/1
1A                                                              .
Leaving GSM_SendSMS
"""
SENT = PROMPTED + HANDED_OVER


def log(text: str, *lines: str) -> str:
    return text.format(text="abc") + "".join(f"{line}\n" for line in lines)


def taken(reference: int | None = None) -> Progress:
    return Progress(handed_over=True, reference=reference)


def refused(refusal: Refusal) -> Progress:
    return Progress(handed_over=True, refusal=refusal)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (log(PROMPTED), Progress()),
        (log(SENT), Progress(handed_over=True)),
        (log(SENT, '3 "+CMGS: 17"', '4 "OK"'), taken(17)),
        (log(SENT, '3 "+CMGS: 17,"26/01/02"', '4 "OK"'), taken(17)),
        (log(SENT, '3 "+CMGS: 300"', '4 "OK"'), taken()),
        (log(SENT, '3 "+CMS ERROR: 38"'), refused(Refusal("CMS", 38))),
        (log(SENT, '3 "+CME ERROR: 30"'), refused(Refusal("CME", 30))),
        (log(SENT, '3 "ERROR"'), refused(Refusal("", None))),
        (
            log(SENT, '3 "+CMS ERROR: network out of order"', 'CMS Error 38: "Network out of order"'),
            refused(Refusal("CMS", 38)),
        ),
        (
            log(PROMPTED.replace('2 "> "', '2 "+CMS ERROR: 302"')),
            Progress(refusal=Refusal("CMS", 302)),
        ),
    ],
)
def test_the_log_tells_how_far_a_text_came(said: str, found: Progress) -> None:
    assert progress(said) == found


def test_a_text_that_looks_like_a_log_does_not_count() -> None:
    forged = f'{HANDED_OVER}3 "+CMGS: 9"\n3 "+CMS ERROR: 8"'

    assert progress(PROMPTED.format(text=forged)) == Progress()
    assert progress(SENT.format(text=forged) + '3 "+CMGS: 4"\n') == taken(4)


def test_a_late_reference_is_seen() -> None:
    assert reference('1 "+CMGS: 64"\n2 "OK"\n') == 64
    assert reference('1 "+CMTI: "SM",3"\n') is None


LISTING = """\
SMS listing received
Parsing +CMGL: 4,0,,26 with +CMGL: @i, @0
ATGEN folder 1 & location 4 -> SMS folder 0 & location 4
ATGEN folder 1 & location 7 -> SMS folder 0 & location 7
Read 2 SMS locations
{status}Getting message from cache
0791AABB
7 bit SMS, length 8
"""


@pytest.mark.parametrize("status", ["", "Cache status: Found: 0, count: 2\n"])
def test_a_text_and_its_place_are_found_in_the_list_that_gammu_keeps(status: str) -> None:
    reading = Reading()

    assert reading.text_of(LISTING.format(status=status)) == ReadText(bytes.fromhex("0791AABB"), 4)
    assert reading.text_of(
        "Cache status: Found: 1, count: 2\nGetting message from cache\n0791CCDD\n"
    ) == ReadText(bytes.fromhex("0791CCDD"), 7)


def test_a_text_that_is_read_alone_is_found_too() -> None:
    said = (
        "Reading next message on location 2\nSMS folder 0 & location 2 -> ATGEN folder 1 & location 2\n"
        '1 "AT+CMGR=2"\n2 "+CMGR: 1,,5"\n3 "0791006A756E6B"\n4 "OK"\n'
    )

    assert Reading().text_of(said) == ReadText(bytes.fromhex("0791006A756E6B"), 2)


def test_a_text_that_looks_like_another_is_not_taken_for_it() -> None:
    said = LISTING.format(status="") + "Hello\nGetting message from cache\n0791FFFF\n"

    assert Reading().text_of(said).pdu == bytes.fromhex("0791AABB")


def test_a_log_without_a_text_has_none() -> None:
    assert Reading().text_of("Entering GSM_GetNextSMS\n") == ReadText(None, None)


def test_what_was_read_takes_no_memory() -> None:
    log = DebugLog.create()
    try:
        with open(log.path, "w", encoding="ascii") as gammus:  # noqa: PTH123 - as gammu opens it
            gammus.write("old")
            gammus.flush()
            log.forget()
            gammus.write("new")
            gammus.flush()

            assert log.since_mark() == "new"
    finally:
        log.close()
