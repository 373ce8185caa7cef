"""Who gets a new message: people, groups and numbers that somebody chose, turned into addresses, each once."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from modemsms.errors import InvalidInput
from modemsms.phone import pretty, shown
from modemsms.services.outbox import Outbox
from modemsms.store import consents, contacts, conversations, groups
from modemsms.store.contacts import Contact
from modemsms.store.database import Store
from modemsms.store.groups import Group

# By hand; whoever texts more people than this means a broadcast.
MOST = 500

# So many names are offered for what somebody types.
OFFERED = 6

GONE = "Somebody whom you had chosen was deleted meanwhile. Look who is left."


@dataclass(frozen=True, slots=True)
class Choice:
    """One person, group or number to choose. *token* says it in a form: ``c12``, ``g3``, ``+447700900001``."""

    token: str
    kind: Literal["person", "group", "number"]
    title: str
    detail: str = ""
    people: int = 1


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address that gets the text, and whose it is where that is known."""

    address: str
    name: str | None

    @property
    def title(self) -> str:
        """The name, else the number as people write it."""
        return self.name or pretty(self.address)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What became of what somebody chose and typed.

    *choices* are good, *rest* is what was typed and is not, *problems* are sentences that say why, *offers* who may
    have been meant. *left_out* are people who are blocked; *doubles* counts those who were chosen twice. *opted_out*
    asked for no more texts: among several they are left out; *warned* says that the only one is such a person.
    """

    choices: tuple[Choice, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    rest: str = ""
    problems: tuple[str, ...] = ()
    offers: tuple[Choice, ...] = ()
    left_out: tuple[str, ...] = ()
    doubles: int = 0
    opted_out: tuple[str, ...] = ()
    warned: bool = False

    @property
    def title(self) -> str:
        """Who they are, in a few names."""
        names = [choice.title for choice in self.choices]
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")

    def check(self) -> None:
        """Raise ``InvalidInput`` (``to``) unless somebody gets the text and everybody who was meant is known."""
        if self.problems:
            raise InvalidInput("to", " ".join(self.problems))
        if not self.choices:
            raise InvalidInput("to", "Choose who gets it: a name, a phone number, or a group.")
        if self.opted_out and not self.recipients:
            raise InvalidInput("to", "Whom you chose asked for no more texts.")
        if self.left_out and not self.recipients:
            raise InvalidInput(
                "to", "Whom you chose is blocked. Take back the block in the conversation first."
            )
        if not self.recipients:
            raise InvalidInput("to", "Nobody is in this group yet.")
        if len(self.recipients) > MOST:
            raise InvalidInput("to", f"At most {MOST} people get one text in this way. Choose fewer.")


class Recipients:
    """Finds people for a new message."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox

    def chosen(self, tokens: Iterable[str], typed: str) -> Chosen:
        """What *tokens* (chosen before) and *typed* (names and numbers, by comma or line) stand for."""
        with self._store.read() as connection:
            found = _Found(connection, self._outbox)
            for token in dict.fromkeys(tokens):
                found.take(token)
            rest = [piece for piece in _pieces(typed, found) if not found.read(piece)]
            return found.all(", ".join(rest))

    def offered(self, words: str, limit: int = OFFERED) -> Sequence[Choice]:
        """People and groups that *words* find."""
        with self._store.read() as connection:
            return _offers(connection, words, limit)


