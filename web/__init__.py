"""The shop's page and its HTTP API: parses a request, calls one service, renders the answer."""

from web.app import create_app

__all__ = ["create_app"]
