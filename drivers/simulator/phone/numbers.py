"""How the app reads the number of a recipient before it hands it to Android."""

from __future__ import annotations

KEPT = "0123456789+*#"

INVALID = "Invalid phone number"
INVALID_TYPE = "Invalid phone number type"


class InvalidNumber(ValueError):
    """The app does not send to this; the text is its reason."""


def dialled(written: str, country_code: str, *, skip_validation: bool) -> str:
    """*written* as it is dialled: E.164, or only its digits where validation is skipped.

    A local number is read as those of *country_code* (the network's) are written. Raises
    ``InvalidNumber`` for what is no mobile number there.
    """
    if skip_validation:
        kept = "".join(character for character in written if character in KEPT)
        if not kept.strip("+"):
            raise InvalidNumber(INVALID)
        return kept
    import phonenumbers

    try:
        number = phonenumbers.parse(written, phonenumbers.region_code_for_country_code(int(country_code)))
    except phonenumbers.NumberParseException as error:
        raise InvalidNumber(INVALID) from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidNumber(INVALID)
    mobile = phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
    if phonenumbers.number_type(number) not in mobile:
        raise InvalidNumber(INVALID_TYPE)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
