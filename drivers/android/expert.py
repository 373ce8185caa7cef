"""The phone doctor as the shop's services ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from drivers.android.doctor import Action, carry_out, examine
from modemsms.devices import Progress, Step
from modemsms.errors import DriverError

_PROGRESS = {"ok": Progress.DONE, "needed": Progress.NEEDED, "unknown": Progress.UNKNOWN}

_LABELS = {
    Action.INSTALL: "Install the app from a file",
    Action.GRANT: "Give the app its rights",
    Action.STAY_AWAKE: "Keep the app awake",
    Action.OPEN: "Open the app on the phone",
    Action.RAISE_LIMIT: "Raise the limit",
    Action.REBOOT: "Restart the phone",
}


class PhoneExpert:
    """Looks at phones and changes them. *environ* says where adb is."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def examine(self, port: str, user: str, password: str) -> Sequence[Step]:
        """Every step, in order. Never raises for what a phone does."""
        steps = examine(port, user=user, password=password, environ=self._environ)
        return [
            Step(
                code=step.code.value,
                title=step.title,
                progress=_PROGRESS[step.state],
                sentence=step.sentence,
                action=_LABELS[step.action] if step.action else "",
                takes_file=step.action is Action.INSTALL,
            )
            for step in steps
        ]

    def carry_out(self, port: str, code: str, user: str, password: str, file: Path | None) -> str:
        """Do what the step *code* offers; a sentence that says what came of it, or why nothing did."""
        steps = examine(port, user=user, password=password, environ=self._environ)
        action = next((step.action for step in steps if step.code.value == code), None)
        if action is None:
            return "There is nothing to do here any more."
        try:
            return carry_out(action, port, environ=self._environ, package=file.read_bytes() if file else None)
        except DriverError as error:
            return error.cause.sentence
