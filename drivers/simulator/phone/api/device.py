"""/health, the probe at /, /device, /logs and the page that describes the API."""

from __future__ import annotations

from drivers.simulator.phone import dates
from drivers.simulator.phone.api.call import Call
from drivers.simulator.phone.exchange import Response, json_response
from drivers.simulator.phone.health import FAIL
from drivers.simulator.phone.versions import Feature


def health(call: Call) -> Response:
    """500 when one check fails, and a body all the same."""
    found = call.app.health()
    return json_response(500 if found["status"] == FAIL else 200, found)


def probe(call: Call) -> Response:
    """Whether the password is right."""
    return json_response(200, {"status": "ok", "model": call.app.makings.model})


def devices(call: Call) -> Response:
    """This phone, and its SIMs where the version knows them."""
    app = call.app
    entry = {
        "id": app.device_id,
        "name": app.makings.name,
        "createdAt": dates.write(app.installed_at),
        "updatedAt": dates.write(call.now),
        "lastSeen": dates.write(call.now),
        "simCards": app.sim_cards() if app.has(Feature.SIM_CARDS) else None,
    }
    return json_response(200, [entry])


def logs(call: Call) -> Response:
    """The app's log, oldest first."""
    start, end = call.moment("from"), call.moment("to")
    entries = [
        entry
        for entry in call.app.logs
        if (start is None or start <= entry.created_at) and (end is None or entry.created_at <= end)
    ]
    return json_response(
        200,
        [
            {
                "id": entry.id,
                "priority": entry.priority,
                "module": entry.module,
                "message": entry.message,
                "createdAt": dates.write(entry.created_at),
            }
            for entry in entries
        ],
    )


def docs(call: Call) -> Response:
    """A page for people."""
    del call
    page = b"<!doctype html><title>SMS Gateway API</title><p>See the documentation of the app.</p>"
    return Response(200, page, {"Content-Type": "text/html; charset=UTF-8"})
