"""Who may sign in, and how guessing is slowed down."""

from __future__ import annotations

import pytest

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.accounts import Accounts, TooManyTries
from modemsms.services.keys import FREE_TRIES, Keys
from tests.desk import Desk

PASSWORD = "paper lantern"


@pytest.fixture
def accounts(desk: Desk) -> Accounts:
    accounts = Accounts(desk.store, now=desk.clock)
    accounts.first_owner("Ada", PASSWORD, code=None, loopback=True)
    return accounts


def test_the_first_owner_is_made_once(accounts: Accounts) -> None:
    with pytest.raises(Conflict):
        accounts.first_owner("Eve", PASSWORD, code=None, loopback=True)


def test_from_elsewhere_the_first_owner_needs_the_code(desk: Desk) -> None:
    accounts = Accounts(desk.store, now=desk.clock)

    with pytest.raises(InvalidInput):
        accounts.first_owner("Ada", PASSWORD, code="00000000", loopback=False, remote="192.0.2.1")

    code = accounts.first_run_code()
    assert (
        accounts.first_owner("Ada", PASSWORD, code=code, loopback=False, remote="192.0.2.1").role == "owner"
    )


def test_names_are_the_same_in_any_case_and_passwords_are_not(accounts: Accounts) -> None:
    assert accounts.sign_in("ADA", PASSWORD, remote="192.0.2.1").name == "Ada"
    with pytest.raises(InvalidInput):
        accounts.sign_in("Ada", PASSWORD.upper(), remote="192.0.2.1")


def test_guessing_is_slowed_down_and_only_for_the_guesser(accounts: Accounts, desk: Desk) -> None:
    for _ in range(5):
        with pytest.raises(InvalidInput):
            accounts.sign_in("Ada", "a wrong guess", remote="192.0.2.66")

    with pytest.raises(TooManyTries):
        accounts.sign_in("Ada", PASSWORD, remote="192.0.2.66")
    assert accounts.sign_in("Ada", PASSWORD, remote="192.0.2.1")
    desk.clock.passes(minutes=1)
    assert accounts.sign_in("Ada", PASSWORD, remote="192.0.2.66")


@pytest.mark.parametrize("here", [True, False])
def test_a_colleague_at_the_same_box_is_not_free_to_guess(accounts: Accounts, *, here: bool) -> None:
    accounts.add("Ben", PASSWORD, "staff")
    accounts.sign_in("Ada", PASSWORD, remote="192.0.2.1", here=here)

    with pytest.raises(TooManyTries):
        for _ in range(10):
            with pytest.raises(InvalidInput):
                accounts.sign_in("Ada", "a wrong guess", remote="192.0.2.1", here=here)
            accounts.sign_in("Ben", PASSWORD, remote="192.0.2.1", here=here)

    assert accounts.sign_in("Ada", PASSWORD, remote="192.0.2.2")


def test_a_new_password_ends_the_sessions(accounts: Accounts) -> None:
    before = accounts.list()[0].epoch

    accounts.set_password("ada", "another lantern")

    assert accounts.list()[0].epoch > before
    with pytest.raises(InvalidInput):
        accounts.sign_in("Ada", PASSWORD, remote="192.0.2.1")


def test_open_pages_look_at_once_whether_a_new_password_ended_them(accounts: Accounts, desk: Desk) -> None:
    before = desk.store.changed.rings

    accounts.set_password("ada", "another lantern")

    assert desk.store.changed.rings > before


@pytest.mark.parametrize("password", ["", "short", "x" * 300])
def test_a_password_has_a_sensible_length(accounts: Accounts, password: str) -> None:
    with pytest.raises(InvalidInput):
        accounts.add("Ben", password, "staff")


def test_no_password_is_kept_in_the_clear(accounts: Accounts, desk: Desk) -> None:
    with desk.store.read() as connection:
        (digest,) = connection.execute("SELECT password_hash FROM users").fetchone()

    assert digest.startswith("$argon2id$")


def test_a_key_is_shown_once_and_works_until_it_is_revoked(desk: Desk) -> None:
    keys = Keys(desk.store, now=desk.clock)
    key = keys.create("till")

    checked = keys.check(key, remote="192.0.2.1")
    assert checked is not None
    assert checked.name == "till"
    keys.revoke("till")

    assert keys.check(key, remote="192.0.2.1") is None
    with desk.store.read() as connection:
        assert key not in [row["hash"] for row in connection.execute("SELECT hash FROM api_keys")]


def test_guessed_keys_are_slowed_down_and_a_good_one_still_works(desk: Desk) -> None:
    keys = Keys(desk.store, now=desk.clock)
    key = keys.create("till")
    for n in range(FREE_TRIES):
        assert keys.check(f"wrong {n}", remote="192.0.2.66") is None

    with pytest.raises(TooManyTries):
        keys.check("wrong again", remote="192.0.2.66")
    assert keys.check(key, remote="192.0.2.66") is not None
