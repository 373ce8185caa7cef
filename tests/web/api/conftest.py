"""The API on a desk's services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk import Desk
from tests.web.api.program import Api, services_of
from web import create_app


@pytest.fixture
def api(desk: Desk) -> Iterator[Api]:
    services = services_of(desk)
    app = create_app(services, secret_key=bytes(32))
    yield Api(desk, services, app, services.keys.create("till"))
    services.feed.close()
