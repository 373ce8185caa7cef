"""How a text goes on the air: encoding, segments, what forces Unicode, what could be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from modemsms.errors import CodecError, Unencodable
from modemsms.gsm import smart, user_data
from modemsms.gsm.address import Address
from modemsms.gsm.alphabet import charset, costs
from modemsms.gsm.dcs import Alphabet, encode_dcs
from modemsms.gsm.smart import Obstacles, Replacement
from modemsms.gsm.tpdu import Submit
from modemsms.gsm.udh import LOCKING_SHIFT, SINGLE_SHIFT, Concatenation, Element, Header
from modemsms.gsm.user_data import UserData
from modemsms.gsm.ways import Encoding, Way, Width, gsm7, ucs2, ways

__all__ = ["Encoding", "Replacement", "Segments", "Width", "assemble", "plan", "segments", "stand_in"]

_NO_OBSTACLES = Obstacles((), ())


@dataclass(frozen=True, slots=True)
class Segments:
    """A text as it will leave.

    *text* is what goes out, and ``"".join(parts) == text``. *used* and *left* are septets (GSM-7) or
    UTF-16 units: used over all segments, left in the last. *forcing* names what in the text as given
    keeps it out of GSM-7. *replaced* was done; *offered*, with the lossless replacements, would
    bring the text to GSM-7.
    """

    text: str
    encoding: Encoding
    locking: int
    single: int
    parts: tuple[str, ...]
    used: int
    left: int
    forcing: tuple[str, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    offered: tuple[Replacement, ...] = ()
    reference_width: Width = 8

    def submits(
        self,
        destination: Address,
        *,
        reference: int = 0,
        reference_width: Width | None = None,
        status_report_request: bool = True,
        flash: bool = False,
        validity: timedelta | None = None,
        tp_mr: int = 0,
    ) -> tuple[Submit, ...]:
        """One SMS-SUBMIT for each part; *reference* joins them, TP-MR counts up from *tp_mr*.

        *flash* is message class 0. Raises ``CodecError`` where a part leaves no room for a
        *reference_width* wider than the text was planned for.
        """
        width = reference_width or self.reference_width
        alphabet = Alphabet.GSM7 if self.encoding is Encoding.GSM7 else Alphabet.UCS2
        coding = encode_dcs(alphabet, message_class=0 if flash else None)
        submits: list[Submit] = []
        for index, part in enumerate(self.parts):
            header = self._header(Concatenation(reference, width, len(self.parts), index + 1))
            length, octets = self._user_data(part, header)
            submits.append(
                Submit(
                    destination,
                    coding,
                    length,
                    octets,
                    has_header=bool(header.elements),
                    reference=(tp_mr + index) & 0xFF,
                    validity=validity,
                    status_report_request=status_report_request,
                )
            )
        return tuple(submits)

    def _header(self, concatenation: Concatenation) -> Header:
        elements = [concatenation.element()] if concatenation.total > 1 else []
        if self.single:
            elements.append(Element(SINGLE_SHIFT, bytes((self.single,))))
        if self.locking:
            elements.append(Element(LOCKING_SHIFT, bytes((self.locking,))))
        return Header(tuple(elements))

    def _user_data(self, part: str, header: Header) -> tuple[int, bytes]:
        if self.encoding is Encoding.UCS2:
            return user_data.of_octets(part.encode("utf-16-be"), header)
        return user_data.of_septets(charset(self.locking, self.single).encode(part), header)


def segments(
    text: str, *, smart_encoding: bool = True, shift_tables: bool = False, reference_width: Width = 8
) -> Segments:
    """The cheapest way out for *text*.

    GSM-7 where the text is GSM-7, or where *smart_encoding* makes it so by lossless replacement and
    this takes no segment more than Unicode. With *shift_tables*, national tables that take fewer
    segments still. Else Unicode, with the text exactly as it was given. Raises ``CodecError`` for
    NUL, for lone surrogates, and above 255 segments.
    """
    codes = charset().codes_of(text)
    if codes is not None and not (smart_encoding and "\r\n" in text):
        plain = Way(text, costs(codes), Encoding.GSM7)
        if not shift_tables or plain.used <= user_data.MOST_SEPTETS:
            return _laid_out(plain, reference_width)
    if "\0" in text:
        raise CodecError("a text cannot hold the character NUL")
    found = ways(text, smart_encoding=smart_encoding, shift_tables=shift_tables)
    best = min(found, key=lambda way: way.segment_count(reference_width))
    if best.encoding is Encoding.GSM7:
        return _laid_out(best, reference_width)
    obstacles = smart.obstacles(text, charset().codes, smart_encoding=smart_encoding)
    return _laid_out(best, reference_width, obstacles)


def plan(
    text: str,
    encoding: Encoding,
    locking: int = 0,
    single: int = 0,
    reference_width: Width = 8,
) -> Segments:
    """*text* as it stands, in an encoding that was decided before; cut as ``segments`` cut it.

    Raises ``CodecError`` where the encoding cannot carry it, and above 255 segments.
    """
    if encoding is Encoding.UCS2:
        return _laid_out(ucs2(text), reference_width)
    tables = charset(locking, single)
    way = gsm7(text, tables, smart_encoding=False)
    if way is None:
        raise Unencodable(next(character for character in text if ord(character) not in tables.codes))
    return _laid_out(way, reference_width)


def assemble(payloads: Iterable[UserData]) -> str:
    """The text of one message from its segments in their order.

    Septets and UTF-16 units of neighbours are joined before they are read, for some senders cut
    escape pairs and surrogate pairs between segments.
    """
    return "".join(
        reading.text_of(b"".join(segment.units for segment in run))
        for reading, run in groupby(payloads, key=lambda segment: segment.reading)
    )


def _laid_out(way: Way, width: Width, obstacles: Obstacles = _NO_OBSTACLES) -> Segments:
    parts = way.parts(width)
    in_last = sum(way.widths[len(way.text) - len(parts[-1]) :])
    return Segments(
        way.text,
        way.encoding,
        way.locking,
        way.single,
        parts,
        way.used,
        way.capacity(width if len(parts) > 1 else None) - in_last,
        obstacles.forcing,
        way.replaced,
        obstacles.offered,
        width,
    )


def stand_in(cluster: str) -> str:
    """What reads like *cluster*, which forces Unicode, in the default alphabet; empty where nothing does."""
    return smart.stand_in(cluster, charset().codes)
