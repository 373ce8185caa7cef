"""From what a modem says when it refuses a text to the error that decides the text's fate."""

from __future__ import annotations

from functools import lru_cache

from modemsms.errors import Cause, DriverError, OutcomeUnknown
from modemsms.gsm import reactions as say
from modemsms.gsm.reactions import Reaction, Row

CMS_DUPLICATE = 197
"""The centre has the text already (TP-FCS C5): it counts as sent, and the caller says so."""

# After the PDU every code means that the text did not leave, except where a timer ran out between
# modem and network: the text may be out, and only the answer lost.
_UNCERTAIN = frozenset({332, 513, 521})

_MAYBE = (
    "Nobody can say whether this text went out: the modem lost the network's answer."
    " Ask the customer before you send it again."
)
_UNKNOWN = Row("unknown", Reaction.RETRY, say.MODEM_FAULT, tries=3)
_RESERVED = Row("reserved", Reaction.RETRY, say.REFUSED_HERE, tries=3)


def cms_error(code: int | None, *, after_pdu: bool) -> DriverError:
    """What ``+CMS ERROR: code`` asks for; None is a bare ``ERROR``, or one without a number.

    *after_pdu*: whether it came after the PDU and its Ctrl-Z went to the modem.
    """
    # Loaded with the first refusal.
    from modemsms.gsm.cms_causes import CMS_CAUSES

    return _error("cms", CMS_CAUSES, code, after_pdu=after_pdu)


def cme_error(code: int | None, *, after_pdu: bool) -> DriverError:
    """What ``+CME ERROR: code`` asks for; as ``cms_error``."""
    from modemsms.gsm.cme_causes import CME_CAUSES

    return _error("cme", CME_CAUSES, code, after_pdu=after_pdu)


def _error(kind: str, causes: dict[int, Row], code: int | None, *, after_pdu: bool) -> DriverError:
    reason = "modem_error" if code is None else f"{kind}_{code}"
    if after_pdu and (code is None or code in _UNCERTAIN):
        return OutcomeUnknown(Cause(reason, _MAYBE))
    row = _UNKNOWN if code is None else causes.get(code, _RESERVED)
    return row.error(reason)


def code_of_words(words: str, *, cms: bool = False) -> int | None:
    """The number that a modem should have written instead of *words*, in any case and spacing.

    The numbers are those of ``+CME ERROR``; *cms* gives those of ``+CMS ERROR``, which differ.
    """
    return _codes_of_words(cms=cms).get(" ".join(words.lower().split()))


@lru_cache(maxsize=2)
def _codes_of_words(*, cms: bool) -> dict[str, int]:
    if cms:
        from modemsms.gsm.cms_causes import EQUIPMENT_CAUSES, FAILURE_CAUSES, RP_CAUSES

        rows = FAILURE_CAUSES | RP_CAUSES | EQUIPMENT_CAUSES
        others = {"invalid index": 321, "not found": 321, "unknown": 500}
    else:
        from modemsms.gsm.cme_causes import CME_CAUSES

        rows = CME_CAUSES
        others = {"unknown error": 100}
    return {row.name.lower(): code for code, row in rows.items()} | others
