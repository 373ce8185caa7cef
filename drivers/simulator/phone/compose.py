"""A message of the app as the TPDUs that Android makes of it."""

from __future__ import annotations

import base64
import binascii

from drivers.simulator.phone.messages import Order
from modemsms.errors import CodecError
from modemsms.gsm import user_data
from modemsms.gsm.address import Address
from modemsms.gsm.dcs import Alphabet, encode_dcs
from modemsms.gsm.segments import segments
from modemsms.gsm.tpdu import Submit
from modemsms.gsm.udh import PORTS_16, Element, Header


class Unsendable(ValueError):
    """Android does not take this; the text is the reason that the app gives."""


def submits(order: Order, number: str, reference: int) -> tuple[Submit, ...]:
    """The segments of *order* for *number*; *reference* joins them.

    Text goes out as it is: Android replaces no character. Raises ``Unsendable``.
    """
    try:
        destination = Address.parse(number)
        if order.text is None:
            return (_data_message(order, destination),)
        whole = segments(order.text, smart_encoding=False)
        return whole.submits(destination, reference=reference, status_report_request=order.delivery_report)
    except CodecError as error:
        raise Unsendable(str(error)) from error


def _data_message(order: Order, destination: Address) -> Submit:
    try:
        payload = base64.b64decode(order.data or "", validate=True)
    except binascii.Error as error:
        raise Unsendable(f"the data of message {order.id} is not base64") from error
    port = order.port or 0
    header = Header((Element(PORTS_16, port.to_bytes(2, "big") + b"\0\0"),))
    length, octets = user_data.of_octets(payload, header)
    return Submit(
        destination,
        encode_dcs(Alphabet.DATA),
        length,
        octets,
        has_header=True,
        status_report_request=order.delivery_report,
    )
