"""The three TPDUs of short messages, told apart and turned into each other (3GPP TS 23.040, 9.2.2).

Their octets are those of the TPDU alone; ``pdu`` puts the message centre in front.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from modemsms.gsm.address import Address
from modemsms.gsm.deliver import Deliver
from modemsms.gsm.status_report import StatusReport
from modemsms.gsm.submit import Submit
from modemsms.gsm.timestamp import Timestamp

__all__ = ["Deliver", "StatusReport", "Submit", "decode_incoming", "deliver_of"]

# TP-MTI: bits 1 and 0 of the first octet (9.2.3.1).
_MESSAGE_TYPE = 0x03
_STATUS_REPORT = 0x02


def decode_incoming(tpdu: bytes) -> Deliver | StatusReport:
    """What the network sent, told apart by TP-MTI (9.2.3.1); raises only ``CodecError``."""
    if tpdu and tpdu[0] & _MESSAGE_TYPE == _STATUS_REPORT:
        return StatusReport.decode(tpdu)
    return Deliver.decode(tpdu)


def deliver_of(
    submit: Submit,
    originator: Address,
    at: datetime,
    offset: timedelta = timedelta(0),
    *,
    more_messages: bool = False,
) -> Deliver:
    """What the centre makes of *submit* at the moment *at*, its clock *offset* ahead of UTC."""
    return Deliver(
        originator,
        submit.data_coding,
        submit.user_data_length,
        submit.user_data,
        Timestamp.of(at, offset),
        submit.has_header,
        submit.protocol,
        more_messages=more_messages,
        reply_path=submit.reply_path,
    )
