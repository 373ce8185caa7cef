"""Slow networks, phones and programs: they never keep all threads of the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from flask import Flask

from modemsms.devices import Step
from modemsms.services import Services
from tests.desk import Desk
from tests.web.plain import PlainBrowser
from tests.web.things import PHONE, Expert
from web.slow import MOST_AT_ONCE, SlowPlaces, TooBusy

PATH = "/phones/R58M123"
PATIENCE_SECONDS = 30


class SlowPhone(Expert):
    """A phone that answers when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Semaphore(0)
        self.may_answer = threading.Event()

    def examine(self, port: str, user: str, password: str) -> Sequence[Step]:
        self.asked.release()
        self.may_answer.wait(PATIENCE_SECONDS)
        return super().examine(port, user, password)


@pytest.fixture
def phone(services: Services, desk: Desk) -> SlowPhone:
    """It is plugged in."""
    phone = SlowPhone()
    services.phones.use(phone)
    desk.devices.seen([PHONE])
    return phone


@contextmanager
def all_waiting(phone: SlowPhone, browsers: Sequence[PlainBrowser]) -> Iterator[None]:
    """Each of *browsers* waits for *phone* while the block lasts."""
    threads = [threading.Thread(target=browser.open, args=(PATH,)) for browser in browsers]
    for thread in threads:
        thread.start()
    try:
        for _ in threads:
            assert phone.asked.acquire(timeout=PATIENCE_SECONDS)
        yield
    finally:
        phone.may_answer.set()
        for thread in threads:
            thread.join()


def test_so_many_may_wait_and_no_more() -> None:
    places = SlowPlaces(most=2)

    with places.taken(), places.taken(), pytest.raises(TooBusy), places.taken():
        pass
    with places.taken():
        pass


def test_a_slow_phone_leaves_threads_for_everybody_else(
    app: Flask,
    owner: PlainBrowser,
    another_browser: Callable[[], PlainBrowser],
    services: Services,
    phone: SlowPhone,
) -> None:
    key = {"Authorization": f"Bearer {services.keys.create('till')}"}
    browsers = [another_browser() for _ in range(MOST_AT_ONCE)]

    with all_waiting(phone, browsers):
        one_more = owner.open(PATH)
        dialled = app.test_client().post(
            "/api/v1/modems/counter/ussd", json={"code": "*100#"}, headers=key, base_url="http://localhost"
        )
        assert one_more.status == owner.open("/doctor").status == 503
        assert "try again in a moment" in one_more.words
        assert (dialled.status_code, dialled.headers["Retry-After"]) == (503, "10")
        assert owner.open("/").status == 200

    assert owner.open(PATH).status == 200
