"""Passwords as commands take them: never as an argument, which every user of the machine could read."""

from __future__ import annotations

import getpass
import sys


def typed_password(prompt: str) -> str:
    """From the terminal, not shown; else one line of stdin."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")
