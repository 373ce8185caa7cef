"""Phone numbers: what people write, turned into E.164, or a sentence why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from modemsms.errors import InvalidInput

if TYPE_CHECKING:
    import phonenumbers

# Below this many digits a number is a short code of one network, not a number of a country.
MIN_SUBSCRIBER_DIGITS = 7


@dataclass(frozen=True, slots=True, order=True)
class PhoneNumber:
    """A number in E.164 form, ``+`` and up to 15 digits (ITU-T E.164, 6.2.1)."""

    e164: str

    @classmethod
    def parse(cls, text: str, country: str = "", *, field: str = "to") -> PhoneNumber:
        """Read *text* in any common writing; a local one is read as *country* (ISO 3166) writes it.

        Raises ``InvalidInput`` for *field*. A number in a range that is not known to be in use is
        accepted when a mobile number may be that long: number plans change faster than tables.
        """
        import phonenumbers

        written = text.strip()
        if not written:
            raise InvalidInput(field, "Enter a phone number.")
        if not written.startswith(("+", "00")) and not country:
            raise InvalidInput(
                field,
                "Write the number with its country code, such as +44 20 7946 0018,"
                " or set the shop's country so that local numbers work.",
            )
        if any(character.isalpha() for character in written):
            raise InvalidInput(field, f"“{shown(written)}” is not a phone number.")
        if written.startswith("00"):
            written = "+" + written[2:]
        try:
            number = phonenumbers.parse(written, country or None)
        except phonenumbers.NumberParseException as error:
            raise InvalidInput(field, f"“{shown(text)}” is not a phone number.") from error
        if number.extension or not _may_take_texts(number):
            raise InvalidInput(field, f"“{shown(text)}” is not a possible phone number.")
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if len(e164) - 1 < MIN_SUBSCRIBER_DIGITS:
            raise InvalidInput(field, f"“{shown(text)}” is too short for a phone number.")
        return cls(e164)

    def __str__(self) -> str:
        return self.e164


def shown(text: str) -> str:
    """*text* cut to what fits into a sentence, without control characters."""
    clean = "".join(character if character.isprintable() else " " for character in text.strip())
    return clean if len(clean) <= 40 else clean[:39] + "…"


def inbound_address(sender: str, country: str) -> str:
    """The address of the conversation that *sender* (a TP-OA as text) belongs to.

    Numbers become E.164 where that is certain; short codes and names stay as they came.
    """
    if sender.startswith("+") or not sender.isdecimal() or not country:
        return sender
    if len(sender) < MIN_SUBSCRIBER_DIGITS:
        return sender
    import phonenumbers

    try:
        number = phonenumbers.parse(sender, country)
    except phonenumbers.NumberParseException:
        return sender
    if not _may_take_texts(number):
        return sender
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _may_take_texts(number: phonenumbers.PhoneNumber) -> bool:
    import phonenumbers

    mobile = phonenumbers.is_possible_number_for_type_with_reason(number, phonenumbers.PhoneNumberType.MOBILE)
    return mobile == phonenumbers.ValidationResult.IS_POSSIBLE or bool(phonenumbers.is_valid_number(number))


def is_dialable(address: str) -> bool:
    """Whether a text can be sent to *address*: digits, not the name of a sender."""
    return address.removeprefix("+").isdecimal()


@lru_cache(maxsize=4000)
def pretty(address: str) -> str:
    """*address* as people of its country write it abroad; anything but E.164 as it is."""
    if not address.startswith("+"):
        return address
    import phonenumbers

    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return address
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def suffix(address: str, digits: int = 7) -> str:
    """The last *digits* digits, by which a rewritten number is known again (hardware Q112)."""
    only = "".join(character for character in address if character.isdecimal())
    return only[-digits:]


def masked(address: str) -> str:
    """*address* for a log: its last three digits."""
    return "…" + address[-3:]


def known_countries() -> list[str]:
    """ISO 3166 codes of the countries whose local numbers are understood."""
    import phonenumbers

    return sorted(phonenumbers.SUPPORTED_REGIONS)


def is_landline(e164: str) -> bool:
    """Whether *e164* is known as a line in a wall alone, which takes no texts; False for what may be either."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
