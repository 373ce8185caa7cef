"""Devices that answer AT and that this driver does not drive: what to do in place of it, in the shop's words."""

from __future__ import annotations

from modemsms.errors import Cause

CDMA = "cdma"
PHONE = "phone"

REFUSALS = {
    # Q85: CDMA has other texts and other commands (AT+WGMI, AT+WPIN), and its networks are switched off.
    CDMA: Cause(
        "cdma_modem",
        "This is a modem for CDMA networks, which modemsms cannot use. Use a GSM or LTE modem in its place.",
    ),
    # Q30: memories of their own, one parameter, some only text mode; gammu knows each of these phones.
    PHONE: Cause(
        "phone_for_gammu",
        "This phone speaks in a way of its own. Set the driver “gammu” for it, or use a modem.",
    ),
}

# Q78, Q79: no memory receives and nothing is announced.
SEND_ONLY = Cause(
    "send_only",
    "This phone can send texts but does not hand over those that come in. Use another modem; if it is an "
    "Android phone, set the driver “android” for it.",
)
