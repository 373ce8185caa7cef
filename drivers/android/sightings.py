"""One incoming text, however often and by whichever way it is heard of: its key, its identity, its doubles.

The app tells of a text three times: by a webhook, in ``/inbox``, and again in ``/inbox`` after it has read
the phone's own store (``/inbox/refresh``). No number is common to all three, so a text is known by who
wrote what, and when:

- The *identity* that the shop keeps is (sender, text, second of the SMS centre's time). It is the same from
  the webhook and from ``/inbox``, and after any restart. Two texts with the same words from the same person
  within one second are one text; the app itself cannot tell these apart either.
- Where a webhook tells the time of arrival instead (it has milliseconds, which a centre's time has not), it
  and an entry of the same words are one text when the entry's time is not after the webhook's: what the
  network held back carries an old centre's time. Those of one second are paired first, and each once only,
  so the same words twice are two texts.
- An app before 1.67 reads its own store back with the time of arrival. Such an entry has milliseconds, and
  is the double of one with the same words that has none.
- A picture message is known by the phone's own number of it; its announcement and its download are one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drivers.android.wire import Entry, Payload, moment

PICTURE = "A picture message arrived; ask to send it as text."

PICTURE_TYPES = frozenset({"MMS", "MMS_DOWNLOADED"})

# How far the centre's clock may be ahead of the phone's.
AHEAD = timedelta(minutes=2)
# A text and its double from the phone's store lie as far apart as the network took to bring it.
ON_THE_WAY = timedelta(minutes=10)
# Between the announcement of a picture and its download.
DOWNLOAD = timedelta(hours=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Sighting:
    """A text as it was heard of first. The flags say by which other ways it was heard of since."""

    key: str
    sender: str
    words: str
    at: datetime | None
    slot: int | None
    kind: str
    text: str
    by_inbox: bool = False
    by_hook: bool = False
    has_double: bool = False
    heard_at: datetime = LONG_AGO

    @property
    def identity(self) -> str:
        """What makes it the same text for the shop, now and after a restart."""
        if self.kind in PICTURE_TYPES:
            return _digest("picture", self.key)
        second = "?" + self.key if self.at is None else str(int(self.at.timestamp()))
        return _digest("text", self.sender, second, self.words)

    @property
    def is_centre_time(self) -> bool:
        """Its time has no milliseconds, as the time of an SMS centre."""
        return self.at is not None and self.at.microsecond == 0

    def hook_fits(self, hook: Sighting) -> bool:
        """*self* came by ``/inbox``, *hook* by a webhook: they may be the same text."""
        if self.kind in PICTURE_TYPES:
            return False
        if self.at is None or hook.at is None or self.is_same_second(hook):
            return True
        return not hook.is_centre_time and self.at <= hook.at + AHEAD

    def is_same_second(self, other: Sighting) -> bool:
        """Whether both carry the same time."""
        if self.at is None or other.at is None:
            return False
        return int(self.at.timestamp()) == int(other.at.timestamp())

    def doubles(self, other: Sighting) -> bool:
        """*other* came by ``/inbox`` as well: it is the same text once more."""
        if self.at is None or other.at is None or self.has_double or other.has_double:
            return False
        if self.kind in PICTURE_TYPES:
            return self.kind != other.kind and abs(self.at - other.at) <= DOWNLOAD
        if self.is_centre_time == other.is_centre_time:
            return False
        sent, arrived = (self.at, other.at) if self.is_centre_time else (other.at, self.at)
        return -AHEAD <= arrived - sent <= ON_THE_WAY

    def apart(self, other: Sighting) -> timedelta:
        """How far the times of the two lie apart."""
        return abs((self.at or LONG_AGO) - (other.at or LONG_AGO))


def of_entry(entry: Entry) -> Sighting:
    """A message of ``/inbox``."""
    is_picture = entry.type in PICTURE_TYPES
    text = PICTURE if is_picture else entry.content_preview
    words = PICTURE if is_picture else _digest(entry.content_preview)
    # Two texts of one second have one id in the app, and the later takes the earlier's place.
    key = entry.id if is_picture else _digest(entry.id, entry.content_preview)
    return Sighting(
        key,
        _sender(entry.sender),
        words,
        moment(entry.created_at),
        entry.sim_number,
        entry.type if is_picture else "SMS",
        text,
        by_inbox=True,
    )


def of_hook(event: str, event_id: str, payload: Payload) -> Sighting:
    """What a webhook tells: ``sms:received``, ``mms:received`` or ``mms:downloaded``."""
    is_picture = event != "sms:received"
    text = PICTURE if is_picture else payload.message or ""
    kind = {"mms:received": "MMS", "mms:downloaded": "MMS_DOWNLOADED"}.get(event, "SMS")
    return Sighting(
        payload.message_id if is_picture else event_id,
        _sender(payload.sender or payload.phone_number or ""),
        PICTURE if is_picture else _digest(text),
        moment(payload.received_at),
        payload.sim_number,
        kind,
        text,
        by_hook=True,
    )


def _sender(address: str) -> str:
    """*address* without what picture messages append to a number (``/TYPE=PLMN``)."""
    return address.partition("/TYPE=")[0].strip()


def _digest(*parts: str) -> str:
    text = "\0".join(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
