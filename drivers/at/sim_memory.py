"""What is known of a SIM beyond the modem's restarts and the SIM's changes of place; never written down."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.at.refusal_run import RefusalRun


@dataclass(slots=True)
class SimMemory:
    """Of one SIM, by its key."""

    smsc: str | None = None
    """The message centre that it had when it last told."""
    refusals: RefusalRun = field(default_factory=RefusalRun)
