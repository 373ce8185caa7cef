"""Texts that an e-mail gateway made: who wrote, about what, and the words (3GPP TS 23.040, 3.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# from-address, then (subject) or #subject#, else a space, then the message; "#" stands for a real name's end.
_ADDRESS = r"[^\s()#@<>]+@[^\s()#@<>]+\.[^\s()#@<>]+"
_FORMS = re.compile(
    rf"(?:[^\s#][^#]*#)?(?P<sender>{_ADDRESS})"
    r"(?:\((?P<bracketed>[^()]*)\)|#(?P<hashed>[^#]*)#|\s+|$)(?P<words>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Email:
    """One e-mail that came as a text. *subject* may be empty."""

    sender: str
    subject: str
    words: str


def parse_email(text: str) -> Email | None:
    """The e-mail in *text*; None where no address stands in front, and it is a text like others."""
    found = _FORMS.fullmatch(text.lstrip())
    if found is None:
        return None
    subject = found["bracketed"] or found["hashed"] or ""
    return Email(found["sender"], subject.strip(), found["words"].strip())
