"""The codes that a network answers: balances, menus, top-ups, and codes that bring each trouble on demand.

==============  ===========================================================================
``*100#``       the balance
``*101#``       a menu: 1 balance, 2 own number, 3 top-up (asks for the voucher), 0 the end
``*104*…#``     a top-up of ten euros with any voucher of at least six digits
``*120#``       a text with quotes, commas and line ends
``*121#``       an answer in Cyrillic
``*122#``       the answer after twenty seconds
``*123#``       no answer at all
``*124#``       the network does not support it (status 4), as any unknown code
``*125#``       the network took too long (status 5)
``*126#``       the network ends it without a word (status 2)
==============  ===========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum


class Status(IntEnum):
    """<m> of +CUSD (27.007, 7.15)."""

    DONE = 0
    WANTS_REPLY = 1
    ENDED = 2
    OTHER_CLIENT = 3
    NOT_SUPPORTED = 4
    TIMED_OUT = 5


@dataclass(frozen=True, slots=True)
class Reply:
    """What the network says once; *after* is how long it takes, None for ever."""

    text: str = ""
    status: Status = Status.DONE
    after: timedelta | None = timedelta(milliseconds=300)


@dataclass(frozen=True, slots=True)
class Menu:
    """A question. What is none of *choices* is a word for *otherwise*, or brings the question again."""

    text: str
    choices: Mapping[str, Node] = field(default_factory=dict)
    otherwise: Callable[[str, str], Reply] | None = None


Node = Reply | Menu | Callable[[str, str], Reply]
"""What stands behind a code or a choice; a function is given the subscriber's number and what was typed."""

START_CENTS, TOP_UP_CENTS = 1234, 1000
_VOUCHER = re.compile(r"(?:\*104\*)?(\d{6,})#?")

UNKNOWN = Reply(status=Status.NOT_SUPPORTED)
AWKWARD = 'Your "Shop" plan:\n250 texts, "free", left\nGood until 31 Dec, 23:59 "sharp"'
CYRILLIC = "Ваш баланс 12,34 EUR"


class UssdService:
    """The codes of one network. ``codes`` may be changed: a code, or its beginning up to a ``*``."""

    def __init__(self) -> None:
        self.balances: dict[str, int] = {}
        """Cents, by the subscriber's number."""
        self.codes: dict[str, Node] = {
            "*100#": self.balance,
            "*101#": Menu(
                "Simulated network\n1 Balance\n2 My number\n3 Top up\n0 End",
                {
                    "1": self.balance,
                    "2": lambda number, _typed: Reply(number),
                    "3": Menu("Type the voucher's number", otherwise=self.top_up),
                    "0": Reply("Goodbye"),
                },
            ),
            "*104*": self.top_up,
            "*120#": Reply(AWKWARD),
            "*121#": Reply(CYRILLIC),
            "*122#": Reply("That took a while", after=timedelta(seconds=20)),
            "*123#": Reply(after=None),
            "*125#": Reply(status=Status.TIMED_OUT),
            "*126#": Reply(status=Status.ENDED),
        }

    def balance(self, number: str, _typed: str) -> Reply:
        """What the subscriber has left."""
        cents = self.balances.get(number, START_CENTS)
        return Reply(f"Your balance is {cents / 100:.2f} EUR, good until 31 Dec. 250 texts left.")

    def top_up(self, number: str, typed: str) -> Reply:
        """Ten euros for any voucher of six digits or more."""
        if not _VOUCHER.fullmatch(typed):
            return Reply("This is no voucher.")
        self.balances[number] = self.balances.get(number, START_CENTS) + TOP_UP_CENTS
        return Reply(f"Thank you. Your balance is {self.balances[number] / 100:.2f} EUR.")

    def dialled(self, number: str, code: str) -> tuple[Reply, Menu | None]:
        """The answer to *code*, and the menu that is open behind it."""
        node = self.codes.get(code)
        if node is None:
            begins = (beginning for beginning in self.codes if code.startswith(beginning))
            node = self.codes.get(max(begins, key=len, default=""), UNKNOWN)
        return self._at(node, number, code)

    def replied(self, menu: Menu, number: str, typed: str) -> tuple[Reply, Menu | None]:
        """The same for a reply to *menu*."""
        return self._at(menu.choices.get(typed) or menu.otherwise or menu, number, typed)

    def _at(self, node: Node, number: str, typed: str) -> tuple[Reply, Menu | None]:
        match node:
            case Menu(text):
                return Reply(text, Status.WANTS_REPLY), node
            case Reply():
                return node, None
            case _:
                return node(number, typed), None
