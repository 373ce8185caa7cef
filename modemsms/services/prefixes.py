"""Beginnings of numbers, as a rule names them: written like numbers, kept in E.164."""

from __future__ import annotations

from modemsms.errors import InvalidInput

LONGEST = 15  # digits of a number (ITU-T E.164, 6.2.1)


def read_prefix(text: str, country: str, *, field: str = "prefixes") -> str:
    """The beginning of E.164 numbers that *text* means, such as +4917 for 017 in Germany.

    Raises ``InvalidInput`` for *field*.
    """
    written = "".join(character for character in text if character not in " -./()\u00a0")
    if written.startswith("00"):
        written = "+" + written[2:]
    digits = written.removeprefix("+")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > LONGEST:
        raise InvalidInput(field, f"“{text.strip()[:20]}” is not the beginning of a number, such as +4917.")
    if written.startswith("+"):
        return written
    return _national(written, country, text, field)


def _national(written: str, country: str, text: str, field: str) -> str:
    import phonenumbers

    code = phonenumbers.country_code_for_region(country) if country else 0
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country) if code else None
    # In Italy the first 0 is part of the number, in America nobody writes the trunk prefix 1: only where
    # numbers begin with a 0 that goes is a beginning without it no beginning.
    trunk = plan.national_prefix or "" if plan else ""
    if not code or (trunk == "0" and not written.startswith(trunk)):
        raise InvalidInput(
            field, f"Write “{text.strip()[:20]}” with the code of its country, such as +44 for Britain."
        )
    return f"+{code}{written.removeprefix(trunk)}"
