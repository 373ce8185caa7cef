"""A late ``+CMGS`` that meets the next text on its way: whose it is, its TP-MR tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.at.outgoing import Outgoing
from drivers.at.submit import NO_ANSWER
from modemsms.driver import Attempt, Ended
from modemsms.errors import OutcomeUnknown
from modemsms.gsm.address import Address
from modemsms.gsm.segments import segments


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
