"""The form of a contact: its fields as they were typed, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from modemsms.phone import pretty
from modemsms.services.contacts import Contact, Details
from modemsms.services.details import birthday_from
from modemsms.services.values import written
from web.context import services
from web.drafts import plain_lines

# A field for each number that there is, and one more; nobody has more phones than this.
MOST_NUMBERS = 12


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What stands in the fields. *preferred* is the place of a number, counted from 0."""

    name: str = ""
    numbers: Sequence[str] = ("",)
    preferred: int = 0
    notes: str = ""
    language: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    groups: frozenset[int] = frozenset()
    back: str = ""
    refusals: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """The numbers, with a field for one more."""
        return [*(number for number in self.numbers if number), ""][:MOST_NUMBERS]

    @property
    def details(self) -> Details:
        """What stands in the fields beside name and numbers. Raises ``InvalidInput`` for a birthday that is none."""
        return Details(self.language, birthday_from(self.day, self.month, self.year), self.values)

    @property
    def in_order(self) -> list[str]:
        """The numbers that were typed, the preferred one first."""
        first = self.numbers[self.preferred : self.preferred + 1]
        rest = [*self.numbers[: self.preferred], *self.numbers[self.preferred + 1 :]]
        return [number for number in (*first, *rest) if number]


def of(contact: Contact, back: str) -> ContactForm:
    """What is known of *contact*."""
    groups = services().groups.of_contact(contact.id)
    known = services().fields.values_of(contact.id)
    year, month, day = contact.birthday.rsplit("-", 2) if contact.birthday else ("", "", "")
    return ContactForm(
        name=contact.name,
        numbers=[pretty(number) for number in contact.numbers],
        notes=contact.notes,
        language=contact.language,
        day=day.lstrip("0"),
        month=month.lstrip("0"),
        year=year.strip("-"),
        values={one.key: written(one, known[one.id]) for one in services().fields.list() if one.id in known},
        groups=frozenset(group.id for group in groups),
        back=back,
    )


def posted() -> ContactForm:
    """What was typed. Every field may be missing."""
    form = request.form
    typed = [form.get(f"number_{place}", "").strip()[:100] for place in range(MOST_NUMBERS)]
    ticked = form.get("preferred", 0, type=int)
    before = sum(bool(number) for number in typed[:ticked]) if 0 <= ticked < MOST_NUMBERS else 0
    return ContactForm(
        name=form.get("name", "").strip()[:1000],
        numbers=[number for number in typed if number],
        preferred=before,
        notes=plain_lines(form.get("notes", "")).strip(),
        language=form.get("language", "")[:10],
        day=form.get("birthday_day", "").strip()[:10],
        month=form.get("birthday_month", "").strip()[:10],
        year=form.get("birthday_year", "").strip()[:10],
        values={
            one.key: plain_lines(form.get(f"own_{one.key}", "")).strip()[:1000]
            for one in services().fields.list()
            if f"own_{one.key}" in form
        },
        groups=frozenset(group.id for group in services().groups.list() if f"group_{group.id}" in form),
        back=form.get("back", ""),
    )
