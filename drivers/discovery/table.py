"""What is known of USB ids: modems, bare adapters, phones, sticks without a port, and what is none of these."""

from __future__ import annotations

# Whoever has one of these ids and a tty is a modem and may be asked with AT.
MODEM_MAKERS: dict[str, str] = {
    "05c6": "Qualcomm",
    "07d1": "D-Link",
    "0af0": "Option",
    "0b3c": "Olivetti",
    "0bdb": "Ericsson",
    "0e8d": "MediaTek",
    "0f3d": "AirPrime",
    "106c": "Pantech",
    "114f": "Wavecom",
    "1199": "Sierra Wireless",
    "12d1": "Huawei",
    "1410": "Novatel",
    "1435": "Wistron",
    "1546": "u-blox",
    "1782": "Unisoc",
    "19d1": "Yuga",
    "19d2": "ZTE",
    "1bbb": "Alcatel",
    "1bc7": "Telit",
    "1c9e": "Longcheer",
    "1da5": "Qisda",
    "1e0e": "SIMCom",
    "1e2d": "Cinterion",
    "2001": "D-Link",
    "201e": "Haier",
    "2020": "BroadMobi",
    "230d": "Linktop",
    "2357": "TP-Link",
    "2949": "Neoway",
    "2c7c": "Quectel",
    "2cb7": "Fibocom",
    "2df3": "Lierda",
    "2dee": "MeiG",
    "305a": "GosuncnWelink",
}

# The kernel binds these to modems only, whatever their id.
MODEM_DRIVERS = frozenset({"option", "sierra", "qcserial", "qcaux", "hso", "ipw"})
# A network card that only a modem has.
MODEM_CARDS = frozenset({"qmi_wwan", "cdc_mbim", "huawei_cdc_ncm", "sierra_net"})
# Adapters from USB to a plain serial line.
ADAPTER_DRIVERS: dict[str, str] = {
    "ftdi_sio": "FTDI",
    "pl2303": "PL2303",
    "cp210x": "CP210x",
    "ch341": "CH340",
    "ch343": "CH343",
}
# The same by id, for a tty whose driver is the general one (cdc_acm).
ADAPTERS: dict[str, str] = {
    "0403": "FTDI",
    "067b": "PL2303",
    "10c4": "CP210x",
    "1a86": "CH340",
    "04d8": "Microchip",
    "04e2": "Exar",
}

# They have a tty and are certainly no modem; bytes written to them do things (a printer prints, a board restarts).
OTHER_MAKERS: dict[str, str] = {
    "03eb": "a board by Atmel",
    "0416": "a receipt printer",
    "04b8": "an Epson printer",
    "0519": "a Star receipt printer",
    "0922": "a Dymo printer or scale",
    "0dd4": "a Custom receipt printer",
    "0eb8": "a Mettler scale",
    "0fe6": "a receipt printer",
    "154f": "a receipt printer",
    "1cf1": "a Zigbee stick",
    "1d50": "a hobby board",
    "1d90": "a Citizen printer",
    "2341": "an Arduino board",
    "239a": "an Adafruit board",
    "2a03": "an Arduino board",
    "2e8a": "a Raspberry Pi Pico",
    "303a": "an ESP32 board",
}
OTHERS: dict[str, str] = {
    "0658:0200": "a Z-Wave stick",
    "1546:01a4": "a GPS receiver",
    "1546:01a5": "a GPS receiver",
    "1546:01a6": "a GPS receiver",
    "1546:01a7": "a GPS receiver",
    "1546:01a8": "a GPS receiver",
    "1546:01a9": "a GPS receiver",
}

# Makers of Android phones. Some make modems as well: an interface decides (see recognise.py).
PHONE_MAKERS: dict[str, str] = {
    "04e8": "Samsung",
    "0502": "Acer",
    "05c6": "Qualcomm",
    "0b05": "Asus",
    "0bb4": "HTC",
    "0e8d": "MediaTek",
    "0fce": "Sony",
    "1004": "LG",
    "109b": "Hisense",
    "12d1": "Huawei",
    "1782": "Unisoc",
    "17ef": "Lenovo",
    "18d1": "Google",
    "1949": "Amazon",
    "19d2": "ZTE",
    "1bbb": "Alcatel",
    "1ebf": "Coolpad",
    "1f3a": "Allwinner",
    "201e": "Haier",
    "2080": "Barnes & Noble",
    "22b8": "Motorola",
    "22d9": "Oppo",
    "2717": "Xiaomi",
    "2916": "Yota",
    "29a9": "Smartisan",
    "2a45": "Meizu",
    "2a47": "BQ",
    "2a70": "OnePlus",
    "2a96": "Micromax",
    "2ae5": "Fairphone",
    "2b4c": "ZUK",
    "2d95": "Vivo",
    "2e04": "HMD (Nokia)",
    "2e17": "Essential",
}
# They show a serial port that takes no texts (hardware.md 4.1, Q79).
PHONES_WITH_A_PORT: dict[str, str] = {"04e8:6860": "Samsung", "04e8:685d": "Samsung", "04e8:6864": "Samsung"}

