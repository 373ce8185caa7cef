"""Simulated makes: the dirty manners of real devices, one row each, with the field's own names."""

from __future__ import annotations

from datetime import timedelta

from drivers.simulator.profile import Notifications, Profile

PROFILES: dict[str, Profile] = {
    "standard": Profile(),
    # ^RSSI floods, COMMAND NOT SUPPORT, three memories or none, indices from 0
    "huawei": Profile(
        manufacturer="huawei",
        model="E3372",
        ussd_takes="packed",
        ussd_answers="packed",
        firmware="11.126.03.01.441",
        appears_after=timedelta(milliseconds=500),
        chatter="^RSSI:18",
        memory_full_line='^SMMEMFULL:"SM"',
        unknown_command="COMMAND NOT SUPPORT",
        boot_lines=("^SIMST:1", "^SRVST:2", "^BOOT:27710117,0,0,0,75"),
        first_index=0,
        cpms_parameters=frozenset({3}),
    ),
    # SMS commands only after a while; boots with a banner; no CSMS=1
    "sim800": Profile(
        manufacturer="SIMCOM_Ltd",
        model="SIMCOM_SIM800L",
        hangs_up=False,
        ussd_ends_twice=True,
        firmware="Revision:1418B05SIM800L24",
        boot_lines=("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready", "SMS Ready"),
        sms_ready_after=timedelta(seconds=1),
        memories=("SM",),
        receiving_memories=("SM",),
        direct_ack=False,
        notifications=Notifications(bm=(0, 2)),
    ),
    # +CDSI names a memory in which the report does not lie
    "ec25": Profile(
        manufacturer="Quectel",
        model="EC25",
        ussd_takes="ucs2",
        firmware="EC25EFAR06A10M4G",
        boot_lines=("RDY", "+CPIN: READY", "+QUSIM: 1", "+CFUN: 1", "+QIND: SMS DONE", "+QIND: PB DONE"),
        memories=("SM", "ME", "SR"),
        notifications=Notifications(ds=(0, 1, 2)),
        report_announced_as='"SM",0',
        memory_full_line='+QIND: "SMSFULL","SM"',
        interjection='+QIND: "csq",21,99',
    ),
    # The prompt is a line of its own; numeric errors only
    "le910": Profile(
        manufacturer="Telit",
        model="LE910C1-EU",
        ussd_ok="behind",
        firmware="25.20.676",
        prompt=b"\r\n>\r\n",
        compact=True,
        submit_tells_time=True,
    ),
    # No space behind the prompt, AT+CPIN? without OK, memories as one parameter only
    "wavecom": Profile(
        manufacturer="WAVECOM MODEM",
        model="MULTIBAND  900E  1800",
        ussd_ok="never",
        firmware="651_09gg.Q2403A",
        prompt=b"\r\n>",
        pin_answer_ends_with_ok=False,
        memories=("SM", "SR"),
        receiving_memories=("SM",),
        notifications=Notifications(ds=(0, 1, 2)),
        cpms_parameters=frozenset({1}),
        extended_errors=(0, 1),
    ),
    # Keeps status reports in a memory of their own and cannot bring them directly
    "sr-memory": Profile(
        manufacturer="Nokia",
        model="Reports in SR",
        firmware="1",
        memories=("SM", "ME", "SR"),
        notifications=Notifications(ds=(0, 2)),
    ),
    # bfr 1 only, ME is no place to receive into
    "cinterion": Profile(
        manufacturer="Cinterion",
        model="MC75i",
        ussd_answers="ucs2",
        firmware="REVISION 02.002",
        receiving_memories=("SM",),
        notifications=Notifications(mode=(0, 1, 2), mt=(0, 1), bm=(0, 2, 3), ds=(0, 2), bfr=(1,)),
    ),
    # Each message is stored and announced twice
    "a7670": Profile(
        manufacturer="INCORPORATED",
        model="A7670E-LASE",
        firmware="A011B12A7670M7",
        boot_lines=("*ATREADY: 1", "+CPIN: READY", "SMS DONE", "PB DONE"),
        announces_twice=True,
    ),
    # +CMTI tells no index
    "sim7000": Profile(
        manufacturer="SIMCOM INCORPORATED",
        model="SIMCOM_SIM7000G",
        firmware="Revision:1529B05SIM7000G",
        announced_as='"SM",-1',
    ),
    # +CMGS is all that comes; words where numbers were asked for
    "no-ok": Profile(
        manufacturer="Unlabelled",
        model="M590",
        firmware="1",
        submit_ends_with_ok=False,
        more_messages=False,
        direct_ack=False,
        notifications=Notifications(mode=(0, 1, 2), mt=(0, 1, 2), bm=(0,), ds=(), bfr=()),
    ),
    # Leaves out <stat>, pads its PDUs, and cannot send while the SIM is full
    "zte": Profile(
        manufacturer="ZTE INCORPORATED",
        model="K3565-Z",
        ussd_answers="septets",
        firmware="BD_P673A2V1.0.0B09",
        tells_status=False,
        pdu_tail="FFFF",
        interjection="+ZUSIMR:2",
        sends_when_full=False,
    ),
    # Says that it deleted a text, and has it again
    "forgetful": Profile(manufacturer="Unlabelled", model="Deletes nothing", firmware="1", deletes=False),
    # Tells nothing by itself: only polling finds messages
    "mute": Profile(
        manufacturer="Unlabelled",
        model="Send and poll",
        firmware="1",
        notifications=None,
        receiving_memories=("SM",),
    ),
    # Answers with numbers until told otherwise, and never with words for errors
    "numeric": Profile(
        manufacturer="Unlabelled",
        model="ATV0",
        firmware="1",
        numeric=True,
        extended_errors=(0,),
    ),
}
