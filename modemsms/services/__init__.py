"""The verbs of the shop: what the page, the API, the command line and the workers call."""

from modemsms.services.services import Services

__all__ = ["Services"]
