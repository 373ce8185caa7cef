"""A shop whose broadcast went to everybody: half of them got it, the rest was stopped; some answered, some left."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from benchmarks.bench_scale import PEOPLE
from modemsms import clock
from modemsms.services import Services
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Letter
from modemsms.services.filters import Rule, Rules
from modemsms.services.imports import LOOK
from modemsms.store.database import connect

PLANNED = 300
EVERYBODY = Audience(Picks(everybody=True))


def broadcast_to_all(services: Services, path: Path) -> str:
    """Send one, stop it, and let half of it have arrived; its public id."""
    made = services.broadcasts.create(Letter("Fresh bread until noon", EVERYBODY))
    services.broadcasting.run(clock.now())
    services.broadcasts.stop(made.id)
    connection = connect(path)
    connection.execute("BEGIN")
    connection.execute(
        "UPDATE recipients SET state = 'taken', message_id = (SELECT max(m.id) FROM messages m"
        " JOIN conversations c ON c.id = m.conversation_id WHERE c.address = recipients.number"
        " AND m.status = 'delivered') WHERE state = 'stopped' AND position % 2 = 0"
    )
    connection.execute(
        "UPDATE messages SET occurrence_id = 1 WHERE id IN (SELECT message_id FROM recipients WHERE state = 'taken')"
    )
    connection.execute(
        "UPDATE recipients SET replied_at = 1, reply_id = message_id WHERE state = 'taken' AND position % 50 = 0"
    )
    connection.execute("UPDATE recipients SET opted_out_at = 1 WHERE state = 'taken' AND position % 2000 = 0")
    connection.execute(
        "UPDATE recipients SET state = 'left_out', reason = 'landline' WHERE state = 'stopped' AND position % 5 = 0"
    )
    connection.execute(
        "UPDATE occurrences SET delivered = (SELECT count(*) FROM messages WHERE occurrence_id = 1) WHERE id = 1"
    )
    connection.execute("COMMIT")
    connection.close()
    return made.id


def planned(services: Services) -> None:
    """Broadcasts for the days to come, a filter, and an import that was looked into."""
    soon = clock.now() + timedelta(hours=1)
    for n in range(PLANNED):
        services.broadcasts.create(Letter(f"Cake {n}", EVERYBODY, send_at=soon + timedelta(minutes=n)))
    services.filters.put("Quiet ones", Rules((Rule("texted", "never"),)))
    lines = [f"Somebody {n};+4915700{n:06d}\r\n".encode() for n in range(PEOPLE // 10)]
    services.imports.take_in([b"Name;Phone\r\n", *lines], "people.csv", "ada")
    assert services.errands.is_over(LOOK, 120)
