"""A late ``+CMGS`` that meets the next text on its way: whose it is, its TP-MR tells."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from drivers.at.device import Device
from drivers.at.inbox import Inbox
from drivers.at.outgoing import Outgoing
from drivers.at.submit import NO_ANSWER, Overdue, Submission, submit
from modemsms.driver import Accepted, Attempt, DriverEvent, Ended
from modemsms.errors import OutcomeUnknown
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import with_smsc
from modemsms.gsm.segments import segments
from tests.drivers.at.script import Script


def attempt(number: int, reference: int) -> Attempt:
    (submit,) = segments("Hello").submits(Address.parse("+491711234567"), tp_mr=reference)
    return Attempt(number, 1, "+491711234567", "Hello", str(number), submit)


@pytest.mark.parametrize(("second", "kept"), [(157, 156), (156, 156)])
def test_an_attempt_without_an_answer_is_remembered_by_its_reference(second: int, kept: int) -> None:
    outgoing = Outgoing()
    outgoing.take(attempt(1, 156))
    outgoing.begin(0.0)
    outgoing.handed_over()
    outgoing.told(Ended(1, OutcomeUnknown(NO_ANSWER)))

    outgoing.take(replace(attempt(2, second)))
    submission = outgoing.begin(1.0)
    outgoing.handed_over()

    assert submission.overdue is not None
    assert (submission.overdue.attempt_id, submission.overdue.reference) == (1, kept)


def sent_behind_an_unanswered_one(answer: str, heard: str | None) -> list[DriverEvent]:
    """What is told of the text with 157, behind one with 156 that had no answer."""
    one = attempt(2, 157)
    assert one.submit is not None
    tpdu = one.submit.encode()
    script = Script(
        {f"AT+CMGS={len(tpdu)}": ">", with_smsc(tpdu).hex().upper(): answer, "AT+CMMS=2": "OK"}, heard=heard
    )
    submission = Submission(one, tpdu, overdue=Overdue(1, 156))
    script.play(submit(Device(slot=1), Inbox(1, count(1)), submission, 3.0))
    return script.told


def test_a_late_answer_is_given_to_the_text_whose_number_it_has() -> None:
    assert sent_behind_an_unanswered_one("+CMGS: 156\nOK", "+CMGS: 157") == [
        Accepted(1, 156),
        Accepted(2, 157),
    ]


def test_an_own_answer_is_taken_as_it_is() -> None:
    assert sent_behind_an_unanswered_one("+CMGS: 157\nOK", None) == [Accepted(2, 157)]


def test_a_text_that_was_swallowed_behind_a_late_answer_is_unknown() -> None:
    from drivers.at.steps import ModemSilent

    with pytest.raises(ModemSilent):
        sent_behind_an_unanswered_one("+CMGS: 156\nOK", None)
