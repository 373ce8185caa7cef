"""Where on the page something can be done about what a service says."""

from __future__ import annotations

from urllib.parse import quote

MODEMS = "/modems"
DOCTOR = "/doctor"
SCHEDULED = "/scheduled"


def of_modem(name: str) -> str:
    """The path of a modem's page, escaped as it stands in a link."""
    return f"{MODEMS}/{quote(name, safe='')}"
