"""Why somebody of an audience does not get a broadcast, in words that a shop understands."""

from __future__ import annotations

from modemsms.store.messages import Reason

OPTED_OUT = "opted_out"
BLOCKED = "blocked"
DELETED = "deleted"
LANDLINE = "landline"
MISSING_FIELD = "missing_field"
RECENTLY = "recently"
UNSENDABLE = "unsendable"

SENTENCES = {
    OPTED_OUT: "They asked for no more texts.",
    BLOCKED: "The shop has blocked this number.",
    DELETED: "This contact was deleted.",
    LANDLINE: "A landline gets no texts.",
    MISSING_FIELD: "Something that the text says is not known of them.",
    RECENTLY: "They got another broadcast shortly before.",
    UNSENDABLE: "The text cannot be sent to this number.",
}

STOPPED = Reason("broadcast_stopped", "The broadcast was stopped before this text left.")


def reason(code: str) -> Reason:
    """As a message carries it that was written already."""
    return Reason(code, SENTENCES[code])
