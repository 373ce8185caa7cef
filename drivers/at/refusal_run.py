"""Whether it is the SIM that the network refuses, and not this text or that number (hardware.md 3.1).

One refusal says little: a number may not exist, a network be busy. A run of them, to several people
and with nothing accepted in between, says that the SIM has no credit, is barred or is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from modemsms.errors import Cause

NO_CREDIT = Cause(
    "no_credit",
    "The network refuses all texts from this SIM. Most often its credit is used up: check its balance and top "
    "it up. If there is credit, ask the operator whether its texts are barred.",
)
BARRED = Cause(
    "sim_barred",
    "The operator has barred this SIM. Check that its bill is paid and its credit is good, or ask the operator.",
)
UNKNOWN_SIM = Cause(
    "sim_unknown",
    "The network does not know this SIM any more: it may have run out or been replaced. Ask the operator.",
)
NOT_IN_TARIFF = Cause(
    "no_text_service",
    "The operator does not let this SIM send texts; its tariff may have none. Ask the operator.",
)
SILENT_NETWORK = (
    "Three texts in a row went to the modem and nothing was heard of them. That is how an empty credit looks: "
    "check the SIM's balance."
)
_SILENCES = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """After so many refusals in a row, to so many numbers, it is the SIM."""

    cause: Cause
    refusals: int
    numbers: int = 1


# 21 is also a premium number's answer, 28 and 30 are those of a number that is gone: a list of customers
# may hold a few of them in a row. 38 passes in minutes when it is the network's own fault.
_RULES = {
    **dict.fromkeys((8, 257), Rule(BARRED, 2)),
    10: Rule(NO_CREDIT, 2),
    21: Rule(NO_CREDIT, 3, numbers=2),
    38: Rule(NO_CREDIT, 5),
    **dict.fromkeys((28, 30), Rule(UNKNOWN_SIM, 5, numbers=3)),
    **dict.fromkeys((29, 50, 69, 193), Rule(NOT_IN_TARIFF, 2)),
}


@dataclass(slots=True)
class RefusalRun:
    """The refusals of one SIM since the network last took a text of it."""

    _numbers: list[str] = field(default_factory=list)
    _excused: set[str] = field(default_factory=set)
    _silences: int = 0

    def accepted(self) -> None:
        """The network took a text."""
        self._numbers.clear()
        self._excused.clear()
        self._silences = 0

    def refused(self, code: int | None, number: str) -> Cause | None:
        """What is wrong with the SIM; None while *code* may be about this text or this *number* only.

        The same number is excused once in a run: refused again, it gets the verdict that *code*
        alone asks for, or it would hold up all others for ever.
        """
        self._silences = 0
        rule = _RULES.get(code or 0)
        if rule is None:
            return None
        self._numbers.append(number)
        if len(self._numbers) < rule.refusals or len(set(self._numbers)) < rule.numbers:
            return None
        if rule.numbers > 1 and number in self._excused:
            return None
        self._excused.add(number)
        return rule.cause

    def unanswered(self) -> bool:
        """Nothing was heard of a text; True when that is worth a word to the shop (Q34)."""
        self._silences += 1
        return self._silences == _SILENCES
