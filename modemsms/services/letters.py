"""A broadcast as the letter that it was made of, for whoever changes it or writes it once more."""

from __future__ import annotations

from modemsms.services.broadcasts import Broadcast, Letter, audience_of, options_of, recurrence_of


def letter_of(broadcast: Broadcast) -> Letter:
    """What *broadcast* says, to whom, how and when."""
    recurrence = recurrence_of(broadcast)
    return Letter(
        text=broadcast.text,
        audience=audience_of(broadcast),
        title=broadcast.title,
        options=options_of(broadcast),
        send_at=None if recurrence else broadcast.next_at,
        recurrence=recurrence,
        author_id=broadcast.author_id,
        program=broadcast.program,
    )
