"""What a shop knows of people, in words: languages, months, and the things that a filter asks for."""

from __future__ import annotations

from babel.dates import get_month_names

from web.context import locale

# Those that most people in the world speak, and those of Europe.
LANGUAGES = (
    "ar", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu",
    "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "ko", "ku", "lt", "lv", "mk", "mr", "ms", "mt", "nb",
    "ne", "nl", "pa", "pl", "ps", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti",
    "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip


def languages(chosen: str = "") -> dict[str, str]:
    """Languages to choose from, by their names in the reader's; *chosen* is among them."""
    names = locale().languages
    known = {code: str(names.get(code, code)) for code in {*LANGUAGES, chosen} if code}
    return {"": "–"} | dict(sorted(known.items(), key=lambda one: one[1].casefold()))


def months() -> dict[str, str]:
    """The months, by their numbers."""
    names = get_month_names("wide", "stand-alone", locale())
    return {"": "–"} | {str(month): str(names[month]) for month in range(1, 13)}
