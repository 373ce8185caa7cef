"""What the properties of the codecs are tried on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from modemsms.gsm import alphabet, user_data
from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.dcs import Alphabet, decode_dcs
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.udh import Element, Header

GSM7_CHARACTERS = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€"
)

# Pieces that make encoders stumble: pairs, clusters, what smart encoding touches, what it must not.
_PIECES = (
    *("€", "{", "@", "\r\n", "\r", "\n", "\f", "’", "…", "№", "\xa0", "ç", "ğ", "e\u0301", "x\u0323"),
    *("Ж", "שלום", "न", "मि", "क्ष", "நி", "한", "漢", "\u200d", "\u200f", "\ufe0f", "\x07", "\x1b", "\t"),
    *("😀", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "❤️", "1️⃣"),
)

gsm7_texts = st.text(st.sampled_from(GSM7_CHARACTERS), max_size=700)

any_texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.sampled_from(GSM7_CHARACTERS)), max_size=400).map(
        "".join
    ),
)

numbers = st.builds(
    Address,
    st.text(st.sampled_from("0123456789*#abc"), max_size=20),
    st.sampled_from([kind for kind in TypeOfNumber if kind is not TypeOfNumber.ALPHANUMERIC]),
    st.integers(0, 15),
)

# Ten octets hold eleven septets.
names = (
    st.text(st.sampled_from(GSM7_CHARACTERS), max_size=11)
    .filter(lambda name: len(alphabet.encode(name)) <= 11)
    .map(lambda name: Address(name, TypeOfNumber.ALPHANUMERIC))
)

addresses = st.one_of(numbers, names)

zones = st.integers(-48, 56).map(lambda quarters: quarters * timedelta(minutes=15))

# Two digits of a year reach from 1990 to 2089.
moments = st.integers(0, 3_100_000_000).map(
    lambda seconds: datetime(1990, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)
)

timestamps = st.one_of(
    st.builds(Timestamp.of, moments, zones), st.binary(min_size=7, max_size=7).map(Timestamp.decode)
)

headers = st.lists(
    st.builds(Element, st.integers(0, 255), st.binary(max_size=10)), min_size=1, max_size=6
).map(lambda elements: Header(tuple(elements)))


@st.composite
def user_data_fields(draw: st.DrawFn) -> tuple[int, int, bytes, bool]:
    """TP-DCS, TP-UDL, TP-UD and TP-UDHI that fit each other."""
    data_coding = draw(st.integers(0, 255))
    header = draw(st.one_of(st.just(Header()), headers))
    if decode_dcs(data_coding).alphabet is Alphabet.GSM7:
        septets = draw(st.binary(max_size=70).map(lambda raw: bytes(octet & 0x7F for octet in raw)))
        length, octets = user_data.of_septets(septets, header)
    else:
        length, octets = user_data.of_octets(draw(st.binary(max_size=60)), header)
    return data_coding, length, octets, bool(header.elements)
