"""+CMS ERROR codes, as data: RP cause, TP-FCS, 3GPP TS 27.005 (3.2.5), and vendor codes from 512.

Standards: TS 24.011, 8.2.5.4 for 0 to 127; TS 23.040, 9.2.3.22 for 128 to 255.
"""

from __future__ import annotations

from modemsms.gsm import reactions as say
from modemsms.gsm.reactions import Reaction, Row

_RETRY, _GIVE_UP, _STOP = Reaction.RETRY, Reaction.GIVE_UP, Reaction.STOP

_BARRED = "Sending is barred on this SIM card. Check that its bill is paid, its credit and its tariff."
_PASSING = "The mobile network could not take the text just then. If this goes on, ask the operator."
_NOT_THIS_KIND = "The network does not take texts of this kind for this number."
_CENTRE_REFUSED = (
    "The operator's message centre refused the text. Check the number and the credit of the SIM card."
)

RP_CAUSES = {
    1: Row("unassigned number", _GIVE_UP, "This number does not exist. Check the number."),
    8: Row("operator determined barring", _STOP, _BARRED),
    10: Row("call barred", _STOP, _BARRED),
    11: Row("reserved", _RETRY, _PASSING),
    17: Row("network failure", _RETRY, say.NETWORK_FAULT),
    21: Row("short message transfer rejected", _RETRY, say.REFUSED_HERE, tries=2),
    22: Row("congestion or memory capacity exceeded", _RETRY, say.NETWORK_BUSY),
    27: Row(
        "destination out of service",
        _RETRY,
        "The number is out of service. Check the number, or call.",
        tries=3,
    ),
    28: Row("unidentified subscriber", _GIVE_UP, say.NUMBER_UNKNOWN),
    29: Row("facility rejected", _STOP, say.NOT_ALLOWED),
    30: Row("unknown subscriber", _GIVE_UP, say.NUMBER_UNKNOWN),
    38: Row(
        "network out of order",
        _RETRY,
        "The network could not send the text. If this goes on, check the SIM card's credit and the"
        " number of its message centre.",
    ),
    41: Row("temporary failure", _RETRY, _PASSING),
    42: Row("congestion", _RETRY, say.NETWORK_BUSY),
    47: Row("resources unavailable", _RETRY, say.NETWORK_BUSY),
    50: Row("requested facility not subscribed", _STOP, say.NOT_ALLOWED),
    69: Row("requested facility not implemented", _STOP, say.NOT_ALLOWED),
    81: Row("invalid short message reference value", _RETRY, _PASSING),
    95: Row("invalid message", _GIVE_UP, say.BAD_REQUEST),
    96: Row("invalid mandatory information", _GIVE_UP, say.BAD_REQUEST),
    97: Row("message type non-existent or not implemented", _GIVE_UP, say.BAD_REQUEST),
    98: Row("message not compatible with protocol state", _GIVE_UP, say.BAD_REQUEST),
    99: Row("information element non-existent or not implemented", _GIVE_UP, say.BAD_REQUEST),
    111: Row("protocol error, unspecified", _RETRY, _PASSING, tries=2),
    127: Row("interworking, unspecified", _RETRY, _PASSING),
}

FAILURE_CAUSES = {
    128: Row("telematic interworking not supported", _GIVE_UP, _NOT_THIS_KIND),
    129: Row("short message type 0 not supported", _GIVE_UP, _NOT_THIS_KIND),
    130: Row("cannot replace short message", _GIVE_UP, _NOT_THIS_KIND),
    143: Row("unspecified TP-PID error", _GIVE_UP, say.BAD_REQUEST),
    144: Row("data coding scheme not supported", _GIVE_UP, say.BAD_REQUEST),
    145: Row("message class not supported", _GIVE_UP, say.BAD_REQUEST),
    159: Row("unspecified TP-DCS error", _GIVE_UP, say.BAD_REQUEST),
    160: Row("command cannot be actioned", _GIVE_UP, say.BAD_REQUEST),
    161: Row("command unsupported", _GIVE_UP, say.BAD_REQUEST),
    175: Row("unspecified TP-command error", _GIVE_UP, say.BAD_REQUEST),
    176: Row("TPDU not supported", _GIVE_UP, say.BAD_REQUEST),
    192: Row("SC busy", _RETRY, "The operator's message centre is busy. Try again later if this goes on."),
    193: Row("no SC subscription", _STOP, say.NOT_ALLOWED),
    194: Row(
        "SC system failure",
        _RETRY,
        "The operator's message centre had a fault. If this goes on, ask the operator.",
    ),
    195: Row("invalid SME address", _GIVE_UP, "This number cannot be texted. Check the number."),
    196: Row("destination SME barred", _GIVE_UP, "Texts to this number are barred. Call instead."),
    197: Row("short message rejected, duplicate", _GIVE_UP, "The message centre has this text already."),
    198: Row("TP-validity period format not supported", _GIVE_UP, say.BAD_REQUEST),
    199: Row("TP-validity period not supported", _GIVE_UP, say.BAD_REQUEST),
    208: Row("SIM SMS storage full", _RETRY, say.MEMORY_FULL),
    209: Row("no SMS storage capability in SIM", _GIVE_UP, say.SIM_WRONG),
    210: Row("error in MS", _RETRY, say.MODEM_FAULT, tries=3),
    211: Row("memory capacity exceeded", _RETRY, say.MEMORY_FULL),
    212: Row("SIM application toolkit busy", _RETRY, say.MODEM_BUSY),
    213: Row("SIM data download error", _RETRY, say.MODEM_BUSY),
    255: Row("unspecified error cause", _RETRY, _CENTRE_REFUSED, tries=3),
    **{code: Row("specific to the centre", _RETRY, _CENTRE_REFUSED, tries=3) for code in range(224, 255)},
}

