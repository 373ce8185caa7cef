"""Backups and what a restore makes of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.backups import Backups, restore, verify
from modemsms.services.self_test import last_failure
from modemsms.services.sims import SimChanges
from tests.desk import ANNA, BEN, CARA, Desk


def test_a_restore_sends_nothing_by_itself(desk: Desk, tmp_path: Path) -> None:
    desk.plug_in()
    sent = desk.send("+447700900010")
    queued = desk.write(ANNA)
    scheduled = desk.write(BEN, send_at=desk.clock() + timedelta(days=1))
    sending = desk.write(CARA, priority=0)
    desk.outbox.cancel(queued.id)
    queued = desk.write(ANNA, "Another")
    assert desk.take().message_id == sending.id
    Backups(desk.store).backup(tmp_path / "shop.backup")
    desk.close()

    restored_file = tmp_path / "elsewhere" / "modemsms.db"
    assert restore(tmp_path / "shop.backup", restored_file, desk.clock()).messages == 5
    after = Desk(restored_file, clock=desk.clock)
    after.ledger.recover(after.clock())
    after.plug_in()

    assert after.status(sent) == "sent"
    for message in (queued, scheduled, sending):
        assert (after.status(message), after.reason(message)) == ("unknown", "restored")
    after.clock.passes(days=2)
    after.due.run(after.clock())
    assert after.claim().attempt is None
    after.outbox.settle(queued.id, "resend")
    assert after.take().message_id == queued.id
    after.close()


def test_a_self_test_that_was_under_way_is_nobodys_fault(desk: Desk, tmp_path: Path) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SimChanges(own_number="+447700900777"))
    desk.self_tests.begin("counter")
    Backups(desk.store).backup(tmp_path / "shop.backup")
    desk.close()
    restore(tmp_path / "shop.backup", tmp_path / "restored.db", desk.clock())
    after = Desk(tmp_path / "restored.db", clock=desk.clock)
    after.plug_in()

    after.self_tests.run(after.clock.passes(hours=1))

    with after.store.read() as connection:
        assert last_failure(connection, sim.id) is None
    assert not any(test.running for test in after.self_tests.list())
    after.close()


def test_what_a_restore_replaces_is_kept(desk: Desk, tmp_path: Path) -> None:
    Backups(desk.store).backup(tmp_path / "shop.backup")
    desk.write(ANNA)
    desk.close()

    restore(tmp_path / "shop.backup", desk.path, desk.clock())

    assert verify(desk.path).messages == 0
    assert verify(desk.path.with_name("modemsms.db.before-restore")).messages == 1


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_foreign_or_broken_file_changes_nothing(desk: Desk, tmp_path: Path, content: bytes) -> None:
    desk.write(ANNA)
    desk.close()
    broken = tmp_path / "broken"
    broken.write_bytes(content)

    with pytest.raises(InvalidInput):
        restore(broken, desk.path, desk.clock())

    assert verify(desk.path).messages == 1
