"""Errors of simulated commands, and their words for AT+CMEE=2 (27.005 3.2.5, 27.007 9.2)."""

from __future__ import annotations

CMS_WORDS = {
    300: "ME failure",
    301: "SMS service of ME reserved",
    302: "operation not allowed",
    303: "operation not supported",
    304: "invalid PDU mode parameter",
    305: "invalid text mode parameter",
    310: "SIM not inserted",
    311: "SIM PIN required",
    313: "SIM failure",
    314: "SIM busy",
    316: "SIM PUK required",
    320: "memory failure",
    321: "invalid memory index",
    322: "memory full",
    330: "SMSC address unknown",
    331: "no network service",
    332: "network timeout",
    340: "no +CNMA acknowledgement expected",
    500: "unknown error",
}

CME_WORDS = {
    0: "phone failure",
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    11: "SIM PIN required",
    12: "SIM PUK required",
    13: "SIM failure",
    14: "SIM busy",
    16: "incorrect password",
    20: "memory full",
    21: "invalid index",
    22: "not found",
    30: "no network service",
    31: "network timeout",
    40: "network personalization PIN required",
    50: "incorrect parameters",
    100: "unknown",
}


class CommandError(Exception):
    """A command is refused: *kind* is ``CMS`` or ``CME``; without a code it is the bare ERROR."""

    def __init__(self, kind: str = "CME", code: int | None = None) -> None:
        super().__init__(f"{kind} {code}")
        self.kind = kind
        self.code = code

    def final(self, level: int) -> str:
        """The final result at AT+CMEE *level*: 0 bare, 1 numbers, 2 words.

        A CMS code is a result of its own and comes at level 0 too (27.005, 3.2.5).
        """
        words = CMS_WORDS if self.kind == "CMS" else CME_WORDS
        if self.code is None or (level == 0 and self.kind == "CME"):
            return "ERROR"
        told = words.get(self.code, str(self.code)) if level == 2 else str(self.code)
        return f"+{self.kind} ERROR: {told}"
