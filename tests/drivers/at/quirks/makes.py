"""Makes of the catalogue that no shipped profile shows, as the catalogue tells of them (hardware.md 2)."""

from __future__ import annotations

from datetime import timedelta

from drivers.simulator.profile import Notifications, Profile, Scripted

SIEMENS_MC35I = Profile(
    "SIEMENS", "MC35i", memories=("MT",), receiving_memories=("MT",), notifications=Notifications(bm=(0,))
)
PADDED = Profile("SIEMENS", "S55", pdu_tail="89FFFF")
SAMSUNG = Profile(
    "Samsung",
    "SGH-E250",
    memory_names="",
    scripted=(Scripted(r"AT\+CMGR=0", ("+CME ERROR:-1",)),),
)
ZTE_FLOOD = Profile(
    "ZTE INCORPORATED", "MF627", chatter="+ZUSIMR:2", silenced_by=r"AT\+CPMS\?", tells_status=False
)
HUAWEI_E3372_325 = Profile("huawei", "E3372", first_index=0, cpms_parameters=frozenset({3}))
FOXCONN = Profile("Dell", "T77W968", wakes_by=("ME", "SM", "ME"))
TP_LINK = Profile("TP-LINK", "MR6400", stores=False)
STORES_NOTHING = Profile("Unlabelled", "Router", stores=False)
SIM7000G = Profile("SIMCOM INCORPORATED", "SIM7000G", announced_as=",-1")
CHAN_DONGLE = Profile("huawei", "E1550", announced_as='"SM",-1', cpms_parameters=frozenset({3}))
ARRIVES_ELSEWHERE = Profile("huawei", "E173", arrives_in="SM", cpms_parameters=frozenset({1, 3}))
SAYS_ME = Profile("Quectel", "EC20", receiving_memories=("SM",), announced_as='"ME",{index}')
WRONG_PLACE = Profile("huawei", "E1750", announced_as='"ME",67')
SAGEM = Profile("SAGEM", "myV-65", first_index=900)
SAMSUNG_P900 = Profile("Samsung", "SGH-P900", lists_positions=True, first_index=3)
SAMSUNG_J700 = Profile(
    "Samsung",
    "SGH-J700",
    scripted=(Scripted(r"AT\+CMGL=\d", ()),),
    memories=("SM",),
    receiving_memories=("SM",),
)
MC55I = Profile("SIEMENS", "MC55i", scripted=(Scripted(r"AT\+CMGD=\d+,\d", ("+CMS ERROR: 500",)),))
M590 = Profile("Neoway", "M590", announces_twice=True)
WAVECOM = Profile(
    "WAVECOM MODEM",
    "MULTIBAND  900E  1800",
    prompt=b"\r\n>",
    pin_answer_ends_with_ok=False,
    memories=("SM", "SR"),
    receiving_memories=("SM",),
    memory_names='(("SM","BM","SR"),("SM"))',
    cpms_parameters=frozenset({1}),
    scripted=(Scripted(r"AT\+CPIN\?", ("+CME ERROR: 515",), times=3),),
)
MOTOROLA = Profile("Motorola", "RAZR V3", memory_names='("MT","OM")')
SPOILT = Profile(
    "SIMCOM INCORPORATED",
    "SIM7600G-H",
    scripted=(Scripted(r"AT\+CMGS=\d+", ("+CMS ERROR: 500",), until="AT&F"),),
)
ONLY_OVER_3G = Profile(
    "SIMCOM INCORPORATED",
    "SIM7600G",
    scripted=(Scripted(r"AT\+CMGS=\d+", ("+CMS ERROR: Unknown error",), until=r"AT\+CNMP=14"),),
)
PINEPHONE = Profile(
    "Quectel",
    "EG25-G",
    scripted=(Scripted(r"AT\+CMGS=\d+", ("+CMS ERROR: 500",), until=r'AT\+QCFG="ims",2'),),
)
CAT_M1 = Profile(
    "SIMCOM",
    "SIM7000A",
    scripted=(
        Scripted(r"AT\+CREG\?", ("+CREG: 2,3", "OK")),
        Scripted(r"AT\+CGREG\?", ('+CGREG: 2,5,"00C3","0012D687",7', "OK")),
        Scripted(r"AT\+CEREG\?", ("+CEREG: 2,0", "OK")),
    ),
)
NOKIA_6310 = Profile("Nokia", "Nokia 6310i", write_limit=18)
SIEMENS_M20 = Profile("SIEMENS", "M20", write_limit=1)
FORGETS_CENTRE = Profile(
    "SIEMENS", "HC25", scripted=(Scripted(r"AT\+CMGS=\d+", ("+CMS ERROR: 330",), until=r"AT\+CSCA\?"),)
)
WANTS_CENTRE_WRITTEN = Profile(
    "huawei", "E220", scripted=(Scripted(r"AT\+CMGS=\d+", ("+CMS ERROR: 330",), until=r"AT\+CSCA=.*"),)
)
SONY_ERICSSON = Profile(
    "Sony Ericsson", "GC89", first_index=0, scripted=(Scripted(r"AT\+CMGF=0", ("+CMGF=0", "OK")),)
)
NRF91 = Profile("Nordic Semiconductor ASA", "nRF9160", prompt=b"")
UBLOX = Profile("u-blox", "SARA-R410M", boot_lines=("+READY",), restarts=("AT+CFUN=16",))
SIM800_SLOW = Profile("SIMCOM_Ltd", "SIM800L", sms_ready_after=timedelta(seconds=20))
A7670_EMERGENCY = Profile(
    "INCORPORATED",
    "A7670E",
    scripted=tuple(
        Scripted(rf"AT\+{domain}\?", (f"+{domain}: 2,11", "OK")) for domain in ("CREG", "CGREG", "CEREG")
    ),
)
SIM_BUSY = Profile(
    "ZTE INCORPORATED", "K3565-Z", scripted=(Scripted(r"AT\+CPIN\?", ("+CME ERROR: SIM busy",), times=4),)
)
PREMICELL = Profile("Unlabelled", "Premicell", smsc_in_pdu=False)
HUAWEI_E1752 = Profile("huawei", "E1752", unknown_command="COMMAND NOT SUPPORT", first_index=0)
GLUES = Profile("huawei", "E1550", scripted=(Scripted(r"AT\+CNUM", ('ERROR+CNUM: "","",129',)),))
E353 = Profile("huawei", "E353", restarts=("AT^RESET",), sim_needs_restart=True)
M590E = Profile("Neoway", "M590E", mute_without_radio=True, sim_needs_restart=True)
MU736 = Profile(
    "huawei",
    "MU736",
    restarts=("AT+CFUN=16",),
    scripted=(Scripted(r"AT\^RESET", ("OK",)), Scripted(r"AT\+CFUN=\?", ("+CFUN: (0,1,4,7,16)", "OK"))),
)
SARA_R412M = Profile(
    "u-blox",
    "SARA-R412M-02B",
    restarts=("AT+CFUN=15",),
    scripted=(
        Scripted(r"AT\+CFUN=16", ("ERROR",)),
        Scripted(r"AT\+CFUN=\?", ("+CFUN: (0,1,4,15),(0-1)", "OK")),
    ),
)
EC25_ELSEWHERE = Profile("Quectel", "EC25", announces_behind=r'AT\+QURCCFG="urcport","usbmodem"')
BENQ = Profile("BenQ", "M32", scripted=(Scripted("AT", (), times=1),))
NOKIA_N79 = Profile(
    "Nokia", "Nokia N79", memory_names="(),(),()", notifications=None, cpms_parameters=frozenset()
)
GALAXY_S = Profile(
    "SAMSUNG",
    "GT-I9000",
    memory_names="",
    notifications=None,
    cpms_parameters=frozenset(),
    scripted=(Scripted(r"AT\+CSCS.*", ("ERROR",)),),
)
COPS_GARBAGE = Profile(
    "huawei", "E169", scripted=(Scripted(r"AT\+COPS\?", ('+COPS: 0,0,"Tele2@@@\x00\x07",2', "OK")),)
)
COPS_UCS2 = Profile(
    "ZTE INCORPORATED",
    "MF180",
    scripted=(Scripted(r"AT\+COPS\?", ('+COPS: 0,0,"00540065006C0065",2', "OK")),),
)
IRIDIUM = Profile(
    "Iridium",
    "9522B",
    notifications=Notifications(mode=(2,), mt=(1,), bm=(0,), ds=(0,), bfr=(1,)),
    scripted=(
        Scripted(r"AT\+CNMI=\?", ("ERROR",)),
        Scripted(r"AT\+CMMS=.*", ("ERROR",)),
    ),
)
ERICSSON = Profile("Ericsson", "F3507g", restarts=("AT*E2RESET",))
CDMA = Profile(
    "WAVECOM MODEM", "Q2438F", scripted=(Scripted(r"AT\+(CGMI|CGMM|CGMR|CGSN)", ("WAVECOM Q2438F", "OK")),)
)


def interrupted(line: str) -> Profile:
    """A modem that slips *line* into every answer."""
    return Profile("Unlabelled", "Talks in between", interjection=line)
