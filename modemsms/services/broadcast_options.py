"""How a broadcast goes out, beside its text and its people."""

from __future__ import annotations

from dataclasses import dataclass

from modemsms.errors import InvalidInput

LONGEST_CLOSING = 160
LONGEST_SPREAD_MINUTES = 7 * 24 * 60
LONGEST_APART_DAYS = 365
MOST_PER_MINUTE = 600


@dataclass(frozen=True, slots=True)
class Options:
    """How a broadcast goes out.

    *closing* is a line under the text, such as how to leave. *spread_minutes* spreads it over that long,
    *per_minute* is the pace (None: as fast as the SIM cards may), *apart_days* skips who got another one in that time,
    *modem* is the one that it leaves from.
    """

    closing: str = ""
    spread_minutes: int | None = None
    per_minute: int | None = None
    apart_days: int | None = None
    modem: str | None = None


def whole_text(text: str, options: Options) -> str:
    """What goes out, with its closing line."""
    return f"{text}\n{options.closing}" if options.closing else text


def check_options(options: Options) -> None:
    """Raise ``InvalidInput`` for what no broadcast can have."""
    if len(options.closing) > LONGEST_CLOSING:
        raise InvalidInput("closing", f"Write a last line of up to {LONGEST_CLOSING} characters.")
    spread = options.spread_minutes
    if spread is not None and not 1 <= spread <= LONGEST_SPREAD_MINUTES:
        raise InvalidInput("spread", "Spread it over a minute at least, and a week at most.")
    if options.per_minute is not None and not 1 <= options.per_minute <= MOST_PER_MINUTE:
        raise InvalidInput("per_minute", f"Choose a pace from 1 to {MOST_PER_MINUTE} texts a minute.")
    if options.apart_days is not None and not 1 <= options.apart_days <= LONGEST_APART_DAYS:
        raise InvalidInput("apart_days", f"Choose from 1 to {LONGEST_APART_DAYS} days.")
