"""The name that an attempt has on the phone, by which it is known again after any restart."""

from __future__ import annotations

import re

from modemsms.driver import Attempt

# The app takes any string. Ours is the message's own id and the number of the attempt: the same attempt
# always has the same name, so the app refuses its repetition, and no two attempts share one.
_NAME = re.compile(r"(?P<message>[0-9A-Za-z-]{1,64})-(?P<attempt>[0-9]{1,18})\Z")


def name_of(attempt: Attempt) -> str:
    """What *attempt* is called on the phone."""
    return f"{attempt.message_id}-{attempt.id}"


def attempt_of(name: str) -> tuple[str, int] | None:
    """The message's id and the attempt's number in *name*; None for what somebody else sent."""
    match = _NAME.match(name)
    return (match["message"], int(match["attempt"])) if match else None
