"""A broadcast seen from the outside: over simulated modems, paused, resumed, stopped, each person once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon, wait_until

EVERYBODY = [f"+49171500{n:04d}" for n in range(120)]


def test_each_gets_it_once_however_often_it_is_paused_and_the_daemon_killed(tmp_path: Path) -> None:
    with (
        SimulatedModems(2) as simulated,
        Daemon(tmp_path, [port.path for port in simulated.ports]) as daemon,
    ):
        daemon.ready()
        body = {"text": "Fresh bread", "audience": {"numbers": EVERYBODY}}
        told = daemon.call("POST", "/broadcasts/preflight", body)
        taken = daemon.call("POST", "/broadcasts", body, headers={"Idempotency-Key": "bread"})
        again = daemon.call("POST", "/broadcasts", body, headers={"Idempotency-Key": "bread"})
        path = f"/broadcasts/{taken.body['id']}"

        def counts() -> dict[str, Any]:
            run = daemon.call("GET", path).body["occurrence"]
            return dict(run["counts"]) if run else {}

        assert (told.body["people"], taken.status, again.status) == (120, 202, 200)
        wait_until(lambda: counts().get("sent", 0) + counts().get("delivered", 0) >= 5)
        assert daemon.call("POST", f"{path}/pause").body["state"] == "paused"
        daemon.kill()
        daemon.start().ready()
        assert daemon.call("GET", path).body["state"] == "paused"
        assert daemon.call("POST", f"{path}/resume").body["state"] == "running"
        wait_until(
            lambda: daemon.call("GET", path).body["state"] == "done", seconds=60, what=lambda: str(counts())
        )

        got = Counter({number: len(simulated.network.texts(number)) for number in EVERYBODY})
        assert max(got.values()) == 1
        # What was in the air when the power went is unknown, and stands there as such.
        assert sum(got.values()) >= 120 - counts()["unknown"]
        assert len(daemon.call("GET", f"{path}/recipients?limit=500").body["recipients"]) == 120


def test_what_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    with SimulatedModems(1) as simulated, Daemon(tmp_path, [simulated.ports[0].path]) as daemon:
        daemon.ready()
        taken = daemon.call("POST", "/broadcasts", {"text": "Cake", "audience": {"numbers": EVERYBODY}}).body
        path = f"/broadcasts/{taken['id']}"
        wait_until(lambda: bool(daemon.call("GET", "/messages?status=sent,delivered").body["messages"]))

        stopped = daemon.call("POST", f"{path}/stop").body
        wait_until(lambda: daemon.call("GET", path).body["occurrence"]["counts"]["sending"] == 0)
        texted = [number for number in EVERYBODY if simulated.network.texts(number)]
        later = daemon.text("+491716000001", "After it")
        daemon.settled(later["id"], "sent", "delivered")

        assert stopped["state"] == "stopped"
        assert 0 < len(texted) < 120
        assert [number for number in EVERYBODY if simulated.network.texts(number)] == texted
        people = daemon.call("GET", f"{path}/recipients?limit=500").body["recipients"]
        out = {one["number"] for one in people if one["status"] in {"sent", "delivered"}}
        assert out == set(texted)
        assert {one["status"] for one in people} - {"sent", "delivered"} <= {"cancelled", "stopped"}
        assert daemon.call("POST", f"{path}/resume").status == 409
