"""The makes of modems and phones that need something, as rows: the first row that fits is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.at.quirks.profile import GENERIC, Field, Profile
from drivers.at.quirks.refusals import CDMA, PHONE


@dataclass(frozen=True, slots=True)
class Row:
    """A profile, and whom it is for.

    *manufacturer* and *model* are searched in what AT+CGMI and AT+CGMM answer, without regard to case;
    *usb* (``vvvv:pppp``, the product may be left out) names devices that may not say who they are.
    """

    manufacturer: str
    model: str
    profile: Profile
    usb: tuple[str, ...] = ()


# Each maker's ways to restart, before the standard's AT+CFUN=1,1 (hardware.md 1.9, R6).
_HUAWEI = ("AT^RESET",)
_SIMCOM = ("AT+CFUN=1,1", "AT+CRESET")
_TELIT = ("AT#REBOOT",)
_SIERRA = ("AT!RESET",)
_ERICSSON = ("AT*E2RESET",)  # Q84
_UBLOX = ("AT+CFUN=16", "AT+CFUN=15")  # Q66
_ZTE = ("AT+ZRST",)

# 3G and 2G only, for a network that takes no texts over LTE (Q36, Q37).
_SIMCOM_3G = "AT+CNMP=14"
_QUECTEL_3G = 'AT+QCFG="ims",2|AT+QCFG="nwscanmode",2'
_HUAWEI_3G = 'AT^SYSCFGEX="0201",3FFFFFFF,1,2,7FFFFFFFFFFFFFFF,,'

_QUECTEL_URCS = ('AT+QURCCFG="urcport","usbat"', 'AT+QURCCFG="urcport","usbmodem"')

_HUAWEI_TRIES = Field("AT^CPIN?", 3)
# ^CURC=0 stops the ^RSSI flood that crashes the stick when unread (Q9).
_HUAWEI_QUIET = ("AT^CURC=0",)

PROFILES = (
    # --- refused ------------------------------------------------------------------------------------
    Row("wavecom", r"Q2438|CDMA", Profile("cdma", refusal=CDMA)),  # Q85
    Row("", r"\bCDMA\b|1xRTT", Profile("cdma", refusal=CDMA)),
    # Q30. Motorola's modules (G24, H24) are modems like others.
    Row("motorola", r"^(?!.*\b[GH]2\d)", Profile("motorola-phone", refusal=PHONE)),
    # --- phones with a cable ------------------------------------------------------------------------
    Row(
        "samsung",
        r"SGH-J700|B2100|E2370|B2710",
        Profile("samsung-no-listing", no_listing=True),  # Q23
    ),
    Row("samsung", r"P900", Profile("samsung-positions", no_listing=True, verify_index=True)),  # Q22
    Row("nokia", r"\b6310|\b6230", Profile("nokia-slow", slice_octets=18)),  # Q43
    Row("siemens", r"\bM20\b", Profile("siemens-m20", slice_octets=1)),  # Q56
    # --- modems -------------------------------------------------------------------------------------
    # Q8: +ZUSIMR:2 floods until storage was asked for; ZOPRT=5 turns the radio on.
    Row("zte", "", Profile("zte", init=("AT+CPMS?", "AT+ZOPRT=5"), restarts=_ZTE), usb=("19d2",)),
    Row(
        "huawei",
        r"MU736",  # Q65: ^RESET is taken and nothing comes of it
        Profile(
            "huawei-mu736",
            init=_HUAWEI_QUIET,
            no_own_number=True,
            tries_left=_HUAWEI_TRIES,
            restarts=("AT+CFUN=16",),
        ),
    ),
    Row(
        "huawei",
        r"E353",  # Q64
        Profile(
            "huawei-e353",
            init=_HUAWEI_QUIET,
            no_own_number=True,
            tries_left=_HUAWEI_TRIES,
            restarts=_HUAWEI,
            needs_reset_after_sim=True,
        ),
    ),
    Row(
        "huawei",
        "",
        Profile(
            "huawei",
            init=_HUAWEI_QUIET,
            no_own_number=True,
            tries_left=_HUAWEI_TRIES,
            restarts=_HUAWEI,
            fallback=_HUAWEI_3G,
        ),
        usb=("12d1",),
    ),
    Row("", r"\bM590", Profile("neoway-m590", no_cfun_off=True, needs_reset_after_sim=True)),  # Q64
    # CLTS says the network's time again and again.
    Row(
        "simcom|incorporated",
        r"sim|a76",
        Profile(
            "simcom",
            init=("AT+CLTS=0",),
            tries_left=Field("AT+SPIC", 0),
            restarts=_SIMCOM,
            fallback=_SIMCOM_3G,
        ),
        usb=("1e0e",),
    ),
    Row(
        "quectel",
        "",
        Profile(
            "quectel",
            tries_left=Field('AT+QPINC="SC"', 1),
            urc_ports=_QUECTEL_URCS,  # Q70
            fallback=_QUECTEL_3G,
        ),
        usb=("2c7c",),
    ),
    Row(
        "telit",
        "",
        Profile("telit", command_gap=0.02, tries_left=Field("AT#PCT", 0), restarts=_TELIT),
        usb=("1bc7",),
    ),
    Row("sierra", "", Profile("sierra", restarts=_SIERRA), usb=("1199",)),
    Row("u-?blox", "", Profile("u-blox", restarts=_UBLOX), usb=("1546",)),
    Row("ericsson", r"F3\d07|C3607|F5521|MBM", Profile("ericsson", restarts=_ERICSSON), usb=("0bdb",)),
    # Q13: says where texts are kept, and keeps none.
    Row("tp-?link", r"MR6400", Profile("tp-link-mr6400", direct=True)),
    Row("dell|foxconn", r"T77W968|DW5821", Profile("foxconn", toggle_memories=True)),  # Q12
    Row("nordic", r"nRF91", Profile("nordic", pdu_inline=True)),  # Q50
    Row("iridium", "", Profile("iridium", notify="2,1,0,0,1")),  # Q83
    Row("", r"premicell", Profile("premicell", no_smsc_prefix=True)),  # Q55
)


def row_for(manufacturer: str | None, model: str | None, usb_id: str | None = None) -> Profile:
    """The profile of a modem that names itself so; one that names itself not is known by its USB id."""
    for row in PROFILES:
        if _fits(row.manufacturer, manufacturer) and _fits(row.model, model):
            return row.profile
    if usb_id is not None and not manufacturer:
        for row in PROFILES:
            if usb_id.lower().startswith(row.usb or ("-",)):
                return row.profile
    return GENERIC


def _fits(pattern: str, told: str | None) -> bool:
    return re.search(pattern, told or "", re.IGNORECASE) is not None
