"""How a benchmark prints a figure beside its limit. Prints, and never fails: machines are noisy."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.daemon import Daemon


def figure(what: str, measured: float, unit: str, limit: float, *, at_least: bool = False) -> None:
    """Print one line: what was measured, the limit, and whether it holds."""
    holds = measured >= limit if at_least else measured <= limit
    sign = "≥" if at_least else "≤"
    print(
        f"{'ok  ' if holds else 'OVER'}  {what:<66} {measured:>10.2f} {unit:<7} limit {sign} {limit:g}",
        flush=True,
    )


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]


class Shop:
    """A daemon in a directory of its own on the given ports, ready to send."""

    def __init__(self, ports: Sequence[Path], settings: str = "") -> None:
        self._directory = TemporaryDirectory(prefix="modemsms-bench-")
        self.daemon = Daemon(Path(self._directory.name), ports, settings)

    def __enter__(self) -> Daemon:
        return self.daemon.start().ready()

    def __exit__(self, *_: object) -> None:
        self.daemon.stop()
        self._directory.cleanup()


def number(n: int) -> str:
    """The n-th of many German mobile numbers, none of them magic."""
    return f"+49171{n:07d}"