SIEMENS_CAUSES = {
    256: Row("operation temporarily not allowed", _RETRY, say.MODEM_BUSY),
    257: Row("call barred by the subscription", _STOP, _BARRED),
    258: Row("phone busy", _RETRY, say.MODEM_BUSY),
    259: Row("user abort", _RETRY, say.MODEM_BUSY),
    260: Row("invalid dial string", _GIVE_UP, "This number cannot be texted. Check the number."),
    261: Row("supplementary service not executed", _RETRY, _PASSING),
    262: Row("SIM blocked", _STOP, say.SIM_PUK),
    263: Row("invalid block", _GIVE_UP, say.BAD_REQUEST),
}

EQUIPMENT_CAUSES = {
    300: Row("ME failure", _RETRY, say.MODEM_FAULT, tries=3),
    301: Row("SMS service of ME reserved", _RETRY, say.MODEM_BUSY),
    302: Row("operation not allowed", _RETRY, say.MODEM_BUSY),
    303: Row(
        "operation not supported", _GIVE_UP, "This modem cannot send texts in this way. Use another modem."
    ),
    304: Row("invalid PDU mode parameter", _GIVE_UP, say.BAD_REQUEST),
    # The modem fell back to text mode, most often after a restart of its own: setting it up helps.
    305: Row("invalid text mode parameter", _RETRY, say.MODEM_FAULT, tries=2),
    310: Row("SIM not inserted", _STOP, say.SIM_MISSING),
    311: Row("SIM PIN required", _STOP, say.SIM_PIN),
    312: Row("PH-SIM PIN required", _STOP, say.SIM_LOCKED),
    313: Row("SIM failure", _STOP, say.SIM_FAULT),
    314: Row("SIM busy", _RETRY, say.MODEM_BUSY),
    315: Row("SIM wrong", _STOP, say.SIM_WRONG),
    316: Row("SIM PUK required", _STOP, say.SIM_PUK),
    317: Row("SIM PIN2 required", _STOP, say.SIM_PIN),
    318: Row("SIM PUK2 required", _STOP, say.SIM_PUK),
    320: Row("memory failure", _RETRY, say.MODEM_FAULT, tries=3),
    321: Row("invalid memory index", _RETRY, say.MODEM_FAULT, tries=3),
    322: Row("memory full", _RETRY, say.MEMORY_FULL),
    330: Row(
        "SMSC address unknown",
        _STOP,
        "The SIM card does not know its operator's message centre. Set `smsc` for this modem to the"
        " number that the operator gives.",
    ),
    331: Row("no network service", _STOP, say.NO_SERVICE),
    332: Row("network timeout", _RETRY, say.NETWORK_FAULT),
    340: Row("no +CNMA acknowledgement expected", _RETRY, say.MODEM_FAULT, tries=3),
    500: Row("unknown error", _RETRY, say.MODEM_FAULT, tries=3),
}

# The same numbers mean different things to different makers: only the reaction is common ground.
VENDOR_CAUSES = {
    512: Row("establishment failure", _RETRY, say.NETWORK_FAULT),
    513: Row("lower layer failure", _RETRY, say.NETWORK_FAULT),
    514: Row("CP error", _RETRY, say.NETWORK_FAULT),
    515: Row("please wait, command in progress", _RETRY, say.MODEM_BUSY),
    521: Row("timer expired", _RETRY, say.NETWORK_FAULT),
    522: Row("temporarily not allowed", _RETRY, say.MODEM_BUSY),
    531: Row(
        "not in the list of fixed numbers",
        _GIVE_UP,
        "The SIM card may only text a fixed list of numbers, and this is not one of them.",
    ),
    532: Row("SIM not ready", _RETRY, say.MODEM_BUSY),
    535: Row("protocol stack busy", _RETRY, say.MODEM_BUSY),
    615: Row("network failure", _RETRY, say.NETWORK_FAULT),
    616: Row("network down", _RETRY, say.NETWORK_FAULT),
    767: Row("operation failed", _RETRY, say.MODEM_FAULT, tries=3),
    769: Row("no control of the module", _RETRY, say.MODEM_FAULT, tries=3),
    770: Row("SIM invalid, network reject", _STOP, say.SIM_REFUSED),
    771: Row("call setup in progress", _RETRY, say.MODEM_BUSY),
    772: Row("SIM powered down", _RETRY, say.MODEM_FAULT, tries=3),
    **{
        code: Row("invalid PDU or parameter", _GIVE_UP, say.BAD_REQUEST)
        for code in (516, 517, 519, 520, 538, 549, 550, 551, 553, 554)
    },
    **{code: Row("refused by SIM or phone book", _GIVE_UP, say.REFUSED_HERE) for code in range(526, 531)},
}

CMS_CAUSES = RP_CAUSES | FAILURE_CAUSES | SIEMENS_CAUSES | EQUIPMENT_CAUSES | VENDOR_CAUSES
