"""Where the links in /dev lead. They go when their device is pulled out, also while they are being followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def real_path(path: str | Path) -> str:
    """The device behind *path*; *path* itself when it leads nowhere (any more). Raises nothing."""
    try:
        return os.path.realpath(path)
    except OSError:
        # Between seeing that there is a link and reading it, it went.
        return str(path)


def linked(link: Path) -> Path | None:
    """What *link* itself says; None when it is no link (any more)."""
    try:
        return link.readlink()
    except OSError:
        return None


def links_in(folder: Path) -> Iterator[Path]:
    """What is in *folder*; nothing where there is no such folder (any more)."""
    try:
        yield from folder.iterdir()
    except OSError:
        return