# Old phones with a cable, which python-gammu may know.
FEATURE_PHONE_MAKERS: dict[str, str] = {
    "0421": "Nokia",
    "04e8": "Samsung",
    "0681": "Siemens",
    "0fce": "Sony Ericsson",
    "1004": "LG",
    "11f5": "Siemens",
    "22b8": "Motorola",
}

# Sticks that are a small router: a network card, and no port (hardware.md Q62).
NETWORK_STICKS: dict[str, str] = {
    "12d1:14db": "Huawei HiLink (E3131, E303, E3372h, …)",
    "12d1:14dc": "Huawei HiLink (E3372h, E8372, …)",
    "19d2:1403": "ZTE MF823, MF831 or MF79",
    "19d2:1405": "ZTE MF823, MF831 or MF79",
    "1bbb:0195": "Alcatel L100, L850 or IK40",
}

# As they are plugged in: a CD with the maker's programs. usb_modeswitch makes modems of them.
CD_ROMS: dict[str, str] = {
    "0421:0610": "Nokia CS-10",
    "0421:0618": "Nokia CS-11",
    "0421:0622": "Nokia CS-17",
    "0421:0627": "Nokia CS-18",
    "05c6:1000": "a Qualcomm stick",
    "05c6:f000": "a Qualcomm stick",
    "0af0:6971": "an Option stick",
    "0af0:7401": "an Option stick",
    "1199:0fff": "a Sierra Wireless stick",
    "12d1:1446": "a Huawei stick",
    "12d1:14d1": "a Huawei stick",
    "12d1:14fe": "a Huawei stick",
    "12d1:1505": "a Huawei stick",
    "12d1:151a": "a Huawei stick",
    "12d1:155b": "a Huawei stick",
    "12d1:157d": "a Huawei stick",
    "12d1:1f01": "a Huawei stick",
    "12d1:1f1e": "a Huawei stick",
    "1410:5010": "a Novatel stick",
    "19d2:0040": "a ZTE stick",
    "19d2:0083": "a ZTE stick",
    "19d2:0103": "a ZTE stick",
    "19d2:0154": "a ZTE stick",
    "19d2:0166": "a ZTE stick",
    "19d2:1225": "a ZTE stick",
    "19d2:2000": "a ZTE stick",
    "1bbb:f000": "an Alcatel stick",
    "1bbb:f017": "an Alcatel stick",
    "1c9e:f000": "a Longcheer stick",
    "1e0e:f000": "a SIMCom stick",
    "2001:a706": "a D-Link stick",
    "2020:f00e": "a BroadMobi stick",
    "2357:f000": "a TP-Link stick",
}
# They make such sticks and little else that is storage.
CD_ROM_MAKERS = frozenset({"0af0", "1199", "12d1", "1410", "19d2", "1c9e", "1e0e"})

# The names of a few that a shop is likely to have; the others are named by what they say of themselves.
NAMES: dict[str, str] = {
    "1199:9071": "Sierra Wireless MC74xx",
    "1199:9091": "Sierra Wireless EM75xx",
    "12d1:1001": "Huawei stick",
    "12d1:1436": "Huawei stick",
    "12d1:1506": "Huawei stick",
    "1e0e:9001": "SIMCom SIM7500/SIM7600",
    "1e0e:9011": "SIMCom A76xx",
    "1e0e:9205": "SIMCom SIM70x0",
    "1e0e:9206": "SIMCom SIM70x0",
    "1e2d:0061": "Cinterion PLS8",
    "2c7c:0121": "Quectel EC21",
    "2c7c:0125": "Quectel EC25",
    "2c7c:0128": "Quectel EM060K",
    "2c7c:0191": "Quectel EG91",
    "2c7c:0195": "Quectel EG95",
    "2c7c:0296": "Quectel BG96",
    "2c7c:0306": "Quectel EP06",
    "2c7c:0512": "Quectel EG12",
    "2c7c:0800": "Quectel RM500",
}
