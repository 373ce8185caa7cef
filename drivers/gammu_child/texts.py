"""Our TPDUs as gammu's dictionaries, and its dictionaries as TPDUs. Does not import gammu itself.

Encoding, header and reference stay ours: gammu takes a header as octets, and characters one by one
by a table in which every septet has a character of its own, the escape included. So any septets can be
put as a text that gammu turns back into them, national tables too, and the way back likewise.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from modemsms.errors import CodecError
from modemsms.gsm import user_data
from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.alphabet import DEFAULT, DEFAULT_EXTENSION, ESCAPE
from modemsms.gsm.dcs import Alphabet, encode_dcs
from modemsms.gsm.deliver import Deliver
from modemsms.gsm.pdu import split_smsc
from modemsms.gsm.status_report import StatusReport
from modemsms.gsm.submit import Submit
from modemsms.gsm.timestamp import OCTETS, Timestamp
from modemsms.gsm.udh import Header
from modemsms.gsm.validity import encode_relative

Sms = Mapping[str, Any]
"""What python-gammu calls a text. Its values are of many types."""

# U+00B9 is what gammu's table has for the escape (libgammu 1.45).
_ESCAPE = "\u00b9"
_CHARACTERS = DEFAULT.replace(chr(ESCAPE), _ESCAPE)
_SEPTETS = {character: bytes((septet,)) for septet, character in enumerate(_CHARACTERS)} | {
    character: bytes((ESCAPE, septet))
    for first, run in DEFAULT_EXTENSION.items()
    for septet, character in enumerate(run, first)
}
_UNKNOWN_SEPTET = b"\x3f"

# Among UCS-2 characters gammu takes one tilde for an escape of old Nokias, and two for the tilde.
_TILDE = "~"
_LOST = "\ufffd".encode("utf-16-be")

_CODINGS = {
    Alphabet.GSM7: "Default_No_Compression",
    Alphabet.DATA: "8bit",
    Alphabet.UCS2: "Unicode_No_Compression",
}
_ALPHABETS = {coding: alphabet for alphabet, coding in _CODINGS.items()}

# TP-VP (23.040, 9.2.3.12). gammu puts its own idea in where none is given, and without this key five
# minutes. Its arithmetic is wrong for weeks; no centre keeps a text longer than 30 days anyway.
_LONGEST = "Max"
_LAST_OF_MINUTES, _LAST_OF_HALF_HOURS, _LAST_OF_DAYS = 143, 167, 196

# TP-PID of "replace short message", types 1 to 7 (23.040, 9.2.3.9).
_REPLACE = 0x40


# --- out --------------------------------------------------------------------------------------


def to_gammu(submit: Submit, centre: str | None) -> dict[str, Any]:
    """*submit* for ``SendSMS``; *centre* None has gammu ask the SIM for its own each time."""
    coding = submit.coding
    smsc: dict[str, Any] = {"Validity": _validity(submit.validity)}
    smsc |= {"Location": 1} if centre is None else {"Location": 0, "Number": centre}
    sms: dict[str, Any] = {
        "SMSC": smsc,
        "Number": str(submit.destination),
        "Type": "Status_Report" if submit.status_report_request else "Submit",
        "Coding": _CODINGS[coding.alphabet],
        "Class": -1 if coding.message_class is None else coding.message_class,
        "Text": _text(submit, coding.alphabet),
        "Folder": 0,
        "InboxFolder": 0,
        "RejectDuplicates": int(submit.reject_duplicates),
        "ReplyViaSameSMSC": int(submit.reply_path),
    }
    if submit.has_header:
        header = submit.user_data[: submit.user_data[0] + 1]
        sms["UDH"] = {"Type": "UserUDH", "Text": header}
    return sms


def is_faithful(pdu: bytes, submit: Submit) -> bool:
    """Whether *pdu*, gammu's encoding with the centre in front, says what *submit* says.

    TP-MR is the phone's business, and gammu always sets a validity.
    """
    try:
        theirs = Submit.decode(split_smsc(pdu)[1])
    except CodecError:
        return False
    return _gist(theirs) == _gist(submit)


def _gist(submit: Submit) -> tuple[object, ...]:
    coding = submit.coding
    return (
        submit.destination,
        submit.protocol,
        coding.alphabet,
        coding.message_class,
        submit.user_data_length,
        submit.user_data,
        submit.has_header,
        submit.status_report_request,
        submit.reject_duplicates,
        submit.reply_path,
    )


def _text(submit: Submit, alphabet: Alphabet) -> str | bytes:
    match alphabet:
        case Alphabet.GSM7:
            return _spelled(submit.septets)
        case Alphabet.UCS2:
            return submit.units.decode("utf-16-be", "surrogatepass").replace(_TILDE, 2 * _TILDE)
        case Alphabet.DATA:
            return submit.payload


def _spelled(septets: bytes) -> str:
    """The characters that gammu turns into *septets*: an extension character for its pair, else one each."""
    spelled = "".join(_CHARACTERS[septet] for septet in septets)
    for character, octets in _SEPTETS.items():
        if len(octets) == 2:
            spelled = spelled.replace(_ESCAPE + _CHARACTERS[octets[1]], character)
    return spelled


def _validity(validity: timedelta | None) -> str:
    if validity is None:
        return _LONGEST
    octet = encode_relative(validity)
    if octet <= _LAST_OF_MINUTES:
        return f"{5 * (octet + 1)}M"
    if octet <= _LAST_OF_HALF_HOURS:
        return f"{720 + 30 * (octet - _LAST_OF_MINUTES)}M"
    return f"{min(octet, _LAST_OF_DAYS) - 166}D"


# --- in ---------------------------------------------------------------------------------------


def is_ours(sms: Sms) -> bool:
    """Whether it came from the network: not a draft or a copy of what was sent."""
    return sms["Type"] in ("Deliver", "Status_Report")


def to_tpdu(sms: Sms) -> bytes:
    """The TPDU that *sms* was made of, as far as gammu kept it. Raises ``CodecError`` where it cannot be.

    Lost are TP-PID but for replacement types, the lesser bits of the first octet, an impossible time,
    surrogates cut apart between segments, and in UCS-2 what stands behind a NUL, and a character at the
    end for each tilde. A modem's own lines (``debuglog``) lose nothing, and go before.
    """
    if sms["Type"] == "Status_Report":
        return _status_report(sms).encode()
    alphabet = _ALPHABETS.get(str(sms["Coding"]), Alphabet.DATA)
    header = Header.decode(sms["UDH"]["Text"]) if sms["UDH"]["Text"] else Header()
    if alphabet is Alphabet.GSM7:
        length, octets = user_data.of_septets(_septets(sms["Text"]), header)
    else:
        length, octets = user_data.of_octets(_octets(sms), header)
    replaces = int(sms["ReplaceMessage"]) & 0x07
    return Deliver(
        _address(sms["Number"]),
        encode_dcs(alphabet, sms["Class"] if sms["Class"] in range(4) else None),
        length,
        octets,
        _stamp(sms["DateTime"]),
        bool(header.elements),
        _REPLACE | replaces if replaces else 0,
        reply_path=bool(sms["ReplyViaSameSMSC"]),
    ).encode()


def _status_report(sms: Sms) -> StatusReport:
    return StatusReport(
        reference=int(sms["MessageReference"]) & 0xFF,
        recipient=_address(sms["Number"]),
        timestamp=_stamp(sms["SMSCDateTime"]),
        discharged=_stamp(sms["DateTime"]),
        status=int(sms["DeliveryStatus"]) & 0xFF,
    )


def _septets(text: str) -> bytes:
    # Behind the text the buffer has one NUL, or rubbish, for each escape in it.
    text, _, _ = text.partition("\0")
    return b"".join(_SEPTETS.get(character, _UNKNOWN_SEPTET) for character in text)


def _octets(sms: Sms) -> bytes:
    text: str | bytes = sms["Text"]
    if isinstance(text, bytes):
        return text[: user_data.MOST_OCTETS]
    # The length counts UTF-16 units; what stands behind them is rubbish. gammu doubles tildes within that
    # length, so each has cost a character at the end: it is shown that something was there.
    octets = text.replace(2 * _TILDE, _TILDE).encode("utf-16-be", "surrogatepass")
    length = 2 * int(sms["Length"])
    return octets[:length] + _LOST * ((length - len(octets)) // 2)


def _address(number: str) -> Address:
    try:
        return Address.parse(number)
    except CodecError:
        return Address(number, TypeOfNumber.ALPHANUMERIC) if number else Address("")


def _stamp(moment: datetime | None) -> Timestamp:
    if moment is None:
        return Timestamp.decode(bytes(OCTETS))
    aware = moment if moment.tzinfo else moment.astimezone()
    return Timestamp.of(aware, aware.utcoffset() or timedelta(0))


def incoming_tpdu(pdu: bytes) -> bytes | None:
    """The TPDU in *pdu*, a line of a modem; None where it is none."""
    try:
        return split_smsc(pdu)[1]
    except CodecError:
        return None
