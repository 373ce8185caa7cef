"""The ledger of consent: what is written stays, and the last of it counts."""

from __future__ import annotations

from modemsms.services.consents import Consent
from tests.desk import ANNA, BEN, Desk


def test_the_last_word_counts_and_all_of_them_stay(desk: Desk) -> None:
    assert desk.consents.standing(ANNA) is None
    desk.consents.record(Consent(ANNA, "in", "staff", "Asked at the counter", who="Bob"))
    desk.clock.passes(hours=1)
    desk.consents.record(Consent(ANNA, "out", "keyword", "STOP"))

    standing = desk.consents.standing(ANNA)

    assert standing is not None
    assert (standing.what, standing.since) == ("out", desk.clock())
    assert [one.words for _, one in desk.consents.history(ANNA)] == ["STOP", "Asked at the counter"]
    assert desk.consents.out_among([ANNA, BEN]) == {ANNA}


def test_what_changes_nothing_is_not_written_again(desk: Desk) -> None:
    for _ in range(3):
        desk.consents.record(Consent(ANNA, "out", "keyword", "STOP"))

    assert len(desk.consents.history(ANNA)) == 1
