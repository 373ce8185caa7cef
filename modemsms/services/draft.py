"""A text that somebody wants to leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modemsms.services.pace import Priority
from modemsms.store.messages import Purpose


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody wants to leave. *to* in any common writing, *reference* is the caller's own.

    *knowingly* is said by a person who was warned that the recipient asked for no more texts.
    """

    to: str
    text: str
    modem: str | None = None
    send_at: datetime | None = None
    expires_at: datetime | None = None
    delivery_report: bool = True
    flash: bool = False
    reference: str | None = None
    priority: Priority = Priority.PERSON
    purpose: Purpose | None = None
    author_id: int | None = None
    mailing_id: int | None = None
    occurrence_id: int | None = None
    knowingly: bool = False

    @property
    def minds_who_left(self) -> bool:
        """Whether it is not for people who asked for no more texts."""
        in_person = self.author_id is not None and self.mailing_id is None and self.occurrence_id is None
        knowingly = self.knowingly and in_person and self.priority is Priority.PERSON
        return self.purpose is None and not knowingly