class _Found:
    """What was found so far, under one look at the database."""

    def __init__(self, connection: sqlite3.Connection, outbox: Outbox) -> None:
        self._connection = connection
        self._outbox = outbox
        self._choices: dict[str, Choice] = {}
        self._people: dict[str, Recipient] = {}
        self._doubles = 0
        self._problems: dict[str, None] = {}
        self._offers: dict[str, Choice] = {}

    def take(self, token: str) -> None:
        """Take in what was chosen before."""
        kind, row = token[:1], token[1:]
        if kind in ("c", "g") and row.isascii() and row.isdecimal() and len(row) <= 18:
            person = contacts.get(self._connection, int(row)) if kind == "c" else None
            group = groups.get(self._connection, int(row)) if kind == "g" else None
            if person is not None and person.numbers:
                self._person(person)
            elif group is not None:
                self._group(group)
            else:
                self._problems[GONE] = None
        elif not self.number(token):
            self._problems[f"“{shown(token)}” is not a phone number."] = None

    def read(self, piece: str) -> bool:
        """Take in what was typed; whether that could be done. If not, the reason is noted."""
        if not any(character.isalpha() for character in piece):
            try:
                return self.number(piece, loud=True)
            except InvalidInput as error:
                self._problems[error.why] = None
                return False
        return self.name(piece) or self._nobody(piece)

    def number(self, written: str, *, loud: bool = False) -> bool:
        """Take in a number; with *loud* one that is none raises ``InvalidInput``."""
        try:
            address = self._outbox.address(written)
        except InvalidInput:
            if loud:
                raise
            return False
        owner = contacts.with_number(self._connection, address)
        name = owner.name or None if owner else None
        detail = pretty(address) if name else ""
        self._add(Choice(address, "number", name or pretty(address), detail), [Recipient(address, name)])
        return True

    def name(self, written: str) -> bool:
        """Take in the one person, or the one group, of exactly this name."""
        people, called = self._called(written)
        if len(people) + len(called) != 1:
            return False
        if people:
            self._person(people[0])
        else:
            self._group(called[0])
        return True

    def _called(self, name: str) -> tuple[list[Contact], list[Group]]:
        wanted = name.casefold()
        people = [one for one in contacts.found(self._connection, name, 50) if one.name.casefold() == wanted]
        group = groups.called(self._connection, name)
        return people, [group] if group else []

    def _nobody(self, piece: str) -> bool:
        people, called = self._called(piece)
        several = len(people) + len(called)
        if several:
            self._problems[f"“{shown(piece)}” is the name of {several}. Choose below whom you mean."] = None
        else:
            self._problems[f"Nobody is called “{shown(piece)}”. Choose below, or write a phone number."] = (
                None
            )
        for offer in _offers(self._connection, piece, OFFERED):
            self._offers[offer.token] = offer
        return False

    def _person(self, person: Contact) -> None:
        number = person.numbers[0]
        self._add(_choice_of(person), [Recipient(number, person.name or None)])

    def _group(self, group: Group) -> None:
        if group.members > MOST:
            self._problems[
                f"{group.members} people are in “{shown(group.name)}”. At most {MOST} get one text in this way."
            ] = None
            return
        people = groups.members(self._connection, group, None, MOST)
        self._add(
            _choice_for(group), [Recipient(one.numbers[0], one.name or None) for one in people if one.numbers]
        )

    def _add(self, choice: Choice, people: Iterable[Recipient]) -> None:
        if choice.token in self._choices:
            return
        self._choices[choice.token] = choice
        for one in people:
            self._doubles += one.address in self._people
            self._people.setdefault(one.address, one)

    def all(self, rest: str) -> Chosen:
        """Everything that was found."""
        blocked = conversations.blocked(self._connection, self._people)
        gone = consents.out_among(self._connection, self._people)
        # One person alone can be answered in person.
        alone = [choice.kind for choice in self._choices.values()] in (["person"], ["number"])
        kept_out = blocked if alone else blocked | gone
        return Chosen(
            choices=tuple(self._choices.values()),
            recipients=tuple(one for one in self._people.values() if one.address not in kept_out),
            rest=rest,
            problems=tuple(self._problems),
            offers=tuple(offer for token, offer in self._offers.items() if token not in self._choices),
            left_out=tuple(one.title for one in self._people.values() if one.address in blocked),
            doubles=self._doubles,
            opted_out=() if alone else tuple(self._people[one].title for one in self._people if one in gone),
            warned=alone and bool(gone - blocked),
        )


def _pieces(typed: str, found: _Found) -> Iterator[str]:
    """What was typed, piece by piece, but for names with a comma in them, which are taken in whole."""
    for line in filter(None, (line.strip() for line in typed.splitlines())):
        if not ("," in line and found.name(line)):
            yield from filter(None, (piece.strip() for piece in re.split("[,;]", line)))


def _offers(connection: sqlite3.Connection, words: str, limit: int) -> Sequence[Choice]:
    fitting = [_choice_for(group) for group in groups.beginning_with(connection, words, limit)]
    people = [one for one in contacts.found(connection, words, limit) if one.numbers]
    return [*fitting, *(_choice_of(one) for one in people)][:limit]


def _choice_of(person: Contact) -> Choice:
    detail = pretty(person.numbers[0]) if person.name else ""
    return Choice(f"c{person.id}", "person", person.title, detail)


def _choice_for(group: Group) -> Choice:
    return Choice(f"g{group.id}", "group", group.name, people=group.members)
