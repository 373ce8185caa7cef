"""The API on a desk's services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from modemsms.errors import ModemSmsError
from modemsms.services import imports
from tests.desk import Desk
from tests.web.api.program import Api, services_of
from web import create_app

SECONDS = 20


@pytest.fixture
def api(desk: Desk) -> Iterator[Api]:
    services = services_of(desk)
    app = create_app(services, secret_key=bytes(32))
    yield Api(desk, services, app, services.keys.create("till"))
    services.feed.close()
    # What a program began goes on in the background, and must not outlive the database.
    with suppress(ModemSmsError):
        services.errands.is_over(imports.RUN, SECONDS)
