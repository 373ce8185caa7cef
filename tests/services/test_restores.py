"""Bringing a backup back: what is refused, what is shown, what takes the place of everything."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from modemsms.errors import Conflict, InvalidInput, StoreUnavailable
from modemsms.services import restores
from modemsms.services.accounts import Accounts, User
from modemsms.services.backups import Backups, verify
from modemsms.services.errands import Errands
from modemsms.services.network import Network
from modemsms.services.restores import Restores, put_in_place
from modemsms.services.sessions import Sessions
from tests.desk import ANNA, BEN, Desk
from tests.web.api.program import services_of

PASSWORD = "correct horse battery"
SECONDS = 20


@pytest.fixture
def owner(desk: Desk) -> User:
    return Accounts(desk.store, desk.clock).first_owner("Ann", PASSWORD, code=None, loopback=True)


@pytest.fixture
def errands(desk: Desk) -> Errands:
    return Errands(desk.store)


@pytest.fixture
def waiting(desk: Desk, errands: Errands) -> Restores:
    return Restores(desk.path, errands, now=desk.clock)


@pytest.fixture
def backup(desk: Desk, owner: User, tmp_path: Path) -> Path:
    """A shop with an owner and one text."""
    desk.write(ANNA)
    file = tmp_path / "shop.backup"
    Backups(desk.store).backup(file)
    return file


def look(waiting: Restores, errands: Errands, file: Path) -> None:
    waiting.take_copy(file)
    assert errands.is_over(restores.LOOK, SECONDS)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_is_in_it_is_told_before_anything_changes(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path
) -> None:
    kept = desk.write(BEN)

    look(waiting, errands, backup)

    offer = waiting.offer()
    assert offer is not None
    assert (offer.candidate.messages, offer.candidate.owners) == (1, ("Ann",))
    assert desk.status(kept) == "queued"


def test_the_backup_takes_the_place_of_everything_and_what_was_here_is_kept(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path, owner: User
) -> None:
    desk.write(BEN)
    session = Sessions(desk.store, desk.clock).begin(owner, remote="", agent="")
    restarted = threading.Event()
    waiting.when_ready(restarted.set)
    look(waiting, errands, backup)
    offer = waiting.offer()
    assert offer is not None

    waiting.replace_everything(offer.key, owner)
    assert restarted.wait(SECONDS)
    assert waiting.is_restarting
    desk.close()
    put_in_place(desk.path)

    assert verify(desk.path).messages == 1
    assert verify(desk.path.with_name("modemsms.db.before-restore")).messages == 2
    assert not desk.path.with_name("restore").exists()
    after = Desk(desk.path, clock=desk.clock)
    assert Sessions(after.store, desk.clock).find(session, remote="") is None
    after.plug_in()
    assert after.claim().attempt is None
    after.close()


def test_a_power_cut_before_the_restart_is_made_good_by_the_next_start(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path, owner: User
) -> None:
    desk.write(BEN)
    look(waiting, errands, backup)
    offer = waiting.offer()
    assert offer is not None
    waiting.replace_everything(offer.key, owner)
    assert errands.is_over(restores.PREPARE, SECONDS)
    desk.close()

    put_in_place(desk.path)
    put_in_place(desk.path)

    assert verify(desk.path).messages == 1
    assert verify(desk.path.with_name("modemsms.db.before-restore")).messages == 2


def test_a_backup_that_cannot_be_put_in_place_is_told_and_everything_is_as_it_was(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path, owner: User
) -> None:
    desk.write(BEN)
    look(waiting, errands, backup)
    offer = waiting.offer()
    assert offer is not None
    waiting.replace_everything(offer.key, owner)
    assert errands.is_over(restores.PREPARE, SECONDS)
    desk.close()
    in_the_way = desk.path.with_name("modemsms.db.before-restore")
    in_the_way.mkdir()

    put_in_place(desk.path)

    assert verify(desk.path).messages == 2
    after = Desk(desk.path, clock=desk.clock)
    assert "could not be put in place" in services_of(after).archive.trouble()
    after.close()


def test_a_power_cut_before_it_was_ready_leaves_everything_as_it_was(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path
) -> None:
    desk.write(BEN)
    look(waiting, errands, backup)
    desk.close()

    put_in_place(desk.path)

    assert verify(desk.path).messages == 2
    assert not desk.path.with_name("restore").exists()


def test_a_second_press_and_a_page_of_before_replace_nothing(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path, owner: User
) -> None:
    look(waiting, errands, backup)
    first = waiting.offer()
    look(waiting, errands, backup)
    assert first is not None

    for key in (first.key, "", "ключ"):
        with pytest.raises(Conflict):
            waiting.replace_everything(key, owner)

    second = waiting.offer()
    assert second is not None
    waiting.replace_everything(second.key, owner)
    with pytest.raises(Conflict):
        waiting.replace_everything(second.key, owner)
    assert errands.is_over(restores.PREPARE, SECONDS)


def test_the_door_to_the_network_stays_as_it_is(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path, owner: User
) -> None:
    Network(desk.store).switch(on=True)

    restores_once(desk, waiting, errands, lambda: waiting.take_copy(backup), owner)

    after = Desk(desk.path, clock=desk.clock)
    assert Network(after.store).reach().wanted
    after.close()


def newer(file: Path) -> None:
    change(file, "INSERT INTO _sqlite_migrations VALUES (NULL, 'modemsms', 'm999_future', '')")


def trap(file: Path) -> None:
    change(
        file,
        "CREATE TRIGGER trap AFTER INSERT ON messages BEGIN DELETE FROM contacts; END",
    )


def another_trigger(file: Path) -> None:
    change(file, "DROP TRIGGER messages_added")


def one_more_table(file: Path) -> None:
    change(file, "CREATE TABLE more (id INTEGER PRIMARY KEY)")


def view_in_place_of_a_table(file: Path) -> None:
    change(file, "DROP TABLE drafts", "CREATE VIEW drafts AS SELECT * FROM users")


def nobody(file: Path) -> None:
    change(file, "DELETE FROM users")


def truncated(file: Path) -> None:
    octets = file.read_bytes()
    file.write_bytes(octets[: len(octets) // 2])


def overwritten(file: Path) -> None:
    octets = bytearray(file.read_bytes())
    for page in range(8, len(octets) // 4096):
        octets[page * 4096 : page * 4096 + 512] = b"\xff" * 512
    file.write_bytes(octets)


def another_program(file: Path) -> None:
    file.unlink()
    change(file, "CREATE TABLE messages (id INTEGER)", "CREATE TABLE contacts (id INTEGER)")


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (newer, "newer version"),
        (trap, "was altered"),
        (another_trigger, "was altered"),
        (one_more_table, "was altered"),
        (view_in_place_of_a_table, "was altered"),
        (nobody, "nobody could sign in"),
        (truncated, "damaged"),
        (overwritten, "damaged"),
        (another_program, "no backup of modemsms"),
    ],
)
def test_a_file_that_is_not_right_changes_nothing_and_says_why(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path, spoil: Callable[[Path], None], why: str
) -> None:
    spoil(backup)
    before = everything_in(desk.path.parent)

    with pytest.raises(InvalidInput, match=why):
        look(waiting, errands, backup)

    assert waiting.offer() is None
    assert everything_in(desk.path.parent) == before


@pytest.mark.parametrize("content", [b"", b"SQLite", b"PK\x03\x04" + b"x" * 5000, b"\x00" * 100])
def test_what_is_no_database_is_refused_at_its_first_octets(
    desk: Desk, waiting: Restores, content: bytes
) -> None:
    with pytest.raises(InvalidInput, match="no backup"):
        waiting.take_in(iter([content]))

    assert list(desk.path.with_name("restore").iterdir()) == []


def test_a_file_that_does_not_fit_is_refused(desk: Desk, errands: Errands, backup: Path) -> None:
    waiting = Restores(desk.path, errands, now=desk.clock, reserve_octets=2**62)

    with pytest.raises(StoreUnavailable, match="full"):
        waiting.take_copy(backup)

    assert list(desk.path.with_name("restore").iterdir()) == []


def test_what_was_here_can_be_brought_back(
    desk: Desk, waiting: Restores, errands: Errands, backup: Path, owner: User
) -> None:
    desk.write(BEN)
    assert waiting.kept() is None
    restores_once(desk, waiting, errands, lambda: waiting.take_copy(backup), owner)
    assert waiting.kept() is not None

    again = Restores(desk.path, errands, now=desk.clock)
    restores_once(desk, again, errands, again.take_kept, owner)

    assert verify(desk.path).messages == 2
    assert verify(desk.path.with_name("modemsms.db.before-restore")).messages == 1


def restores_once(
    desk: Desk, waiting: Restores, errands: Errands, take: Callable[[], None], owner: User
) -> None:
    take()
    assert errands.is_over(restores.LOOK, SECONDS)
    offer = waiting.offer()
    assert offer is not None
    waiting.replace_everything(offer.key, owner)
    assert errands.is_over(restores.PREPARE, SECONDS)
    desk.close()
    put_in_place(desk.path)
